"""EBU STL (EBU Tech 3264): read, and written as open subtitles in the code tables it has.

Written files can carry English, Indonesian, Malay, Filipino and Portuguese (Latin table) and Arabic; no table has the
letters of Chinese, Vietnamese, Thai, Burmese, Khmer or Lao: such tracks are refused.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from localize.errors import InvalidSubtitle
from localize.format import counted, elements, markup_losses
from localize.formats.stl import codes, textfield
from localize.formats.stl.languages import LANGUAGES, code_of
from localize.model import Break, Cue, CueKind, Node, SubtitleTrack
from localize.model.placement import is_numpad, to_numpad
from localize.time import Span, to_frames

_GSI: Final = struct.Struct("3s8sc2s2s32s32s32s32s32s32s16s6s6s2s5s5s3s2s2s1s8s8s1s1s3s32s32s32s75x576s")
_TTI: Final = struct.Struct("<BHBB4B4BBBB112s")
_RATES: Final = {"STL23.01": Fraction(24000, 1001), "STL24.01": Fraction(24), "STL25.01": Fraction(25),
                 "STL30.01": Fraction(30000, 1001), "STL50.01": Fraction(50)}
_WRITTEN: Final = {Fraction(25): "STL25.01", Fraction(30000, 1001): "STL30.01"}
#: Code pages of the header (CPN); its texts are in them, the subtitles are not.
_PAGES: Final = frozenset({"437", "850", "860", "863", "865"})
_ROWS: Final = 23
_FIELD: Final = 112
_TITLE: Final = (("title", 5), ("episode", 6), ("translated title", 7), ("translator", 9))


@dataclass(frozen=True, slots=True)
class Stl:
    """EBU STL (.stl)."""

    name: str = "stl"
    extensions: tuple[str, ...] = (".stl",)
    writable: bool = True

    def parse(self, data: bytes) -> SubtitleTrack:
        """Return the track of a file; ids are subtitle numbers, times count as the file's timecodes do.

        Raises:
            InvalidSubtitle: If the header is none, a block is cut short, or a timecode is broken.
        """
        if len(data) < _GSI.size or data[3:6] != b"STL":
            raise InvalidSubtitle("no EBU STL header (GSI block of 1024 bytes)", field="GSI")
        return _Reader(data).track()

    def render(self, track: SubtitleTrack) -> bytes:
        """Return an EBU STL file of open subtitles; times rounded to frames of 25 or 29.97 per second.

        Raises:
            InvalidSubtitle: If no code table has the track's letters, or a cue lies after 24 hours.
        """
        return _render(track)

    def losses(self, track: SubtitleTrack) -> tuple[str, ...]:
        """Return what EBU STL cannot hold of a track."""
        return tuple(_losses(track))


STL: Final = Stl()
"""The one instance."""


@dataclass(slots=True)
class _Subtitle:
    """One subtitle, its extension blocks joined."""

    number: int
    cumulative: int
    begin: Fraction
    end: Fraction
    row: int
    justify: int
    content: tuple[Node, ...]
    double: bool


class _Reader:
    """Reads the blocks after the header."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        page = data[:3].decode("ascii", "replace")
        self.header = [item.decode(f"cp{page if page in _PAGES else '850'}", "replace").strip(" \0")
                       for item in _GSI.unpack(data[:_GSI.size])]
        self.rate = _RATES.get(self.header[1], Fraction(25))
        self.teletext = self.header[2] in {"1", "2"}
        self.table = self.header[3] if self.header[3] in codes.TABLES else "00"
        self.said: dict[str, int] = {}

    def track(self) -> SubtitleTrack:
        if self.header[1] not in _RATES:
            self._say(f"the disk format {self.header[1]!r} is not known: 25 frames per second assumed")
        cues = tuple(sorted(self._cues(), key=lambda cue: cue.span.begin))
        start = self.header[21]
        if start.strip("0") and start.isdecimal() and len(start) == 8:
            self._say(f"times are the tape's: the programme starts at {':'.join(start[n:n + 2] for n in (0, 2, 4, 6))}")
        metadata = tuple((name, self.header[place]) for name, place in _TITLE if self.header[place])
        return SubtitleTrack(
            LANGUAGES.get(self.header[4].upper(), "und"), cues, frame_rate=self.rate, metadata=metadata,
            losses=tuple(what if number == 1 else f"{what} ({number} times)" for what, number in self.said.items()))

    def _say(self, what: str) -> None:
        self.said[what] = self.said.get(what, 0) + 1

    def _cues(self) -> Iterator[Cue]:
        taken: set[str] = set()
        together: list[_Subtitle] = []
        for subtitle in [*self._subtitles(), None]:
            # A cumulative set (CS 1, 2 … 3) builds up on the screen: each part joins those before it.
            if together and (subtitle is None or subtitle.cumulative in {0, 1}):
                yield from self._set(together, taken)
                together = []
            if subtitle is not None:
                together.append(subtitle)

    def _set(self, parts: list[_Subtitle], taken: set[str]) -> Iterator[Cue]:
        content: tuple[Node, ...] = ()
        for place, part in enumerate(parts):
            content = (*content, Break(), *part.content) if content else part.content
            end = parts[place + 1].begin if place + 1 < len(parts) else part.end
            if end < part.begin:
                raise InvalidSubtitle(f"subtitle {part.number} ends before it begins", field="TCO")
            name, copy = str(part.number), 1
            while name in taken:
                copy += 1
                name = f"{part.number}.{copy}"
            taken.add(name)
            yield Cue(name, Span(part.begin, end), content, settings=_settings(part, content))

    def _subtitles(self) -> Iterator[_Subtitle]:
        text = b""
        for at in range(_GSI.size, len(self.data), _TTI.size):
            block = self.data[at:at + _TTI.size]
            if len(block) < _TTI.size:
                if block.strip(b"\0\x1a\r\n "):
                    raise InvalidSubtitle(f"the last block is cut short at byte {len(self.data)}", field="TTI")
                return
            _, number, extension, cumulative, *rest = _TTI.unpack(block)
            row, justify, comment, field = rest[8:]
            if extension == 0xFE or comment == 1:
                self._say("user data" if extension == 0xFE else "a comment")
                continue
            text += field if extension == 0xFF else field.rstrip(bytes([textfield.UNUSED]))
            if extension != 0xFF:
                continue
            yield _Subtitle(number, cumulative, self._time(rest[:4], number), self._time(rest[4:8], number), row, justify,
                            textfield.parse(text, self.table, teletext=self.teletext),
                            textfield.DOUBLE_HEIGHT in text)
            text = b""

    def _time(self, parts: list[int], number: int) -> Fraction:
        hours, minutes, seconds, frames = parts
        nominal = -(-self.rate.numerator // self.rate.denominator)
        if hours > 23 or minutes > 59 or seconds > 59 or frames >= nominal:
            raise InvalidSubtitle(f"subtitle {number}: {hours:02d}:{minutes:02d}:{seconds:02d}:{frames:02d} is no "
                                  f"timecode at {nominal} frames per second", field="TCI")
        total = (hours * 60 + minutes) * 60 + seconds
        count = total * nominal + frames
        if self.rate.denominator != 1 and nominal == 30:
            # 525-line timecodes drop two numbers each minute but every tenth (SMPTE ST 12-1).
            count -= 2 * (total // 60 - total // 600)
        return count / self.rate


def _settings(part: _Subtitle, content: tuple[Node, ...]) -> tuple[tuple[str, str], ...]:
    """Return where a subtitle stands: rows 1 to 23 lie in the middle 80 % of the height."""
    rows = sum(isinstance(node, Break) for node in _flat(content)) + 1
    last = part.row + rows * (2 if part.double else 1) - 1
    found: list[tuple[str, str]] = []
    if 0 < part.row <= _ROWS // 2:
        edge = 10 + Fraction((part.row - 1) * 80, _ROWS)
        found.append(("line", "0" if part.row <= 2 else f"{float(edge):.2f}%,start"))
    elif part.row > 0 and last < _ROWS - 3:
        found.append(("line", f"{float(10 + Fraction(last * 80, _ROWS)):.2f}%,end"))
    if part.justify in {1, 3}:
        found.append(("align", "left" if part.justify == 1 else "right"))
    return tuple(found)


def _flat(nodes: tuple[Node, ...]) -> Iterator[Node]:
    yield from nodes
    for element in elements(nodes):
        yield from element.children


def _rate(track: SubtitleTrack) -> Fraction:
    return track.frame_rate if track.frame_rate in _WRITTEN else Fraction(25)


def _render(track: SubtitleTrack) -> bytes:
    table = codes.choose("".join(cue.text for cue in track.cues))
    rate = _rate(track)
    blocks: list[bytes] = []
    missing, letters = "", 0
    for number, cue in enumerate(track.cues, 1):
        field, lacking = textfield.render(cue.content, table)
        missing += lacking
        letters += len(cue.text)
        blocks.extend(_blocks(cue, number, field, rate))
    if len(missing) * 20 > letters:
        raise InvalidSubtitle(
            f"EBU STL has no code table for {track.language}: it lacks {''.join(sorted(set(missing))[:12])} …",
            field="language", hint="it can carry " + ", ".join(tag for tags in codes.CARRIED.values() for tag in tags))
    return b"".join([_header(track, table, rate, len(blocks)), *blocks])


def _blocks(cue: Cue, number: int, field: bytes, rate: Fraction) -> Iterator[bytes]:
    settings = dict(cue.settings)
    row = to_numpad(settings)
    rows = cue.text.count("\n") + 1
    top = {2: 1, 1: (_ROWS - rows) // 2 + 1}.get((row - 1) // 3, max(1, _ROWS - rows + 1))
    justify = {0: 1, 2: 3}.get((row - 1) % 3, 2)
    times = (*_timecode(cue.span.begin, rate, cue.id), *_timecode(cue.span.end, rate, cue.id))
    pieces = [field[at:at + _FIELD] for at in range(0, len(field), _FIELD)] or [b""]
    for place, piece in enumerate(pieces):
        extension = 0xFF if place == len(pieces) - 1 else place
        if place > 0xEF:
            raise InvalidSubtitle(f"cue {cue.id!r} is too long for EBU STL", field="text")
        yield _TTI.pack(0, number % 65536, extension, 0, *times, top, justify, 0,
                        piece.ljust(_FIELD, bytes([textfield.UNUSED])))


def _timecode(time: Fraction, rate: Fraction, name: str) -> tuple[int, int, int, int]:
    count = to_frames(time, rate)
    nominal = -(-rate.numerator // rate.denominator)
    if nominal == 30:
        tens, rest = divmod(count, 17982)
        count += 18 * tens + (2 * ((rest - 2) // 1798) if rest >= 2 else 0)
    seconds, frames = divmod(count, nominal)
    if seconds >= 86400:
        raise InvalidSubtitle(f"cue {name!r} lies after 24 hours, where timecodes start again", field="time")
    return seconds // 3600, seconds // 60 % 60, seconds % 60, frames


def _header(track: SubtitleTrack, table: str, rate: Fraction, blocks: int) -> bytes:
    metadata = dict(track.metadata)
    first = track.cues[0].span.begin if track.cues else Fraction(0)
    start = "".join(f"{part:02d}" for part in _timecode(first, rate, "first"))
    text = {name: metadata.get(name, "").encode("cp850", "replace")[:32] for name, _ in _TITLE}
    # No clock is read: equal tracks make equal files. The day is the format's only one that is surely past.
    fields = [b"850", _WRITTEN[rate].encode(), b"0", table.encode(), code_of(track.language).encode(), text["title"],
              text["episode"], text["translated title"], b"", text["translator"], b"", b"", b"700101", b"700101", b"00",
              f"{blocks:05d}".encode(), f"{len(track.cues):05d}".encode(), b"001", b"40", f"{_ROWS:02d}".encode(), b"1",
              b"00000000", start.encode(), b"1", b"1", b"   ", b"", b"", b"", b""]
    sizes = [int(size or 1) for size in ["3", "8", "1", "2", "2", "32", "32", "32", "32", "32", "32", "16", "6", "6", "2", "5", "5", "3", "2", "2", "1", "8", "8", "1", "1", "3", "32", "32", "32", "576"]]
    padded = [field.ljust(size) for field, size in zip(fields, sizes, strict=True)]
    packed = _GSI.pack(*padded)
    return packed[:373] + b" " * 75 + packed[448:]


def _losses(track: SubtitleTrack) -> Iterator[str]:
    yield from markup_losses(track, frozenset({"i", "u"}), frozenset({"fontStyle", "textDecoration"}), ruby=False)
    rate = _rate(track)
    table = codes.choose("".join(cue.text for cue in track.cues))
    lacking = sorted({char for cue in track.cues for char in textfield.render(cue.content, table)[1]})
    if lacking:
        yield f"characters its code table lacks, written as ?: {''.join(lacking[:40])}"
    rounded = sum((time * rate).denominator != 1 for cue in track.cues for time in (cue.span.begin, cue.span.end))
    if rounded:
        yield f"{counted(rounded, 'time')} between frames of {float(rate):g} per second (rounded)"
    written = LANGUAGES.get(code_of(track.language), "und")
    if track.language not in {"und", written}:
        yield f"the language tag {track.language} (written as {written})"
    placed = sum(bool(cue.region) or not (is_numpad(dict(cue.settings)) or {name for name, _ in cue.settings} <= {"align"})
                 for cue in track.cues)
    if placed:
        yield f"the exact place of {counted(placed, 'cue')} (the nearest of nine is kept)"
    if names := sum(bool(cue.speaker) for cue in track.cues):
        yield f"the speaker of {counted(names, 'cue')}"
    if kinds := sum(cue.kind is not CueKind.DIALOGUE for cue in track.cues):
        yield f"the kind (forced, narration, sound) of {counted(kinds, 'cue')}"
    if named := sum(cue.id != str(number) for number, cue in enumerate(track.cues, 1)):
        yield f"the id of {counted(named, 'cue')} (they are numbered)"
    if track.styles:
        yield counted(len(track.styles), "style sheet")
    if headers := sorted({name for name, _ in track.metadata} - {name for name, _ in _TITLE}):
        yield f"headers {', '.join(headers)}"
