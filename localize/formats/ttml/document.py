"""TTML to a tree of timed elements: XML read safely, styles merged, every begin and end made absolute.

Timing follows TTML1, section 10 (SMIL's): ``par`` and ``seq`` containers, ``begin``, ``dur`` and ``end``; text in
elements makes anonymous spans, which last as long as their parent in ``par`` and not at all in ``seq``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from lxml import etree

from localize.errors import InvalidSubtitle
from localize.formats.ttml.clock import Clock

TT: Final = "http://www.w3.org/ns/ttml"
XML: Final = "http://www.w3.org/XML/1998/namespace"
_OLD: Final = re.compile(r"http://www\.w3\.org/(?:ns/ttml|20\d\d/\d\d/ttaf1)")
#: Style properties that an IMSC processor knows: an animation of another changes no picture.
PROPERTIES: Final = frozenset(
    ["backgroundColor", "color", "direction", "disparity", "display", "displayAlign", "extent", "fillLineGap", "fontFamily", "fontSize", "fontStyle", "fontVariant", "fontWeight", "lineHeight", "linePadding", "luminanceGain", "multiRowAlign", "opacity", "origin", "overflow", "padding", "position", "rubyAlign", "rubyPosition", "rubyReserve", "shear", "showBackground", "textAlign", "textCombine", "textDecoration", "textEmphasis", "textOutline", "textShadow", "unicodeBidi", "visibility", "wrapOption", "writingMode"])
_DEEPEST: Final = 64
_MIXED: Final = frozenset({"p", "span", "base", "text", "delimiter"})
_CONTENT: Final = frozenset({"body", "div", "p", "span", "br", "set"})
_RUBY: Final = frozenset({"container", "base", "text", "delimiter", "baseContainer", "textContainer"})


@dataclass(slots=True)
class Timed:
    """An element, or a run of text, with absolute times.

    Attributes:
        kind: ``region body div p span br #text``, or the value of ``tts:ruby`` for ruby spans.
        begin: Seconds from the start of the document.
        end: Seconds; None when it has no end.
        styles: Specified style properties by local name, references and nested styles merged.
        sets: Animations: property, value, begin, end.
        children: In order.
        text: For ``#text``.
        preserve: Whether white space counts (``xml:space``).
        language: ``xml:lang`` in force.
        region: Id of the region it names, or empty.
        attributes: Other attributes of interest by local name (``id agent forcedDisplay``).
    """

    kind: str
    begin: Fraction
    end: Fraction | None
    styles: dict[str, str] = field(default_factory=dict)
    sets: list[tuple[str, str, Fraction, Fraction | None]] = field(default_factory=list)
    children: list[Timed] = field(default_factory=list)
    text: str = ""
    preserve: bool = False
    language: str = ""
    region: str = ""
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Document:
    """A TTML document with its times resolved.

    Attributes:
        language: ``xml:lang`` of the root.
        frame_rate: Frames per second, where the document says.
        regions: By id, in order.
        body: None for an empty document.
        initials: Initial values of style properties that the document sets.
        agents: Names of ``ttm:agent`` by id.
        metadata: Title, description, copyright and profile.
        warnings: What was not understood, in words.
    """

    language: str
    frame_rate: Fraction | None
    regions: dict[str, Timed] = field(default_factory=dict)
    body: Timed | None = None
    initials: dict[str, str] = field(default_factory=dict)
    agents: dict[str, str] = field(default_factory=dict)
    metadata: list[tuple[str, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def parse_xml(data: bytes) -> etree._Element:
    """Return the root of an XML file: no entities, no network, no document type.

    Raises:
        InvalidSubtitle: If it is no XML, or declares a document type (the way of entity bombs).
    """
    # Refused before a parser sees it; libxml2's own limits stand behind this.
    plain = data.replace(b"\0", b"")
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        line = plain[:max(plain.find(b"<!DOCTYPE"), plain.find(b"<!ENTITY"))].count(b"\n") + 1
        raise InvalidSubtitle("document types and entities are refused", line=line, field="xml",
                              hint="no subtitle needs them; they can fill all memory")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, collect_ids=False,
                             remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise InvalidSubtitle(f"broken XML: {error.msg}", line=error.lineno or 0, field="xml") from error
    except (ValueError, LookupError) as error:
        raise InvalidSubtitle(f"broken XML: {error}", field="xml") from error
    if name_of(root) != "tt":
        raise InvalidSubtitle(f"the root element is <{etree.QName(root).localname}>, not <tt>", line=1, field="xml")
    return root


def name_of(element: etree._Element) -> str:
    """Return the local name of a TTML element of any age, empty for elements of other vocabularies."""
    name = etree.QName(element)
    space = name.namespace or ""
    return name.localname if not space or _OLD.fullmatch(space) else ""


def attributes(element: etree._Element) -> dict[str, str]:
    """Return attributes by local name; those of XML itself as ``xml:id``, ``xml:lang``, ``xml:space``."""
    found = {}
    for key, value in element.attrib.items():
        name = etree.QName(str(key))
        found[f"xml:{name.localname}" if name.namespace == XML else name.localname] = str(value)
    return found


def read(root: etree._Element) -> Document:
    """Return the document of a ``tt`` element.

    Raises:
        InvalidSubtitle: If a time cannot be read; names the line.
    """
    return _Reader(root).read()


class _Reader:
    """Holds what elements need of the whole document."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        given = attributes(root)
        self.clock = Clock.of(given)
        self.document = Document(given.get("xml:lang", ""), self.clock.rate if "frameRate" in given else None)
        self.preserve = given.get("xml:space") == "preserve"
        self.styles: dict[str, dict[str, str]] = {}
        self.depth = 0

    def read(self) -> Document:
        document = self.document
        head = next((item for item in self.root if name_of(item) == "head"), None)
        if head is not None:
            self._head(head)
        scope = Timed("tt", Fraction(0), None, preserve=self.preserve, language=document.language)
        for layout in (item for item in (head if head is not None else ()) if name_of(item) == "layout"):
            for item in layout:
                if name_of(item) == "region":
                    self._region(item, scope)
        for item in self.root:
            if name_of(item) == "body" and document.body is None:
                document.body = self._element(item, scope, Fraction(0), seq=False)
        profile = attributes(self.root)
        for name in ("profile", "contentProfiles"):
            if name in profile:
                document.metadata.append((name, profile[name]))
        return document

    def _head(self, head: etree._Element) -> None:
        for item in head.iter(f"{{{TT}}}initial"):
            self.document.initials.update(_specified(item))
        references: dict[str, list[str]] = {}
        for styling in (item for item in head if name_of(item) == "styling"):
            for item in styling:
                given = attributes(item)
                if name_of(item) == "style" and given.get("xml:id") and given["xml:id"] not in self.styles:
                    self.styles[given["xml:id"]] = _specified(item)
                    references[given["xml:id"]] = given.get("style", "").split()
        for name in list(self.styles):
            self._chain(name, references, set())
        for item in head.iter():
            self._metadata(item)

    def _chain(self, name: str, references: dict[str, list[str]], seen: set[str]) -> None:
        """Merge what a style refers to into it: its own values first, then the last reference's."""
        if name in seen:
            return
        for other in reversed(references.pop(name, [])):
            if other in self.styles:
                self._chain(other, references, seen | {name})
                self.styles[name] = self.styles[other] | self.styles[name]

    def _metadata(self, item: etree._Element) -> None:
        name = etree.QName(item)
        if not (name.namespace or "").endswith("#metadata"):
            return
        if name.localname in {"title", "desc", "copyright"}:
            text = " ".join("".join(str(piece) for piece in item.itertext()).split())
            if text:
                self.document.metadata.append((name.localname, text))
        elif name.localname == "agent":
            words = " ".join("".join(str(piece) for piece in item.itertext()).split())
            self.document.agents[attributes(item).get("xml:id", "")] = words

    def _region(self, item: etree._Element, scope: Timed) -> None:
        name = attributes(item).get("xml:id", "")
        if not name:
            self.document.warnings.append(f"line {item.sourceline}: a region without an id")
            return
        region = self._element(item, scope, Fraction(0), seq=False)
        self.document.regions[name] = region

    def _element(self, item: etree._Element, parent: Timed, start: Fraction, *, seq: bool) -> Timed:
        """Return an element with its children, all times absolute.

        Args:
            item: The XML element.
            parent: What it stands in.
            start: Where its times count from, in seconds: the parent's begin, or the end of the one before in a seq.
            seq: Whether the parent is a sequence.
        """
        self.depth += 1
        if self.depth > _DEEPEST:
            raise InvalidSubtitle(f"elements nest more than {_DEEPEST} deep", line=item.sourceline or 0, field="xml")
        given = attributes(item)
        begin, dur, end = (self._time(item, given.get(name)) for name in ("begin", "dur", "end"))
        made = Timed(self._kind(item, given), start + (begin or 0), None, preserve=_space(given, parent.preserve),
                     language=given.get("xml:lang", parent.language), region=given.get("region", ""))
        made.attributes = {name: given[name] for name in ("xml:id", "agent", "forcedDisplay") if name in given}
        inner = made.begin if seq or made.kind not in {"br", "region", "set"} else None
        inner = self._children(item, made, inner, seq=given.get("timeContainer") == "seq")
        ends = [time for time in (None if dur is None else made.begin + dur, None if end is None else start + end)
                if time is not None]
        made.end = min(ends) if ends else inner
        _clip(made, made.end)
        made.styles = self._merged(item, given)
        self.depth -= 1
        return made

    def _time(self, item: etree._Element, value: str | None) -> Fraction | None:
        return None if value is None else self.clock.parse(value, item.sourceline or 0)

    def _kind(self, item: etree._Element, given: dict[str, str]) -> str:
        name = name_of(item)
        return given["ruby"] if name == "span" and given.get("ruby") in _RUBY else name

    def _children(self, item: etree._Element, made: Timed, inner: Fraction | None, *, seq: bool) -> Fraction | None:
        """Fill in an element's children and return where its content ends by itself; None for never."""
        mixed = made.kind in _MIXED
        if mixed and item.text and not seq:
            made.children.append(_anonymous(made, item.text))
            inner = None
        for child in item:
            name = name_of(child)
            if name in _CONTENT and not (seq and inner is None):
                inner = self._child(child, made, inner, seq=seq)
            elif name in _CONTENT:
                self.document.warnings.append(
                    f"line {child.sourceline}: <{name}> follows an element without end in a sequence: never shown")
            elif name not in {"", "metadata", "style"}:
                self.document.warnings.append(f"line {child.sourceline}: <{name}> is not known")
            if mixed and child.tail and not seq:
                made.children.append(_anonymous(made, child.tail))
                inner = None
        return inner

    def _child(self, item: etree._Element, made: Timed, inner: Fraction | None, *, seq: bool) -> Fraction | None:
        """Add one child and return where the content now ends by itself."""
        start = inner if seq and inner is not None else made.begin
        child = self._element(item, made, start, seq=seq)
        if child.kind == "set":
            made.sets.extend((name, value, child.begin, child.end) for name, value in list(child.styles.items())[:1])
        elif child.end != child.begin:
            made.children.append(child)
        if seq:
            return child.end
        return None if inner is None or child.end is None else max(inner, child.end)

    def _merged(self, item: etree._Element, given: dict[str, str]) -> dict[str, str]:
        """Return an element's styles: its own, then nested ones (regions), then those it refers to, the last first."""
        styles = _specified(item)
        for child in item:
            if name_of(child) == "style" and name_of(item) == "region":
                styles = _specified(child) | styles
        for name in reversed(given.get("style", "").split()):
            if name in self.styles:
                styles = self.styles[name] | styles
            else:
                self.document.warnings.append(f"line {item.sourceline}: there is no style {name!r}")
        return styles


def _specified(item: etree._Element) -> dict[str, str]:
    return {name: " ".join(value.split()) for name, value in attributes(item).items() if name in PROPERTIES}


def _space(given: dict[str, str], inherited: bool) -> bool:
    return given["xml:space"] == "preserve" if "xml:space" in given else inherited


def _anonymous(parent: Timed, text: str) -> Timed:
    return Timed("#text", parent.begin, None, text=text, preserve=parent.preserve, language=parent.language)


def _clip(element: Timed, end: Fraction | None) -> None:
    """End nothing inside an element after it."""
    if end is None:
        return
    element.end = end if element.end is None else min(element.end, end)
    element.sets = [(name, value, begin, end if stop is None else min(stop, end))
                    for name, value, begin, stop in element.sets]
    for child in element.children:
        if child.end is None or child.end > end:
            _clip(child, end)


def walk(element: Timed) -> Iterator[Timed]:
    """Yield an element and all below it, parents first."""
    yield element
    for child in element.children:
        yield from walk(child)
