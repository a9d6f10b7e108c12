"""Entries of a translation memory, and what their text may hold."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from localize.errors import InvalidInput, UnknownLanguage
from localize.glossary import Refusal
from localize.language import language

# Embeddings and overrides turn the rest of a line around; marks and isolates may stand in Arabic lines.
_OVERRIDES: Final = frozenset("\u202a\u202b\u202c\u202d\u202e")
_PLAIN: Final[set[str]] = {"\n", "\t"}


MAX_UNITS: Final = 500_000
"""More entries than fit into a file that people exchange; what holds more is refused before it fills memory."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One entry of a memory.

    Attributes:
        id: Stable name.
        texts: By language tag, slots as ``{NAME}``.
        note: Licence, author or what else was said of it.
    """

    id: str
    texts: Mapping[str, str]
    note: str = ""


@dataclass(frozen=True, slots=True)
class MemoryImport:
    """What a file holds.

    Attributes:
        units: The good entries.
        rows: How many entries there were, good and refused.
        refused: The others, in order; their numbers count from 1.
    """

    units: tuple[Unit, ...]
    rows: int
    refused: tuple[Refusal, ...] = ()

    def whole(self) -> tuple[Unit, ...]:
        """Return the entries if none was refused: the way an import is all or nothing.

        Raises:
            InvalidInput: With the first refused entry, and how many more there are.
        """
        if not self.refused:
            return self.units
        first, more = self.refused[0], len(self.refused) - 1
        raise InvalidInput(f"entry {first.row}: {first.reason}" + (f"; {more} more are refused" if more else ""),
                           field=first.column or "memory", hint=first.hint)


def gathered(units: Iterable[Unit]) -> MemoryImport:
    """Return the good ones of some units in order, and a refusal of each other.

    Raises:
        InvalidInput: If there are more than :data:`MAX_UNITS`.
    """
    good: list[Unit] = []
    refused: list[Refusal] = []
    ids: set[str] = set()
    number = 0
    for number, unit in enumerate(units, start=1):
        if number > MAX_UNITS:
            raise InvalidInput(f"more than {MAX_UNITS} entries", field="memory", hint="split it by title")
        if reason := next(_faults(unit, ids), None):
            refused.append(Refusal(number, *reason))
            continue
        ids.add(unit.id)
        good.append(unit)
    return MemoryImport(tuple(good), number, tuple(refused))


def _faults(unit: Unit, ids: set[str]) -> Iterator[tuple[str, str, str, str]]:
    """Yield column, value, reason and hint of what is wrong."""
    if unit.id in ids:
        yield "id", unit.id, f"two entries share the id {unit.id!r}", "give each its own"
    if not any(text.strip() for text in unit.texts.values()):
        yield "text", "", "the entry has no text", "remove it"
    for tag, text in unit.texts.items():
        if character := damage(text):
            yield tag, text[:80], f"control character U+{ord(character):04X}", "type the text again without it"


def damage(text: str) -> str:
    """Return the first character of a text that no line may hold, or an empty string."""
    if _PLAIN.issuperset(text):
        return ""
    for character in text:
        if character not in _PLAIN and (unicodedata.category(character) in {"Cc", "Cs"} or character in _OVERRIDES):
            return character
        _PLAIN.add(character)
    return ""


def own_tag(tag: str) -> str:
    """Return a file's language tag as we write it (``zh-CN`` is ``zh``); one we do not serve as it stands."""
    try:
        return language(tag).tag
    except UnknownLanguage:
        return tag
