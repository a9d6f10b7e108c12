"""What a mix must measure: loudness and true peak, and how they are gated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from localize.rules import Profile

#: Netflix Sound Mix Specifications: where dialogue is under 15 % of the programme, -24 LKFS of the whole programme.
_SPARSE: Final = 0.15
_SPARSE_LOUDNESS: Final = -24.0


@dataclass(frozen=True, slots=True)
class LoudnessTarget:
    """A delivery's loudness.

    Attributes:
        loudness: LUFS.
        tolerance: LU either way.
        true_peak: dBTP, at most.
        dialogue_gated: Whether only dialogue counts.
        source: Where the figures come from.
    """

    loudness: float = -16.0
    tolerance: float = 1.0
    true_peak: float = -1.0
    dialogue_gated: bool = False
    source: str = "generic streaming: -16 LUFS, -1 dBTP"

    def for_share(self, dialogue: float) -> LoudnessTarget:
        """Return the target for a programme whose dialogue takes that share of its time, 0 to 1."""
        if self.dialogue_gated and dialogue < _SPARSE:
            return LoudnessTarget(_SPARSE_LOUDNESS, self.tolerance, self.true_peak, dialogue_gated=False,
                                  source=f"{self.source}; dialogue under 15 %, so the whole programme")
        return self


def target_of(profile: Profile) -> LoudnessTarget:
    """Return the loudness target of a delivery profile."""
    source = dict(profile.sources).get("loudness", f"profile {profile.name}")
    return LoudnessTarget(profile.loudness, profile.loudness_tolerance, profile.true_peak, profile.dialogue_gated, source)


GENERIC: Final = LoudnessTarget()
"""What any streaming player takes."""
