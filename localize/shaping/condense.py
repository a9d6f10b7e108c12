"""Condensing: a line too fast to read takes a shorter rendering of the translator's, else a rewriting.

What a person wrote is never rewritten, and a rewriting that loses a term of the glossary is not taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from localize.breaking import width
from localize.engine import Shortener, Shortening
from localize.rules import Rules
from localize.shaping.said import Line, Said
from localize.shaping.typography import tidy


def shortened(said: Said, room: Fraction) -> Said:
    """Return the best renderings that can be read; if none can, the shortest; the longer line gives way first.

    Args:
        said: One line, or two at once.
        room: Graphemes that can be read while it is shown.
    """
    for line in sorted(said.lines, key=lambda one: -width(one.text)):
        rest = _rest(said, line, room)
        choices = [text for text in line.shorter if 0 < width(text) < width(line.text)]
        if width(line.text) > rest and choices:
            said = _with(said, line, next((text for text in choices if width(text) <= rest), min(choices, key=width)))
    return said


def rewritten(said: Sequence[Said], rooms: Sequence[Fraction], rules: Rules, shortener: Shortener) -> Iterator[Said]:
    """Yield the same with the lines that still cannot be read rewritten, where a rewriting is shorter and keeps its terms.

    Args:
        said: In order.
        rooms: Graphemes that can be read while each is shown.
        rules: Of the language.
        shortener: Asked once, for all lines.

    Raises:
        EngineError: If the shortener fails.
    """
    asked = [(number, line) for number, item in enumerate(said) for line in item.lines
             if not line.fixed and width(line.text) > _rest(item, line, rooms[number]) > 0]
    answers = shortener.shorten([Shortening(line.text, rules.language, int(_rest(said[number], line, rooms[number])), line.terms)
                                 for number, line in asked])
    out = list(said)
    for (number, line), texts in zip(asked, answers, strict=True):
        choices = [text for text in (tidy(text, rules) for text in texts) if _stands_for(text, line)]
        rest = _rest(out[number], line, rooms[number])
        if choices:
            out[number] = _with(out[number], line, next((text for text in choices if width(text) <= rest),
                                                        min(choices, key=width)))
    yield from out


def _stands_for(text: str, line: Line) -> bool:
    """Whether a rewriting is shorter, not a stump, and holds every term."""
    low = text.casefold()
    return width(line.text) > width(text) >= width(line.text) / 3 and all(term.casefold() in low for term in line.terms)


def _rest(said: Said, line: Line, room: Fraction) -> Fraction:
    return room - sum(width(other.text) for other in said.lines if other.id != line.id)


def _with(said: Said, line: Line, text: str) -> Said:
    return Said(tuple(replace(one, text=text) if one.id == line.id else one for one in said.lines))
