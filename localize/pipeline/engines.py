"""The engines a pipeline runs on, put together by the composition root."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from localize.engine import (
    Fragmenter,
    Identity,
    LoudnessMeter,
    Media,
    Muxer,
    Painter,
    Recognizer,
    Separator,
    Shortener,
    ShotDetector,
    SidecarReader,
    SoundFiles,
    SpeakerEmbedder,
    SubtitleReader,
    Synthesizer,
    Translator,
    Watermarker,
)
from localize.memory import NameList, TranslationMemory
from localize.packaging import Labelled, Seal


@dataclass(frozen=True, slots=True)
class Engines:
    """One engine for each job; each loads its weights at first use, not before.

    Attributes:
        media: Reads masters.
        muxer: Puts tracks together.
        painter: Draws subtitles on frames.
        fragmenter: Cuts tracks for streams.
        recognizer: Speech to text.
        reader: Burned-in subtitles to text.
        sidecar: Dialogue lists to text.
        sound: Reads stems and writes dub tracks.
        translator: Text to text.
        synthesizer: Text to speech.
        memory: Approved lines.
        names: A name list.
        shots: Finds shot changes; None where cues need not keep to them.
        speech: Who speaks a language instead of ``synthesizer``, by tag.
        embedder: Knows voices again; None for timbre and pitch.
        shortener: Rewrites lines too fast to read; None where nothing here can.
        separator: Takes voices out of sound; None to lower the original instead.
        meter: Confirms the loudness of dubs; None to believe our own.
        seal: Labels and signs the files of packages.
        watermarker: Puts an inaudible mark into dubs; None for none.
    """

    media: Media
    muxer: Muxer
    painter: Painter
    fragmenter: Fragmenter
    recognizer: Recognizer
    reader: SubtitleReader
    sidecar: SidecarReader
    sound: SoundFiles
    translator: Translator
    synthesizer: Synthesizer
    memory: TranslationMemory
    names: NameList | None = None
    shots: ShotDetector | None = None
    embedder: SpeakerEmbedder | None = None
    speech: Mapping[str, Synthesizer] = field(default_factory=dict)
    shortener: Shortener | None = None
    separator: Separator | None = None
    meter: LoudnessMeter | None = None
    seal: Seal = field(default_factory=Labelled)
    watermarker: Watermarker | None = None

    def speaks(self, language: str) -> Synthesizer:
        """Return who speaks a language."""
        return self.speech.get(language, self.synthesizer)

    def identities(self, stages: Collection[str], languages: Collection[str] = ()) -> tuple[Identity, ...]:
        """Return the models that the given stages ran on for some languages: what the manifest names."""
        used: dict[str, Callable[[], Identity]] = {
            "recognize": lambda: self.recognizer.identity, "read": lambda: self.reader.identity,
            "translate": lambda: self.translator.identity}
        made = [identity() for stage, identity in used.items() if stage in stages]
        if self.shortener is not None and "subtitle" in stages:
            made.append(self.shortener.identity)
        if "dub" in stages:
            voices = [self.speaks(tag).identity for tag in languages] or [self.synthesizer.identity]
            made += list({identity.name: identity for identity in voices}.values())
        if self.watermarker is not None and "dub" in stages:
            made.append(self.watermarker.identity)
        if self.separator is not None and "dub" in stages:
            made.append(self.separator.identity)
        return tuple(made)
