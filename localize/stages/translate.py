"""Translation: memory first, then the machine; terms enforced; every line kept under its own key.

The key of a line covers its normalised source, the languages, the engine, the decode options, what the memory has for
it and the resolved term matches (entry, revision, place, rendering): a changed term or a new line in the memory touches
the lines it bears on, and no others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from localize.engine import Hint, Hypothesis, Report, TranslationRequest, Translator
from localize.glossary import Match, forbidden, found
from localize.memory import Hit
from localize.model import (
    Finding,
    LineOrigin,
    Severity,
    TermHit,
    Transcript,
    TranslatedLine,
    Translation,
    Utterance,
)
from localize.record import from_json, to_json
from localize.store import Key, Store
from localize.terminology import HYPOTHESES, VERSION, Lexicon, LineReader, SourceLine, decoding_of, line_key
from localize.terminology.lines import guessed, last_resort, wanted

__all__ = ["VERSION", "Lexicon", "translate"]


@dataclass(slots=True)
class _Work:
    """One line on its way."""

    utterance: Utterance
    source: SourceLine
    hit: Hit | None
    key: Key
    line: TranslatedLine | None = None
    fallback: TranslatedLine | None = None


def translate(
    transcript: Transcript,
    language: str,
    lexicon: Lexicon,
    translator: Translator,
    store: Store,
    report: Report,
) -> Translation:
    """Return the translation of a transcript, line by line, re-using every line whose key is in the store.

    Args:
        transcript: What is said.
        language: Target tag.
        lexicon: Terms, names, memory and people's edits.
        translator: The machine; called for the lines nothing else knows, all in one call per pass.
        store: Where lines are kept.
        report: Told the share of lines done.

    Raises:
        UnknownLanguage: If the translator does not know the pair.
        EngineError: If the translator fails.
    """
    reader = LineReader(lexicon, transcript.language, decoding_of(translator))
    works = []
    for item, read in zip(transcript.utterances, reader.read(transcript.utterances), strict=True):
        hit = reader.remembered(read, language)
        works.append(_Work(item, read, hit, line_key(read, language, reader.decoding, hit)))
    for work in works:
        work.line = _edited(work, lexicon) or _kept(work, store) or _remembered(work, language)
    open_works = [work for work in works if work.line is None]
    report(1 - len(open_works) / max(1, len(works)))
    _by_machine(open_works, transcript.language, language, translator)
    for work in works:
        if work.line is not None and work.line.origin is not LineOrigin.PERSON:
            store.put(work.key, to_json(replace(work.line, utterance="")))
    report(1.0)
    lines = tuple(work.line for work in works if work.line is not None)
    return Translation(language, lines, tuple(_findings(lines, language)))


def _edited(work: _Work, lexicon: Lexicon) -> TranslatedLine | None:
    text = lexicon.edits.get(work.utterance.id)
    if text is None:
        return None
    return TranslatedLine(work.utterance.id, work.source.text, text, LineOrigin.PERSON, work.key)


def _kept(work: _Work, store: Store) -> TranslatedLine | None:
    if not store.has(work.key):
        return None
    line = from_json(store.path(work.key).read_bytes(), TranslatedLine)
    return replace(line, utterance=work.utterance.id, source=work.source.text)


def _remembered(work: _Work, language: str) -> TranslatedLine | None:
    if work.hit is None:
        return None
    line = _from_memory(work, work.hit, language)
    if all(term.met for term in line.terms):
        return line
    work.fallback = line  # a person's line that misses a term: better than a machine's that misses it too
    return None


def _from_memory(work: _Work, hit: Hit, language: str) -> TranslatedLine:
    text, terms = _enforced(hit.text, work.source.matches, language, "memory")
    return TranslatedLine(work.utterance.id, work.source.text, text,
                          LineOrigin.MEMORY if hit.exact else LineOrigin.FUZZY, work.key, hit.similarity, terms)


def _by_machine(works: Sequence[_Work], source: str, language: str, translator: Translator) -> None:
    """Translate plainly (names hinted), verify, and once more with every unmet term hinted."""
    if not works:
        return
    plain = translator.translate([_request(work, source, language, names_only=True) for work in works])
    again: list[_Work] = []
    for work, hypotheses in zip(works, plain, strict=True):
        work.line = _best(work, hypotheses, language, "plain")
        if not all(term.met for term in work.line.terms):
            again.append(work)
    if again and translator.follows_hints:
        hinted = translator.translate([_request(work, source, language, names_only=False) for work in again])
        for work, hypotheses in zip(again, hinted, strict=True):
            work.line = max(work.line or _best(work, hypotheses, language, "hint"),
                            _best(work, hypotheses, language, "hint"), key=_met)
    for work in works:
        if work.fallback is not None and work.line is not None and _met(work.line) <= _met(work.fallback):
            work.line = work.fallback


def _met(line: TranslatedLine) -> int:
    return sum(term.met for term in line.terms)


def _request(work: _Work, source: str, language: str, *, names_only: bool) -> TranslationRequest:
    hints = tuple(Hint(item.begin, item.end, rendering) for item in work.source.matches
                  if (rendering := wanted(item, language) or last_resort(item, language))
                  and (not names_only or item.term.kind in {"character", "place"}))
    return TranslationRequest(work.source.text, source, language, hints, hypotheses=HYPOTHESES)


def _best(work: _Work, hypotheses: Sequence[Hypothesis], language: str, strategy: str) -> TranslatedLine:
    """Return the first rendering that meets every term; else the one that meets most."""
    lines = []
    for rank, hypothesis in enumerate(hypotheses):
        text, terms = _enforced(hypothesis.text, work.source.matches, language, strategy if rank == 0 else "n-best")
        lines.append(TranslatedLine(work.utterance.id, work.source.text, text, LineOrigin.MACHINE, work.key,
                                    round(hypothesis.score, 3), terms))
    best = max(lines, key=_met)
    # Only renderings that keep as many terms may stand in for it, where a line must be shorter.
    others = dict.fromkeys(line.text for line in lines if line.text != best.text and _met(line) == _met(best))
    return replace(best, alternatives=tuple(others))


def _enforced(text: str, matches: Sequence[Match], language: str, strategy: str) -> tuple[str, tuple[TermHit, ...]]:
    """Return the text, a forbidden rendering replaced where that is safe, and the fate of each term."""
    hits = []
    for match in matches:
        preferred, rendering = wanted(match, language), match.term.rendering(language)
        if not preferred or rendering is None or guessed(match):
            continue
        how, form = strategy, found(text, rendering, language)
        old = "" if form else forbidden(text, rendering, language)
        if old and text.count(old) == 1:
            text, how = text.replace(old, preferred), "replaced"
            form = found(text, rendering, language)
        hits.append(TermHit(match.term.name, match.form, match.begin, match.end, preferred, bool(form), form,
                            how if form else "unmet"))
    return text, tuple(hits)


def _findings(lines: Iterable[TranslatedLine], language: str) -> Iterable[Finding]:
    for line in lines:
        for term in line.terms:
            if not term.met:
                yield Finding("term.unmet", Severity.WARNING, f"{term.source} should be {term.wanted!r}", language,
                              line.utterance, line.text, term.wanted, f"glossary entry {term.entry}")
        if line.origin is LineOrigin.FUZZY:
            yield Finding("memory.fuzzy", Severity.NOTE, "from the memory by a near match", language, line.utterance,
                          f"{line.score:.2f}", "1.00", "translation memory")
