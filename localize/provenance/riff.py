"""WAV: the label is a chunk ``AIGC`` of its own, which no common tool writes."""

from __future__ import annotations

import shutil
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from localize.errors import InvalidMedia

FORMS: Final = frozenset({b"RIFF", b"RF64", b"BW64"})
"""Forms a WAV file begins with; the last two (EBU Tech 3306, ITU-R BS.2088) hold more than 4 GiB."""
_CHUNK: Final = b"AIGC"
_UNKNOWN: Final = 0xFFFFFFFF


def read(file: BinaryIO) -> list[str]:
    """Return the text of every ``AIGC`` chunk."""
    return [data.rstrip(b"\0").decode("utf-8", "replace") for kind, data in _chunks(file) if kind == _CHUNK]


def write(source: Path, out: Path, value: str) -> None:
    """Copy a WAV file with the label as its last chunk; a file that has one keeps that and gets no second.

    Raises:
        InvalidMedia: If it is no WAV file, or it is cut off.
    """
    with source.open("rb") as file:
        head = file.read(12)
        if head[:4] not in FORMS or head[8:] != b"WAVE":
            raise InvalidMedia("is no WAV file", field=source.name)
        file.seek(0)
        labelled = bool(read(file))
    shutil.copyfile(source, out)
    if labelled:
        return
    data = value.encode("ascii")
    with out.open("r+b") as file:
        end = file.seek(0, 2)
        # A chunk begins at an even place, and an odd one is padded (RIFF, "Chunks").
        chunk = b"\0" * (end % 2) + _CHUNK + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)
        file.write(chunk)
        _resize(file, head[:4], end + len(chunk) - 8)


def _resize(file: BinaryIO, form: bytes, size: int) -> None:
    if form == b"RIFF":
        if size >= _UNKNOWN:
            raise InvalidMedia("holds more than 4 GiB, which plain WAV cannot say", field="wav", hint="write RF64")
        file.seek(4)
        file.write(struct.pack("<I", size))
        return
    file.seek(12)
    if file.read(4) != b"ds64":
        raise InvalidMedia("has no ds64 chunk where RF64 wants it", field="wav")
    file.seek(20)
    file.write(struct.pack("<Q", size))


def _chunks(file: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    """Yield kind and data of every chunk, the sound's own data left out."""
    end = file.seek(0, 2)
    file.seek(12)
    long = 0
    while len(header := file.read(8)) == 8:
        kind, size = header[:4], struct.unpack("<I", header[4:])[0]
        begin = file.tell()
        if kind == b"data":
            size = long if size == _UNKNOWN else size
            yield kind, b""
        elif kind == b"ds64":
            data = file.read(size)
            long = struct.unpack("<Q", data[8:16])[0]
            yield kind, data
        else:
            yield kind, file.read(size) if kind == _CHUNK else b""
        # A recorder that was cut off leaves a size beyond the end: nothing follows then.
        file.seek(min(begin + size + size % 2, end))
