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


@runtime_checkable
class HintReader(Protocol):
    """What a translator may do besides: say how hints reach the model."""

    def hinting(self, source: str, target: str) -> str:
        """Return ``hint placeholder substitution`` or ``prompt``, as found for this pair; empty if none was copied."""
        ...


@dataclass(frozen=True, slots=True)
class Begun:
    """A request whose rendering begins with given tokens of the model's target vocabulary."""

    request: TranslationRequest
    tokens: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Completion:
    """A rendering with its tokens.

    Attributes:
        tokens: All target tokens, those it was begun with included; ``▁`` begins a word.
        text: What they spell, hints filled in.
        score: Mean log-probability per token.
    """

    tokens: tuple[str, ...]
    text: str
    score: float


@runtime_checkable
class PrefixDecoder(Protocol):
    """What a translator may do besides: go on from tokens it is given, and weigh them."""

    def spell(self, text: str, target: str, *, begins: bool = True) -> tuple[str, ...]:
        """Return target tokens that write ``text``, at the beginning of a word or within one; none if it cannot."""
        ...

    def complete(self, begun: Sequence[Begun]) -> tuple[Completion, ...]:
        """Return the best rendering that begins so, for each.

        Raises:
            EngineError: If decoding fails.
        """
        ...

    def weigh(self, begun: Sequence[Begun]) -> tuple[tuple[float, ...], ...]:
        """Return the log-probability of each token, the end of the line last, as if the model had written them.

        Raises:
            EngineError: If scoring fails.
        """
        ...


@dataclass(frozen=True, slots=True)
class Alignment:
    """A rendering in pieces, and where in the source the model looked when it wrote each.

    Attributes:
        pieces: Together the text, spaces included; a filled-in hint is one piece.
        weights: For each piece the attention on every character of the source line, at most 1 in all.
        fixed: For each piece whether it is a hint's rendering or a slot, not to be touched.
    """

    pieces: tuple[str, ...]
    weights: tuple[tuple[float, ...], ...]
    fixed: tuple[bool, ...]


@runtime_checkable
class Aligner(Protocol):
    """What a translator may do besides: say which source characters each piece of its rendering stands for."""

    def align(self, requests: Sequence[TranslationRequest]) -> tuple[Alignment, ...]:
        """Return the best rendering of each request with its alignment.

        Raises:
            EngineError: If decoding fails.
        """
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
