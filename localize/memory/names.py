"""Names and places as placeables: a line that differs only in them is the same line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from pypinyin import lazy_pinyin

from localize.glossary import Kind, Match, Matcher, Rendering, Term
from localize.language import language

NAME_SLOTS: Final = ("{NAME}", "{NAME2}")
PLACE_SLOT: Final = "{PLACE}"


@dataclass(frozen=True, slots=True)
class Slotted:
    """A source line with names replaced by slots.

    Attributes:
        text: The line with ``{NAME}``, ``{NAME2}`` and ``{PLACE}`` in order of appearance.
        matches: Pairs of slot and the match that stood there.
    """

    text: str
    matches: tuple[tuple[str, Match], ...]


def placeables(terms: Iterable[Term]) -> Matcher:
    """Return a matcher over the terms that are names of persons or places."""
    return Matcher(term for term in terms if term.kind in {Kind.CHARACTER, Kind.PLACE})


def slot(line: str, names: Matcher) -> Slotted:
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


def fill(text: str, renderings: Mapping[str, str]) -> str:
    """Return a target text with its slots replaced by the names' renderings."""
    for name, rendering in renderings.items():
        text = text.replace(name, rendering)
    return text


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
    syllables = lazy_pinyin(name)
    if len(syllables) == 1:
        return str(syllables[0]).capitalize()
    # Double surnames (欧阳, 司马) take two syllables of a name of three or more.
    head = 2 if name[:2] in _DOUBLE_SURNAMES and len(syllables) > 2 else 1
    return f"{''.join(syllables[:head]).capitalize()} {''.join(syllables[head:]).capitalize()}"


def name_terms(rows: Iterable[Mapping[str, str]]) -> tuple[Term, ...]:
    """Return terms of a name list: rows with ``kind`` (person, place), ``zh`` and target columns."""
    terms = []
    for row in rows:
        kind = Kind.PLACE if row.get("kind") == "place" else Kind.CHARACTER
        source = row.get("zh", "")
        if len(source) < 2:
            continue  # a single character would match everywhere
        aliases = tuple(form for form in (row.get("yue", ""),) if form and form != source)
        terms.append(Term(id=f"name-{source}", sources=(source, *aliases), kind=kind, priority=-10,
                          renderings=MappingProxyType({tag: Rendering(text) for tag, text in row.items()
                                                       if text and tag not in {"kind", "zh", "yue", "gender", "note", "key"}})))
    return tuple(terms)


def _free(kind: Kind, taken: Mapping[str, str]) -> str:
    wanted = (PLACE_SLOT,) if kind is Kind.PLACE else NAME_SLOTS
    return next((name for name in wanted if name not in taken.values()), "")


_DOUBLE_SURNAMES: Final = frozenset({"欧阳", "司马", "上官", "诸葛", "慕容", "南宫", "令狐", "东方", "皇甫", "夏侯", "独孤",
                                     "尉迟", "公孙", "端木", "司徒", "司空", "百里", "轩辕", "长孙", "宇文", "西门"})
