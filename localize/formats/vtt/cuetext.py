"""WebVTT cue text: tokenizer and tree (WebVTT, section 6.4), and the way back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.entities import html5
from typing import Final

from localize.formats.vtt.blocks import time_at
from localize.model import Break, Element, Moment, Node, Text
from localize.model.colour import to_hex
from localize.time import format_clock

_NAMES: Final = frozenset({"c", "i", "b", "u", "ruby", "v", "lang"})
_REFERENCE: Final = re.compile(r"&(?:#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?|([0-9A-Za-z]{1,31};?))")
#: Windows-1252 code points that HTML puts in place of C1 controls (HTML, "numeric character reference end state").
#: The five that Windows-1252 leaves open stay what they are.
_C1: Final = {number: bytes([number]).decode("cp1252") for number in range(0x80, 0xA0) if number not in {0x81, 0x8D, 0x8F, 0x90, 0x9D}}
_MAX_DEPTH: Final = 64


@dataclass(frozen=True, slots=True)
class Token:
    """One token: ``text``, ``start``, ``end`` or ``time``."""

    kind: str
    value: str
    classes: tuple[str, ...] = ()
    annotation: str = ""


def _reference(match: re.Match[str]) -> str:
    """Return what a character reference stands for: HTML, "consume a character reference".

    Names without their semicolon match where HTML knows them so, the longest first. What is no reference stays.
    """
    if match[1] or match[2]:
        # Leading zeros count for nothing; eight digits without them are over Unicode's last code point already.
        digits = (match[1] or match[2]).lstrip("0")[:8] or "0"
        code = int(digits, 16 if match[1] else 10)
        if code == 0 or code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
            return "\ufffd"
        return _C1.get(code, chr(code))
    name = match[3]
    for length in range(len(name), 0, -1):
        if name[:length] in html5:
            return html5[name[:length]] + name[length:]
    return match[0]


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of cue text: a ``<`` opens a tag, which ends at ``>`` or with the text."""
    position = 0
    while position < len(text):
        if text[position] == "<":
            close = text.find(">", position)
            inside = text[position + 1:] if close < 0 else text[position + 1:close]
            yield _tag(inside)
            position = len(text) if close < 0 else close + 1
            continue
        end = text.find("<", position)
        end = len(text) if end < 0 else end
        yield Token("text", resolve(text[position:end]))
        position = end


def resolve(text: str) -> str:
    """Return text with its character references resolved."""
    return _REFERENCE.sub(_reference, text)


def _tag(inside: str) -> Token:
    if inside.startswith("/"):
        return Token("end", inside[1:])
    if inside[:1].isascii() and inside[:1].isdigit():
        return Token("time", inside)
    match = re.match(r"([^\t\n\f .]*)((?:\.[^\t\n\f .]*)*)(?s:[\t\n\f ](.*))?", inside)
    assert match is not None
    classes = tuple(name for name in match[2].split(".") if name)
    annotation = re.sub(r"[\t\n\f\r ]+", " ", resolve(match[3] or "").strip("\t\n\f\r "))
    return Token("start", match[1], classes, annotation)


@dataclass(slots=True)
class _Open:
    """An element that is being filled."""

    name: str
    classes: tuple[str, ...] = ()
    annotation: str = ""
    children: list[Node] = field(default_factory=list)

    def closed(self) -> Element:
        return Element(self.name, tuple(self.children), self.classes, self.annotation)


def parse(text: str) -> tuple[Node, ...]:
    """Return the markup tree of cue text; broken markup is repaired as browsers do."""
    stack = [_Open("")]
    for token in tokens(text):
        if token.kind == "text":
            stack[-1].children.extend(_lines(token.value))
        elif token.kind == "start":
            if _opens(token.value, stack):
                kept = token.annotation if token.value in {"v", "lang"} else ""
                stack.append(_Open(token.value, token.classes, kept))
        elif token.kind == "end":
            _close(token.value, stack)
        else:
            time = time_at(token.value, 0)
            if time is not None and time[1] == len(token.value):
                stack[-1].children.append(Moment(time[0]))
    while len(stack) > 1:
        _pop(stack)
    return tuple(stack[0].children)


def _opens(name: str, stack: list[_Open]) -> bool:
    # Deeper markup means nothing to a reader and would only exhaust ours.
    if len(stack) > _MAX_DEPTH:
        return False
    return name in _NAMES or (name == "rt" and stack[-1].name == "ruby")


def _close(name: str, stack: list[_Open]) -> None:
    if len(stack) > 1 and name == stack[-1].name:
        _pop(stack)
    elif name == "ruby" and stack[-1].name == "rt":
        _pop(stack)
        _pop(stack)


def _pop(stack: list[_Open]) -> None:
    done = stack.pop()
    stack[-1].children.append(done.closed())


def _lines(text: str) -> Iterator[Node]:
    for number, line in enumerate(text.split("\n")):
        if number:
            yield Break()
        if line:
            yield Text(line)


#: The eight colours WebVTT has default classes for (section 5, "default text colors").
COLOURS: Final = {"white": "#ffffff", "lime": "#00ff00", "cyan": "#00ffff", "red": "#ff0000", "yellow": "#ffff00",
                  "magenta": "#ff00ff", "blue": "#0000ff", "black": "#000000"}
_BY_CODE: Final = {code: name for name, code in COLOURS.items()}
#: Style properties that have a tag, and the value that calls for it.
STYLE_TAGS: Final = {("fontStyle", "italic"): "i", ("fontStyle", "oblique"): "i", ("fontWeight", "bold"): "b",
                     ("textDecoration", "underline"): "u"}


def colour_class(value: str) -> str:
    """Return the WebVTT class of a colour (``yellow`` for ``#FFFF00``), or empty when it has none."""
    return _BY_CODE.get(to_hex(value), "")


def render(nodes: tuple[Node, ...]) -> str:
    """Return the cue text of a tree. Empty lines would end the cue: they get a no-break space."""
    text = "".join(_pieces(nodes))
    lines = [line if line.strip("\t ") else "\u00a0" for line in text.split("\n")] if text else []
    return "\n".join(lines)


def _pieces(nodes: tuple[Node, ...]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, Text):
            yield escape(node.value)
        elif isinstance(node, Break):
            yield "\n"
        elif isinstance(node, Moment):
            yield f"<{format_clock(node.at)}>"
        else:
            yield from _element(node)


def _element(element: Element) -> Iterator[str]:
    opened, closed = "", ""
    classes = [re.sub(r"[.\s<>&]", "-", name) for name in element.classes]
    if element.name in _NAMES or element.name == "rt":
        note = f" {escape(' '.join(element.annotation.split()))}" if element.annotation else ""
        opened, closed = f"<{'.'.join([element.name, *classes])}{note}>", f"</{element.name}>"
        classes = []
    for pair in element.style:
        tag = STYLE_TAGS.get(pair)
        colour = colour_class(pair[1]) if pair[0] == "color" else ""
        if tag:
            opened, closed = f"{opened}<{tag}>", f"</{tag}>{closed}"
        elif colour:
            classes.append(colour)
        elif pair[0] == "backgroundColor" and colour_class(pair[1]):
            classes.append(f"bg_{colour_class(pair[1])}")
    if classes:
        opened, closed = f"{opened}<c.{'.'.join(classes)}>", f"</c>{closed}"
    yield opened
    yield from _pieces(element.children)
    yield closed


def escape(text: str) -> str:
    """Return text with ``&``, ``<`` and ``>`` written as references, and no line feed left in it."""
    return (text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
            .replace("\r", " ").replace("\n", " ").replace("\0", ""))
