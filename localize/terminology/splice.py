"""Splicing by alignment: the words that stand for a term in the plain rendering are exchanged for the term.

The model's attention says which words those are. The term is then sure to stand, but what agrees with it (articles, gender,
classifiers) was written for other words: every splice is flagged for a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from localize.engine import Alignment, Hypothesis
from localize.glossary import Match
from localize.language import language

SHARE: Final = 0.25
"""Attention on the term's characters that a word must have to stand for it; below, nobody knows what does. At this share 96 %
of terms get a window and 92 % of windows are right (``python -m training.translation.alignment``)."""
_NEIGHBOUR: Final = 0.6
"""Share of the best word's attention at which the word beside it belongs to the term too."""


def spliced(alignment: Alignment, terms: Sequence[Match], target: str, score: float) -> Hypothesis | None:
    """Return the aligned rendering with the terms in the places that stand for them; None if no place is told.

    Args:
        alignment: The plain rendering in pieces.
        terms: What must stand; each has a preferred rendering for ``target``.
        target: Target tag.
        score: Of the rendering, mean log-probability; it is kept, for nothing new was decoded.
    """
    spans = [(span, rendering.preferred) for match in terms
             if (rendering := match.term.rendering(target)) and (span := window(alignment, match, target))]
    pieces = list(alignment.pieces)
    taken: set[int] = set()
    done = False
    for (begin, end), wanted in spans:
        if taken.intersection(range(begin, end)):
            continue  # two terms at one place: the first in the line has it
        taken.update(range(begin, end))
        old = "".join(pieces[begin:end])
        space = old[:len(old) - len(old.lstrip())]
        capital = not "".join(pieces[:begin]).strip() and old.lstrip()[:1].isupper()
        pieces[begin] = space + (wanted[:1].upper() + wanted[1:] if capital else wanted)
        pieces[begin + 1:end] = [""] * (end - begin - 1)
        done = True
    return Hypothesis("".join(pieces).strip(), score) if done else None


def window(alignment: Alignment, match: Match, target: str, *, neighbour: float = _NEIGHBOUR) -> tuple[int, int] | None:
    """Return the pieces ``[begin, end)`` that stand for a term, or None where the attention does not tell.

    Words are looked at whole in languages that space them. The one with the most attention on the term's characters
    counts, and those beside it that have nearly as much.

    Args:
        alignment: Of a rendering.
        match: The term in the source line.
        target: Target tag.
        neighbour: Share of the best word's attention at which a word beside it belongs to it; above 1, none does.
    """
    words = [word for word in _words(alignment.pieces, spaced=language(target).spaces) if not _closed(alignment, word)]
    if not words:
        return None
    shares = {word: _share(alignment, word, match) for word in words}
    best = max(words, key=lambda word: shares[word])
    if shares[best] < SHARE:
        return None
    first = last = words.index(best)
    enough = neighbour * shares[best]
    while first > 0 and words[first - 1][1] == words[first][0] and shares[words[first - 1]] >= enough:
        first -= 1
    while last + 1 < len(words) and words[last][1] == words[last + 1][0] and shares[words[last + 1]] >= enough:
        last += 1
    return words[first][0], words[last][1]


def _words(pieces: Sequence[str], *, spaced: bool) -> list[tuple[int, int]]:
    """Return the stretches of pieces that are one word: letters without a space or mark between them."""
    words: list[tuple[int, int]] = []
    for at, piece in enumerate(pieces):
        if not any(letter.isalnum() for letter in piece):
            continue
        joins = spaced and words and words[-1][1] == at and not piece[:1].isspace() and _ends_open(pieces[at - 1])
        if joins:
            words[-1] = (words[-1][0], at + 1)
        else:
            words.append((at, at + 1))
    return words


def _ends_open(piece: str) -> bool:
    return piece[-1:].isalnum() or piece[-1:] in "'’-"


def _closed(alignment: Alignment, word: tuple[int, int]) -> bool:
    return any(alignment.fixed[word[0]:word[1]])


def _share(alignment: Alignment, word: tuple[int, int], match: Match) -> float:
    """Return the attention of a word's best piece on the term's characters, from 0 to 1."""
    return max(sum(alignment.weights[at][match.begin:match.end]) for at in range(*word))
