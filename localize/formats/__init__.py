"""Subtitle formats: one registry, :func:`detect`, :func:`read` and :func:`write`.

To add a format: write ``localize/formats/<name>.py`` (or a package) with an instance of
:class:`~localize.format.Format`, list it in :data:`FORMATS`, give :func:`detect` its mark, describe it in
``docs/formats.md``, and add it to the round-trip tests in ``tests/formats``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import PurePath
from typing import Final

from localize.encoding import decode
from localize.errors import InvalidSubtitle
from localize.format import MAX_BYTES, Format, check_size
from localize.formats.ass import ASS
from localize.formats.json import JSON
from localize.formats.sbv import SBV
from localize.formats.scc import SCC
from localize.formats.srt import SRT
from localize.formats.stl import STL
from localize.formats.ttml import EBU_TT_D, IMSC, TTML, picture_changes
from localize.formats.vtt import VTT
from localize.model import SubtitleTrack

__all__ = ["FORMATS", "MAX_BYTES", "Format", "by_name", "detect", "for_path", "picture_changes", "read", "write"]

FORMATS: Final[tuple[Format, ...]] = (SRT, VTT, ASS, SBV, TTML, IMSC, EBU_TT_D, STL, SCC, JSON)
"""All formats, in the order in which they are listed to people."""

_BY_NAME: Final = {item.name: item for item in FORMATS}
_ALIASES: Final = {"webvtt": "vtt", "subrip": "srt", "ssa": "ass", "xml": "ttml", "dfxp": "ttml", "imsc1": "imsc", "imsc1.1": "imsc",
                   "ebu-tt": "ebu-tt-d", "ebuttd": "ebu-tt-d"}


def _is_tt(text: str) -> bool:
    return re.search(r"<(?:[\w.\-]+:)?tt[\s>]", text) is not None


_MARKS: Final[tuple[tuple[str, Callable[[str], bool]], ...]] = (
    ("vtt", lambda text: text.startswith("WEBVTT")),
    # A file that opens with a timing is SubRip, whatever its text quotes.
    ("srt", lambda text: re.match(r"(?:\d+\s*\n)?\s*\d+:\d+:\d+[,.]\d+\s*-+>", text) is not None),
    ("imsc", lambda text: _is_tt(text) and "/imsc1" in text),
    ("ebu-tt-d", lambda text: _is_tt(text) and "urn:ebu:tt:" in text),
    ("ttml", _is_tt),
    ("scc", lambda text: text.startswith("Scenarist_SCC")),
    ("json", lambda text: text.startswith("{")),
    ("ass", lambda text: re.search(r"^\[(?:Script Info|V4\+? Styles|Events)\]", text, re.MULTILINE | re.IGNORECASE) is not None),
    ("srt", lambda text: re.search(r"^\s*-?\d+:\d+:\d+[,.:]?\d*\s*-+>", text, re.MULTILINE) is not None),
    ("sbv", lambda text: re.match(r"\d+:\d\d:\d\d\.\d+,\d+:\d\d:\d\d\.\d+", text) is not None),
)
#: Formats that find their own encoding, from a declaration or because they have their own.
_BINARY: Final = frozenset({"json", "stl"})
_XML: Final = frozenset({"ttml", "imsc", "ebu-tt-d"})


def by_name(name: str) -> Format:
    """Return the format of a name (``srt``, ``vtt`` …).

    Raises:
        InvalidSubtitle: If there is none.
    """
    low = name.lower().lstrip(".")
    found = _BY_NAME.get(_ALIASES.get(low, low))
    if found is None:
        raise InvalidSubtitle(f"{name!r} is no subtitle format", field="format", hint="one of " + ", ".join(_BY_NAME))
    return found


def for_path(name: str) -> Format:
    """Return the format that a file name's ending stands for.

    Raises:
        InvalidSubtitle: If it stands for none.
    """
    low = PurePath(name).name.lower()
    endings = [(ending, item) for item in FORMATS for ending in item.extensions if low.endswith(ending)]
    if not endings:
        known = " ".join(ending for item in FORMATS for ending in item.extensions)
        raise InvalidSubtitle(f"{PurePath(name).name!r} has no ending we know", field="format", hint=known)
    return max(endings, key=lambda pair: len(pair[0]))[1]


def detect(data: bytes, name: str = "") -> Format:
    """Return the format of a file, by its first bytes, then by its name.

    Raises:
        InvalidSubtitle: If neither tells.
    """
    if data[3:6] == b"STL" and len(data) >= 1024:
        return STL
    head = _head(data)
    for mark, test in _MARKS:
        if test(head):
            return by_name(mark)
    try:
        return for_path(name)
    except InvalidSubtitle as error:
        raise InvalidSubtitle("the bytes are of no format we know", field="format",
                              hint="name it: --from-format " + "|".join(_BY_NAME)) from error


def _head(data: bytes) -> str:
    """Return the beginning as text, good enough to find marks in: ASCII survives every encoding but UTF-16."""
    head = data[:65536]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = head.decode("utf-16", "replace")
    elif head[:256].count(0) * 3 > len(head[:256]):
        text = head.replace(b"\0", b"").decode("latin-1")
    else:
        text = head.decode("utf-8", "replace")
    return text.lstrip("\ufeff \t\r\n")


def read(data: bytes, name: str = "", *, format: str | None = None, language: str = "und",  # noqa: A002 - the field's word
         encoding: str | None = None) -> SubtitleTrack:
    """Return the track of a subtitle file.

    Args:
        data: The file's bytes.
        name: Its name, where the bytes alone do not tell the format.
        format: Name of the format; found out if None.
        language: BCP 47 tag for files that do not say theirs.
        encoding: Encoding of a text format; found out if None.

    Raises:
        InvalidSubtitle: If it is too large, of no known format or encoding, or breaks its format.
    """
    check_size(data)
    found = by_name(format) if format is not None else detect(data, name)
    losses: tuple[str, ...] = ()
    if found.name in _XML and (encoding is not None or not _declares(data)):
        text, _ = decode(data, encoding, language)
        data = re.sub(r"^\s*<\?xml[^>]*\?>", "", text, count=1).encode("utf-8", "surrogatepass")
    elif found.name not in _BINARY | _XML:
        text, used = decode(data, encoding, language)
        if "\ufffd" in text and used == "utf-8" and b"\xef\xbf\xbd" not in data:
            losses = (f"{text.count(chr(0xFFFD))} bytes that are no UTF-8 (shown as U+FFFD)",)
        # One byte order mark is the encoding's and gone; a second one is text, which no WebVTT file may start with.
        data = (text if found is not VTT or text[:1] != "\ufeff" else f"\ufeff{text}").encode("utf-8", "surrogatepass")
    track = found.parse(data)
    return replace(track, language=language if track.language == "und" else track.language,
                   losses=track.losses + losses)


def _declares(data: bytes) -> bool:
    """Return whether an XML file says its encoding, or is in one that XML finds by itself."""
    head = data[:200]
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")) or b"encoding=" in head.partition(b"?>")[0]:
        return True
    return decode(data)[1] == "utf-8"


def write(track: SubtitleTrack, format: str | Format, *, frame_rate: Fraction | None = None) -> bytes:  # noqa: A002 - as above
    """Return the file of a track in a format; what it cannot hold is told by ``by_name(format).losses(track)``.

    Args:
        track: The track.
        format: A format or its name.
        frame_rate: Frames per second for formats that count frames; the track's own if None.

    Raises:
        InvalidSubtitle: If the format is unknown, only read, or cannot hold the track at all.
    """
    found = by_name(format) if isinstance(format, str) else format
    if not found.writable:
        raise InvalidSubtitle(f"{found.name} is only read", field="format")
    return found.render(track if frame_rate is None else replace(track, frame_rate=frame_rate))
