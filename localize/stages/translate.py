"""Translation: memory first, then the machine; terms enforced; every line kept under its own key.

The key of a line covers its normalised source, the languages, the engine, the decode options, what the memory has for
it and the resolved term matches (entry, revision, place, rendering): a changed term or a new line in the memory touches
the lines it bears on, and no others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from localize.engine import Hint, Hypothesis, Report, TranslationRequest, Translator
from localize.glossary import ANYWHERE, Glossary, Match, Matcher, Situation, forbidden, found, situations
from localize.memory import Hit, NameList, Names, TranslationMemory, placeables, rendering_of, romanise
from localize.memory.normal import exact
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
from localize.store import Key, Store, key_of

VERSION = 4
"""Counts up when the same inputs would give another result."""

_HYPOTHESES = 4


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All that translation knows of a title.

    Attributes:
        glossary: Terms and characters together.
        names: Further names (a name list), for matching lines in the memory only where they occur.
        memory: Approved lines.
        edits: Lines a person has written, by utterance id: never overwritten.
        place: Title and episode: terms scoped to others do not hold.
    """

    glossary: Glossary
    memory: TranslationMemory
    names: NameList | None = None
    edits: Mapping[str, str] = field(default_factory=dict)
    place: Situation = ANYWHERE


@dataclass(slots=True)
class _Work:
    """One line on its way."""

    utterance: Utterance
    matches: tuple[Match, ...]
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
    terms = lexicon.glossary.approved()
    guessed = None if transcript.language == "en" else lexicon.names
    own = placeables(terms, lexicon.place)
    matcher, names = Names(Matcher(terms, lexicon.place), guessed), Names(own, guessed)
    works = []
    spoken = situations(transcript.utterances, lexicon.place, terms)
    for item, situation in zip(transcript.utterances, spoken, strict=True):
        # What a name list takes for a name may be a word: the line as it stands is looked up first.
        hit = (lexicon.memory.look_up(item.text, transcript.language, language, own)
               or lexicon.memory.look_up(item.text, transcript.language, language, names))
        works.append(_start(item, matcher.find(item.text, situation), hit, transcript.language, language, translator))
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


def _start(utterance: Utterance, matches: tuple[Match, ...], hit: Hit | None, source: str, language: str,
           translator: Translator) -> _Work:
    resolved = [(item.term.name, item.begin, item.end, _wanted(item, language), item.term.mode,
                 _forms(item, language)) for item in matches]
    key = key_of("line", VERSION, exact(utterance.text), source, language, translator.identity.name,
                 translator.identity.revision, _HYPOTHESES, resolved, (hit.text, hit.exact) if hit else ())
    return _Work(utterance, matches, hit, key)


def _forms(match: Match, language: str) -> list[Sequence[str]]:
    rendering = match.term.rendering(language)
    return [rendering.allowed, rendering.forbidden] if rendering else []


def _wanted(match: Match, language: str) -> str:
    rendering = match.term.rendering(language)
    if rendering is not None and rendering.preferred:
        return rendering.preferred
    return rendering_of(match, language) if match.term.priority < 0 else ""


def _edited(work: _Work, lexicon: Lexicon) -> TranslatedLine | None:
    text = lexicon.edits.get(work.utterance.id)
    if text is None:
        return None
    return TranslatedLine(work.utterance.id, work.utterance.text, text, LineOrigin.PERSON, work.key)


def _kept(work: _Work, store: Store) -> TranslatedLine | None:
    if not store.has(work.key):
        return None
    line = from_json(store.path(work.key).read_bytes(), TranslatedLine)
    return replace(line, utterance=work.utterance.id, source=work.utterance.text)


def _remembered(work: _Work, language: str) -> TranslatedLine | None:
    if work.hit is None:
        return None
    line = _from_memory(work, work.hit, language)
    if all(term.met for term in line.terms):
        return line
    work.fallback = line  # a person's line that misses a term: better than a machine's that misses it too
    return None


def _from_memory(work: _Work, hit: Hit, language: str) -> TranslatedLine:
    text, terms = _enforced(hit.text, work.matches, language, "memory")
    return TranslatedLine(work.utterance.id, work.utterance.text, text,
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
    hints = tuple(Hint(item.begin, item.end, wanted) for item in work.matches
                  if (wanted := _wanted(item, language) or _last_resort(item, language))
                  and (not names_only or item.term.kind in {"character", "place"}))
    return TranslationRequest(work.utterance.text, source, language, hints, hypotheses=_HYPOTHESES)


def _last_resort(match: Match, language: str) -> str:
    """Names nobody gave a rendering for: romanised, in scripts of their own too, for a person to mend."""
    if match.term.kind not in {"character", "place"}:
        return ""
    return rendering_of(match, language) or romanise(match.term.sources[0])


def _best(work: _Work, hypotheses: Sequence[Hypothesis], language: str, strategy: str) -> TranslatedLine:
    """Return the first rendering that meets every term; else the one that meets most."""
    lines = []
    for rank, hypothesis in enumerate(hypotheses):
        text, terms = _enforced(hypothesis.text, work.matches, language, strategy if rank == 0 else "n-best")
        lines.append(TranslatedLine(work.utterance.id, work.utterance.text, text, LineOrigin.MACHINE, work.key,
                                    round(hypothesis.score, 3), terms))
    best = max(lines, key=_met)
    # Only renderings that keep as many terms may stand in for it, where a line must be shorter.
    others = dict.fromkeys(line.text for line in lines if line.text != best.text and _met(line) == _met(best))
    return replace(best, alternatives=tuple(others))


def _enforced(text: str, matches: Sequence[Match], language: str, strategy: str) -> tuple[str, tuple[TermHit, ...]]:
    """Return the text, a forbidden rendering replaced where that is safe, and the fate of each term."""
    hits = []
    for match in matches:
        wanted = _wanted(match, language)
        rendering = match.term.rendering(language)
        if not wanted or match.term.priority < 0:
            continue
        if rendering is None:
            continue
        how, form = strategy, found(text, rendering, language)
        old = "" if form else forbidden(text, rendering, language)
        if old and text.count(old) == 1:
            text, how = text.replace(old, wanted), "replaced"
            form = found(text, rendering, language)
        hits.append(TermHit(match.term.name, match.form, match.begin, match.end, wanted, bool(form), form,
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
