"""The dub's timing as a picture: when the original speaks, when the dub does, and how fast."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from localize.model import Segment, Transcript
from localize.time import Seconds, format_clock

#: Rates within this are natural, above the last nobody should hear them (ISSUE: dub, fit).
_NATURAL, _HURRIED = (0.85, 1.25), 1.40
_WIDTH: Final = 1160
_ROW: Final = 22


def timeline(transcript: Transcript, segments: Sequence[Segment], duration: Seconds) -> str:
    """Return an SVG of two rows: speech of the original above, of the dub below, coloured by its rate."""
    seconds = max(1.0, float(duration))
    scale = _WIDTH / seconds
    original = "".join(
        _bar(float(item.span.begin) * scale, 2, float(item.span.duration) * scale, "o",
             f"{item.id} {format_clock(item.span.begin)} {item.text}")
        for item in transcript.utterances if not item.forced)
    dubbed = "".join(
        _bar(float(item.span.begin) * scale, 4 + _ROW, float(item.span.duration) * scale, _kind(item.rate),
             f"{item.cue} {format_clock(item.span.begin)} rate {item.rate:.2f} {item.text}")
        for item in segments)
    step = next(step for step in (5, 10, 30, 60, 300, 600, 1800) if seconds / step <= 24 or step == 1800)
    marks = "".join(f'<line x1="{at * scale:.1f}" x2="{at * scale:.1f}" y1="0" y2="{2 * _ROW + 6}" class="t"/>'
                    f'<text x="{at * scale + 2:.1f}" y="{2 * _ROW + 18}">{at // 60}:{at % 60:02d}</text>'
                    for at in range(0, int(seconds) + 1, step))
    return (f'<svg class="timeline" viewBox="0 0 {_WIDTH} {2 * _ROW + 22}" role="img" '
            f'aria-label="speech of the original above, of the dub below">{marks}{original}{dubbed}</svg>')


def _kind(rate: float) -> str:
    if rate > _HURRIED:
        return "bad"
    return "ok" if _NATURAL[0] <= rate <= _NATURAL[1] else "fast"


def _bar(left: float, top: int, wide: float, kind: str, title: str) -> str:
    return (f'<rect x="{left:.1f}" y="{top}" width="{max(1.0, wide):.1f}" height="{_ROW - 2}" rx="2" class="{kind}">'
            f"<title>{escape(title)}</title></rect>")
