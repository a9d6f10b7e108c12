"""Boxes of the ISO base media file format (ISO/IEC 14496-12): found in files, and put together.

MP4, MOV, M4A and the fragments of CMAF are all made of them. Nothing here decodes anything.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from localize.errors import InvalidMedia

#: Bytes between a box's header and its first child, for boxes that hold children after fields of their own.
_FIELDS: Final = {"meta": 4, "stsd": 8, "dref": 8}


@dataclass(frozen=True, slots=True)
class Box:
    """Where a box lies.

    Attributes:
        kind: Its four characters.
        begin: First byte of its header.
        body: First byte after its header.
        end: First byte after it.
    """

    kind: str
    begin: int
    body: int
    end: int


def boxes(file: BinaryIO, begin: int, end: int) -> Iterator[Box]:
    """Yield the boxes between two places of a file.

    Raises:
        InvalidMedia: If one is broken or cut off.
    """
    at = begin
    while at + 8 <= end:
        file.seek(at)
        header = file.read(16)
        size, body = int.from_bytes(header[:4], "big"), 8
        if size == 1 and len(header) == 16:
            size, body = int.from_bytes(header[8:16], "big"), 16
        elif size == 0:  # "to the end of the file"
            size = end - at
        if size < body or at + size > end:
            raise InvalidMedia(f"has a broken or cut off box at byte {at}", field="media")
        yield Box(header[4:8].decode("latin-1"), at, at + body, at + size)
        at += size


def children(file: BinaryIO, box: Box) -> Iterator[Box]:
    """Yield the boxes inside a box."""
    return boxes(file, box.body + _FIELDS.get(box.kind, 0), box.end)


def find(file: BinaryIO, parent: Box, *path: str) -> Box | None:
    """Return the first box down a path of kinds below a parent, or None."""
    found: Box | None = parent
    for kind in path:
        found = next((item for item in children(file, found) if item.kind == kind), None) if found else None
    return found


def whole(path: Path) -> Box:
    """Return a box that stands for a whole file."""
    return Box("file", 0, 0, path.stat().st_size)


def content(file: BinaryIO, box: Box) -> bytes:
    """Return a box's bytes after its header."""
    file.seek(box.body)
    return file.read(box.end - box.body)


def tracks(file: BinaryIO, size: int) -> Iterator[tuple[Box, str]]:
    """Yield each track of a movie with its handler (``vide soun sbtl subt text``)."""
    for movie in boxes(file, 0, size):
        if movie.kind != "moov":
            continue
        for track in children(file, movie):
            handler = find(file, track, "mdia", "hdlr") if track.kind == "trak" else None
            if handler is not None:
                yield track, content(file, handler)[8:12].decode("latin-1")


def hide_tracks(path: Path, numbers: list[int]) -> None:
    """Switch the subtitle tracks of those numbers off in a finished file: its length stays, one bit each changes."""
    with path.open("r+b") as file:
        # MP4 says sbtl, QuickTime text; a track of chapters is text as well, and ffmpeg writes it last.
        found = [track for track, handler in tracks(file, path.stat().st_size) if handler in {"sbtl", "text"}]
        for track in (found[number] for number in numbers if number < len(found)):
            header = find(file, track, "tkhd")
            if header is not None:
                flags = content(file, header)[3]
                file.seek(header.body + 3)
                file.write(bytes([flags & ~1]))


def box(kind: str, *parts: bytes) -> bytes:
    """Return a box of the parts given."""
    inside = b"".join(parts)
    return struct.pack(">I4s", 8 + len(inside), kind.encode("latin-1")) + inside


def full_box(kind: str, version: int, flags: int, *parts: bytes) -> bytes:
    """Return a box with version and flags."""
    return box(kind, struct.pack(">I", version << 24 | flags), *parts)


def opened(data: bytes) -> BinaryIO:
    """Return bytes as a file to find boxes in."""
    return io.BytesIO(data)
