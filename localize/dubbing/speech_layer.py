"""The dialogue of a dub as a stream: segments read when their time comes, and let go after it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

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


def voice_gains(segments: Sequence[Segment], loudness: float) -> dict[str, float]:
    """Return for each voice the amplitude that brings its speech, on the whole, to a loudness in LUFS.

    One gain for a voice, not for a line: what is whispered stays softer than what is shouted.
    """
    energy: dict[str, float] = {}
    length: dict[str, float] = {}
    for segment in segments:
        seconds = float(segment.span.duration)
        energy[segment.voice] = energy.get(segment.voice, 0.0) + power(segment.loudness) * seconds
        length[segment.voice] = length.get(segment.voice, 0.0) + seconds
    return {voice: float(10 ** ((loudness - lufs(energy[voice] / max(length[voice], 1e-9))) / 20)) for voice in energy}


def speech_cells(segments: Sequence[Segment], gains: dict[str, float], count: int) -> Cells:
    """Return the mean squares that segments add to ``count`` cells of 100 ms, as one channel."""
    cells = np.zeros(count)
    for segment in segments:
        first, last = _first(segment), _first(segment) + round(float(segment.span.duration) * RATE)
        heard = power(segment.loudness) * gains[segment.voice] ** 2
        edges = np.clip(np.arange(first // CELL, -(-last // CELL) + 1) * CELL, first, last)
        part = np.diff(edges) / CELL * heard
        room = cells[first // CELL:first // CELL + len(part)]
        room += part[:len(room)]
    return cells


def _first(segment: Segment) -> int:
    return round(segment.span.begin * RATE)
