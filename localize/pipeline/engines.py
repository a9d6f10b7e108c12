"""The engines a pipeline runs on, put together by the composition root."""

from __future__ import annotations

from dataclasses import dataclass

from localize.engine import (
    Identity,
    Media,
    Muxer,
    Painter,
    Recognizer,
    SidecarReader,
    SoundFiles,
    SubtitleReader,
    Synthesizer,
    Translator,
)
from localize.glossary import Term
from localize.memory import TranslationMemory


@dataclass(frozen=True, slots=True)
class Engines:
    """One engine for each job; each loads its weights at first use, not before.

    Attributes:
        media: Reads masters.
        muxer: Puts tracks together.
        painter: Draws subtitles on frames.
        recognizer: Speech to text.
        reader: Burned-in subtitles to text.
        sidecar: Dialogue lists to text.
        sound: Reads stems and writes dub tracks.
        translator: Text to text.
        synthesizer: Text to speech.
        memory: Approved lines.
        names: A name list.
    """

    media: Media
    muxer: Muxer
    painter: Painter
    recognizer: Recognizer
    reader: SubtitleReader
    sidecar: SidecarReader
    sound: SoundFiles
    translator: Translator
    synthesizer: Synthesizer
    memory: TranslationMemory
    names: tuple[Term, ...] = ()

    def identities(self) -> tuple[Identity, ...]:
        """Return the models in use: what the manifest names."""
        return (self.recognizer.identity, self.reader.identity, self.translator.identity, self.synthesizer.identity)
