"""Terms: what must be said how, in each language."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from localize.errors import InvalidGlossary
from localize.model import Character


class Mode(StrEnum):
    """How firmly a rendering is wanted."""

    MUST = "must"
    PREFER = "prefer"
    KEEP = "keep"
    """Keep the source form as it stands."""


class Kind(StrEnum):
    """What a term is."""

    TERM = "term"
    CHARACTER = "character"
    ADDRESS = "address"
    PLACE = "place"
    CULTURE = "culture"
    TITLE = "title"


class Status(StrEnum):
    """How far a term has come."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Rendering:
    """A term in one target language.

    Attributes:
        preferred: What we write.
        allowed: What also counts as right.
        forbidden: What never counts, even where it holds an allowed form.
    """

    preferred: str
    allowed: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of a term base.

    Attributes:
        id: Stable name.
        sources: Source forms, the main one first, then aliases.
        renderings: By target tag.
        kind: What it is.
        mode: How firmly it is wanted.
        case_sensitive: For Latin-script source forms.
        guard: For one-character terms: a piece of context that must stand in the line.
        priority: Higher wins where equally long matches overlap.
        status: Only approved terms are enforced.
        note: For people.
        revision: Counts up at each change.

    Raises:
        InvalidGlossary: If it has no source form, an empty one, or a single Chinese character without a guard.
    """

    id: str
    sources: tuple[str, ...]
    renderings: Mapping[str, Rendering]
    kind: Kind = Kind.TERM
    mode: Mode = Mode.MUST
    case_sensitive: bool = False
    guard: str = ""
    priority: int = 0
    status: Status = Status.APPROVED
    note: str = ""
    revision: int = 1

    def __post_init__(self) -> None:
        if not self.sources or not all(form.strip() for form in self.sources):
            raise InvalidGlossary("a term needs a source form", field="source")
        for form in self.sources:
            # 他 or 神 alone would match inside half of all lines: reference/media-and-models.md.
            if len(form) == 1 and not form.isascii() and not self.guard and self.kind is not Kind.CHARACTER:
                raise InvalidGlossary(f"{form!r} is a single character", field="source",
                                      hint="give a guard: a piece of context that must stand in the line")

    @property
    def name(self) -> str:
        """Id with its revision: what keys and reports name."""
        return f"{self.id}@{self.revision}"

    def rendering(self, language: str) -> Rendering | None:
        """Return the rendering for a tag; for ``keep`` terms the source form itself; None if there is none."""
        found = self.renderings.get(language)
        if found is None and self.mode is Mode.KEEP:
            return Rendering(self.sources[0], self.sources[1:])
        return found


@dataclass(frozen=True, slots=True)
class Glossary:
    """A term base.

    Attributes:
        name: For people.
        terms: In the order of the file.

    Raises:
        InvalidGlossary: If two terms share an id, or two approved terms one source form with equal priority.
    """

    name: str
    terms: tuple[Term, ...] = field(default=())

    def __post_init__(self) -> None:
        ids: set[str] = set()
        forms: dict[tuple[str, str, int], str] = {}
        for term in self.terms:
            if term.id in ids:
                raise InvalidGlossary(f"two terms share the id {term.id!r}", field="id")
            ids.add(term.id)
            if term.status is not Status.APPROVED:
                continue
            for form in term.sources:
                other = forms.setdefault((form, term.guard, term.priority), term.id)
                if other != term.id:
                    raise InvalidGlossary(f"{form!r} stands in two terms ({other}, {term.id})", field="source",
                                          hint="merge them, or give one a higher priority")

    def approved(self) -> tuple[Term, ...]:
        """Return the terms that are enforced."""
        return tuple(term for term in self.terms if term.status is Status.APPROVED)


def term_id(source: str) -> str:
    """Return a stable id for a main source form: 12 hex digits of its sha256."""
    return hashlib.sha256(source.encode()).hexdigest()[:12]


def character_terms(characters: tuple[Character, ...]) -> tuple[Term, ...]:
    """Return the characters of a title as terms: names are terms like any other."""
    return tuple(
        Term(id=f"character-{term_id(character.name)}", sources=(character.name, *character.aliases),
             renderings=MappingProxyType({tag: Rendering(text) for tag, text in character.renderings}),
             kind=Kind.CHARACTER, priority=10)
        for character in characters
    )


def merged(glossary: Glossary, characters: tuple[Character, ...]) -> Glossary:
    """Return the glossary with the title's characters added; a glossary term of the same form wins."""
    taken = {form for term in glossary.approved() for form in term.sources}
    extra = tuple(term for term in character_terms(characters) if not taken.intersection(term.sources))
    return Glossary(glossary.name, glossary.terms + extra)
