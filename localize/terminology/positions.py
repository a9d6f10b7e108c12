"""Forcing a term by position: decoding is begun with the line up to some word and then the term, for every such word.

CTranslate2 has no lexically constrained beam, but it goes on from any prefix. So each beginning of the plain rendering is
tried with the term after it; the model writes the rest. The candidates are weighed without the forced tokens, whose
likelihood says how odd the term is and not where it belongs, and a candidate that says the old words as well is marked
down: a model that was made to write *Sifu* gladly goes on with *the master*.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from localize.engine import Aligner, Alignment, Begun, Completion, Hypothesis, PrefixDecoder, TranslationRequest
from localize.glossary import Match
from localize.glossary.verify import places
from localize.glossary.written import written
from localize.language import language
from localize.model import Unmet
from localize.terminology.splice import window

POSITIONS: Final = 16
"""Places tried in a line, three ways to go on from each; subtitles rarely have as many words."""
SAID_AGAIN: Final = 2.0
"""Nats a token that a candidate loses for each old rendering that stands beside the term: more than any place gains."""
_WORD: Final = "▁"


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A rendering that was made to hold a term."""

    completion: Completion
    begin: int
    end: int
    score: float


def forced(model: PrefixDecoder, request: TranslationRequest, terms: Sequence[Match]
           ) -> tuple[Unmet, Hypothesis | None]:
    """Return the likeliest rendering that holds the terms, or the reason there is none.

    Args:
        model: What goes on from a prefix; if it aligns too, it tells what the old words are.
        request: The line; its hints stay hinted.
        terms: What must stand, in order; each has a preferred rendering for the request's target.

    Raises:
        EngineError: If decoding fails.
    """
    (base,) = model.complete([Begun(request)])
    alignment = model.align([request])[0] if isinstance(model, Aligner) else None
    best, kept, why = base, list[Match](), Unmet.NO_POSITION
    for match in terms:
        starts = [tokens for begins in (True, False) if (tokens := model.spell(_preferred(match, request), request.target,
                                                                               begins=begins))]
        if not starts:
            why = Unmet.UNSPELLABLE
            continue
        candidates = _candidates(model, request, best, starts)
        sound = [item for item in candidates if all(_holds(item.completion.text, other, request) for other in (*kept, match))]
        if not sound:
            continue
        old = _old_words(alignment, match, request)
        best = max(_weighed(model, request, sound, old), key=lambda item: item.score).completion
        kept.append(match)
    return why, Hypothesis(best.text, best.score) if kept else None


def _preferred(match: Match, request: TranslationRequest) -> str:
    rendering = match.term.rendering(request.target)
    return rendering.preferred if rendering else ""


def _holds(text: str, match: Match, request: TranslationRequest) -> bool:
    rendering = match.term.rendering(request.target)
    return rendering is not None and bool(places(text, rendering, request.target, inflects=match.term.inflects))


def _candidates(model: PrefixDecoder, request: TranslationRequest, base: Completion,
                starts: Sequence[tuple[str, ...]]) -> list[_Candidate]:
    begun, spans = [], []
    spaced = language(request.target).spaces
    for at, tokens in _prefixes(base.tokens, starts, spaced=spaced):
        for after in _resumed(base.tokens, at, spaced=spaced):
            begun.append(Begun(request, (*base.tokens[:at], *tokens, *after)))
            spans.append((at, at + len(tokens)))
    return [_Candidate(completion, begin, end, completion.score)
            for completion, (begin, end) in zip(model.complete(begun), spans, strict=True)]


def _prefixes(tokens: Sequence[str], starts: Sequence[tuple[str, ...]], *, spaced: bool
              ) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield places and what to write there: before each word, and after the last; evenly chosen where they are many."""
    if spaced:
        options = [at for at in range(len(tokens) + 1) if at in {0, len(tokens)} or tokens[at].startswith(_WORD)]
    else:
        options = list(range(len(tokens) + 1))
    step = max(1, -(-len(options) // POSITIONS))
    for at in options[::step]:
        wordlike = [start for start in starts if start[0].startswith(_WORD) is (spaced or at == 0)]
        yield at, (wordlike or list(starts))[0]


def _resumed(tokens: Sequence[str], at: int, *, spaced: bool) -> Iterator[tuple[str, ...]]:
    """Yield what may follow the term at once: what the model likes; the word that stood there; the one after that.

    Left alone, a model goes on spelling a word it does not know (*Sifus*, *Sifung*); with the next token given it cannot.
    """
    if spaced or at == len(tokens):
        yield ()
    if at < len(tokens):
        yield (tokens[at],)
    after = at + 1
    while spaced and after < len(tokens) and tokens[after][0].isalnum():
        after += 1
    if after < len(tokens):
        yield (tokens[after],)


def _weighed(model: PrefixDecoder, request: TranslationRequest, candidates: Sequence[_Candidate], old: Sequence[str]
             ) -> list[_Candidate]:
    weights = model.weigh([Begun(request, item.completion.tokens) for item in candidates])
    made = []
    for item, logs in zip(candidates, weights, strict=True):
        rest = [*logs[:item.begin], *logs[item.end:]]
        beside = "".join((*item.completion.tokens[:item.begin], " ", *item.completion.tokens[item.end:]))
        again = sum(word in written(beside.replace(_WORD, " "), request.target).text for word in old)
        made.append(_Candidate(item.completion, item.begin, item.end, sum(rest) / max(1, len(rest)) - SAID_AGAIN * again))
    return made


def _old_words(alignment: Alignment | None, match: Match, request: TranslationRequest) -> tuple[str, ...]:
    """Return what stood for the term in the plain rendering: the forbidden forms, and the word aligned to it best."""
    rendering = match.term.rendering(request.target)
    known = list(rendering.forbidden) if rendering else []
    if alignment is not None and (span := window(alignment, match, request.target, neighbour=2)):
        known.append("".join(alignment.pieces[span[0]:span[1]]))
    return tuple(dict.fromkeys(folded for form in known if (folded := written(form, request.target).text.strip())))
