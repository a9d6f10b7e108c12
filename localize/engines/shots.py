"""Shot changes by PySceneDetect's adaptive detector, on small grey pictures of every frame."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import Final

import numpy as np

from localize.engine import Identity, Media, Report
from localize.model import Master
from localize.time import Seconds, from_frames, to_frames

#: Width in pixels of the pictures that are compared: a cut is as plain in 160 pixels as in 1280, at a 64th of the cost.
_WIDTH: Final = 160
#: PySceneDetect's own defaults: a frame that differs three times as much as its neighbours do, and at all (15 of 255).
_THRESHOLD, _LEAST = 3.0, 15.0
#: Shorter shots are flashes, not shots: a third of a second.
_SHORTEST: Final = Seconds(1, 3)


class Shots:
    """Finds shot changes; reads every frame once.

    Args:
        media: Reads the picture.

    Implements :class:`localize.engine.ShotDetector`.
    """

    def __init__(self, media: Media) -> None:
        self._media = media

    @property
    def identity(self) -> Identity:
        """The program; there are no weights."""
        return Identity("shots", "pyscenedetect/adaptive", version("scenedetect-headless"), "BSD-3-Clause")

    def detect(self, path: Path, master: Master, report: Report) -> tuple[Seconds, ...]:
        """Return the exact time of each shot's first frame, the film's first left out.

        Raises:
            InvalidMedia: If the picture cannot be decoded.
        """
        from scenedetect import FrameTimecode
        from scenedetect.detectors import AdaptiveDetector

        rate = master.video.frame_rate
        detector = AdaptiveDetector(adaptive_threshold=_THRESHOLD, min_content_val=_LEAST, luma_only=True,
                                    min_scene_len=max(1, to_frames(_SHORTEST, rate)))
        step = max(1, master.video.width // _WIDTH)
        times: list[Seconds] = []
        found: list[int] = []
        total = max(1, to_frames(master.duration, rate))
        for number, (at, picture) in enumerate(self._media.frames(path, master)):
            small = np.ascontiguousarray(picture[::step, ::step])
            # The detector takes three channels; equal ones have no hue, and their lightness is the luma.
            frame = np.repeat(small[:, :, None], 3, axis=2)
            times.append(at)
            found += [int(cut.frame_num) for cut in detector.process_frame(FrameTimecode(number, rate), frame)]
            if number % 100 == 0:
                report(min(1.0, number / total))
        if times:
            found += [int(cut.frame_num) for cut in detector.post_process(FrameTimecode(len(times) - 1, rate))]
        # A variable rate has no frame grid; the frame's own time counts.
        return tuple(sorted({times[cut] if cut < len(times) else from_frames(cut, rate) for cut in found if cut > 0}))
