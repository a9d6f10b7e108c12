"""Playlists for somebody who may not have every track in them: HLS and DASH, without the others."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from lxml import etree

_MEDIA: Final = "#EXT-X-MEDIA:"
_ATTRIBUTE: Final = re.compile(r'([A-Z0-9-]+)=("[^"]*"|[^,]*)')
_GROUPED: Final = ("AUDIO", "SUBTITLES", "CLOSED-CAPTIONS", "VIDEO")


def without_tracks(data: bytes, path: str, may_have: Callable[[str], bool]) -> bytes:
    """Return a playlist without the tracks of languages that may not be had; what names no language stays.

    Args:
        data: An HLS playlist or a DASH manifest.
        path: Its path, whose ending says which.
        may_have: Whether a language, by its tag, may be had.
    """
    return _dash(data, may_have) if path.endswith(".mpd") else _hls(data.decode(), may_have).encode()


def _hls(text: str, may_have: Callable[[str], bool]) -> str:
    lines = [line for line in text.split("\n") if not (
        line.startswith(_MEDIA) and not may_have(_attributes(line).get("LANGUAGE", '""').strip('"')))]
    groups = {(found["TYPE"], found["GROUP-ID"]) for line in lines if line.startswith(_MEDIA)
              for found in [_attributes(line)]}
    return "\n".join(_variant(line, groups) if line.startswith("#EXT-X-STREAM-INF:") else line for line in lines)


def _variant(line: str, groups: set[tuple[str, str]]) -> str:
    """Return a variant without the groups that have lost all their tracks."""
    head, _, rest = line.partition(":")
    kept = [f"{name}={value}" for name, value in _ATTRIBUTE.findall(rest)
            if name not in _GROUPED or (name, value) in groups or value == "NONE"]
    return f"{head}:{','.join(kept)}"


def _attributes(line: str) -> dict[str, str]:
    return dict(_ATTRIBUTE.findall(line.partition(":")[2]))


def _dash(data: bytes, may_have: Callable[[str], bool]) -> bytes:
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    for track in root.findall(".//{*}AdaptationSet"):
        parent = track.getparent()
        if parent is not None and not may_have(track.get("lang", "")):
            parent.remove(track)
    found: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return found
