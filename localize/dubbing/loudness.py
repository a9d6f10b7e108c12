"""Loudness after ITU-R BS.1770-4 and EBU Tech 3341, measured on the stream in cells of 100 ms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from localize.dubbing.filters import BlockFilter
from localize.engine import Samples
from localize.time import Span

CELL: Final = 4800
"""Samples of one cell, 100 ms at 48 kHz: gating blocks are four of them, overlapping by three."""
SILENCE: Final = -70.0
"""LUFS under which nothing counts: the absolute gate."""

#: K-weighting at 48 kHz: BS.1770-4, tables 1 and 2.
_SHELF: Final = (1.53512485958697, -2.69169618940638, 1.19839281085285, -1.69065929318241, 0.73248077421585)
_HIGHPASS: Final = (1.0, -2.0, 1.0, -1.99004745483398, 0.99007225036621)
#: Channel weights in the order L R C LFE Ls Rs: BS.1770-4, table 3; the LFE does not count.
_WEIGHTS: Final = {1: (1.0,), 2: (1.0, 1.0), 6: (1.0, 1.0, 1.0, 0.0, 1.41, 1.41)}

Cells = npt.NDArray[np.float64]
"""Mean squares of K-weighted sound in cells of 100 ms: shape ``(cells,)``, or ``(cells, channels)``."""


class Meter:
    """Measures a stream cell by cell.

    Args:
        channels: 1, 2 or 6.
    """

    def __init__(self, channels: int) -> None:
        self._filter = BlockFilter((_SHELF, _HIGHPASS), channels)
        self._rest: Samples = np.zeros((0, channels), np.float32)
        self._cells: list[Cells] = []

    def take(self, block: Samples) -> None:
        """Measure a block of shape ``(n, channels)`` at 48 kHz, of any length."""
        block = np.concatenate([self._rest, block]) if len(self._rest) else block
        whole = len(block) // CELL * CELL
        self._rest = block[whole:].copy()
        if whole:
            weighted = self._filter(block[:whole])
            self._cells.append(np.mean(np.square(weighted.reshape(-1, CELL, weighted.shape[1])), axis=1))

    def cells(self) -> Cells:
        """Return the mean square of every whole cell and channel so far."""
        channels = self._rest.shape[1]
        return np.concatenate(self._cells) if self._cells else np.zeros((0, channels))


def weighted(cells: Cells) -> Cells:
    """Return the weighted sum over channels (L R C LFE Ls Rs, L R or mono) of per-channel cells."""
    return np.asarray(cells @ np.array(_WEIGHTS[cells.shape[1]]))


def lufs(power: float) -> float:
    """Return LUFS of a weighted mean square; -120 for silence."""
    return -0.691 + 10 * float(np.log10(max(power, 1e-12)))


def power(loudness: float) -> float:
    """Return the weighted mean square of a loudness in LUFS."""
    return float(10 ** ((loudness + 0.691) / 10))


def integrated(cells: Cells) -> float:
    """Return the programme loudness in LUFS: 400 ms blocks, gated at -70 LUFS and 10 LU under their mean.

    Args:
        cells: Weighted sums, shape ``(cells,)``; sound shorter than 400 ms is one block.
    """
    if len(cells) < 4:
        return max(lufs(float(cells.mean())), -120.0) if len(cells) else -120.0
    running = np.concatenate([[0.0], np.cumsum(cells)])
    blocks = np.maximum(running[4:] - running[:-4], 0.0) / 4
    blocks = blocks[blocks > power(SILENCE)]
    if not len(blocks):
        return -120.0
    loud = blocks[blocks > blocks.mean() / 10]
    return lufs(float(loud.mean()))


def during(cells: Cells, mask: npt.NDArray[np.bool_]) -> float:
    """Return the loudness in LUFS of the cells in a mask that are above the absolute gate; -120 if none is."""
    chosen = cells[mask[:len(cells)]]
    chosen = chosen[chosen > power(SILENCE)]
    return lufs(float(chosen.mean())) if len(chosen) else -120.0


def mask(spans: Sequence[Span], count: int) -> npt.NDArray[np.bool_]:
    """Return which of ``count`` cells lie at least half inside one of the spans."""
    inside = np.zeros(count, bool)
    for span in spans:
        inside[max(0, round(float(span.begin) * 10)):max(0, round(float(span.end) * 10))] = True
    return inside


def clip_cells(samples: Samples) -> Cells:
    """Return the K-weighted mean squares of a mono clip's cells; the last one is filled up with silence."""
    meter = Meter(1)
    meter.take(np.concatenate([samples, np.zeros(-len(samples) % CELL, np.float32)])[:, None])
    return weighted(meter.cells())


def curve(cells: Cells, points: int) -> tuple[float, ...]:
    """Return short-term loudness (means over 3 s, EBU Tech 3341) in LUFS at so many moments, evenly spaced.

    Args:
        cells: Weighted sums, shape ``(cells,)``.
        points: How many; each stands in the middle of its part of the time.
    """
    if not len(cells):
        return ()
    running = np.concatenate([[0.0], np.cumsum(cells)])
    middle = (np.arange(points) + 0.5) * len(cells) / points
    first = np.clip(np.floor(middle - 15), 0, len(cells) - 1).astype(int)
    last = np.clip(np.ceil(middle + 15), first + 1, len(cells)).astype(int)
    means = np.maximum(running[last] - running[first], 0.0) / (last - first)
    return tuple(round(max(lufs(float(mean)), -70.0), 1) for mean in means)
