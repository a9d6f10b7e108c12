"""SBV, YouTube's own caption file: times, a line feed, plain text, a blank line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from localize.errors import InvalidSubtitle
from localize.format import counted, markup_losses, rounded_losses
from localize.model import Cue, CueKind, SubtitleTrack
from localize.time import Span, to_milliseconds

#: A no-break space is text: it is how an empty line is kept.
_SPACE: Final = " \t"
_CLOCK: Final = r"(\d+):(\d{1,2}):(\d{1,2})\.(\d{1,9})"
_TIMING: Final = re.compile(rf"\s*{_CLOCK}\s*,\s*{_CLOCK}\s*")


@dataclass(frozen=True, slots=True)
class Sbv:
    """SubViewer as YouTube writes it (.sbv)."""

    name: str = "sbv"
    extensions: tuple[str, ...] = (".sbv", ".sub")
    writable: bool = True

    def parse(self, data: bytes) -> SubtitleTrack:
        """Return the track of a file; ids are running numbers.

        Raises:
            InvalidSubtitle: If a block has no readable times, or ends before it begins; names the line.
        """
        text = data.decode("utf-8", "replace").removeprefix("\ufeff").replace("\0", "")
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        cues = sorted(_cues(lines), key=lambda cue: cue.span.begin)
        return SubtitleTrack("und", tuple(cues))

    def render(self, track: SubtitleTrack) -> bytes:
        """Return an SBV file: UTF-8, plain text, times rounded to the millisecond."""
        blocks = []
        for cue in track.cues:
            body = "\n".join(line if line.strip(_SPACE) else "\u00a0" for line in cue.text.split("\n")) if cue.text else ""
            blocks.append(f"{_clock(cue.span.begin)},{_clock(cue.span.end)}\n{body}\n")
        return "\n".join(blocks).encode()

    def losses(self, track: SubtitleTrack) -> tuple[str, ...]:
        """Return what SBV cannot hold of a track: everything but text and times."""
        found = [*markup_losses(track, frozenset(), ruby=False), *rounded_losses(track, Fraction(1000), "a millisecond")]
        if placed := sum(bool(cue.settings or cue.region) for cue in track.cues):
            found.append(f"the place of {counted(placed, 'cue')}")
        if names := sum(bool(cue.speaker) for cue in track.cues):
            found.append(f"the speaker of {counted(names, 'cue')}")
        if kinds := sum(cue.kind is not CueKind.DIALOGUE for cue in track.cues):
            found.append(f"the kind (forced, narration, sound) of {counted(kinds, 'cue')}")
        if named := sum(cue.id != str(number) for number, cue in enumerate(track.cues, 1)):
            found.append(f"the id of {counted(named, 'cue')} (they are counted)")
        if track.styles or track.metadata:
            found.append("styles and headers")
        return tuple(found)


SBV: Final = Sbv()
"""The one instance."""


def _cues(lines: list[str]) -> Iterator[Cue]:
    at, count = 0, 0
    while at < len(lines):
        if not lines[at].strip(_SPACE):
            at += 1
            continue
        match = _TIMING.fullmatch(lines[at])
        if match is None:
            raise InvalidSubtitle(f"{lines[at].strip()[:80]!r} is no timing", line=at + 1, field="time",
                                  hint="h:mm:ss.mmm,h:mm:ss.mmm")
        begin, end = _time(match.groups()[:4], at + 1), _time(match.groups()[4:], at + 1)
        if end < begin:
            raise InvalidSubtitle("the cue ends before it begins", line=at + 1, field="time")
        at += 1
        body = []
        while at < len(lines) and lines[at].strip(_SPACE) and not _TIMING.fullmatch(lines[at]):
            body.append(lines[at])
            at += 1
        count += 1
        yield Cue.of(str(count), Span(begin, end), "\n".join(body))


def _time(groups: tuple[str, ...], line: int) -> Fraction:
    hours, minutes, seconds, fraction = groups
    if int(minutes) > 59 or int(seconds) > 59:
        raise InvalidSubtitle("minutes or seconds over 59", line=line, field="time")
    return (int(hours) * 3600 + int(minutes) * 60 + int(seconds)) + Fraction(int(fraction), 10 ** len(fraction))


def _clock(time: Fraction) -> str:
    seconds, milliseconds = divmod(to_milliseconds(time), 1000)
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{milliseconds:03d}"
