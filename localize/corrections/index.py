"""An inverted index from what source lines are made of to the lines: candidates of a correction without reading them all.

Postings are by pairs of neighbouring characters of the folded line (NFKC, case and script variant folded, as terms are
matched), so that any form is found, also one that no term had when the index was made. It answers with every line that a
term of that form can match, and a few more: keys decide which of them change.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from localize.glossary.fold import fold

_WORD: Final = re.compile(r"[^\W_]+")
_BENT: Final = 2
"""Letters at the end of a Latin word that inflection may replace (city, cities; make, making)."""


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """Where a line is said.

    Attributes:
        script: Key of the transcript, or whatever names it.
        line: Id of the utterance.
    """

    script: str
    line: str


class SourceIndex:
    """Source lines by the pairs of characters in them.

    Args:
        lines: Pairs of place and text, as said.
    """

    def __init__(self, lines: Iterable[tuple[Spot, str]]) -> None:
        self._spots: list[Spot] = []
        self._folded: list[str] = []
        self._postings: dict[str, list[int]] = {}
        for spot, text in lines:
            self.add(spot, text)

    def __len__(self) -> int:
        """Return how many lines it knows."""
        return len(self._spots)

    def add(self, spot: Spot, text: str) -> None:
        """Take in a line."""
        number, folded = len(self._spots), fold(text).text
        self._spots.append(spot)
        self._folded.append(folded)
        for gram in {*folded, *(folded[at:at + 2] for at in range(len(folded) - 1))}:
            self._postings.setdefault(gram, []).append(number)

    def candidates(self, forms: Iterable[str]) -> frozenset[Spot]:
        """Return the lines in which a term of one of the forms may stand: all that do, and perhaps others."""
        found: set[int] = set()
        for form in forms:
            needles = _needles(fold(form).text)
            if needles:
                found.update(self._holding(needles))
        return frozenset(self._spots[number] for number in found)

    def _holding(self, needles: Sequence[str]) -> list[int]:
        grams = {needle[at:at + 2] for needle in needles for at in range(max(1, len(needle) - 1))}
        postings = [self._postings.get(gram, []) for gram in grams]
        # The rarest pair leaves few lines to look into.
        rarest = min(postings, key=len)
        return [number for number in rarest if all(needle in self._folded[number] for needle in needles)]


def _needles(form: str) -> list[str]:
    """Return pieces that every line with the form holds: the form itself, or the stems of its words where they bend."""
    if not any(character.isascii() and character.isalpha() for character in form):
        return [form] if form else []
    return [word[:max(1, len(word) - _BENT)] if word.isascii() and word.isalpha() else word
            for word in _WORD.findall(form)] or [form]
