"""The files that term bases come in: one registry; read by what they hold, written by their name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from localize.errors import InvalidGlossary
from localize.glossary.base import Glossary
from localize.glossary.gather import Draft, Import, Refusal, gather
from localize.glossary.table import table_rows, write_table
from localize.glossary.tbx import tbx_rows, write_tbx

_ROOT: Final = re.compile(rb"<(?:\w+:)?([A-Za-z]\w*)")


@dataclass(frozen=True, slots=True)
class GlossaryFile:
    """One form of file.

    Attributes:
        name: As options name it.
        suffixes: Of its file names, the usual one first.
        media_type: For the web.
        read: Its rows.
        write: A term base as its bytes.
    """

    name: str
    suffixes: tuple[str, ...]
    media_type: str
    read: Callable[[bytes], Iterator[Draft | Refusal]]
    write: Callable[[Glossary], bytes]


FILES: Final[tuple[GlossaryFile, ...]] = (
    GlossaryFile("csv", (".csv",), "text/csv", table_rows, write_table),
    GlossaryFile("tsv", (".tsv", ".tab"), "text/tab-separated-values", table_rows,
                 lambda glossary: write_table(glossary, "\t")),
    GlossaryFile("tbx", (".tbx", ".xml", ".mtf"), "application/x-tbx", tbx_rows, write_tbx),
)
"""Every form there is."""


def form_named(name: str) -> GlossaryFile:
    """Return the form of a name (``tbx``) or a file name (``terms.tbx``).

    Raises:
        InvalidGlossary: If there is none.
    """
    suffix = PurePath(name).suffix.lower() or f".{name.lower()}"
    for form in FILES:
        if suffix in form.suffixes:
            return form
    raise InvalidGlossary(f"{name!r} names no form of term base", field="file",
                          hint="end it in " + ", ".join(form.suffixes[0] for form in FILES))


def form_of(data: bytes) -> GlossaryFile:
    """Return the form of a file by what it holds.

    Raises:
        InvalidGlossary: If it is something else, said so where it is known what.
    """
    if data[:4] == b"PK\x03\x04":
        raise InvalidGlossary("this is a spreadsheet or an archive", field="file", hint="save it as CSV UTF-8")
    # UTF-16 markup has a zero byte beside each of these.
    head = data[:4096].removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"").lstrip(b"\xff\xfe \t\r\n")
    if not head.startswith(b"<"):
        return form_named("tsv" if b"\t" in head.split(b"\n", 1)[0] else "csv")
    root = _ROOT.search(re.sub(rb"<[?!].*?>", b"", head, flags=re.DOTALL))
    if root and root[1] in {b"tmx", b"xliff"}:
        raise InvalidGlossary(f"this is a translation memory ({root[1].decode()})", field="file",
                              hint="localize memory takes it; a term base is CSV, TSV or TBX")
    return form_named("tbx")


def import_terms(data: bytes, name: str = "glossary") -> Import:
    """Return what a file of any form holds: its good rows, and a refusal for each of the others.

    Nothing is kept anywhere: the caller takes all of it (:meth:`Import.whole`) or the good rows.

    Args:
        data: The file.
        name: Of the term base.

    Raises:
        InvalidGlossary: If the file as a whole cannot be read.
    """
    return gather(name, form_of(data).read(data))


def export_terms(glossary: Glossary, name: str) -> bytes:
    """Return a term base as the file that a name (``terms.tbx``, ``csv``) asks for.

    Raises:
        InvalidGlossary: If the name asks for no form there is.
    """
    return form_named(name).write(glossary)
