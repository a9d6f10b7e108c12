"""What every engine shares: its identity, sound, pictures and progress."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]
"""Sound: float32 in [-1, 1]; shape ``(n,)`` for mono, ``(n, channels)`` otherwise."""

Pixels = npt.NDArray[np.uint8]
"""A picture: uint8, shape ``(height, width)`` for grey, ``(height, width, 3)`` for RGB."""

Report = Callable[[float], None]
"""Takes progress from 0 to 1; may raise :class:`~localize.errors.Cancelled`."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Which engine and weights made something.

    Attributes:
        job: ``recognize``, ``translate``, ``synthesize``, ``read`` …
        name: Engine and model (``faster-whisper/starter``).
        revision: Digest of the weights, or the version of the program.
        licence: Of the weights: SPDX id or a sentence.
        commercial: Whether commercial use is allowed.
        starter: True for the models that ship: for trying out, not for delivery.
    """

    job: str
    name: str
    revision: str
    licence: str = ""
    commercial: bool = True
    starter: bool = False
