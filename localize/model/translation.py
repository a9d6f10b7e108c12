"""Translations: a line for every utterance, each with its origin and the fate of its terms."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from localize.model.finding import Finding


class LineOrigin(StrEnum):
    """Who made a translated line."""

    PERSON = "person"
    MEMORY = "memory"
    FUZZY = "fuzzy"
    """From the phrase memory, by a near match."""
    MACHINE = "machine"


@dataclass(frozen=True, slots=True)
class TermHit:
    """One glossary term found in a source line, and what became of it.

    Attributes:
        entry: Id of the entry, with its revision (``guangzhou@3``).
        source: The source form as it stands in the line.
        begin: Index of its first character in the source line.
        end: Index after its last character.
        wanted: The preferred rendering.
        met: Whether the line holds an allowed rendering.
        found: The rendering that was found, or empty.
        strategy: How it was met (``memory plain replaced n-best hint placeholder splice``) or ``unmet``.
    """

    entry: str
    source: str
    begin: int
    end: int
    wanted: str
    met: bool
    found: str = ""
    strategy: str = ""


@dataclass(frozen=True, slots=True)
class TranslatedLine:
    """The rendering of one utterance.

    Attributes:
        utterance: Its id.
        source: The text that was translated.
        text: The translation, logical order.
        origin: Person, memory, fuzzy or machine.
        key: Key of the translation in the store: what it depends on, digested.
        score: Mean log-probability for machine lines, similarity 0 to 1 for memory.
        terms: The glossary terms of the line.
        alternatives: Other renderings, best first.
    """

    utterance: str
    source: str
    text: str
    origin: LineOrigin
    key: str
    score: float = 1.0
    terms: tuple[TermHit, ...] = ()
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Translation:
    """All lines of one target language, in the order of the transcript."""

    language: str
    lines: tuple[TranslatedLine, ...]
    findings: tuple[Finding, ...] = ()
