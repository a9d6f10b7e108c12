"""Recursive filters at the speed of matrix products: exact, streaming, without a loop over samples."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from localize.engine import Samples

Wide = npt.NDArray[np.float64]
Biquad = tuple[float, float, float, float, float]
"""Coefficients ``b0 b1 b2 a1 a2`` of a second-order section, ``a0`` being 1."""

#: One product does _SHORT samples, one step of the loop _SHORT * _LONG of them: 960, which divide 100 ms at 48 kHz.
#: Products for a second of sound stay under the size at which BLAS starts threads, which cost more than they bring.
_SHORT: Final = 60
_LONG: Final = 16
STEP: Final = _SHORT * _LONG
"""Samples that blocks must be multiples of: 20 ms at 48 kHz."""


class BlockFilter:
    """A cascade of second-order sections over many channels at once.

    A linear filter in state space, ``s' = A s + B x, y = C s + D x``, unrolled: the output of 60 samples is one
    product with the impulse response plus one with the state; the states of 16 such runs come from one more product.

    Args:
        sections: The cascade.
        channels: How many channels are filtered side by side.
    """

    def __init__(self, sections: Sequence[Biquad], channels: int) -> None:
        a, b, c, d = _state_space(sections)
        powers = [np.eye(len(a))]
        for _ in range(_SHORT):
            powers.append(a @ powers[-1])
        response = [d, *(float(c @ powers[n] @ b) for n in range(_SHORT - 1))]
        rows = np.arange(_SHORT)
        lag = rows[:, None] - rows[None, :]
        self._direct = np.where(lag >= 0, np.array(response)[np.maximum(lag, 0)], 0.0).T.copy()
        self._drive = np.stack([powers[_SHORT - 1 - n] @ b for n in range(_SHORT)])
        self._read = np.stack([c @ powers[n] for n in range(_SHORT)]).T.copy()
        self._set_runs(powers[_SHORT])
        self._state: Wide = np.zeros((channels, len(a)))

    def _set_runs(self, run: Wide) -> None:
        order = len(run)
        power = [np.eye(order)]
        for _ in range(_LONG):
            power.append(run @ power[-1])
        # states[j] = run^j s0 + sum over i < j of run^(j-1-i) drive[i]
        self._from_start = np.concatenate([power[j].T for j in range(_LONG + 1)], axis=1)
        self._from_drive = np.zeros((_LONG * order, (_LONG + 1) * order))
        for j in range(1, _LONG + 1):
            for i in range(j):
                self._from_drive[i * order:(i + 1) * order, j * order:(j + 1) * order] = power[j - 1 - i].T

    def __call__(self, block: Samples) -> Wide:
        """Return the filtered block, shape ``(n, channels)`` like its input; ``n`` is a multiple of :data:`STEP`."""
        samples, channels = block.shape
        order = self._state.shape[1]
        x = np.ascontiguousarray(block.T, dtype=np.float64).reshape(channels, -1, _LONG, _SHORT)
        drive = (x @ self._drive).reshape(channels, -1, _LONG * order) @ self._from_drive
        states = np.empty((channels, drive.shape[1], _LONG, order))
        for number in range(drive.shape[1]):
            run = (self._state @ self._from_start + drive[:, number]).reshape(channels, _LONG + 1, order)
            states[:, number] = run[:, :_LONG]
            self._state = run[:, _LONG]
        filtered: Wide = x @ self._direct
        filtered += states @ self._read
        return filtered.reshape(channels, samples).T


def _state_space(sections: Sequence[Biquad]) -> tuple[Wide, Wide, Wide, float]:
    """Return ``A B C D`` of a cascade, each section in transposed direct form II."""
    a, b, c, d = np.zeros((0, 0)), np.zeros(0), np.zeros(0), 1.0
    for b0, b1, b2, a1, a2 in sections:
        own = np.array([[-a1, 1.0], [-a2, 0.0]])
        enter = np.array([b1 - a1 * b0, b2 - a2 * b0])
        order = len(a)
        wide = np.zeros((order + 2, order + 2))
        wide[:order, :order] = a
        wide[order:, :order] = np.outer(enter, c)
        wide[order:, order:] = own
        a, b, c, d = wide, np.concatenate([b, enter * d]), np.concatenate([b0 * c, [1.0, 0.0]]), b0 * d
    return a, b, c, d
