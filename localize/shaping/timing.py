"""When cues are shown: reading time, gaps, chaining, frame boundaries.

Numbers come from the rules (Netflix 360051554394): two frames between cues, gaps of 3 to 11 frames closed to two,
out-times up to half a second past the speech, durations from 5/6 s to 7 s.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from localize.breaking import width
from localize.rules import Rules
from localize.time import Seconds, Span, from_frames, to_frames


@dataclass(frozen=True, slots=True)
class Draft:
    """A text and the speech it renders.

    Attributes:
        id: Of the utterance.
        spoken: When it is heard.
        cues: Lines of each cue it was split into.
    """

    id: str
    spoken: Span
    cues: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """One cue, in whole frames: ``begin`` is its first, ``end`` the first without it."""

    draft: int
    part: int
    begin: int
    end: int
    latest: int


def place(drafts: Sequence[Draft], rules: Rules, rate: Fraction, duration: Seconds,
          cuts: Sequence[Seconds] = ()) -> tuple[tuple[Shown, Span], ...]:
    """Return for each cue of the drafts when it is shown, in order, apart by the gap and never past the end.

    Args:
        drafts: In order of time.
        rules: Of the language.
        rate: Frames per second.
        duration: Of the picture, in seconds.
        cuts: Shot changes: an out-time within half a second of one snaps to two frames before it.
    """
    shown: list[Shown] = []
    final = to_frames(duration, rate)
    frame_cuts = [to_frames(cut, rate) for cut in cuts]
    for number, draft in enumerate(drafts):
        following = drafts[number + 1].spoken.begin if number + 1 < len(drafts) else duration
        shown += _shared_out(number, draft, rules, rate, min(final, to_frames(following, rate) - rules.gap_frames), final)
    apart = _apart(shown, rules, rate, final)
    snapped = _snapped(apart, frame_cuts, rules, rate)
    return tuple((item, Span(from_frames(item.begin, rate), from_frames(item.end, rate)))
                 for item in _chained(snapped, rules))


def _shared_out(number: int, draft: Draft, rules: Rules, rate: Fraction, limit: int, final: int) -> list[Shown]:
    """Share the time of an utterance, with what it may borrow, among its cues by their reading time."""
    begin, heard = to_frames(draft.spoken.begin, rate), to_frames(draft.spoken.end, rate)
    sizes = [max(1, sum(width(line) for line in lines)) for lines in draft.cues]
    least = to_frames(rules.minimum_duration, rate)
    needed = sum(max(least, to_frames(Fraction(size, rules.characters_per_second), rate)) for size in sizes)
    needed += rules.gap_frames * (len(sizes) - 1)
    latest = min(max(limit, begin + 1), heard + to_frames(rules.out_time_extension, rate))
    # The shortest allowed cue may borrow more than half a second where nothing else is said.
    latest = min(max(latest, min(limit, begin + least)), final) if limit > begin else max(heard, begin + 1)
    end = min(max(heard, begin + needed), max(latest, begin + len(sizes)))
    return _split(number, sizes, begin, end, latest, rules)


def _split(number: int, sizes: Sequence[int], begin: int, end: int, latest: int, rules: Rules) -> list[Shown]:
    frames = end - begin - rules.gap_frames * (len(sizes) - 1)
    total, at, out = sum(sizes), begin, []
    for part, size in enumerate(sizes):
        last = part == len(sizes) - 1
        share = max(1, round(Fraction(frames * size, total)))
        stop = max(end, at + 1) if last else at + share
        out.append(Shown(number, part, at, stop, latest if last else stop))
        at = stop + rules.gap_frames
    return out


def _apart(shown: Sequence[Shown], rules: Rules, rate: Fraction, final: int) -> list[Shown]:
    """Keep cues in order, apart, and no longer than allowed."""
    longest = to_frames(rules.maximum_duration, rate)
    out: list[Shown] = []
    for item in sorted(shown, key=lambda one: (one.begin, one.draft, one.part)):
        begin = item.begin
        if out and begin < out[-1].end + rules.gap_frames:
            previous = out[-1]
            cut = max(previous.begin + 1, begin - rules.gap_frames)
            out[-1] = replace(previous, end=min(previous.end, cut))
            begin = max(begin, out[-1].end + rules.gap_frames)
        end = min(max(item.end, begin + 1), begin + longest)
        out.append(replace(item, begin=begin, end=max(begin + 1, min(end, max(final, begin + 1)))))
    return out


def _snapped(shown: Sequence[Shown], cuts: Sequence[int], rules: Rules, rate: Fraction) -> list[Shown]:
    """Move out-times near a shot change to two frames before it, where the cue stays long enough."""
    near, least = to_frames(Fraction(1, 2), rate), to_frames(rules.minimum_duration, rate)
    out: list[Shown] = []
    for index, item in enumerate(shown):
        room = shown[index + 1].begin - rules.gap_frames if index + 1 < len(shown) else None
        end = item.end
        for cut in cuts:
            snapped = cut - rules.gap_frames
            if abs(cut - item.end) <= near and snapped - item.begin >= least and (room is None or snapped <= room):
                end = snapped
                break
        out.append(replace(item, end=end))
    return out


def _chained(shown: Sequence[Shown], rules: Rules) -> list[Shown]:
    """Close gaps of 3 to 11 frames to the gap the rules ask for."""
    out: list[Shown] = []
    for index, item in enumerate(shown):
        if index + 1 < len(shown):
            gap = shown[index + 1].begin - item.end
            if rules.gap_frames < gap <= rules.chain_frames:
                item = replace(item, end=shown[index + 1].begin - rules.gap_frames)  # noqa: PLW2901 - the cue grows
        out.append(item)
    return out
