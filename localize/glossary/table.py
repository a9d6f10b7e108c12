"""Term bases as CSV or TSV: a header with ``source``, a column per language tag, and optional columns.

Columns: ``source`` (aliases after ``|``), one per target tag (allowed variants after ``|``), and any of ``entry, kind,
mode, case, guard, priority, status, note, revision, forbidden:<tag>``; ``entry`` is the entry's own id
(``id`` is Indonesian). As little as ``source,en,th`` is enough.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from types import MappingProxyType
from typing import Final, TypeVar

from localize.errors import InvalidGlossary, UnknownLanguage
from localize.glossary.base import Glossary
from localize.glossary.term import Kind, Mode, Rendering, Status, Term, term_id
from localize.glossary.text import check_target, neutralise, restore
from localize.language import target

_EXTRA: Final = ("entry", "kind", "mode", "case", "guard", "priority", "status", "note", "revision")
MAX_ROWS: Final = 200_000
"""More rows than any real term base; a million-row file is refused before it fills memory."""
_MAX_BYTES: Final = 64 << 20

T = TypeVar("T")


def read_table(data: bytes, name: str = "glossary") -> Glossary:
    """Return the term base of a CSV or TSV file in UTF-8.

    Raises:
        InvalidGlossary: With the row and column: a wrong encoding, no ``source`` column, an unknown column or
            language, a row of the wrong width, a target in the wrong script, control characters, conflicts.
    """
    text = _decode(data)
    delimiter = "\t" if "\t" in text.split("\n", 1)[0] else ","
    try:
        rows = list(_bounded(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)))
    except csv.Error as error:
        raise InvalidGlossary(f"not a {'TSV' if delimiter == chr(9) else 'CSV'} file: {error}", field="file") from error
    if not rows:
        raise InvalidGlossary("the file is empty", field="file", hint="a header such as source,en,th comes first")
    columns = _header([cell.strip() for cell in rows[0]])
    terms = [_term(dict(zip(columns, row, strict=True)), number)
             for number, row in enumerate(rows[1:], start=2) if _checked(row, columns, number)]
    try:
        return Glossary(name, tuple(terms))
    except InvalidGlossary as error:
        raise InvalidGlossary(error.message, field=error.field, hint=error.hint) from error


def write_table(glossary: Glossary) -> bytes:
    """Return the term base as CSV in UTF-8; :func:`read_table` gives the same terms back.

    Cells that a spreadsheet would run as a formula are neutralised with a leading apostrophe.
    """
    tags = sorted({tag for term in glossary.terms for tag in term.renderings})
    barred = sorted({tag for term in glossary.terms for tag, value in term.renderings.items() if value.forbidden})
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["source", *tags, *(f"forbidden:{tag}" for tag in barred), *_EXTRA])
    for term in glossary.terms:
        shown = {tag: term.renderings.get(tag, Rendering("")) for tag in {*tags, *barred}}
        writer.writerow([neutralise(cell) for cell in (
            "|".join(term.sources), *("|".join(filter(None, (shown[tag].preferred, *shown[tag].allowed))) for tag in tags),
            *("|".join(shown[tag].forbidden) for tag in barred), term.id, term.kind, term.mode,
            "sensitive" if term.case_sensitive else "", term.guard, str(term.priority), term.status, term.note,
            str(term.revision))])
    return out.getvalue().encode()


def _decode(data: bytes) -> str:
    if len(data) > _MAX_BYTES:
        raise InvalidGlossary(f"the file has {len(data)} bytes", field="file", hint=f"at most {_MAX_BYTES}")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n") + 1
        raise InvalidGlossary("the file is not UTF-8", row=row, field="file",
                              hint="save it as UTF-8 (in a spreadsheet: CSV UTF-8)") from error


def _bounded(rows: object) -> list[list[str]]:
    kept: list[list[str]] = []
    for row in rows:  # type: ignore[attr-defined]
        kept.append(row)
        if len(kept) > MAX_ROWS:
            raise InvalidGlossary(f"more than {MAX_ROWS} rows", field="file", hint="split it by title")
    return kept


def _header(cells: list[str]) -> list[str]:
    columns: list[str] = []
    for cell in cells:
        head, _, tag = cell.partition(":")
        if head.lower() == "source" or head.lower() in _EXTRA:
            columns.append(head.lower())
        elif head.lower() == "forbidden" and tag:
            columns.append(f"forbidden:{_tag(tag, cell)}")
        else:
            columns.append(_tag(cell, cell))
    if "source" not in columns:
        raise InvalidGlossary("there is no source column", row=1, field="source", hint="a header such as source,en,th")
    doubled = {column for column in columns if columns.count(column) > 1}
    if doubled:
        raise InvalidGlossary(f"the column {min(doubled)} stands twice", row=1, field=min(doubled))
    return columns


def _tag(tag: str, column: str) -> str:
    try:
        return target(tag).tag
    except UnknownLanguage as error:
        raise InvalidGlossary(f"the column {column!r} is neither a language we deliver nor one of "
                              f"{', '.join(_EXTRA)}", row=1, field=column, hint=error.hint) from error


def _checked(row: list[str], columns: list[str], number: int) -> bool:
    if not any(cell.strip() for cell in row):
        return False
    if len(row) != len(columns):
        raise InvalidGlossary(f"{len(row)} cells, but the header has {len(columns)}", row=number, field="row",
                              hint="quote cells that hold the delimiter")
    return True


def _forms(cell: str) -> tuple[str, ...]:
    return tuple(form.strip() for form in restore(cell).split("|") if form.strip())


def _term(cells: dict[str, str], number: int) -> Term:
    sources = _forms(cells["source"])
    if not sources:
        raise InvalidGlossary("no source form", row=number, field="source")
    renderings: dict[str, Rendering] = {}
    for column, cell in cells.items():
        if column == "source" or column in _EXTRA or column.startswith("forbidden:"):
            continue
        forms = _forms(cell)
        barred = _forms(cells.get(f"forbidden:{column}", ""))
        if forms or barred:
            for form in forms:
                check_target(form, column, number)
            renderings[column] = Rendering(forms[0] if forms else "", forms[1:], barred)
    try:
        return Term(
            id=cells.get("entry", "").strip() or term_id(sources[0]), sources=sources,
            renderings=MappingProxyType(renderings), kind=_choice(Kind, cells, "kind", Kind.TERM, number),
            mode=_choice(Mode, cells, "mode", Mode.MUST, number),
            case_sensitive=cells.get("case", "").strip().lower() in {"sensitive", "true", "yes", "1"},
            guards=_forms(cells.get("guard", "")), priority=_number(cells, "priority", 0, number),
            status=_choice(Status, cells, "status", Status.APPROVED, number), note=restore(cells.get("note", "").strip()),
            revision=_number(cells, "revision", 1, number))
    except InvalidGlossary as error:
        raise error if error.row else InvalidGlossary(error.message, row=number, field=error.field,
                                                      hint=error.hint) from error


def _choice(kind: Callable[[str], T], cells: dict[str, str], column: str, default: T, number: int) -> T:
    text = cells.get(column, "").strip().lower()
    if not text:
        return default
    try:
        return kind({"keep as is": "keep"}.get(text, text))
    except ValueError as error:
        raise InvalidGlossary(f"{text!r} is no {column}", row=number, field=column,
                              hint="one of " + ", ".join(kind)) from error  # type: ignore[arg-type]


def _number(cells: dict[str, str], column: str, default: int, number: int) -> int:
    text = cells.get(column, "").strip()
    try:
        return int(text) if text else default
    except ValueError as error:
        raise InvalidGlossary(f"{text!r} is no whole number", row=number, field=column) from error
