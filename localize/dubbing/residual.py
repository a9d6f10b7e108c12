"""Residual dialogue: how much of the original's voices is left in a bed that came from elsewhere.

What the original has and the bed has not is taken for the voices; what of them is found again in the bed is what is
left. That holds only for a bed that lies on the original sample by sample at the same level, which is checked where
nobody speaks: there the two must be alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from localize.engine import Samples

#: Where nobody speaks, the difference may hold this part of the original's power: -6 dB, a sample or two apart at most.
_ALIKE: Final = 0.25


@dataclass(frozen=True, slots=True)
class Match:
    """How a bed lies on the original.

    Attributes:
        aligned: Whether they are alike where nobody speaks; the residual means nothing where they are not.
        residual: dB of the original's voices that is left in the bed; -120 for none.
    """

    aligned: bool
    residual: float


class Matcher:
    """Compares the original and a bed, block by block.

    Args:
        speaking: Where the original speaks, as ranges of samples in order.
    """

    def __init__(self, speaking: Sequence[tuple[int, int]]) -> None:
        self._speaking = speaking
        self._at = 0
        self._cross = self._voices = 0.0
        self._apart = self._whole = 0.0

    def take(self, original: Samples, bed: Samples) -> None:
        """Compare a block of each, as long as each other, of any channels."""
        whole, music = original.sum(axis=1), bed.sum(axis=1)
        if original.shape[1] != bed.shape[1]:
            music = music * (original.shape[1] / bed.shape[1])
        voices = whole - music
        inside = np.zeros(len(whole), bool)
        for begin, end in self._speaking:
            if begin < self._at + len(whole) and end > self._at:
                inside[max(0, begin - self._at):end - self._at] = True
        self._at += len(whole)
        self._cross += float(voices[inside] @ music[inside])
        self._voices += float(voices[inside] @ voices[inside])
        self._apart += float(voices[~inside] @ voices[~inside])
        self._whole += float(whole[~inside] @ whole[~inside])

    def match(self) -> Match:
        """Return what was found."""
        aligned = self._apart <= _ALIKE * self._whole
        if not aligned or self._voices <= 0:
            return Match(aligned, -120.0)
        return Match(aligned, round(20 * float(np.log10(max(abs(self._cross) / self._voices, 1e-6))), 1))
