"""Measuring how well terms were kept: in a translation, and over the episodes of a title."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from localize.glossary import Glossary, Term
from localize.glossary.verify import Place, places
from localize.glossary.written import written
from localize.model import EntryUse, Held, TermHit, TermReport, TranslatedLine
from localize.model.terms import Counts
from localize.terminology.lines import Same, SourceLine

_SHORTEST: Final = 3
"""Letters a rendering must have to be looked for where nothing asked for it; two stand in half of all lines."""


@dataclass(slots=True)
class _Use:
    """What is counted of an entry."""

    source: str
    wanted: str
    hits: int = 0
    met: int = 0
    over: int = 0
    forms: Counter[str] = field(default_factory=Counter)


class Unasked:
    """Finds renderings of terms in lines whose source has no such term.

    Args:
        terms: The approved ones.
        target: Target tag.
    """

    def __init__(self, terms: Iterable[Term], target: str) -> None:
        self._target = target
        self._terms: dict[str, list[Term]] = {}
        for term in terms:
            rendering = term.rendering(target)
            for form in (rendering.preferred, *rendering.allowed) if rendering else ():
                folded = written(form, target).text
                if sum(map(str.isalnum, folded)) >= _SHORTEST:
                    self._terms.setdefault(folded, []).append(term)
        # An automaton over 50,000 renderings takes a second to build, and every language has its own; looking each stretch
        # of a line up takes a fifth of a millisecond.
        self._lengths = sorted({len(form) for form in self._terms})

    def find(self, text: str, line: SourceLine) -> tuple[Term, ...]:
        """Return the terms said in ``text`` that nothing in the source line asks for.

        A rendering that another term of the line has too, or that stands inside another's, is asked for by that.
        """
        folded = written(text, self._target).text
        candidates = {term.id: term for at in range(len(folded)) for length in self._lengths
                      for term in self._terms.get(folded[at:at + length], ())}
        if not candidates:
            return ()
        asked = {name for match in line.matches for name in (match.term.id, *match.overlaps)}
        taken = [place for match in line.matches for place in self._places(text, match.term)]
        return tuple(term for name, term in sorted(candidates.items()) if name not in asked
                     and any(not any(place.within(other) for other in taken) for place in self._places(text, term)))

    def _places(self, text: str, term: Term) -> Sequence[Place]:
        rendering = term.rendering(self._target)
        return places(text, rendering, self._target, inflects=term.inflects) if rendering else ()


@lru_cache(maxsize=16)
def _unasked(same: Same, target: str) -> Unasked:
    return Unasked(same.glossary.approved(), target)


def measure(lines: Sequence[TranslatedLine], sources: Sequence[SourceLine], glossary: Glossary, target: str) -> TermReport:
    """Return how well the terms of a translation were kept.

    Args:
        lines: The translation.
        sources: What was translated, line by line.
        glossary: Its term base, for what is said without being asked for.
        target: Target tag.
    """
    unasked = _unasked(Same(glossary), target)
    uses: dict[str, _Use] = {}
    for line, source in zip(lines, sources, strict=True):
        for hit in line.terms:
            use = uses.setdefault(_name(hit.entry), _Use(hit.source, hit.wanted))
            use.hits += 1
            use.met += hit.met
            if hit.met:
                use.forms[hit.found] += 1
        for term in unasked.find(line.text, source):
            rendering = term.rendering(target)
            uses.setdefault(term.id, _Use(term.sources[0], rendering.preferred if rendering else "")).over += 1
    return _report([hit for line in lines for hit in line.terms], uses)


def combined(reports: Iterable[TermReport]) -> TermReport:
    """Return one report over several translations into one language: the episodes of a title."""
    listed = list(reports)
    uses: dict[str, _Use] = {}
    for use in (item for report in listed for item in report.entries):
        kept = uses.setdefault(use.entry, _Use(use.source, use.wanted))
        kept.hits, kept.met, kept.over = kept.hits + use.hits, kept.met + use.met, kept.over + use.over
        kept.forms.update(dict(use.forms))
    totals = {name: sum(getattr(report, name) for report in listed)
              for name in ("hits", "strict", "normalised", "met", "asked", "asked_met", "plain_met", "over")}
    return TermReport(**totals, strategies=_summed(report.strategies for report in listed),
                      unmet=_summed(report.unmet for report in listed), entries=_entries(uses))


def unlike(reports: Mapping[str, TermReport]) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Return the entries that are not rendered alike in all episodes.

    Args:
        reports: By episode, of one language.

    Returns:
        Pairs of source form and, for each episode where it stands, the episode and its renderings there.
    """
    told: dict[str, tuple[str, list[tuple[str, str]], set[str]]] = {}
    for episode, report in reports.items():
        for use in report.entries:
            if use.hits:
                _, where, forms = told.setdefault(use.entry, (use.source, [], set()))
                said = [form for form, _ in use.forms] + (["—"] if use.met < use.hits else [])
                where.append((episode, ", ".join(said)))
                forms.update(said)
    return tuple((source, tuple(where)) for source, where, forms in told.values() if len(forms) > 1)


def _report(hits: Sequence[TermHit], uses: Mapping[str, _Use]) -> TermReport:
    held = Counter(hit.held for hit in hits)
    asked = [hit for hit in hits if hit.plain is not None]
    return TermReport(
        len(hits), held[Held.STRICT], held[Held.STRICT] + held[Held.NORMALISED], sum(hit.met for hit in hits),
        len(asked), sum(hit.met for hit in asked), sum(bool(hit.plain) for hit in asked),
        sum(use.over for use in uses.values()), _counts(Counter(hit.strategy.value for hit in hits if hit.met)),
        _counts(Counter(hit.reason.value for hit in hits if hit.reason is not None)), _entries(uses))


def _entries(uses: Mapping[str, _Use]) -> tuple[EntryUse, ...]:
    return tuple(EntryUse(name, use.source, use.wanted, use.hits, use.met, _counts(use.forms), use.over)
                 for name, use in sorted(uses.items()))


def _summed(listed: Iterable[Counts]) -> Counts:
    total: Counter[str] = Counter()
    for counts in listed:
        total.update(dict(counts))
    return _counts(total)


def _counts(counter: Counter[str]) -> Counts:
    return tuple(sorted(counter.items(), key=lambda item: (-item[1], item[0])))


def _name(entry: str) -> str:
    return entry.rpartition("@")[0] or entry
