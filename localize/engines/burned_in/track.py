"""Follows the text in one region from frame to frame: cheap differences say when it comes, changes and goes.

Subtitles are thin bright strokes on something darker. A white top-hat keeps strokes up to a third of a line's height
and drops everything broader, so that what moves behind the text hardly counts. A run is a stretch of frames whose
strokes stay; its first and last frame are exact.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from localize.engine import Pixels
from localize.engines.burned_in.regions import Region
from localize.time import Seconds

Mask = npt.NDArray[np.uint8]
"""1 where a stroke is."""

#: Lines are scaled down to this height before comparing: enough to tell characters, a quarter of the cost.
_LINE: Final = 24
#: A stroke is this much brighter than what surrounds it, and at least this bright.
_CONTRAST, _BRIGHT = 40, 130
#: Share of stroke pixels that must change from one frame to the next for a new run.
_CHANGED: Final = 0.35
#: Ink of the smallest text, in squares of the line's height: about one character.
_INK: Final = 0.08
_SAMPLES: Final = 8


@dataclass(slots=True)
class Run:
    """Frames over which the strokes in a region stay.

    Attributes:
        begin: Time of the first frame.
        end: Time of the first frame after it.
        frames: How many.
        ink: How often each pixel was a stroke, at tracking scale.
        total: Sum of the grey crops, full size.
        samples: A few crops, spread over the run, with the number of their frame.
    """

    begin: Seconds
    end: Seconds
    frames: int
    ink: npt.NDArray[np.uint32]
    total: npt.NDArray[np.uint32]
    samples: list[tuple[int, Pixels]] = field(default_factory=list)
    stride: int = 1

    def add(self, mask: Mask, crop: Pixels) -> None:
        """Count one more frame in."""
        self.ink += mask
        self.total += crop
        if self.frames % self.stride == 0:
            self.samples.append((self.frames, crop.copy()))
            if len(self.samples) > _SAMPLES:
                self.samples, self.stride = self.samples[::2], self.stride * 2
        self.frames += 1

    def mean(self) -> Pixels:
        """Return the mean picture: the text stays sharp, what moves behind it blurs."""
        return (self.total // max(1, self.frames)).astype(np.uint8)

    def steady(self) -> Mask:
        """Return the strokes that were there most of the time."""
        return (self.ink * 10 >= self.frames * 7).astype(np.uint8)


class Tracker:
    """Cuts one region's time into runs.

    Args:
        region: What to watch.
    """

    def __init__(self, region: Region) -> None:
        self.region = region
        self.scale = min(1.0, _LINE / max(1, region.line))
        side = max(3, round(region.line * self.scale / 3)) | 1
        self._kernel = np.ones((side, side), np.uint8)
        self._least = _INK * (region.line * self.scale) ** 2
        self._before: Mask | None = None
        self._run: Run | None = None

    def push(self, at: Seconds, frame: Pixels) -> Run | None:
        """Take the next frame and return the run it ends, if it ends one with text-like ink."""
        box = self.region.box
        crop = frame[box.top:box.bottom, box.left:box.right]
        mask = self._strokes(crop)
        ended = None
        if self._run is None or self._before is None or self._changes(self._before, mask):
            ended = self._end(at)
            self._run = Run(at, at, 0, np.zeros(mask.shape, np.uint32), np.zeros(crop.shape, np.uint32))
        self._run.add(mask, crop)
        self._before = mask
        return ended

    def close(self, at: Seconds) -> Run | None:
        """Return the last run, which ends at ``at``."""
        return self._end(at)

    def _end(self, at: Seconds) -> Run | None:
        run, self._run = self._run, None
        if run is None or int(run.steady().sum()) < self._least:
            return None
        run.end = at
        return run

    def _strokes(self, crop: Pixels) -> Mask:
        if self.scale < 1:
            size = (max(1, round(crop.shape[1] * self.scale)), max(1, round(crop.shape[0] * self.scale)))
            crop = np.asarray(cv2.resize(crop, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
        hat = cv2.morphologyEx(crop, cv2.MORPH_TOPHAT, self._kernel)
        return np.asarray((hat > _CONTRAST) & (crop > _BRIGHT), dtype=np.uint8)

    def _changes(self, before: Mask, now: Mask) -> bool:
        most = max(float(before.sum()), float(now.sum()), self._least)
        return float((before ^ now).sum()) > _CHANGED * most


def text_lines(run: Run, region: Region, scale: float) -> tuple[tuple[int, int, int, int], ...]:
    """Return left, top, right, bottom of each line of a run's text, in pixels of the crop, top line first."""
    ink = run.steady()
    line = max(2.0, region.line * scale)
    rows = _stretches(ink.sum(axis=1) >= max(1, round(line * 0.1)), gap=round(line * 0.12))
    high, wide = run.total.shape
    found = []
    for top, bottom in rows:
        if bottom - top < line * 0.3:
            continue
        columns = _stretches(ink[top:bottom].sum(axis=0) > 0, gap=round(line * 2.2))
        if not columns:
            continue
        left, right = max(columns, key=lambda part: int(ink[top:bottom, part[0]:part[1]].sum()))
        pad = region.line * 0.22
        found.append((max(0, int(left / scale - pad)), max(0, int(top / scale - pad)),
                      min(wide, int(right / scale + pad) + 1), min(high, int(bottom / scale + pad) + 1)))
    return tuple(found)


def _stretches(on: npt.NDArray[np.bool_], gap: int) -> list[tuple[int, int]]:
    # Stretches of True, those parted by at most ``gap`` joined.
    where = np.flatnonzero(on)
    if not len(where):
        return []
    breaks = np.flatnonzero(np.diff(where) > gap + 1)
    begins = [where[0], *where[breaks + 1]]
    ends = [*where[breaks], where[-1]]
    return [(int(begin), int(end) + 1) for begin, end in zip(begins, ends, strict=True)]
