"""SCC, CEA-608 captions as Scenarist writes them: read with ttconv, which decodes pop-on, roll-up and paint-on."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from threading import get_ident
from typing import Any, Final

import ttconv.model
import ttconv.scc.reader
from ttconv.style_properties import DisplayAlignType, FontStyleType, StyleProperties

from localize.errors import InvalidSubtitle
from localize.model import Break, Cue, Element, Moment, Node, SubtitleTrack, Text
from localize.time import Span

_HEADER: Final = "Scenarist_SCC V1.0"
_LINE: Final = re.compile(r"(\d\d):(\d\d):(\d\d)[:;.,](\d\d)\s+[0-9a-fA-F]{4}(?:\s+[0-9a-fA-F]{4})*\s*")
#: Text restart and resume text display, with parity or without.
_TEXT_MODE: Final = re.compile(r"\b[19]4[2a][ab]\b", re.IGNORECASE)
_LAST: Final = Fraction(5)
"""Seconds for the last caption where nothing erases it."""

Model = Any
"""An element of ttconv's untyped model."""


@dataclass(frozen=True, slots=True)
class Scc:
    """Scenarist closed captions (.scc), read only."""

    name: str = "scc"
    extensions: tuple[str, ...] = (".scc",)
    writable: bool = False

    def parse(self, data: bytes) -> SubtitleTrack:
        """Return the track of a file, channel 1; characters painted on one by one keep their times inside the cue.

        Raises:
            InvalidSubtitle: If the header is missing, or a line is no timecode with pairs of bytes; names the line.
        """
        text = data.decode("utf-8", "replace").removeprefix("\ufeff")
        _check(text)
        with _heard("ttconv") as warnings:
            try:
                document = ttconv.scc.reader.to_model(text)
            except (ValueError, TypeError, AttributeError, IndexError, KeyError, RuntimeError) as error:
                raise InvalidSubtitle(f"captions that cannot be decoded: {error}", field="scc") from error
        cues = list(_cues(document))
        losses = list(dict.fromkeys(warnings))
        if any(_is_patchwork(item) for div in document.get_body() for item in div):
            losses.append("times inside captions whose earlier rows stay while later ones are painted")
        if _TEXT_MODE.search(text):
            losses.append("text mode (CEA-608's service beside the captions)")
        if any(("duration", "indefinite") in cue.settings for cue in cues):
            losses.append(f"nothing erases the last caption: it is shown for {_LAST} seconds")
        return SubtitleTrack("und", tuple(sorted(cues, key=lambda cue: cue.span.begin)),
                             frame_rate=Fraction(30000, 1001), losses=tuple(losses))

    def render(self, track: SubtitleTrack) -> bytes:  # noqa: ARG002 - the Protocol's argument
        """Refuse: SCC is only read.

        Raises:
            InvalidSubtitle: Always.
        """
        raise InvalidSubtitle("SCC is only read", field="format", hint="write WebVTT or IMSC instead")

    def losses(self, track: SubtitleTrack) -> tuple[str, ...]:  # noqa: ARG002 - the Protocol's argument
        """Return that nothing is kept."""
        return ("everything: SCC is only read",)


SCC: Final = Scc()
"""The one instance."""


def _check(text: str) -> None:
    lines = text.splitlines()
    if not lines or not lines[0].strip().startswith("Scenarist_SCC"):
        raise InvalidSubtitle(f"the file does not start with {_HEADER}", line=1, field="signature")
    for number, line in enumerate(lines[1:], 2):
        if not line.strip():
            continue
        match = _LINE.fullmatch(line.strip())
        if match is None:
            raise InvalidSubtitle(f"{line.strip()[:60]!r} is no timecode with pairs of bytes", line=number, field="time",
                                  hint="00:00:01;00 followed by four hexadecimal digits each")
        if int(match[2]) > 59 or int(match[3]) > 59 or int(match[4]) > 29:
            raise InvalidSubtitle(f"{line.strip()[:11]} is no timecode", line=number, field="time")


@contextmanager
def _heard(name: str) -> Iterator[list[str]]:
    """Collect what a library logs on this thread, instead of letting it out on the error output."""
    said: list[str] = []
    thread = get_ident()

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if get_ident() == thread:
                said.append(record.getMessage())

    ear = Ear(logging.WARNING)
    logger = logging.getLogger(name)
    propagated, logger.propagate = logger.propagate, False
    logger.addHandler(ear)
    try:
        yield said
    finally:
        logger.removeHandler(ear)
        logger.propagate = propagated


def _cues(document: Model) -> Iterator[Cue]:
    for number, paragraph in enumerate((item for div in document.get_body() for item in div), 1):
        begin = Fraction(paragraph.get_begin() or 0)
        content = tuple(_content(paragraph, begin))
        end = paragraph.get_end()
        settings = list(_place(paragraph.get_region()))
        if end is None:
            settings.append(("duration", "indefinite"))
        span = Span(begin, begin + _LAST if end is None else max(begin, Fraction(end)))
        if content:
            yield Cue(str(number), span, content, settings=tuple(settings))


def _is_patchwork(paragraph: Model) -> bool:
    """Return whether some text of a caption was there before text that stands ahead of it."""
    times = [Fraction(item.get_begin() or 0) for item in paragraph if not isinstance(item, ttconv.model.Br)]
    return times != sorted(times)


def _content(paragraph: Model, begin: Fraction) -> Iterator[Node]:
    # A time inside means that all that follows comes later: a patchwork has none.
    patchwork = _is_patchwork(paragraph)
    shown = Fraction(0)
    for item in paragraph:
        if isinstance(item, ttconv.model.Br):
            yield Break()
            continue
        at = Fraction(item.get_begin() or 0)
        if at > shown and not patchwork:
            shown = at
            yield Moment(begin + at)
        text = "".join(leaf.get_text() for leaf in item if isinstance(leaf, ttconv.model.Text))
        if text:
            yield from _styled(item, Text(text))


def _styled(item: Model, text: Text) -> tuple[Node, ...]:
    inner: tuple[Node, ...] = (text,)
    decoration = item.get_style(StyleProperties.TextDecoration)
    if decoration is not None and decoration.underline:
        inner = (Element("u", inner),)
    if item.get_style(StyleProperties.FontStyle) in {FontStyleType.italic, FontStyleType.oblique}:
        inner = (Element("i", inner),)
    # White on black is what captions are when nothing is said.
    colours = (("color", StyleProperties.Color, "#ffffff"), ("backgroundColor", StyleProperties.BackgroundColor, "#000000"))
    style = tuple((name, value) for name, value, usual in (
        (name, _hex(item.get_style(prop)), usual) for name, prop, usual in colours) if value not in {"", usual})
    return (Element("span", inner, style=style),) if style else inner


def _hex(colour: Model) -> str:
    if colour is None:
        return ""
    red, green, blue, alpha = colour.components
    return f"#{red:02x}{green:02x}{blue:02x}" + (f"{alpha:02x}" if alpha != 255 else "")


def _place(region: Model) -> Iterator[tuple[str, str]]:
    """Yield the line a region amounts to; nothing for the bottom rows, where captions stand by themselves."""
    if region is None:
        return
    origin, extent = region.get_style(StyleProperties.Origin), region.get_style(StyleProperties.Extent)
    if origin is None or extent is None:
        return
    after = region.get_style(StyleProperties.DisplayAlign) is DisplayAlignType.after
    edge = origin.y.value + (extent.height.value if after else 0)
    if 0 <= edge < (80 if after else 70):
        yield "line", f"{float(edge):g}%,{'end' if after else 'start'}"
