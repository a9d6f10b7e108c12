"""The files that translation memories come in: read by what they hold, written by their name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from localize.errors import InvalidInput
from localize.memory.tmx import tmx_units, unpacked, write_tmx
from localize.memory.unit import MemoryImport, Unit, gathered
from localize.memory.xliff import write_xliff, xliff_units

_ROOT: Final = re.compile(rb"<(?:\w+:)?([A-Za-z]\w*)")


@dataclass(frozen=True, slots=True)
class MemoryFile:
    """One form of file.

    Attributes:
        name: As options name it.
        suffixes: Of its file names, the usual one first.
        read: Its units, unchecked.
        write: Units as bytes, given the source language and, for a form that holds one pair, the target.
    """

    name: str
    suffixes: tuple[str, ...]
    read: Callable[[bytes], Iterator[Unit]]
    write: Callable[[Iterable[Unit], str, str], bytes]


MEMORY_FILES: Final[tuple[MemoryFile, ...]] = (
    MemoryFile("tmx", (".tmx",), tmx_units, lambda units, source, _: write_tmx(units, source=source)),
    MemoryFile("xliff", (".xlf", ".xliff"), xliff_units, write_xliff),
)
"""Every form there is."""


def import_memory(data: bytes) -> MemoryImport:
    """Return what a TMX (plain or gzipped) or XLIFF 2 file holds: its good entries, and a refusal for each other.

    Raises:
        InvalidInput: If the file as a whole cannot be read.
    """
    data = unpacked(data)
    head = re.sub(rb"<[?!].*?>", b"", data[:65536].replace(b"\0", b""), flags=re.DOTALL)
    root = _ROOT.search(head)
    form = MEMORY_FILES[1] if root and root[1] == b"xliff" else MEMORY_FILES[0]
    return gathered(form.read(data))


def export_memory(units: Iterable[Unit], name: str, source: str = "zh", target: str = "") -> bytes:
    """Return units as the file that a name (``memory.tmx``, ``xliff``) asks for.

    Args:
        units: What is written.
        name: Of the form, or of a file.
        source: Source language.
        target: The one target language of an XLIFF file; a TMX file holds every language the units have.

    Raises:
        InvalidInput: If the name asks for no form there is, or an XLIFF file is to have no target.
    """
    suffix = PurePath(name).suffix.lower() or f".{name.lower()}"
    for form in MEMORY_FILES:
        if suffix in form.suffixes or suffix == f".{form.name}":
            if form.name == "xliff" and not target:
                raise InvalidInput("an XLIFF file holds one target language", field="target", hint="say which")
            return form.write(units, source, target)
    raise InvalidInput(f"{name!r} names no form of translation memory", field="file", hint="end it in .tmx or .xlf")
