"""Reading labels back: whichever container it is, every label in it, so that two are seen as two."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from localize.errors import InvalidMedia
from localize.provenance import ebml, mp4, riff, sound

_HEAD: Final = 12
_EBML: Final = bytes.fromhex("1a45dfa3")
_BOXES: Final = frozenset({b"ftyp", b"moov", b"styp", b"mdat", b"free", b"wide", b"skip"})


def labels(path: Path) -> tuple[str, ...]:
    """Return every ``AIGC`` label in a file, in file order; nothing for a file that carries none or cannot.

    Args:
        path: MP4, M4A, MOV, fMP4, Matroska, WAV, MP3 or FLAC, told by their first bytes and not by their name.

    Raises:
        InvalidMedia: If the container is broken where labels would stand.
    """
    with path.open("rb") as file:
        reader = _reader(file)
        if reader is None:
            return ()
        with _named(path):
            return tuple(reader(file))


def carries_label(path: Path) -> bool:
    """Return whether a file is of a kind that must say that it is AI-made: it opens as one of the containers.

    A CMAF segment is no file of its own: its label stands in the initialization segment.
    """
    with path.open("rb") as file:
        reader = _reader(file)
        if reader is mp4.read:
            with _named(path):
                return mp4.has_movie(file)
        return reader is not None


@contextmanager
def _named(path: Path) -> Iterator[None]:
    try:
        yield
    except (IndexError, ValueError, struct.error) as error:
        raise InvalidMedia(f"is broken where its labels stand: {error}", field=path.name) from error


def _reader(file: BinaryIO) -> Callable[[BinaryIO], list[str]] | None:
    head = file.read(_HEAD)
    if head[4:8] in _BOXES:
        return mp4.read
    if head[:4] == _EBML:
        return ebml.read
    if head[:4] in riff.FORMS and head[8:12] == b"WAVE":
        return riff.read
    if head[:3] == b"ID3" or head[:4] == b"fLaC" or _is_mp3_frame(head):
        return sound.read
    return None


def _is_mp3_frame(head: bytes) -> bool:
    # MPEG audio, layer III (ISO/IEC 11172-3, 2.4.1.3): eleven sync bits, a version that is not reserved, layer code 01.
    return len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2 and head[1] & 0x18 != 0x08
