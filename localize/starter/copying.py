"""What must come through unchanged travels as a copy symbol of the starter translation model.

A hinted span becomes ``<t1>words</>``, so that the model still sees the words it stands for; a slot such as ``{NAME}``
becomes ``<n1>``, ``{PLACE}`` ``<p1>``. The model writes the symbol where it belongs, and the rendering goes in there.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from localize.engine import TranslationRequest
from localize.starter.pieces import SPACE, SYMBOL, UNKNOWN, SourceText, raise_starts, simplify

_CLOSE: Final = "</>"
_SLOT: Final = re.compile(r"\{\w+\}")
_NUMBER: Final = re.compile(r"(?<![A-Za-z\d.,:])\d[\d.,:]*\d(?![A-Za-z\d%])")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of the source as the model reads it: plain words, or a symbol.

    Attributes:
        text: As the model reads it.
        begin: Index of the first character of the request's text that it stands for.
        end: Index after the last.
    """

    text: str
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Prepared:
    """A source line as the model reads it, and what its symbols stand for."""

    stretches: tuple[Stretch, ...]
    wanted: Mapping[str, str]

    @property
    def text(self) -> str:
        """The whole line."""
        return "".join(stretch.text for stretch in self.stretches)

    def tokens(self, reader: SourceText) -> tuple[list[str], list[tuple[int, int]]]:
        """Return the source tokens, and for each the characters of the request's text that it stands for."""
        tokens: list[str] = []
        spans: list[tuple[int, int]] = []
        for stretch in self.stretches:
            found = reader.tokens(stretch.text)
            tokens += found
            spans += _spans_of(found, stretch)
        return tokens, spans


class _Symbols:
    """Hands out copy symbols by kind; when a kind is used up, those of another serve."""

    def __init__(self) -> None:
        self._left = {"t": ["t1", "t2", "t3", "t4"], "n": ["n1", "n2", "n3", "n4"], "p": ["p1", "p2"]}

    def next(self, kind: str) -> str:
        """Return a fresh symbol, or an empty string when there is none left."""
        for name in (kind, "t", "n", "p"):
            if self._left[name]:
                return f"<{self._left[name].pop(0)}>"
        return ""


def prepare(request: TranslationRequest) -> Prepared:
    """Return a line with its hints, slots and numbers as symbols; hints inside others and too many are left out."""
    parts: list[Stretch] = []
    wanted: dict[str, str] = {}
    symbols, end = _Symbols(), 0
    for begin, after, rendering, kind in _copied(request):
        if begin < end:
            continue
        symbol = symbols.next(kind)
        if not symbol:
            break
        parts += [_plain(request.text, end, begin), Stretch(symbol, begin, begin)]
        if kind == "t" and symbol.startswith("<t"):
            parts += [_plain(request.text, begin, after), Stretch(_CLOSE, after, after)]
        else:
            parts[-1] = Stretch(symbol, begin, after)
        wanted[symbol], end = rendering, after
    parts.append(_plain(request.text, end, len(request.text)))
    return Prepared(tuple(parts), wanted)


def faults(text: str, wanted: Mapping[str, str]) -> int:
    """Count what is wrong with the symbols of a hypothesis: lost, doubled, unasked, or their rendering said again."""
    found = SYMBOL.findall(text)
    plain = SYMBOL.sub(" ", text).casefold()
    wrong = sum(found.count(symbol) != 1 for symbol in wanted) + sum(symbol not in wanted for symbol in found)
    return 2 * wrong + sum(plain.count(rendering.casefold()) for rendering in wanted.values() if rendering)


def filled(text: str, wanted: Mapping[str, str], target: str) -> str:
    """Return a hypothesis with the renderings in the places of their symbols."""
    done = SYMBOL.sub(lambda match: wanted.get(match[0], ""), text)
    return raise_starts(target, re.sub(r" {2,}", " ", done).strip())


def pieces(tokens: Sequence[str], wanted: Mapping[str, str], target: str) -> tuple[str, ...]:
    """Return what each target token spells, a symbol's rendering filled in and sentences begun large; together the text."""
    spelled = [SYMBOL.sub(lambda match: wanted.get(match[0], ""), token.replace(SPACE, " ")) for token in tokens]
    if spelled:
        spelled[0] = spelled[0].lstrip()
    text = "".join(spelled)
    raised = raise_starts(target, text)
    if len(raised) != len(text):  # a letter whose capital is two: the small one stays
        return tuple(spelled)
    ends = list(itertools.accumulate(map(len, spelled)))
    return tuple(raised[begin:end] for begin, end in zip([0, *ends], ends, strict=False))


def _copied(request: TranslationRequest) -> Iterator[tuple[int, int, str, str]]:
    """Yield what is copied: begin, end, rendering and kind of symbol, in order; of hints that overlap the earlier first."""
    taken = [(h.begin, h.end, h.rendering, "t") for h in request.hints if h.begin < h.end]
    for pattern in (_SLOT, _NUMBER):
        for match in pattern.finditer(request.text):
            if all(match.end() <= begin or end <= match.start() for begin, end, _, _ in taken):
                kind = "t" if pattern is _NUMBER else "p" if match[0].startswith("{PLACE") else "n"
                taken.append((match.start(), match.end(), unicodedata.normalize("NFKC", match[0]), kind))
    yield from sorted(taken, key=lambda item: (item[0], -item[1]))


def _plain(whole: str, begin: int, end: int) -> Stretch:
    """Return a stretch of source text that cannot be mistaken for a symbol; outer spaces are kept."""
    text = whole[begin:end]
    inner = simplify(text.replace("<", " ").replace(">", " ").replace("\n", " "))
    kept = text[: len(text) - len(text.lstrip())] + inner + (text[len(text.rstrip()) :] if inner else "")
    return Stretch(kept, begin, end)


def _spans_of(tokens: Sequence[str], stretch: Stretch) -> list[tuple[int, int]]:
    """Return the original characters of a stretch's tokens.

    Characters and tokens go side by side; where normalising changed the length (…, ligatures), shares of the whole.
    """
    if SYMBOL.fullmatch(stretch.text):
        return [(stretch.begin, stretch.end)] * len(tokens)
    text, at, found = stretch.text.lower(), 0, []
    for token in tokens:
        spelled = token.replace(SPACE, "").strip()
        here = text.find(spelled, at) if spelled and token != UNKNOWN else at
        begin = here if here >= 0 else at
        at = begin + (len(spelled) if token != UNKNOWN else 1)
        found.append((begin, at))
    scale = (stretch.end - stretch.begin) / max(1, len(text))
    return [(stretch.begin + int(begin * scale), min(stretch.end, stretch.begin + int(end * scale))) for begin, end in found]
