"""Sound and pictures out of a master: float blocks on the picture's clock, grey or RGB frames."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Final

import av
import av.error
import numpy as np

from localize.engine import Pixels, Samples
from localize.engines.media.confine import decode_failure, open_media
from localize.engines.media.probe import origin_of, picture_of
from localize.errors import InvalidMedia
from localize.model import Master
from localize.time import Seconds

#: Jumps of timestamps shorter than this are rounding, longer ones are gaps to be filled with silence.
_GAP: Final = Fraction(1, 20)
#: Formats whose first plane is 8-bit luma: no conversion is needed for grey.
_PLANAR: Final = frozenset({"yuv420p", "yuvj420p", "yuv422p", "yuvj422p", "yuv444p", "nv12", "nv21", "gray"})


def decode(path: Path, master: Master, *, stream: int | None, rate: int, layout: str) -> Iterator[Samples]:
    """Yield blocks of about a second; see :meth:`localize.engine.Media.decode`."""
    index = master.audio[0].index if stream is None else stream
    if index not in {track.index for track in master.audio}:
        raise InvalidMedia(f"has no sound track {index}", field="stream")
    buffer: list[Samples] = []
    held = 0
    for piece in _trimmed(_pieces(path, master, index, rate, layout)):
        buffer.append(piece)
        held += len(piece)
        if held >= rate:
            yield np.concatenate(buffer)
            buffer, held = [], 0
    if buffer:
        yield np.concatenate(buffer)


def _trimmed(pieces: Iterator[Samples | int]) -> Iterator[Samples]:
    # A whole number stands for samples to drop: sound from before the first frame.
    drop = 0
    for piece in pieces:
        if isinstance(piece, int):
            drop += piece
            continue
        cut = min(drop, len(piece))
        drop -= cut
        if len(piece) > cut:
            yield piece[cut:]


def _pieces(path: Path, master: Master, index: int, rate: int, layout: str) -> Iterator[Samples | int]:
    with open_media(path, master.container) as opened:
        track = opened.streams[index]
        if not isinstance(track, av.AudioStream):
            raise InvalidMedia(f"has no sound track {index}", field="stream")
        track.codec_context.thread_type = "AUTO"
        origin = origin_of(picture_of(opened))
        resampler = _resampler(track, rate, layout)
        clock: Seconds | None = None
        for frame in _sound_frames(opened, track):
            begin = (frame.pts * frame.time_base - origin if frame.pts is not None and frame.time_base is not None
                     else clock or Fraction(0))
            gap = begin if clock is None else begin - clock
            if gap > _GAP:
                yield from _converted(resampler, None, layout)
                resampler = _resampler(track, rate, layout)
                yield _silence(round(gap * rate), track, layout)
                clock = begin
            elif clock is None:
                yield max(0, -round(begin * rate))
                clock = begin
            clock += Fraction(frame.samples, frame.sample_rate)
            frame.pts = None  # the clock is ours: the resampler must not fill or drop by itself
            yield from _converted(resampler, frame, layout)
        if clock is None:
            raise InvalidMedia(f"has nothing that can be decoded in sound track {index}", field="audio")
        yield from _converted(resampler, None, layout)


def _sound_frames(opened: av.container.InputContainer, track: av.AudioStream) -> Iterator[av.AudioFrame]:
    for packet in opened.demux(track):
        try:
            frames = packet.decode()
        except av.error.InvalidDataError:  # one broken packet is a click, not the end of the film
            continue
        except av.error.FFmpegError as error:
            raise decode_failure(error, "sound") from error
        for frame in frames:
            if isinstance(frame, av.AudioFrame):
                yield frame


def _resampler(track: av.AudioStream, rate: int, layout: str) -> av.AudioResampler:
    wanted = layout
    if layout == "native" or (layout == "dialogue" and _centre(track) is not None):
        wanted = track.codec_context.layout.name
    elif layout == "dialogue":
        wanted = "mono"
    return av.AudioResampler(format="fltp", layout=wanted, rate=rate)


def _converted(resampler: av.AudioResampler, frame: av.AudioFrame | None, layout: str) -> Iterator[Samples]:
    for made in resampler.resample(frame):
        planes = np.asarray(made.to_ndarray(), dtype=np.float32)
        names = [channel.name for channel in made.layout.channels]
        if layout == "dialogue" and len(names) > 1:
            yield np.ascontiguousarray(planes[names.index("FC")])
        elif len(names) == 1:
            yield np.ascontiguousarray(planes[0])
        else:
            yield np.ascontiguousarray(planes.T)


def _centre(track: av.AudioStream) -> int | None:
    names = [channel.name for channel in track.codec_context.layout.channels]
    return names.index("FC") if len(names) > 2 and "FC" in names else None


def _silence(samples: int, track: av.AudioStream, layout: str) -> Samples:
    channels = 1
    if layout == "native":
        channels = track.codec_context.channels
    elif layout not in {"mono", "dialogue"}:
        channels = av.AudioLayout(layout).nb_channels
    return np.zeros(samples if channels == 1 else (samples, channels), dtype=np.float32)


def frames(path: Path, master: Master, *, keys_only: bool, colour: bool) -> Iterator[tuple[Seconds, Pixels]]:
    """Yield pictures with their times; see :meth:`localize.engine.Media.frames`."""
    with open_media(path, master.container) as opened:
        picture = picture_of(opened)
        picture.codec_context.thread_type = "AUTO"
        origin = origin_of(picture)
        if keys_only:
            picture.codec_context.skip_frame = "NONKEY"
        for packet in opened.demux(picture):
            try:
                decoded = packet.decode()
            except av.error.InvalidDataError:
                continue
            except av.error.FFmpegError as error:
                raise decode_failure(error, "picture") from error
            for frame in decoded:
                if isinstance(frame, av.VideoFrame) and frame.pts is not None and frame.time_base is not None:
                    yield frame.pts * frame.time_base - origin, _pixels(frame, colour)


def _pixels(frame: av.VideoFrame, colour: bool) -> Pixels:
    if colour:
        return np.asarray(frame.to_ndarray(format="rgb24"), dtype=np.uint8)
    if frame.format.name in _PLANAR:
        plane = frame.planes[0]
        rows: Pixels = np.frombuffer(memoryview(plane), dtype=np.uint8).reshape(-1, plane.line_size)
        return rows[:frame.height, :frame.width]
    return np.asarray(frame.to_ndarray(format="gray"), dtype=np.uint8)
