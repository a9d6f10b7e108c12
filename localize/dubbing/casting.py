"""Casting: which voice each character has, in one language, for the whole title."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from localize.errors import NotFound
from localize.model import CastEntry, Character, Finding, Gender, Severity, Speaker, Voice, VoiceKind

#: What a fault costs against a whole octave of pitch between a voice and its character: the wrong gender is worst,
#: then sharing a voice, then a timbre that another character has at another pitch, then a pitch next to another's.
_OTHER_GENDER: Final = 1000.0
_SHARED: Final = 10.0
_SAME_TIMBRE: Final = 0.4
_SAME_PITCH: Final = 0.3
#: Semitones within which two voices of one gender are hard to tell apart. Own value.
_NEAR: Final = 1.5
#: Voices are listed with the most different first: between equals, the earlier one.
_LATER: Final = 0.02


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


def cast(characters: Sequence[Character], speakers: Sequence[str], voices: Sequence[Voice], language: str, *,
         heard: Sequence[Speaker] = (), kept: Sequence[CastEntry] = ()) -> Cast:
    """Return a voice for every character and speaker: the same for the same title, whatever the episode.

    Voices that people chose come first, then those that earlier episodes gave, then characters in the title's order
    by gender and pitch, each with a voice nobody before has; so a character added at the end changes nobody's voice.
    Last come speakers the title does not know, those who say most first. A cloned voice is never given, only chosen.

    Args:
        characters: Of the title.
        speakers: Names and aliases heard in this master; an empty name is an unknown speaker.
        voices: Of the language, the most different first; at least one.
        language: Tag; entries of other languages say nothing here.
        heard: What is known of the speakers' own voices.
        kept: The title's casting so far.

    Raises:
        NotFound: If a chosen voice does not exist.
    """
    by_name = {alias: item.name for item in characters for alias in (*item.aliases, item.name)}
    known = {by_name.get(item.name, item.name): item for item in heard}
    names = [*(item.name for item in characters),
             *sorted({by_name.get(name, name) for name in speakers} - {item.name for item in characters},
                     key=lambda name: (not name, -known[name].seconds if name in known else 0.0, name))]
    genders = {item.name: item.gender for item in characters}
    given = _settled(characters, names, voices, language, kept)
    # Who is not in this episode keeps their voice all the same.
    absent = {item.voice for item in kept if item.language == language and item.character not in names}
    free = [voice for voice in voices if voice.kind != VoiceKind.CLONED] or list(voices)
    for name in names:
        if name in given:
            continue
        speaker = known.get(name, Speaker(name))
        gender = genders.get(name, Gender.UNKNOWN)
        gender = speaker.gender if gender is Gender.UNKNOWN else gender
        used = [*given.values(), *(voice for voice in voices if voice.id in absent)]
        given[name] = _best(free, gender, speaker.pitch, used, name)
    ordered = {name: given[name] for name in names}
    every = {**ordered, **{alias: ordered[name] for alias, name in by_name.items()}}
    return Cast(tuple(every.items()), _shared(ordered, language))


def _settled(characters: Sequence[Character], names: Sequence[str], voices: Sequence[Voice], language: str,
             kept: Sequence[CastEntry]) -> dict[str, Voice]:
    """Return the voices that are not ours to give: chosen by a person, or given in an earlier episode."""
    by_id = {voice.id: voice for voice in voices}
    entries = {item.character: item for item in kept if item.language == language}
    found = {}
    for name in names:
        entry = entries.get(name)
        if entry is not None and (entry.chosen or entry.voice in by_id):
            found[name] = _chosen(name, entry.voice, by_id, language)
    for item in characters:
        if item.name not in found and _speaks(item.voice, by_id, language):
            found[item.name] = _chosen(item.name, item.voice, by_id, language)
    return found


def _speaks(chosen: str, voices: Mapping[str, Voice], language: str) -> bool:
    # A voice chosen for one language ("espeak-ng/id+f2") says nothing about the others; a wrong one is said.
    return chosen in voices or f"/{language}+" in chosen


def _chosen(name: str, voice: str, voices: Mapping[str, Voice], language: str) -> Voice:
    if voice in voices:
        return voices[voice]
    raise NotFound(f"{name!r} has the voice {voice!r}, which {language} does not have", field="characters.voice",
                   hint="one of " + ", ".join(list(voices)[:4]))


def _best(voices: Sequence[Voice], gender: Gender, pitch: float, used: Sequence[Voice], name: str) -> Voice:
    """Return the voice that costs least; the name decides between voices that are equally worn."""
    ids = [voice.id for voice in used]

    def cost(rank: int) -> float:
        voice = voices[rank]
        return (_SHARED * ids.count(voice.id)
                + _OTHER_GENDER * (gender is not Gender.UNKNOWN and voice.gender is not gender)
                + (abs(_semitones(pitch, voice.pitch)) / 12 if pitch and voice.pitch else 0.0)
                + _SAME_TIMBRE * any(_timbre(voice) == _timbre(other) for other in used)
                + _SAME_PITCH * any(voice.pitch and other.pitch and abs(_semitones(voice.pitch, other.pitch)) < _NEAR
                                    for other in used)
                + _LATER * (rank if len(used) < len(voices) else _digest(name + voice.id) % len(voices)))

    return voices[min(range(len(voices)), key=cost)]


def _semitones(one: float, other: float) -> float:
    return 12 * math.log2(one / other)


def _timbre(voice: Voice) -> str:
    """Return what is left of a voice's id without its pitch."""
    return voice.id.partition("@")[0]


def _digest(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


def _shared(given: Mapping[str, Voice], language: str) -> tuple[Finding, ...]:
    holders: dict[str, list[str]] = {}
    for name, voice in given.items():
        if name:
            holders.setdefault(voice.id, []).append(name)
    return tuple(Finding("dub.voice-shared", Severity.WARNING, f"{', '.join(names)} share the voice {voice}", language,
                         measured=f"{len(names)} characters", allowed="1 character",
                         source="Each character has one voice, distinct from the others")
                 for voice, names in holders.items() if len(names) > 1)
