"""Matroska: the label is a SimpleTag, found by walking the file's elements and skipping what is large."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final

_NAME: Final = "AIGC"
#: Elements that are gone into (RFC 9559): Segment, Tags, Tag, SimpleTag, which may hold more of its kind.
_INTO: Final = frozenset({0x18538067, 0x1254C367, 0x7373, 0x67C8})
_SIMPLE, _TAG_NAME, _TAG_STRING = 0x67C8, 0x45A3, 0x4487
#: More than a tag has any reason to hold.
_LONGEST: Final = 1 << 20


def read(file: BinaryIO) -> list[str]:
    """Return the text of every SimpleTag named ``AIGC``, at whatever level."""
    end = file.seek(0, 2)
    file.seek(0)
    found: list[str] = []
    name = ""
    for kind, data in _elements(file, end):
        if kind == _SIMPLE:
            name = ""
        elif kind == _TAG_NAME:
            name = _string(data)
        elif kind == _TAG_STRING and name.upper() == _NAME:
            found.append(_string(data))
    return found


def _elements(file: BinaryIO, end: int) -> Iterator[tuple[int, bytes]]:
    """Yield what is gone into, and names and strings with their bytes, in file order."""
    while file.tell() < end:
        kind, size = _id(file), _size(file)
        if kind is None:
            return
        # Of unknown size are only live Segments and Clusters: what they hold follows, and is met as it comes.
        if kind in _INTO or size is None:
            yield kind, b""
        elif kind in {_TAG_NAME, _TAG_STRING} and size <= _LONGEST:
            yield kind, file.read(size)
        else:
            file.seek(min(file.tell() + size, end))


def _id(file: BinaryIO) -> int | None:
    first = file.read(1)
    if not first or not first[0]:
        return None
    return int.from_bytes(first + file.read(8 - first[0].bit_length()), "big")


def _size(file: BinaryIO) -> int | None:
    first = file.read(1)
    if not first:
        return 0
    if not first[0]:
        raise ValueError("an element's size is no number")
    width = 9 - first[0].bit_length()
    value = int.from_bytes(bytes([first[0] & (0xFF >> width)]) + file.read(width - 1), "big")
    return None if value == (1 << (7 * width)) - 1 else value


def _string(data: bytes) -> str:
    return data.rstrip(b"\0").decode("utf-8", "replace")
