"""Make the Vietnamese syllable groups that a line break keeps whole: ``python -m training.compounds --parallel DIR``.

Vietnamese writes a space between syllables, and most words have two. A pair of syllables is a group if pyvi's tokeniser
(MIT; a CRF, needed here only: ``pip install pyvi==0.1.1``) joins it wherever it stands, if it is a collocation of our
own texts by normalised pointwise mutual information (Bouma 2009), or if it stands in ``corpus/words.vi.txt``.

``--measure`` learns from two thirds of the texts and prints, for the rest, the share of the words that pyvi finds which
a break between any two syllables would part, and which it parts where groups are kept.
"""

from __future__ import annotations

import argparse
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final

from training.memory import rows

WORDS: Final = Path(__file__).parent / "corpus" / "words.vi.txt"
OUT: Final = Path(__file__).parents[1] / "localize" / "shaping" / "groups" / "vi.txt"
_JOINED: Final = 0.6
"""Share of a pair's occurrences that the tokeniser must join."""
_OFTEN: Final = 3
_BOUND: Final = 0.5
"""Occurrences and normalised mutual information of a collocation."""

Pair = tuple[str, str]
Syllables = list[tuple[str, bool]]
"""Syllables of a line, each with whether it belongs to the word before."""


def lines(parallel: Path) -> list[str]:
    """Return every Vietnamese line we may learn from, once, in a fixed order."""
    found = {row["vi"].strip() for row in rows() if row.get("vi", "").strip()}
    for line in (parallel / "tatoeba.en-vi.tsv").read_text("utf-8").splitlines():
        found.add(line.split("\t")[1])
    return sorted(found)


def tokenised(texts: Iterable[str]) -> Iterator[Syllables]:
    """Yield the syllables of each text, joined to words by pyvi."""
    from pyvi import ViTokenizer

    for text in texts:
        yield [(part.lower(), number > 0) for word in ViTokenizer.tokenize(text).split()
               for number, part in enumerate(word.split("_"))]


def groups(texts: Sequence[Syllables]) -> set[Pair]:
    """Return the pairs of syllables that belong together."""
    single: Counter[str] = Counter()
    pairs: Counter[Pair] = Counter()
    joined: Counter[Pair] = Counter()
    for text in texts:
        single.update(syllable for syllable, _ in text if syllable.isalpha())
        for (before, _), (after, inside) in pairwise(text):
            if before.isalpha() and after.isalpha():
                pairs[before, after] += 1
                joined[before, after] += inside
    total, all_pairs = single.total(), pairs.total()

    def bound(pair: Pair) -> float:
        share = pairs[pair] / all_pairs
        return math.log(share * total * total / (single[pair[0]] * single[pair[1]])) / -math.log(share)

    return {pair for pair in pairs
            if joined[pair] >= max(1, _JOINED * pairs[pair]) or (pairs[pair] >= _OFTEN and bound(pair) >= _BOUND)}


def written() -> set[Pair]:
    """Return the pairs of the words written for this project."""
    text = "\t".join(line for line in WORDS.read_text("utf-8").splitlines() if not line.startswith("#"))
    return {pair for word in text.split("\t") for pair in pairwise(word.lower().split())}


def measure(texts: Sequence[Syllables]) -> str:
    """Return how many of the words in the last third of the texts a break could part, without and with groups."""
    known = groups([text for number, text in enumerate(texts) if number % 3]) | written()
    inside = [(before[0], after[0]) for number, text in enumerate(texts) if not number % 3
              for before, after in pairwise(text) if after[1]]
    between = [(before[0], after[0]) for number, text in enumerate(texts) if not number % 3
               for before, after in pairwise(text) if not after[1] and before[0].isalpha() and after[0].isalpha()]
    parted = sum(pair not in known for pair in inside)
    held = sum(pair in known for pair in between)
    return (f"joints inside words: {len(inside)}, open to a break {parted / len(inside):.1%}; "
            f"joints between words: {len(between)}, closed {held / len(between):.1%}")


def main() -> None:
    """Write the groups, or measure them."""
    parser = argparse.ArgumentParser(description="Make the Vietnamese syllable groups.")
    parser.add_argument("--parallel", type=Path, required=True, help="folder with tatoeba.en-vi.tsv")
    parser.add_argument("--measure", action="store_true", help="learn from two thirds, measure on the rest")
    options = parser.parse_args()
    texts = list(tokenised(lines(options.parallel)))
    if options.measure:
        print(measure(texts))
        return
    made = sorted(groups(texts) | written())
    OUT.write_text("".join(" ".join(pair) + "\n" for pair in made), "utf-8")
    print(f"{OUT.name}: {len(made)} groups of two syllables, {OUT.stat().st_size} bytes")


if __name__ == "__main__":
    main()
