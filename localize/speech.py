"""Which engine speaks which language: the part of the composition root that makes synthesizers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from localize.engine import Synthesizer
from localize.engines.kokoro import Kokoro
from localize.engines.neural_speech import Phonemizer
from localize.engines.piper import Piper
from localize.engines.speech_endpoint import EndpointSettings, EndpointVoice, SpeechEndpoint
from localize.errors import InvalidInput
from localize.language import TARGETS, target
from localize.model import Gender, VoiceKind
from localize.models import SpeechChoice


def speech_of(choices: Sequence[SpeechChoice], phonemizer: Phonemizer) -> dict[str, Synthesizer]:
    """Return who speaks, by language tag; a language that no choice speaks is left out.

    Args:
        choices: Earlier ones before later ones.
        phonemizer: Says text in IPA, for the voices that were trained on it.

    Raises:
        EngineUnavailable: If a choice's files are missing or broken.
        InvalidInput: If an endpoint's settings are wrong.
        NotSpeakable: If a choice does not speak a language it was asked to.
    """
    found: dict[str, Synthesizer] = {}
    for choice in choices:
        engine = _engine(choice, phonemizer)
        spoken = [item.tag for item in TARGETS if engine.voices(item.tag)]
        for tag in choice.languages or spoken:
            if tag not in spoken:
                raise InvalidInput(f"{choice.engine} has no voice for {tag}", field="models.synthesize.languages",
                                   hint=f"it speaks {', '.join(spoken) or 'none of ours'}")
            found.setdefault(tag, engine)
    return found


def _engine(choice: SpeechChoice, phonemizer: Phonemizer) -> Synthesizer:
    if choice.place is None:
        return SpeechEndpoint(_settings(choice))
    if choice.engine == "piper":
        return Piper(choice.place, phonemizer, licence=choice.licence, commercial=choice.commercial)
    return Kokoro(choice.place, phonemizer)


def _settings(choice: SpeechChoice) -> EndpointSettings:
    row = dict(choice.settings)
    try:
        voices = tuple(_voice(item) for item in row.pop("voices", ()))
        return EndpointSettings(str(row.pop("url", "")), str(row.pop("model", "")), voices, licence=choice.licence,
                                commercial=choice.commercial, **row)
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise InvalidInput(f"the endpoint's settings are wrong: {error}", field="models.synthesize",
                           hint='voices = [{ name = "alto", languages = ["en"], gender = "female" }]') from error


def _voice(row: Mapping[str, Any]) -> EndpointVoice:
    return EndpointVoice(str(row["name"]), tuple(target(str(tag)).tag for tag in row["languages"]),
                         Gender(row.get("gender", "unknown")), float(row.get("pitch", 0)), VoiceKind(row.get("kind", "preset")))
