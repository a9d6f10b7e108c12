"""Names to fill the slots with: drawn from syllables, never a real person's on purpose."""

from __future__ import annotations

import collections
import csv
import functools
import random
from collections.abc import Mapping
from pathlib import Path


@functools.cache
def _lists() -> Mapping[str, Mapping[str, str]]:
    """Read ``training/corpus/names.tsv``: Chinese to Latin letters, by kind."""
    lists: dict[str, dict[str, str]] = collections.defaultdict(dict)
    path = Path(__file__).resolve().parent.parent / "corpus" / "names.tsv"
    with path.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle, delimiter="\t"):
            lists[row["kind"]][row["chinese"]] = row["roman"]
    return lists


def _of(kind: str) -> Mapping[str, str]:
    return _lists()[kind]


def person(draw: random.Random) -> tuple[str, str]:
    """Return a person's name in Chinese and in Pinyin."""
    surname, roman = draw.choice(list(_of("surname").items()))
    chance = draw.random()
    if chance < 0.12:
        prefix, sound = draw.choice(list(_of("prefix").items()))
        return prefix + surname, f"{sound} {roman}"
    given = draw.choices(list(_of("given").items()), k=1 if chance < 0.5 else 2)
    first = "".join(c for c, _ in given)
    sound = "".join(s for _, s in given).capitalize()
    if chance > 0.9:
        return first * (3 - len(first)), (sound * (3 - len(first))).capitalize()
    return surname + first, f"{roman} {sound}"


def place(draw: random.Random) -> tuple[str, str]:
    """Return a place in Chinese and English."""
    chinese, english = draw.choice(list(_of("place").items()))
    return chinese, english


def anything(draw: random.Random) -> str:
    """Return a Chinese word or a chance string of characters: glossaries hold stranger things."""
    if draw.random() < 0.5:
        return draw.choice(list(_of("word")))
    pool = [*_of("surname"), *_of("given")]
    return "".join(draw.choices(pool, k=draw.randint(2, 4)))
