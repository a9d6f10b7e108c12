"""Source lines as translation sees them, and the key of each: all of it known before anything is decoded.

A line is read once for all target languages (:meth:`LineReader.read`); :func:`line_key` then digests what its
translation depends on. Nothing here asks a model, so a change of the glossary can be previewed over every line of a
title: read the candidates with the old and the new lexicon, and compare keys.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from localize.engine import ContextReader, Identity, Translator
from localize.glossary import ANYWHERE, Glossary, Kind, Match, Matcher, Situation, Term, situations
from localize.memory import LISTED, Finder, Hit, NameList, Names, TranslationMemory, placeables, rendering_of, romanise
from localize.model import Utterance
from localize.store import Key, key_of

VERSION: Final = 5
"""Counts up when the same inputs would give another translation."""

HYPOTHESES: Final = 4
"""Renderings asked for at a time."""


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


@dataclass(frozen=True, slots=True)
class Decoding:
    """What decoding adds to a key: the model and the options it runs with.

    Attributes:
        engine: Name of the model.
        revision: Of its weights.
        hypotheses: Renderings asked for.
        context: Lines before a line that the model reads; 0 for models that read one line at a time.
    """

    engine: str
    revision: str
    hypotheses: int = HYPOTHESES
    context: int = 0


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source line and the terms in it, the same for every target language.

    Attributes:
        text: The line, normalised by :func:`normalised`; match positions count in it.
        language: Source tag.
        matches: Terms and names, in order, not overlapping.
        context: Normalised lines before it that the model reads, oldest first.
    """

    text: str
    language: str
    matches: tuple[Match, ...]
    context: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False, slots=True)
class Same:
    """A glossary, equal to itself alone: what is worked out for one object is not worked out again for it.

    Comparing 50,000 terms would cost what is to be saved.
    """

    glossary: Glossary

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.glossary is self.glossary

    def __hash__(self) -> int:
        return id(self.glossary)


@dataclass(frozen=True, slots=True)
class _Placed:
    """A matcher for lines of one title and episode."""

    matcher: Matcher
    place: Situation

    def find(self, line: str, situation: Situation | None = None) -> tuple[Match, ...]:
        """Return the terms of a line, said in this place where nothing more is known."""
        return self.matcher.find(line, situation or self.place)


@lru_cache(maxsize=4)
def _matchers(same: Same) -> tuple[tuple[Term, ...], Matcher, Matcher]:
    """Return the approved terms of a glossary, their automaton and that of its names: a second of work for 50,000."""
    terms = same.glossary.approved()
    return terms, Matcher(terms), placeables(terms)


class LineReader:
    """Reads source lines against a lexicon. The automaton over the terms is what costs; it is kept for the last glossaries.

    Args:
        lexicon: Terms, names and memory.
        source: Tag of the language spoken.
        decoding: Of the model; :func:`decoding_of` gives it, without loading weights.
    """

    def __init__(self, lexicon: Lexicon, source: str, decoding: Decoding) -> None:
        terms, matcher, named = _matchers(Same(lexicon.glossary))
        guessed = None if source == "en" else lexicon.names
        own = _Placed(named, lexicon.place)
        self._terms, self._place = terms, lexicon.place
        # Finding out who speaks to whom takes longer than all the rest; most term bases never ask.
        self._asks_who = any(term.scope.speaker or term.scope.addressee for term in terms)
        self._memory, self._source, self.decoding = lexicon.memory, source, decoding
        self._finder: Finder = Names(_Placed(matcher, lexicon.place), guessed)
        # What a name list takes for a name may be a word: the line as it stands is looked up first.
        self._placeables: tuple[Finder, ...] = (own, Names(own, guessed)) if guessed else (own,)

    def read(self, utterances: Sequence[Utterance], chosen: Collection[int] | None = None) -> tuple[SourceLine, ...]:
        """Return the lines of consecutive utterances.

        Args:
            utterances: Of one transcript, in order: who speaks to whom, and the context that some models read, come
                from the lines around a line.
            chosen: Indices of the lines wanted, in order; all by default.
        """
        window = self.decoding.context
        wanted_lines = range(len(utterances)) if chosen is None else sorted(chosen)
        said = situations(utterances, self._place, self._terms) if self._asks_who else None
        lines = []
        for at in wanted_lines:
            text = normalised(utterances[at].text)
            before = tuple(normalised(item.text) for item in utterances[max(0, at - window):at]) if window else ()
            lines.append(SourceLine(text, self._source, self._finder.find(text, said[at] if said else None), before))
        return tuple(lines)

    def remembered(self, line: SourceLine, target: str) -> Hit | None:
        """Return what the memory has for a line."""
        for names in self._placeables:
            hit = self._memory.look_up(line.text, line.language, target, names)
            if hit is not None:
                return hit
        return None

    def key(self, line: SourceLine, target: str) -> Key:
        """Return the key of a line's translation into ``target``: :func:`line_key` with what the memory has for it."""
        return line_key(line, target, self.decoding, self.remembered(line, target))


def line_key(line: SourceLine, target: str, decoding: Decoding, hit: Hit | None) -> Key:
    """Return the key of one line's translation, without translating it.

    Two lines with equal keys have the same translation; a line is made again if and only if its key changed. Covered
    are the normalised source, its context, both languages, the model, the decode options, what the memory has for the
    line, and each resolved match: entry, place, what it is, and the forms wanted, allowed and forbidden in this language:
    all that its revisions can change, so that a counter which went up for another language or for a note touches nothing.
    People's edits are not: a line a person wrote is never made.

    To preview a change, build a :class:`LineReader` for the lexicon before and one for that after, :meth:`~LineReader.read`
    each transcript with ``chosen`` the lines that hold an old or a new source form, and compare :meth:`~LineReader.key`
    for each target. A change of who speaks (a transcript's edit) may touch the lines beside it: read those too.

    Args:
        line: From :meth:`LineReader.read`.
        target: Target tag.
        decoding: Of the model.
        hit: From :meth:`LineReader.remembered`.
    """
    return key_of("line", VERSION, line.text, line.context, line.language, target, decoding.engine, decoding.revision,
                  decoding.hypotheses, [_resolved(match, target) for match in line.matches],
                  (hit.text, hit.exact, hit.similarity) if hit else ())


def decoding_of(translator: Translator, hypotheses: int = HYPOTHESES) -> Decoding:
    """Return what a translator's runs depend on; its weights are not loaded for it."""
    identity: Identity = translator.identity
    context = translator.context_lines if isinstance(translator, ContextReader) else 0
    return Decoding(identity.name, identity.revision, hypotheses, context)


def normalised(text: str) -> str:
    """Return a source line composed (NFC), white space as single spaces, none at the ends: what the model is given."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def wanted(match: Match, target: str) -> str:
    """Return the rendering a match asks for: the preferred one, or for guessed names a romanisation; may be empty."""
    rendering = match.term.rendering(target)
    if rendering is not None and rendering.preferred:
        return rendering.preferred
    return rendering_of(match, target) if guessed(match) else ""


def last_resort(match: Match, target: str) -> str:
    """Return how a name nobody gave a rendering for is written: romanised, in any script, for a person to mend."""
    if match.term.kind not in {Kind.CHARACTER, Kind.PLACE}:
        return ""
    return rendering_of(match, target) or romanise(match.term.sources[0])


def guessed(match: Match) -> bool:
    """Return whether a match comes from a name list, not from the glossary: it helps, and is not enforced."""
    return match.term.author == LISTED


def _resolved(match: Match, target: str) -> tuple[object, ...]:
    term, rendering = match.term, match.term.rendering(target)
    forms = (rendering.preferred, rendering.allowed, rendering.forbidden) if rendering else ()
    return (term.id, match.begin, match.end, term.kind, term.mode, term.inflects, guessed(match), wanted(match, target), forms,
            last_resort(match, target))
