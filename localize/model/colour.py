"""Colours of text, as subtitle formats write them, in one form: ``#rrggbb`` or ``#rrggbbaa``."""

from __future__ import annotations

import re
from typing import Final

NAMED: Final = {
    "transparent": "#00000000", "black": "#000000", "silver": "#c0c0c0", "gray": "#808080", "grey": "#808080",
    "white": "#ffffff", "maroon": "#800000", "red": "#ff0000", "purple": "#800080", "fuchsia": "#ff00ff",
    "magenta": "#ff00ff", "green": "#008000", "lime": "#00ff00", "olive": "#808000", "yellow": "#ffff00",
    "navy": "#000080", "blue": "#0000ff", "teal": "#008080", "aqua": "#00ffff", "cyan": "#00ffff"}
"""TTML's named colours (TTML1, 8.3.10), which are CSS's first sixteen and their synonyms."""

_RGB: Final = re.compile(r"rgba?\(\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)\s*(?:,\s*(\d+)\s*)?\)")


def to_hex(value: str) -> str:
    """Return a colour as ``#rrggbb``, or ``#rrggbbaa`` when it is not opaque; empty when it is none."""
    low = value.strip().lower()
    low = NAMED.get(low, low)
    match = _RGB.fullmatch(low)
    if match is not None:
        parts = [int(part) for part in match.groups() if part is not None]
        if max(parts) > 255:
            return ""
        low = "#" + "".join(f"{part:02x}" for part in parts)
    if not re.fullmatch(r"#(?:[0-9a-f]{6}|[0-9a-f]{8})", low):
        return ""
    return low[:7] if low.endswith("ff") and len(low) == 9 else low
