"""A watermark nobody hears, by resemble-perth: an extra, because it needs torch.

It is put on the final mix, not on the voices: under music a mark on a voice alone is lost. What the model changes is
worked out at its own 32 kHz and added to the sound at 48 kHz, so that nothing above 16 kHz is lost.
"""

from __future__ import annotations

import threading
from typing import Any, Final

import numpy as np
from scipy.signal import resample_poly

from localize.engine import Identity, Samples
from localize.errors import EngineUnavailable

_RATE: Final = 32_000
_FRONT: Final = 3
"""Left, right and centre carry the mark: surrounds are too often silent to hide anything in."""


class Perth:
    """Marks and finds, by the implicit watermarker of resemble-perth; loaded at first use."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._model: Any = None

    @property
    def identity(self) -> Identity:
        """Engine and weights, which come with its wheel."""
        return Identity("watermark", "perth/implicit", "1.0.1", "MIT")

    def check(self) -> None:
        """Make sure that it can run.

        Raises:
            EngineUnavailable: If it is not installed; says how to.
        """
        self._loaded()

    def mark(self, sound: Samples) -> Samples:
        """Return sound with the mark in it; see :meth:`localize.engine.Watermarker.mark`."""
        front = _front(sound)
        with self._lock:
            made = np.asarray(self._loaded().apply_watermark(front, _RATE), np.float32)
        count = min(len(made), len(front))
        change = resample_poly(made[:count] - front[:count], 3, 2)[:len(sound)]
        out = np.array(sound, np.float32)
        out[:len(change), :_FRONT] += np.asarray(change, np.float32)[:, None]
        return out

    def found(self, sound: Samples) -> float:
        """Return how sure it is that the mark is there; see :meth:`localize.engine.Watermarker.found`."""
        with self._lock:
            return float(np.mean(self._loaded().get_watermark(_front(sound), _RATE, round=False)))

    def _loaded(self) -> Any:
        if self._model is None:
            try:
                # Named in full: the package's front door hides why it cannot be opened.
                from perth.perth_net.perth_net_implicit.perth_watermarker import PerthImplicitWatermarker
            except (ImportError, OSError) as error:
                raise EngineUnavailable(f"the watermark engine cannot be loaded: {error}", field="watermark",
                                        hint="pip install '.[watermark]', or leave the watermark out") from error
            self._model = PerthImplicitWatermarker()
        return self._model


def _front(sound: Samples) -> Samples:
    return np.asarray(resample_poly(sound[:, :_FRONT].mean(1), 2, 3), np.float32)
