"""A light reverb, where it is asked for: a dry voice sounds pasted onto a scene that has a room.

Early reflections and a tail of noise that dies away, made by formula: no recording of a room, and the same every time.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np

from localize.engine import Samples
from localize.model import Room

_RATE: Final = 48_000


#: Seconds to fall by 60 dB, level of the reverb under the voice in dB, delays of the first reflections in milliseconds.
#: Own values: living rooms have 0.3-0.5 s, and 15-20 dB below the voice is felt rather than heard.
_KINDS: Final = {Room.SMALL: (0.25, -17.0, (4.3, 7.9, 11.3, 16.1)), Room.LARGE: (0.70, -16.0, (13.7, 19.3, 26.9, 37.1))}


@lru_cache(maxsize=4)
def _response(room: Room) -> Samples:
    """Return the room's answer to a click, without the click itself."""
    falls, level, delays = _KINDS[room]
    count = round(falls * _RATE)
    time = np.arange(count) / _RATE
    tail = np.random.default_rng(1).standard_normal(count) * 10 ** (-3 * time / falls)
    tail[:round(delays[0] * _RATE / 1000)] = 0
    # Walls swallow the treble: a mean over three samples, twice.
    for _ in range(2):
        tail = np.convolve(tail, (0.25, 0.5, 0.25), "same")
    tail /= np.sqrt(np.sum(tail**2))
    for number, delay in enumerate(delays):
        tail[round(delay * _RATE / 1000)] += 0.5 * 0.8**number
    return np.asarray(tail / np.sqrt(np.sum(tail**2)) * 10 ** (level / 20), np.float32)


def furnished(samples: Samples, room: Room) -> Samples:
    """Return mono samples at 48 kHz as heard in a room; longer by its tail, the voice itself untouched in time."""
    if room is Room.NONE or not len(samples):
        return samples
    answer = _response(room)
    length = len(samples) + len(answer)
    size = 1 << (length - 1).bit_length()
    wet = np.fft.irfft(np.fft.rfft(samples, size) * np.fft.rfft(answer, size), size)[:length]
    wet[:len(samples)] += samples
    return np.asarray(wet, np.float32)
