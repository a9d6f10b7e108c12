"""Shot changes: cues begin on them, end before them, and part at them where the wording allows it.

Windows come from the rules (Netflix 360051554394): in-times within seven frames of a shot change move to it, out-times
within half a second end two frames before it. Reading time goes first: a cue is not cut below what its text needs.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from localize.breaking import width
from localize.rules import Rules
from localize.shaping.compose import compose
from localize.shaping.grammar import CLAUSE, opportunities
from localize.time import Span, to_frames


@dataclass(frozen=True, slots=True)
class Shown:
    """One cue, in whole frames: ``begin`` is its first, ``end`` the first without it.

    Attributes:
        draft: Number of the draft.
        part: Number of the cue within it.
        begin: First frame.
        end: First frame without it.
        need: Frames its text takes to read, at least the shortest a cue may be.
    """

    draft: int
    part: int
    begin: int
    end: int
    need: int


def snapped(shown: Sequence[Shown], cuts: Sequence[int], rules: Rules, rate: Fraction, longest: int) -> list[Shown]:
    """Return cues moved to the shot changes near them; they stay in order and apart.

    Args:
        shown: In order, apart by the gap.
        cuts: Frames at which shots begin, in order.
        rules: Of the language.
        rate: Frames per second.
        longest: Frames a cue may be shown.
    """
    near_in, near_out = to_frames(rules.snap_in, rate), to_frames(rules.snap_out, rate)
    out: list[Shown] = []
    for index, item in enumerate(shown):
        earliest = out[-1].end + rules.gap_frames if out else 0
        begin = _in_time(item, _near(cuts, item.begin, near_in), earliest)
        if item.end - begin > longest:
            begin = item.begin
        moved = replace(item, begin=begin)
        last = shown[index + 1].begin - rules.gap_frames if index + 1 < len(shown) else item.end + near_out
        end = _out_time(moved, _near(cuts, item.end, near_out), rules.gap_frames, last)
        out.append(replace(moved, end=end if end - begin <= longest else moved.end))
    return out


def _near(cuts: Sequence[int], frame: int, reach: int) -> list[int]:
    """Return the cuts within reach of a frame, the nearest first."""
    found = cuts[bisect_left(cuts, frame - reach):bisect_right(cuts, frame + reach)]
    return sorted(found, key=lambda cut: abs(cut - frame))


def _in_time(item: Shown, cuts: Sequence[int], earliest: int) -> int:
    for cut in cuts:
        # Moving later takes reading time away, moving earlier gives some.
        if cut >= earliest and (cut <= item.begin or item.end - cut >= item.need):
            return cut
    return item.begin


def _out_time(item: Shown, cuts: Sequence[int], gap: int, last: int) -> int:
    for cut in cuts:
        end = cut - gap
        if end <= last and (end >= item.end or end - item.begin >= item.need):
            return end
    return item.end


def to_cut(bounds: Sequence[int], needs: Sequence[int], cuts: Sequence[int], gap: int, rests: Sequence[int] = (),
           reach: int = 0) -> list[int]:
    """Return the bounds between the cues of one utterance, moved to where every cue can still be read.

    A shot change comes first; where there is none, a near pause of the speaker.

    Args:
        bounds: Frames at which its cues begin, and the frame after the last.
        needs: Frames each cue needs.
        cuts: Frames at which shots begin, in order.
        gap: Frames between two cues; a cue ends that many before the next begins.
        rests: Frames at which speech goes on after a pause, in order.
        reach: Frames within which a pause is near.
    """
    out = list(bounds)
    for number in range(1, len(out) - 1):
        low = out[number - 1] + needs[number - 1] + gap
        high = out[number + 1] - needs[number] - (gap if number + 1 < len(out) - 1 else 0)
        inside = cuts[bisect_left(cuts, low):bisect_right(cuts, high)]
        if not inside:
            inside = rests[bisect_left(rests, max(low, bounds[number] - reach)):bisect_right(rests, min(high, bounds[number] + reach))]
        if inside:
            out[number] = min(inside, key=lambda cut: abs(cut - bounds[number]))
    return out


def parted(text: str, spoken: Span, cuts: Sequence[float], rules: Rules,
           rests: tuple[float, ...] = (), whole: tuple[str, ...] = ()) -> tuple[tuple[str, ...], ...]:
    """Return the cues of an utterance, parted at a shot change where a sentence or clause ends near it.

    Args:
        text: What is to be shown.
        spoken: When it is heard.
        cuts: Shot changes in seconds, in order; floats do, since only nearness counts here.
        rules: Of the language.
        rests: Shares of the text at which the speaker pauses.
        whole: Names and terms not to be parted.
    """
    cues = compose(text, rules, rests, whole)
    text = " ".join(text.split())
    begin, end, least = float(spoken.begin), float(spoken.end), float(rules.minimum_duration)
    inside = cuts[bisect_right(cuts, begin + least):bisect_left(cuts, end - least)]
    if len(cues) != 1 or not inside:
        return cues
    total, best, at, speed = width(text), 2 * float(rules.snap_out), -1, rules.characters_per_second
    for place in (item.at for item in opportunities(text, rules.language, whole) if item.penalty <= CLAUSE):
        before = width(text[:place].rstrip())
        said = begin + (end - begin) * before / total
        for cut in inside:
            readable = before <= (cut - begin) * speed and total - before <= (end - cut) * speed
            if readable and abs(said - cut) < best:
                best, at = abs(said - cut), place
    return cues if at < 0 else compose(text[:at], rules, whole=whole) + compose(text[at:], rules, whole=whole)
