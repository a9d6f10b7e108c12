"""Lines that resemble a line, and what differs: offered to a translator, never used without one."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from localize.memory.lookup import filled_for, slots_of
from localize.memory.names import Finder, slot
from localize.memory.normal import near
from localize.memory.unit import Unit

LEAST: Final = 0.6
"""Similarity from which a line is worth offering: what translators' tools have as their lowest band."""
_CLOSEST: Final = 50
"""Units that share most pairs of characters are compared in full."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A run of characters of two lines laid side by side.

    Attributes:
        kind: ``same``, ``added`` (in the line only), ``removed`` (in the unit only) or ``replaced``.
        unit: As it stands in the unit.
        line: As it stands in the line.
    """

    kind: str
    unit: str
    line: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A unit that resembles a line.

    Attributes:
        unit: The entry.
        source: Its source line, names as slots.
        text: Its rendering, the line's names filled in where they are known.
        similarity: 1 the same; else the share of characters that are, punctuation and particles left out.
        differences: Both lines side by side.
    """

    unit: Unit
    source: str
    text: str
    similarity: float
    differences: tuple[Difference, ...]


class FuzzyIndex:
    """Units by the pairs of characters in their source lines.

    Args:
        units: Entries, those of the title first: of equals, the first is offered.
    """

    def __init__(self, units: Iterable[Unit]) -> None:
        self._units = tuple(units)
        self._postings: dict[tuple[str, str], list[int]] = {}
        for number, unit in enumerate(self._units):
            for tag, text in unit.texts.items():
                for gram in _grams(near(text)):
                    self._postings.setdefault((tag, gram), []).append(number)

    def suggest(self, line: str, source: str, target: str, names: Finder, *, count: int = 5,
                least: float = LEAST) -> tuple[Suggestion, ...]:
        """Return the units that resemble a line, the most alike first.

        Args:
            line: The source line.
            source: Its language.
            target: Target tag; units without a rendering in it are left out.
            names: Finds names, which count as the same.
            count: At most this many.
            least: Similarity from 0 to 1.
        """
        slotted = slot(line, names)
        form = near(slotted.text)
        shared = Counter(number for gram in _grams(form) for number in self._postings.get((source, gram), ()))
        closest = heapq.nsmallest(_CLOSEST, shared, key=lambda number: (-shared[number], number))
        found = []
        for number in closest:
            unit = self._units[number]
            alike = _similarity(near(unit.texts[source]), form)
            text = unit.texts.get(target, "")
            if text and alike >= least:
                found.append(Suggestion(unit, unit.texts[source], filled_for(unit, target, slotted.matches) or text, alike,
                                        differences(unit.texts[source], slotted.text)))
        order = {unit.id: number for number, unit in enumerate(self._units)}
        found.sort(key=lambda item: (-item.similarity, order[item.unit.id]))
        return tuple({item.text: item for item in reversed(found)}.values())[::-1][:count]


def differences(unit: str, line: str) -> tuple[Difference, ...]:
    """Return two lines side by side, slots in one piece."""
    old, new = slots_of(unit), slots_of(line)
    kinds = {"equal": "same", "insert": "added", "delete": "removed", "replace": "replaced"}
    return tuple(Difference(kinds[kind], "".join(old[begin:end]), "".join(new[other:last]))
                 for kind, begin, end, other, last in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes())


def _similarity(unit: str, line: str) -> float:
    return round(SequenceMatcher(a=unit, b=line, autojunk=False).ratio(), 3)


def _grams(text: str) -> set[str]:
    return {text[at:at + 2] for at in range(max(1, len(text) - 1))}
