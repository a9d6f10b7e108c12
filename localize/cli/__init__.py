"""The command line: the only part of the library that prints."""

from localize.cli.main import main

__all__ = ["main"]
