"""The WebVTT file parser: header, cues, regions, style sheets (WebVTT, sections 6.1 to 6.3)."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from localize.errors import InvalidSubtitle
from localize.model.placement import accept, percentage

_SPACE: Final = "\t\n\f\r "
# Two digits are minutes unless a third group follows; any other number of digits must be hours.
_TIME: Final = re.compile(r"([0-9]+):([0-9]{2})(?![0-9])(?::([0-9]{2})(?![0-9]))?\.([0-9]{3})(?![0-9])")


@dataclass(slots=True)
class RawRegion:
    """A REGION block: its id and the settings it gives, checked."""

    id: str = ""
    settings: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class RawCue:
    """A cue as the file has it: nothing resolved yet.

    Attributes:
        id: Identifier, or empty.
        begin: Seconds.
        end: Seconds; may lie before ``begin``.
        settings: Accepted settings, in WebVTT syntax.
        region: The region it is in, or None.
        text: Cue text with its markup.
        line: One-based line of its timings.
    """

    id: str
    begin: Fraction
    end: Fraction
    settings: dict[str, str]
    region: RawRegion | None
    text: str = ""
    line: int = 0


@dataclass(slots=True)
class RawFile:
    """What a WebVTT file holds, in its order."""

    title: str = ""
    """What follows the signature on its line."""
    header: list[str] = field(default_factory=list)
    cues: list[RawCue] = field(default_factory=list)
    regions: list[RawRegion] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)
    notes: int = 0
    dropped: list[int] = field(default_factory=list)
    """Lines of blocks that are neither cue nor comment, which the algorithm drops."""


def time_at(text: str, position: int) -> tuple[Fraction, int] | None:
    """Return the time written at ``position`` and where it ends, or None ("collect a WebVTT timestamp")."""
    match = _TIME.match(text, position)
    if match is None:
        return None
    first, second, third, fraction = match.groups()
    if third is None:
        if len(first) != 2 or int(first) > 59:
            return None
        hours, minutes, seconds = 0, int(first), int(second)
    else:
        hours, minutes, seconds = int(first), int(second), int(third)
    if minutes > 59 or seconds > 59:
        return None
    return Fraction(hours * 3600 + minutes * 60 + seconds) + Fraction(int(fraction), 1000), match.end()


def parse_file(text: str) -> RawFile:
    """Return the blocks of a file's decoded text.

    Raises:
        InvalidSubtitle: If it does not start with ``WEBVTT``, alone or followed by a space, tab or line feed.
    """
    text = text.removeprefix("\ufeff").replace("\0", "\ufffd").replace("\r\n", "\n").replace("\r", "\n")
    if not text.startswith("WEBVTT") or text[6:7] not in {"", " ", "\t", "\n"}:
        raise InvalidSubtitle("the file does not start with WEBVTT", line=1, field="signature")
    return _Reader(text).read()


class _Reader:
    """The state of the file parser: the lines and where it stands."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        if self.lines[-1] == "":
            self.lines.pop()
        self.at = 1
        self.file = RawFile()
        self.seen_cue = False

    def read(self) -> RawFile:
        self.file.title = self.lines[0][6:].strip(_SPACE)
        if self.at < len(self.lines) and self.lines[self.at] != "":
            self._block(in_header=True)
        while self.at < len(self.lines):
            if self.lines[self.at] == "":
                self.at += 1
            else:
                self._block(in_header=False)
        return self.file

    def _block(self, *, in_header: bool) -> None:
        """Collect one block: the algorithm of section 6.1, "collect a WebVTT block"."""
        first, buffer, cue, arrow, kind = self.at, list[str](), None, False, ""
        while self.at < len(self.lines):
            line, count = self.lines[self.at], self.at - first + 1
            if "-->" in line:
                if in_header or not (count == 1 or (count == 2 and not arrow)):
                    break
                arrow = True
                cue = timings(line, self.file.regions)
                if cue is not None:
                    cue.id, cue.line, buffer, self.seen_cue = "\n".join(buffer), self.at + 1, [], True
            elif line == "":
                break
            else:
                if not in_header and count == 2 and not self.seen_cue and not kind:
                    kind = _kind(buffer)
                    buffer = [] if kind else buffer
                buffer.append(line)
            self.at += 1
        self._keep(buffer, cue, kind, in_header=in_header, first=first)

    def _keep(self, buffer: list[str], cue: RawCue | None, kind: str, *, in_header: bool, first: int) -> None:
        text = "\n".join(buffer)
        if cue is not None:
            cue.text = text
            self.file.cues.append(cue)
        elif kind == "STYLE":
            self.file.styles.append(text)
        elif kind == "REGION":
            self.file.regions.append(region(text))
        elif in_header:
            self.file.header.extend(buffer)
        elif buffer and re.match(r"NOTE(?:[ \t]|$)", buffer[0]):
            self.file.notes += 1
        else:
            self.file.dropped.append(first + 1)


def _kind(buffer: list[str]) -> str:
    """Return STYLE or REGION when the first line of a block is that word and white space."""
    word = buffer[0].rstrip(_SPACE) if len(buffer) == 1 else ""
    return word if word in {"STYLE", "REGION"} else ""


def timings(line: str, regions: list[RawRegion]) -> RawCue | None:
    """Return the cue that a timings line opens, or None when it is broken."""
    begin = time_at(line, _skip(line, 0))
    if begin is None:
        return None
    position = _skip(line, begin[1])
    if not line.startswith("-->", position):
        return None
    end = time_at(line, _skip(line, position + 3))
    if end is None:
        return None
    cue = RawCue("", begin[0], end[0], {}, None)
    for name, value in _settings(line[end[1]:]):
        _set(cue, name, value, regions)
    return cue


def _set(cue: RawCue, name: str, value: str, regions: list[RawRegion]) -> None:
    if name == "region":
        cue.region = next((item for item in reversed(regions) if item.id == value), None)
        return
    if not accept(name, value):
        return
    cue.settings[name] = value
    # A cue that is vertical, has a line or another width drops out of its region (section 6.3).
    if name in {"vertical", "line"} or (name == "size" and percentage(value) != 100):
        cue.region = None


def region(text: str) -> RawRegion:
    """Return a region from the settings of a REGION block; what is not accepted is left out."""
    found = RawRegion()
    for name, value in _settings(text):
        if name == "id":
            found.id = value
        elif _region_accepts(name, value):
            found.settings[name] = value
    return found


def _region_accepts(name: str, value: str) -> bool:
    if name == "width":
        return percentage(value) is not None
    if name == "lines":
        return value.isascii() and value.isdigit() and math.isfinite(float(value))
    if name in {"regionanchor", "viewportanchor"}:
        x, comma, y = value.partition(",")
        return bool(comma) and percentage(x) is not None and percentage(y) is not None
    return name == "scroll" and value == "up"


def _settings(text: str) -> list[tuple[str, str]]:
    """Return pairs of ``name:value`` split on ASCII white space; others are skipped."""
    pairs = []
    for token in re.split(f"[{_SPACE}]+", text.strip(_SPACE)):
        name, colon, value = token.partition(":")
        if colon and name and value and not token.endswith(":"):
            pairs.append((name, value))
    return pairs


def _skip(text: str, position: int) -> int:
    while position < len(text) and text[position] in _SPACE:
        position += 1
    return position
