"""Scope: in which title and episodes, and between whom, a term holds."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from localize.errors import InvalidGlossary

_RANGE: Final = re.compile(r"(\d{1,6})\s*(?:[-–~]\s*(\d{1,6}))?")
_SEASON: Final = re.compile(r"s\d+\s*[ex]+\s*(\d+)", re.IGNORECASE)
_DIGITS: Final = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "兩": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8,
                  "九": 9}
_UNITS: Final = {"十": 10, "百": 100, "千": 1000}
_NUMERAL: Final = re.compile(r"第\s*([零〇一二两兩三四五六七八九十百千]+)\s*[集话話回]")


@dataclass(frozen=True, slots=True)
class Situation:
    """Where and between whom a line is said; empty and 0 where that is not known.

    Attributes:
        title: Name of the title.
        episode: Number of the episode.
        speaker: Name of the character who speaks.
        addressee: Name of the character spoken to.
    """

    title: str = ""
    episode: int = 0
    speaker: str = ""
    addressee: str = ""


ANYWHERE: Final = Situation()
"""A line of which nothing is known: only terms without a scope hold in it."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a term holds; what is empty does not narrow it.

    Attributes:
        title: Name of the title.
        episodes: Ranges of episode numbers, first and last, both included.
        speaker: Name of the character who speaks.
        addressee: Name of the character spoken to.

    Raises:
        InvalidGlossary: If a range runs backwards or below 1.
    """

    title: str = ""
    episodes: tuple[tuple[int, int], ...] = ()
    speaker: str = ""
    addressee: str = ""

    def __post_init__(self) -> None:
        for first, last in self.episodes:
            if not 1 <= first <= last:
                raise InvalidGlossary(f"{first}-{last} is no range of episodes", field="episodes",
                                      hint="the first episode, then the last: 1-10")

    def covers(self, situation: Situation) -> bool:
        """Return whether a term of this scope holds in a situation; what is not known is not covered."""
        return (_same(self.title, situation.title) and _same(self.speaker, situation.speaker)
                and _same(self.addressee, situation.addressee)
                and (not self.episodes or any(first <= situation.episode <= last for first, last in self.episodes)))

    @property
    def narrowness(self) -> int:
        """How many ways it is narrowed, 0 to 4: of equal terms, the narrower wins."""
        return sum(map(bool, (self.title, self.episodes, self.speaker, self.addressee)))

    def shown(self) -> str:
        """Return the scope for people: ``title, episodes 1-10, 林晚 → 师父``; empty for everywhere."""
        said = f"{self.speaker or '*'} → {self.addressee or '*'}" if self.speaker or self.addressee else ""
        episodes = f"episodes {write_episodes(self.episodes)}" if self.episodes else ""
        return ", ".join(filter(None, (self.title, episodes, said)))


EVERYWHERE: Final = Scope()
"""The scope of terms that hold in all that an organization makes."""


def read_episodes(text: str) -> tuple[tuple[int, int], ...]:
    """Return the ranges of a text such as ``1-10, 12``.

    Raises:
        InvalidGlossary: If it is no list of numbers and ranges.
    """
    ranges = []
    for part in filter(None, (piece.strip() for piece in re.split(r"[,;，；]", text))):
        found = _RANGE.fullmatch(part)
        if found is None:
            raise InvalidGlossary(f"{part!r} is no range of episodes", field="episodes", hint="such as 1-10,12")
        ranges.append((int(found[1]), int(found[2] or found[1])))
    return tuple(ranges)


def write_episodes(ranges: tuple[tuple[int, int], ...]) -> str:
    """Return ranges as :func:`read_episodes` reads them."""
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in ranges)


def episode_number(name: str) -> int:
    """Return the number in an episode's name (``第3集``, ``第十二集``, ``S01E03``, ``Episode 3``), or 0 without one."""
    text = unicodedata.normalize("NFKC", name)
    if found := _SEASON.search(text):
        return int(found[1])
    if found := _NUMERAL.search(text):
        return _chinese_number(found[1])
    numbers = re.findall(r"\d{1,6}", text)
    return int(numbers[-1]) if numbers else 0


def _chinese_number(text: str) -> int:
    total, digit = 0, 0
    for character in text:
        if character in _UNITS:
            total, digit = total + (digit or 1) * _UNITS[character], 0
        else:
            digit = _DIGITS[character]
    return total + digit


def _same(wanted: str, given: str) -> bool:
    return not wanted or folded_name(wanted) == folded_name(given)


def folded_name(name: str) -> str:
    """Return a name as names are compared: NFKC, case and spaces at the ends gone."""
    return unicodedata.normalize("NFKC", name).strip().casefold()
