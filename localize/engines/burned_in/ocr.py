"""RapidOCR, set for what a film needs: detection on small whole frames, recognition alone on cut-out lines."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Final

import cv2
import numpy as np

from localize.engine import Identity, Pixels
from localize.errors import EngineError, EngineUnavailable

#: Width frames are scaled to for detection. Whole 720p frames cost four times as much, and detection left to itself
#: scales the *short* side of a strip up to 736 pixels: seven seconds a call.
_DETECTION_WIDTH: Final = 448
#: Rows of a line as the recogniser's network takes them.
_LINE_HEIGHT: Final = 48


@dataclass(frozen=True, slots=True)
class Box:
    """Where text stands in a frame, in its pixels, and how sure the detector is."""

    left: int
    top: int
    right: int
    bottom: int
    score: float = 1.0

    @property
    def height(self) -> int:
        """Rows."""
        return self.bottom - self.top

    def overlap(self, other: Box) -> float:
        """Return intersection over union."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        if wide <= 0 or high <= 0:
            return 0.0
        shared = wide * high
        mine = (self.right - self.left) * self.height
        theirs = (other.right - other.left) * other.height
        return shared / (mine + theirs - shared)


class Ocr:
    """Detection and recognition, loaded at first use; the wheel carries the models, no network is needed.

    Each thread has a copy of its own: the library keeps what a call wants in the object, and one thread to a picture
    takes two thirds of the time that all cores on one picture take (the models are small).
    """

    def __init__(self) -> None:
        self._mine = threading.local()

    @property
    def identity(self) -> Identity:
        """Engine, models and the version that carries them."""
        try:
            revision = version("rapidocr")
        except PackageNotFoundError:
            revision = "missing"
        return Identity("read", "rapidocr/PP-OCRv6-small", revision, licence="Apache-2.0")

    def detect(self, frame: Pixels) -> tuple[Box, ...]:
        """Return where text stands in a grey frame.

        Raises:
            EngineError: If the model fails.
        """
        scale = min(1.0, _DETECTION_WIDTH / max(frame.shape))
        size = (max(32, round(frame.shape[1] * scale)), max(32, round(frame.shape[0] * scale)))
        small = cv2.resize(frame, size, interpolation=cv2.INTER_AREA)
        found = self._run(small, detect=True)
        if found.boxes is None:
            return ()
        corners = np.asarray(found.boxes, dtype=np.float64) / scale
        return tuple(Box(int(quad[:, 0].min()), int(quad[:, 1].min()), int(np.ceil(quad[:, 0].max())),
                         int(np.ceil(quad[:, 1].max())), float(score))
                     for quad, score in zip(corners, found.scores, strict=True))

    def recognise(self, line: Pixels) -> tuple[str, float]:
        """Return the text of one cut-out grey line, and how sure the model is, 0 to 1.

        Raises:
            EngineError: If the model fails.
        """
        if min(line.shape) < 4:
            return "", 0.0
        width = max(_LINE_HEIGHT, round(line.shape[1] * _LINE_HEIGHT / line.shape[0]))
        found = self._run(cv2.resize(line, (width, _LINE_HEIGHT), interpolation=cv2.INTER_AREA), detect=False)
        if not found.txts:
            return "", 0.0
        return str(found.txts[0]), float(found.scores[0])

    def _run(self, grey: Pixels, *, detect: bool) -> Any:
        engine = self._load()
        try:
            return engine(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), use_det=detect, use_cls=False, use_rec=not detect)
        except Exception as error:  # the library raises whatever its runtimes raise
            raise EngineError(f"reading on-screen text failed: {error}", field="burned-in") from error

    def _load(self) -> Any:
        engine = getattr(self._mine, "engine", None)
        if engine is None:
            try:
                from rapidocr import RapidOCR
            except ImportError as error:
                raise EngineUnavailable("rapidocr is not installed", field="burned-in",
                                        hint="pip install rapidocr") from error
            engine = self._mine.engine = RapidOCR(params={
                "Global.log_level": "error", "Global.min_height": 1, "Global.width_height_ratio": -1,
                "Global.text_score": 0.0, "Det.limit_type": "max", "Det.limit_side_len": _DETECTION_WIDTH,
                "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            })
        return engine
