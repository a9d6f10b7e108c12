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
    # What each token would cost in each place is found once; a shift only changes the order of the rows.
    costs = _substitutions(hypothesis, reference)
    shifts = 0
    current = _align(costs, len(reference))
    while current.cost:
        best: tuple[int, list[list[int]]] | None = None
        for tried, moved in enumerate(_shifted(costs, len(reference), current)):
            if tried >= _TRIED:
                break
            found = _rows(moved, len(reference), keep=False)[-1][-1]
            if best is None or found < best[0]:
                best = found, moved
        # As in the definition's own search, a shift that only saves what it costs is made: it may open the way.
        if best is None or best[0] >= current.cost:
            break
        costs = best[1]
        current = _align(costs, len(reference))
        shifts += 1
    return current.cost + shifts


def _substitutions(hypothesis: Sequence[Token], reference: Sequence[Token]) -> list[list[int]]:
    """Return for each token of the hypothesis what it costs in place of each of the reference: 0, 1 or never."""
    wanted = [(float(item.span.begin), float(item.span.end), item.is_break, item.text) for item in reference]
    costs = []
    for word in hypothesis:
        begin, end, is_break, text = float(word.span.begin), float(word.span.end), word.is_break, word.text
        costs.append([int(text != other) if is_break == breaks and first < end and begin < last else _NEVER
                      for first, last, breaks, other in wanted])
    return costs


def _rows(costs: list[list[int]], width: int, *, keep: bool) -> list[list[int]]:
    """Return the table of the Levenshtein distance, or its last row alone."""
    row = list(range(width + 1))
    rows = [row]
    for number, line in enumerate(costs, 1):
        above, left, row = row, number, [number]
        for column, cost in enumerate(line):
            diagonal, up = above[column] + cost, above[column + 1] + 1
            left += 1
            if up < left:  # noqa: PLR1730 - min() is a call, and this is the innermost loop
                left = up
            if diagonal < left:  # noqa: PLR1730 - as above
                left = diagonal
            row.append(left)
        if keep:
            rows.append(row)
    return rows if keep else [row]


def _align(costs: list[list[int]], width: int) -> _Alignment:
    """Return the Levenshtein alignment under the time and break conditions."""
    return _traced(_rows(costs, width, keep=True), costs, width)


def _traced(rows: list[list[int]], costs: list[list[int]], width: int) -> _Alignment:
    left, right = len(costs), width
    good_left, good_right, place = [False] * left, [False] * right, [-1] * right
    cost = rows[left][right]
    while left or right:
        here = rows[left][right]
        step = costs[left - 1][right - 1] if left and right else _NEVER
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


def _shifted(costs: list[list[int]], width: int, current: _Alignment) -> Iterator[list[list[int]]]:
    """Yield the rows with each block moved that stands elsewhere in the reference and is wrong where it stands."""
    for begin in range(len(costs)):
        for wanted in range(max(0, begin - _FARTHEST), min(width, begin + _FARTHEST + 1)):
            for size in range(1, _LONGEST + 1):
                end = begin + size
                if end > len(costs) or wanted + size > width or costs[end - 1][wanted + size - 1]:
                    break
                if (all(current.good_hypothesis[begin:end]) or all(current.good_reference[wanted:wanted + size])
                        or begin <= current.place[wanted] < end):
                    continue
                for target in _targets(current, wanted, size):
                    if not begin <= target <= end:
                        yield _moved(costs, begin, end, target)


def _targets(current: _Alignment, wanted: int, size: int) -> list[int]:
    places = [current.place[wanted - 1] + 1 if wanted else 0]
    places += [current.place[at] + 1 for at in range(wanted, wanted + size)]
    return list(dict.fromkeys(places))


def _moved(costs: list[list[int]], begin: int, end: int, target: int) -> list[list[int]]:
    if target < begin:
        return [*costs[:target], *costs[begin:end], *costs[target:begin], *costs[end:]]
    return [*costs[:begin], *costs[end:target], *costs[begin:end], *costs[target:]]
