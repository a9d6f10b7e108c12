"""WebVTT: a strict reader after the W3C's algorithms, and a writer that says what it cannot hold."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from localize.format import counted, elements, markup_losses, rounded_losses
from localize.formats.vtt import blocks, cuetext
from localize.model import Cue, CueKind, Element, Region, SubtitleTrack
from localize.model.placement import accept
from localize.time import Span, format_clock

_SETTINGS: Final = ("vertical", "line", "position", "size", "align")
_REGION: Final = ("width", "lines", "regionanchor", "viewportanchor", "scroll")
_TAGS: Final = frozenset({"c", "i", "b", "u", "ruby", "rt", "v", "lang", "moment"})
#: Header lines that mean something to players, so that they are kept and written back.
_HEADERS: Final = ("X-TIMESTAMP-MAP", "Kind")
_HEADER: Final = re.compile(r"([A-Za-z][A-Za-z0-9-]*)[:=][ \t]*(.*)")


@dataclass(frozen=True, slots=True)
class Vtt:
    """WebVTT (W3C candidate recommendation)."""

    name: str = "vtt"
    extensions: tuple[str, ...] = (".vtt", ".webvtt")
    writable: bool = True

    def parse(self, data: bytes) -> SubtitleTrack:
        """Return the track of a file.

        Cues are kept in the order browsers have them: of begin, then the longer first, then of the file. A cue without an identifier, or with one that is taken, gets an id of
        ours and the setting ``identifier`` with what the file had. A cue that ends before it begins is never shown:
        it is kept with no duration and the setting ``end``.

        Raises:
            InvalidSubtitle: If the signature is missing.
        """
        raw = blocks.parse_file(data.decode("utf-8", "replace"))
        used = {item.id: item for item in raw.regions if item.id}
        # HTML's "text track cue order": begin, then the longer cue first, then the order of the file.
        raw.cues.sort(key=lambda cue: (cue.begin, -cue.end))
        cues = tuple(_cues(raw))
        header = {match[1]: match[2] for match in map(_HEADER.fullmatch, raw.header) if match}
        if raw.title:
            header["title"] = raw.title
        return SubtitleTrack(
            language=header.get("Language", "").strip() or "und", cues=cues,
            regions=tuple(Region(name, tuple(item.settings.items())) for name, item in used.items()),
            styles=tuple(raw.styles), metadata=tuple(header.items()), losses=tuple(_read_losses(raw)))

    def render(self, track: SubtitleTrack) -> bytes:
        """Return a WebVTT file: UTF-8, times rounded to the millisecond."""
        title = " ".join(dict(track.metadata).get("title", "").replace("-->", "->").split())
        parts = ["\n".join([f"WEBVTT {title}".rstrip(), *_header(track)])]
        parts.extend(f"STYLE\n{style}" for style in track.styles if _is_css(style))
        parts.extend(_region(region) for region in track.regions if _is_ours(region))
        ours = {region.id for region in track.regions if _is_ours(region)}
        parts.extend(_cue(cue, ours) for cue in track.cues)
        return ("\n\n".join(parts) + "\n").encode()

    def losses(self, track: SubtitleTrack) -> tuple[str, ...]:
        """Return what WebVTT cannot hold of a track."""
        return tuple(_losses(track))


VTT: Final = Vtt()
"""The one instance."""


def _cues(raw: blocks.RawFile) -> Iterator[Cue]:
    taken = {cue.id for cue in raw.cues}
    seen: set[str] = set()
    for number, cue in enumerate(raw.cues, 1):
        name, settings = cue.id, dict(cue.settings)
        if not name or name in seen:
            name = _free(str(number), taken)
            taken.add(name)
            settings["identifier"] = cue.id
        seen.add(name)
        if cue.end < cue.begin:
            settings["end"] = str(cue.end)
        content = cuetext.parse(cue.text)
        voices = {item.annotation for item in elements(content) if item.name == "v"}
        region = cue.region.id if cue.region is not None else ""
        yield Cue(name, Span(cue.begin, max(cue.begin, cue.end)), content, region=region,
                  settings=tuple(settings.items()), speaker=voices.pop() if len(voices) == 1 else "")


def _free(wanted: str, taken: set[str]) -> str:
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted}.{number}"
    return name


def _read_losses(raw: blocks.RawFile) -> Iterator[str]:
    if raw.notes:
        yield f"{counted(raw.notes, 'comment')} (NOTE)"
    for line in raw.dropped[:20]:
        yield f"the block at line {line} is no cue: its timings are broken or missing"
    if len(raw.dropped) > 20:
        yield f"{len(raw.dropped) - 20} more blocks that are no cues"
    for cue in raw.cues:
        if cue.end < cue.begin:
            yield f"the cue at line {cue.line} ends before it begins: it is never shown"
        elif cue.end == cue.begin:
            yield f"the cue at line {cue.line} has no duration: it is never shown"
    names = Counter(item.id for item in raw.regions if item.id)
    for name in sorted(item for item, number in names.items() if number > 1):
        yield f"the region {name!r} is defined more than once: the last counts"


def _header(track: SubtitleTrack) -> Iterator[str]:
    metadata = dict(track.metadata)
    for name in _HEADERS:
        if name in metadata:
            value = " ".join(metadata[name].replace("-->", "->").split())
            yield f"{name}={value}" if name.startswith("X-") else f"{name}: {value}"
    if track.language != "und":
        yield f"Language: {track.language}"


def _is_css(style: str) -> bool:
    return "{" in style and "-->" not in style and "\n\n" not in style and not style.startswith("Style:")


def _is_ours(region: Region) -> bool:
    """Return whether a region is WebVTT's, not TTML's, and its name can be written."""
    return re.fullmatch(r"[^\s]+", region.id) is not None and "-->" not in region.id and all(
        name in _REGION for name, _ in region.settings)


def _region(region: Region) -> str:
    return "\n".join(["REGION", f"id:{region.id}", *(f"{name}:{value}" for name, value in region.settings)])


def _cue(cue: Cue, regions: set[str]) -> str:
    settings = dict(cue.settings)
    end = Fraction(settings["end"]) if "end" in settings else cue.span.end
    timing = f"{format_clock(cue.span.begin)} --> {format_clock(end)}"
    given = [f"{name}:{settings[name]}" for name in _SETTINGS if accept(name, settings.get(name, ""))]
    if cue.region in regions:
        given.append(f"region:{cue.region}")
    name = settings.get("identifier", cue.id)
    name = re.sub(r"[\r\n]", " ", name).replace("-->", "->")
    content = cue.content
    if cue.speaker and not any(item.name == "v" for item in elements(content)):
        content = (Element("v", content, annotation=cue.speaker),)
    body = cuetext.render(content)
    return "\n".join(line for line in (name, " ".join([timing, *given]), body) if line)


def _losses(track: SubtitleTrack) -> Iterator[str]:
    yield from markup_losses(track, _TAGS, frozenset({"color", "backgroundColor", "fontStyle", "fontWeight",
                                                      "textDecoration"}))
    odd = 0
    for cue in track.cues:
        odd += any(key in {"color", "backgroundColor"} and not cuetext.colour_class(value)
                   for item in elements(cue.content) for key, value in item.style)
    if odd:
        yield f"colours other than WebVTT's eight in {counted(odd, 'cue')}"
    foreign = sorted({name for cue in track.cues for name, _ in cue.settings} - set(_SETTINGS) - {"identifier", "end", "duration"})
    if foreign:
        yield f"cue settings {', '.join(foreign)}"
    if regions := [region.id for region in track.regions if not _is_ours(region)]:
        yield f"regions {', '.join(regions)} (their cues keep line and position)"
    if styles := [style for style in track.styles if not _is_css(style)]:
        yield f"{counted(len(styles), 'style')} of another format"
    if headers := sorted({name for name, _ in track.metadata} - {*_HEADERS, "Language", "title"}):
        yield f"headers {', '.join(headers)}"
    if doubled := sum(bool(cue.speaker) and {item.annotation for item in elements(cue.content) if item.name == "v"} - {cue.speaker}
                      != set() for cue in track.cues):
        yield f"the speaker of {counted(doubled, 'cue')} (its voice spans name others)"
    yield from rounded_losses(track, Fraction(1000), "a millisecond")
    if kinds := sum(cue.kind is not CueKind.DIALOGUE for cue in track.cues):
        yield f"the kind (forced, narration, sound) of {counted(kinds, 'cue')}"
