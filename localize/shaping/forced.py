"""Forced narratives: on-screen text as cues of its own, in the time dialogue leaves free."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from localize.breaking import width
from localize.rules import Rules
from localize.shaping.compose import compose
from localize.time import Seconds, Span, from_frames, to_frames


@dataclass(frozen=True, slots=True)
class Placed:
    """One cue of on-screen text.

    Attributes:
        lines: Its lines.
        span: When it is shown.
        raised: Whether it stands at the upper edge, since somebody speaks all the while.
    """

    lines: tuple[str, ...]
    span: Span
    raised: bool = False


def place_forced(text: str, seen: Span, busy: Sequence[Span], rules: Rules, rate: Fraction,
                 duration: Seconds) -> tuple[Placed, ...]:
    """Return the cues of one on-screen text.

    Dialogue has precedence: the text is shown in the longest stretch of its time that dialogue leaves free; if none is
    long enough for a cue, at the upper edge while dialogue goes on.

    Args:
        text: As it is to be shown.
        seen: When the text is on the screen.
        busy: When other cues are shown, in order.
        rules: Of the language.
        rate: Frames per second.
        duration: Of the picture, in seconds: nothing is shown after it.
    """
    cues = compose(text, rules)
    least = ceil(rules.minimum_duration * rate)
    begin, end = to_frames(seen.begin, rate), to_frames(seen.end, rate)
    wanted, final = len(cues) * (least + rules.gap_frames), to_frames(duration, rate)
    end = min(max(end, begin + wanted), final)
    begin = max(0, min(begin, end - wanted))
    free = [(low, high) for low, high in _free(begin, end, busy, rules, rate) if high - low >= least]
    low, high = max(free, key=lambda item: item[1] - item[0], default=(begin, end))
    if free:
        # Fewer cues than wanted where time is short is no way out: the text goes to the upper edge instead.
        raised = high - low < len(cues) * (least + rules.gap_frames) - rules.gap_frames
        low, high = (begin, end) if raised else (low, high)
    else:
        raised = True
    return tuple(_shared(cues, low, high, rules, rate, raised=raised))


def _free(begin: int, end: int, busy: Sequence[Span], rules: Rules, rate: Fraction) -> Iterator[tuple[int, int]]:
    at = begin
    for span in busy:
        first, last = to_frames(span.begin, rate) - rules.gap_frames, to_frames(span.end, rate) + rules.gap_frames
        if last <= at:
            continue
        if first >= end:
            break
        yield at, first
        at = last
    yield at, end


def _shared(cues: Sequence[tuple[str, ...]], low: int, high: int, rules: Rules, rate: Fraction, *,
            raised: bool) -> Iterator[Placed]:
    sizes = [max(1, sum(width(line) for line in lines)) for lines in cues]
    longest, done, total = floor(rules.maximum_duration * rate), 0, sum(sizes)
    bounds = [low]
    for size in sizes:
        done += size
        bounds.append(low + (high + rules.gap_frames - low) * done // total)
    for lines, (first, after) in zip(cues, pairwise(bounds), strict=True):
        last = min(after - rules.gap_frames, first + longest)
        yield Placed(lines, Span(from_frames(first, rate), from_frames(max(last, first + 1), rate)), raised)
