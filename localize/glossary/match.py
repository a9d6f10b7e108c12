"""Finding terms in source lines: leftmost-longest, then priority; one automaton for all terms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import ahocorasick_rs

from localize.glossary.fold import fold
from localize.glossary.scope import ANYWHERE, Situation
from localize.glossary.term import Term


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


class Matcher:
    """All terms as one Aho–Corasick automaton: 50,000 terms cost a line no more than 100.

    Args:
        terms: What to look for.
        place: Where lines are said of which :meth:`find` is told no more.
    """

    def __init__(self, terms: Iterable[Term], place: Situation = ANYWHERE) -> None:
        self._place = place
        self._forms: list[tuple[str, Term, str]] = []
        for term in terms:
            self._forms.extend((fold(form).text, term, form) for form in term.sources if fold(form).text)
        self._automaton = ahocorasick_rs.AhoCorasick([form for form, _, _ in self._forms],
                                                     implementation=ahocorasick_rs.Implementation.ContiguousNFA
                                                     ) if self._forms else None

    def find(self, line: str, situation: Situation | None = None) -> tuple[Match, ...]:
        """Return the terms of a line in order, not overlapping.

        The longest at the leftmost place wins, then the higher priority, then the narrower scope.

        Args:
            line: As said.
            situation: Where and between whom it is said: a scoped term holds only where that is known. The matcher's
                place by default.
        """
        if self._automaton is None or not line:
            return ()
        folded = fold(line)
        found: list[Match] = []
        for index, begin, end in self._automaton.find_matches_as_indexes(folded.text, overlapping=True):
            _, term, form = self._forms[index]
            left, right = folded.span(begin, end)
            stands = line[left:right]
            if not term.scope.covers(situation or self._place):
                continue
            if _whole_word(folded.text, begin, end) and _as_wanted(term, form, stands) and _guarded(term, line):
                found.append(Match(term, left, right, stands))
        return _leftmost_longest(found)


def _leftmost_longest(found: list[Match]) -> tuple[Match, ...]:
    kept: list[Match] = []
    losers: dict[int, list[str]] = {}
    for match in sorted(found, key=_rank):
        if kept and match.begin < kept[-1].end:
            if match.term.id != kept[-1].term.id:
                losers.setdefault(len(kept) - 1, []).append(match.term.id)
            continue
        kept.append(match)
    return tuple(Match(item.term, item.begin, item.end, item.form, tuple(losers.get(number, ())))
                 for number, item in enumerate(kept))


def _rank(match: Match) -> tuple[int, int, int, int, str]:
    return match.begin, -match.end, -match.term.priority, -match.term.scope.narrowness, match.term.id


def _whole_word(text: str, begin: int, end: int) -> bool:
    """Latin words match whole, with a plural or possessive s; Chinese has no word boundaries."""
    before = text[begin - 1] if begin else " "
    if _latin(text[begin]) and _latin(before):
        return False
    if not _latin(text[end - 1]):
        return True
    rest = text[end:end + 3]
    if not rest or not _latin(rest[0]):
        return True
    suffix = rest[:2] if rest.startswith("es") else rest[:1]
    after = text[end + len(suffix):end + len(suffix) + 1]
    return suffix in {"s", "es"} and not (after and _latin(after))


def _latin(character: str) -> bool:
    return character.isalnum() and character < "\u2e80"


def _as_wanted(term: Term, form: str, stands: str) -> bool:
    return not term.case_sensitive or form == stands


def _guarded(term: Term, line: str) -> bool:
    wanted = [guard for guard in term.guards if not guard.startswith("!")]
    barred = (guard[1:] for guard in term.guards if guard.startswith("!"))
    return (not wanted or any(guard in line for guard in wanted)) and not any(guard in line for guard in barred)
