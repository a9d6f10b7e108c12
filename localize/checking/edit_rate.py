"""SubER: how many edits lead from one subtitle file to another, breaks and times included.

Patrick Wilken, Panayota Georgakopoulou, Evgeny Matusov: "SubER: A Metric for Automatic Evaluation of Subtitle Quality",
IWSLT 2022 (https://aclanthology.org/2022.iwslt-1.1). It is the translation edit rate (Snover and others, AMTA 2006:
insertions, deletions, substitutions and block shifts at cost one) over words and breaks, where words only align if their
cues overlap in time, and a break never aligns with a word.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from localize.time import Span

LINE, CUE = "<eol>", "<eob>"
"""The tokens of a line's and of a cue's end."""

#: The limits of the TER definition's search: longest block, farthest shift, blocks tried a round.
_LONGEST, _FARTHEST, _TRIED = 10, 50, 1000
_NEVER: Final = 10**9


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a break, and when its cue is shown."""

    text: str
    span: Span

    @property
    def is_break(self) -> bool:
        """Whether it ends a line or a cue."""
        return self.text in {LINE, CUE}


@dataclass(frozen=True, slots=True)
class _Alignment:
    """The cheapest way to edit: its cost; for each token whether it needs no edit; where reference tokens stand."""

    cost: int
    good_hypothesis: tuple[bool, ...]
    good_reference: tuple[bool, ...]
    place: tuple[int, ...]


def edits(hypothesis: Sequence[Token], reference: Sequence[Token]) -> int:
    """Return the number of edits, shifts included, that make the reference of the hypothesis."""
    words, shifts = list(hypothesis), 0
    current = _align(words, reference)
    while current.cost:
        best: tuple[_Alignment, list[Token]] | None = None
        for tried, moved in enumerate(_shifted(words, reference, current)):
            if tried >= _TRIED:
                break
            found = _align(moved, reference)
            if best is None or found.cost < best[0].cost:
                best = found, moved
        # As in the definition's own search, a shift that only saves what it costs is made: it may open the way.
        if best is None or best[0].cost >= current.cost:
            break
        current, words = best
        shifts += 1
    return current.cost + shifts


def _align(hypothesis: Sequence[Token], reference: Sequence[Token]) -> _Alignment:
    """Return the Levenshtein alignment under the time and break conditions."""
    rows = [list(range(len(reference) + 1))]
    for number, word in enumerate(hypothesis, 1):
        above, row = rows[-1], [number]
        for column, wanted in enumerate(reference, 1):
            row.append(min(above[column - 1] + _substitution(word, wanted), above[column] + 1, row[column - 1] + 1))
        rows.append(row)
    return _traced(rows, hypothesis, reference)


def _substitution(word: Token, wanted: Token) -> int:
    if word.is_break != wanted.is_break or not word.span.overlap(wanted.span):
        return _NEVER
    return int(word.text != wanted.text)


def _traced(rows: list[list[int]], hypothesis: Sequence[Token], reference: Sequence[Token]) -> _Alignment:
    left, right = len(hypothesis), len(reference)
    good_left, good_right, place = [False] * left, [False] * right, [-1] * right
    cost = rows[left][right]
    while left or right:
        here = rows[left][right]
        step = _substitution(hypothesis[left - 1], reference[right - 1]) if left and right else _NEVER
        if step < _NEVER and here == rows[left - 1][right - 1] + step:
            left, right = left - 1, right - 1
            good_left[left] = good_right[right] = step == 0
            place[right] = left
        elif left and here == rows[left - 1][right] + 1:
            left -= 1
        else:
            right -= 1
            place[right] = left - 1
    return _Alignment(cost, tuple(good_left), tuple(good_right), tuple(place))


def _shifted(words: Sequence[Token], reference: Sequence[Token], current: _Alignment) -> Iterator[list[Token]]:
    """Yield the hypothesis with each block moved that stands elsewhere in the reference and is wrong where it stands."""
    for begin in range(len(words)):
        for wanted in range(max(0, begin - _FARTHEST), min(len(reference), begin + _FARTHEST + 1)):
            for size in range(1, _LONGEST + 1):
                end = begin + size
                if end > len(words) or wanted + size > len(reference) or (
                        _substitution(words[end - 1], reference[wanted + size - 1])):
                    break
                if (all(current.good_hypothesis[begin:end]) or all(current.good_reference[wanted:wanted + size])
                        or begin <= current.place[wanted] < end):
                    continue
                for target in _targets(current, wanted, size):
                    if not begin <= target <= end:
                        yield _moved(words, begin, end, target)


def _targets(current: _Alignment, wanted: int, size: int) -> list[int]:
    places = [current.place[wanted - 1] + 1 if wanted else 0]
    places += [current.place[at] + 1 for at in range(wanted, wanted + size)]
    return list(dict.fromkeys(places))


def _moved(words: Sequence[Token], begin: int, end: int, target: int) -> list[Token]:
    block = list(words[begin:end])
    if target < begin:
        return [*words[:target], *block, *words[target:begin], *words[end:]]
    return [*words[:begin], *words[end:target], *block, *words[target:]]
