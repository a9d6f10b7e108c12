"""Finding terms in source lines: leftmost-longest, then priority, then scope; one automaton for all terms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import ahocorasick_rs

from localize.glossary.dialogue import main_name, main_names
from localize.glossary.fold import fold, unified
from localize.glossary.inflect import bent
from localize.glossary.scope import ANYWHERE, EVERYWHERE, Scope, Situation
from localize.glossary.term import Term, too_short


@dataclass(frozen=True, slots=True)
class Match:
    """A term in a line.

    Attributes:
        term: The entry.
        begin: Index of its first character in the line.
        end: Index after its last.
        form: As it stands in the line.
        overlaps: Ids of the terms it won over.
    """

    term: Term
    begin: int
    end: int
    form: str
    overlaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Entry:
    """One spelling of a term: as written, for those that mind the case, with its scope by main names and folded guards."""

    term: Term
    scope: Scope
    spelled: str
    wanted: tuple[str, ...]
    barred: tuple[str, ...]


class Matcher:
    """All terms as one Aho–Corasick automaton: 50,000 terms cost a line no more than 100.

    Args:
        terms: What to look for.
        place: Where lines are said of which :meth:`find` is told no more.
    """

    def __init__(self, terms: Iterable[Term], place: Situation = ANYWHERE) -> None:
        terms = tuple(terms)
        self._names = main_names(terms)
        self._place = place
        entries: dict[str, list[_Entry]] = {}
        for term in terms:
            scope = replace(term.scope, speaker=main_name(term.scope.speaker, self._names),
                            addressee=main_name(term.scope.addressee, self._names)) if term.scope != EVERYWHERE else EVERYWHERE
            wanted = tuple(fold(guard).text for guard in term.guards if not guard.startswith("!"))
            barred = tuple(fold(guard[1:]).text for guard in term.guards if guard.startswith("!"))
            for form, spelled in _spellings(term):
                entries.setdefault(form, []).append(_Entry(term, scope, spelled, wanted, barred))
        self._entries = list(entries.values())
        self._automaton = ahocorasick_rs.AhoCorasick(list(entries),
                                                     implementation=ahocorasick_rs.Implementation.ContiguousNFA
                                                     ) if entries else None

    def find(self, line: str, situation: Situation | None = None) -> tuple[Match, ...]:
        """Return the terms of a line in order, not overlapping.

        The longest at the leftmost place wins, then the higher priority, then what is narrower by scope and guard.

        Args:
            line: As said.
            situation: Where and between whom it is said: a scoped term holds only where that is known. The matcher's
                place by default.
        """
        if self._automaton is None or not line:
            return ()
        folded, where = fold(line), self._situated(situation or self._place)
        found: list[Match] = []
        for index, begin, end in self._automaton.find_matches_as_indexes(folded.text, overlapping=True):
            if not _whole_word(folded.text, begin, end):
                continue
            left, right = folded.span(begin, end)
            stands = line[left:right]
            found.extend(Match(entry.term, left, right, stands) for entry in self._entries[index]
                         if entry.scope.covers(where) and _as_wanted(entry, stands)
                         and _guarded(entry, folded.text))
        return _leftmost_longest(found)

    def _situated(self, situation: Situation) -> Situation:
        if not situation.speaker and not situation.addressee:
            return situation
        return replace(situation, speaker=main_name(situation.speaker, self._names),
                       addressee=main_name(situation.addressee, self._names))


def looked_for(term: Term) -> tuple[str, ...]:
    """Return the folded spellings of a term: in every line it matches, one of them stands in the folded line."""
    return tuple(dict.fromkeys(form for form, _ in _spellings(term)))


def _spellings(term: Term) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for source in term.sources:
        if too_short(source) and not term.narrowed:
            continue
        for spelled in bent(source) if term.inflects else (source,):
            form = fold(spelled).text.strip()
            if form and (form not in seen or term.case_sensitive):
                seen.add(form)
                yield form, unified(spelled).strip() if term.case_sensitive else ""


def _leftmost_longest(found: list[Match]) -> tuple[Match, ...]:
    kept: list[Match] = []
    losers: dict[int, list[str]] = {}
    for match in sorted(found, key=_rank):
        if kept and match.begin < kept[-1].end:
            lost = losers.setdefault(len(kept) - 1, [])
            if match.term.id != kept[-1].term.id and match.term.id not in lost:
                lost.append(match.term.id)
            continue
        kept.append(match)
    return tuple(Match(item.term, item.begin, item.end, item.form, tuple(losers.get(number, ())))
                 for number, item in enumerate(kept))


def _rank(match: Match) -> tuple[int, int, int, int, str]:
    narrowness = match.term.scope.narrowness + bool(match.term.guards)
    return match.begin, -match.end, -match.term.priority, -narrowness, match.term.id


def _whole_word(text: str, begin: int, end: int) -> bool:
    """Words of letters match whole; Chinese has no word boundaries."""
    return (not (begin and _letter(text[begin]) and _letter(text[begin - 1]))
            and not (end < len(text) and _letter(text[end - 1]) and _letter(text[end])))


def _letter(character: str) -> bool:
    return character.isalnum() and character < "\u2e80"


def _as_wanted(entry: _Entry, stands: str) -> bool:
    return not entry.spelled or entry.spelled == unified(stands)


def _guarded(entry: _Entry, folded: str) -> bool:
    return ((not entry.wanted or any(_stands(guard, folded) for guard in entry.wanted))
            and not any(_stands(guard, folded) for guard in entry.barred))


def _stands(guard: str, folded: str) -> bool:
    at = folded.find(guard)
    while at >= 0 and not _whole_word(folded, at, at + len(guard)):
        at = folded.find(guard, at + 1)
    return at >= 0
