"""What an engine is: Protocols of at most three methods, and the records they take and give.

An engine is named by its :class:`Identity`, which goes into every key made with it: change the weights and the
work is made again; keep them and it is re-used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from localize.model import Master, Transcript, Utterance, Voice
from localize.time import Seconds

Samples = npt.NDArray[np.float32]
"""Sound: float32 in [-1, 1]; shape ``(n,)`` for mono, ``(n, channels)`` otherwise."""

Pixels = npt.NDArray[np.uint8]
"""A picture: uint8, shape ``(height, width)`` for grey, ``(height, width, 3)`` for RGB."""

Report = Callable[[float], None]
"""Takes progress from 0 to 1; may raise :class:`~localize.errors.Cancelled`."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Which engine and weights made something.

    Attributes:
        job: ``recognize``, ``translate``, ``synthesize``, ``read`` …
        name: Engine and model (``faster-whisper/starter``).
        revision: Digest of the weights, or the version of the program.
        licence: Of the weights: SPDX id or a sentence.
        commercial: Whether commercial use is allowed.
        starter: True for the models that ship: for trying out, not for delivery.
    """

    job: str
    name: str
    revision: str
    licence: str = ""
    commercial: bool = True
    starter: bool = False


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


@runtime_checkable
class SubtitleReader(Protocol):
    """Burned-in subtitles to text."""

    @property
    def identity(self) -> Identity:
        """Engine and weights."""
        ...

    def read(self, path: Path, master: Master, language: str, report: Report) -> tuple[Utterance, ...]:
        """Return each stable on-screen text with its exact first and last frame.

        Raises:
            EngineError: If the picture cannot be decoded.
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


@runtime_checkable
class Media(Protocol):
    """Reads masters, confined to the one file given."""

    def probe(self, path: Path, name: str, container: str) -> Master:
        """Return what a file holds, durations and rates measured on its packets.

        Args:
            path: The file.
            name: File name to show; no folders.
            container: The only demuxer that may read it (``mov``, ``matroska`` …): never guessed.

        Raises:
            InvalidMedia: If it is not that container, is broken, points at other files, or has no picture or sound.
        """
        ...

    def decode(self, path: Path, master: Master, *, stream: int | None = None, rate: int = 16_000,
               layout: str = "mono") -> Iterator[Samples]:
        """Yield the sound in blocks; sample 0 stands at time 0 of the picture, gaps are silence.

        Args:
            path: The file.
            master: What :meth:`probe` found in it.
            stream: Index in the file; the first sound track by default.
            rate: Hertz wanted.
            layout: FFmpeg layout wanted (``mono``, ``stereo``, ``5.1`` …); ``native`` leaves the channels as they
                are; ``dialogue`` is mono: the centre where there is one, else a downmix.

        Raises:
            InvalidMedia: If the stream cannot be decoded.
        """
        ...

    def frames(self, path: Path, master: Master, *, keys_only: bool = False,
               colour: bool = False) -> Iterator[tuple[Seconds, Pixels]]:
        """Yield pictures with the exact time each is first shown, in order.

        Raises:
            InvalidMedia: If the picture cannot be decoded.
        """
        ...


@runtime_checkable
class ShotDetector(Protocol):
    """Pictures to shot changes."""

    @property
    def identity(self) -> Identity:
        """Engine and version."""
        ...

    def detect(self, path: Path, master: Master, report: Report) -> tuple[Seconds, ...]:
        """Return the exact time of each shot's first frame in order, the film's first left out.

        Raises:
            InvalidMedia: If the picture cannot be decoded.
        """
        ...


@runtime_checkable
class SoundFiles(Protocol):
    """Reads and writes files that hold sound alone: stems, dub tracks. Always 48 kHz."""

    def layout(self, path: Path) -> str:
        """Return FFmpeg's name of the first sound track's channel layout (``stereo``, ``5.1(side)`` …).

        Raises:
            InvalidMedia: If it is no sound file that we read.
        """
        ...

    def read(self, path: Path) -> Iterator[Samples]:
        """Yield the sound in blocks of about a second, shape ``(n, channels)``, channels as in the file.

        Raises:
            InvalidMedia: If it cannot be decoded.
        """
        ...

    def write(self, path: Path, layout: str, blocks: Iterable[Samples]) -> None:
        """Encode blocks of shape ``(n, channels)``; the file's name says how: ``.m4a`` AAC, ``.wav`` 24-bit PCM.

        The file is as long as its blocks, to the sample.

        Raises:
            EngineError: If encoding fails.
        """
        ...


@dataclass(frozen=True, slots=True)
class MuxTrack:
    """One subtitle or dub file that becomes a track.

    Attributes:
        path: SRT for subtitles, M4A for sound.
        language: BCP 47 tag.
        name: As players show it.
        default: Whether players choose it unasked.
        forced: Whether it is shown whatever the viewer chose.
        hearing_impaired: Whether it is for the deaf and hard of hearing.
    """

    path: Path
    language: str
    name: str
    default: bool = False
    forced: bool = False
    hearing_impaired: bool = False


@dataclass(frozen=True, slots=True)
class MuxPlan:
    """Everything one container file is made of.

    Attributes:
        container: ``mkv`` or ``mp4``.
        source: The master's file.
        master: What it holds; its picture and sound go in as they are.
        language: Tag of the original sound.
        title: Display name.
        dubs: Sound tracks added.
        subtitles: Subtitle tracks added.
        metadata: Pairs for the whole file, such as the AI label.
    """

    container: str
    source: Path
    master: Master
    language: str
    title: str
    dubs: tuple[MuxTrack, ...] = ()
    subtitles: tuple[MuxTrack, ...] = ()
    metadata: tuple[tuple[str, str], ...] = ()


@runtime_checkable
class Muxer(Protocol):
    """Puts tracks together without touching the picture."""

    def mux(self, plan: MuxPlan, out: Path) -> tuple[str, ...]:
        """Write one file and return what had to be done otherwise than asked, in words.

        Raises:
            EngineUnavailable: If no muxing program is installed.
            EngineError: If muxing fails, or the container cannot carry the picture.
        """
        ...

    def label(self, source: Path, out: Path, metadata: tuple[tuple[str, str], ...]) -> None:
        """Copy a media file, streams as they are, with metadata added; an ``AIGC`` label that is there stays."""
        ...

    def picture_digest(self, path: Path, container: str) -> str:
        """Return the sha256 of the coded picture alone: equal for equal pictures in any container."""
        ...


@dataclass(frozen=True, slots=True)
class Still:
    """A frame to draw with a subtitle on it.

    Attributes:
        at: Time in the master.
        text: The subtitle, logical order, lines parted by a line feed; empty for none.
        language: Its tag: decides font and direction.
        raised: Whether it must stay clear of subtitles burned in at the bottom.
    """

    at: Seconds
    text: str
    language: str
    raised: bool = False


@runtime_checkable
class Painter(Protocol):
    """Draws subtitles as a player would."""

    def paint(self, path: Path, master: Master, stills: Sequence[Still], width: int) -> tuple[Pixels, ...]:
        """Return each still as an RGB picture ``width`` pixels wide, subtitles drawn by libass.

        Raises:
            EngineError: If a frame cannot be drawn.
        """
        ...

    def missing_fonts(self, languages: Sequence[str]) -> tuple[str, ...]:
        """Return the tags whose script no installed font can draw."""
        ...
