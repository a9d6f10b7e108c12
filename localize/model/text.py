"""The markup tree of a cue's text: what all subtitle formats have in common."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from localize.time import Seconds


@dataclass(frozen=True, slots=True)
class Text:
    """A run of plain text, in logical order, entities resolved, without line feeds."""

    value: str


@dataclass(frozen=True, slots=True)
class Break:
    """A line break inside a cue."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A time inside a cue at which the rest appears (WebVTT timestamp tag, karaoke)."""

    at: Seconds


@dataclass(frozen=True, slots=True)
class Element:
    """A marked-up stretch.

    Attributes:
        name: ``i b u c v lang ruby rt`` as in WebVTT, or ``span`` for styling alone.
        children: What it holds, in order.
        classes: Class names.
        annotation: Speaker for ``v``, language tag for ``lang``.
        style: Pairs of style property and value, named as in TTML (``color``, ``fontStyle`` …).
    """

    name: str
    children: tuple[Node, ...] = ()
    classes: tuple[str, ...] = ()
    annotation: str = ""
    style: tuple[tuple[str, str], ...] = ()


Node = Text | Break | Moment | Element
"""Any node of a markup tree."""


def plain(nodes: tuple[Node, ...]) -> str:
    """Return the text without markup, lines parted by a line feed; ruby annotations are left out."""
    return "".join(_pieces(nodes))


def _pieces(nodes: tuple[Node, ...]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, Text):
            yield node.value
        elif isinstance(node, Break):
            yield "\n"
        elif isinstance(node, Element) and node.name != "rt":
            yield from _pieces(node.children)


def lines(text: str) -> tuple[Node, ...]:
    """Return the tree of plain text: line feeds become breaks."""
    nodes: list[Node] = []
    for number, line in enumerate(text.split("\n")):
        if number:
            nodes.append(Break())
        if line:
            nodes.append(Text(line))
    return tuple(nodes)
