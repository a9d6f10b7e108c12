"""Burned-in subtitles to text: RapidOCR where the picture changes, not on every frame."""

from localize.engines.burned_in.reader import BurnedInReader

__all__ = ["BurnedInReader"]
