"""Engines that know voices again."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from localize.engine.identity import Identity, Samples


@runtime_checkable
class SpeakerEmbedder(Protocol):
    """Speech to a vector of who speaks."""

    @property
    def identity(self) -> Identity:
        """Engine and weights."""
        ...

    def embed(self, samples: Samples) -> npt.NDArray[np.float64]:
        """Return the embedding of mono speech at 16 kHz, of a second and more; nearer vectors, likelier one person.

        Raises:
            EngineError: If the model fails.
        """
        ...
