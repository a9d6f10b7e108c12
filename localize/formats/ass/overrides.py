"""ASS event text: override tags to a markup tree, and back.

Overrides switch a state on and off; a tree nests. So text is read as runs of one state each, and every run is wrapped
in its elements in a fixed order: span (colour), i, b, u, s.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import pairwise
from typing import Final

from localize.model import Break, Element, Moment, Node, Text
from localize.model.colour import to_hex

_BLOCK: Final = re.compile(r"\{([^{}]*)\}")
# Longer names first: \bord is no \b with an argument.
_TAG: Final = re.compile(
    r"\\(pos|move|org|fade|fad|iclip|clip|alpha|an|kf|ko|kt|k|K|fn|fscx|fscy|fsp|fs|frx|fry|frz|fr|fax|fay|fe"
    r"|bord|xbord|ybord|blur|be|shad|xshad|yshad|pbo|[1-4][ac]|[a-zA-Z])((?:\((?:[^()]|\([^()]*\))*\)?)|[^\\(]*)")
_ESCAPE: Final = re.compile(r"\\([Nnh{}])")
#: Tags that hold for the whole line wherever they stand: kept as they are.
_WHOLE_LINE: Final = frozenset({"pos", "move", "org", "fade", "fad", "clip", "iclip", "q"})
_LEGACY: Final = {1: 1, 2: 2, 3: 3, 5: 7, 6: 8, 7: 9, 9: 4, 10: 5, 11: 6}


@dataclass(frozen=True, slots=True)
class State:
    """What overrides switch: italic, bold, underlined, struck out, colour (``#rrggbb`` or empty for the style's)."""

    i: bool = False
    b: bool = False
    u: bool = False
    s: bool = False
    colour: str = ""


@dataclass(slots=True)
class Line:
    """What the text of one event says.

    Attributes:
        content: Its markup tree.
        numpad: Place by the tag ``an``, or 0.
        overrides: Tags kept as they are, for the whole line.
        lost: Names of tags that are not kept.
    """

    content: tuple[Node, ...] = ()
    numpad: int = 0
    overrides: str = ""
    lost: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Reader:
    base: State
    styles: dict[str, State]
    begin: Fraction
    state: State
    line: Line
    sung: Fraction = Fraction(0)
    drawing: bool = False
    runs: list[tuple[State, Node]] = field(default_factory=list)

    def text(self, text: str) -> None:
        if self.drawing:
            if text.strip():
                self.line.lost.add("\\p (a drawing)")
            return
        position = 0
        for match in _ESCAPE.finditer(text):
            self._plain(text[position:match.start()])
            position = match.end()
            if match[1] == "N":
                self.runs.append((self.state, Break()))
            else:
                self._plain({"n": " ", "h": "\u00a0"}.get(match[1], match[1]))
        self._plain(text[position:])

    def _plain(self, text: str) -> None:
        if text:
            self.runs.append((self.state, Text(text)))

    def block(self, block: str) -> None:
        for match in _TAG.finditer(block):
            self._tag(match[1], match[2].strip())

    def _tag(self, name: str, value: str) -> None:
        if name in {"i", "b", "u", "s"} and (value == "" or value.lstrip("-").isdigit()):
            wanted = getattr(self.base, name) if value == "" else int(value) not in {0, 400}
            self.state = _switch(self.state, name, on=wanted)
        elif name in {"c", "1c"}:
            self.state = replace(self.state, colour=_colour(value))
        elif name == "r":
            self.state = self.styles.get(value, self.base)
        elif name == "an" and value in set("123456789"):
            self.line.numpad = self.line.numpad or int(value)
        elif name == "a" and value.isdigit() and int(value) in _LEGACY:
            self.line.numpad = self.line.numpad or _LEGACY[int(value)]
        elif name in {"k", "K", "kf", "ko"} and value.isdigit():
            if self.sung:
                self.runs.append((self.state, Moment(self.begin + self.sung)))
            self.sung += Fraction(int(value), 100)
        elif name == "p" and value.isdigit():
            self.drawing = value != "0"
        elif name in _WHOLE_LINE:
            self.line.overrides += f"\\{name}{value}"
        else:
            self.line.lost.add(f"\\{name}")


def parse(text: str, begin: Fraction, base: State, styles: dict[str, State]) -> Line:
    """Return what an event's text says.

    Args:
        text: The Text field.
        begin: When the event begins, in seconds: karaoke counts from there.
        base: State of the event's style.
        styles: States of all styles by name, for the tag ``r``.
    """
    reader = _Reader(base, styles, begin, base, Line())
    position = 0
    for match in _BLOCK.finditer(text):
        # An escaped brace opens no block.
        if text[:match.start()].endswith("\\"):
            continue
        reader.text(text[position:match.start()])
        position = match.end()
        reader.block(match[1])
    reader.text(text[position:])
    reader.line.content = tuple(_tree(reader.runs))
    return reader.line


def _tree(runs: list[tuple[State, Node]]) -> Iterator[Node]:
    at = 0
    while at < len(runs):
        state, pieces = runs[at][0], list[Node]()
        while at < len(runs) and runs[at][0] == state:
            node = runs[at][1]
            if isinstance(node, Text) and pieces and isinstance(pieces[-1], Text):
                pieces[-1] = Text(pieces[-1].value + node.value)
            else:
                pieces.append(node)
            at += 1
        yield from _wrap(state, tuple(pieces))


def _wrap(state: State, inner: tuple[Node, ...]) -> tuple[Node, ...]:
    if not any(isinstance(node, Text) for node in inner):
        return inner
    if state.s:
        inner = (Element("span", inner, style=(("textDecoration", "lineThrough"),)),)
    for name in ("u", "b", "i"):
        if getattr(state, name):
            inner = (Element(name, inner),)
    return (Element("span", inner, style=(("color", state.colour),)),) if state.colour else inner


def _switch(state: State, name: str, *, on: bool) -> State:
    if name == "i":
        return replace(state, i=on)
    if name == "b":
        return replace(state, b=on)
    return replace(state, u=on) if name == "u" else replace(state, s=on)


def _colour(value: str) -> str:
    digits = re.sub(r"[^0-9A-Fa-f]", "", value.upper().replace("&H", "").replace("H", ""))[-6:].zfill(6).lower()
    return f"#{digits[4:6]}{digits[2:4]}{digits[0:2]}" if value.strip("&Hh ") else ""


def render(content: Iterable[Node], base: State, begin: Fraction, end: Fraction) -> str:
    """Return an event's text: override tags only where the state changes."""
    # The tree says all: what its style adds is switched off again.
    runs = list(_runs(content, State()))
    moments = [node.at for _, node in runs if isinstance(node, Moment)]
    marks = [begin, *moments, end]
    lengths = [max(0, round((after - before) * 100)) for before, after in pairwise(marks)]
    pieces, state, sung = [], base, 0
    if moments:
        pieces.append(f"{{\\k{lengths[0]}}}")
    for wanted, node in runs:
        if isinstance(node, Moment):
            sung += 1
            pieces.append(f"{{\\k{lengths[sung]}}}")
            continue
        pieces.append(_change(state, wanted))
        state = wanted
        pieces.append("\\N" if isinstance(node, Break) else _escape(node))
    return "".join(pieces)


def _runs(nodes: Iterable[Node], state: State) -> Iterator[tuple[State, Text | Break | Moment]]:
    for node in nodes:
        if isinstance(node, Element):
            inner = _runs(node.children, _inside(node, state))
            # Ruby text beside its base would read as a word of the line.
            yield from inner if node.name != "rt" else ((state, Text("(")), *inner, (state, Text(")")))
        else:
            yield state, node


def _inside(element: Element, state: State) -> State:
    if element.name in {"i", "b", "u"}:
        state = _switch(state, element.name, on=True)
    for name, value in element.style:
        if name == "color" and to_hex(value):
            state = replace(state, colour=to_hex(value)[:7])
        elif name == "fontStyle":
            state = replace(state, i=value in {"italic", "oblique"})
        elif name == "fontWeight":
            state = replace(state, b=value == "bold")
        elif name == "textDecoration":
            state = replace(state, u="underline" in value.split(), s="lineThrough" in value.split())
    return state


def _change(old: State, new: State) -> str:
    tags = [f"\\{name}{int(getattr(new, name))}" for name in ("i", "b", "u", "s")
            if getattr(old, name) != getattr(new, name)]
    if old.colour != new.colour:
        code = new.colour.lstrip("#").upper()
        tags.append(f"\\c&H{code[4:6]}{code[2:4]}{code[0:2]}&" if code else "\\c")
    return f"{{{''.join(tags)}}}" if tags else ""


def _escape(text: Text) -> str:
    # A word joiner keeps a backslash of the text from being read as an escape.
    value = re.sub(r"\\(?=[Nnh{}]|$)", "\\\\\u2060", text.value)
    # A hard space as ASS writes it: readers strip the character itself from the ends of a line.
    return value.replace("\u00a0", "\\h").replace("{", "\\{").replace("}", "\\}").replace("\n", " ").replace("\r", " ")
