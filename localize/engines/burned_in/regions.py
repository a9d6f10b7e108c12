"""Where on the picture text stands: the subtitle band, found once, and the signs elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from localize.engines.burned_in.ocr import Box
from localize.time import Seconds

#: Boxes surer than this are text; below it the detector fires on windows and tiles.
_SURE: Final = 0.6
#: Subtitles stand in the lower half (in vertical micro-dramas at two thirds) and are centred.
_UPPER_LIMIT: Final = 0.5
_OFF_CENTRE: Final = 0.12


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the picture to be watched.

    Attributes:
        box: In pixels of the frame.
        line: Height of a line of text in it, pixels.
        sign: Whether it is outside the subtitle band.
        seen: Times at which the detector found text in it.
    """

    box: Box
    line: int
    sign: bool
    seen: tuple[Seconds, ...] = ()


def regions(found: Sequence[tuple[Seconds, tuple[Box, ...]]], width: int, height: int) -> tuple[Region, ...]:
    """Return the subtitle band, if there is one, then the signs.

    Args:
        found: Boxes of each frame looked at, with its time.
        width: Of the picture, pixels.
        height: Of the picture, pixels.
    """
    sure = [(at, box) for at, boxes in found for box in boxes if box.score >= _SURE and box.height >= height / 60]
    band = _band(sure, width, height)
    outside = [(at, box) for at, box in sure
               if band is None or min(box.bottom, band.box.bottom) - max(box.top, band.box.top) < box.height / 2]
    return (*(() if band is None else (band,)), *_signs(outside, width, height))


def _band(sure: Sequence[tuple[Seconds, Box]], width: int, height: int) -> Region | None:
    low = [(at, box) for at, box in sure if (box.top + box.bottom) / 2 > height * _UPPER_LIMIT
           and abs((box.left + box.right) / 2 - width / 2) < width * _OFF_CENTRE]
    best: list[tuple[Seconds, Box]] = []
    for _, anchor in low:
        middle = (anchor.top + anchor.bottom) / 2
        near = [(at, box) for at, box in low if abs((box.top + box.bottom) / 2 - middle) < anchor.height * 0.8]
        if len({at for at, _ in near}) > len({at for at, _ in best}):
            best = near
    if len({at for at, _ in best}) < 2:  # one text alone may be a title
        return None
    line = round(median(box.height for _, box in best))
    # A second line may stand above the one that was found.
    top = max(0, min(box.top for _, box in best) - round(line * 1.5))
    bottom = min(height, max(box.bottom for _, box in best) + round(line * 0.4))
    return Region(Box(round(width * 0.03), top, round(width * 0.97), bottom), line, sign=False,
                  seen=tuple(sorted({at for at, _ in best})))


def _signs(outside: Sequence[tuple[Seconds, Box]], width: int, height: int) -> tuple[Region, ...]:
    groups: list[list[tuple[Seconds, Box]]] = []
    for at, box in outside:
        for group in groups:
            if group[-1][1].overlap(box) > 0.5:
                group.append((at, box))
                break
        else:
            groups.append([(at, box)])
    made = []
    for group in groups:
        line = round(median(box.height for _, box in group))
        pad = line // 4
        union = Box(max(0, min(box.left for _, box in group) - pad), max(0, min(box.top for _, box in group) - pad),
                    min(width, max(box.right for _, box in group) + pad),
                    min(height, max(box.bottom for _, box in group) + pad))
        made.append(Region(union, line, sign=True, seen=tuple(at for at, _ in group)))
    return tuple(made)
