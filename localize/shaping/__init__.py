"""Shaping subtitles: where to break, how to split into cues, when to show them."""

from localize.shaping.compose import compose
from localize.shaping.cuts import Shown, parted
from localize.shaping.timing import Draft, place
from localize.shaping.typography import tidy

__all__ = ["Draft", "Shown", "compose", "parted", "place", "tidy"]
