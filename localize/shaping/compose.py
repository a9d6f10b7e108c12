"""Splitting a text into cues and lines: the global optimum by dynamic programming, linear in the text's length.

A cue holds at most ``lines`` lines of at most ``characters_per_line`` graphemes. Among all ways to break, the one of
least cost is taken: penalties of the breaks (those between cues count double: a cue is read alone), one line preferred
to two, two lines bottom-heavy and even, few cues.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from localize.breaking import width
from localize.rules import Rules
from localize.shaping.grammar import opportunities

_CUE: Final = 12.0
_SECOND_LINE: Final = 3.0
_TOP_HEAVY: Final = 0.35
_UNEVEN: Final = 0.08
_TOO_WIDE: Final = 50.0


@dataclass(frozen=True, slots=True)
class _Way:
    """The cheapest way to shape the text up to some break."""

    cost: float
    previous: int
    lines: tuple[str, ...]


def compose(text: str, rules: Rules) -> tuple[tuple[str, ...], ...]:
    """Return the text as cues of lines; every character but breaking spaces is kept, in order.

    A word longer than a line stays whole: a finding is better than a broken word.
    """
    text = " ".join(text.split())
    if not text:
        return ()
    return _composed(text, rules.language, rules.characters_per_line, rules.lines)


@lru_cache(maxsize=4096)
def _composed(text: str, tag: str, limit: int, lines: int) -> tuple[tuple[str, ...], ...]:
    if width(text) <= limit and not _worth_splitting(text):
        return ((text,),)
    found = opportunities(text, tag)
    offsets = [0, *(item.at for item in found), len(text)]
    penalties = [0.0, *(item.penalty for item in found), 0.0]
    columns = _columns(text, offsets)
    best: list[_Way | None] = [None] * len(offsets)
    best[0] = _Way(0.0, -1, ())
    for end in range(1, len(offsets)):
        best[end] = _cheapest(text, offsets, penalties, columns, best, end, limit, lines)
    cues: list[tuple[str, ...]] = []
    at = len(offsets) - 1
    while at > 0:
        way = best[at]
        assert way is not None
        cues.append(way.lines)
        at = way.previous
    return tuple(reversed(cues))


def _worth_splitting(text: str) -> bool:
    """Two speakers' turns come as two lines even when one would hold them."""
    return text.startswith("-") and " - " in text


def _columns(text: str, offsets: Sequence[int]) -> list[int]:
    """Return the width of the text up to each offset (spaces included)."""
    total = 0
    columns = [0]
    for begin, end in pairwise(offsets):
        total += width(text[begin:end])
        columns.append(total)
    return columns


def _cheapest(text: str, offsets: Sequence[int], penalties: Sequence[float], columns: Sequence[int],
              best: Sequence[_Way | None], end: int, limit: int, lines: int) -> _Way:
    """Return the cheapest way to end a cue at break ``end``."""
    options: list[_Way] = []
    last = end == len(offsets) - 1
    close = 0.0 if last else 2 * penalties[end] + _CUE
    for begin in range(end - 1, -1, -1):
        before = best[begin]
        # Spaces at both ends are not drawn: two columns of grace.
        if columns[end] - columns[begin] > lines * limit + lines + 1 and options:
            break
        if before is None:
            continue
        cost, broken = _lines(text, offsets, penalties, columns, begin, end, limit, lines)
        options.append(_Way(before.cost + cost + close, begin, broken))
    return min(options, key=lambda way: way.cost)


def _lines(text: str, offsets: Sequence[int], penalties: Sequence[float], columns: Sequence[int], begin: int, end: int,
           limit: int, lines: int) -> tuple[float, tuple[str, ...]]:
    """Return the cost of one cue from ``begin`` to ``end`` and its lines, one or two."""
    whole = text[offsets[begin]:offsets[end]].strip()
    wide = width(whole)
    choices: list[tuple[float, tuple[str, ...]]] = [(_TOO_WIDE * max(0, wide - limit), (whole,))]
    if lines > 1 and wide > limit:
        for middle in range(begin + 1, end):
            left = columns[middle] - columns[begin]
            right = columns[end] - columns[middle]
            if left > 2 * limit and right > 2 * limit:
                continue
            top, bottom = text[offsets[begin]:offsets[middle]].strip(), text[offsets[middle]:offsets[end]].strip()
            upper, lower = width(top), width(bottom)
            cost = (_SECOND_LINE + penalties[middle] + _TOO_WIDE * (max(0, upper - limit) + max(0, lower - limit))
                    + _TOP_HEAVY * max(0, upper - lower) + _UNEVEN * abs(upper - lower))
            choices.append((cost, (top, bottom)))
    return min(choices)
