"""Who speaks, and with which voice: what the transcript and dub steps ask before they make anything."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from localize.dubbing import speakers
from localize.dubbing.casting import Cast, cast
from localize.dubbing.turns import read_turns
from localize.engine import Report, Samples, Synthesizer
from localize.errors import NotAllowed
from localize.model import CastEntry, Dub, RegisteredVoice, Transcript, Voice
from localize.pipeline.engines import Engines
from localize.pipeline.plan import JobSpec
from localize.record import to_data
from localize.store import Store
from localize.voices import GuardedSynthesizer, VoiceRegistry, VoiceUse, refusal


def listens(spec: JobSpec) -> bool:
    """Return whether a job needs to know who speaks: for a dub, or because the user said something about it."""
    return bool((spec.dub and spec.targets) or spec.speaker_names or spec.speaker_count or spec.speaker_turns)


def speakers_key(spec: JobSpec, engines: Engines) -> object:
    """Return what :func:`told_apart` depends on besides the master and the transcript."""
    if not listens(spec):
        return None
    return [speakers.VERSION, spec.speaker_names, spec.speaker_count, spec.speaker_turns,
            to_data(engines.embedder.identity) if engines.embedder else None]


def told_apart(spec: JobSpec, transcript: Transcript, sound: Callable[[], Samples], engines: Engines, store: Store,
               report: Report) -> Transcript:
    """Return the transcript with its speakers.

    Args:
        spec: What the user says about them.
        transcript: Of the master.
        sound: Gives the dialogue, mono, 16 kHz; called only if it is needed.
        engines: May hold a model of voices.
        store: Holds the user's turns.
        report: Takes progress.

    Raises:
        InvalidInput: If the user's turns cannot be read.
    """
    if not listens(spec) or not transcript.utterances:
        return transcript
    if spec.speaker_turns:
        transcript = speakers.by_turns(transcript, read_turns(store.path(spec.speaker_turns).read_bytes()))
    return speakers.with_speakers(transcript, sound(), names=spec.speaker_names, count=spec.speaker_count,
                                  embedder=engines.embedder, report=report)


def voice_use(spec: JobSpec, tag: str) -> VoiceUse:
    """Return what a job uses voices for in one language; without rights windows that is the whole world."""
    windows = [item for item in spec.rights if item.language in {"", tag}]
    everywhere = not windows or any(item.territory == "001" for item in windows)
    return VoiceUse(tuple(filter(None, (spec.title, spec.title_name))), tag,
                    () if everywhere else tuple(sorted({item.territory for item in windows})))


def casting(spec: JobSpec, tag: str, transcript: Transcript, synthesizer: Synthesizer) -> tuple[Synthesizer, Cast | None]:
    """Return the synthesizer behind its guard, and who speaks with which voice; None where it has no voice.

    Only the voices that are heard in this master are told: so another character's new voice changes nothing here.

    Raises:
        NotFound: If a person chose a voice that does not exist.
        NotAllowed: If a voice may not be used for this: the reason is in the message.
    """
    registry, use = VoiceRegistry(spec.voices), voice_use(spec, tag)
    guard = GuardedSynthesizer(synthesizer, registry, use)
    voices = guard.voices(tag)
    if not voices:
        return guard, None
    heard = list(dict.fromkeys(item.speaker for item in transcript.utterances if not item.forced))
    people = tuple(replace(item, voice=registry.spoken(item.voice)) for item in spec.characters)
    kept = tuple(replace(item, voice=registry.spoken(item.voice)) for item in spec.casting)
    usable = _usable(voices, kept, registry, use)
    made = cast(people, heard, usable, tag, heard=transcript.speakers, kept=kept)
    own = tuple((name, made.voice(name)) for name in heard)
    for _, voice in own:
        registry.check(voice, use)
    return guard, Cast(own, tuple(item for item in made.findings if any(voice.id in item.message for _, voice in own)))


def _usable(voices: Sequence[Voice], kept: Sequence[CastEntry], registry: VoiceRegistry,
            use: VoiceUse) -> tuple[Voice, ...]:
    """Return the voices that may be given, and those that somebody has: what may not be used is refused, not replaced."""
    had = {item.voice for item in kept}
    return tuple(voice for voice in voices if voice.id in had or registry.permits(voice, use)) or tuple(voices)


def named_voices(dubs: Sequence[Dub], spec: JobSpec,
                 speaks: Callable[[str], Synthesizer]) -> dict[str, dict[str, dict[str, Any]]]:
    """Return every voice of the dubs as the manifest names it, by language and character."""
    registry = VoiceRegistry(spec.voices)
    rows: dict[str, dict[str, dict[str, Any]]] = {}
    for made in dubs:
        synthesizer = speaks(made.language)
        known = {voice.id: voice for voice in registry.overlaid(synthesizer.voices(made.language))}
        for character, spoken in made.voices:
            voice = known.get(spoken, Voice(spoken, synthesizer.identity.name, made.language))
            rows.setdefault(made.language, {})[character] = {
                "voice": spoken, "engine": voice.engine, "weights": synthesizer.identity.revision, "kind": voice.kind,
                "licence": voice.licence, "guide": voice.guide, **_rights_of(registry.find(spoken))}
    return rows


def _rights_of(entry: RegisteredVoice | None) -> dict[str, str]:
    """Return what the manifest says of a registered voice's owner; nothing of an engine's own."""
    if entry is None:
        return {}
    return {"registered": entry.id, "owner": entry.owner, "person": entry.consent.person,
            "consent": entry.consent.document}


def cast_entries(made: Dub, transcript: Transcript) -> tuple[CastEntry, ...]:
    """Return what a title's casting keeps of a dub: the voices of those who have a name, not of guessed speakers."""
    guessed = {item.name for item in transcript.speakers if item.guessed}
    return tuple(CastEntry(name, made.language, voice) for name, voice in made.voices if name and name not in guessed)


def _own(spec: JobSpec, character: str) -> str:
    """Return the voice a character has whatever the language: it is taken only where it speaks it."""
    return next((item.voice for item in spec.characters if item.name == character), "")


def refuse_casting(spec: JobSpec) -> None:
    """Refuse, before any work, a job whose characters have a voice that may not be used for it.

    Raises:
        NotAllowed: With the character, the language and the reason.
    """
    registry = VoiceRegistry(spec.voices)
    wanted = [(item.character, item.language, item.voice) for item in spec.casting if item.language in spec.targets]
    wanted += [(item.name, tag, item.voice) for item in spec.characters if item.voice for tag in spec.targets]
    for character, tag, voice in wanted if spec.dub else ():
        entry = registry.find(voice)
        if entry is None or (voice == _own(spec, character) and entry.scope.languages and tag not in entry.scope.languages):
            continue
        if reason := refusal(entry, voice_use(spec, tag)):
            raise NotAllowed(f"{character} may not speak {tag} with the voice {entry.id!r}: {reason}", field="casting",
                             hint="cast another voice, or bring the registry up to date: consent, scope, term")
