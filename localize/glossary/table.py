"""Term bases as CSV or TSV: a header with ``source``, a column per language tag, and optional columns.

Columns: ``source`` (aliases after ``|``), one per target tag (allowed variants after ``|``), ``forbidden:<tag>``, and any of
:data:`localize.glossary.cells.COLUMNS`. As little as ``source,en,th`` is enough.
"""

from __future__ import annotations

import codecs
import csv
import io
import itertools
from collections.abc import Iterator
from typing import Final

from localize.errors import InvalidGlossary, UnknownLanguage
from localize.glossary.base import Glossary
from localize.glossary.cells import COLUMNS, MANY, cells_of
from localize.glossary.gather import Draft, Refusal, gather
from localize.glossary.text import join_forms, neutralise, restore, split_forms
from localize.language import TARGETS, target

MAX_ROWS: Final = 100_000
"""More rows than any real term base; a million-row file is refused before its rows are read."""
_MAX_BYTES: Final = 64 << 20
_UTF16: Final = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


def read_table(data: bytes, name: str = "glossary") -> Glossary:
    """Return the term base of a CSV or TSV file, if every row of it is good.

    Raises:
        InvalidGlossary: With the row and column: a wrong encoding, no ``source`` column, an unknown column or
            language, a row of the wrong width, a target in the wrong script, control characters, conflicts.
    """
    return gather(name, table_rows(data)).whole()


def table_rows(data: bytes) -> Iterator[Draft | Refusal]:
    """Yield the rows of a CSV or TSV file: UTF-8, or UTF-16 with a byte order mark as spreadsheets write it.

    Raises:
        InvalidGlossary: If the file as a whole cannot be read: encoding, quoting, header, number of rows.
    """
    text = _decode(data)
    delimiter = "\t" if "\t" in text.split("\n", 1)[0] else ","
    kind = "TSV" if delimiter == "\t" else "CSV"
    number = 0
    try:
        _check_length(text, delimiter)
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        columns = _header([cell.strip() for cell in next(rows, [])])
        for number, row in enumerate(rows, start=2):
            if any(cell.strip() for cell in row):
                yield _row(row, columns, number)
    except csv.Error as error:
        raise InvalidGlossary(f"not a {kind} file: {error}", row=number + 1, field="file",
                              hint="is a quotation mark left open?") from error


def write_table(glossary: Glossary, delimiter: str = ",") -> bytes:
    """Return the term base as CSV (or TSV, by its delimiter) in UTF-8; :func:`read_table` gives the same terms back.

    A column is written where an entry uses it. Cells that a spreadsheet would run as a formula are neutralised with a
    leading apostrophe, which reading takes away.
    """
    rows = [cells_of(term) for term in glossary.terms]
    used = set(itertools.chain.from_iterable(rows))
    tags = [item.tag for item in TARGETS if item.tag in used or f"forbidden:{item.tag}" in used]
    columns = ["source", *tags, *(f"forbidden:{tag}" for tag in tags if f"forbidden:{tag}" in used),
               *(column for column in COLUMNS if column in used)]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow(columns)
    for cells in rows:
        writer.writerow([neutralise(_cell(cells.get(column, ()), column)) for column in columns])
    return out.getvalue().encode()


def _cell(forms: tuple[str, ...], column: str) -> str:
    return join_forms(forms) if _holds_many(column) else "".join(forms)


def _holds_many(column: str) -> bool:
    return column in MANY or column not in COLUMNS


def _decode(data: bytes) -> str:
    if len(data) > _MAX_BYTES:
        raise InvalidGlossary(f"the file has {len(data)} bytes", field="file", hint=f"at most {_MAX_BYTES}: split it by title")
    encoding = _UTF16.get(data[:2], "utf-8-sig")
    try:
        text = data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n") + 1
        raise InvalidGlossary("the file is not UTF-8", row=row, field="file",
                              hint="save it as CSV UTF-8 in the spreadsheet") from error
    if not text.strip():
        raise InvalidGlossary("the file is empty", field="file", hint="a header such as source,en,th comes first")
    if (at := text.find("\0")) >= 0:
        raise InvalidGlossary("the file holds zero bytes", row=text.count("\n", 0, at) + 1, field="file",
                              hint="it is damaged, or UTF-16 without a byte order mark: save it as CSV UTF-8")
    return text


def _check_length(text: str, delimiter: str) -> None:
    # Counted before anything is kept: a million rows take half a second and no memory to refuse.
    if text.count("\n") > MAX_ROWS and sum(1 for _ in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)) > MAX_ROWS + 1:
        raise InvalidGlossary(f"more than {MAX_ROWS} rows", field="file", hint="split it by title")


def _header(cells: list[str]) -> list[str]:
    columns: list[str] = []
    for cell in cells:
        head, _, tag = cell.partition(":")
        if head.lower() == "source" or head.lower() in COLUMNS:
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
                              f"{', '.join(COLUMNS)}", row=1, field=column, value=column, hint=error.hint) from error


def _row(row: list[str], columns: list[str], number: int) -> Draft | Refusal:
    if len(row) != len(columns):
        return Refusal(number, "row", "|".join(row)[:80], f"{len(row)} cells, but the header has {len(columns)}",
                       "quote cells that hold the delimiter")
    return Draft(number, {column: forms for column, cell in zip(columns, row, strict=True)
                          if (forms := _forms(restore(cell), column))})


def _forms(cell: str, column: str) -> tuple[str, ...]:
    if _holds_many(column):
        return split_forms(cell)
    kept = cell if column == "note" else cell.strip()
    return (kept,) if kept.strip() else ()
