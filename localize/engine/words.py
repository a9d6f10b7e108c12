"""Engines of language: speech to text, text to text, text to speech, dialogue lists to text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from localize.engine.identity import Identity, Report, Samples
from localize.model import Transcript, Utterance, Voice
from localize.time import Seconds


@runtime_checkable
class Recognizer(Protocol):
    """Speech to text."""

    @property
    def identity(self) -> Identity:
        """Engine and weights."""
        ...

    def recognize(self, audio: Samples, language: str, report: Report) -> tuple[Utterance, ...]:
        """Return what is said in ``audio`` (mono, 16 kHz), in order of time, with word times.

        Raises:
            EngineError: If the model fails or does not know the language.
        """
        ...


@dataclass(frozen=True, slots=True)
class Hint:
    """A source span and the rendering wanted for it.

    Attributes:
        begin: Index of the first character in the source text.
        end: Index after the last.
        rendering: What the target must hold.
    """

    begin: int
    end: int
    rendering: str


@dataclass(frozen=True, slots=True)
class TranslationRequest:
    """One line to translate.

    Attributes:
        text: The source line.
        source: Source tag.
        target: Target tag.
        hints: Inline term hints, in order, not overlapping.
        context: Lines before it, oldest first; engines may use or ignore them.
        hypotheses: How many renderings are wanted, best first.
    """

    text: str
    source: str
    target: str
    hints: tuple[Hint, ...] = ()
    context: tuple[str, ...] = ()
    hypotheses: int = 1


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One rendering and its mean log-probability per token."""

    text: str
    score: float


@runtime_checkable
class Translator(Protocol):
    """Text to text."""

    @property
    def identity(self) -> Identity:
        """Engine and weights."""
        ...

    @property
    def follows_hints(self) -> bool:
        """Whether the model was found to copy inline hints."""
        ...

    def translate(self, requests: Sequence[TranslationRequest]) -> tuple[tuple[Hypothesis, ...], ...]:
        """Return for each request its renderings, best first; one call decodes all.

        Raises:
            UnknownLanguage: If the model does not know a language pair.
            EngineError: If decoding fails.
        """
        ...


@runtime_checkable
class ContextReader(Protocol):
    """What a translator may do besides: read the lines before a line."""

    @property
    def context_lines(self) -> int:
        """How many lines before a line it reads; known without loading weights."""
        ...


@dataclass(frozen=True, slots=True)
class SpeechRequest:
    """One line to say.

    Attributes:
        text: In the voice's language.
        language: Target tag.
        voice: Voice id.
        rate: Speed against the voice's natural rate; 1.0 is natural.
    """

    text: str
    language: str
    voice: str
    rate: float = 1.0


@dataclass(frozen=True, slots=True)
class Speech:
    """Synthesised sound: mono float32 samples, trimmed of silence, and their rate in hertz."""

    samples: Samples
    sample_rate: int

    @property
    def duration(self) -> Seconds:
        """Exact length in seconds."""
        return Seconds(len(self.samples), self.sample_rate)


@runtime_checkable
class Synthesizer(Protocol):
    """Text to speech."""

    @property
    def identity(self) -> Identity:
        """Engine and weights."""
        ...

    def voices(self, language: str) -> tuple[Voice, ...]:
        """Return the voices for a tag; empty when there is none."""
        ...

    def synthesize(self, requests: Sequence[SpeechRequest]) -> tuple[Speech, ...]:
        """Return the speech of each request.

        Raises:
            NotSpeakable: If a line's script is not the voice's.
            EngineError: If the engine fails.
        """
        ...


@runtime_checkable
class SidecarReader(Protocol):
    """Dialogue lists and subtitle files to transcripts."""

    def read(self, data: bytes, name: str, language: str) -> Transcript:
        """Return the transcript of a file.

        Raises:
            InvalidSubtitle: If it cannot be read.
        """
        ...
