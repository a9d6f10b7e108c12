"""Dub tracks: voices, spoken segments, and the mixed track."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from localize.model.finding import Finding
from localize.model.speech import Gender
from localize.time import Seconds, Span


class DubMode(StrEnum):
    """What a dub does with the original's voices."""

    LIP = "lip"
    """It takes their place, in their time."""
    VOICE_OVER = "voice-over"
    """It follows them, over the original lowered: descriptive, as United Nations broadcasts and documentaries do."""


class Room(StrEnum):
    """Where the voices of a dub are heard to be."""

    NONE = "none"
    """Nowhere: as the voice gives it."""
    SMALL = "small"
    """A furnished room."""
    LARGE = "large"
    """A hall."""


@dataclass(frozen=True, slots=True)
class DubOptions:
    """How dubs are made.

    Attributes:
        mode: Whether the lines take the original's place or follow it.
        m_and_e: Store key of a music-and-effects stem, or empty.
        stems: Whether dialogue, bed and mix are delivered as files of their own too.
        room: A light reverb for the voices.
    """

    mode: DubMode = DubMode.LIP
    m_and_e: str = ""
    stems: bool = False
    room: Room = Room.NONE


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
        guide: True when what it says is only good for a guide track (lost tones or vowels).
    """

    id: str
    engine: str
    language: str
    gender: Gender = Gender.UNKNOWN
    pitch: float = 0.0
    kind: str = "preset"
    licence: str = ""
    guide: bool = False


@dataclass(frozen=True, slots=True)
class Segment:
    """One dubbed line, placed.

    Attributes:
        cue: Id of the utterance it renders.
        slot: Time it may fill.
        span: Time its speech really fills.
        voice: Voice id.
        speech: Store key of the synthesised, fitted samples (16-bit mono WAV, 48 kHz; see
            :mod:`localize.dubbing.clip`).
        rate: Speed against the voice's natural rate; 1.1 is ten percent faster.
        text: What is said.
        loudness: LUFS of the speech as it is kept.
        subtitle: The line that subtitles show, where a rendering that fits the slot is said instead; else empty.
    """

    cue: str
    slot: Span
    span: Span
    voice: str
    speech: str
    rate: float
    text: str
    loudness: float = -23.0
    subtitle: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of a dub's quality control, passed or not.

    Attributes:
        rule: Dotted name, as a finding's.
        measured: With its unit.
        allowed: With its unit, or empty where there is no limit.
        source: Where the allowed value comes from.
        passed: Whether it lies within.
    """

    rule: str
    measured: str
    allowed: str
    source: str
    passed: bool


@dataclass(frozen=True, slots=True)
class DubPlan:
    """What the dub stage hands to the mix: every line voiced, fitted and placed, nothing mixed yet.

    Attributes:
        language: Tag.
        segments: In order of time.
        source: When the original speaks, in order of time: where the original voices must give way.
        duration: Seconds, equal to the picture's.
        guide: True when the voices are only good for voice actors to follow.
        voices: Pairs of character and voice id, of the whole title.
        made: How many takes were synthesised now rather than found in the store.
        findings: Of casting, synthesis and fitting.
        measures: Of quality control before the mix.
        mode: Whether the lines take the original's place or follow it.
        levels: Pairs of voice id and the LUFS at which it speaks, whatever it says here.
    """

    language: str
    segments: tuple[Segment, ...]
    source: tuple[Span, ...]
    duration: Seconds
    guide: bool = False
    voices: tuple[tuple[str, str], ...] = ()
    made: int = 0
    findings: tuple[Finding, ...] = ()
    measures: tuple[Measure, ...] = ()
    mode: DubMode = DubMode.LIP
    levels: tuple[tuple[str, float], ...] = ()


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
        measures: Every figure of quality control, passed or not.
        bed: What the dialogue lies over: ``stem``, ``centre-removed``, ``separated``, ``ducked`` or ``none``.
        stems: Pairs of stem name (``dialogue``, ``bed``, ``mix``) and store key, where stems were asked for.
        mode: Whether the lines take the original's place or follow it.
        curve: Short-term loudness of the finished mix in LUFS, evenly spaced over its time.
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
    measures: tuple[Measure, ...] = ()
    bed: str = "none"
    stems: tuple[tuple[str, str], ...] = ()
    mode: DubMode = DubMode.LIP
    curve: tuple[float, ...] = ()
