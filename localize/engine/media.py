"""Engines of picture and sound: reading masters and what is seen in them, putting tracks together, drawing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

from localize.engine.identity import Identity, Pixels, Report, Samples
from localize.model import Master, Utterance
from localize.time import Seconds


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


@runtime_checkable
class Separator(Protocol):
    """Sound to music and effects: what is left when the voices are taken out."""

    @property
    def identity(self) -> Identity:
        """Engine and weights."""
        ...

    def separate(self, source: Path, out: Path, report: Report) -> None:
        """Write a WAV file's music and effects to another, voices taken out: same channels, 48 kHz, as long as it came.

        Raises:
            EngineUnavailable: If the program or the model is missing.
            EngineError: If separating fails.
        """
        ...


@runtime_checkable
class LoudnessMeter(Protocol):
    """A second opinion on loudness, by another program than the one that mixed."""

    def programme(self, path: Path) -> float:
        """Return the integrated loudness of a sound file in LUFS, whole programme.

        Raises:
            InvalidMedia: If it cannot be decoded.
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
        container: ``mkv``, ``mp4`` or ``mov``.
        source: The master's file.
        master: What it holds; its picture and sound go in as they are.
        language: Tag of the original sound.
        title: Display name.
        dubs: Sound tracks added.
        subtitles: Subtitle tracks added.
        metadata: Pairs for the whole file, such as the AI label.
        original: Whether the original sound goes in.
        faststart: Whether the index of an MP4 or MOV stands before the picture.
    """

    container: str
    source: Path
    master: Master
    language: str
    title: str
    dubs: tuple[MuxTrack, ...] = ()
    subtitles: tuple[MuxTrack, ...] = ()
    metadata: tuple[tuple[str, str], ...] = ()
    original: bool = True
    faststart: bool = True


@dataclass(frozen=True, slots=True)
class FragmentPlan:
    """One track that becomes a rendition of a stream.

    Attributes:
        source: The file it is in.
        container: Demuxer that reads it.
        stream: Its index in the file.
        sound: Whether it is sound; else it is the picture.
        codec: Codec name.
        seconds: Length of a fragment: exact for sound, at least that much for the picture, which is cut at key frames.
        begin: When it begins, on the picture's clock; negative where it begins before.
        encode: Whether the sound is coded again, as AAC; the picture never is.
        channels: Of the sound.
        language: ISO 639-2/T code, or empty.
        metadata: Pairs for the file, such as the AI label.
    """

    source: Path
    container: str
    stream: int
    sound: bool
    codec: str
    seconds: float
    begin: Seconds
    encode: bool = False
    channels: int = 2
    language: str = ""
    metadata: tuple[tuple[str, str], ...] = ()


@runtime_checkable
class Fragmenter(Protocol):
    """Cuts tracks into the fragments of adaptive streaming (CMAF)."""

    def fragment(self, plan: FragmentPlan, out: Path) -> None:
        """Write one track as a fragmented MP4 that begins with an index (``sidx``); time 0 is the first picture's.

        Raises:
            EngineError: If it cannot be done.
        """
        ...

    def begins(self, path: Path, master: Master) -> dict[int, Seconds]:
        """Return when each sound track of a master begins, by index, on the picture's clock."""
        ...


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
