"""Music and effects, synthesised: a slow pentatonic tune, rain, water, a room, lion-dance drums; and the 5.1 mix."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from localize.engine import Samples

RATE: Final = 48_000
#: The pentatonic scale of D, in hertz, over two octaves.
_SCALE: Final = (146.83, 164.81, 185.0, 220.0, 246.94, 293.66, 329.63, 369.99, 440.0, 493.88)
_TUNE: Final = (5, 7, 8, 7, 5, 4, 2, 4, 5, 8, 9, 8, 7, 5, 4, 5)
_BEAT: Final = 0.75
#: Channel order of 5.1 in FFmpeg: front left and right, centre, effects, surround left and right.
_LEFT, _RIGHT, _CENTRE, _EFFECTS, _BACK_LEFT, _BACK_RIGHT = range(6)


def mix(lines: Sequence[tuple[float, Samples, int]], scenes: Sequence[tuple[str, float, float]],
        seconds: float) -> Samples:
    """Return the 5.1 sound of the film, float32 ``(samples, 6)``.

    Args:
        lines: Begin in seconds, mono samples and sample rate of each line: they go to the centre, and only there.
        scenes: Name, begin and end of each scene: they choose the effects.
        seconds: Length of the film.
    """
    total = round(seconds * RATE)
    sound = np.zeros((total, 6), dtype=np.float32)
    music = _music(total)
    sound[:, _LEFT] += 0.20 * music
    sound[:, _RIGHT] += 0.20 * np.roll(music, RATE // 80)
    sound[:, _BACK_LEFT] += 0.08 * np.roll(music, RATE // 20)
    sound[:, _BACK_RIGHT] += 0.08 * np.roll(music, RATE // 15)
    for name, begin, end in scenes:
        effect = _EFFECTS_OF.get(name)
        if effect is not None:
            _add_effect(sound, effect, round(begin * RATE), round(end * RATE))
    for begin, samples, rate in lines:
        spoken = _resampled(samples, rate)
        at = round(begin * RATE)
        spoken = spoken[:total - at]
        sound[at:at + len(spoken), _CENTRE] += 0.62 * spoken / max(1e-6, float(np.abs(spoken).max()))
    return np.clip(sound, -0.99, 0.99)


def _music(total: int) -> Samples:
    music = np.zeros(total + 4 * RATE, dtype=np.float32)
    step = round(_BEAT * RATE)
    for number, at in enumerate(range(0, total, step)):
        degree = _TUNE[number % len(_TUNE)]
        pluck = _pluck(_SCALE[degree], 2.2)
        music[at:at + len(pluck)] += 0.5 * pluck
        if number % 4 == 0:
            low = _pluck(_SCALE[degree] / 4, 3.0)
            music[at:at + len(low)] += 0.7 * low
    return music[:total]


def _pluck(hertz: float, seconds: float) -> Samples:
    time = np.arange(round(seconds * RATE), dtype=np.float32) / RATE
    tone = np.zeros_like(time)
    for part in (1, 2, 3, 5):
        tone += np.sin(2 * np.pi * hertz * part * time) * np.exp(-time * (1.4 + part)) / part
    return np.asarray(0.6 * tone * np.minimum(time * 200, 1), dtype=np.float32)


def _add_effect(sound: Samples, effect: tuple[float, float, float], begin: int, end: int) -> None:
    level, cut, drums = effect
    length = max(0, min(end, len(sound)) - begin)
    if not length:
        return
    noise = np.random.default_rng(begin).standard_normal((length, 2)).astype(np.float32)
    width = max(1, round(RATE / cut))  # a running mean: the crudest low pass there is
    total = np.cumsum(np.pad(noise, ((width, 0), (0, 0))), axis=0)
    smooth = (total[width:] - total[:-width]) / np.sqrt(width)
    fade = np.minimum(np.minimum(np.arange(length), np.arange(length)[::-1]) / (0.2 * RATE), 1).astype(np.float32)
    for channel, column in ((_LEFT, 0), (_RIGHT, 1), (_BACK_LEFT, 1), (_BACK_RIGHT, 0)):
        sound[begin:begin + length, channel] += level * smooth[:, column] * fade
    if drums:
        for number, at in enumerate(range(begin, begin + length - RATE // 2, RATE // 4)):
            strength = drums * (1.0 if number % 4 == 0 else 0.45)
            hit = strength * _drum()
            sound[at:at + len(hit), _LEFT] += 0.5 * hit
            sound[at:at + len(hit), _RIGHT] += 0.5 * hit
            sound[at:at + len(hit), _EFFECTS] += hit


def _drum() -> Samples:
    time = np.arange(RATE // 3, dtype=np.float32) / RATE
    return np.asarray(np.sin(2 * np.pi * (70 - 60 * time) * time) * np.exp(-12 * time), dtype=np.float32)


def _resampled(samples: Samples, rate: int) -> Samples:
    if rate == RATE:
        return samples
    wanted = np.arange(round(len(samples) * RATE / rate)) * (rate / RATE)
    return np.asarray(np.interp(wanted, np.arange(len(samples)), samples), dtype=np.float32)


#: Level of the noise, its cut-off in hertz, level of the drums.
_EFFECTS_OF: Final[Mapping[str, tuple[float, float, float]]] = {
    "arcade": (0.020, 6000.0, 0.0), "teahouse": (0.012, 500.0, 0.0), "office": (0.006, 250.0, 0.0),
    "river": (0.022, 900.0, 0.0), "gate": (0.004, 300.0, 0.35),
}
