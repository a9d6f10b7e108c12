"""Shaping subtitles: where to break, how to split into cues, when to show them."""

from localize.shaping.compose import compose
from localize.shaping.timing import Draft, Shown, place

__all__ = ["Draft", "Shown", "compose", "place"]
