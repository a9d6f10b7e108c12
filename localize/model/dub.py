"""Dub tracks: voices, spoken segments, and the mixed track."""

from __future__ import annotations

from dataclasses import dataclass

from localize.model.finding import Finding
from localize.model.speech import Gender
from localize.time import Seconds, Span


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice of a synthesiser.

    Attributes:
        id: Unique over engines (``espeak-ng/id+f2``).
        engine: Engine's name.
        language: Tag it speaks.
        gender: Of the voice.
        pitch: Median fundamental frequency in hertz, or 0 if unknown.
        kind: ``preset``, ``designed`` or ``cloned``.
        licence: SPDX or a sentence.
    """

    id: str
    engine: str
    language: str
    gender: Gender = Gender.UNKNOWN
    pitch: float = 0.0
    kind: str = "preset"
    licence: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """One dubbed line, placed.

    Attributes:
        cue: Id of the utterance it renders.
        slot: Time it may fill.
        span: Time its speech really fills.
        voice: Voice id.
        speech: Store key of the synthesised, fitted samples (float32 mono, 48 kHz).
        rate: Speed against the voice's natural rate; 1.1 is ten percent faster.
        text: What is said.
    """

    cue: str
    slot: Span
    span: Span
    voice: str
    speech: str
    rate: float
    text: str


@dataclass(frozen=True, slots=True)
class Dub:
    """One language's dub.

    Attributes:
        language: Tag.
        segments: In order of time.
        audio: Store key of the mixed, encoded track; empty if there is none.
        layout: Channel layout of the mix.
        duration: Seconds, equal to the picture's.
        loudness: Integrated programme loudness in LUFS.
        true_peak: dBTP.
        guide: True when it is for voice actors only.
        voices: Pairs of character and voice id.
        findings: Of its quality control.
    """

    language: str
    segments: tuple[Segment, ...]
    audio: str
    layout: str
    duration: Seconds
    loudness: float = 0.0
    true_peak: float = 0.0
    guide: bool = False
    voices: tuple[tuple[str, str], ...] = ()
    findings: tuple[Finding, ...] = ()
