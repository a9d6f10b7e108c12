"""Folding source text for matching, with a way back to the places it came from."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import opencc


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@lru_cache(maxsize=65536)
def simplify(character: str) -> str:
    """Return the simplified form of one Chinese character; others come back as they are."""
    if "\u3400" <= character <= "\u9fff" or "\uf900" <= character <= "\ufaff" or character >= "\U00020000":
        converted: str = _converter().convert(character)
        return converted if len(converted) == 1 else character
    return character


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text and, for each of its characters, the index in the original it came from.

    Attributes:
        text: NFKC, case-folded, simplified characters.
        origin: ``origin[i]`` is the original index of ``text[i]``; one more entry stands for the end.
    """

    text: str
    origin: tuple[int, ...]

    def span(self, begin: int, end: int) -> tuple[int, int]:
        """Return the original ``[begin, end)`` of a folded ``[begin, end)``."""
        return self.origin[begin], self.origin[end - 1] + 1 if end > begin else self.origin[begin]


def fold(text: str) -> Folded:
    """Return ``text`` folded: NFKC, case-folded, traditional characters simplified.

    Character by character, so that every match can be shown where it stands in the original.
    """
    out: list[str] = []
    origin: list[int] = []
    for index, character in enumerate(text):
        for piece in unicodedata.normalize("NFKC", character).casefold():
            out.append(simplify(piece))
            origin.append(index)
    origin.append(len(text))
    return Folded("".join(out), tuple(origin))
