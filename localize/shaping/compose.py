"""Splitting a text into cues and lines: the global optimum by dynamic programming, linear in the text's length.

A cue holds at most ``lines`` lines of at most ``characters_per_line`` graphemes. Among all ways to break, the one of
least cost is taken: penalties of the breaks (those between cues count double: a cue is read alone; less where the speaker
pauses), one line preferred to two, two lines bottom-heavy and even, few cues.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from localize.breaking import width
from localize.rules import Rules
from localize.shaping.grammar import CLAUSE, opportunities

_CUE: Final = 12.0
_SECOND_LINE: Final = 3.0
_TOP_HEAVY: Final = 0.35
_UNEVEN: Final = 0.08
_TOO_WIDE: Final = 50.0
_ALONE: Final = 4.0
"""For a line less than a quarter as long as the other, but where a mark parts them: a word alone reads as an address."""
_PAUSE: Final = 6.0
"""What a pause of the speaker takes off a break between cues: a plain place becomes as good as one before a linker."""
_NEAR: Final = 0.06
"""Share of the text within which a break counts as at the pause: two or three words of a long line."""


@dataclass(frozen=True, slots=True)
class _Text:
    """A text with its places to break, measured once: the optimum then only adds numbers.

    Attributes:
        limit: Graphemes on a line.
        lines: Lines in a cue.
        penalties: How bad a break is at each place; the text's ends are places too.
        columns: Width of the text up to each place.
        spaces: Width of the space before each place, which a line that ends there does not draw.
        rests: Shares of the text at which the speaker pauses.
    """

    limit: int
    lines: int
    penalties: Sequence[float]
    columns: Sequence[int]
    spaces: Sequence[int]
    rests: tuple[float, ...]

    def close(self, end: int) -> float:
        """Return the cost of ending a cue at a place, the text's end left out."""
        share = self.columns[end] / self.columns[-1]
        rested = any(abs(share - rest) <= _NEAR for rest in self.rests)
        return max(0.0, 2 * self.penalties[end] - _PAUSE * rested) + _CUE

    def width(self, begin: int, end: int) -> int:
        return self.columns[end] - self.columns[begin] - self.spaces[end]


@dataclass(frozen=True, slots=True)
class _Way:
    """The cheapest way to shape the text up to some place: the cue's begin, and its middle break or -1."""

    cost: float
    previous: int
    middle: int


def compose(text: str, rules: Rules, rests: tuple[float, ...] = (), whole: tuple[str, ...] = ()) -> tuple[tuple[str, ...], ...]:
    """Return the text as cues of lines; every character but breaking spaces is kept, in order.

    A word longer than a line stays whole: a finding is better than a broken word.

    Args:
        text: What is to be shown.
        rules: Of the language.
        rests: Shares of the text, 0 to 1, at which the speaker pauses: a new cue is welcome there.
        whole: Names and terms that stand in it, not to be parted.
    """
    text = " ".join(text.split())
    if not text:
        return ()
    return _composed(text, rules.language, rules.characters_per_line, rules.lines, rests, whole)


@lru_cache(maxsize=4096)
def _composed(text: str, tag: str, limit: int, lines: int, rests: tuple[float, ...],
              whole: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    if width(text) <= limit:
        return ((text,),)
    found = opportunities(text, tag, whole)
    offsets = [0, *(item.at for item in found), len(text)]
    measured = _Text(limit, lines, [0.0, *(item.penalty for item in found), 0.0], _columns(text, offsets),
                     [int(offset > 0 and text[offset - 1] == " ") for offset in offsets], rests)
    best = [_Way(0.0, -1, -1)]
    for end in range(1, len(offsets)):
        best.append(_cheapest(measured, best, end))
    cues: list[tuple[str, ...]] = []
    at = len(offsets) - 1
    while at > 0:
        way = best[at]
        places = [way.previous, at] if way.middle < 0 else [way.previous, way.middle, at]
        cues.append(tuple(text[offsets[begin]:offsets[end]].strip() for begin, end in pairwise(places)))
        at = way.previous
    return tuple(reversed(cues))


def _columns(text: str, offsets: Sequence[int]) -> list[int]:
    """Return the width of the text up to each offset (spaces included)."""
    total = 0
    columns = [0]
    for begin, end in pairwise(offsets):
        total += width(text[begin:end])
        columns.append(total)
    return columns


def _cheapest(text: _Text, best: Sequence[_Way], end: int) -> _Way:
    """Return the cheapest way to end a cue at place ``end``."""
    last = end == len(text.columns) - 1
    close = 0.0 if last else text.close(end)
    found: _Way | None = None
    for begin in range(end - 1, -1, -1):
        # Nothing longer fits; a single unbreakable word is taken however long it is.
        if found is not None and text.width(begin, end) > text.lines * (text.limit + 1):
            break
        cost, middle = _lines(text, begin, end)
        cost += best[begin].cost + close
        if found is None or cost < found.cost:
            found = _Way(cost, begin, middle)
    assert found is not None
    return found


def _lines(text: _Text, begin: int, end: int) -> tuple[float, int]:
    """Return the cost of one cue from ``begin`` to ``end``, and the place of its line break or -1 for one line."""
    limit, wide = text.limit, text.width(begin, end)
    if wide <= limit or text.lines == 1:
        return _TOO_WIDE * max(0, wide - limit), -1
    best, place = _TOO_WIDE * (wide - limit), -1
    for middle in range(begin + 1, end):
        upper, lower = text.width(begin, middle), text.width(middle, end)
        if upper > limit and place >= 0:
            break
        cost = (_SECOND_LINE + text.penalties[middle] + _TOO_WIDE * (max(0, upper - limit) + max(0, lower - limit))
                + _ALONE * (4 * min(upper, lower) < max(upper, lower) and text.penalties[middle] > CLAUSE + 1)
                + _TOP_HEAVY * max(0, upper - lower) + _UNEVEN * abs(upper - lower))
        if cost < best:
            best, place = cost, middle
    return best, place
