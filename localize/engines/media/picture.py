"""A digest of the coded picture alone, the same in every container that carries it untouched."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from localize.engines.media.confine import open_media
from localize.engines.media.probe import codec_name, picture_of

#: NAL units that containers may move between header and stream, or drop: parameter sets, delimiters, filler
#: (ITU-T H.264 table 7-1, H.265 table 7-1). They are no picture.
_MOVABLE: Final = {"h264": frozenset({7, 8, 9, 12, 13}), "hevc": frozenset({32, 33, 34, 35, 38})}


#: Messages that describe a whole H.265 film (H.265, D.2.1: encoder's notes, active sets, mastering display, light level,
#: transfer, viewing environment): headers may hold them once, and mkvmerge puts those before the first picture.
#: Messages of single pictures (HDR10+ is number 4) stay and count.
_DESCRIPTIVE: Final = frozenset({5, 129, 137, 144, 147, 148})
_HEVC_PREFIX_MESSAGE: Final = 39


def picture_digest(path: Path, container: str) -> str:
    """Return the sha256 of all picture packets, in decoding order.

    H.264 and H.265 come with length prefixes in MP4 and MKV and with start codes in transport streams; both are
    read as NAL units, those that are no picture left out.

    Raises:
        InvalidMedia: If the file cannot be read.
    """
    digest = hashlib.sha256()
    with open_media(path, container) as opened:
        picture = picture_of(opened)
        codec = codec_name(picture)
        header = picture.codec_context.extradata or b""
        # avcC and hvcC begin with version 1 and say how long the prefixes are; start codes begin with zeros.
        prefix = 0
        if codec in _MOVABLE and header[:1] == b"\x01":
            prefix = (header[4] if codec == "h264" else header[21]) % 4 + 1
        for packet in opened.demux(picture):
            data = bytes(packet)
            if codec not in _MOVABLE:
                digest.update(data)
                continue
            for unit in _units(data, prefix):
                if not _is_movable(codec, unit):
                    digest.update(unit)
    return digest.hexdigest()


def _is_movable(codec: str, unit: bytes) -> bool:
    kind = unit[0] & 31 if codec == "h264" else unit[0] >> 1 & 63
    if codec == "hevc" and kind == _HEVC_PREFIX_MESSAGE:
        return len(unit) > 2 and unit[2] in _DESCRIPTIVE
    return kind in _MOVABLE[codec]


def _units(data: bytes, prefix: int) -> Iterator[bytes]:
    if not prefix:
        for part in data.split(b"\x00\x00\x01"):
            unit = part.rstrip(b"\x00")  # the zero of a four-byte start code, and trailing zeros
            if unit:
                yield unit
        return
    at = 0
    while at + prefix <= len(data):
        size = int.from_bytes(data[at:at + prefix], "big")
        unit = data[at + prefix:at + prefix + size].rstrip(b"\x00")
        at += prefix + size
        if unit:
            yield unit
