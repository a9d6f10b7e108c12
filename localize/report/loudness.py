"""How loud a dub is over its time, as a curve."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from localize.report.timeline import WIDTH
from localize.time import Seconds

_HIGH, _FOOT, _SIDE = 150, 18, 40
_TOP, _BOTTOM = -5.0, -55.0
"""LUFS at the picture's edges."""


def loudness(curve: Sequence[float], integrated: float, duration: Seconds) -> str:
    """Return an SVG of short-term loudness over time, with the integrated loudness as a line.

    Args:
        curve: LUFS, evenly spaced over the time.
        integrated: LUFS of the whole.
        duration: Seconds.
    """
    seconds = max(1.0, float(duration))
    step = (WIDTH - _SIDE) / max(1, len(curve))
    points = " ".join(f"{_SIDE + (number + 0.5) * step:.1f},{_y(value):.1f}" for number, value in enumerate(curve))
    levels = "".join(f'<line x1="{_SIDE}" x2="{WIDTH}" y1="{_y(at):.1f}" y2="{_y(at):.1f}" class="t"/>'
                     f'<text x="{_SIDE - 4}" y="{_y(at) + 3:.1f}" text-anchor="end">{at}</text>'
                     for at in range(-50, -5, 10))
    every: Final = next(every for every in (5, 10, 30, 60, 300, 600, 1800) if seconds / every <= 20 or every == 1800)
    times = "".join(f'<text x="{_SIDE + at / seconds * (WIDTH - _SIDE):.1f}" y="{_HIGH + 13}">{at // 60}:{at % 60:02d}</text>'
                    for at in range(0, int(seconds), every))
    whole = (f'<line x1="{_SIDE}" x2="{WIDTH}" y1="{_y(integrated):.1f}" y2="{_y(integrated):.1f}" class="whole">'
             f"<title>{integrated:.1f} LUFS integrated</title></line>" if integrated > -70 else "")
    return (f'<svg class="timeline loudness" viewBox="0 0 {WIDTH} {_HIGH + _FOOT}" role="img" '
            f'aria-label="short-term loudness over time, in LUFS">{levels}{times}<polyline points="{points}" class="curve"/>'
            f"{whole}</svg>")


def _y(value: float) -> float:
    return (_TOP - min(max(value, _BOTTOM), _TOP)) / (_TOP - _BOTTOM) * _HIGH
