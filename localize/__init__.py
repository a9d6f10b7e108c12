"""Subtitles, dubs and packages of Chinese masters for the world: the engine, as a library."""

__version__ = "0.1.0"
