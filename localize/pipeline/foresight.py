"""Foresight: which lines another glossary would make again, without making them.

An inverted index over the source lines gives candidates; a candidate is touched if its key differs under the job as it
was and the job as it would be. That is what a run compares too, so what is foretold is what a run makes.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache
from typing import Final, Protocol

from localize.corrections import SourceIndex, Spot, changed, spellings
from localize.engine import Translator
from localize.glossary import Glossary, Kind
from localize.memory import NameList, TranslationMemory
from localize.model import Transcript, TranslatedLine, Utterance
from localize.pipeline.lexicon import glossary_of, lexicon_of
from localize.pipeline.plan import JobSpec
from localize.record import from_json, to_data
from localize.stages.translate import translate
from localize.store import Key, Store, key_of
from localize.terminology import LineReader, decoding_of
from localize.time import Span

_VERSION: Final = 1
"""Of the short form of transcripts that is kept for this."""


class Linguist(Protocol):
    """What a line's key is made with: the :class:`~localize.pipeline.Engines` of a pipeline."""

    @property
    def translator(self) -> Translator:
        """Text to text."""
        ...

    @property
    def memory(self) -> TranslationMemory:
        """Approved lines that ship."""
        ...

    @property
    def names(self) -> NameList | None:
        """A name list."""
        ...


@dataclass(frozen=True, slots=True)
class Question:
    """A master in some languages, as it was made and as it would be made.

    Attributes:
        before: The job that made it.
        after: The job that would.
        transcript: Store key of what is said in it.
        languages: Target tags.
        translations: Store keys of what the first job made, by language.
        basis: :attr:`Foresight.basis` of that job; where it is another than now, every line is compared with what was
            made. Empty for the same.
    """

    before: JobSpec
    after: JobSpec
    transcript: Key
    languages: tuple[str, ...]
    translations: Mapping[str, Key] = field(default_factory=dict)
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Script:
    """A transcript without the times of its words: what translation reads of it."""

    language: str
    utterances: tuple[Utterance, ...]


class Foresight:
    """Tells what a change would touch.

    Args:
        linguist: Translator, memory and names; no weights are loaded to tell what is touched.
        store: Where transcripts and term bases are.
    """

    def __init__(self, linguist: Linguist, store: Store) -> None:
        self._linguist = linguist
        self._store = store
        self._scripts = lru_cache(maxsize=4096)(self._read_script)
        self._indexes = lru_cache(maxsize=8)(self._build_index)

    @property
    def basis(self) -> str:
        """What keys cover besides the job: a localization of another basis changes in more than its terms."""
        engines = self._linguist
        return key_of("basis", to_data(decoding_of(engines.translator)), engines.memory.revision,
                      engines.names.revision if engines.names else "")

    def touched(self, questions: Sequence[Question]) -> tuple[dict[str, tuple[str, ...]], ...]:
        """Return, for each question, the ids of the lines whose key changes, by language; untouched languages are left out.

        Lines that people wrote are named too, though no run makes them again: they may miss the new term.
        """
        index = self._indexes(tuple(dict.fromkeys(question.transcript for question in questions)))
        spots: dict[tuple[Key, ...], dict[str, set[str]] | None] = {}
        readers: dict[tuple[object, ...], LineReader] = {}
        found = []
        for question in questions:
            if question.basis not in {"", self.basis}:
                found.append(self._remade(question, readers))
                continue
            bases = _bases(question)
            if bases not in spots:
                spots[bases] = self._candidates(question, index)
            where = spots[bases]
            lines = None if where is None else where.get(question.transcript, set())
            found.append(self._compared(question, lines, readers) if lines is None or lines else {})
        return tuple(found)

    def render(self, spec: JobSpec, transcript: Key, language: str, lines: Collection[str]) -> tuple[TranslatedLine, ...]:
        """Return some lines as a job would translate them; what is made is kept, so that the job finds it.

        Raises:
            EngineError: If the translator fails.
        """
        script = self._scripts(transcript)
        lexicon = lexicon_of(spec, self._linguist, self._store, language)
        # The lines around stay where they are, for they tell who speaks to whom; written by hand, they are not made.
        rest = {item.id: item.text for item in script.utterances if item.id not in lines}
        made = translate(Transcript(script.language, script.utterances), language, replace(lexicon, edits=rest),
                         self._linguist.translator, self._store, lambda _: None)
        return tuple(line for line in made.lines if line.utterance in lines)

    def script(self, transcript: Key) -> Script:
        """Return what translation reads of a transcript."""
        return self._scripts(transcript)

    def _candidates(self, question: Question, index: SourceIndex) -> dict[str, set[str]] | None:
        """Return the lines that a change of the term base may bear on, by transcript; None for all."""
        if question.before.memory != question.after.memory:
            return None
        before, after = (self._glossary(spec) for spec in (question.before, question.after))
        changes = changed(before, after)
        renamed = any(term.kind is Kind.CHARACTER for change in changes for term in (change.before, change.after) if term)
        if renamed and any(term.scope.speaker or term.scope.addressee for term in (*before.terms, *after.terms)):
            return None  # who speaks to whom may be told otherwise in lines that name nobody
        lines: dict[str, set[str]] = {}
        for spot in index.candidates(spellings(changes)):
            lines.setdefault(spot.script, set()).add(spot.line)
        return lines

    def _compared(self, question: Question, lines: Collection[str] | None,
                  readers: dict[tuple[object, ...], LineReader]) -> dict[str, tuple[str, ...]]:
        script = self._scripts(question.transcript)
        picked = [number for number, item in enumerate(script.utterances) if lines is None or item.id in lines]
        before, after = (self._reader(spec, script.language, readers) for spec in (question.before, question.after))
        pairs = list(zip(picked, before.read(script.utterances, picked), after.read(script.utterances, picked), strict=True))
        told: dict[str, tuple[str, ...]] = {}
        for tag in question.languages:
            ids = tuple(script.utterances[number].id for number, old, new in pairs
                        if before.key(old, tag) != after.key(new, tag))
            if ids:
                told[tag] = ids
        return told

    def _remade(self, question: Question, readers: dict[tuple[object, ...], LineReader]) -> dict[str, tuple[str, ...]]:
        """Return the lines whose key is not the one they were made under."""
        script = self._scripts(question.transcript)
        reader = self._reader(question.after, script.language, readers)
        lines, told = reader.read(script.utterances), {}
        for tag in question.languages:
            record = json.loads(self._store.path(question.translations[tag]).read_bytes())
            old = {line["utterance"]: line["key"] for line in record["lines"]}
            ids = tuple(item.id for item, line in zip(script.utterances, lines, strict=True)
                        if old.get(item.id) != reader.key(line, tag))
            if ids:
                told[tag] = ids
        return told

    def _reader(self, spec: JobSpec, source: str, readers: dict[tuple[object, ...], LineReader]) -> LineReader:
        lexicon = lexicon_of(spec, self._linguist, self._store, "", glossary=self._glossary(spec))
        # One automaton serves every episode unless a term holds in some of them only.
        place = spec.episode if any(term.scope.episodes for term in lexicon.glossary.terms) else ""
        name = (spec.glossary, spec.characters, spec.memory, spec.title, place, source)
        if name not in readers:
            readers[name] = LineReader(lexicon, source, decoding_of(self._linguist.translator))
        return readers[name]

    def _glossary(self, spec: JobSpec) -> Glossary:
        return glossary_of(spec.glossary, spec.characters, self._store)

    def _build_index(self, transcripts: tuple[Key, ...]) -> SourceIndex:
        return SourceIndex((Spot(key, item.id), item.text) for key in transcripts
                           for item in self._scripts(key).utterances)

    def _read_script(self, transcript: Key) -> Script:
        key = key_of("script", _VERSION, transcript)
        if not self._store.has(key):
            whole = from_json(self._store.path(transcript).read_bytes(), Transcript)
            rows = [[item.id, str(item.span.begin), str(item.span.end), item.text, item.speaker, item.addressee,
                     item.forced] for item in whole.utterances]
            self._store.put(key, json.dumps([whole.language, rows], ensure_ascii=False).encode())
        language, rows = json.loads(self._store.path(key).read_bytes())
        return Script(language, tuple(_utterance(row) for row in rows))


def _utterance(row: Sequence[object]) -> Utterance:
    name, begin, end, text, speaker, addressee, forced = row
    return Utterance(str(name), Span(Fraction(str(begin)), Fraction(str(end))), str(text), speaker=str(speaker),
                     addressee=str(addressee), forced=bool(forced))


def _bases(question: Question) -> tuple[Key, ...]:
    before, after = question.before, question.after
    return (before.glossary, key_of(to_data(before.characters)), before.memory,
            after.glossary, key_of(to_data(after.characters)), after.memory)


def count(touched: Iterable[Mapping[str, Sequence[str]]]) -> int:
    """Return how many lines :meth:`Foresight.touched` named, each language by itself."""
    return sum(len(ids) for by_language in touched for ids in by_language.values())
