"""When cues are shown: reading time, gaps, chaining, shot changes, frame boundaries.

Numbers come from the rules (Netflix 360051554394): two frames between cues, gaps of 3 to 11 frames closed to two,
out-times up to half a second past the speech, durations from 5/6 s to 7 s.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor
from typing import Final

from localize.breaking import width
from localize.rules import Rules
from localize.shaping.cuts import Shown, snapped, to_cut
from localize.time import Seconds, Span, from_frames, to_frames

_NEAR_PAUSE: Final = Seconds(1)
"""Seconds between a cue's share of the time and a pause at which it may begin instead: our own choice."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A text and the speech it renders.

    Attributes:
        id: Of the utterance.
        spoken: When it is heard.
        cues: Lines of each cue it was split into.
        rests: When speech goes on after each pause inside it, in seconds, in order.
    """

    id: str
    spoken: Span
    cues: tuple[tuple[str, ...], ...]
    rests: tuple[Seconds, ...] = ()


@dataclass(frozen=True, slots=True)
class _Film:
    """What all cues of a track share, in frames."""

    rules: Rules
    rate: Fraction
    final: int
    least: int
    longest: int
    extension: int
    cuts: tuple[int, ...]


def place(drafts: Sequence[Draft], rules: Rules, rate: Fraction, duration: Seconds,
          cuts: Sequence[Seconds] = ()) -> tuple[tuple[Shown, Span], ...]:
    """Return for each cue of the drafts when it is shown, in order, apart by the gap and never past the end.

    Args:
        drafts: In order of time.
        rules: Of the language.
        rate: Frames per second.
        duration: Of the picture, in seconds.
        cuts: Shot changes, in seconds: cues near one begin on it or end before it.
    """
    # Whole frames inside the allowed lengths: 5/6 s rounds up, 7 s rounds down.
    film = _Film(rules, rate, to_frames(duration, rate), ceil(rules.minimum_duration * rate),
                 floor(rules.maximum_duration * rate), to_frames(rules.out_time_extension, rate),
                 tuple(sorted({to_frames(cut, rate) for cut in cuts})))
    shown: list[Shown] = []
    for number, draft in enumerate(drafts):
        following = drafts[number + 1].spoken.begin if number + 1 < len(drafts) else duration
        shown += _shared_out(number, draft, film, min(film.final, to_frames(following, rate) - rules.gap_frames))
    apart = _apart(shown, film)
    moved = snapped(apart, film.cuts, rules, rate, film.longest) if film.cuts else apart
    return tuple((item, Span(from_frames(item.begin, rate), from_frames(item.end, rate)))
                 for item in _chained(moved, film))


def _shared_out(number: int, draft: Draft, film: _Film, limit: int) -> list[Shown]:
    """Share the time of an utterance, with what it may borrow, among its cues by their reading time."""
    rate, gap = film.rate, film.rules.gap_frames
    begin, heard = to_frames(draft.spoken.begin, rate), to_frames(draft.spoken.end, rate)
    sizes = [max(1, sum(width(line) for line in lines)) for lines in draft.cues]
    needs = [max(film.least, ceil(Fraction(size, film.rules.characters_per_second) * rate)) for size in sizes]
    needed = sum(needs) + gap * (len(sizes) - 1)
    latest = min(max(limit, begin + 1), heard + film.extension)
    # The shortest allowed cue may borrow more than half a second where nothing else is said.
    latest = min(max(latest, min(limit, begin + film.least)), film.final) if limit > begin else max(heard, begin + 1)
    end = min(max(heard, begin + needed), max(latest, begin + len(sizes)))
    rests = [to_frames(rest, rate) for rest in draft.rests]
    bounds = to_cut(_bounds(sizes, begin, end, gap), needs, film.cuts, gap, rests, to_frames(_NEAR_PAUSE, rate))
    last = len(sizes) - 1
    return [Shown(number, part, first, after if part == last else max(first + 1, after - gap), needs[part])
            for part, (first, after) in enumerate(pairwise(bounds))]


def _bounds(sizes: Sequence[int], begin: int, end: int, gap: int) -> list[int]:
    """Return where each cue of an utterance begins, and the frame after the last, shared by size."""
    frames, total = end - begin - gap * (len(sizes) - 1), sum(sizes)
    bounds = [begin]
    for size in sizes[:-1]:
        bounds.append(bounds[-1] + max(1, round(Fraction(frames * size, total))) + gap)
    return [*bounds, max(end, bounds[-1] + 1)]


def _apart(shown: Sequence[Shown], film: _Film) -> list[Shown]:
    """Keep cues in order, apart, and no longer than allowed."""
    gap = film.rules.gap_frames
    out: list[Shown] = []
    for item in sorted(shown, key=lambda one: (one.begin, one.draft, one.part)):
        begin = item.begin
        if out and begin < out[-1].end + gap:
            previous = out[-1]
            stop = max(previous.begin + 1, begin - gap)
            out[-1] = replace(previous, end=min(previous.end, stop))
            begin = max(begin, out[-1].end + gap)
        end = min(max(item.end, begin + 1), begin + film.longest)
        out.append(replace(item, begin=begin, end=max(begin + 1, min(end, max(film.final, begin + 1)))))
    return out


def _chained(shown: Sequence[Shown], film: _Film) -> list[Shown]:
    """Close gaps of 3 to 11 frames to the gap the rules ask for; at a shot change in the gap, if there is one."""
    gap, chain = film.rules.gap_frames, film.rules.chain_frames
    out = list(shown)
    for index in range(len(out) - 1):
        item, following = out[index], out[index + 1]
        if not gap < following.begin - item.end <= chain:
            continue
        at = bisect_left(film.cuts, item.end + gap)
        begin = film.cuts[at] if at < len(film.cuts) and film.cuts[at] <= following.begin else following.begin
        if begin - gap - item.begin <= film.longest and following.end - begin <= film.longest:
            out[index], out[index + 1] = replace(item, end=begin - gap), replace(following, begin=begin)
    return out
