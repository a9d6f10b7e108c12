"""The dub's timing as a picture: when the original speaks, when the dub does, and how fast."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from localize.model import Segment, Transcript
from localize.time import Seconds, Span, format_clock

NATURAL: Final = (0.85, 1.25)
"""Between these rates a line sounds natural: quality control wants 95 % of them here."""
HURRIED: Final = 1.40
"""Above this rate nobody should hear a line."""
WIDTH: Final = 1160
"""Of every picture of a dub, in units of its own."""
_ROW: Final = 22
_BAND: Final = 2 * _ROW + 22
#: A film longer than this is drawn in rows of two minutes, in which a short line is still seen.
_ONE_ROW, _SECONDS = 180.0, 120.0


def timeline(transcript: Transcript, segments: Sequence[Segment], duration: Seconds) -> str:
    """Return an SVG of rows: speech of the original above, of the dub below, coloured by its rate."""
    seconds = max(1.0, float(duration))
    long = seconds if seconds <= _ONE_ROW else _SECONDS
    rows = int(-(-seconds // long))
    marks = "".join(_mark(row, at, long) for row in range(rows) for at in _marks(row, long, seconds))
    original = "".join(
        bar for item in transcript.utterances if not item.forced
        for bar in _bars(item.span, 2, "o", f"{item.id} {format_clock(item.span.begin)} {item.text}", long, rows))
    dubbed = "".join(
        bar for item in segments
        for bar in _bars(item.span, 4 + _ROW, _kind(item.rate), f"{item.cue} {format_clock(item.span.begin)} rate "
                         f"{item.rate:.2f} {item.text}", long, rows))
    return (f'<svg class="timeline" viewBox="0 0 {WIDTH} {rows * _BAND}" role="img" '
            f'aria-label="speech of the original above, of the dub below">{marks}{original}{dubbed}</svg>')


def _kind(rate: float) -> str:
    if rate > HURRIED + 0.005:
        return "bad"
    return "ok" if NATURAL[0] <= rate <= NATURAL[1] else "fast"


def _marks(row: int, long: float, seconds: float) -> range:
    step = next((step for step in (5, 10, 30, 60) if long / step <= 24), 60)
    first = -(-round(row * long) // step) * step
    # A row's end is the next row's beginning.
    return range(first, int(seconds) + 1 if (row + 1) * long >= seconds else round((row + 1) * long), step)


def _mark(row: int, at: int, long: float) -> str:
    left, top = (at - row * long) * WIDTH / long, row * _BAND
    return (f'<line x1="{left:.1f}" x2="{left:.1f}" y1="{top}" y2="{top + 2 * _ROW + 6}" class="t"/>'
            f'<text x="{min(left + 2, WIDTH - 24):.1f}" y="{top + 2 * _ROW + 18}">{at // 60}:{at % 60:02d}</text>')


def _bars(span: Span, top: int, kind: str, title: str, long: float, rows: int) -> Iterator[str]:
    """Yield a bar for each row that a stretch lies in."""
    begin, end = float(span.begin), float(span.end)
    for row in range(int(begin // long), min(int(end // long), rows - 1) + 1):
        left, right = max(begin - row * long, 0.0), min(end - row * long, long)
        yield (f'<rect x="{left * WIDTH / long:.1f}" y="{top + row * _BAND}" '
               f'width="{max(1.0, (right - left) * WIDTH / long):.1f}" height="{_ROW - 2}" rx="2" class="{kind}">'
               f"<title>{escape(title)}</title></rect>")
