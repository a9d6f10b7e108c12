"""What is said in a master: words, utterances, transcripts; and the characters who say it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from localize.errors import InvalidInput
from localize.model.finding import Finding
from localize.time import Span


class Gender(StrEnum):
    """Grammatical and vocal gender of a character."""

    FEMALE = "female"
    MALE = "male"
    UNKNOWN = "unknown"


class Formality(StrEnum):
    """How formally one character speaks to another."""

    INTIMATE = "intimate"
    NEUTRAL = "neutral"
    POLITE = "polite"
    HONORIFIC = "honorific"


@dataclass(frozen=True, slots=True)
class Address:
    """How a character addresses another: one row of the character's table.

    Attributes:
        addressee: Name of the character spoken to.
        sources: The words used, in the source language (``师父``, ``您``).
        renderings: Pairs of target tag and the right word there.
        formality: How formal it is.
        kinship: What the addressee is to the speaker (``teacher``, ``elder brother``), for people and prompts.
    """

    addressee: str
    sources: tuple[str, ...]
    renderings: tuple[tuple[str, str], ...] = ()
    formality: Formality = Formality.NEUTRAL
    kinship: str = ""


@dataclass(frozen=True, slots=True)
class Character:
    """A person of the title.

    Attributes:
        name: In the source language.
        aliases: Other source forms of the name.
        gender: For agreement and for the voice.
        renderings: Pairs of target tag and rendering.
        voice: Chosen voice id, or empty for one given by gender.
        addresses: How this character addresses others.
    """

    name: str
    aliases: tuple[str, ...] = ()
    gender: Gender = Gender.UNKNOWN
    renderings: tuple[tuple[str, str], ...] = ()
    voice: str = ""
    addresses: tuple[Address, ...] = ()


class TextOrigin(StrEnum):
    """Where the wording of an utterance comes from."""

    SPEECH = "speech"
    BURNED_IN = "burned-in"
    SIDECAR = "sidecar"
    """A dialogue list or subtitle file that came with the master."""
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Word:
    """One recognised word: its text, time, and probability from 0 to 1."""

    text: str
    span: Span
    probability: float = 1.0


@dataclass(frozen=True, slots=True)
class Utterance:
    """One stretch of speech, or one stable on-screen text.

    Attributes:
        id: Stable name.
        span: When it is heard (or seen).
        text: As said, in the source language.
        words: With times, if the engine gives them.
        speaker: Character's name, or empty.
        addressee: Name of the character spoken to where that is known for sure, or empty.
        origin: Where the wording comes from.
        confidence: 0 to 1.
        forced: True for on-screen text that nobody says.
    """

    id: str
    span: Span
    text: str
    words: tuple[Word, ...] = ()
    speaker: str = ""
    origin: TextOrigin = TextOrigin.SPEECH
    confidence: float = 1.0
    forced: bool = False
    addressee: str = ""


@dataclass(frozen=True, slots=True)
class Speaker:
    """A voice of a master, as it was heard.

    Attributes:
        name: The character's, or one made up (``Speaker 2``).
        gender: As the pitch tells it; unknown where it does not.
        pitch: Median fundamental frequency in hertz; 0 if unknown.
        seconds: How long the lines of this speaker last.
        timbre: Mean cepstral coefficients, to know the voice again by; empty if unknown.
        guessed: True where nobody said who speaks: the lines were told apart by voice.
    """

    name: str
    gender: Gender = Gender.UNKNOWN
    pitch: float = 0.0
    seconds: float = 0.0
    timbre: tuple[float, ...] = ()
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class Transcript:
    """All that is said in a master, in order of time.

    Attributes:
        language: Tag.
        utterances: In order of time.
        findings: Where sources disagree, and the like.
        speakers: What is known of the voices, in the order in which they first speak; empty if not listened for.

    Raises:
        InvalidInput: If utterances are out of order or share an id.
    """

    language: str
    utterances: tuple[Utterance, ...]
    findings: tuple[Finding, ...] = ()
    speakers: tuple[Speaker, ...] = ()

    def __post_init__(self) -> None:
        if len({item.id for item in self.utterances}) != len(self.utterances):
            raise InvalidInput("two utterances share an id", field="transcript")
        begins = [item.span.begin for item in self.utterances]
        if begins != sorted(begins):
            raise InvalidInput("utterances must be in order of time", field="transcript")
