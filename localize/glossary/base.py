"""Term bases: terms that stand together without contradiction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from localize.errors import InvalidGlossary
from localize.glossary.fold import fold
from localize.glossary.scope import Scope
from localize.glossary.term import Status, Term


@dataclass(frozen=True, slots=True)
class Glossary:
    """A term base.

    Attributes:
        name: For people.
        terms: In the order of the file.

    Raises:
        InvalidGlossary: If two terms share an id, or two approved terms of one scope, guard and priority one source
            form.
    """

    name: str
    terms: tuple[Term, ...] = field(default=())

    def __post_init__(self) -> None:
        ids: set[str] = set()
        forms: dict[tuple[str, Scope, tuple[str, ...], int], str] = {}
        for term in self.terms:
            if term.id in ids:
                raise InvalidGlossary(f"two terms share the id {term.id!r}", field="id")
            ids.add(term.id)
            if term.status is not Status.APPROVED:
                continue
            for place in claims(term):
                other = forms.setdefault(place, term.id)
                if other != term.id:
                    raise InvalidGlossary(f"{place[0]!r} stands in two terms ({other}, {term.id})", field="source",
                                          hint="merge them, or give one a higher priority, a guard or a scope")

    def approved(self) -> tuple[Term, ...]:
        """Return the terms that are enforced."""
        return tuple(term for term in self.terms if term.status is Status.APPROVED)


def claims(term: Term) -> Iterable[tuple[str, Scope, tuple[str, ...], int]]:
    """Yield what only one approved term of a term base may hold: a form as matched, with what narrows it."""
    for form in term.sources:
        yield form if term.case_sensitive else fold(form).text, term.scope, term.guards, term.priority
