"""Voices as rights: who owns a voice, who agreed to it, for what; and which character speaks with which."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from localize.errors import InvalidInput
from localize.model.speech import Gender

_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_ID: Final = re.compile(r"[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")


class VoiceKind(StrEnum):
    """How a voice came to be."""

    PRESET = "preset"
    """It comes with an engine."""
    DESIGNED = "designed"
    """Made up, of nobody in particular."""
    CLONED = "cloned"
    """Made after a person's voice: only with that person's consent."""


@dataclass(frozen=True, slots=True)
class Consent:
    """The evidence that a person agreed to the use of their voice.

    Attributes:
        person: Who agreed.
        document: sha256 of the signed document, in hexadecimal; the document itself stays with its owner.
        given: The day it was signed; None if unknown.

    Raises:
        InvalidInput: If the digest is none.
    """

    person: str = ""
    document: str = ""
    given: date | None = None

    def __post_init__(self) -> None:
        if self.document and not _SHA256.fullmatch(self.document):
            raise InvalidInput("evidence of consent is the sha256 of a document: 64 hexadecimal digits",
                               field="consent.document", hint="sha256sum consent.pdf")


@dataclass(frozen=True, slots=True)
class VoiceScope:
    """What a voice may be used for; an empty list limits nothing.

    Attributes:
        titles: Display or resource names of titles.
        languages: Target tags.
        territories: ISO 3166-1 codes of where it may be heard.
        begins: First day; None for always.
        ends: Last day; None for ever.

    Raises:
        InvalidInput: If the term ends before it begins, or a territory is no code.
    """

    titles: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    territories: tuple[str, ...] = ()
    begins: date | None = None
    ends: date | None = None

    def __post_init__(self) -> None:
        if self.begins and self.ends and self.ends < self.begins:
            raise InvalidInput("the term ends before it begins", field="scope.ends")
        for code in self.territories:
            if not re.fullmatch("[A-Z]{2}", code):
                raise InvalidInput(f"{code!r} is no territory", field="scope.territories", hint="two letters: TH, BR, AE")


@dataclass(frozen=True, slots=True)
class RegisteredVoice:
    """A voice in the registry.

    Attributes:
        id: In the registry: 1 to 63 of ``a-z 0-9 -``.
        speaks: Voice id of the engine that speaks with it (``espeak-ng/id+f2``, ``endpoint/lin-wan``).
        kind: Preset, designed or cloned.
        display_name: For people.
        owner: Whom it belongs to.
        source_actor: Whether it is the voice of the original's actor: then it is used only where a person chose it.
        consent: Whose, with its evidence.
        scope: What it may be used for.
        revoked: Why it may not be used any more; empty while it may.
        revoked_on: The day it was revoked.
        engine: Name of the engine.
        weights: Revision of the engine's weights.
        licence: Of the weights.
        gender: Of the voice.
        pitch: Median fundamental frequency in hertz, or 0 if unknown.

    Raises:
        InvalidInput: If a name is missing or malformed.
    """

    id: str
    speaks: str
    kind: VoiceKind = VoiceKind.PRESET
    display_name: str = ""
    owner: str = ""
    source_actor: bool = False
    consent: Consent = Consent()
    scope: VoiceScope = VoiceScope()
    revoked: str = ""
    revoked_on: date | None = None
    engine: str = ""
    weights: str = ""
    licence: str = ""
    gender: Gender = Gender.UNKNOWN
    pitch: float = 0.0

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise InvalidInput(f"{self.id!r} cannot be a voice's id", field="voice.id",
                               hint="1 to 63 of a-z, 0-9 and -, beginning with a letter, not ending with -")
        if not self.speaks.strip():
            raise InvalidInput(f"the voice {self.id!r} names no voice of an engine", field="voice.speaks")


@dataclass(frozen=True, slots=True)
class CastEntry:
    """Which voice a character has in one language, for the whole title.

    Attributes:
        character: Name.
        language: Target tag.
        voice: Id in the registry, or an engine's voice id.
        chosen: True if a person chose it, false if it was given by gender and pitch.
    """

    character: str
    language: str
    voice: str
    chosen: bool = False
