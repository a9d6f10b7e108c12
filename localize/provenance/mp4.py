"""MP4, M4A, MOV and fMP4: the label is a key in a ``meta`` box under ``moov.udta`` or ``moov``."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from contextlib import suppress
from typing import BinaryIO, Final

from localize.boxes import Box, box, boxes, content, full_box
from localize.errors import InvalidMedia

_NAME: Final = "AIGC"
#: Boxes that may hold a ``meta`` box.
_INTO: Final = frozenset({"moov", "udta", "trak"})
_TEXT: Final = 1
"""Type of a UTF-8 value in a ``data`` box (QuickTime File Format, "Well-known types")."""


def has_movie(file: BinaryIO) -> bool:
    """Return whether there is a movie box: a segment of CMAF has none."""
    return any(found.kind == "moov" for found in boxes(file, 0, file.seek(0, 2)))


def read(file: BinaryIO) -> list[str]:
    """Return every label in the movie box: QuickTime keys, iTunes' free-form items, plain user data.

    Raises:
        InvalidMedia: If a box of the file itself is broken.
    """
    return [value for found in boxes(file, 0, file.seek(0, 2)) if found.kind in {"moov", "meta"}
            for value in _labels(file, found)]


def insert(data: bytes, value: str) -> bytes:
    """Return an initialization segment with the label in ``moov.udta.meta``; one that has a label stays as it is.

    Only for files whose movie box points at nothing in the same file (CMAF headers): what follows it moves.

    Raises:
        InvalidMedia: If there is no movie box.
    """
    file = io.BytesIO(data)
    movie = next((found for found in boxes(file, 0, len(data)) if found.kind == "moov"), None)
    if movie is None:
        raise InvalidMedia("has no movie box to label", field="media")
    if list(_labels(file, movie)):
        return data
    handler = full_box("hdlr", 0, 0, struct.pack(">4x4s12x1x", b"mdta"))
    meta = full_box("meta", 0, 0, handler, _keys(value))
    user = next((found for found in boxes(file, movie.body, movie.end) if found.kind == "udta"), None)
    grown = data[movie.body:movie.end] + box("udta", meta) if user is None else (
        data[movie.body:user.begin] + box("udta", content(file, user), meta) + data[user.end:movie.end])
    return data[:movie.begin] + box("moov", grown) + data[movie.end:]


def _keys(value: str) -> bytes:
    item = box("\0\0\0\1", box("data", struct.pack(">II", _TEXT, 0), value.encode("ascii")))
    key = struct.pack(">I4s", 8 + len(_NAME), b"mdta") + _NAME.encode()
    return full_box("keys", 0, 0, struct.pack(">I", 1), key) + box("ilst", item)


def _labels(file: BinaryIO, parent: Box) -> Iterator[str]:
    """Yield the labels in a box; where user data breaks off, what stood before it counts, as players read it."""
    if parent.kind == "meta":
        yield from _meta(file, parent)
    elif parent.kind in _INTO:
        with suppress(InvalidMedia):
            for found in boxes(file, parent.body, parent.end):
                yield from _labels(file, found)
    elif parent.kind == _NAME:
        yield _plain(content(file, parent))


def _meta(file: BinaryIO, meta: Box) -> Iterator[str]:
    file.seek(meta.body + 4)
    # In QuickTime's own files the box has no version and flags: its handler follows at once.
    begin = meta.body if file.read(4) == b"hdlr" else meta.body + 4
    with suppress(InvalidMedia):
        inside = {found.kind: found for found in boxes(file, begin, meta.end)}
        names = list(_names(content(file, inside["keys"]))) if "keys" in inside else []
        for item in boxes(file, inside["ilst"].body, inside["ilst"].end) if "ilst" in inside else ():
            number = int.from_bytes(item.kind.encode("latin-1"), "big")
            values = dict(_values(file, item))
            named = names[number - 1] if 1 <= number <= len(names) else values.get("name", "") if item.kind == "----" else ""
            if named == _NAME and "data" in values:
                yield values["data"]


def _names(data: bytes) -> Iterator[str]:
    at = 8
    while at + 8 <= len(data):
        size = struct.unpack_from(">I", data, at)[0]
        if size < 8:
            return
        yield data[at + 8:at + size].decode("utf-8", "replace").removeprefix("com.apple.quicktime.")
        at += size


def _values(file: BinaryIO, item: Box) -> Iterator[tuple[str, str]]:
    for found in boxes(file, item.body, item.end):
        # Type and locale before a value, version and flags before a name.
        begin = {"data": 8, "name": 4}.get(found.kind)
        if begin is not None:
            yield found.kind, content(file, found)[begin:].decode("utf-8", "replace")


def _plain(data: bytes) -> str:
    # Text alone, or QuickTime's international text with its length and language before it.
    return data[max(data.find(b"{"), 0):].rstrip(b"\0").decode("utf-8", "replace")
