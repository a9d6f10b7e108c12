"""Regions to places and back: TTML's rectangles, WebVTT's lines.

TTML puts text into a region (origin, extent, displayAlign); the vocabulary all formats share says line, position,
size and align. The text's edge is what counts: the region's bottom for ``after``, its top for ``before``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from localize.formats.ttml.document import Document, Timed
from localize.model.placement import Number, view

_PAIR: Final = re.compile(r"(-?[\d.]+)(?:%|rw) (-?[\d.]+)(?:%|rh)")
BOTTOM: Final = (("displayAlign", "after"), ("extent", "80% 80%"), ("origin", "10% 10%"))
"""The region of a subtitle of which nothing else is said: the title-safe area, text at its bottom."""


def placement(document: Document, region: str, chain: list[Timed]) -> tuple[tuple[str, str], ...]:
    """Return the settings that a region and the alignment of its text amount to.

    Args:
        document: Where the region is.
        region: Its id, or empty.
        chain: Elements from the body to the paragraph; the last that says ``textAlign`` counts.
    """
    styles = document.regions[region].styles if region in document.regions else {}
    found: list[tuple[str, str]] = []
    origin, extent = _pair(styles.get("origin", "")), _pair(styles.get("extent", ""))
    if origin is not None and extent is not None:
        found.extend(_line(origin[1], extent[1], styles.get("displayAlign", "before")))
        if origin[0] != (100 - extent[0]) / 2:
            found.append(("position", f"{_text(origin[0])}%,line-left"))
        if 0 < extent[0] < 80 and extent[0] <= 100:
            found.append(("size", f"{_text(extent[0])}%"))
    aligns = [item.styles["textAlign"] for item in chain if "textAlign" in item.styles]
    align = aligns[-1] if aligns else styles.get("textAlign", document.initials.get("textAlign", ""))
    # Where a document is silent, text stands centred: that is how subtitles are set, whatever TTML's initial value.
    if align in {"left", "right", "start", "end"}:
        found.append(("align", align))
    return tuple(found)


def _line(y: Fraction, height: Fraction, align: str) -> list[tuple[str, str]]:
    edge = {"after": y + height, "center": y + height / 2}.get(align, y)
    if not 0 <= edge <= 100 or (align == "after" and edge == 90):
        return []
    name = {"after": "end", "center": "center"}.get(align, "start")
    return [("line", f"{_text(edge)}%,{name}")]


def _pair(text: str) -> tuple[Fraction, Fraction] | None:
    match = _PAIR.fullmatch(text)
    return None if match is None else (Fraction(match[1]), Fraction(match[2]))


def _text(value: Fraction) -> str:
    """Return a per cent number with at most three decimals."""
    return f"{float(value):.3f}".rstrip("0").rstrip(".")


def region(settings: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return the style attributes of the region for a cue's settings, sorted by name."""
    place = view(settings)
    x, width = _across(place.position, place.position_align, place.align, place.size)
    if place.line == "auto":
        if x == 10 and width == 80:
            return BOTTOM
        return _attributes("after", x, Fraction(10), width, Fraction(80))
    line = Fraction(str(place.line))
    if place.snap_to_lines:
        # A line of text is some 5.3 % of the height (15 rows less the safe area), counted from the top or the bottom.
        line = 10 + line * Fraction(16, 3) if line >= 0 else 90 + (line + 1) * Fraction(16, 3)
        edge = "start" if place.line >= 0 else "end"
        line = min(max(line, Fraction(10)), Fraction(90))
    else:
        edge = place.line_align
    if edge == "end":
        return _attributes("after", x, Fraction(0), width, line)
    if edge == "center":
        half = min(line, 100 - line)
        return _attributes("center", x, line - half, width, 2 * half)
    return _attributes("before", x, line, width, 100 - line)


def _across(position: Number | str, position_align: str, align: str, size: Number) -> tuple[Fraction, Fraction]:
    """Return left edge and width in per cent, inside the picture."""
    width = Fraction(str(size)) if size != 100 else Fraction(80)
    if isinstance(position, str):
        left = {"left": Fraction(10), "start": Fraction(10), "right": 90 - width, "end": 90 - width}.get(
            align, (100 - width) / 2)
    else:
        anchor = Fraction(str(position))
        edge = position_align if position_align != "auto" else {
            "left": "line-left", "start": "line-left", "right": "line-right", "end": "line-right"}.get(align, "center")
        left = {"line-left": anchor, "line-right": anchor - width}.get(edge, anchor - width / 2)
    left = min(max(left, Fraction(0)), Fraction(100))
    return left, min(width, 100 - left)


def _attributes(display: str, x: Fraction, y: Fraction, width: Fraction, height: Fraction) -> tuple[tuple[str, str], ...]:
    return (("displayAlign", display), ("extent", f"{_text(width)}% {_text(height)}%"),
            ("origin", f"{_text(x)}% {_text(y)}%"))
