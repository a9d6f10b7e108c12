"""Translations: a line for every utterance, each with its origin and the fate of its terms."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from localize.model.finding import Finding
from localize.model.terms import TermReport


class LineOrigin(StrEnum):
    """Who made a translated line."""

    PERSON = "person"
    MEMORY = "memory"
    FUZZY = "fuzzy"
    """From the phrase memory, by a near match."""
    MACHINE = "machine"


class Strategy(StrEnum):
    """What brought a term's rendering into a line, from the gentlest to the roughest."""

    PERSON = "person"
    """A person wrote the line."""
    MEMORY = "memory"
    """An approved line holds it."""
    PLAIN = "plain"
    """The model wrote it unasked."""
    REPLACED = "replaced"
    """A forbidden rendering stood in its place and was exchanged."""
    N_BEST = "n-best"
    """A further hypothesis of the model, almost as likely as the first, holds it."""
    HINT = "hint"
    """The model was trained to copy what is marked in its source."""
    PLACEHOLDER = "placeholder"
    """A placeholder stood for the term, and the model copied that."""
    SUBSTITUTION = "substitution"
    """The rendering stood in the source, and the model copied it."""
    PROMPT = "prompt"
    """A language model was told."""
    POSITION = "position"
    """Decoding was made to write it, at the place where the rest of the line is likeliest."""
    SPLICE = "splice"
    """It was put where the model's attention says that the term is: for a person to look at."""
    UNMET = "unmet"


class Unmet(StrEnum):
    """Why a term is not met."""

    PERSON = "a person wrote the line"
    PREFERRED = "only preferred: nothing is forced for it"
    NO_MEANS = "the model takes no hints and cannot be steered"
    NOT_FOLLOWED = "the model did not follow the hint"
    UNSPELLABLE = "the model's vocabulary cannot write it"
    NO_POSITION = "nowhere in the line did it fit"
    NO_ALIGNMENT = "what stands for it in the line could not be told"
    TOO_LONG = "the line is too long to be steered"
    NO_TEXT = "the model gave no rendering"


class Held(StrEnum):
    """How exactly a line holds a term."""

    NOT = ""
    STRICT = "strict"
    """The preferred rendering, letter by letter."""
    NORMALISED = "normalised"
    """The preferred rendering as the language bends and spells it."""
    VARIANT = "variant"
    """Another allowed rendering."""


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
        strategy: How it was met.
        held: How exactly.
        reason: Why it was not met.
        plain: Whether the model met it unasked; None where no model was asked (memory, people).
    """

    entry: str
    source: str
    begin: int
    end: int
    wanted: str
    met: bool
    found: str = ""
    strategy: Strategy = Strategy.UNMET
    held: Held = Held.NOT
    reason: Unmet | None = None
    plain: bool | None = None


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
    """All lines of one target language, in the order of the transcript.

    Attributes:
        language: Target tag.
        lines: One for each utterance.
        findings: Terms unmet or spliced, lines from near matches.
        terms: How well the terms were kept; None where nobody measured.
    """

    language: str
    lines: tuple[TranslatedLine, ...]
    findings: tuple[Finding, ...] = ()
    terms: TermReport | None = None
