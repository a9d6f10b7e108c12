"""Opens media confined to the one file given: no other file, no network, no demuxer that was not named.

FFmpeg follows references: playlists, concat lists, QuickTime data references. A master comes from outside, so
every open goes through here: the demuxer is forced and is one of a short list, the only protocol is ``file``, and
data references to other files are refused before FFmpeg sees them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

import av
import av.container
import av.error

from localize.errors import EngineError, InvalidMedia, NotFound

#: Demuxers that read one self-contained file. Never concat, hls, dash, image2, tty, lavfi, sdp …
DEMUXERS: Final = frozenset({"mov", "matroska", "mpegts", "mpeg", "mxf", "avi", "flv"})

#: Boxes on the way from a QuickTime file to its data references (ISO/IEC 14496-12, 8.7).
_WAY_TO_DREF: Final = {b"moov", b"trak", b"mdia", b"minf", b"dinf"}
_SELF_CONTAINED: Final = 1
_SEGMENT: Final = bytes.fromhex("18538067")


def demuxer(container: str) -> str:
    """Return the demuxer to force.

    Raises:
        InvalidMedia: If it is not one we let read masters.
    """
    if container not in DEMUXERS:
        raise InvalidMedia(f"{container!r} is not a container we read", field="master",
                           hint="MP4, MOV, MKV, WebM, MPEG-TS, MPEG-PS, MXF, AVI or FLV")
    return container


def input_arguments(path: Path, container: str) -> list[str]:
    """Return ffmpeg's arguments that open a file, confined."""
    options = [part for name, value in input_options(container).items() for part in (f"-{name}", value)]
    return [*options, "-i", f"file:{path.resolve()}"]


def input_options(container: str) -> dict[str, str]:
    """Return ffmpeg's options that confine an input to one file and one demuxer."""
    name = demuxer(container)
    return {"protocol_whitelist": "file", "format_whitelist": name, "f": name}


@contextmanager
def open_media(path: Path, container: str) -> Iterator[av.container.InputContainer]:
    """Open a file, confined, and close it at the end.

    Raises:
        InvalidMedia: If it cannot be read as that container.
    """
    name = demuxer(container)
    options = {"protocol_whitelist": "file", "format_whitelist": name}
    if name == "mov":
        options |= {"enable_drefs": "0", "use_absolute_path": "0"}
    try:
        opened = av.open(f"file:{path.resolve()}", mode="r", format=name, options=options)
    except FileNotFoundError as error:
        raise NotFound(f"there is no file {path.name}", field="master") from error
    except (av.error.FFmpegError, ValueError) as error:
        raise InvalidMedia(f"cannot be read as {name}: {_reason(error)}", field="master") from error
    try:
        yield opened
    except av.error.FFmpegError as error:
        raise InvalidMedia(f"broke off while it was read: {_reason(error)}", field="master") from error
    finally:
        opened.close()


def check_self_contained(path: Path, container: str) -> None:
    """Refuse a file that is cut off or that points at other files.

    Raises:
        InvalidMedia: If it does.
    """
    if container == "mov":
        with path.open("rb") as file:
            _walk(file, 0, path.stat().st_size, 0)
    elif container == "matroska":
        _check_segment(path)


def _walk(file: BinaryIO, begin: int, end: int, depth: int) -> None:
    at = begin
    while at + 8 <= end:
        file.seek(at)
        header = file.read(16)
        size, kind, body = int.from_bytes(header[:4], "big"), header[4:8], 8
        if size == 1 and len(header) == 16:
            size, body = int.from_bytes(header[8:16], "big"), 16
        elif size == 0:  # "to the end of the file"
            size = end - at
        if size < body:
            raise InvalidMedia(f"has a broken box at byte {at}", field="master")
        if at + size > end:
            missing = at + size - end
            raise InvalidMedia(f"is cut off: {missing} bytes of its {kind.decode('latin-1')!r} box are missing",
                               field="master", hint="upload it again")
        if kind in _WAY_TO_DREF and depth < 8:
            _walk(file, at + body, at + size, depth + 1)
        elif kind == b"dref":
            _check_dref(file, at + body, at + size)
        at += size


def _check_dref(file: BinaryIO, begin: int, end: int) -> None:
    at = begin + 8  # version, flags, entry count
    while at + 12 <= end:
        file.seek(at)
        entry = file.read(12)
        size, flags = int.from_bytes(entry[:4], "big"), int.from_bytes(entry[9:12], "big")
        if not flags & _SELF_CONTAINED:
            raise InvalidMedia("points at another file for its picture or sound", field="master",
                               hint="export it as a self-contained movie")
        at += max(size, 12)


def _check_segment(path: Path) -> None:
    # EBML (RFC 8794): the header element, then the Segment with its size, which may be unknown (all ones).
    total = path.stat().st_size
    with path.open("rb") as file:
        file.seek(4)
        length, _ = _vint(file)
        file.seek(length, os.SEEK_CUR)
        if file.read(4) != _SEGMENT:
            return
        size, known = _vint(file)
        missing = file.tell() + size - total
    if known and missing > 0:
        raise InvalidMedia(f"is cut off: {missing} bytes of its segment are missing", field="master",
                           hint="upload it again")


def _vint(file: BinaryIO) -> tuple[int, bool]:
    first = file.read(1)
    if not first or not first[0]:
        return 0, False
    width = 9 - first[0].bit_length()
    value = int.from_bytes(bytes([first[0] & (0xFF >> width)]) + file.read(width - 1), "big")
    return value, value != (1 << (7 * width)) - 1


def _reason(error: Exception) -> str:
    text = getattr(error, "strerror", None) or str(error)
    return str(text).lower()


def decode_failure(error: Exception, what: str) -> EngineError:
    """Return the error for a stream that no codec here can decode."""
    return EngineError(f"cannot decode the {what}: {_reason(error)}", field="master")
