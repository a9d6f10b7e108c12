"""Time and rate: WSOLA stretching without a change of pitch, and band-limited resampling."""

from __future__ import annotations

from math import gcd
from typing import Final

import numpy as np

from localize.engine import Samples, Speech

#: Window and search of Verhelst and Roelands, "An overlap-add technique based on waveform similarity (WSOLA)",
#: ICASSP 1993: windows of two to three pitch periods, a search of one period of the lowest voice (12 ms, 83 Hz).
_WINDOW_SECONDS: Final = 0.030
_SEARCH_SECONDS: Final = 0.006


def stretch(speech: Speech, length: int) -> Speech:
    """Return speech made exactly ``length`` samples long at the same pitch.

    Nothing is cut: the whole of the input is mapped onto the whole of the output.
    """
    samples = speech.samples
    if length == len(samples) or not len(samples) or not length:
        return Speech(samples[:0] if not length else samples, speech.sample_rate)
    window = max(4, int(speech.sample_rate * _WINDOW_SECONDS) // 2 * 2)
    if len(samples) < 2 * window or length < 2 * window:
        return Speech(_resample_to(samples, length), speech.sample_rate)
    return Speech(_wsola(samples, length, window, int(speech.sample_rate * _SEARCH_SECONDS)), speech.sample_rate)


def _wsola(samples: Samples, length: int, window: int, search: int) -> Samples:
    hop = window // 2
    shape = (0.5 - 0.5 * np.cos(2 * np.pi * (np.arange(window) + 0.5) / window)).astype(np.float32)
    padded = np.concatenate([np.zeros(hop + search, np.float32), samples, np.zeros(window + hop + 2 * search, np.float32)])
    frames = -(-(length + hop) // hop)
    out = np.zeros(frames * hop + window, np.float32)
    scale = (len(samples)) / length
    previous = -1
    for number in range(frames):
        # Frame k is centred on output sample k*hop, and on the input sample that belongs there.
        wanted = min(round(number * hop * scale) + search, len(padded) - window - search - 1)
        begin = wanted
        if previous >= 0:
            follow = padded[previous + hop:previous + hop + window]
            if len(follow) == window:
                begin = wanted - search + _best(padded[wanted - search:wanted + search + window], follow, window)
        out[number * hop:number * hop + window] += padded[begin:begin + window] * shape
        previous = begin
    return out[hop:hop + length].copy()


def _best(region: Samples, follow: Samples, window: int) -> int:
    """Return the offset at which ``region`` continues like ``follow``: coarse by 4, then sample by sample."""
    views = np.lib.stride_tricks.sliding_window_view(region, window)
    coarse = views[::4, ::2]
    scores = coarse @ follow[::2]
    near = 4 * int(np.argmax(scores))
    low, high = max(0, near - 3), min(len(views), near + 4)
    return low + int(np.argmax(views[low:high] @ follow))


def resample(speech: Speech, rate: int) -> Speech:
    """Return speech at ``rate`` hertz, band-limited; its length is the nearest whole sample."""
    if rate == speech.sample_rate:
        return speech
    return Speech(_resample_to(speech.samples, round(len(speech.samples) * rate / speech.sample_rate),
                               speech.sample_rate, rate), rate)


def _resample_to(samples: Samples, length: int, old: int = 0, new: int = 0) -> Samples:
    """Return ``length`` samples by zero-padding or cutting the spectrum (exact for band-limited sound)."""
    if not old:
        old, new = len(samples), length
    step = gcd(old, new)
    up, down = new // step, old // step
    # Silence around keeps the transform's wrap-around away from the speech.
    blocks = _smooth(-(-(len(samples) + 256) // down))
    spectrum = np.fft.rfft(samples, blocks * down)
    wide = np.zeros(blocks * up // 2 + 1, spectrum.dtype)
    keep = min(len(spectrum), len(wide))
    wide[:keep] = spectrum[:keep]
    out = np.fft.irfft(wide, blocks * up)[:length] * np.float32(up / down)
    return np.pad(out, (0, length - len(out))).astype(np.float32)


def _smooth(number: int) -> int:
    """Return the next number with no prime factor above 5: transforms of such lengths are fast."""
    while True:
        rest = number
        for prime in (2, 3, 5):
            while rest % prime == 0:
                rest //= prime
        if rest == 1:
            return number
        number += 1
