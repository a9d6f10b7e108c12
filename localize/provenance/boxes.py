"""MP4, M4A, MOV and fMP4: the label is a key in a ``meta`` box under ``moov.udta`` or ``moov``."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO, Final

_NAME: Final = "AIGC"
#: A movie box of a feature with many tracks has some tens of megabytes; what is larger is no movie box of ours.
_LARGEST: Final = 1 << 28
#: Boxes that may hold a ``meta`` box.
_INTO: Final = frozenset({b"moov", b"udta", b"trak"})
_TEXT: Final = 1
"""Type of a UTF-8 value in a ``data`` box (QuickTime File Format, "Well-known types")."""


def has_movie(file: BinaryIO) -> bool:
    """Return whether there is a movie box: a segment of CMAF has none."""
    return any(kind == b"moov" for kind, _ in _top(file))


def read(file: BinaryIO) -> list[str]:
    """Return every label in the movie box: QuickTime keys, iTunes' free-form items, plain user data."""
    found: list[str] = []
    for kind, size in _top(file):
        if kind == b"moov":
            if size > _LARGEST:
                raise ValueError("the movie box is larger than any film needs")
            found += _labels(file.read(size))
        elif kind == b"meta" and size <= _LARGEST:
            found += _meta(file.read(size))
    return found


def insert(data: bytes, value: str) -> bytes:
    """Return an initialization segment with the label in ``moov.udta.meta``; one that has a label stays as it is.

    Only for files whose movie box points at nothing in the same file (CMAF headers): what follows it moves.

    Raises:
        ValueError: If there is no movie box.
    """
    begin, end = next(((at, to) for kind, at, to in _boxes(data, 0, len(data)) if kind == b"moov"), (0, 0))
    if not end:
        raise ValueError("there is no movie box")
    body = data[begin:end]
    if _labels(body):
        return data
    meta = _box(b"meta", _box(b"hdlr", struct.pack(">I4x4s12x1x", 0, b"mdta")), _keys(value), full=True)
    user = next(((at, to) for kind, at, to in _boxes(body, 0, len(body)) if kind == b"udta"), None)
    if user is None:
        grown = body + _box(b"udta", meta)
    else:
        grown = body[:user[0] - 8] + _box(b"udta", body[user[0]:user[1]], meta) + body[user[1]:]
    return data[:begin - 8] + _box(b"moov", grown) + data[end:]


def _keys(value: str) -> bytes:
    text = value.encode("ascii")
    item = _box(struct.pack(">I", 1), _box(b"data", struct.pack(">II", _TEXT, 0) + text))
    return _box(b"keys", struct.pack(">I", 1) + struct.pack(">I4s", 8 + len(_NAME), b"mdta") + _NAME.encode(),
                full=True) + _box(b"ilst", item)


def _box(kind: bytes, *parts: bytes, full: bool = False) -> bytes:
    body = (b"\0\0\0\0" if full else b"") + b"".join(parts)
    return struct.pack(">I4s", 8 + len(body), kind) + body


def _top(file: BinaryIO) -> Iterator[tuple[bytes, int]]:
    """Yield kind and body size of each box of the file, the file standing at its body."""
    end = file.seek(0, 2)
    at = 0
    while at + 8 <= end:
        file.seek(at)
        header = file.read(16)
        size, kind, body = int.from_bytes(header[:4], "big"), header[4:8], 8
        if size == 1:
            size, body = int.from_bytes(header[8:16], "big"), 16
        elif size == 0:
            size = end - at
        if size < body or at + size > end:
            raise ValueError(f"the box at byte {at} is broken")
        file.seek(at + body)
        yield kind, size - body
        at += size


def _boxes(data: bytes, begin: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield kind, begin and end of the body of each box in a range."""
    at = begin
    while at + 8 <= end:
        size, kind = struct.unpack_from(">I4s", data, at)
        if size < 8 or at + size > end:
            return  # QuickTime ends user data with a zero; anything else here is no box either
        yield kind, at + 8, at + size
        at += size


def _labels(data: bytes) -> list[str]:
    found: list[str] = []
    for kind, begin, end in _boxes(data, 0, len(data)):
        if kind == b"meta":
            found += _meta(data[begin:end])
        elif kind in _INTO:
            found += _labels(data[begin:end])
        elif kind == _NAME.encode():
            found.append(_printable(data[begin:end]))
    return found


def _meta(data: bytes) -> list[str]:
    # In QuickTime's own files the box has no version and flags: its handler follows at once.
    begin = 0 if data[4:8] == b"hdlr" else 4
    inside = {kind: (at, to) for kind, at, to in _boxes(data, begin, len(data))}
    if b"ilst" not in inside:
        return []
    names = list(_names(data[slice(*inside[b"keys"])])) if b"keys" in inside else []
    found = []
    for kind, at, to in _boxes(data, *inside[b"ilst"]):
        number = int.from_bytes(kind, "big")
        if 1 <= number <= len(names) and names[number - 1] == _NAME:
            found += [value for _, value in _values(data[at:to])]
        elif kind == b"----":
            values = dict(_values(data[at:to]))
            found += [values[b"data"]] if values.get(b"name") == _NAME and b"data" in values else []
    return found


def _names(data: bytes) -> Iterator[str]:
    at = 8
    while at + 8 <= len(data):
        size = struct.unpack_from(">I", data, at)[0]
        if size < 8:
            return
        yield data[at + 8:at + size].decode("utf-8", "replace").removeprefix("com.apple.quicktime.")
        at += size


def _values(data: bytes) -> Iterator[tuple[bytes, str]]:
    for kind, begin, end in _boxes(data, 0, len(data)):
        if kind == b"data":
            yield kind, data[begin + 8:end].decode("utf-8", "replace")
        elif kind == b"name":
            yield kind, data[begin + 4:end].decode("utf-8", "replace")


def _printable(data: bytes) -> str:
    # Plain user data: text, or QuickTime's international text with its length and language before it.
    begin = data.find(b"{")
    return data[max(begin, 0):].rstrip(b"\0").decode("utf-8", "replace")
