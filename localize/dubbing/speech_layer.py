"""The dialogue of a dub as a stream: segments read when their time comes, and let go after it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from localize.dubbing.clip import ClipNote
from localize.dubbing.loudness import CELL, Cells, lufs, power
from localize.engine import Samples
from localize.model import Segment

RATE = 48_000


class SpeechLayer:
    """Adds segments to blocks that come in order.

    Args:
        segments: In order of begin.
        gains: Amplitude for each voice.
        load: Returns a segment's samples, mono at 48 kHz.
    """

    def __init__(self, segments: Sequence[Segment], gains: dict[str, float], load: Callable[[Segment], Samples]) -> None:
        self._waiting = list(reversed(segments))
        self._gains = gains
        self._load = load
        self._live: list[tuple[int, Samples]] = []

    def add(self, block: Samples, begin: int, channels: Sequence[int]) -> None:
        """Add what is said from sample ``begin`` on to some channels of a block, in place."""
        end = begin + len(block)
        while self._waiting and _first(self._waiting[-1]) < end:
            segment = self._waiting.pop()
            samples = self._load(segment) * np.float32(self._gains[segment.voice])
            self._live.append((_first(segment), samples))
        for at, samples in self._live:
            first, last = max(at, begin), min(at + len(samples), end)
            if last > first:
                for channel in channels:
                    block[first - begin:last - begin, channel] += samples[first - at:last - at]
        self._live = [(at, samples) for at, samples in self._live if at + len(samples) > end]


def voice_gains(segments: Sequence[Segment], loudness: float, levels: Mapping[str, float]) -> dict[str, float]:
    """Return for each voice the amplitude that brings its speech, on the whole, to a loudness in LUFS.

    One gain for a voice, not for a line: what is whispered stays softer than what is shouted. It comes from how loud
    the voice speaks anywhere (``levels``), so that a changed line changes no other line's samples; a voice of unknown
    level is measured on its lines.
    """
    energy: dict[str, float] = {}
    length: dict[str, float] = {}
    for segment in segments:
        seconds = float(segment.span.duration)
        energy[segment.voice] = energy.get(segment.voice, 0.0) + power(segment.loudness) * seconds
        length[segment.voice] = length.get(segment.voice, 0.0) + seconds
    heard = {voice: lufs(energy[voice] / max(length[voice], 1e-9)) for voice in energy}
    return {voice: float(10 ** ((loudness - levels.get(voice, heard[voice])) / 20)) for voice in energy}


def speech_cells(segments: Sequence[Segment], gains: dict[str, float], note: Callable[[Segment], ClipNote],
                 count: int) -> tuple[Cells, npt.NDArray[np.float64]]:
    """Return what segments add to ``count`` cells of 100 ms: mean squares, as one channel, and highest samples.

    A segment's own cells begin where it begins: their energy is shared out over the track's.
    """
    cells, peaks = np.zeros(count + 1), np.zeros(count + 1)
    for segment in segments:
        known, gain, at = note(segment), gains[segment.voice], _first(segment) / CELL
        first, last = int(at), min(int(at + len(known.cells)) + 1, count)
        if last <= first:
            continue
        total = np.concatenate([[0.0], np.cumsum(known.cells)])
        shared = np.diff(np.interp(np.arange(first, last + 1), at + np.arange(len(total)), total))
        cells[first:last] += shared * gain**2
        for shift in (0, 1):
            part = peaks[first + shift:first + shift + len(known.peaks)]
            part += np.array(known.peaks[:len(part)]) * gain
    return cells[:count], peaks[:count]


def _first(segment: Segment) -> int:
    return round(segment.span.begin * RATE)
