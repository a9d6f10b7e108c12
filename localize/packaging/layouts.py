"""A dub in another channel layout than its mix: folded or doubled openly, brought to loudness again, and measured."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from localize.dubbing.layouts import CHANNELS, MONO, STEREO, SURROUND
from localize.dubbing.loudness import Meter, during, integrated, mask, weighted
from localize.dubbing.peaks import PeakMeter, decibels, limit
from localize.dubbing.targets import LoudnessTarget
from localize.engine import Samples, SoundFiles
from localize.model import Dub

_HALF: Final = float(np.sqrt(0.5))
#: ITU-R BS.775-4, annex 4, table 2: L R C LFE Ls Rs to Lo Ro; centre and surrounds 3 dB down, no LFE.
_FOLD: Final = np.array([[1, 0], [0, 1], [_HALF, _HALF], [0, 0], [_HALF, 0], [0, _HALF]], np.float32)
_DOUBLE: Final = np.array([[1, 1]], np.float32)
_WAYS: Final = {(SURROUND, STEREO): (_FOLD, "folded from the 5.1 mix (ITU-R BS.775)"),
                (MONO, STEREO): (_DOUBLE, "the mono mix on both channels")}
#: AAC overshoots what went into it: the limiter stays this much under the ceiling, in dB, as in the mix.
_CODEC: Final = 0.7
_SILENT: Final = -70.0


@dataclass(frozen=True, slots=True)
class Version:
    """A dub in one layout.

    Attributes:
        layout: Channel layout.
        loudness: LUFS, gated as the delivery asks.
        true_peak: dBTP.
        derived: How it came from the mix, or empty for the mix itself.
    """

    layout: str
    loudness: float
    true_peak: float
    derived: str = ""


def can_be(mixed: str, wanted: str) -> bool:
    """Return whether a mix of one layout can be given in another; nothing is ever widened to 5.1."""
    return mixed == wanted or (mixed, wanted) in _WAYS


def write_version(dub: Dub, source: Path, layout: str, target: LoudnessTarget, sound: SoundFiles, out: Path) -> Version:
    """Write a dub in a layout it :func:`can_be` and return what the written file measures.

    Args:
        dub: The dub.
        source: Its mix.
        layout: The layout wanted.
        target: Loudness and true peak asked for.
        sound: Reads and writes.
        out: The file; its ending says how it is encoded.

    Raises:
        EngineError: If it cannot be read or written.
    """
    if dub.layout == layout:
        sound.write(out, layout, sound.read(source))
        loudness, peak = _measured(sound.read(out), CHANNELS[layout], dub, target)
        return Version(layout, round(loudness, 2), round(peak, 2))
    by, told = _WAYS[dub.layout, layout]
    loudness, _ = _measured(_mapped(sound.read(source), by), by.shape[1], dub, target)
    gain = 10 ** ((target.loudness - loudness) / 20) if loudness > _SILENT else 1.0
    ceiling = target.true_peak - (_CODEC if out.suffix == ".m4a" else 0.1)
    levelled = (block * np.float32(gain) for block in _mapped(sound.read(source), by))
    sound.write(out, layout, limit(levelled, float(10 ** (ceiling / 20)), by.shape[1]))
    loudness, peak = _measured(sound.read(out), by.shape[1], dub, target)
    return Version(layout, round(loudness, 2), round(peak, 2), told)


def _mapped(blocks: Iterable[Samples], by: Samples) -> Iterator[Samples]:
    for block in blocks:
        yield np.asarray((block[:, None] if block.ndim == 1 else block) @ by, np.float32)


def _measured(blocks: Iterable[Samples], channels: int, dub: Dub, target: LoudnessTarget) -> tuple[float, float]:
    meter, peaks = Meter(channels), PeakMeter(channels)
    for block in blocks:
        meter.take(block)
        peaks.take(block)
    cells = weighted(meter.cells())
    spoken = [item.span for item in dub.segments]
    loudness = during(cells, mask(spoken, len(cells))) if target.dialogue_gated else integrated(cells)
    return loudness, decibels(peaks.finish())
