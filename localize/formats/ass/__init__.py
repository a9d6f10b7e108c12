"""Advanced SubStation Alpha, and SSA v4 to read: the file by pysubs2, the override tags by :mod:`.overrides`."""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import pysubs2

from localize.errors import InvalidSubtitle
from localize.format import counted, elements, markup_losses
from localize.formats.ass.overrides import State, parse, render
from localize.model import Cue, CueKind, SubtitleTrack
from localize.model.placement import from_numpad, is_numpad, to_numpad
from localize.time import Span

_LAST: Final = Fraction(3599999, 100)
"""9:59:59.99, the last time ASS can write."""
_FIELDS: Final = 10
_STYLE_HEAD: Final = "[Script Info]\nScriptType: v4.00+\n\n[V4+ Styles]\n"
_MARGINS: Final = ("layer", "marginl", "marginr", "marginv")
_HEADERS: Final = frozenset({"Title", "PlayResX", "PlayResY", "WrapStyle", "ScaledBorderAndShadow", "YCbCr Matrix",
                             "Original Script", "Original Translation", "Collisions", "Timer", "ScriptType"})


@dataclass(frozen=True, slots=True)
class Ass:
    """Advanced SubStation Alpha v4+ (.ass), and v4 (.ssa) to read."""

    name: str = "ass"
    extensions: tuple[str, ...] = (".ass", ".ssa")
    writable: bool = True

    def parse(self, data: bytes) -> SubtitleTrack:
        """Return the track of a file; ids are running numbers, styles are kept as ``Style:`` lines.

        Raises:
            InvalidSubtitle: If a time or a style cannot be read, is negative, or ends before it begins.
        """
        text = data.decode("utf-8", "replace").removeprefix("\ufeff").replace("\0", "")
        version = "ass" if re.search(r"^\[V4\+ Styles\]", text, re.MULTILINE | re.IGNORECASE) else \
            "ssa" if re.search(r"^\[V4 Styles\]", text, re.MULTILINE | re.IGNORECASE) else "ass"
        losses: dict[str, int] = {}
        _check_fields(text)
        with warnings.catch_warnings(record=True) as caught, _unlogged():
            warnings.simplefilter("always")
            try:
                file = pysubs2.SSAFile.from_string(text, format_=version)
            except (ValueError, TypeError, LookupError, AttributeError, OverflowError) as error:
                raise _where(text, error) from error
        for warning in caught:
            losses[str(warning.message)] = losses.get(str(warning.message), 0) + 1
        cues = tuple(sorted(_cues(file, text, losses), key=lambda cue: cue.span.begin))
        said = tuple(f"{what} ({counted(number, 'line')})" for what, number in losses.items())
        return SubtitleTrack("und", cues, styles=tuple(_style_lines(file)),
                             metadata=tuple((name, str(value)) for name, value in file.info.items()), losses=said)

    def render(self, track: SubtitleTrack) -> bytes:
        """Return an ASS file: UTF-8, times rounded to the centisecond.

        Raises:
            InvalidSubtitle: If a cue lies after 9:59:59.99, the last time ASS can write.
        """
        file = _styled(track)
        file.info.update({name: value for name, value in track.metadata if name in _HEADERS})
        states = {name: _state(style) for name, style in file.styles.items()}
        for cue in track.cues:
            if cue.span.end > _LAST:
                raise InvalidSubtitle(f"cue {cue.id!r} ends after 9:59:59.99, the last time ASS can write",
                                      field="time")
            file.events.append(_event(cue, file, states))
        return file.to_string("ass", header_notice="").encode()

    def losses(self, track: SubtitleTrack) -> tuple[str, ...]:
        """Return what ASS cannot hold of a track."""
        return tuple(_losses(track))


ASS: Final = Ass()
"""The one instance."""


@contextmanager
def _unlogged() -> Iterator[None]:
    """Keep pysubs2's debug messages from configuring the root logger, as ``logging.debug`` does where none is."""
    silence = logging.NullHandler()
    logging.getLogger().addHandler(silence)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(silence)


def _check_fields(text: str) -> None:
    """Refuse events that lack fields; pysubs2 would fill them in."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith(("Dialogue:", "Comment:")) and line.count(",") < _FIELDS - 1:
            raise InvalidSubtitle(f"{line.strip()[:80]!r} has not the {_FIELDS} fields of an event", line=number,
                                  field="event")


def _where(text: str, error: Exception) -> InvalidSubtitle:
    """Return an error that names the line, which pysubs2 does not."""
    bad = re.search(r"'(.*)'", str(error))
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith(("Dialogue:", "Comment:", "Style:")) and (bad is None or bad[1] in line):
            return InvalidSubtitle(f"{line.strip()[:80]!r}: {error}", line=number, field="event")
    return InvalidSubtitle(f"no ASS: {error}", field="event")


def _cues(file: pysubs2.SSAFile, text: str, losses: dict[str, int]) -> Iterator[Cue]:
    states = {name: _state(style) for name, style in file.styles.items()}
    lines = [number for number, line in enumerate(text.splitlines(), 1)
             if line.strip().startswith(("Dialogue:", "Comment:"))]
    count = 0
    for number, event in zip(lines, file.events, strict=False):
        if event.is_comment:
            losses["comments"] = losses.get("comments", 0) + 1
            continue
        count += 1
        if event.start < 0 or event.end < event.start:
            raise InvalidSubtitle("the event ends before it begins" if event.start >= 0 else "a negative time",
                                  line=number, field="time")
        yield _cue(str(count), event, file, states, losses)


def _cue(name: str, event: pysubs2.SSAEvent, file: pysubs2.SSAFile, states: dict[str, State],
         losses: dict[str, int]) -> Cue:
    begin, end = Fraction(event.start, 1000), Fraction(event.end, 1000)
    style = file.styles.get(event.style)
    line = parse(event.text, begin, states.get(event.style, State()), states)
    for tag in line.lost:
        losses[f"override {tag}"] = losses.get(f"override {tag}", 0) + 1
    settings = [*from_numpad(line.numpad or (int(style.alignment) if style is not None else 2))]
    if event.style != "Default":
        settings.append(("style", event.style))
    settings.extend((key, str(getattr(event, key))) for key in _MARGINS if getattr(event, key))
    if event.effect:
        settings.append(("effect", event.effect))
    if line.overrides:
        settings.append(("overrides", line.overrides))
    return Cue(name, Span(begin, end), line.content, settings=tuple(settings), speaker=event.name)


def _state(style: pysubs2.SSAStyle) -> State:
    return State(style.italic, style.bold, style.underline, style.strikeout)


def _style_lines(file: pysubs2.SSAFile) -> Iterator[str]:
    alone = pysubs2.SSAFile()
    alone.styles = dict(file.styles)
    for line in alone.to_string("ass").splitlines():
        if line.startswith("Style:"):
            yield line


def _styled(track: SubtitleTrack) -> pysubs2.SSAFile:
    """Return an empty file with the track's ASS styles, and a default one where it has none."""
    lines = [style for style in track.styles if style.startswith("Style:")]
    with _unlogged():
        file = pysubs2.SSAFile.from_string(_STYLE_HEAD + "\n".join(lines), format_="ass")
    file.info.clear()
    if "Default" not in file.styles:
        # 1080 lines high, text of 1/15 of that, margins of 5 %: what a television's title-safe area leaves.
        file.styles["Default"] = pysubs2.SSAStyle(
            fontname="Noto Sans", fontsize=72, outline=3, shadow=1, marginl=96, marginr=96, marginv=54)
        file.info.update({"PlayResX": "1920", "PlayResY": "1080", "WrapStyle": "0", "ScaledBorderAndShadow": "yes"})
    return file


def _event(cue: Cue, file: pysubs2.SSAFile, states: dict[str, State]) -> pysubs2.SSAEvent:
    settings = dict(cue.settings)
    style = settings.get("style", "Default")
    style = style if style in file.styles else "Default"
    key = to_numpad(settings)
    head = f"\\an{key}" if key != int(file.styles[style].alignment) else ""
    head += settings.get("overrides", "")
    # Rounded here, once; pysubs2 counts milliseconds and finds nothing left to round.
    begin, end = (_centiseconds(time) for time in (cue.span.begin, cue.span.end))
    text = render(cue.content, states[style], cue.span.begin, cue.span.end)
    event = pysubs2.SSAEvent(start=begin * 10, end=end * 10, text=(f"{{{head}}}" if head else "") + text, style=style,
                             name=_field(cue.speaker), effect=_field(settings.get("effect", "")))
    for name in _MARGINS:
        if settings.get(name, "").lstrip("-").isdigit():
            setattr(event, name, int(settings[name]))
    return event


def _centiseconds(time: Fraction) -> int:
    return int((time * 100 + Fraction(1, 2)).__floor__())


def _field(text: str) -> str:
    """Return text fit for a field, which ends at a comma."""
    return re.sub(r"[\r\n]+", " ", text).replace(",", ";")


def _losses(track: SubtitleTrack) -> Iterator[str]:
    yield from markup_losses(track, frozenset({"i", "b", "u", "moment"}),
                             frozenset({"color", "fontStyle", "fontWeight", "textDecoration"}))
    if placed := sum(not is_numpad(dict(cue.settings)) for cue in track.cues):
        yield f"the exact place of {counted(placed, 'cue')} (the nearest of nine is kept)"
    if regions := sum(bool(cue.region) for cue in track.cues):
        yield f"the region of {counted(regions, 'cue')}"
    if kinds := sum(cue.kind is not CueKind.DIALOGUE for cue in track.cues):
        yield f"the kind (forced, narration, sound) of {counted(kinds, 'cue')}"
    fine = sum((time * 100).denominator != 1 for cue in track.cues for time in (cue.span.begin, cue.span.end))
    if fine:
        yield f"{counted(fine, 'time')} finer than a hundredth of a second (rounded)"
    if named := sum(cue.id != str(number) for number, cue in enumerate(track.cues, 1)):
        yield f"the id of {counted(named, 'cue')} (they are counted)"
    if sheets := sum(not style.startswith("Style:") for style in track.styles):
        yield counted(sheets, "style sheet")
    if headers := [name for name, _ in track.metadata if name not in _HEADERS]:
        yield f"headers {', '.join(headers)}"
    if marked := sum(re.search(r"\\(?=[Nnh{}]|$)", cue.text, re.MULTILINE) is not None for cue in track.cues):
        yield f"backslashes in {counted(marked, 'cue')} (a word joiner keeps them from being escapes)"
    if any("," in cue.speaker for cue in track.cues):
        yield "commas in names of speakers"
    if any(value and not value.startswith("#") for cue in track.cues for item in elements(cue.content)
           for name, value in item.style if name == "backgroundColor"):
        yield "backgrounds of text"
