"""True peaks, and the limiter that keeps them under a ceiling."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

from localize.dubbing.envelope import scaled
from localize.engine import Samples

#: Four-fold oversampling by 24 taps for each phase. BS.1770-4, annex 2 shows 12, which miss up to 0.8 dB near 20 kHz.
_FOLD: Final = 4
_TAPS: Final = 24
_HALF: Final = _TAPS // 2
_ROWS: Final = 96
#: The limiter works in grains of 16 samples: 1/3 ms.
_GRAIN: Final = 16
#: It sees 5 ms ahead and lets go over about 60 ms.
_AHEAD: Final = 15
_KEEP_LOG: Final = float(np.log(1 - 1 / 180))

Gains = npt.NDArray[np.float64]


def _phases() -> npt.NDArray[np.float32]:
    """Return the interpolator, shape ``(taps, phases)``: a sinc under a Kaiser window, unity gain in each phase."""
    time = (np.arange(_TAPS)[:, None] - (_HALF - 1)) - np.arange(_FOLD)[None, :] / _FOLD
    span = np.clip(1 - (time / _HALF) ** 2, 0, 1)
    made = np.sinc(time) * np.i0(6.0 * np.sqrt(span)) / np.i0(6.0)
    return np.asarray(made / made.sum(axis=0), dtype=np.float32)


_INTERPOLATOR: Final = _phases()
#: The same for a whole grain in one product: 39 samples in, 16 times four values out.
_GRAIN_INTERPOLATOR: Final = np.concatenate(
    [np.pad(_INTERPOLATOR, ((shift, _GRAIN - 1 - shift), (0, 0))) for shift in range(_GRAIN)], axis=1)
#: No interpolated value exceeds the sample peak by more than this factor.
_BOUND: Final = float(np.abs(_INTERPOLATOR).sum(axis=0).max())


def decibels(value: float) -> float:
    """Return an amplitude in dB; -120 for silence."""
    return 20 * float(np.log10(max(value, 1e-6)))


def grain_peaks(block: Samples, threshold: float) -> npt.NDArray[np.float32]:
    """Return the true peak over all channels of each grain of 16 samples.

    Args:
        block: Shape ``(n + 24, channels)``: twelve samples of context on each side of ``n``, a multiple of 16.
        threshold: Grains that cannot exceed it are given their sample peak only.
    """
    peaks = _sample_peaks(block[_HALF:-_HALF])
    # A true peak may stand on the neighbours' samples: up to twelve of them reach in from the next grain.
    near = peaks.copy()
    np.maximum(near[1:], peaks[:-1], out=near[1:])
    np.maximum(near[:-1], peaks[1:], out=near[:-1])
    near[0] = max(near[0], float(np.abs(block[:_HALF]).max()))
    near[-1] = max(near[-1], float(np.abs(block[-_HALF:]).max()))
    chosen = np.flatnonzero(near * _BOUND > threshold)
    # Products so small that BLAS starts no threads for them.
    batch = max(1, _ROWS // block.shape[1])
    for at in range(0, len(chosen), batch):
        part = chosen[at:at + batch]
        views = block[part[:, None] * _GRAIN + 1 + np.arange(len(_GRAIN_INTERPOLATOR))]
        between = np.abs(np.swapaxes(views, 1, 2).reshape(-1, len(_GRAIN_INTERPOLATOR)) @ _GRAIN_INTERPOLATOR)
        found = between.max(axis=1).reshape(len(part), block.shape[1]).max(axis=1)
        peaks[part] = np.maximum(peaks[part], found)
    return np.asarray(peaks)


def _sample_peaks(block: Samples) -> npt.NDArray[np.float32]:
    """Return the highest sample of each grain; folded in halves, which is many times faster than short reductions."""
    high = np.abs(block).reshape(-1, _GRAIN * block.shape[1])
    while high.shape[1] % 2 == 0:
        half = high.shape[1] // 2
        high = np.maximum(high[:, :half], high[:, half:])
    return np.asarray(high.max(axis=1) if high.shape[1] > 1 else high[:, 0].copy())


class PeakMeter:
    """Measures the true peak of a stream of shape ``(n, channels)`` blocks."""

    def __init__(self, channels: int) -> None:
        self.peak = 0.0
        self._context: Samples = np.zeros((_TAPS, channels), np.float32)

    def take(self, block: Samples) -> None:
        """Measure a block of any length."""
        joined = np.concatenate([self._context, block])
        whole = (len(joined) - _TAPS) // _GRAIN * _GRAIN
        if whole:
            self.peak = max(self.peak, float(grain_peaks(joined[:whole + _TAPS], self.peak).max()))
        self._context = joined[whole:]

    def finish(self) -> float:
        """Return the peak of all that was taken, as an amplitude."""
        self.take(np.zeros((2 * _GRAIN + _TAPS, self._context.shape[1]), np.float32))
        return self.peak


def limit(blocks: Iterable[Samples], ceiling: float, channels: int) -> Iterator[Samples]:
    """Yield the stream with its true peaks at or under ``ceiling``, as long as it came.

    The gain is down before a peak comes: it holds the least that the next 5 ms need, recovers over about 60 ms, and
    is smoothed over 5 ms. Sound under the ceiling passes unchanged.

    Args:
        blocks: Shape ``(n, channels)`` at 48 kHz, of any length.
        ceiling: Amplitude.
        channels: Of every block.
    """
    held: Samples = np.zeros((_HALF, channels), np.float32)  # twelve samples of context, then what was not yet let go
    gain = _Gain(ceiling)
    total = sent = 0
    for block in blocks:
        total += len(block)
        out, held = gain.step(np.concatenate([held, block]))
        sent += len(out)
        if len(out):
            yield out
    while sent < total:
        out, held = gain.step(np.concatenate([held, np.zeros((_AHEAD * _GRAIN + 2 * _TAPS, channels), np.float32)]))
        sent += len(out)
        yield out[:len(out) - max(0, sent - total)]


class _Gain:
    """The limiter's memory: what the grains ahead need, and the gains behind."""

    def __init__(self, ceiling: float) -> None:
        self._ceiling = ceiling
        self._need: Gains = np.ones(0)
        self._past: Gains = np.ones(0)  # released gains of the last grains, for smoothing
        self._last = 1.0

    def step(self, held: Samples) -> tuple[Samples, Samples]:
        """Return what may go, and what is still held with its context."""
        known = len(self._need)
        fresh = (len(held) - _TAPS) // _GRAIN - known
        if fresh > 0:
            peaks = grain_peaks(held[known * _GRAIN:(known + fresh) * _GRAIN + _TAPS], self._ceiling)
            self._need = np.concatenate([self._need, np.minimum(1.0, self._ceiling / np.maximum(peaks, 1e-9))])
        ready = len(self._need) - _AHEAD
        if ready <= 0:
            return held[:0], held
        least = self._need
        for apart in (1, 2, 4, 8):  # the least of two, of four, of eight, of sixteen: _AHEAD and the grain itself
            least = np.minimum(least[:-apart], least[apart:])
        self._need = self._need[ready:]
        if not len(self._past):  # the stream begins as if it had always been as loud
            self._past, self._last = np.full(_AHEAD, least[0]), float(least[0])
        out = held[_HALF:_HALF + ready * _GRAIN]
        gains = self._smooth(self._release(least))
        if gains.min() < 1.0:
            out = scaled(out, gains)
        return out, held[ready * _GRAIN:]

    def _release(self, least: Gains) -> Gains:
        """Return gains that fall at once and recover by a part of what is missing each grain.

        What is missing after grain ``i`` is the largest over ``j <= i`` of ``missing[j] * keep ** (i - j)``: in
        logarithms a running maximum, without a loop.
        """
        missing = np.concatenate([[1.0 - float(self._past[-1])], 1.0 - least])
        if not missing.any():
            return np.ones(len(least))
        fall = np.arange(len(missing)) * _KEEP_LOG
        # Less than 1e-7 is missing in no 24-bit sample.
        kept = np.exp(np.maximum.accumulate(np.log(np.maximum(missing, 1e-12)) - fall) + fall)
        return np.asarray(1.0 - np.where(kept < 1e-7, 0.0, kept)[1:])

    def _smooth(self, released: Gains) -> npt.NDArray[np.float32]:
        """Return a gain for every sample: means over 5 ms, joined by straight lines."""
        joined = np.concatenate([self._past, released])
        self._past = joined[-_AHEAD:]
        running = np.concatenate([[0.0], np.cumsum(joined - 1.0)])
        means = 1.0 + (running[_AHEAD:] - running[:-_AHEAD])[1:] / _AHEAD
        before = np.concatenate([[self._last], means[:-1]])
        self._last = float(means[-1])
        part = np.arange(1, _GRAIN + 1, dtype=np.float32) / np.float32(_GRAIN)
        low, rise = before.astype(np.float32), (means - before).astype(np.float32)
        return np.asarray(np.minimum(np.float32(1.0), low[:, None] + rise[:, None] * part).reshape(-1))
