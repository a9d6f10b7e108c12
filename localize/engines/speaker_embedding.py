"""A model of voices in ONNX: speech to a vector of who speaks, as WeSpeaker and 3D-Speaker export theirs.

One input of 80 log-mel bands (Kaldi's filter bank: 25 ms, every 10 ms, Hamming, 16 kHz, 16-bit scale, mean taken off),
shape ``(1, frames, 80)``; the first output is the embedding. None ships with the product: give the path of one.
"""

from __future__ import annotations

import hashlib
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np

from localize.dubbing.voiceprints import RATE, Features, mel_bands
from localize.engine import Identity, Samples
from localize.engines.neural_speech import Network
from localize.errors import EngineError

_FRAME, _HOP, _POINTS = RATE // 40, RATE // 100, 512
_BANDS: Final = 80
_EMPHASIS: Final = 0.97
#: Kaldi's floor under the logarithm: float32's epsilon.
_FLOOR: Final = float(np.finfo(np.float32).eps)


class OnnxEmbedder:
    """A speaker embedding model.

    Args:
        path: Of the ``.onnx`` file; loaded at first use.

    Implements :class:`localize.engine.SpeakerEmbedder`.
    """

    def __init__(self, path: Path) -> None:
        self._path, self._network = path, Network(path)

    @cached_property
    def identity(self) -> Identity:
        """Names the model by its digest.

        Raises:
            EngineUnavailable: If it is not there.
        """
        _ = self._network.inputs  # says what is wrong with the file before it is read for its digest
        with self._path.open("rb") as file:
            return Identity("embed", f"speakers/{self._path.stem}", hashlib.file_digest(file, "sha256").hexdigest()[:16])

    def embed(self, samples: Samples) -> Features:
        """Return the embedding of mono speech at 16 kHz.

        Raises:
            EngineError: If the model fails, or gives no vector.
        """
        (name,) = list(self._network.inputs)[:1]
        found = self._network.run({name: filter_bank(samples)[None].astype(np.float32)})
        if not len(found) or not np.isfinite(found).all() or not np.linalg.norm(found):
            raise EngineError(f"{self._path.name} gives no embedding", field="speakers")
        return found.astype(np.float64)


def filter_bank(samples: Samples) -> Features:
    """Return the log-mel bands of mono samples at 16 kHz, shape ``(frames, 80)``, the mean of each band taken off."""
    padded = np.concatenate([samples, np.zeros(max(0, _FRAME - len(samples)), np.float32)]).astype(np.float64) * 32768
    frames = np.lib.stride_tricks.sliding_window_view(padded, _FRAME)[::_HOP]
    frames = frames - frames.mean(axis=1, keepdims=True)
    before = np.concatenate([frames[:, :1], frames[:, :-1]], axis=1)
    power = np.abs(np.fft.rfft((frames - _EMPHASIS * before) * np.hamming(_FRAME), _POINTS)) ** 2
    bands = np.log(np.maximum(power @ mel_bands(_BANDS, 20.0, RATE / 2).T, _FLOOR))
    return np.asarray(bands - bands.mean(axis=0))
