"""The guard: no line is said with a voice that may not say it, whoever asks."""

from __future__ import annotations

from collections.abc import Sequence

from localize.engine import Identity, Speech, SpeechRequest, Synthesizer
from localize.model import Voice
from localize.voices.consent import VoiceUse
from localize.voices.registry import VoiceRegistry


class GuardedSynthesizer:
    """A synthesizer that asks the registry before every call.

    Args:
        synthesizer: Speaks.
        registry: Knows who may.
        use: For what; the language is each request's own.
    """

    def __init__(self, synthesizer: Synthesizer, registry: VoiceRegistry, use: VoiceUse) -> None:
        self._inner, self._registry, self._use = synthesizer, registry, use

    @property
    def identity(self) -> Identity:
        """The engine's."""
        return self._inner.identity

    def voices(self, language: str) -> tuple[Voice, ...]:
        """Return the engine's voices, with kind, licence and pitch as the registry has them."""
        return self._registry.overlaid(self._inner.voices(language))

    def synthesize(self, requests: Sequence[SpeechRequest]) -> tuple[Speech, ...]:
        """Return the speech of each request.

        Raises:
            NotAllowed: If a voice may not be used; then nothing is said.
            NotSpeakable: If a line's script is not the voice's.
            EngineError: If the engine fails.
        """
        for language in dict.fromkeys(request.language for request in requests):
            known = {voice.id: voice for voice in self.voices(language)}
            use = VoiceUse(self._use.titles, language, self._use.territories, self._use.day)
            for voice in dict.fromkeys(request.voice for request in requests if request.language == language):
                self._registry.check(known.get(voice, Voice(voice, "", language)), use)
        return self._inner.synthesize(requests)
