"""Playlists of HLS and manifests of DASH: everything they name is in the package, and long enough."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from lxml import etree

from localize.verification.fault import Check, Fault, error

_URI: Final = re.compile(r'URI="([^"]*)"')
_RANGE: Final = re.compile(r"(?:BYTERANGE[=:]\"?)(\d+)(?:@(\d+))?")
_MOST: Final = 1_000_000
_HINT: Final = "have the streams made again"
_MPD: Final = "{urn:mpeg:dash:schema:mpd:2011}"
_NUMBER: Final = re.compile(r"\$(Number|Time|RepresentationID|Bandwidth)(?:%0(\d+)d)?\$")

Rows = Mapping[str, Mapping[str, Any]]


def of_playlist(folder: Path, name: str, rows: Rows) -> Iterator[Fault]:
    """Yield what a playlist names that is not in the package.

    Args:
        folder: The package.
        name: The playlist.
        rows: The manifest's files by path.
    """
    try:
        text = (folder / name).read_bytes()
        # Bounded: a timeline can ask for more segments than there are bytes in the world.
        wanted = tuple(islice(_hls(text.decode("utf-8")) if name.endswith(".m3u8") else _dash(text), _MOST))
    except (OSError, ValueError, etree.XMLSyntaxError) as failed:
        yield error(Check.PLAYLISTS, name, f"cannot be read: {failed}", _HINT)
        return
    if not wanted:
        yield error(Check.PLAYLISTS, name, "names no file", _HINT)
    for uri, end in dict(sorted(wanted)).items():
        parts = urlsplit(uri)
        target = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(parts.path)))
        if parts.scheme or parts.netloc or target.startswith(("../", "/")):
            yield error(Check.PLAYLISTS, name, f"points out of the package: {uri}", _HINT)
        elif target not in rows:
            yield error(Check.PLAYLISTS, name, f"names {uri}, which is not in the package", _HINT)
        elif end > rows[target]["size"]:
            yield error(Check.PLAYLISTS, name, f"wants bytes of {uri} beyond its end", _HINT)


def _hls(text: str) -> Iterator[tuple[str, int]]:
    """Yield each URI and the byte it is needed up to (RFC 8216)."""
    lines = text.splitlines()
    if not lines or lines[0].strip() != "#EXTM3U":
        raise ValueError("does not begin with #EXTM3U")
    segments = any(line.startswith("#EXTINF") for line in lines)
    if segments and not any(line.startswith("#EXT-X-ENDLIST") for line in lines):
        raise ValueError("has no #EXT-X-ENDLIST: players would wait for more")
    end = last = 0
    for line in lines:
        if line.startswith("#EXT-X-BYTERANGE"):
            end = _end(line, last)
        elif line.startswith("#"):
            for uri in _URI.findall(line):
                yield uri, _end(line, 0)
        elif line.strip():
            yield line.strip(), end
            last, end = end, 0


def _end(line: str, last: int) -> int:
    found = _RANGE.search(line)
    return int(found[1]) + int(found[2] or last) if found else 0


def _dash(data: bytes) -> Iterator[tuple[str, int]]:
    """Yield each file of an MPD (ISO/IEC 23009-1) and the byte it is needed up to."""
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    if root.tag != f"{_MPD}MPD":
        raise ValueError("is no MPD")
    for representation in root.iter(f"{_MPD}Representation"):
        chain = [*reversed(list(representation.iterancestors())), representation]
        base = "".join(_base(item) for item in chain)
        template = next((found for item in reversed(chain) if (found := item.find(f"{_MPD}SegmentTemplate")) is not None), None)
        if template is not None:
            yield from ((base + uri, 0) for uri in _templated(template, representation, root))
        for item in representation.iter(f"{_MPD}SegmentURL", f"{_MPD}Initialization"):
            uri = item.get("media") or item.get("sourceURL") or ""
            yield base + uri, _dash_end(item.get("mediaRange") or item.get("range") or "")
        if template is None and base:
            segment = representation.find(f"{_MPD}SegmentBase")
            yield base, _dash_end(segment.get("indexRange") or "" if segment is not None else "")


def _base(item: etree._Element) -> str:
    found = item.find(f"{_MPD}BaseURL")
    return (found.text or "").strip() if found is not None else ""


def _dash_end(text: str) -> int:
    return int(text.partition("-")[2]) + 1 if "-" in text else 0


def _templated(template: etree._Element, representation: etree._Element, root: etree._Element) -> Iterator[str]:
    values: dict[str, str | int] = {"RepresentationID": representation.get("id", ""),
                                    "Bandwidth": int(representation.get("bandwidth", "0"))}
    if (first := template.get("initialization")) is not None:
        yield _filled(first, values)
    media, number = template.get("media", ""), int(template.get("startNumber", "1"))
    for count, time in enumerate(_times(template, root)):
        yield _filled(media, {**values, "Number": number + count, "Time": time})


def _times(template: etree._Element, root: etree._Element) -> Iterator[int]:
    timeline, time = template.find(f"{_MPD}SegmentTimeline"), 0
    if timeline is None:
        long, scale = int(template.get("duration", "0")), int(template.get("timescale", "1"))
        seconds = _seconds(root.get("mediaPresentationDuration", ""))
        yield from range(0, round(seconds * scale) if long else 0, long or 1)
        return
    for item in timeline.iter(f"{_MPD}S"):
        time = int(item.get("t", str(time)))
        for _ in range(int(item.get("r", "0")) + 1):
            yield time
            time += int(item.get("d", "0"))


def _seconds(text: str) -> float:
    found = re.fullmatch(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?", text)
    if found is None:
        raise ValueError(f"has no duration that can be read: {text!r}")
    return int(found[1] or 0) * 3600 + int(found[2] or 0) * 60 + float(found[3] or 0)


def _filled(text: str, values: Mapping[str, str | int]) -> str:
    def value(found: re.Match[str]) -> str:
        known = values.get(found[1], "")
        return f"{known:0{found[2]}d}" if found[2] and isinstance(known, int) else str(known)

    return _NUMBER.sub(value, text).replace("$$", "$")
