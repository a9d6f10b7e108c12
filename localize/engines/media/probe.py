"""What a master holds, measured on its packets: headers lie about duration and rate."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Final

import av
import av.container
import numpy as np

from localize.engines.media.confine import check_self_contained, open_media
from localize.errors import InvalidMedia
from localize.model import AudioStream, Master, VideoStream
from localize.store import digest_file
from localize.time import Seconds

#: A subtitle of one short line needs about this many pixels each way; below it there is nothing to localize.
_LEAST: Final = 64
_MOST: Final = 16384
#: A header may differ from the packets by this share, and at least by this many seconds, before we say it lies.
_LIE_SHARE, _LIE_SECONDS = Fraction(1, 50), Fraction(1, 2)
#: Share of frames off the even beat above which a rate counts as variable; single dropped frames do not.
_UNEVEN: Final = 0.01


@dataclass(slots=True)
class _Tally:
    """Packets counted while reading the file once."""

    times: list[int] = field(default_factory=list)
    last: int = 0
    sound: dict[int, int] = field(default_factory=dict)


def probe(path: Path, name: str, container: str) -> Master:
    """Return the master's streams, duration and notes; the whole file is read, nothing is decoded but one frame.

    Raises:
        InvalidMedia: If it is broken, points elsewhere, or lacks picture or sound.
    """
    check_self_contained(path, container)
    with open_media(path, container) as opened:
        picture = _picture(opened)
        sounds = tuple(stream for stream in opened.streams.audio if stream.codec_context.channels)
        if not sounds:
            raise InvalidMedia("has no sound", field="audio", hint="a master needs at least one sound track")
        header = Fraction(opened.duration, av.time_base) if opened.duration else None
        tally = _count(opened, picture)
        duration = _duration(tally, picture)
        rate, variable = _rate(tally, picture, duration)
        notes = _notes(header, duration, variable, rate, [s.index for s in sounds if not tally.sound.get(s.index)])
        video = VideoStream(picture.index, codec_name(picture), picture.codec_context.width,
                            picture.codec_context.height, rate, variable)
        audio = tuple(_sound(stream) for stream in sounds)
    return Master(digest_file(path), name, container, path.stat().st_size, duration, video, audio, notes)


def picture_of(opened: av.container.InputContainer) -> av.VideoStream:
    """Return the first video stream that is no cover art.

    Raises:
        InvalidMedia: If there is none.
    """
    for stream in opened.streams.video:
        if not stream.disposition & av.stream.Disposition.attached_pic:
            return stream
    raise InvalidMedia("has no picture", field="video", hint="a master needs a video track")


def codec_name(stream: av.VideoStream | av.AudioStream) -> str:
    """Return the name of a stream's codec, not of the program that decodes it (``av1``, not ``libdav1d``)."""
    return str(stream.codec_context.codec.canonical_name)


def origin_of(picture: av.VideoStream) -> Seconds:
    """Return the time in the file at which the picture begins: time 0 of everything we make."""
    if picture.start_time is None or picture.time_base is None:
        return Fraction(0)
    return picture.start_time * picture.time_base


def lead_of(opened: av.container.InputContainer) -> Seconds:
    """Return how long the file's first sound or picture lies before its picture, in seconds.

    Programs that copy a file set its earliest stream to zero; what is ours has to begin with the picture.
    """
    picture = picture_of(opened)
    starts = [stream.start_time * stream.time_base for stream in (picture, *opened.streams.audio)
              if stream.start_time is not None and stream.time_base is not None]
    lead = origin_of(picture) - min(starts, default=Fraction(0))
    return lead if lead > Fraction(1, 1000) else Fraction(0)


def begins(path: Path, master: Master) -> dict[int, Seconds]:
    """Return when each sound track of a master begins, by index, on the picture's clock."""
    with open_media(path, master.container) as opened:
        origin = origin_of(picture_of(opened))
        return {stream.index: (stream.start_time or 0) * (stream.time_base or Fraction(1)) - origin
                for stream in opened.streams.audio}


def _picture(opened: av.container.InputContainer) -> av.VideoStream:
    picture = picture_of(opened)
    width, height = picture.codec_context.width, picture.codec_context.height
    if width < _LEAST or height < _LEAST:
        raise InvalidMedia(f"has a picture of {width}x{height} pixels", field="video",
                           hint=f"at least {_LEAST}x{_LEAST} are needed to read or draw a subtitle")
    if width > _MOST or height > _MOST:
        raise InvalidMedia(f"has a picture of {width}x{height} pixels", field="video", hint=f"at most {_MOST} a side")
    return picture


def _sound(stream: av.AudioStream) -> AudioStream:
    context = stream.codec_context
    return AudioStream(stream.index, codec_name(stream), context.sample_rate or 0, context.channels,
                       context.layout.name if context.layout else "", str(stream.metadata.get("language", "")))


def _count(opened: av.container.InputContainer, picture: av.VideoStream) -> _Tally:
    tally = _Tally()
    for packet in opened.demux():
        at = packet.pts if packet.pts is not None else packet.dts
        if at is None or not packet.size:
            continue
        if packet.stream.index == picture.index:
            tally.times.append(at)
            tally.last = max(tally.last, at + (packet.duration or 0))
        else:
            tally.sound[packet.stream.index] = tally.sound.get(packet.stream.index, 0) + 1
    if not tally.times:
        raise InvalidMedia("has a video track without a single frame", field="video")
    tally.times.sort()
    return tally


def _duration(tally: _Tally, picture: av.VideoStream) -> Seconds:
    base = picture.time_base or Fraction(1, av.time_base)
    end = tally.last
    if end <= tally.times[-1]:  # the last packet does not say how long it lasts: as long as the others
        steps = np.diff(np.array(tally.times, dtype=np.int64))
        end = tally.times[-1] + (int(np.median(steps)) if len(steps) else 0)
    duration = (end - tally.times[0]) * base
    if duration <= 0:
        raise InvalidMedia("has a picture that lasts no time", field="duration")
    return duration


def _rate(tally: _Tally, picture: av.VideoStream, duration: Seconds) -> tuple[Fraction, bool]:
    measured = len(tally.times) / duration
    claimed = picture.average_rate or picture.guessed_rate
    rate = claimed if claimed and abs(claimed - measured) <= measured / 100 else measured.limit_denominator(1001)
    steps = np.diff(np.array(tally.times, dtype=np.int64))
    if not len(steps):
        return rate, False
    beat = float(np.median(steps))
    # Containers with coarse ticks (Matroska: 1 ms) make even frames look uneven by one tick.
    uneven = np.abs(steps.astype(np.float64) - beat) > max(beat * 0.2, 1.5)
    return rate, float(uneven.mean()) > _UNEVEN


def _notes(header: Seconds | None, duration: Seconds, variable: bool, rate: Fraction,
           silent: list[int]) -> tuple[str, ...]:
    notes = []
    if header is not None and abs(header - duration) > max(duration * _LIE_SHARE, _LIE_SECONDS):
        notes.append(f"the header says {float(header):.3f} s, the picture lasts {float(duration):.3f} s: "
                     "the measured length counts")
    if variable:
        notes.append(f"the frame rate varies around {float(rate):.3f} fps: times are kept exact, "
                     "frame-based formats use the average")
    notes.extend(f"sound track {index} has no data" for index in silent)
    return tuple(notes)
