"""The names of codecs in playlists (RFC 6381), read from a track's sample entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from localize.boxes import Box, boxes, children, content, find, tracks
from localize.errors import InvalidMedia

#: Bytes of a sample entry's own fields, before its boxes (ISO/IEC 14496-12, 12.1.3 and 12.2.3).
_VISUAL, _SOUND = 78, 28
#: Transfer functions (ITU-T H.273, table 3) and what HLS calls their range.
_RANGES: Final = {16: "PQ", 18: "HLG"}


@dataclass(frozen=True, slots=True)
class Coding:
    """How a track is coded.

    Attributes:
        codec: For CODECS attributes.
        range: ``SDR``, ``PQ`` or ``HLG``.
    """

    codec: str
    range: str = "SDR"


def coding_of(path: Path) -> Coding:
    """Return how the first track of a file is coded.

    Raises:
        InvalidMedia: If it is a codec without a name in playlists.
    """
    with path.open("rb") as file:
        for track, handler in tracks(file, path.stat().st_size):
            described = find(file, track, "mdia", "minf", "stbl", "stsd")
            entry = next(children(file, described), None) if described else None
            if entry is not None:
                return _coding(file, entry, handler)
    raise InvalidMedia(f"{path.name} has no track", field="codec")


def _coding(file: BinaryIO, entry: Box, handler: str) -> Coding:
    if entry.kind in _FIXED:
        return Coding(_FIXED[entry.kind])
    fields = _VISUAL if handler == "vide" else _SOUND
    inside = {item.kind: content(file, item) for item in boxes(file, entry.body + fields, entry.end)}
    for kind, name in _NAMED.items():
        if kind in inside:
            return Coding(name(entry.kind, inside[kind]), _range(inside.get("colr", b"")))
    raise InvalidMedia(f"{entry.kind} has no name in playlists", field="codec")


def _range(colour: bytes) -> str:
    return _RANGES.get(int.from_bytes(colour[6:8], "big"), "SDR") if colour[:4] == b"nclx" else "SDR"


def _avc(entry: str, data: bytes) -> str:
    return f"{entry}.{data[1]:02x}{data[2]:02x}{data[3]:02x}"


def _hevc(entry: str, data: bytes) -> str:
    # ISO/IEC 14496-15, annex E.3: profile, compatibility flags in reverse bit order, tier and level, constraints.
    space = ("", "A", "B", "C")[data[1] >> 6]
    flags = int(f"{int.from_bytes(data[2:6], 'big'):032b}"[::-1], 2)
    constraints = data[6:12].rstrip(b"\0")
    return ".".join([entry, f"{space}{data[1] & 31}", f"{flags:X}", f"{'H' if data[1] & 32 else 'L'}{data[12]}",
                     *(f"{byte:X}" for byte in constraints)])


def _av1(entry: str, data: bytes) -> str:
    # AV1 Codec ISO Media File Format Binding, 5: profile, level and tier, bit depth.
    deep, twelve = data[2] & 64, data[2] & 32
    depth = 12 if deep and twelve and data[1] >> 5 == 2 else 10 if deep else 8
    return f"{entry}.{data[1] >> 5}.{data[1] & 31:02d}{'H' if data[2] & 128 else 'M'}.{depth:02d}"


def _vp9(entry: str, data: bytes) -> str:
    return f"{entry}.{data[4]:02d}.{data[5]:02d}.{data[6] >> 4:02d}"


def _mpeg4(entry: str, data: bytes) -> str:
    """Return the name of an ``esds`` box: object type, and for AAC its audio object type."""
    at, kind = 4, 0
    while at + 2 < len(data):
        tag, at = data[at], at + 1
        while data[at] & 128:
            at += 1
        at += 1
        if tag == 3:
            at += 3
        elif tag == 4:
            kind, at = data[at], at + 13
        elif tag == 5:
            return f"{entry}.{kind:02x}.{data[at] >> 3}"
        else:
            break
    return f"{entry}.{kind:02x}"


#: Sample entries whose name says it all.
_FIXED: Final = {"ac-3": "ac-3", "ec-3": "ec-3", "Opus": "opus", "fLaC": "flac", "stpp": "stpp.ttml.im1t"}
#: Configuration boxes and what makes a name of them.
_NAMED: Final[Mapping[str, Callable[[str, bytes], str]]] = {
    "avcC": _avc, "hvcC": _hevc, "av1C": _av1, "vpcC": _vp9, "esds": _mpeg4}
