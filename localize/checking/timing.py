"""Rules about time: durations, reading speed, gaps, shot changes."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from localize.breaking import width
from localize.checking.report import broken
from localize.model import Cue, CueKind, Finding, Severity
from localize.rules import Rules
from localize.time import to_frames

#: Files round times to the millisecond, twice in a duration: what is lost by that is nobody's fault.
_ROUNDING: Final = Fraction(1, 1000)

_UPPER: Final = 20.0
"""Percent of the picture's height: safe areas take up to ten of it, a line of text less than ten more."""


def of_times(cue: Cue, rules: Rules) -> Iterator[Finding]:
    """Yield what is wrong with a cue's length and reading speed."""
    length = cue.span.duration
    if length + _ROUNDING < rules.minimum_duration:
        yield broken(rules, "minimum-duration", Severity.ERROR, cue, "shown too short",
                     f"{float(length):.3f} s", f"{float(rules.minimum_duration):.3f} s")
    if length - _ROUNDING > rules.maximum_duration:
        yield broken(rules, "maximum-duration", Severity.ERROR, cue, "shown too long",
                     f"{float(length):.3f} s", f"{float(rules.maximum_duration):.3f} s")
    size = sum(width(line) for line in cue.text.split("\n"))
    if length > 0 and size > (length + _ROUNDING) * rules.characters_per_second:
        yield broken(rules, "characters-per-second", Severity.ERROR, cue, "too fast to read",
                     f"{float(size / length):.1f} characters/s", f"{rules.characters_per_second} characters/s")


def of_gaps(cue: Cue, following: Cue, rules: Rules, rate: Fraction) -> Iterator[Finding]:
    """Yield what is wrong between two cues that follow each other."""
    gap = to_frames(following.span.begin, rate) - to_frames(cue.span.end, rate)
    if gap < 0:
        # On-screen text that is told at the other edge of the picture while somebody speaks covers nothing.
        apart = at_top(cue) != at_top(following)
        yield broken(rules, "overlap", Severity.NOTE if apart else Severity.ERROR, cue, f"runs into cue {following.id}",
                     f"{gap} frames", f"{rules.gap_frames} frames")
    elif gap < rules.gap_frames:
        yield broken(rules, "gap-frames", Severity.ERROR, cue, f"too close to cue {following.id}", f"{gap} frames",
                     f"{rules.gap_frames} frames")
    elif rules.gap_frames < gap <= rules.chain_frames:
        yield broken(rules, "chain-frames", Severity.WARNING, cue, f"the gap to cue {following.id} should be closed",
                     f"{gap} frames", f"{rules.gap_frames} frames or more than {rules.chain_frames}")


def at_top(cue: Cue) -> bool:
    """Return whether a cue is told to stand at the upper edge: on one of its first lines, or in its upper fifth."""
    line = dict(cue.settings).get("line", "").partition(",")[0]
    if line.endswith("%"):  # as TTML's regions are read back
        return line[:-1].replace(".", "", 1).isdecimal() and float(line[:-1]) < _UPPER
    return line in {"0", "1"}


def of_cuts(cue: Cue, cuts: Sequence[int], rules: Rules, rate: Fraction) -> Iterator[Finding]:
    """Yield what is wrong between a cue and the shot changes.

    Args:
        cue: A cue.
        cuts: Frames at which shots begin, in order.
        rules: Of the language.
        rate: Frames per second.
    """
    begin, end = to_frames(cue.span.begin, rate), to_frames(cue.span.end, rate)
    near_in, near_out = to_frames(rules.snap_in, rate), to_frames(rules.snap_out, rate)
    for frame in cuts[bisect_left(cuts, begin):bisect_left(cuts, end)]:
        if begin < frame <= begin + near_in:
            yield broken(rules, "snap-in", Severity.WARNING, cue, "opens just before a shot change",
                         f"{frame - begin} frames before", "on the shot change")
        elif end - near_out <= frame:
            yield broken(rules, "snap-out", Severity.WARNING, cue, "hangs over a shot change",
                         f"{end - frame} frames past", f"{rules.gap_frames} frames before the shot change")
        elif frame > begin:
            kind = "on-screen text" if cue.kind is CueKind.FORCED else "cue"
            yield broken(rules, "shot-change", Severity.NOTE, cue, f"the {kind} runs across a shot change",
                         f"{frame - begin} frames in", "one shot where it can be avoided")
