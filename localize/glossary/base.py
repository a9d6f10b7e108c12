"""Term bases: terms that stand together without contradiction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from localize.errors import InvalidGlossary
from localize.glossary.fold import fold
from localize.glossary.scope import Scope
from localize.glossary.term import Status, Term

Claim = tuple[str, Scope, tuple[str, ...], int]


@dataclass(frozen=True, slots=True)
class Glossary:
    """A term base.

    Attributes:
        name: For people.
        terms: In the order of the file.

    Raises:
        InvalidGlossary: If two terms share an id; if two approved terms of one scope, guard and priority share a source
            form; or if approved terms are aliases of each other in a circle.
    """

    name: str
    terms: tuple[Term, ...] = field(default=())

    def __post_init__(self) -> None:
        for _, error in contradictions(self.terms):
            raise error

    def approved(self) -> tuple[Term, ...]:
        """Return the terms that are enforced."""
        return tuple(term for term in self.terms if term.status is Status.APPROVED)


def contradictions(terms: Iterable[Term]) -> Iterator[tuple[int, InvalidGlossary]]:
    """Yield the index of each term that contradicts those before it, and how; it counts for nothing thereafter."""
    ids: set[str] = set()
    claimed: dict[Claim, str] = {}
    aliases: dict[tuple[str, Scope], list[str]] = {}
    for index, term in enumerate(terms):
        held = tuple(claims(term)) if term.status is Status.APPROVED else ()
        if term.id in ids:
            yield index, InvalidGlossary(f"two terms share the id {term.id!r}", field="id", value=term.id,
                                         hint="merge them, or give each its own id")
        elif error := _contradiction(term, held, claimed, aliases):
            yield index, error
        else:
            ids.add(term.id)
            claimed |= dict.fromkeys(held, term.id)
            if len(held) > 1:
                aliases.setdefault((held[0][0], term.scope), []).extend(form for form, *_ in held[1:])


def _contradiction(term: Term, held: Sequence[Claim], claimed: dict[Claim, str],
                   aliases: dict[tuple[str, Scope], list[str]]) -> InvalidGlossary | None:
    for claim in held:
        if (other := claimed.get(claim, term.id)) != term.id:
            return InvalidGlossary(f"{claim[0]!r} stands in two terms ({other}, {term.id})", field="source", value=claim[0],
                                   hint="merge them, or give one a higher priority, a guard or a scope")
    if not held:
        return None
    main = held[0][0]
    if circle := _circle(main, [form for form, *_ in held[1:]], term.scope, aliases):
        return InvalidGlossary(f"aliases go in a circle: {' → '.join(circle)}", field="source", value=main,
                               hint="keep the forms of one meaning in one term")
    return None


def _circle(main: str, others: Sequence[str], scope: Scope, aliases: dict[tuple[str, Scope], list[str]]) -> list[str]:
    """Return the way from a main form over its aliases, and what these are main forms of, back to itself."""
    ways = [[main, other] for other in others if (other, scope) in aliases]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        for form in aliases[way[-1], scope]:
            if form == main:
                return [*way, main]
            if form not in seen and (form, scope) in aliases:
                seen.add(form)
                ways.append([*way, form])
    return []


def claims(term: Term) -> Iterator[Claim]:
    """Yield what only one approved term of a term base may hold: a form as matched, with what narrows it."""
    for form in term.sources:
        yield form if term.case_sensitive else fold(form).text, term.scope, term.guards, term.priority


def combined(glossaries: Sequence[Glossary]) -> Glossary:
    """Return several term bases as one; what stands alike in two of them is kept once.

    Raises:
        InvalidGlossary: If terms of two of them contradict each other; the message names both.
    """
    if len(glossaries) == 1:
        return glossaries[0]
    kept: dict[str, Term] = {}
    owner: dict[str, str] = {}
    for glossary in glossaries:
        for term in glossary.terms:
            if kept.get(term.id) == term:
                continue
            own = term if term.id not in kept else replace(term, id=f"{glossary.name}:{term.id}")
            kept[own.id], owner[own.id] = own, glossary.name
    terms = tuple(kept.values())
    for index, error in contradictions(terms):
        raise InvalidGlossary(f"in {owner[terms[index].id]}, beside the others: {error.reason}", field=error.field,
                              value=error.value, hint=error.hint)
    return Glossary("+".join(glossary.name for glossary in glossaries) or "none", terms)
