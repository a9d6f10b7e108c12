"""The bed: music and effects under the dialogue, as little touched as the material allows.

In this order: a music-and-effects stem that came with the master; 5.1 without its centre, which is let through
where nobody speaks; what an engine leaves when it takes the voices out; else the whole original, lowered where anybody
speaks. Under a voice-over it is always the whole original, lowered while the voice speaks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

import numpy as np
import numpy.typing as npt

from localize.dubbing.envelope import Envelope, Window, merged, scaled
from localize.dubbing.layouts import CENTRE
from localize.dubbing.loudness import CELL, Cells, Meter, during, lufs, mask, weighted
from localize.engine import Samples
from localize.time import Span

RATE: Final = 48_000
ABOVE: Final = 10.0
"""LU that dialogue stands above the music at least: reference, "dialogue at >= 10 LU over music"."""
DUCKED: Final = -18.0
"""dB by which the original is lowered where it speaks itself: its voices must not be followed any more. Own value."""
_DEEPEST: Final = -30.0
VOICED_OVER: Final = -15.0
"""dB by which the original is lowered under a voice-over: heard, not followed. Own value."""
#: Pauses of a voice-over shorter than this do not let the original come up again, in seconds.
_BREATH: Final = 1.0
#: Fall and rise of the bed under speech, and of the centre around the original's speech, in seconds.
_ATTACK, _RELEASE = 0.12, 0.30
_OPEN, _CLOSE = 0.03, 0.06
#: Seconds by which the centre stays closed around the original's speech: recognisers cut words at their edges.
_EARLY, _LATE = Fraction(3, 20), Fraction(1, 4)
#: A centre quieter than this where the original speaks has no dialogue: it lies in left and right. Own value.
_DIALOGUE_FLOOR: Final = -50.0
#: Where the original's dialogue level cannot be told, and between which it is believed. Own values.
_USUAL, _QUIETEST, _LOUDEST = -24.0, -36.0, -14.0


class BedKind(StrEnum):
    """What the dialogue lies over."""

    STEM = "stem"
    CENTRE_REMOVED = "centre-removed"
    SEPARATED = "separated"
    DUCKED = "ducked"
    VOICED_OVER = "voiced-over"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Survey:
    """A bed's source measured once, whatever the language.

    Attributes:
        cells: K-weighted mean squares, shape ``(cells, channels)``, cells of 100 ms.
        leak: For each cell, the product of centre and left plus right, and the centre's square; shape ``(cells, 2)``.
        peaks: Highest sample of each cell over all channels; shape ``(cells,)``.
    """

    cells: Cells
    leak: npt.NDArray[np.float64]
    peaks: npt.NDArray[np.float32]

    @property
    def channels(self) -> int:
        """1, 2 or 6."""
        return int(self.cells.shape[1])


class Surveyor:
    """Measures a stream for a :class:`Survey`."""

    def __init__(self, channels: int) -> None:
        self._meter = Meter(channels)
        self._channels = channels
        self._leak: list[npt.NDArray[np.float64]] = []
        self._peaks: list[npt.NDArray[np.float32]] = []

    def take(self, block: Samples) -> None:
        """Measure a block; all but the last hold whole cells."""
        self._meter.take(block)
        whole = block[:len(block) // CELL * CELL]
        if len(whole):
            self._peaks.append(np.abs(whole).reshape(-1, CELL * self._channels).max(axis=1))
        if self._channels == 6 and len(whole):
            centre = whole[:, CENTRE].reshape(-1, CELL)
            sides = (whole[:, 0] + whole[:, 1]).reshape(-1, CELL)
            self._leak.append(np.stack([np.einsum("ij,ij->i", centre, sides), np.einsum("ij,ij->i", centre, centre)], 1))

    def survey(self) -> Survey:
        """Return what was measured."""
        leak = np.concatenate(self._leak).astype(np.float64) if self._leak else np.zeros((0, 2))
        return Survey(self._meter.cells(), leak, np.concatenate(self._peaks) if self._peaks else np.zeros(0, np.float32))


@dataclass(frozen=True, slots=True)
class Bed:
    """How a source becomes a bed.

    Attributes:
        kind: Which way.
        dialogue: LUFS at which the original speaks, and the dub too.
        level: Gain over time of all channels.
        centre: Gain over time of the centre, besides.
        above: LU that the dialogue stands over the bed in the window where it stands out least.
        residual: dB of the original's dialogue that is left under the dub; -120 for none that can be told.
        cells: Weighted sums of the bed as it will be heard: shape ``(cells,)``.
        peaks: Highest samples of the bed's source in each cell.
    """

    kind: BedKind
    dialogue: float
    level: Envelope
    centre: Envelope
    above: float
    residual: float
    cells: Cells
    peaks: npt.NDArray[np.float32]

    def lay(self, block: Samples, begin: int) -> Samples:
        """Return a block of the bed from a block of the source that begins at sample ``begin``; always a new array."""
        level = self.level.at(begin, len(block))
        made = block.copy() if level is None else scaled(block, level)
        centre = self.centre.at(begin, len(block))
        if centre is not None:
            made[:, CENTRE] *= centre
        return made


def has_centre_dialogue(survey: Survey, source: Sequence[Span]) -> bool:
    """Return whether the original speaks from a centre of its own, which can be left out."""
    return _speaks_from_centre(survey, mask(source, len(survey.cells)))


def bed_of(survey: Survey, source: Sequence[Span], spoken: Sequence[Span], kind: BedKind, *,
           under: Survey | None = None, residual: float = -120.0) -> Bed:
    """Return the bed for a dub.

    Args:
        survey: Of the original.
        source: When the original speaks.
        spoken: When the dub speaks.
        kind: Which way.
        under: Of the stem or the separated bed, where the bed is one.
        residual: dB of the original's voices in that.
    """
    count = len(survey.cells)
    speaking = mask(source, count)
    dialogue = _dialogue_level(survey, speaking)
    cells = (under or survey).cells.copy()
    centre = Envelope((), 1, 1)
    if kind is BedKind.CENTRE_REMOVED:
        wide = [Span(max(Fraction(0), span.begin - _EARLY), span.end + _LATE) for span in source]
        closed = [Window(begin, end, 0.0) for begin, end in merged(wide, RATE, _OPEN + _CLOSE)]
        centre = Envelope(closed, round(_OPEN * RATE), round(_CLOSE * RATE))
        cells[:, CENTRE] *= centre.power(count, CELL)
    heard = weighted(cells)
    lowered, apart = ([*source, *spoken], _ATTACK + _RELEASE) if kind is not BedKind.VOICED_OVER else (list(spoken), _BREATH)
    windows = [Window(begin, end, _under(heard, begin, end, dialogue, kind, speaking))
               for begin, end in merged(lowered, RATE, apart)]
    level = Envelope([window for window in windows if window.gain < 1], round(_ATTACK * RATE), round(_RELEASE * RATE))
    heard = heard * level.power(len(heard), CELL)
    above = min((dialogue - _music(heard, window.begin, window.end) for window in windows), default=120.0)
    left = residual if under else _residual(survey, speaking, kind, windows)
    return Bed(kind, dialogue, level, centre, above, left, heard, (under or survey).peaks[:len(heard)])


def _dialogue_level(survey: Survey, speaking: npt.NDArray[np.bool_]) -> float:
    centre = _speaks_from_centre(survey, speaking)
    sound = survey.cells[:, CENTRE] if centre else weighted(survey.cells)
    found = during(sound, speaking)
    return min(max(found, _QUIETEST), _LOUDEST) if found > -70 else _USUAL


def _speaks_from_centre(survey: Survey, speaking: npt.NDArray[np.bool_]) -> bool:
    return survey.channels == 6 and during(survey.cells[:, CENTRE], speaking) > _DIALOGUE_FLOOR


#: Kept over :data:`ABOVE`, for what the gain over time leaves and takes at the edges of cells.
_MARGIN: Final = 0.5


def _under(heard: Cells, begin: int, end: int, dialogue: float, kind: BedKind, speaking: npt.NDArray[np.bool_]) -> float:
    """Return the gain that keeps a bed far enough under the dialogue in one window."""
    needed = min(0.0, dialogue - ABOVE - _MARGIN - _music(heard, begin, end))
    if kind is BedKind.DUCKED and speaking[begin // CELL:-(-end // CELL)].any():
        needed = min(needed, DUCKED)
    if kind is BedKind.VOICED_OVER:
        needed = min(needed, VOICED_OVER)
    return float(10 ** (max(needed, _DEEPEST) / 20))


def _music(heard: Cells, begin: int, end: int) -> float:
    """Return the loudness of a bed in a window: its mean, or its loudest second less 2 LU if that is more."""
    part = heard[begin // CELL:-(-end // CELL)]
    music = lufs(float(part.mean())) if len(part) else -120.0
    # Music that swells inside a long window must not bury the words.
    if len(part) > 10:
        music = max(music, lufs(float(np.convolve(part, np.full(10, 0.1), "valid").max())) - 2)
    return music


def _residual(survey: Survey, speaking: npt.NDArray[np.bool_], kind: BedKind, windows: Sequence[Window]) -> float:
    if kind is BedKind.DUCKED:
        return 20 * float(np.log10(max((window.gain for window in windows), default=1e-6)))
    if kind is not BedKind.CENTRE_REMOVED or not len(survey.leak):
        return -120.0
    # What of the centre's signal is found again in left plus right while the original speaks.
    cross, own = survey.leak[speaking[:len(survey.leak)]].sum(axis=0) if speaking.any() else (0.0, 0.0)
    return 20 * float(np.log10(max(abs(cross) / own, 1e-6))) if own > 0 else -120.0
