"""Masters and their streams."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from localize.time import Seconds


@dataclass(frozen=True, slots=True)
class VideoStream:
    """The picture.

    Attributes:
        index: Stream index in the file.
        codec: Codec name as FFmpeg has it.
        width: Pixels.
        height: Pixels.
        frame_rate: Average frames per second, exact.
        variable_rate: Whether frames come at uneven times.
    """

    index: int
    codec: str
    width: int
    height: int
    frame_rate: Fraction
    variable_rate: bool = False


@dataclass(frozen=True, slots=True)
class AudioStream:
    """One sound track.

    Attributes:
        index: Stream index in the file.
        codec: Codec name as FFmpeg has it.
        sample_rate: Hertz.
        channels: Number of channels.
        layout: FFmpeg's layout name (``stereo``, ``5.1``, ``5.1(side)``), or empty.
        language: Tag in the file, or empty.
    """

    index: int
    codec: str
    sample_rate: int
    channels: int
    layout: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class ShotChanges:
    """Where the picture cuts.

    Attributes:
        cuts: Time of each shot's first frame in seconds, in order, the film's first left out.
        note: Why there are none, if they could not be looked for.
    """

    cuts: tuple[Seconds, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Master:
    """A film as it came: probed, never changed.

    Attributes:
        digest: sha256 of the file, hex; the key of its bytes in the store.
        name: File name without folders.
        container: Demuxer name as FFmpeg has it.
        size: Bytes.
        duration: Seconds, measured on the packets rather than believed from the header.
        video: The picture.
        audio: Sound tracks, in file order; the first is the original unless told otherwise.
        notes: What a person should know (a header that lies, a variable rate).
    """

    digest: str
    name: str
    container: str
    size: int
    duration: Seconds
    video: VideoStream
    audio: tuple[AudioStream, ...]
    notes: tuple[str, ...] = ()
