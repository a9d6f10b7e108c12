"""Names and places as placeables: a line that differs only in them is the same line."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Protocol

from localize.glossary import ANYWHERE, Kind, Match, Matcher, Rendering, Situation, Term
from localize.glossary.fold import fold as fold_line
from localize.language import TARGETS, language

NAME_SLOTS: Final = ("{NAME}", "{NAME2}")
PLACE_SLOT: Final = "{PLACE}"
LISTED: Final = "name list"
"""Author of the terms that a name list guesses: they help, and are not enforced."""


@dataclass(frozen=True, slots=True)
class Slotted:
    """A source line with names replaced by slots.

    Attributes:
        text: The line with ``{NAME}``, ``{NAME2}`` and ``{PLACE}`` in order of appearance.
        matches: Pairs of slot and the match that stood there.
    """

    text: str
    matches: tuple[tuple[str, Match], ...]


def placeables(terms: Iterable[Term], place: Situation = ANYWHERE) -> Matcher:
    """Return a matcher over the terms that are names of persons or places, in a title and episode."""
    return Matcher((term for term in terms if term.kind in {Kind.CHARACTER, Kind.PLACE}), place)


class Finder(Protocol):
    """Whatever finds names in a line: a matcher over terms, or that and a name list."""

    def find(self, line: str, situation: Situation | None = None) -> tuple[Match, ...]:
        """Return the names of a line, in order, not overlapping."""
        ...


class NameList:
    """Names of persons put together of surnames and given names, and names of places.

    ``林晚`` is found without being listed: a listed surname followed by one or two listed given characters, or by 小, 老,
    阿 in front. A list guesses where a title's own characters know, so it stands behind them.

    Args:
        rows: Rows with ``kind`` (``surname given prefix place``), ``chinese`` and ``roman``.
    """

    def __init__(self, rows: Iterable[Mapping[str, str]]) -> None:
        kinds: dict[str, dict[str, str]] = {}
        for row in rows:
            kinds.setdefault(row["kind"], {})[row["chinese"]] = row["roman"]
        self._places = kinds.get("place", {})
        surnames, given, prefixes = (sorted(kinds.get(kind, {}), key=len, reverse=True)
                                     for kind in ("surname", "given", "prefix"))
        options = sorted(map(re.escape, self._places), key=len, reverse=True)
        if surnames and given:
            family, own = "|".join(map(re.escape, surnames)), "".join(map(re.escape, given))
            options += [f"(?:{family})[{own}]{{1,2}}", f"(?:{'|'.join(map(re.escape, prefixes)) or '(?!)'})(?:{family})"]
        self._pattern = re.compile("|".join(options)) if options else None
        self.revision = hashlib.sha256(repr(sorted((kind, sorted(row.items())) for kind, row in kinds.items())).encode()
                                       ).hexdigest()[:16]

    def find(self, line: str, situation: Situation | None = None) -> tuple[Match, ...]:  # noqa: ARG002 - guesses anywhere
        """Return the names that stand in a line of Chinese, in order."""
        if self._pattern is None:
            return ()
        folded = fold_line(line)
        return tuple(Match(self._term(folded.text[found.start():found.end()]), begin, end, line[begin:end])
                     for found in self._pattern.finditer(folded.text)
                     for begin, end in (folded.span(found.start(), found.end()),))

    def _term(self, form: str) -> Term:
        place = form in self._places
        roman = self._places[form] if place else romanise(form)
        renderings = {item.tag: Rendering(roman) for item in TARGETS if item.script == "Latn"}
        return Term(id=f"name-{form}", sources=(form,), kind=Kind.PLACE if place else Kind.CHARACTER, priority=-10, author=LISTED,
                    renderings=MappingProxyType(renderings), guards=() if len(form) > 1 else (form,))


class Names:
    """A title's own names first, then those a name list guesses where nothing of the title stands.

    Args:
        own: Finds the title's characters and the glossary's places.
        guessed: The name list, or None.
    """

    def __init__(self, own: Finder, guessed: NameList | None) -> None:
        self._own, self._guessed = own, guessed

    def find(self, line: str, situation: Situation | None = None) -> tuple[Match, ...]:
        """Return the names of a line, in order, not overlapping."""
        own = self._own.find(line, situation)
        guessed = self._guessed.find(line) if self._guessed else ()
        apart = (item for item in guessed if all(item.end <= other.begin or other.end <= item.begin for other in own))
        return tuple(sorted((*own, *apart), key=lambda match: match.begin))


def slot(line: str, names: Finder) -> Slotted:
    """Return the line with its names as slots; a name that occurs twice takes the same slot twice."""
    pieces: list[str] = []
    used: list[tuple[str, Match]] = []
    by_term: dict[str, str] = {}
    at = 0
    for match in names.find(line):
        name = by_term.get(match.term.id) or _free(match.term.kind, by_term)
        if not name:
            continue
        by_term[match.term.id] = name
        pieces += [line[at:match.begin], name]
        used.append((name, match))
        at = match.end
    pieces.append(line[at:])
    return Slotted("".join(pieces), tuple(used))


def rendering_of(match: Match, tag: str) -> str:
    """Return how a name is written in a target language: its own rendering, else a romanisation.

    Latin-script languages take Hanyu Pinyin (ISO 7098) with the surname apart; other scripts have no safe way to
    write an unknown name, and an empty string says so.
    """
    rendering = match.term.rendering(tag)
    if rendering is not None and rendering.preferred:
        return rendering.preferred
    if language(tag).script != "Latn":
        return ""
    return romanise(match.term.sources[0])


def romanise(name: str) -> str:
    """Return Hanyu Pinyin of a Chinese name: surname apart, given name in one word; other scripts as they are."""
    if name.isascii():
        return name
    from pypinyin import lazy_pinyin  # its dictionary takes half a second to load

    syllables = lazy_pinyin(name)
    if len(syllables) == 1:
        return str(syllables[0]).capitalize()
    # Double surnames (欧阳, 司马) take two syllables of a name of three or more.
    head = 2 if name[:2] in _DOUBLE_SURNAMES and len(syllables) > 2 else 1
    return f"{''.join(syllables[:head]).capitalize()} {''.join(syllables[head:]).capitalize()}"


def _free(kind: Kind, taken: Mapping[str, str]) -> str:
    wanted = (PLACE_SLOT,) if kind is Kind.PLACE else NAME_SLOTS
    return next((name for name in wanted if name not in taken.values()), "")


_DOUBLE_SURNAMES: Final = frozenset({"欧阳", "司马", "上官", "诸葛", "慕容", "南宫", "令狐", "东方", "皇甫", "夏侯", "独孤",
                                     "尉迟", "公孙", "端木", "司徒", "司空", "百里", "轩辕", "长孙", "宇文", "西门"})
