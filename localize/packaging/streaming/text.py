"""Subtitles in pieces: WebVTT as small files, IMSC as a CMAF track of its own."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from localize import formats
from localize.boxes import box, full_box
from localize.language import language
from localize.model import SubtitleTrack
from localize.shaping.bidi import isolated
from localize.time import Seconds

PIECE: Final = Fraction(30)
"""Seconds of a piece of subtitles: little text, few requests."""
#: Where local times stand on the clock of the film's segments: both begin at 0 (RFC 8216, 3.5).
_MAP: Final = "X-TIMESTAMP-MAP=MPEGTS:0,LOCAL:00:00:00.000"
_SCALE: Final = 1000
_NAMESPACE: Final = b"http://www.w3.org/ns/ttml\0"
_MATRIX: Final = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a subtitle track.

    Attributes:
        track: The cues shown in it, whole, with times of the film: one that goes on stands in both pieces.
        begin: Seconds.
        duration: Seconds.
    """

    track: SubtitleTrack
    begin: Seconds
    duration: Seconds


def pieces(track: SubtitleTrack, duration: Seconds) -> Iterator[Piece]:
    """Yield a track in pieces that fill the film, the last one shorter."""
    for number in range(max(1, math.ceil(duration / PIECE))):
        begin = PIECE * number
        end = min(begin + PIECE, duration)
        cues = tuple(cue for cue in track.cues if cue.span.begin < end and cue.span.end > begin)
        yield Piece(replace(track, cues=cues, picture=None), begin, end - begin)


def vtt(piece: Piece) -> bytes:
    """Return a piece as a WebVTT file with its X-TIMESTAMP-MAP."""
    text = formats.write(isolated(piece.track, "vtt"), "vtt").decode()
    head, _, rest = text.partition("\n")
    return f"{head}\n{_MAP}\n{rest}".encode()


def imsc(track: SubtitleTrack, duration: Seconds, frame_rate: Fraction) -> bytes:
    """Return a track as fragmented MP4 with TTML in it (ISO/IEC 14496-30, 5), index at the front.

    Times in the documents are of the film, as the specification has it; each fragment holds one document.
    """
    found = list(pieces(track, duration))
    fragments = [_fragment(number, piece, formats.write(piece.track, "imsc", frame_rate=frame_rate))
                 for number, piece in enumerate(found, start=1)]
    header = _header(track.language)
    references = b"".join(struct.pack(">III", len(data), _ticks(piece), 0x90000000)
                          for piece, data in zip(found, fragments, strict=True))
    index = full_box("sidx", 1, 0, struct.pack(">IIQQHH", 1, _SCALE, 0, 0, 0, len(found)), references)
    return b"".join([header, index, *fragments])


def _ticks(piece: Piece) -> int:
    return round((piece.begin + piece.duration) * _SCALE) - round(piece.begin * _SCALE)


def _fragment(number: int, piece: Piece, document: bytes) -> bytes:
    def moof(offset: int) -> bytes:
        return box("moof", full_box("mfhd", 0, 0, struct.pack(">I", number)), box(
            "traf",
            full_box("tfhd", 0, 0x020000, struct.pack(">I", 1)),  # addresses count from this moof
            full_box("tfdt", 1, 0, struct.pack(">Q", round(piece.begin * _SCALE))),
            full_box("trun", 0, 0x000301, struct.pack(">IiII", 1, offset, _ticks(piece), len(document)))))

    return moof(len(moof(0)) + 8) + box("mdat", document)


def _header(tag: str) -> bytes:
    """Return ``ftyp`` and ``moov`` of a track of timed text."""
    code = language(tag).iso639_2
    packed = sum((ord(char) - 0x60) << shift for char, shift in zip(code, (10, 5, 0), strict=True))
    entry = box("stpp", bytes(6), struct.pack(">H", 1), _NAMESPACE, b"\0", b"\0")
    table = box("stbl", full_box("stsd", 0, 0, struct.pack(">I", 1), entry),
                *(full_box(kind, 0, 0, bytes(4)) for kind in ("stts", "stsc")), full_box("stsz", 0, 0, bytes(8)),
                full_box("stco", 0, 0, bytes(4)))
    link = box("dinf", full_box("dref", 0, 0, struct.pack(">I", 1), full_box("url ", 0, 1)))
    media = box("mdia", full_box("mdhd", 0, 0, struct.pack(">IIIIHH", 0, 0, _SCALE, 0, packed, 0)),
                full_box("hdlr", 0, 0, struct.pack(">I4s12x", 0, b"subt"), f"{language(tag).native} [{tag}]\0".encode()),
                box("minf", full_box("sthd", 0, 0), link, table))
    track = box("trak", full_box("tkhd", 0, 3, struct.pack(">IIIII8xHHHH", 0, 0, 1, 0, 0, 0, 0, 0, 0), _MATRIX, bytes(8)),
                media)
    movie = full_box("mvhd", 0, 0, struct.pack(">IIIIIH10x", 0, 0, _SCALE, 0, 0x10000, 0x100), _MATRIX, bytes(24),
                     struct.pack(">I", 2))
    extends = box("mvex", full_box("trex", 0, 0, struct.pack(">IIIII", 1, 1, 0, 0, 0)))
    return box("ftyp", b"iso6", struct.pack(">I", 0), b"iso6cmfcim1t") + box("moov", movie, track, extends)
