"""Where a cue stands: the settings vocabulary all formats share, which is WebVTT's.

A :class:`~localize.model.track.Cue` keeps settings as pairs of strings in WebVTT's syntax (``("line", "10%,start")``).
Formats with another idea of place (ASS's numpad, TTML's regions) translate into and out of it. The grammar is that of
WebVTT, section 6.3, "parse the WebVTT cue settings"; :func:`view` gives the values that a browser's ``VTTCue`` has.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

Number = int | float
Auto = Literal["auto"]

_PERCENTAGE: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?)%")
_NUMBER: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_ALIGNS: Final = ("start", "center", "end", "left", "right")
_LINE_ALIGNS: Final = ("start", "center", "end")
_POSITION_ALIGNS: Final = ("line-left", "center", "line-right")


@dataclass(frozen=True, slots=True)
class Placement:
    """Values as a browser's ``VTTCue`` has them; defaults are the API's.

    Attributes:
        line: Line number, or per cent of the height when ``snap_to_lines`` is false.
        snap_to_lines: Whether ``line`` counts lines.
        line_align: Which edge of the cue box ``line`` means.
        position: Per cent of the width at which the box is anchored.
        position_align: Which edge of the box ``position`` means.
        size: Width of the box in per cent.
        align: Alignment of the text in it.
        vertical: Empty, ``rl`` or ``lr``.
    """

    line: Number | Auto = "auto"
    snap_to_lines: bool = True
    line_align: str = "start"
    position: Number | Auto = "auto"
    position_align: str = "auto"
    size: Number = 100
    align: str = "center"
    vertical: str = ""


def number(text: str) -> Number:
    """Return a decimal as a browser would show it: whole below 1e21, otherwise a double."""
    value = float(text)
    if value.is_integer() and abs(value) < 1e21:
        return int(Decimal(repr(value)))
    return value


def percentage(text: str) -> Number | None:
    """Return the number of ``12.5%`` when it lies in 0 to 100, otherwise None."""
    match = _PERCENTAGE.fullmatch(text)
    if match is None or float(match[1]) > 100:
        return None
    return number(match[1])


def accept(name: str, value: str) -> str:
    """Return ``value`` when WebVTT accepts it for the cue setting ``name``, otherwise an empty string."""
    if name == "vertical":
        good = value in {"rl", "lr"}
    elif name == "align":
        good = value in _ALIGNS
    elif name == "size":
        good = percentage(value) is not None
    elif name == "position":
        where, comma, align = value.partition(",")
        good = percentage(where) is not None and (not comma or align in _POSITION_ALIGNS)
    elif name == "line":
        where, comma, align = value.partition(",")
        # A number too large for a double is an error (HTML, "rules for parsing floating-point number values").
        right = percentage(where) is not None if where.endswith("%") else (
            _NUMBER.fullmatch(where) is not None and math.isfinite(float(where)))
        good = right and (not comma or align in _LINE_ALIGNS)
    else:
        good = False
    return value if good else ""


def view(settings: Mapping[str, str]) -> Placement:
    """Return the values of settings; what WebVTT would not accept keeps its default."""
    line: Number | Auto = "auto"
    position: Number | Auto = "auto"
    where, _, line_align = accept("line", settings.get("line", "")).partition(",")
    if where:
        line = number(where.rstrip("%"))
    across, _, position_align = accept("position", settings.get("position", "")).partition(",")
    if across:
        position = number(across.rstrip("%"))
    size = percentage(settings.get("size", "100%"))
    return Placement(
        line=line, snap_to_lines=not where.endswith("%"), line_align=line_align or "start",
        position=position, position_align=position_align or "auto", size=100 if size is None else size,
        align=accept("align", settings.get("align", "")) or "center",
        vertical=accept("vertical", settings.get("vertical", "")))


#: ASS's numpad (``\an``): row and column to settings. 2 is where a subtitle stands when nothing is said.
_ROWS: Final[dict[int, tuple[tuple[str, str], ...]]] = {
    0: (), 1: (("line", "50%,center"),), 2: (("line", "0"),)}
_COLUMNS: Final[dict[int, tuple[tuple[str, str], ...]]] = {
    0: (("position", "0%,line-left"), ("align", "left")), 1: (), 2: (("position", "100%,line-right"), ("align", "right"))}


def from_numpad(key: int) -> tuple[tuple[str, str], ...]:
    """Return the settings of a numpad place 1 to 9 (1 bottom left, 5 middle, 8 top centre)."""
    row, column = divmod(key - 1, 3)
    return _ROWS[row] + _COLUMNS[column]


def to_numpad(settings: Mapping[str, str]) -> int:
    """Return the numpad place nearest to the settings: thirds of the picture, alignment of the text."""
    place = view(settings)
    row = 0
    if place.line != "auto":
        if place.snap_to_lines:
            row = 2 if 0 <= place.line < 6 else 0
        else:
            row = 2 if place.line < 34 else 1 if place.line <= 60 else 0
    column = {"left": 0, "start": 0, "right": 2, "end": 2}.get(place.align, 1)
    return row * 3 + column + 1


def is_numpad(settings: Mapping[str, str]) -> bool:
    """Return whether the settings are exactly those of a numpad place, so that nothing is lost by it."""
    mine = {name: value for name, value in settings.items() if name in {"line", "position", "align", "size", "vertical"}}
    return mine == dict(from_numpad(to_numpad(settings)))
