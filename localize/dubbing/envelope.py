"""Gain over time: a curve of straight lines that falls before speech and rises after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from localize.engine import Samples
from localize.time import Span

#: Where in a cell its gain is looked up for a mean: every 10 ms of 100.
_POINTS: Final = 10


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of samples in which the gain is ``gain``."""

    begin: int
    end: int
    gain: float


def merged(spans: Sequence[Span], rate: int, apart: float) -> tuple[tuple[int, int], ...]:
    """Return spans as sample ranges, in order; those less than ``apart`` seconds from each other become one."""
    ranges: list[tuple[int, int]] = []
    for span in sorted(spans):
        begin, end = round(float(span.begin) * rate), round(float(span.end) * rate)
        if end <= begin:
            continue
        if ranges and begin - ranges[-1][1] < apart * rate:
            ranges[-1] = (ranges[-1][0], max(end, ranges[-1][1]))
        else:
            ranges.append((begin, end))
    return tuple(ranges)


def scaled(block: Samples, gain: npt.NDArray[np.float32]) -> Samples:
    """Return a block of shape ``(n, channels)`` times a gain for each of its samples: a new array.

    Channel by channel: broadcasting over two channels costs ten times as much.
    """
    made = np.empty_like(block)
    for channel in range(block.shape[1]):
        np.multiply(block[:, channel], gain, out=made[:, channel])
    return made


class Envelope:
    """A gain of 1 that falls to each window's gain over ``attack`` samples before it and rises over ``release`` after.

    Args:
        windows: In order, apart by at least ``attack + release`` samples.
        attack: Samples of the fall.
        release: Samples of the rise.
    """

    def __init__(self, windows: Sequence[Window], attack: int, release: int) -> None:
        points = [(at, gain) for window in windows for at, gain in (
            (window.begin - attack, 1.0), (window.begin, window.gain), (window.end, window.gain),
            (window.end + release, 1.0))]
        self._at = np.array([at for at, _ in points], np.float64)
        self._gain = np.array([gain for _, gain in points], np.float64)

    def at(self, begin: int, count: int) -> npt.NDArray[np.float32] | None:
        """Return the gain of ``count`` samples from ``begin``; None where it is 1 throughout."""
        if not len(self._at):
            return None
        first, last = np.searchsorted(self._at, (begin, begin + count))
        near = self._gain[max(0, first - 1):last + 1]
        if (near == 1.0).all():
            return None
        # Line by line: most of a second is level, and looking every sample up costs ten times as much.
        curve = np.ones(count, np.float32)
        for number in range(max(1, first), min(last, len(self._at) - 1) + 1):
            left, right = self._at[number - 1] - begin, self._at[number] - begin
            low, high = max(0, int(left)), min(count, int(right))
            if high <= low:
                continue
            start, stop = self._gain[number - 1], self._gain[number]
            curve[low:high] = start if start == stop else start + (np.arange(low, high) - left) * ((stop - start) / (right - left))
        return curve

    def power(self, cells: int, cell: int) -> npt.NDArray[np.float64]:
        """Return the mean square of the gain in each of so many cells of ``cell`` samples."""
        if not len(self._at):
            return np.ones(cells)
        points = (np.arange(cells * _POINTS) + 0.5) * (cell / _POINTS)
        return np.asarray(np.mean(np.interp(points, self._at, self._gain, 1.0, 1.0).reshape(cells, _POINTS) ** 2, axis=1))
