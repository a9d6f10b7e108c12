"""From a timed TTML tree to cues: one for every stretch in which a paragraph shows the same text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from localize.errors import InvalidSubtitle
from localize.formats.ttml.document import Document, Timed, walk
from localize.formats.ttml.layout import placement
from localize.formats.ttml.picture import Stretch, changes, leaves
from localize.model import Break, Cue, CueKind, Element, Node, Region, SubtitleTrack, Text
from localize.model.colour import to_hex
from localize.time import Span

_SPACE: Final = "\t\r\n "
#: Style properties that become tags, colours or the place of a cue; of the rest, spans keep theirs as they are.
_READ: Final = frozenset({"color", "fontStyle", "fontWeight", "textDecoration", "textAlign", "display", "displayAlign",
                          "origin", "extent", "position"})
_LAYOUT: Final = frozenset({"direction", "unicodeBidi", "visibility", "opacity", "lineHeight", "linePadding", "padding",
                            "multiRowAlign", "wrapOption", "overflow", "showBackground", "writingMode", "fillLineGap"})
_MOST_CHANGES: Final = 2000
"""A paragraph is read again for each of its changes: more than a crawl of characters has are refused."""

_LONGEST: Final = Fraction(5)
"""Seconds given to a cue that never ends and is the last thing to happen."""


@dataclass(frozen=True, slots=True)
class Look:
    """What holds for a run of text: inherited style, language, and what its spans say beyond."""

    italic: bool = False
    bold: bool = False
    underline: bool = False
    colour: str = ""
    language: str = ""
    extra: tuple[tuple[str, str], ...] = ()
    ruby: int = 0
    """Number of the ruby container it is in, 0 for none."""
    annotation: bool = False
    """Whether it is ruby text, not its base."""


def track(document: Document) -> SubtitleTrack:
    """Return the track of a document; its picture changes are kept beside the cues."""
    moments = changes(document)
    last = max((time for time, _ in moments), default=Fraction(0))
    reader = _Reader(document, last)
    cues = sorted(reader.cues(), key=lambda cue: cue.span.begin)
    regions = tuple(Region(name, tuple(sorted(region.styles.items()))) for name, region in document.regions.items())
    return SubtitleTrack(
        language=document.language or "und", cues=tuple(cues), regions=regions, metadata=tuple(document.metadata),
        frame_rate=document.frame_rate, picture=moments, losses=tuple(reader.losses()))


class _Reader:
    """Collects what is shown by paragraph, and what could not be kept."""

    def __init__(self, document: Document, last: Fraction) -> None:
        self.document = document
        self.last = last
        self.endless = 0
        self.unplaced = 0
        self.taken: set[str] = set()

    def cues(self) -> Iterator[Cue]:
        shown: dict[int, tuple[Timed, str, list[tuple[Timed, list[Stretch]]]]] = {}
        for leaf, paragraph, region, stretches in leaves(self.document):
            entry = shown.setdefault(id(paragraph), (paragraph, region, []))
            entry[2].append((leaf, stretches))
        chains = _chains(self.document)
        for paragraph, region, parts in shown.values():
            yield from self._paragraph(paragraph, region, parts, chains[id(paragraph)])

    def _paragraph(self, paragraph: Timed, region: str, parts: list[tuple[Timed, list[Stretch]]],
                   chain: list[Timed]) -> Iterator[Cue]:
        """Yield the cues of a paragraph: it is cut where its text changes."""
        marks = sorted({time for _, stretches in parts for stretch in stretches for time in stretch if time is not None})
        if len(marks) > _MOST_CHANGES:
            raise InvalidSubtitle(f"a paragraph that changes {len(marks)} times", field="p",
                                  hint=f"up to {_MOST_CHANGES} are read")
        open_ended = any(end is None for _, stretches in parts for _, end in stretches)
        before: tuple[Fraction, Fraction | None, tuple[Node, ...]] | None = None
        for number, begin in enumerate(marks):
            end = marks[number + 1] if number + 1 < len(marks) else None
            if end is None and not open_ended:
                break
            active = {id(leaf) for leaf, stretches in parts if any(
                start <= begin and (stop is None or begin < stop) for start, stop in stretches)}
            content = _content(paragraph, active, chain, self.document)
            if before is not None and (before[1], before[2]) == (begin, content):
                before = (before[0], end, content)
                continue
            if before is not None and before[2]:
                yield self._cue(paragraph, region, before[0], before[1], before[2], chain)
            before = (begin, end, content)
        if before is not None and before[2]:
            yield self._cue(paragraph, region, before[0], before[1], before[2], chain)

    def _cue(self, paragraph: Timed, region: str, begin: Fraction, end: Fraction | None, content: tuple[Node, ...],
             chain: list[Timed]) -> Cue:
        settings = list(placement(self.document, region, chain))
        if end is None:
            self.endless += 1
            end = max(self.last, begin + _LONGEST)
            settings.append(("duration", "indefinite"))
        if self.document.regions and not region:
            self.unplaced += 1
        agent = next((item.attributes["agent"] for item in reversed(chain) if "agent" in item.attributes), "")
        speaker = " ".join(self.document.agents.get(name, name) for name in agent.split())
        forced = any(item.attributes.get("forcedDisplay") == "true" for item in chain)
        return Cue(self._id(paragraph), Span(begin, end), content, region=region, settings=tuple(settings),
                   speaker=speaker, kind=CueKind.FORCED if forced else CueKind.DIALOGUE)

    def _id(self, paragraph: Timed) -> str:
        wanted = paragraph.attributes.get("xml:id") or str(len(self.taken) + 1)
        name, number = wanted, 1
        while name in self.taken:
            number += 1
            name = f"{wanted}.{number}"
        self.taken.add(name)
        return name

    def losses(self) -> Iterator[str]:
        """Yield what reading left out or had to assume."""
        yield from self.document.warnings[:20]
        if self.endless:
            yield f"{self.endless} cues without end: they end with the document"
        if self.unplaced:
            yield f"{self.unplaced} cues are in no region: a player would not show them"
        roots = [item for item in (self.document.body, *self.document.regions.values()) if item is not None]
        animated = sorted({name for root in roots for item in walk(root) for name, *_ in item.sets} - {"display"})
        if animated:
            yield f"animation of {', '.join(animated)}"
        blocks = {name for root in roots for item in walk(root) if item.kind in {"body", "div", "p"}
                  for name in item.styles} - _READ
        if blocks:
            yield f"style {', '.join(sorted(blocks))} of whole paragraphs"


def _chains(document: Document) -> dict[int, list[Timed]]:
    """Return, by paragraph, its ancestors from body to itself."""
    found: dict[int, list[Timed]] = {}
    stack = [(document.body, list[Timed]())] if document.body is not None else []
    while stack:
        element, above = stack.pop()
        chain = [*above, element]
        if element.kind == "p":
            found[id(element)] = chain
        else:
            stack.extend((child, chain) for child in element.children)
    return found


def _content(paragraph: Timed, active: set[int], chain: list[Timed], document: Document) -> tuple[Node, ...]:
    """Return the tree of a paragraph's active text, white space treated as ``xml:space`` says; empty when none."""
    look = Look()
    region = next((item.region for item in reversed(chain) if item.region), "")
    for item in ([document.regions[region]] if region in document.regions else []) + chain:
        look = _look(look, item, document.language)
    found = [(leaf, look) for leaf, look in _active(paragraph, look, active, document.language)]
    runs = _collapse(found)
    if not any(isinstance(node, Break) or node.value for _, node in runs):
        return ()
    return tuple(_tree(runs))


def _active(element: Timed, look: Look, active: set[int], language: str) -> Iterator[tuple[Timed, Look]]:
    for child in element.children:
        if child.kind in {"#text", "br"}:
            if id(child) in active:
                yield child, look
        elif child.kind != "delimiter":
            inner = _look(look, child, language)
            if child.kind == "container":
                inner = replace(inner, ruby=id(child))
            elif child.kind == "text":
                inner = replace(inner, annotation=True)
            yield from _active(child, inner, active, language)


def _look(look: Look, element: Timed, language: str) -> Look:
    styles = element.styles
    if "fontStyle" in styles:
        look = replace(look, italic=styles["fontStyle"] in {"italic", "oblique"})
    if "fontWeight" in styles:
        look = replace(look, bold=styles["fontWeight"] == "bold")
    for word in styles.get("textDecoration", "").split():
        if word in {"underline", "noUnderline", "none"}:
            look = replace(look, underline=word == "underline")
    if "color" in styles:
        colour = to_hex(styles["color"])
        # White is what subtitles are when nothing is said.
        look = replace(look, colour="" if colour == "#ffffff" else colour)
    if element.kind not in {"body", "div", "p", "region"}:
        mine = {name: value for name, value in styles.items() if name not in _READ | _LAYOUT}
        if mine:
            look = replace(look, extra=tuple(sorted((dict(look.extra) | mine).items())))
    return replace(look, language=element.language if element.language != language else "")


def _collapse(found: list[tuple[Timed, Look]]) -> list[tuple[Look, Text | Break]]:
    """Return runs with white space collapsed (TTML1, 7.2.3: as XSL's, line feeds treated as spaces)."""
    runs: list[tuple[Look, Text | Break, bool]] = []
    for leaf, look in found:
        if leaf.kind == "br":
            runs.append((look, Break(), True))
            continue
        text = leaf.text.replace("\r\n", "\n").replace("\r", "\n")
        if leaf.preserve:
            for number, line in enumerate(text.split("\n")):
                if number:
                    runs.append((look, Break(), True))
                if line:
                    runs.append((look, Text(line), True))
            continue
        text = re.sub(f"[{_SPACE}]+", " ", text)
        before = next((node for other, node, _ in reversed(runs) if other.annotation == look.annotation), None)
        if text.startswith(" ") and (before is None or isinstance(before, Break) or before.value.endswith(" ")):
            text = text[1:]
        if text:
            runs.append((look, Text(text), False))
    return _trim(runs)


def _trim(runs: list[tuple[Look, Text | Break, bool]]) -> list[tuple[Look, Text | Break]]:
    """Take the space before a break or the end away."""
    kept: list[tuple[Look, Text | Break]] = []
    after: Text | Break = Break()
    for look, node, preserve in reversed(runs):
        trimmed = node
        if isinstance(node, Text) and not preserve and isinstance(after, Break):
            trimmed = Text(node.value.rstrip(" "))
        if isinstance(trimmed, Break) or trimmed.value:
            kept.append((look, trimmed))
            after = trimmed
    return kept[::-1]


def _tree(runs: list[tuple[Look, Text | Break]]) -> Iterator[Node]:
    at = 0
    while at < len(runs):
        ruby, stop = runs[at][0].ruby, at + 1
        while stop < len(runs) and runs[stop][0].ruby == ruby:
            stop += 1
        if ruby:
            yield Element("ruby", tuple(_ruby(runs[at:stop])))
        else:
            yield from _styled(runs[at:stop])
        at = stop


def _ruby(runs: list[tuple[Look, Text | Break]]) -> Iterator[Node]:
    """Yield bases, each followed by its annotation."""
    at = 0
    plain = [(replace(look, ruby=0), node) for look, node in runs]
    while at < len(plain):
        stop = at + 1
        while stop < len(plain) and plain[stop][0].annotation == plain[at][0].annotation:
            stop += 1
        nodes = tuple(_styled([(replace(look, annotation=False), node) for look, node in plain[at:stop]]))
        if plain[at][0].annotation:
            yield Element("rt", nodes)
        else:
            yield from nodes
        at = stop


def _styled(runs: list[tuple[Look, Text | Break]]) -> Iterator[Node]:
    at = 0
    while at < len(runs):
        look, nodes = runs[at][0], list[Node]()
        while at < len(runs) and runs[at][0] == look:
            node = runs[at][1]
            if isinstance(node, Text) and nodes and isinstance(nodes[-1], Text):
                nodes[-1] = Text(nodes[-1].value + node.value)
            else:
                nodes.append(node)
            at += 1
        yield from _wrap(look, tuple(nodes))


def _wrap(look: Look, inner: tuple[Node, ...]) -> tuple[Node, ...]:
    if not any(isinstance(node, Text) for node in inner):
        return inner
    for name, on in (("u", look.underline), ("b", look.bold), ("i", look.italic)):
        if on:
            inner = (Element(name, inner),)
    style = ((("color", look.colour),) if look.colour else ()) + look.extra
    if style:
        inner = (Element("span", inner, style=style),)
    return (Element("lang", inner, annotation=look.language),) if look.language else inner
