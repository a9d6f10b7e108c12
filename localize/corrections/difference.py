"""What differs between two states of a term base, and the source forms that it bears on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from localize.glossary import Glossary, Term
from localize.glossary.match import looked_for


@dataclass(frozen=True, slots=True)
class TermChange:
    """One entry before and after; only terms in force count.

    Attributes:
        id: Of the entry.
        before: As it was; None if it was not in force.
        after: As it is; None if it is no longer in force.
    """

    id: str
    before: Term | None
    after: Term | None

    @property
    def kind(self) -> str:
        """``added``, ``changed`` or ``removed``."""
        return "added" if self.before is None else "removed" if self.after is None else "changed"


def changed(before: Glossary, after: Glossary) -> tuple[TermChange, ...]:
    """Return the entries in force that differ, by id.

    Give both with the title's characters merged in: a new term of the same form takes a character's entry out of force,
    and with it its aliases. What only people read (note, author, times, the counter itself) is no difference.
    """
    old, new = ({term.id: term for term in glossary.approved()} for glossary in (before, after))
    return tuple(TermChange(entry, old.get(entry), new.get(entry)) for entry in sorted({*old, *new})
                 if _bare(old.get(entry)) != _bare(new.get(entry)))


def spellings(changes: Iterable[TermChange]) -> frozenset[str]:
    """Return the folded spellings, old and new, of the entries that differ: every line they bear on holds one."""
    return frozenset(form for change in changes for term in (change.before, change.after) if term is not None
                     for form in looked_for(term))


def _bare(term: Term | None) -> Term | None:
    return replace(term, note="", author="", revision=1, created="", updated="") if term is not None else None
