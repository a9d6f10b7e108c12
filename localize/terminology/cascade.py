"""The cascade: a line is translated plainly and verified, and only where a term is missing is anything done about it.

Each step may leave a better draft of a line, from the gentlest to the roughest; a line whose terms are all met goes no
further. What no step brings about stays unmet, and the last step that tried says why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from localize.engine import Aligner, Hint, HintReader, Hypothesis, PrefixDecoder, TranslationRequest, Translator
from localize.glossary import Match, Mode
from localize.model import Strategy, TermHit, Unmet
from localize.terminology.asking import apart, ask, is_long
from localize.terminology.lines import HYPOTHESES, SourceLine, guessed, last_resort, wanted
from localize.terminology.positions import forced
from localize.terminology.splice import spliced
from localize.terminology.verdict import enforced, judge, righted, weight

MARGIN: Final = 0.3
"""How much less likely than the first hypothesis another may be, in nats a token, and still stand in for it. From 0.05 to 1
the rest of the lines of ``python -m benchmarks terms`` keeps its chrF within 0.2."""

STEPS: Final = (Strategy.PLAIN, Strategy.REPLACED, Strategy.N_BEST, Strategy.HINT, Strategy.POSITION, Strategy.SPLICE)
"""The steps of the cascade, in order."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A rendering of a line on its way.

    Attributes:
        text: The rendering.
        score: Mean log-probability per token.
        hits: What became of the terms.
        worth: How much of what is wanted it holds.
        others: Renderings that hold as much, best first.
    """

    text: str
    score: float
    hits: tuple[TermHit, ...]
    worth: int
    others: tuple[str, ...] = ()

    @property
    def met(self) -> bool:
        """Whether every term is met."""
        return all(hit.met for hit in self.hits)


@dataclass(slots=True)
class _Open:
    """A line, its best draft so far, and what the model gave unasked."""

    line: SourceLine
    draft: Draft
    plain: tuple[Hypothesis, ...] = ()
    unasked: tuple[bool, ...] = ()
    why: dict[int, Unmet] = field(default_factory=dict)


class Cascade:
    """Translates lines and sees to their terms.

    Args:
        translator: The machine; what it can do besides (hints, prefixes, alignment) decides which steps there are.
        target: Target tag.
        steps: Which steps are taken; all by default. For measuring one alone.
    """

    def __init__(self, translator: Translator, target: str, steps: Iterable[Strategy] = STEPS) -> None:
        self._translator, self._target, self._steps = translator, target, frozenset(steps)

    def run(self, lines: Sequence[SourceLine]) -> tuple[Draft, ...]:
        """Return the best draft of each line, every hit with its strategy or the reason it is unmet.

        Raises:
            UnknownLanguage: If the translator does not know the pair.
            EngineError: If decoding fails.
        """
        works = self._plain(lines)
        for step, take in self._later().items():
            waiting = [work for work in works if not work.draft.met]
            if step in self._steps and waiting:
                take(waiting)
        return tuple(self._finished(work) for work in works)

    def _later(self) -> Mapping[Strategy, Callable[[list[_Open]], None]]:
        return {Strategy.REPLACED: self._replace, Strategy.N_BEST: self._n_best, Strategy.HINT: self._hint,
                Strategy.POSITION: self._position, Strategy.SPLICE: self._splice}

    def _plain(self, lines: Sequence[SourceLine]) -> list[_Open]:
        answers = ask(self._translator, [self.request(line, of_glossary=False) for line in lines])
        works = []
        for line, answer in zip(lines, answers, strict=True):
            first = answer[0] if answer else Hypothesis("", 0.0)
            draft = self._draft(line, first, Strategy.PLAIN, right=False)
            why = Unmet.NO_MEANS if answer else Unmet.NO_TEXT
            work = _Open(line, draft, answer, tuple(hit.met for hit in draft.hits))
            self._blame(work, why)
            works.append(work)
        return works

    def _replace(self, works: list[_Open]) -> None:
        for work in works:
            self._offer(work, work.plain[:1], Strategy.PLAIN)

    def _n_best(self, works: list[_Open]) -> None:
        for work in works:
            near = [item for item in work.plain[1:] if item.score >= work.plain[0].score - MARGIN]
            self._offer(work, near, Strategy.N_BEST)

    def _hint(self, works: list[_Open]) -> None:
        way = self._hinting(works[0].line)
        if way is None:
            return
        answers = ask(self._translator, [self.request(work.line, of_glossary=True) for work in works])
        for work, answer in zip(works, answers, strict=True):
            self._blame(work, Unmet.NOT_FOLLOWED)
            self._offer(work, answer, way)

    def _position(self, works: list[_Open]) -> None:
        if not isinstance(self._translator, PrefixDecoder):
            return
        for work in self._steered(works):
            request = self.request(work.line, of_glossary=False, but=self._kept(work))
            why, hypothesis = forced(self._translator, request, self._musts(work))
            self._blame(work, why)
            if hypothesis is not None:
                self._offer(work, [hypothesis], Strategy.POSITION)

    def _splice(self, works: list[_Open]) -> None:
        if not isinstance(self._translator, Aligner):
            return
        short = list(self._steered(works))
        requests = [self.request(work.line, of_glossary=False, but=self._kept(work)) for work in short]
        for work, alignment in zip(short, self._translator.align(requests), strict=True):
            hypothesis = spliced(alignment, self._musts(work), self._target, work.draft.score)
            self._blame(work, Unmet.NO_ALIGNMENT)
            if hypothesis is not None:
                self._offer(work, [hypothesis], Strategy.SPLICE)

    def request(self, line: SourceLine, *, of_glossary: bool, but: Iterable[int] = ()) -> TranslationRequest:
        """Return the request of a line.

        Args:
            line: What is translated.
            of_glossary: Whether the glossary's own renderings are hinted. Names that nobody gave a rendering for always
                are: a model has no way to write them.
            but: Beginnings of matches whose renderings are hinted all the same.
        """
        kept, hints = set(but), []
        for match in line.matches:
            own = wanted(match, self._target)
            if own and not guessed(match) and not of_glossary and match.begin not in kept:
                continue
            if rendering := own or last_resort(match, self._target):
                hints.append(Hint(match.begin, match.end, rendering))
        return TranslationRequest(line.text, line.language, self._target, apart(hints), line.context, HYPOTHESES)

    def _hinting(self, line: SourceLine) -> Strategy | None:
        """Return how hints reach the model for the pair, or None if they do not."""
        if isinstance(self._translator, HintReader):
            way = self._translator.hinting(line.language, self._target)
            return Strategy(way) if way else None
        return Strategy.HINT if self._translator.follows_hints else None

    def _draft(self, line: SourceLine, hypothesis: Hypothesis, strategy: Strategy, *, right: bool = True) -> Draft:
        if right and Strategy.REPLACED in self._steps:
            text, hits = righted(hypothesis.text, line, self._target, strategy)
        else:
            text, hits = hypothesis.text, judge(hypothesis.text, line, self._target, strategy)
        return Draft(text, hypothesis.score, hits, weight(hits, line, self._target))

    def _offer(self, work: _Open, hypotheses: Sequence[Hypothesis], strategy: Strategy) -> None:
        """Take the first of the best drafts, if it holds more than the one there is."""
        drafts = [self._draft(work.line, item, strategy) for item in hypotheses if item.text]
        best = max(drafts, key=lambda draft: draft.worth, default=None)
        if best is not None and best.worth > work.draft.worth:
            same = dict.fromkeys(draft.text for draft in drafts if draft.worth == best.worth and draft.text != best.text)
            work.draft = replace(best, others=tuple(same))

    def _finished(self, work: _Open) -> Draft:
        draft = work.draft
        pairs = zip(draft.hits, work.unasked, strict=True)
        hits = tuple(replace(hit, plain=plain, reason=None if hit.met else work.why[hit.begin]) for hit, plain in pairs)
        if draft.others or not work.plain or draft.text != work.plain[0].text:
            return replace(draft, hits=hits)
        # Only renderings that keep as many terms may stand in for it, where a line must be shorter.
        others = (self._draft(work.line, item, Strategy.PLAIN) for item in work.plain[1:])
        same = dict.fromkeys(item.text for item in others if item.worth == draft.worth and item.text != draft.text)
        return replace(draft, hits=hits, others=tuple(same))

    def _blame(self, work: _Open, why: Unmet) -> None:
        for match, _ in enforced(work.line, self._target):
            preferred = match.term.mode is Mode.PREFER and why not in {Unmet.NO_TEXT, Unmet.NOT_FOLLOWED, Unmet.NO_MEANS}
            work.why[match.begin] = Unmet.PREFERRED if preferred else why

    def _steered(self, works: Iterable[_Open]) -> Iterable[_Open]:
        """Yield the lines that have a term to force and can be steered token by token."""
        for work in works:
            if not work.plain:
                continue
            if not self._musts(work):
                self._blame(work, Unmet.PREFERRED)
            elif is_long(self.request(work.line, of_glossary=False)):
                self._blame(work, Unmet.TOO_LONG)
            else:
                yield work

    def _musts(self, work: _Open) -> tuple[Match, ...]:
        """Return the unmet terms that must stand; what is only preferred is not forced on a line."""
        unheld = {hit.begin for hit in work.draft.hits if not hit.met}
        return tuple(match for match, _ in enforced(work.line, self._target)
                     if match.begin in unheld and match.term.mode is not Mode.PREFER)

    def _kept(self, work: _Open) -> set[int]:
        """Return where terms begin that are met already: hinted, they stay so while the others are forced."""
        if Strategy.HINT not in self._steps:
            return set()
        return {hit.begin for hit in work.draft.hits if hit.met}
