r"""SubRip: lenient about what real files do, exact about what cannot be read.

There is no specification; what is accepted is what players accept: ``<i> <b> <u>``, ``<font color>``, ``{\an8}``,
missing counters, missing blank lines, a point for the comma, coordinates after the times.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from localize.errors import InvalidSubtitle
from localize.format import counted, markup_losses, rounded_losses
from localize.model import Break, Cue, CueKind, Element, Node, SubtitleTrack, Text
from localize.model.placement import from_numpad, is_numpad, to_numpad
from localize.time import Span, format_clock

#: A no-break space is text: it is how an empty line is kept.
_SPACE: Final = " \t"
_CLOCK: Final = r"(-?)(\d+)\s*:\s*(\d{1,2})\s*:\s*(\d{1,2})(?:\s*[,.:]\s*(\d{1,9}))?"
_TIMING: Final = re.compile(rf"\s*{_CLOCK}\s*-+>\s*{_CLOCK}(?:\s+(.*\S))?\s*")
_COORDINATES: Final = re.compile(r"(?:[XY][12]:-?\d+\s*)+")
_TAG: Final = re.compile(r"<(/?)(i|b|u|font)((?:\s[^<>]*)?)>|\{\\an?(\d{1,2})\}|\{\\[^{}]*\}", re.IGNORECASE)
_COLOUR: Final = re.compile(r"color\s*=\s*[\"']?(#?\w+)", re.IGNORECASE)
#: SSA v4's ``\a``: 1 to 3 bottom, 5 to 7 top, 9 to 11 middle.
_LEGACY: Final = {1: 1, 2: 2, 3: 3, 5: 7, 6: 8, 7: 9, 9: 4, 10: 5, 11: 6}
_STYLE_TAGS: Final = {("fontStyle", "italic"): "i", ("fontWeight", "bold"): "b", ("textDecoration", "underline"): "u"}
_TAGS: Final = frozenset({"i", "b", "u"})


@dataclass(frozen=True, slots=True)
class Srt:
    """SubRip (.srt), as players read it."""

    name: str = "srt"
    extensions: tuple[str, ...] = (".srt",)
    writable: bool = True

    def parse(self, data: bytes) -> SubtitleTrack:
        """Return the track of a file; ids are the running numbers 1, 2, 3.

        Raises:
            InvalidSubtitle: If a time cannot be read, is negative, or ends before it begins; names the line.
        """
        text = data.decode("utf-8", "replace").removeprefix("\ufeff").replace("\0", "")
        losses: dict[str, int] = {}
        cues = list(_cues(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), losses))
        cues.sort(key=lambda cue: cue.span.begin)
        said = tuple(f"{what} in {counted(number, 'cue')}" for what, number in losses.items())
        return SubtitleTrack("und", tuple(cues), losses=said)

    def render(self, track: SubtitleTrack) -> bytes:
        """Return a SubRip file: UTF-8, CRLF, times rounded to the millisecond."""
        parts = []
        for number, cue in enumerate(track.cues, 1):
            begin, end = (format_clock(time, separator=",") for time in (cue.span.begin, cue.span.end))
            key = to_numpad(dict(cue.settings))
            place = f"{{\\an{key}}}" if key != 2 else ""
            parts.append(f"{number}\n{begin} --> {end}\n{place}{_lines(_render(cue.content))}\n")
        return "\n".join(parts).replace("\n", "\r\n").encode()

    def losses(self, track: SubtitleTrack) -> tuple[str, ...]:
        """Return what SubRip cannot hold of a track."""
        return tuple(_losses(track))


SRT: Final = Srt()
"""The one instance."""


def _cues(lines: list[str], losses: dict[str, int]) -> Iterator[Cue]:
    starts = [number for number, line in enumerate(lines) if "-->" in line and _is_timing(line, number)]
    _check_head(lines, starts[0] if starts else len(lines))
    for count, at in enumerate(starts):
        last = starts[count + 1] if count + 1 < len(starts) else len(lines)
        body = lines[at + 1:last]
        if last < len(lines):
            _drop_counter(body, count + 2)
        while body and not body[-1].strip(_SPACE):
            body.pop()
        while body and not body[0].strip(_SPACE):
            body.pop(0)
        yield _cue(str(count + 1), lines[at], at + 1, body, losses)


def _drop_counter(body: list[str], expected: int) -> None:
    """Take the next cue's counter off: it stands right before the times, or, if it is the right one, before blanks."""
    at = len(body)
    while at and not body[at - 1].strip(_SPACE):
        at -= 1
    if at and body[at - 1].strip().isdecimal() and (at == len(body) or int(body[at - 1]) == expected):
        del body[at - 1:]


def _is_timing(line: str, number: int) -> bool:
    if _TIMING.fullmatch(line):
        return True
    # An arrow in dialogue is no timing; an arrow beside digits and colons is a broken one.
    left, _, right = line.partition("-->")
    if re.search(r"\d\s*[:.,]\s*\d", left) or re.search(r"^\s*-?\d+\s*[:.,]\s*\d", right) or not left.strip():
        raise InvalidSubtitle(f"{line.strip()[:80]!r} is no timing", line=number + 1, field="time",
                              hint="hh:mm:ss,mmm --> hh:mm:ss,mmm")
    return False


def _check_head(lines: list[str], first: int) -> None:
    """Refuse text without any timing, and prose before the first cue."""
    for number, line in enumerate(lines[:first]):
        if line.strip() and (first == len(lines) or not re.fullmatch(r"\s*\d+\s*", line)):
            raise InvalidSubtitle(f"{line.strip()[:80]!r} is neither a counter nor a timing", line=number + 1,
                                  field="time", hint="is this SubRip?")


def _cue(name: str, timing: str, line: int, body: list[str], losses: dict[str, int]) -> Cue:
    match = _TIMING.fullmatch(timing)
    assert match is not None
    begin, end = _time(match.groups()[:5], line), _time(match.groups()[5:10], line)
    if end < begin:
        raise InvalidSubtitle(f"the cue ends ({format_clock(end)}) before it begins ({format_clock(begin)})",
                              line=line, field="time")
    found: set[str] = set()
    if end == begin:
        found.add("no duration: never shown")
    if match[11]:
        found.add("coordinates after the times" if _COORDINATES.fullmatch(match[11]) else "text after the times")
    content, place = _Markup(found).read("\n".join(body))
    for what in sorted(found):
        losses[what] = losses.get(what, 0) + 1
    return Cue(name, Span(begin, end), content, settings=place)


def _time(groups: tuple[str | None, ...], line: int) -> Fraction:
    sign, hours, minutes, seconds, fraction = groups
    if sign:
        raise InvalidSubtitle("a time cannot be negative", line=line, field="time")
    if int(minutes or 0) > 59 or int(seconds or 0) > 59:
        raise InvalidSubtitle(f"minutes or seconds over 59 in {hours}:{minutes}:{seconds}", line=line, field="time")
    whole = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0)
    # "00:00:01,5" is read as players read it: as a decimal fraction.
    return whole + (Fraction(int(fraction), 10 ** len(fraction)) if fraction else Fraction(0))


@dataclass(slots=True)
class _Open:
    name: str
    tag: str
    style: tuple[tuple[str, str], ...] = ()
    children: list[Node] = field(default_factory=list)


class _Markup:
    """Reads one cue's text: tags it does not know stay text, as players show them."""

    def __init__(self, losses: set[str]) -> None:
        self.losses = losses
        self.stack = [_Open("", "")]
        self.place: tuple[tuple[str, str], ...] = ()

    def read(self, text: str) -> tuple[tuple[Node, ...], tuple[tuple[str, str], ...]]:
        position = 0
        for match in _TAG.finditer(text):
            self._text(text[position:match.start()])
            position = match.end()
            if match[4]:
                self._place(match)
            elif match[2] is None:
                self.losses.update(f"override {name}" for name in re.findall(r"\\[0-9]?[a-zA-Z]+", match[0]))
            else:
                self._tag(match[1], match[2].lower(), match[3])
        self._text(text[position:])
        while len(self.stack) > 1:
            self._pop()
        return tuple(self.stack[0].children), self.place

    def _text(self, text: str) -> None:
        for number, line in enumerate(text.split("\n")):
            if number:
                self.stack[-1].children.append(Break())
            if line:
                self.stack[-1].children.append(Text(line))

    def _place(self, match: re.Match[str]) -> None:
        key = int(match[4])
        if not match[0].startswith("{\\an"):
            key = _LEGACY.get(key, 0)
        if 1 <= key <= 9:
            self.place = from_numpad(key)
        else:
            self.losses.add(f"override {match[0]}")

    def _tag(self, slash: str, tag: str, rest: str) -> None:
        if not slash and len(self.stack) < 64:
            colour = _COLOUR.search(rest) if tag == "font" else None
            if tag == "font" and re.search(r"\b(?:face|size)\s*=", rest, re.IGNORECASE):
                self.losses.add("font face or size")
            style = (("color", colour[1].lower()),) if colour else ()
            self.stack.append(_Open("span" if tag == "font" else tag, tag, style))
        elif slash and any(item.tag == tag for item in self.stack):
            while self.stack[-1].tag != tag:
                self._pop()
            self._pop()

    def _pop(self) -> None:
        done = self.stack.pop()
        self.stack[-1].children.append(Element(done.name, tuple(done.children), style=done.style))


def _lines(text: str) -> str:
    """Return text in which no line is empty (it would end the cue) and none looks like a timing."""
    lines = [line.replace("-->", "->") if _looks_timed(line) else line for line in text.split("\n")]
    return "\n".join(line if line.strip(_SPACE) or len(lines) == 1 else "\u00a0" for line in lines)


def _looks_timed(line: str) -> bool:
    try:
        return "-->" in line and _is_timing(line, 0)
    except InvalidSubtitle:
        return True


def _render(nodes: tuple[Node, ...]) -> str:
    pieces = []
    for node in nodes:
        if isinstance(node, Text):
            pieces.append(node.value.replace("\n", " ").replace("\r", " "))
        elif isinstance(node, Break):
            pieces.append("\n")
        elif isinstance(node, Element):
            pieces.append(_wrap(node, _render(node.children)))
    return "".join(pieces)


def _wrap(element: Element, inner: str) -> str:
    tags = [element.name] if element.name in _TAGS else []
    tags.extend(_STYLE_TAGS[pair] for pair in element.style if pair in _STYLE_TAGS)
    for tag in tags:
        inner = f"<{tag}>{inner}</{tag}>"
    colour = dict(element.style).get("color")
    if colour:
        inner = f'<font color="{colour}">{inner}</font>'
    # Ruby text beside its base would read as a word of the line.
    return f"({inner})" if element.name == "rt" else inner


def _texts(nodes: tuple[Node, ...]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, Text):
            yield node.value
        elif isinstance(node, Element):
            yield from _texts(node.children)


def _losses(track: SubtitleTrack) -> Iterator[str]:
    yield from markup_losses(track, _TAGS, frozenset({"color", "fontStyle", "fontWeight", "textDecoration"}))
    placed = sum(not is_numpad(dict(cue.settings)) for cue in track.cues)
    if placed:
        yield f"the exact place of {counted(placed, 'cue')} (the nearest of nine is kept)"
    if regions := sum(bool(cue.region) for cue in track.cues):
        yield f"the region of {counted(regions, 'cue')}"
    if names := sum(bool(cue.speaker) for cue in track.cues):
        yield f"the speaker of {counted(names, 'cue')}"
    if kinds := sum(cue.kind is not CueKind.DIALOGUE for cue in track.cues):
        yield f"the kind (forced, narration, sound) of {counted(kinds, 'cue')}"
    if named := sum(cue.id != str(number) for number, cue in enumerate(track.cues, 1)):
        yield f"the id of {counted(named, 'cue')} (they are counted)"
    if arrows := sum(any(map(_looks_timed, cue.text.split("\n"))) for cue in track.cues):
        yield f"lines that look like timings in {counted(arrows, 'cue')} (their arrow is shortened)"
    if literal := sum(any(map(_TAG.search, _texts(cue.content))) for cue in track.cues):
        yield f"text that looks like tags in {counted(literal, 'cue')} (players take it for markup)"
    yield from rounded_losses(track, Fraction(1000), "a millisecond")
    if track.styles:
        yield counted(len(track.styles), "style sheet")
    if track.metadata:
        yield f"headers {', '.join(name for name, _ in track.metadata)}"
