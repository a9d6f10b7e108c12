"""Voiceprints: what a stretch of speech tells of who speaks: timbre (MFCC) and pitch (f0).

Davis and Mermelstein's cepstrum over 26 mel bands, and the pitch by autocorrelation divided by the window's own
(Boersma, 1993). Both are measured on loud frames only, so that pauses and a quiet bed count for little.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt
import scipy.fft

from localize.engine import Samples

Features = npt.NDArray[np.float64]
"""Rows of features, float64."""

RATE: Final = 16_000
"""Hertz that voiceprints are taken at."""
WIDTH = 20
"""Columns of a voiceprint's row."""
_FRAME, _HOP = RATE // 40, RATE // 100
_BANDS: Final = 26
#: Half of the loudest tenth's level is still speech, 25 dB under it no longer: own value.
_LOUD_DB: Final = 25.0
#: Hertz between which people speak, children and shouting among them.
_LOWEST, _HIGHEST = 60.0, 500.0
_PITCH_FRAME, _PITCH_HOP = RATE // 20, RATE // 50
#: Normalised autocorrelation above which a frame has a pitch: Boersma's voicing threshold.
_VOICED: Final = 0.45
#: A peak this near to the highest at a shorter lag is the pitch; the higher one is its octave below.
_OCTAVE: Final = 0.9


@dataclass(frozen=True, slots=True)
class Voiceprint:
    """A stretch of speech, measured.

    Attributes:
        timbre: Mean cepstral coefficients 1 to 19 of its loud frames.
        pitch: Median fundamental frequency in hertz; 0 where no frame has one.
        seconds: Of loud frames.
    """

    timbre: tuple[float, ...]
    pitch: float
    seconds: float

    def vector(self) -> Features:
        """Return timbre and pitch, in semitones over 100 Hz, as one row."""
        semitones = 12 * np.log2(self.pitch / 100) if self.pitch else 0.0
        return np.array([*self.timbre, semitones])


def voiceprint(samples: Samples) -> Voiceprint | None:
    """Return the voiceprint of mono samples at :data:`RATE`; None where nothing is to be heard."""
    if len(samples) < _FRAME or float(np.abs(samples).max()) < 1e-4:
        return None
    spectra = _spectra(samples)
    level = 10 * np.log10(spectra.sum(axis=1) + 1e-12)
    loud = level > np.percentile(level, 90) - _LOUD_DB
    cepstrum = scipy.fft.dct(np.log(spectra[loud] @ mel_bands(_BANDS).T + 1e-10), axis=1, norm="ortho")
    timbre = cepstrum[:, 1:WIDTH].mean(axis=0)
    return Voiceprint(tuple(round(float(value), 4) for value in timbre), round(pitch(samples), 1),
                      int(loud.sum()) * _HOP / RATE)


def pitch(samples: Samples) -> float:
    """Return the median fundamental frequency of mono samples at :data:`RATE`, in hertz; 0 where there is none."""
    if len(samples) < _PITCH_FRAME:
        return 0.0
    window = np.hanning(_PITCH_FRAME)
    frames = np.lib.stride_tricks.sliding_window_view(samples, _PITCH_FRAME)[::_PITCH_HOP]
    energy = np.square(frames, dtype=np.float64).mean(axis=1)
    frames = frames[energy > np.percentile(energy, 90) * 10 ** (-_LOUD_DB / 10)]
    size = 1 << (2 * _PITCH_FRAME - 1).bit_length()
    power = np.abs(scipy.fft.rfft((frames - frames.mean(axis=1, keepdims=True)) * window, size)) ** 2
    own = scipy.fft.irfft(np.abs(scipy.fft.rfft(window, size)) ** 2, size)
    shortest, longest = int(RATE / _HIGHEST), int(RATE / _LOWEST)
    found = scipy.fft.irfft(power, size)[:, :longest + 2]
    ratio = found / np.maximum(found[:, :1], 1e-12) / (own[:longest + 2] / own[0])
    span = ratio[:, shortest:longest + 1]
    highest = span.max(axis=1)
    peak = (span >= ratio[:, shortest - 1:longest]) & (span >= ratio[:, shortest + 1:longest + 2])
    first = (peak & (span >= _OCTAVE * highest[:, None])).argmax(axis=1)
    voiced = (highest > _VOICED) & (first > 0)
    return float(np.median(RATE / (first[voiced] + shortest))) if voiced.any() else 0.0


@cache
def mel_bands(bands: int, lowest: float = 60.0, highest: float = 7600.0) -> Features:
    """Return triangular mel filters over the power spectrum of 512 points at :data:`RATE`, shape (bands, 257)."""
    edges = np.linspace(_mel(lowest), _mel(highest), bands + 2)
    at = _mel(np.asarray(np.fft.rfftfreq(512, 1 / RATE), dtype=np.float64))
    rise = (at - edges[:-2, None]) / np.diff(edges)[:-1, None]
    fall = (edges[2:, None] - at) / np.diff(edges)[1:, None]
    return np.asarray(np.clip(np.minimum(rise, fall), 0, None))


def _mel(hertz: float | Features) -> Features:
    return np.asarray(1127.0 * np.log1p(np.asarray(hertz, dtype=np.float64) / 700.0))


def _spectra(samples: Samples) -> Features:
    """Return the power spectra of frames of 25 ms, one every 10 ms, first differences taken; shape (frames, 257)."""
    sharper = np.append(samples[:1], samples[1:] - 0.97 * samples[:-1])
    frames = np.lib.stride_tricks.sliding_window_view(sharper, _FRAME)[::_HOP]
    return np.asarray(np.abs(scipy.fft.rfft(frames * np.hamming(_FRAME), 512)) ** 2, dtype=np.float64)
