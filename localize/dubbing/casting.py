"""Casting: which voice each character has, in one language, for the whole title."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from localize.errors import NotFound
from localize.model import Character, Finding, Gender, Severity, Voice


@dataclass(frozen=True, slots=True)
class Cast:
    """Who speaks with which voice.

    Attributes:
        voices: Pairs of name and voice; every character, and every other speaker of this master.
        findings: Voices that had to be shared, and the like.
    """

    voices: tuple[tuple[str, Voice], ...]
    findings: tuple[Finding, ...] = ()

    def voice(self, speaker: str) -> Voice:
        """Return the voice of a name or alias that was cast."""
        return dict(self.voices)[speaker]


def cast(characters: Sequence[Character], speakers: Sequence[str], voices: Sequence[Voice], language: str) -> Cast:
    """Return a voice for every character and speaker: the same for the same title, whatever the episode.

    Characters are cast first, in the title's order, by their chosen voice or by gender, each with a voice nobody
    before has; so a character added at the end changes nobody's voice. A speaker the title does not know gets a
    voice by the digest of the name.

    Args:
        characters: Of the title.
        speakers: Names and aliases heard in this master; an empty name is an unknown speaker.
        voices: Of the language, the most different first; at least one.
        language: Tag, for findings.

    Raises:
        NotFound: If a chosen voice does not exist.
    """
    given: dict[str, Voice] = {}
    used: list[str] = []
    chosen = {item.name: _chosen(item, voices, language) for item in characters if _speaks(item.voice, voices, language)}
    taken = {voice.id for voice in chosen.values()}
    for character in characters:
        voice = chosen.get(character.name) or _free(voices, character.gender, taken, used, character.name)
        used.append(voice.id)
        for name in (character.name, *character.aliases):
            given.setdefault(name, voice)
    for name in sorted(set(speakers) - set(given)):
        given[name] = _by_name(name, voices, taken | set(used))
        used.append(given[name].id)
    return Cast(tuple(given.items()), _shared(characters, given, language))


def _speaks(chosen: str, voices: Sequence[Voice], language: str) -> bool:
    # A voice chosen for one language ("espeak-ng/id+f2") says nothing about the others; a wrong one is said.
    return any(voice.id == chosen for voice in voices) or f"/{language}+" in chosen


def _chosen(character: Character, voices: Sequence[Voice], language: str) -> Voice:
    for voice in voices:
        if voice.id == character.voice:
            return voice
    raise NotFound(f"{character.name!r} has the voice {character.voice!r}, which {language} does not have",
                   field="characters.voice", hint="one of " + ", ".join(voice.id for voice in voices[:4]))


def _free(voices: Sequence[Voice], gender: Gender, taken: set[str], used: Sequence[str], name: str) -> Voice:
    fitting = [voice for voice in voices if gender in {Gender.UNKNOWN, voice.gender}] or list(voices)
    free = [voice for voice in fitting if voice.id not in taken and voice.id not in used]
    if free:
        return free[0]
    # More characters than voices: the least used, told apart by name where equal.
    return min(fitting, key=lambda voice: (used.count(voice.id), _digest(name + voice.id)))


def _by_name(name: str, voices: Sequence[Voice], used: set[str]) -> Voice:
    at = _digest(name) % len(voices) if name else 0
    ring = [*voices[at:], *voices[:at]]
    return next((voice for voice in ring if voice.id not in used), ring[0])


def _digest(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


def _shared(characters: Sequence[Character], given: dict[str, Voice], language: str) -> tuple[Finding, ...]:
    holders: dict[str, list[str]] = {}
    for name in [item.name for item in characters]:
        holders.setdefault(given[name].id, []).append(name)
    return tuple(Finding("dub.voice-shared", Severity.WARNING, f"{', '.join(names)} share the voice {voice}", language,
                         measured=f"{len(names)} characters", allowed="1 character",
                         source="Each character has one voice, distinct from the others")
                 for voice, names in holders.items() if len(names) > 1)
