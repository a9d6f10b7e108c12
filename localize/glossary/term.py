"""Terms: what must be said how, in each language."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from localize.errors import InvalidGlossary
from localize.glossary.scope import EVERYWHERE, Scope
from localize.model import Gender


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
        inflects: Whether its words bend: plurals, possessives and verb forms in the source line, the endings of each
            language in the target line.
        scope: Where it holds; the organization is where the row lives.
        guards: Pieces of context: one of them must stand in the line, and none of those written with ``!`` in front.
        priority: Higher wins where equally long matches overlap.
        status: Only approved terms are enforced.
        note: For people.
        author: Who wrote it.
        gender: Of a character.
        revision: Counts up at each change.
        created: When it was first written, ISO 8601, or empty.
        updated: When it was last changed, ISO 8601, or empty.

    Raises:
        InvalidGlossary: If it has no source form, an empty one, or a single Chinese character that nothing narrows.
    """

    id: str
    sources: tuple[str, ...]
    renderings: Mapping[str, Rendering]
    kind: Kind = Kind.TERM
    mode: Mode = Mode.MUST
    case_sensitive: bool = False
    inflects: bool = True
    scope: Scope = EVERYWHERE
    guards: tuple[str, ...] = ()
    priority: int = 0
    status: Status = Status.APPROVED
    note: str = ""
    author: str = ""
    gender: Gender = Gender.UNKNOWN
    revision: int = 1
    created: str = ""
    updated: str = ""

    def __post_init__(self) -> None:
        if not self.sources or not all(form.strip() for form in self.sources):
            raise InvalidGlossary("a term needs a source form", field="source")
        if not all(guard.removeprefix("!").strip() for guard in self.guards):
            raise InvalidGlossary("a guard is empty", field="guard")
        for form in self.sources:
            # 他 or 神 alone would match inside half of all lines: reference/media-and-models.md.
            if self.kind is not Kind.CHARACTER and too_short(form) and not self.narrowed:
                raise InvalidGlossary(f"{form!r} is a single character", field="source",
                                      hint="give a guard: a piece of context that must stand in the line")
        for name in ("created", "updated"):
            _check_time(getattr(self, name), name)

    @property
    def narrowed(self) -> bool:
        """Whether something keeps a single character from matching everywhere: a guard, or who says it to whom.

        A person may be called by a single character all the same: it is a name of theirs, and not looked for in lines.
        """
        return (any(not guard.startswith("!") for guard in self.guards)
                or bool(self.scope.speaker and self.scope.addressee))

    @property
    def guard(self) -> str:
        """The guards in one text, as a cell holds them: ``a|b|!c``."""
        return "|".join(self.guards)

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


def _check_time(text: str, field: str) -> None:
    try:
        if text:
            datetime.fromisoformat(text)
    except ValueError as error:
        raise InvalidGlossary(f"{text!r} is no time", field=field, hint="ISO 8601, such as 2026-02-01T09:30:00Z") from error


def too_short(form: str) -> bool:
    """Return whether a form is a single character that is no letter of an alphabet."""
    return len(form) == 1 and not form.isascii()


def term_id(source: str) -> str:
    """Return a stable id for a main source form: 12 hex digits of its sha256."""
    return hashlib.sha256(source.encode()).hexdigest()[:12]
