"""The text field of EBU STL: printable codes, line feeds, and the controls of teletext and of open subtitles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from localize.formats.stl import codes
from localize.model import Break, Element, Node, Text

LINE: Final = 0x8A
UNUSED: Final = 0x8F
DOUBLE_HEIGHT: Final = 0x0D
_COLOURS: Final = ("#000000", "#ff0000", "#00ff00", "#ffff00", "#0000ff", "#ff00ff", "#00ffff", "#ffffff")
_SWITCHES: Final = {0x80: ("italic", True), 0x81: ("italic", False), 0x82: ("underline", True),
                    0x83: ("underline", False)}


@dataclass(frozen=True, slots=True)
class Look:
    """What controls switch; empty colours are white on no background."""

    italic: bool = False
    underline: bool = False
    colour: str = ""
    background: str = ""


def parse(field: bytes, table: str, *, teletext: bool) -> tuple[Node, ...]:
    """Return the tree of a text field up to its unused part.

    Args:
        field: The bytes of all blocks of one subtitle.
        table: Code table (CCT).
        teletext: Whether a control takes a cell, that is, shows as a space, and each row starts anew.
    """
    runs: list[tuple[Look, Text | Break]] = []
    look = Look()
    for number, line in enumerate(_lines(field)):
        if number:
            runs.append((look, Break()))
        found, look = _row(line, table, Look() if teletext else look, teletext=teletext)
        runs.extend((state, Text(text)) for state, text in (_trimmed(found) if teletext else found))
    while runs and isinstance(runs[-1][1], Break):
        runs.pop()
    return tuple(_tree(runs))


def _lines(field: bytes) -> list[bytes]:
    """Return rows; two line feeds in a row are one, for double height."""
    end = field.find(UNUSED)
    return re.sub(rb"\x8a+", b"\x8a", field if end < 0 else field[:end]).strip(b"\x8a").split(b"\x8a")


def _row(line: bytes, table: str, look: Look, *, teletext: bool) -> tuple[list[tuple[Look, str]], Look]:
    """Return the runs of a row, and the look it ends with."""
    found: list[tuple[Look, str]] = []
    printable = bytearray()
    for code in line:
        if code >= 0x20 and not 0x80 <= code <= 0x9F:
            printable.append(code)
            continue
        if printable:
            found.append((look, codes.decode(bytes(printable), table)))
            printable.clear()
        look = _switch(look, code)
        if teletext:
            found.append((look, " "))
    if printable:
        found.append((look, codes.decode(bytes(printable), table)))
    return found, look


def _trimmed(found: list[tuple[Look, str]]) -> list[tuple[Look, str]]:
    """Return runs without the spaces that cells of controls and centring make."""
    kept: list[tuple[Look, str]] = []
    space = True
    for look, text in found:
        one = re.sub(r" +", " ", text)
        one = one.removeprefix(" ") if space else one
        if one:
            space = one.endswith(" ")
            kept.append((look, one))
    while kept and kept[-1][1].endswith(" "):
        look, text = kept.pop()
        if text.rstrip(" "):
            kept.append((look, text.rstrip(" ")))
    return kept


def _switch(look: Look, code: int) -> Look:
    if code < len(_COLOURS):
        return replace(look, colour="" if code == 7 else _COLOURS[code])
    if code in _SWITCHES:
        name, on = _SWITCHES[code]
        return replace(look, italic=on) if name == "italic" else replace(look, underline=on)
    if code == 0x1D:
        return replace(look, background=look.colour or _COLOURS[7])
    return replace(look, background="") if code in {0x1C, 0x85} else look


def _tree(runs: list[tuple[Look, Text | Break]]) -> Iterator[Node]:
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
    if look.underline:
        inner = (Element("u", inner),)
    if look.italic:
        inner = (Element("i", inner),)
    style = tuple((name, value) for name, value in (("color", look.colour), ("backgroundColor", look.background)) if value)
    return (Element("span", inner, style=style),) if style else inner


def render(nodes: tuple[Node, ...], table: str) -> tuple[bytes, str]:
    """Return the field of a tree, as open subtitles have it, and the characters its table lacks."""
    data, missing, look = bytearray(), "", Look()
    for wanted, node in _runs(nodes, Look()):
        for name, on, off in (("italic", 0x80, 0x81), ("underline", 0x82, 0x83)):
            if getattr(look, name) != getattr(wanted, name):
                data.append(on if getattr(wanted, name) else off)
        look = wanted
        if isinstance(node, Break):
            data.append(LINE)
        else:
            piece, lacking = codes.encode(re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", node.value), table)
            data += piece
            missing += lacking
    return bytes(data), missing


def _runs(nodes: tuple[Node, ...], look: Look) -> Iterator[tuple[Look, Text | Break]]:
    for node in nodes:
        if isinstance(node, Text | Break):
            yield look, node
        elif isinstance(node, Element) and node.name != "rt":
            style = dict(node.style)
            inner = replace(
                look, italic=look.italic or node.name == "i" or style.get("fontStyle") in {"italic", "oblique"},
                underline=look.underline or node.name == "u" or "underline" in style.get("textDecoration", "").split())
            yield from _runs(node.children, inner)
