"""Sound files behind their Protocol, by PyAV: stems in, dub tracks out."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import Final

import av
import av.container
import av.error
import numpy as np
import numpy.typing as npt

from localize.engine import Samples
from localize.errors import EngineError, InvalidMedia, NotFound

_RATE: Final = 48_000
#: Demuxers that read one self-contained sound file.
_DEMUXERS: Final = {".wav": "wav", ".flac": "flac", ".m4a": "mov", ".mp4": "mov", ".mka": "matroska", ".mkv": "matroska",
                    ".mov": "mov"}
#: Bits per second of AAC by channels: transparent enough that nothing is lost twice.
_BITS: Final = {1: 96_000, 2: 192_000, 6: 448_000}
#: Samples handed to a coder at once: it cuts them into frames of its own, a quarter cheaper than we would.
_FRAME: Final = 32 * 1024


class SoundFile:
    """Reads WAV, FLAC, M4A and Matroska sound; writes ``.m4a`` (AAC), ``.wav`` and ``.flac`` (24 bits)."""

    def layout(self, path: Path) -> str:
        """Return FFmpeg's name of the first sound track's layout.

        Raises:
            InvalidMedia: If it is no sound file that we read.
        """
        with _opened(path) as opened:
            return opened.streams.audio[0].codec_context.layout.name

    def read(self, path: Path) -> Iterator[Samples]:
        """Yield blocks of about a second at 48 kHz, shape ``(n, channels)``, channels as in the file.

        Raises:
            InvalidMedia: If it cannot be decoded.
        """
        with _opened(path) as opened:
            track = opened.streams.audio[0]
            resampler = av.AudioResampler("fltp", track.codec_context.layout.name, _RATE)
            fifo, left = av.AudioFifo(), _length(track)
            for frame in chain(_frames(opened, track), (None,)):
                for made in resampler.resample(frame):
                    made.pts = None
                    fifo.write(made)
                # A second at once: a call for every frame of 21 ms costs twice as much as decoding it.
                while fifo.samples >= _RATE or (frame is None and fifo.samples):
                    block = _block(fifo)[:left]
                    left -= len(block)
                    if len(block):
                        yield block

    def write(self, path: Path, layout: str, blocks: Iterable[Samples]) -> None:
        """Encode blocks of shape ``(n, channels)`` at 48 kHz, as long as they are, to the sample.

        Raises:
            EngineError: If encoding fails.
        """
        try:
            # bitexact: no date and no encoder version, so that the same sound gives the same bytes.
            # movie_timescale: edit lists are in its units, and must end at a sample, not at a millisecond.
            # rf64: a film in 5.1 is longer than the 4 GiB that a plain WAV can hold.
            options = {"fflags": "+bitexact"} | {".m4a": {"movie_timescale": str(_RATE)}, ".wav": {"rf64": "auto"}}.get(path.suffix, {})
            with av.open(str(path), "w", options=options) as out:
                self._encode(out, path.suffix, layout, blocks)
        except (av.error.FFmpegError, ValueError) as error:
            raise EngineError(f"cannot encode {path.suffix[1:]} sound: {error}", field="sound") from error

    def _encode(self, out: av.container.OutputContainer, suffix: str, layout: str, blocks: Iterable[Samples]) -> None:
        codec, kind = {".m4a": ("aac", "fltp"), ".wav": ("pcm_s24le", "s32"), ".flac": ("flac", "s32")}[suffix]
        track = out.add_stream(codec, rate=_RATE, layout=layout)
        assert isinstance(track, av.AudioStream)
        track.codec_context.time_base = Fraction(1, _RATE)
        if codec == "aac":
            track.bit_rate = _BITS[len(av.AudioLayout(layout).channels)]
            # A third of the default coder's time: reference, "Mixing, loudness, encoding".
            track.options = {"aac_coder": "fast", "flags": "+bitexact"}
        at = 0
        for block in _framed(blocks, _FRAME):
            frame = av.AudioFrame.from_ndarray(_packed(block, kind), format=kind, layout=layout)
            frame.sample_rate, frame.pts, frame.time_base = _RATE, at, Fraction(1, _RATE)
            at += len(block)
            out.mux(track.encode(frame))
        out.mux(track.encode(None))


def _block(fifo: av.AudioFifo) -> Samples:
    frame = fifo.read(min(_RATE, fifo.samples))
    assert frame is not None
    return np.ascontiguousarray(np.asarray(frame.to_ndarray(), np.float32).T)


def _length(track: av.AudioStream) -> int:
    """Return the samples a track lasts; an MP4 says so exactly, and its last AAC frame runs on beyond that."""
    if track.codec_context.name != "aac" or track.duration is None or track.time_base is None:
        return sys.maxsize
    return round(track.duration * track.time_base * _RATE)


def _packed(block: Samples, kind: str) -> npt.NDArray[np.float32] | npt.NDArray[np.int32]:
    if kind == "fltp":
        return np.ascontiguousarray(block.T)
    flat = np.clip(block, -1, 1).astype(np.float64).reshape(1, -1)
    return np.rint(flat * 2147483520).astype(np.int32)


def _framed(blocks: Iterable[Samples], size: int) -> Iterator[Samples]:
    """Yield the stream in pieces of ``size``; only the last is shorter."""
    rest: Samples | None = None
    for block in blocks:
        joined = block if rest is None else np.concatenate([rest, block])
        whole = len(joined) // size * size
        for at in range(0, whole, size):
            yield joined[at:at + size]
        rest = joined[whole:]
    if rest is not None and len(rest):
        yield rest


def _frames(opened: av.container.InputContainer, track: av.AudioStream) -> Iterator[av.AudioFrame]:
    for packet in opened.demux(track):
        for frame in packet.decode():
            if isinstance(frame, av.AudioFrame):
                frame.pts = None  # a stem has no gaps: the resampler must not make any
                yield frame


@contextmanager
def _opened(path: Path) -> Iterator[av.container.InputContainer]:
    name = _DEMUXERS.get(path.suffix.lower()) or _sniffed(path)
    options = {"protocol_whitelist": "file", "format_whitelist": name}
    if name == "mov":
        options |= {"enable_drefs": "0", "use_absolute_path": "0"}
    try:
        opened = av.open(f"file:{path.resolve()}", "r", format=name, options=options)
    except FileNotFoundError as error:
        raise NotFound(f"there is no file {path.name}", field="sound") from error
    except (av.error.FFmpegError, ValueError) as error:
        raise InvalidMedia(f"cannot be read as {name}", field="sound") from error
    try:
        if not opened.streams.audio:
            raise InvalidMedia("holds no sound", field="sound")
        yield opened
    except av.error.FFmpegError as error:
        raise InvalidMedia(f"breaks off: {error.strerror}", field="sound") from error
    finally:
        opened.close()


def _sniffed(path: Path) -> str:
    """Return the demuxer for a file without a suffix, such as one in the store."""
    try:
        with path.open("rb") as file:
            head = file.read(12)
    except (FileNotFoundError, IsADirectoryError) as error:
        raise NotFound(f"there is no file {path.name}", field="sound") from error
    if head[:4] in {b"RIFF", b"RF64"}:
        return "wav"
    if head[:4] == b"fLaC":
        return "flac"
    if head[4:8] == b"ftyp":
        return "mov"
    if head[:4] == bytes.fromhex("1a45dfa3"):
        return "matroska"
    raise InvalidMedia("is no sound file we read", field="sound", hint="WAV, FLAC, M4A, MOV or Matroska")
