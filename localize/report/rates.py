"""How fast the lines of a dub are said, as a histogram."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from localize.model import Segment
from localize.report.timeline import HURRIED, NATURAL

_LEFT, _RIGHT, _STEP = 0.80, 1.55, 0.05
_WIDE, _HIGH, _FOOT = 560, 150, 34


def rates(segments: Sequence[Segment]) -> str:
    """Return an SVG histogram of rates against the voice's natural one; lines outside it stand in its last bars."""
    bins = round((_RIGHT - _LEFT) / _STEP)
    counts = [0] * bins
    for item in segments:
        counts[min(max(int((item.rate + 1e-6 - _LEFT) / _STEP), 0), bins - 1)] += 1
    most, wide = max(1, *counts), _WIDE / bins
    bars = "".join(_bar(number, count, most, wide, len(segments)) for number, count in enumerate(counts) if count)
    edges = "".join(_edge(rate, label) for rate, label in (
        (NATURAL[0], f"{NATURAL[0]:g}"), (1.0, "natural"), (NATURAL[1], f"{NATURAL[1]:g}: 95 % within"),
        (HURRIED, f"{HURRIED:g}: none over")))
    return (f'<svg class="timeline rates" viewBox="0 0 {_WIDE} {_HIGH + _FOOT}" role="img" '
            f'aria-label="how many lines are said at which rate">{bars}{edges}</svg>')


def _bar(number: int, count: int, most: int, wide: float, lines: int) -> str:
    low = _LEFT + number * _STEP
    kind = "bad" if low > HURRIED - 0.001 else "ok" if NATURAL[0] - 0.001 <= low < NATURAL[1] - 0.001 else "fast"
    high = count / most * (_HIGH - 30)
    return (f'<rect x="{number * wide + 2:.1f}" y="{_HIGH - high:.1f}" width="{wide - 4:.1f}" height="{high:.1f}" '
            f'class="{kind}"><title>{low:.2f} to {low + _STEP:.2f}: {count} of {lines} lines</title></rect>'
            f'<text x="{(number + 0.5) * wide:.1f}" y="{_HIGH - high - 4:.1f}" text-anchor="middle">{count}</text>')


def _edge(rate: float, label: str) -> str:
    at: Final = (rate - _LEFT) / (_RIGHT - _LEFT) * _WIDE
    low = 14 if label == "natural" else 28
    return (f'<line x1="{at:.1f}" x2="{at:.1f}" y1="14" y2="{_HIGH}" class="t"/>'
            f'<text x="{at:.1f}" y="{_HIGH + low}" text-anchor="middle">{label}</text>')
