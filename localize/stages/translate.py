"""Translation: people first, then memory, then the machine with its cascade of term strategies; every line under its key.

The key of a line (:func:`localize.terminology.line_key`) covers all that its translation depends on: a changed term or a
new line in the memory touches the lines it bears on, and no others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from localize.engine import Report, Translator
from localize.glossary import Mode
from localize.memory import Hit
from localize.model import (
    Finding,
    LineOrigin,
    Severity,
    Strategy,
    TermHit,
    Transcript,
    TranslatedLine,
    Translation,
    Unmet,
    Utterance,
)
from localize.record import from_json, to_json
from localize.store import Key, Store
from localize.terminology import VERSION, Cascade, Draft, Lexicon, LineReader, SourceLine, decoding_of, line_key
from localize.terminology.metrics import measure
from localize.terminology.verdict import enforced, judge, righted, weight

__all__ = ["VERSION", "Lexicon", "translate"]


@dataclass(frozen=True, slots=True)
class _Work:
    """One line to translate."""

    utterance: Utterance
    source: SourceLine
    hit: Hit | None
    key: Key


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
        translator: The machine; called for the lines nothing else knows, all in one call per step of the cascade.
        store: Where lines are kept.
        report: Told the share of lines done.

    Raises:
        UnknownLanguage: If the translator does not know the pair.
        EngineError: If the translator fails.
    """
    works = _works(transcript, language, lexicon, translator)
    known = {work.key: line for work in works if (line := _kept(work, store) or _remembered(work, language))}
    # Lines that say the same have one key, and one rendering: nobody decodes twice, or finds two answers.
    waiting = {work.key: work for work in works if work.key not in known and work.utterance.id not in lexicon.edits}
    report(1 - len(waiting) / max(1, len(works)))
    known.update(_by_machine(waiting, language, translator))
    lines = []
    for work in works:
        edit = lexicon.edits.get(work.utterance.id)
        if edit is not None:
            lines.append(_edited(work, edit, language))
            continue
        line = known[work.key]
        store.put(work.key, to_json(line))
        lines.append(replace(line, utterance=work.utterance.id))
    report(1.0)
    terms = measure(lines, [work.source for work in works], lexicon.glossary, language)
    return Translation(language, tuple(lines), tuple(_findings(lines, works, language)), terms)


def _works(transcript: Transcript, language: str, lexicon: Lexicon, translator: Translator) -> list[_Work]:
    reader = LineReader(lexicon, transcript.language, decoding_of(translator))
    works = []
    for item, source in zip(transcript.utterances, reader.read(transcript.utterances), strict=True):
        hit = reader.remembered(source, language)
        works.append(_Work(item, source, hit, line_key(source, language, reader.decoding, hit)))
    return works


def _edited(work: _Work, text: str, language: str) -> TranslatedLine:
    hits = tuple(hit if hit.met else replace(hit, reason=Unmet.PERSON)
                 for hit in judge(text, work.source, language, Strategy.PERSON))
    return TranslatedLine(work.utterance.id, work.source.text, text, LineOrigin.PERSON, work.key, terms=hits)


def _kept(work: _Work, store: Store) -> TranslatedLine | None:
    return from_json(store.path(work.key).read_bytes(), TranslatedLine) if store.has(work.key) else None


def _remembered(work: _Work, language: str) -> TranslatedLine | None:
    """Return the memory's line, if there is one and it holds every term."""
    line = _from_memory(work, language)
    return line if line is not None and all(hit.met for hit in line.terms) else None


def _from_memory(work: _Work, language: str) -> TranslatedLine | None:
    if work.hit is None:
        return None
    text, hits = righted(work.hit.text, work.source, language, Strategy.MEMORY)
    return TranslatedLine("", work.source.text, text, LineOrigin.MEMORY if work.hit.exact else LineOrigin.FUZZY, work.key,
                          work.hit.similarity, hits)


def _by_machine(waiting: Mapping[Key, _Work], language: str, translator: Translator) -> Mapping[Key, TranslatedLine]:
    if not waiting:
        return {}
    drafts = Cascade(translator, language).run([work.source for work in waiting.values()])
    return {key: _best(work, draft, language) for (key, work), draft in zip(waiting.items(), drafts, strict=True)}


def _best(work: _Work, draft: Draft, language: str) -> TranslatedLine:
    """Return the machine's line, or the memory's where that holds as much: a person's line is better than a machine's."""
    remembered = _from_memory(work, language)
    if remembered is not None and weight(remembered.terms, work.source, language) >= draft.worth:
        why = [hit.reason for hit in draft.hits]
        return replace(remembered, terms=tuple(replace(hit, reason=None if hit.met else reason or Unmet.NOT_FOLLOWED)
                                               for hit, reason in zip(remembered.terms, why, strict=True)))
    return TranslatedLine("", work.source.text, draft.text, LineOrigin.MACHINE, work.key, round(draft.score, 3), draft.hits,
                          draft.others)


def _findings(lines: Sequence[TranslatedLine], works: Sequence[_Work], language: str) -> Iterable[Finding]:
    for line, work in zip(lines, works, strict=True):
        for hit, (match, _) in zip(line.terms, enforced(work.source, language), strict=True):
            if not hit.met:
                mild = match.term.mode is Mode.PREFER or line.origin is LineOrigin.PERSON
                yield _told("term.unmet", Severity.NOTE if mild else Severity.WARNING, hit, line, language,
                            f"{hit.source} should be {hit.wanted!r}: {hit.reason or Unmet.NOT_FOLLOWED}")
            elif hit.strategy is Strategy.SPLICE:
                yield _told("term.spliced", Severity.WARNING, hit, line, language,
                            f"{hit.wanted!r} was put in the place of other words: see whether the line agrees with it")
        if line.origin is LineOrigin.FUZZY:
            yield Finding("memory.fuzzy", Severity.NOTE, "from the memory by a near match", language, line.utterance,
                          f"{line.score:.2f}", "1.00", "translation memory")


def _told(rule: str, severity: Severity, hit: TermHit, line: TranslatedLine, language: str, message: str) -> Finding:
    return Finding(rule, severity, message, language, line.utterance, line.text, hit.wanted, f"glossary entry {hit.entry}")
