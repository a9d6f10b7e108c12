"""Fitting: how fast a line must be said, and the samples that come of it."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from localize.dubbing.clip import soften
from localize.dubbing.slots import Slot
from localize.dubbing.stretch import resample, stretch
from localize.engine import Speech

RATE = 48_000
"""Hertz of everything that is mixed: "48 kHz" of all delivery targets."""
SLOWEST: Final = 0.92
EASY: Final = 1.08
"""Between :data:`SLOWEST` and this nobody hears a change of rate: own value, beyond it another wording is looked for."""
GOOD: Final = 1.25
"""Up to here a line passes; beyond it is flagged."""
LIMIT: Final = 1.40
"""Nothing is said faster than this: the line runs over its slot instead, and the finding says so."""
#: A rate nearer to the natural one than this is not worth a second synthesis.
_NEAR: Final = 0.02


class Verdict(StrEnum):
    """What came of a fit."""

    FITS = "fits"
    FAST = "fast"
    """Faster than 1.25: flagged."""
    OVER = "over"
    """Longer than its slot at the fastest rate."""


def demand(natural: float, slot: Slot) -> float:
    """Return how fast a line of ``natural`` seconds would have to be said to fill its slot as the original does.

    Under 1 where it is shorter than its window; over 1 where it is longer: against the window as long as nobody
    hears the difference, against window and gap from there on. Without limits; 1.0 for nothing to say.
    """
    window, room = float(slot.window.duration), float(slot.room.duration)
    if natural <= 0:
        return 1.0
    if natural <= window:
        return natural / window
    unheard = min(natural / window, EASY) if window else EASY
    return max(natural / room, unheard) if room else float("inf")


def wanted_rate(natural: float, slot: Slot) -> float:
    """Return the rate at which a line of ``natural`` seconds should be said, 1.0 being natural.

    A short line slows down a little towards its window; a long one speeds up unheard, then uses the silence after
    it, then speeds up as much as its slot needs, never beyond :data:`LIMIT`.
    """
    rate = min(max(demand(natural, slot), SLOWEST), LIMIT)
    return 1.0 if abs(rate - 1) < _NEAR and natural <= slot.room.duration else round(rate, 3)


def fit(take: Speech, natural: float, rate: float, slot: Slot) -> Speech:
    """Return a take at 48 kHz, exactly as long as ``natural`` seconds said at ``rate``, whole.

    Args:
        take: What the engine said at about that rate, trimmed.
        natural: Seconds of the line at its natural rate.
        rate: The rate wanted.
        slot: Its room: a line that can fit is never a sample too long.
    """
    wanted = round(natural / rate * take.sample_rate)
    if rate < LIMIT:
        # Rates are rounded to three places, and samples to whole ones at 48 kHz.
        wanted = min(wanted, int((slot.room.duration * take.sample_rate).__floor__()) - 1)
    # A take a little short of the length is left alone: silence follows it anyway.
    if not 0.98 * wanted <= len(take.samples) <= wanted:
        take = stretch(take, wanted)
    fitted = resample(take, RATE)
    return Speech(soften(fitted.samples, RATE // 250), RATE)


def verdict(seconds: float, rate: float, slot: Slot) -> Verdict:
    """Return what came of a fitted line of ``seconds`` at ``rate``; a millisecond over is rounding."""
    if seconds > float(slot.room.duration) + 0.001:
        return Verdict.OVER
    return Verdict.FAST if rate > GOOD + 0.005 else Verdict.FITS
