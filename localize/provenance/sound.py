"""MP3 and FLAC: the label is a ``TXXX`` frame of ID3v2, or a Vorbis comment."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO, Final

_NAME: Final = "AIGC"
_ENCODINGS: Final = ("latin-1", "utf-16", "utf-16-be", "utf-8")
_COMMENTS: Final = 4


def read(file: BinaryIO) -> list[str]:
    """Return every label in the ID3v2 tag at the beginning and in the Vorbis comments that follow it."""
    file.seek(0)
    head = file.read(10)
    found: list[str] = []
    if head[:3] == b"ID3":
        size = _syncsafe(head[6:10])
        found += _frames(file.read(size), head[3])
        file.seek(10 + size + (10 if head[5] & 0x10 else 0))
    else:
        file.seek(0)
    if file.read(4) == b"fLaC":
        found += _vorbis(file)
    return found


def _frames(tag: bytes, version: int) -> Iterator[str]:
    # ID3v2.3 counts a frame's bytes plainly, 2.4 in sevens (id3.org, "ID3v2 frame overview").
    at = 0
    while at + 10 <= len(tag) and tag[at]:
        name = tag[at:at + 4]
        size = _syncsafe(tag[at + 4:at + 8]) if version >= 4 else int.from_bytes(tag[at + 4:at + 8], "big")
        body = tag[at + 10:at + 10 + size]
        at += 10 + size
        if name == b"TXXX" and body and body[0] < len(_ENCODINGS):
            key, _, value = _text(body).partition("\0")
            if key.upper() == _NAME:
                yield value.rstrip("\0").removeprefix("\ufeff")


def _text(body: bytes) -> str:
    text = body[1:].decode(_ENCODINGS[body[0]], "replace")
    # In UTF-16 the value has a byte order mark of its own, which the decoder meets in the middle.
    return text.replace("\0\ufeff", "\0").replace("\0\ufffe", "\0")


def _vorbis(file: BinaryIO) -> Iterator[str]:
    last = False
    while not last:
        header = file.read(4)
        if len(header) < 4:
            return
        last, kind, size = bool(header[0] & 0x80), header[0] & 0x7F, int.from_bytes(header[1:], "big")
        data = file.read(size)
        if kind == _COMMENTS:
            yield from _comments(data)


def _comments(data: bytes) -> Iterator[str]:
    at = 4 + struct.unpack_from("<I", data)[0]
    count = struct.unpack_from("<I", data, at)[0]
    at += 4
    for _ in range(count):
        size = struct.unpack_from("<I", data, at)[0]
        name, _, value = data[at + 4:at + 4 + size].decode("utf-8", "replace").partition("=")
        at += 4 + size
        if name.upper() == _NAME:
            yield value


def _syncsafe(data: bytes) -> int:
    value = 0
    for byte in data:
        value = value << 7 | byte & 0x7F
    return value
