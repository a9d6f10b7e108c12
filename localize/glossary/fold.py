"""Folding source text for matching, with a way back to the places it came from."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import opencc


class _Simplified(dict[int, str]):
    """Simplified forms of characters, looked up as they are met: ``str.translate`` runs at the speed of C."""

    def __init__(self) -> None:
        self._converters: tuple[opencc.OpenCC, ...] = ()

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if 0x3400 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or code >= 0x20000:
            # Hong Kong writes 衞 and 粧, Taiwan 著: their own tables know more than the plain traditional one.
            self._converters = self._converters or tuple(opencc.OpenCC(name) for name in ("hk2s", "tw2s"))
            found = (str(converter.convert(character)) for converter in self._converters)
            character = next((other for other in found if other != character and len(other) == 1), character)
        self[code] = character
        return character


_SIMPLIFIED: Final = _Simplified()
# Apostrophes are typed either way; a line break or a tab parts words as a space does.
_SIMPLIFIED.update({ord(old): new for old, new in zip("塲囘砲尅", "场回炮克", strict=True)} | {ord("’"): "'", ord("‘"): "'", ord("\n"): " ", ord("\t"): " ", ord("\r"): " "})


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text and, for each of its characters, the index in the original it came from.

    Attributes:
        text: NFKC, case-folded, simplified characters.
        origin: ``origin[i]`` is the original index of ``text[i]``; one more entry stands for the end.
    """

    text: str
    origin: tuple[int, ...] | range

    def span(self, begin: int, end: int) -> tuple[int, int]:
        """Return the original ``[begin, end)`` of a folded ``[begin, end)``."""
        if end <= begin:
            return self.origin[begin], self.origin[begin]
        last = self.origin[end - 1]
        # A letter composed of several characters (e and an accent) ends where the next one begins.
        after = next((place for place in self.origin[end:] if place > last), last + 1)
        return self.origin[begin], after


def fold(text: str) -> Folded:
    """Return ``text`` folded: NFKC, case-folded, traditional characters simplified, apostrophes and spaces unified.

    Letter by letter, so that every match can be shown where it stands in the original.
    """
    if unicodedata.is_normalized("NFKC", text):
        folded = text.casefold().translate(_SIMPLIFIED)
        if len(folded) == len(text):
            return Folded(folded, range(len(text) + 1))
    out: list[str] = []
    origin: list[int] = []
    for index, letter in _letters(text):
        for piece in unicodedata.normalize("NFKC", letter).casefold().translate(_SIMPLIFIED):
            out.append(piece)
            origin.append(index)
    origin.append(len(text))
    return Folded("".join(out), tuple(origin))


def unified(text: str) -> str:
    """Return ``text`` folded but for case: what a case-sensitive form is compared with."""
    return unicodedata.normalize("NFKC", text).translate(_SIMPLIFIED)


def _letters(text: str) -> Iterator[tuple[int, str]]:
    """Yield each character with the marks that follow it, and where it begins."""
    begin = 0
    for index in range(1, len(text) + 1):
        if index == len(text) or not unicodedata.combining(text[index]):
            yield begin, text[begin:index]
            begin = index
