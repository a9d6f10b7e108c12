"""An inverted index from what source lines are made of to the lines: candidates of a correction without reading them all.

Postings are by pairs of neighbouring characters of the folded line (NFKC, case and script variant folded, as terms are
matched), so that any spelling is found, also one that no term had when the index was made. It answers with every line
that a term of that spelling can match, and a few more: keys decide which of them change.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from localize.glossary.fold import fold


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

    def candidates(self, spellings: Iterable[str]) -> frozenset[Spot]:
        """Return the lines that hold one of the spellings.

        Args:
            spellings: Folded, as :func:`~localize.glossary.match.looked_for` gives them: every line that a term matches
                holds one of its spellings, and a line that holds one need not match (a guard, a word that goes on).
        """
        found = {number for form in spellings if form for number in self._holding(form)}
        return frozenset(self._spots[number] for number in found)

    def _holding(self, form: str) -> list[int]:
        # The rarest pair leaves few lines to look into.
        grams = {form[at:at + 2] for at in range(max(1, len(form) - 1))}
        rarest = min((self._postings.get(gram, []) for gram in grams), key=len)
        return [number for number in rarest if form in self._folded[number]]
