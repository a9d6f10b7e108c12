"""Where the segments of a CMAF track lie: its ``sidx`` box (ISO/IEC 14496-12, 8.16.3), read."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from localize.boxes import boxes, content
from localize.errors import InvalidMedia
from localize.time import Seconds


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment of a track.

    Attributes:
        offset: Its first byte.
        size: Bytes.
        duration: Seconds.
    """

    offset: int
    size: int
    duration: Seconds


@dataclass(frozen=True, slots=True)
class Index:
    """A track as players ask for it.

    Attributes:
        header: Bytes of the header (``ftyp`` and ``moov``), from the file's first.
        begin: First byte of the index.
        end: First byte after the index.
        start: When the track begins, in seconds.
        segments: In order of time.
    """

    header: int
    begin: int
    end: int
    start: Seconds
    segments: tuple[Segment, ...]

    @property
    def duration(self) -> Seconds:
        """Seconds of all segments."""
        return sum((item.duration for item in self.segments), Fraction(0))

    @property
    def longest(self) -> Seconds:
        """Seconds of the longest segment."""
        return max((item.duration for item in self.segments), default=Fraction(0))

    @property
    def peak(self) -> int:
        """Bits per second of the densest segment."""
        return max((round(item.size * 8 / item.duration) for item in self.segments if item.duration), default=0)

    @property
    def average(self) -> int:
        """Bits per second of all segments."""
        return round(sum(item.size for item in self.segments) * 8 / self.duration) if self.duration else 0


def read_index(path: Path) -> Index:
    """Return the index of a CMAF track.

    Raises:
        InvalidMedia: If the file has none.
    """
    with path.open("rb") as file:
        movie = 0
        for item in boxes(file, 0, path.stat().st_size):
            if item.kind == "moov":
                movie = item.end
            elif item.kind == "sidx":
                return _index(content(file, item), movie, item.begin, item.end)
    raise InvalidMedia(f"{path.name} has no index of its segments", field="sidx")


def _index(data: bytes, header: int, begin: int, end: int) -> Index:
    wide = data[0]
    scale = int.from_bytes(data[8:12], "big")
    start, first = struct.unpack_from(">QQ" if wide else ">II", data, 12)
    at = 12 + (16 if wide else 8)
    count = int.from_bytes(data[at + 2:at + 4], "big")
    offset, segments = end + first, []
    for number in range(count):
        size, duration = struct.unpack_from(">II", data, at + 4 + 12 * number)
        segments.append(Segment(offset, size & 0x7FFFFFFF, Fraction(duration, scale)))
        offset += size & 0x7FFFFFFF
    return Index(header, begin, end, Fraction(start, scale), tuple(segments))
