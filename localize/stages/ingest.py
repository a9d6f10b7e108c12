"""Ingest: from a file somebody sent to a master we can work on, or a clear refusal.

The container is told by the file's first bytes, never by its name, and is then the only one that may read it.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Final

from localize.engine import Media
from localize.errors import InvalidMedia, NotFound, UnsafePath
from localize.model import Master

VERSION: Final = 2
"""Raised when the same file would give another master record."""

_HEAD: Final = 65_536 + 16  # MXF allows 64 KiB of run-in before its first key (SMPTE ST 377-1, 6.5)
_BOXES: Final = {b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot", b"styp"}
_MXF: Final = bytes.fromhex("060e2b34020501010d010201")
_TS_PACKETS: Final = ((188, 0), (192, 4), (204, 0))
_PLAYLISTS: Final = ("#EXTM3U", "ffconcat", "<MPD", "[playlist]", "<smil", "<asx", "v=0\r\n", "file '", "[Reference]")
#: Bidirectional embeddings, overrides and isolates (UAX #9): a name must not read otherwise than it is.
_OVERRIDES: Final = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_HINT: Final = "MP4, MOV, MKV, WebM, MPEG-TS, MPEG-PS, MXF, AVI or FLV"


def ingest(path: Path, name: str, media: Media) -> Master:
    """Return the master in a file.

    Args:
        path: Where its bytes lie.
        name: What its sender called it; shown, and never used as a path.
        media: Reads it.

    Raises:
        UnsafePath: If the name holds a folder or cannot be shown.
        InvalidMedia: If the file is not a film we can work on; the message says why, in one sentence.
        NotFound: If there is no such file.
    """
    safe = check_name(name)
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except (FileNotFoundError, IsADirectoryError) as error:
        raise NotFound(f"there is no file {safe!r}", field="master") from error
    return media.probe(path, safe, sniff(head))


def check_name(name: str) -> str:
    """Return a file name in NFC if it names no folder.

    Raises:
        UnsafePath: If it is empty, too long, or holds a separator, a control or a direction mark.
    """
    clean = unicodedata.normalize("NFC", name)
    if not clean.strip() or clean in {".", ".."}:
        raise UnsafePath("a master needs a file name", field="name")
    if "/" in clean or "\\" in clean:
        raise UnsafePath(f"{clean!r} holds a path", field="name", hint="give the file name alone")
    if any(unicodedata.category(char) in {"Cc", "Cs"} or char in _OVERRIDES for char in clean):
        raise UnsafePath("the file name holds control characters", field="name")
    if len(clean.encode()) > 255:
        raise UnsafePath("the file name is longer than 255 bytes", field="name")
    return clean


def sniff(head: bytes) -> str:
    """Return the FFmpeg demuxer for a file that begins with ``head``.

    Raises:
        InvalidMedia: If it is empty, text, a playlist, or nothing we know.
    """
    if not head:
        raise InvalidMedia("is empty (zero bytes)", field="master", hint="upload it again")
    if head[4:8] in _BOXES:
        return "mov"
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "matroska"
    if head.startswith(b"RIFF") and head[8:12] in {b"AVI ", b"AVIX"}:
        return "avi"
    if head.startswith(b"FLV\x01"):
        return "flv"
    if head.startswith(b"\x00\x00\x01\xba"):
        return "mpeg"
    if _MXF in head:
        return "mxf"
    if any(_is_ts(head, size, offset) for size, offset in _TS_PACKETS):
        return "mpegts"
    raise InvalidMedia(_what_it_is(head), field="master", hint=_HINT)


def _is_ts(head: bytes, size: int, offset: int) -> bool:
    marks = head[offset:offset + size * 5:size]
    return len(marks) >= 3 and set(marks) == {0x47}


def _what_it_is(head: bytes) -> str:
    try:
        text = head[:4096].decode("utf-8-sig", "strict" if len(head) <= 4096 else "ignore")
    except UnicodeDecodeError:
        return "is not a film in a container we read"
    if "\x00" in text:
        return "is not a film in a container we read"
    if any(mark in text[:1024] for mark in _PLAYLISTS):
        return "is a playlist: it points at other files, and a master must be one file"
    return "is text, not a film"
