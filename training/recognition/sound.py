"""What covers speech in a film, made with numpy: noise, music, murmur, rooms; and the features a Whisper hears."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from faster_whisper.feature_extractor import FeatureExtractor

RATE = 16000
HOP, FFT, MELS, WINDOW_SECONDS = 320, 512, 80, 10

Sound = npt.NDArray[np.float32]
Chance = np.random.Generator

_extractor = FeatureExtractor(feature_size=MELS, sampling_rate=RATE, hop_length=HOP, chunk_length=WINDOW_SECONDS, n_fft=FFT)


def features(samples: Sound) -> npt.NDArray[np.float32]:
    """Return the log-mel frames that faster-whisper computes, shape ``(frames, 80)``, one per 20 ms."""
    return np.ascontiguousarray(_extractor(samples)[..., :-1].T, dtype=np.float32)


def level(sound: Sound) -> float:
    """Return the root mean square."""
    return float(np.sqrt(np.mean(np.square(sound)) + 1e-12))


def noise(chance: Chance, seconds: float) -> Sound:
    """Return noise with a random slope (white to brown), slowly swelling."""
    count = int(seconds * RATE)
    spectrum = np.fft.rfft(chance.standard_normal(count))
    hertz = np.fft.rfftfreq(count, 1 / RATE)
    spectrum *= (np.maximum(hertz, 30) / 1000) ** -chance.uniform(0, 1.2)
    if chance.random() < 0.4:
        spectrum *= hertz < chance.uniform(800, 5000)
    sound = np.fft.irfft(spectrum, count)
    swell = np.interp(np.arange(count), np.linspace(0, count, 8), chance.uniform(0.3, 1, 8))
    return _unit(sound * swell)


def music(chance: Chance, seconds: float) -> Sound:
    """Return a chord progression with a melody and, half the time, a beat."""
    count = int(seconds * RATE)
    out = np.zeros(count)
    beat = chance.uniform(0.3, 0.8)
    root = chance.uniform(90, 220)
    decay, partials = chance.uniform(1, 8), int(chance.integers(2, 7))
    scale = np.array([0, 2, 4, 7, 9, 12, 14, 16])
    drums = chance.random() < 0.5
    for index in range(int(seconds / beat) + 1):
        start = int(index * beat * RATE)
        length = min(int(beat * chance.choice([1, 2, 4]) * RATE), count - start)
        if length < 200:
            break
        time = np.arange(length) / RATE
        steps = [chance.choice(scale) + 12] + ([0, 4, 7] if index % 4 == 0 else [])
        for step in steps:
            hertz = root * 2 ** ((step + (5 if index // 4 % 2 else 0)) / 12)
            tone = sum(np.sin(2 * np.pi * hertz * k * time) / k for k in range(1, partials + 1))
            out[start : start + length] += tone * np.exp(-decay * time) * np.minimum(1, time * 60)
        if drums:
            out[start : start + length] += chance.standard_normal(length) * np.exp(-40 * time) * chance.uniform(0.3, 1.5)
    return _unit(out)


def room(chance: Chance) -> Sound:
    """Return an impulse response: the direct sound, then decaying noise (RT60 0.1 to 0.6 s)."""
    length = chance.uniform(0.1, 0.6)
    time = np.arange(int(length * RATE)) / RATE
    tail = chance.standard_normal(len(time)) * 10 ** (-3 * time / length)
    tail[: int(chance.uniform(0.002, 0.02) * RATE)] = 0
    tail *= chance.uniform(0.15, 0.8) / (np.sqrt(np.sum(tail**2)) + 1e-9)
    tail[0] = 1
    return tail.astype(np.float32)


def reverberate(sound: Sound, response: Sound) -> Sound:
    """Return the sound heard in that room, as long as before."""
    size = 1 << (len(sound) + len(response) - 1).bit_length()
    both = np.fft.rfft(sound, size) * np.fft.rfft(response, size)
    return np.fft.irfft(both, size)[: len(sound)].astype(np.float32)


def cover(speech: Sound, active: float, other: Sound, decibels: float) -> Sound:
    """Add ``other`` at a ratio to the speech, whose level while active is given."""
    gain = active / level(other) * 10 ** (-decibels / 20)
    return (speech + other * gain).astype(np.float32)


def _unit(sound: npt.NDArray[np.float64]) -> Sound:
    return (sound / (np.sqrt(np.mean(sound**2)) + 1e-9) * 0.1).astype(np.float32)


class Bank:
    """Covers made once and cut at random: making them anew for each sample would cost more than training on it."""

    def __init__(self, seed: int, size: int = 48) -> None:
        chance = np.random.default_rng(seed)
        self.noises = [noise(chance, 14) for _ in range(size)]
        self.musics = [music(chance, 14) for _ in range(size)]
        self.rooms = [room(chance) for _ in range(size)]

    def cut(self, chance: Chance, kind: str, count: int) -> Sound:
        """Return ``count`` samples of a random noise or music."""
        pool = self.noises if kind == "noise" else self.musics
        whole = pool[int(chance.integers(len(pool)))]
        start = int(chance.integers(max(1, len(whole) - count)))
        return np.resize(whole[start:], count)
