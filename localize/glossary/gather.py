"""Taking in the rows of a file: all or nothing by default, with a report of every row that is refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from localize.errors import InvalidGlossary
from localize.glossary.base import Glossary, contradictions
from localize.glossary.cells import Cells, term_of
from localize.glossary.fold import fold
from localize.glossary.term import Term
from localize.glossary.text import check_text


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that cannot be taken.

    Attributes:
        row: Its number, one-based: a table's header is row 1, an XML file's first entry is 1.
        column: At fault, or empty.
        value: What stands there.
        reason: What is wrong, for a person.
        hint: What to do about it, or empty.
    """

    row: int
    column: str
    value: str
    reason: str
    hint: str = ""

    def shown(self) -> str:
        """Return the refusal in one line for people."""
        where = f"row {self.row}" + (f", {self.column}" if self.column else "")
        return f"{where}: {self.reason}" + (f" ({self.hint})" if self.hint else "")


@dataclass(frozen=True, slots=True)
class Draft:
    """One row as it was read.

    Attributes:
        row: Its number.
        cells: What it holds.
    """

    row: int
    cells: Cells


@dataclass(frozen=True, slots=True)
class Import:
    """What a file holds.

    Attributes:
        glossary: The good rows.
        rows: How many rows of content there were, good and refused.
        refused: The others, in order.
    """

    glossary: Glossary
    rows: int
    refused: tuple[Refusal, ...] = ()

    def whole(self) -> Glossary:
        """Return the term base if no row was refused: the way an import is all or nothing.

        Raises:
            InvalidGlossary: With the first refused row, and how many more there are.
        """
        if not self.refused:
            return self.glossary
        first, more = self.refused[0], len(self.refused) - 1
        raise InvalidGlossary(first.reason + (f"; {more} more rows are refused" if more else ""), row=first.row,
                              field=first.column, value=first.value, hint=first.hint)


def gather(name: str, drafts: Iterable[Draft | Refusal]) -> Import:
    """Return the term base of some rows, those left out that are broken or contradict an earlier one.

    Rows with ``alias-of`` add their source forms to the entry they name, by its id or one of its source forms; an alias
    of an alias goes where that one goes.
    """
    refused: list[Refusal] = []
    terms: list[tuple[int, Term]] = []
    aliases: list[Draft] = []
    count = 0
    for draft in drafts:
        count += 1
        if isinstance(draft, Refusal):
            refused.append(draft)
        elif draft.cells.get("alias-of"):
            aliases.append(draft)
        else:
            try:
                terms.append((draft.row, term_of(draft.cells)))
            except InvalidGlossary as error:
                refused.append(refusal(error, draft.row))
    refused += _attach(aliases, terms)
    bad = dict(contradictions(term for _, term in terms))
    refused += [refusal(error, terms[index][0]) for index, error in bad.items()]
    kept = tuple(term for index, (_, term) in enumerate(terms) if index not in bad)
    return Import(Glossary(name, kept), count, tuple(sorted(refused, key=lambda item: item.row)))


def refusal(error: InvalidGlossary, row: int) -> Refusal:
    """Return an error as the refusal of a row."""
    return Refusal(row, {"id": "entry"}.get(error.field, error.field), error.value, error.reason, error.hint)


def _attach(aliases: list[Draft], terms: list[tuple[int, Term]]) -> list[Refusal]:
    """Add alias rows to the terms they name; return those that name none, or go in a circle."""
    if not aliases:
        return []
    entries: dict[str, int] = {}
    for index, (_, term) in enumerate(terms):
        for name in (term.id, *(fold(form).text for form in term.sources)):
            entries.setdefault(name, index)
    named = {_name(form): draft for draft in aliases for form in draft.cells.get("source", ())}
    refused = []
    for draft in aliases:
        try:
            index = _entry_of(draft, entries, named)
            row, term = terms[index]
            terms[index] = row, _with(term, draft)
        except InvalidGlossary as error:
            refused.append(refusal(error, draft.row))
    return refused


def _entry_of(draft: Draft, entries: Mapping[str, int], named: Mapping[str, Draft]) -> int:
    way = [draft.cells.get("source", ("?",))[0]]
    at = draft
    while True:
        wanted = at.cells["alias-of"][0]
        found = entries.get(wanted, entries.get(_name(wanted)))
        if found is not None:
            return found
        if _name(wanted) in map(_name, way):
            raise InvalidGlossary(f"aliases go in a circle: {' → '.join([*way, wanted])}", field="alias-of", value=wanted,
                                  hint="one of them must be an entry with renderings")
        if (following := named.get(_name(wanted))) is None:
            raise InvalidGlossary(f"there is no entry {wanted!r}", field="alias-of", value=wanted,
                                  hint="an entry's id, or one of its source forms")
        way.append(wanted)
        at = following


def _with(term: Term, draft: Draft) -> Term:
    extra = {column for column, forms in draft.cells.items() if forms} - {"source", "alias-of", "note"}
    if extra:
        raise InvalidGlossary("an alias has the renderings and settings of its entry", field=min(extra),
                              value="|".join(draft.cells[min(extra)]), hint="leave the cell empty")
    for form in (forms := draft.cells.get("source", ())):
        check_text(form, "source")
    return replace(term, sources=tuple(dict.fromkeys((*term.sources, *forms))))


def _name(form: str) -> str:
    return fold(form).text
