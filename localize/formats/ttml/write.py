"""Tracks to TTML: one writer, three profiles that differ in time, names and what they can hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Final

from lxml import etree

from localize.formats.ttml.document import PROPERTIES, TT, XML
from localize.formats.ttml.layout import region as region_of
from localize.model import Break, Cue, CueKind, Element, Node, SubtitleTrack, Text
from localize.model.colour import to_hex
from localize.time import format_clock, to_frames

_SPACES: Final = {
    "ttp": f"{TT}#parameter", "tts": f"{TT}#styling", "ttm": f"{TT}#metadata",
    "itts": "http://www.w3.org/ns/ttml/profile/imsc1#styling", "ebutts": "urn:ebu:tt:style",
    "ebuttm": "urn:ebu:tt:metadata"}
_PREFIX: Final = {"linePadding": "ebutts", "multiRowAlign": "ebutts", "fillLineGap": "itts", "forcedDisplay": "itts"}
_DEFAULTS: Final = (("color", "#ffffff"), ("fontFamily", "proportionalSansSerif"), ("fontSize", "100%"),
                    ("textAlign", "center"))
_STYLES: Final = {"i": ("fontStyle", "italic"), "b": ("fontWeight", "bold"), "u": ("textDecoration", "underline")}
#: XML 1.0 has no way to write these.
_FORBIDDEN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NCNAME: Final = re.compile(r"[A-Za-z_][\w.\-]*")
_RTL: Final = frozenset({"ar", "fa", "he", "ur"})


@dataclass(frozen=True, slots=True)
class Profile:
    """What sets one TTML profile apart.

    Attributes:
        name: Name of the format.
        times: ``ticks``, ``frames`` (milliseconds for what lies between two) or ``clock``.
        ruby: Whether it has ruby.
        forced: Whether it has ``itts:forcedDisplay``.
        referential: Whether text is styled by reference only.
        root: Attributes of the root, by prefixed name.
    """

    name: str
    times: str
    ruby: bool
    forced: bool
    referential: bool
    root: tuple[tuple[str, str], ...]


def qualified(name: str) -> str:
    """Return the qualified name of a style property (``linePadding`` is EBU's)."""
    return f"{{{_SPACES[_PREFIX.get(name, 'tts')]}}}{name}"


def render(track: SubtitleTrack, profile: Profile) -> bytes:
    """Return the document of a track."""
    return _Writer(track, profile).document()


def tick_rate(track: SubtitleTrack) -> int:
    """Return ticks per second: 100 ns, and finer where frames need it."""
    return 10_000_000 if track.frame_rate is None else lcm(track.frame_rate.numerator, 10_000_000)


class _Writer:
    def __init__(self, track: SubtitleTrack, profile: Profile) -> None:
        self.track = track
        self.profile = profile
        self.ticks = tick_rate(track)
        self.regions = {item.id: item.settings for item in track.regions if is_ours(item.settings)}
        self.made: dict[tuple[tuple[str, str], ...], str] = {}
        self.agents: dict[str, str] = {}
        self.styles: dict[tuple[tuple[str, str], ...], str] = {}
        self.names = set(self.regions) | {cue.id for cue in track.cues}
        self.base = self._name("s")

    def document(self) -> bytes:
        spaces: dict[str | None, str] = {None: TT}
        spaces.update(_SPACES)
        root = etree.Element(f"{{{TT}}}tt", nsmap=spaces)
        root.set(f"{{{XML}}}lang", "" if self.track.language == "und" else self.track.language)
        # Spaces of the text are the text's own.
        root.set(f"{{{XML}}}space", "preserve")
        for name, value in self.profile.root:
            prefix, _, local = name.partition(":")
            root.set(f"{{{_SPACES[prefix]}}}{local}", value)
        self._rates(root)
        body = etree.Element(f"{{{TT}}}body")
        div = etree.SubElement(body, f"{{{TT}}}div")
        for cue in self.track.cues:
            div.append(self._paragraph(cue))
        root.append(self._head())
        root.append(body)
        _indent(root)
        etree.cleanup_namespaces(root)
        return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8")) + b"\n"

    def _rates(self, root: etree._Element) -> None:
        rate = self.track.frame_rate
        if rate is not None and self.profile.times != "clock":
            nominal = -(-rate.numerator // rate.denominator)
            root.set(f"{{{_SPACES['ttp']}}}frameRate", str(nominal))
            part = rate / nominal
            if part != 1:
                root.set(f"{{{_SPACES['ttp']}}}frameRateMultiplier", f"{part.numerator} {part.denominator}")
        if self.profile.times == "ticks":
            root.set(f"{{{_SPACES['ttp']}}}tickRate", str(self.ticks))

    def _head(self) -> etree._Element:
        head = etree.Element(f"{{{TT}}}head")
        metadata = dict(self.track.metadata)
        notes = etree.SubElement(head, f"{{{TT}}}metadata")
        for name in ("title", "desc", "copyright"):
            if name in metadata:
                etree.SubElement(notes, f"{{{_SPACES['ttm']}}}{name}").text = clean(metadata[name])
        if self.profile.referential:
            about = etree.SubElement(notes, f"{{{_SPACES['ebuttm']}}}documentMetadata")
            etree.SubElement(about, f"{{{_SPACES['ebuttm']}}}conformsToStandard").text = "urn:ebu:tt:distribution:2014-01"
        for speaker, name in self.agents.items():
            agent = etree.SubElement(notes, f"{{{_SPACES['ttm']}}}agent", {f"{{{XML}}}id": name, "type": "character"})
            etree.SubElement(agent, f"{{{_SPACES['ttm']}}}name", {"type": "alias"}).text = clean(speaker)
        styling = etree.SubElement(head, f"{{{TT}}}styling")
        style = etree.SubElement(styling, f"{{{TT}}}style", {f"{{{XML}}}id": self.base})
        for key, value in _DEFAULTS:
            style.set(qualified(key), value)
        for pairs, name in self.styles.items():
            style = etree.SubElement(styling, f"{{{TT}}}style", {f"{{{XML}}}id": name})
            for key, value in pairs:
                style.set(qualified(key), value)
        layout = etree.SubElement(head, f"{{{TT}}}layout")
        for name, settings in (*self.regions.items(), *((name, key) for key, name in self.made.items())):
            region = etree.SubElement(layout, f"{{{TT}}}region", {f"{{{XML}}}id": name})
            for key, value in settings:
                region.set(qualified(key), value)
        return head

    def _paragraph(self, cue: Cue) -> etree._Element:
        settings = dict(cue.settings)
        paragraph = etree.Element(f"{{{TT}}}p")
        if _NCNAME.fullmatch(cue.id) and cue.id not in self.regions:
            paragraph.set(f"{{{XML}}}id", cue.id)
        paragraph.set("region", cue.region if cue.region in self.regions else self._region(settings))
        paragraph.set("style", self.base)
        paragraph.set("begin", self.time(cue.span.begin))
        if settings.get("duration") != "indefinite":
            paragraph.set("end", self.time(cue.span.end))
        styles = [("direction", "rtl")] if self.track.language.split("-")[0] in _RTL else []
        if settings.get("align", "center") != "center":
            styles.append(("textAlign", settings["align"]))
        self._style(paragraph, tuple(styles))
        if cue.kind is CueKind.FORCED and self.profile.forced:
            paragraph.set(qualified("forcedDisplay"), "true")
        if cue.speaker and not self.profile.referential:
            if cue.speaker not in self.agents:
                self.agents[cue.speaker] = self._name("agent")
            paragraph.set(f"{{{_SPACES['ttm']}}}agent", self.agents[cue.speaker])
        self._fill(paragraph, cue.content)
        return paragraph

    def _style(self, element: etree._Element, pairs: tuple[tuple[str, str], ...]) -> None:
        """Give an element its style: in place, or by reference where the profile wants that."""
        if not pairs:
            return
        if self.profile.referential:
            if pairs not in self.styles:
                self.styles[pairs] = self._name("s")
            element.set("style", f"{element.get('style', '')} {self.styles[pairs]}".strip())
            return
        for key, value in pairs:
            element.set(qualified(key), value)

    def _fill(self, parent: etree._Element, nodes: tuple[Node, ...]) -> None:
        for run in _joined(_runs(nodes, {}, "", ruby=self.profile.ruby)):
            inside = parent
            if run.styles or run.language:
                inside = etree.SubElement(parent, f"{{{TT}}}span")
                self._style(inside, run.styles)
                if run.language:
                    inside.set(f"{{{XML}}}lang", run.language)
            for node in run.nodes:
                if isinstance(node, Text):
                    _add_text(inside, clean(node.value.replace("\n", " ").replace("\r", " ")))
                elif isinstance(node, Break):
                    etree.SubElement(inside, f"{{{TT}}}br")
                else:
                    self._ruby(inside, node)

    def _ruby(self, parent: etree._Element, element: Element) -> None:
        container = etree.SubElement(parent, f"{{{TT}}}span")
        container.set(qualified("ruby"), "container")
        for node in element.children:
            span = etree.SubElement(container, f"{{{TT}}}span")
            is_text = isinstance(node, Element) and node.name == "rt"
            span.set(qualified("ruby"), "text" if is_text else "base")
            self._fill(span, node.children if is_text and isinstance(node, Element) else (node,))

    def _region(self, settings: Mapping[str, str]) -> str:
        key = region_of(settings)
        name = self.made.get(key)
        if name is None:
            name = self._name({"before": "top", "center": "middle"}.get(dict(key)["displayAlign"], "bottom"))
            self.made[key] = name
        return name

    def _name(self, wanted: str) -> str:
        """Return an id that nothing else in the document has."""
        name, number = wanted, 1
        while name in self.names:
            number += 1
            name = f"{wanted}{number}"
        self.names.add(name)
        return name

    def time(self, time: Fraction) -> str:
        """Return a time expression, rounded once in the profile's unit."""
        rate = self.track.frame_rate
        if self.profile.times == "ticks":
            return f"{to_frames(time, Fraction(self.ticks))}t"
        if self.profile.times == "frames" and rate is not None and (time * rate).denominator == 1:
            return f"{to_frames(time, rate)}f"
        return format_clock(time)


def is_ours(settings: tuple[tuple[str, str], ...]) -> bool:
    """Return whether a region's settings are TTML's."""
    return bool(settings) and all(name in PROPERTIES for name, _ in settings)


def clean(text: str) -> str:
    """Return text with what XML cannot write replaced by U+FFFD."""
    return _FORBIDDEN.sub("\ufffd", text)


@dataclass(slots=True)
class _Run:
    """Text of one look: what its span will say."""

    styles: tuple[tuple[str, str], ...]
    language: str
    nodes: list[Text | Break | Element]


def _runs(nodes: tuple[Node, ...], styles: dict[str, str], language: str, *, ruby: bool) -> Iterator[_Run]:
    """Yield a tree's text with what holds for it: spans do not nest in EBU-TT-D, so they nest nowhere."""
    for node in nodes:
        if isinstance(node, Text | Break) or (isinstance(node, Element) and node.name == "ruby" and ruby):
            yield _Run(tuple(sorted(styles.items())), language, [node])
        elif isinstance(node, Element) and node.name != "rt":
            # Ruby text that cannot stand over its base would read as a word of the line: it is left out, and said.
            inner = node.annotation if node.name == "lang" else language
            yield from _runs(node.children, styles | dict(_span_styles(node)), inner, ruby=ruby)


def _joined(runs: Iterator[_Run]) -> Iterator[_Run]:
    last: _Run | None = None
    for run in runs:
        if last is not None and (last.styles, last.language) == (run.styles, run.language):
            last.nodes.extend(run.nodes)
            continue
        if last is not None:
            yield last
        last = run
    if last is not None:
        yield last


def _add_text(parent: etree._Element, text: str) -> None:
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def _span_styles(element: Element) -> Iterator[tuple[str, str]]:
    if element.name in _STYLES:
        yield _STYLES[element.name]
    for name, value in element.style:
        if name in PROPERTIES:
            yield name, (to_hex(value) or value) if name in {"color", "backgroundColor"} else clean(value)


def _indent(root: etree._Element) -> None:
    """Put elements on lines of their own, but nothing inside paragraphs, where white space is text."""
    for depth, item in _blocks(root, 0):
        if len(item):
            item.text = "\n" + "  " * (depth + 1)
            for child in item:
                child.tail = "\n" + "  " * (depth + 1)
            item[-1].tail = "\n" + "  " * depth


def _blocks(item: etree._Element, depth: int) -> Iterator[tuple[int, etree._Element]]:
    if etree.QName(item).localname not in {"p", "title", "desc", "copyright", "name"}:
        yield depth, item
        for child in item:
            yield from _blocks(child, depth + 1)
