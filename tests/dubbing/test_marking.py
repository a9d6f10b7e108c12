"""Marking a stream: as long as it came, pieces fading into each other; and the real engine, where it is installed."""

from __future__ import annotations

import importlib.util

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.dubbing import marking
from localize.dubbing.marking import marked
from localize.engine import Identity, Watermarker
from localize.engines.watermark import Perth
from localize.errors import EngineUnavailable

INSTALLED = all(importlib.util.find_spec(name) for name in ("perth", "torch", "torchaudio", "librosa"))


class Adds:
    """Adds a constant that grows with every piece: what a crossfade smooths."""

    identity = Identity("watermark", "test", "1")

    def __init__(self) -> None:
        self.pieces: list[int] = []

    def mark(self, sound):
        self.pieces.append(len(sound))
        return sound + np.float32(len(self.pieces))

    def found(self, sound):
        return float(sound.mean())


@settings(max_examples=60)
@given(lengths=st.lists(st.integers(0, 70), max_size=12), channels=st.integers(1, 6))
def test_the_stream_keeps_its_length_and_no_piece_begins_with_a_click(lengths, channels):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(marking, "_PIECE", 50)
        patch.setattr(marking, "_SHARED", 10)
        marker = Adds()
        blocks = [np.zeros((length, channels), np.float32) for length in lengths]

        made = list(marked(blocks, marker))

    whole = np.concatenate([np.zeros((0, channels), np.float32), *made])
    assert len(whole) == sum(lengths)
    assert all(piece <= 50 for piece in marker.pieces)
    if len(whole) > 1:
        assert np.abs(np.diff(whole, axis=0)).max() <= 0.2  # a fade over ten samples, never a step
        assert whole.min() >= 1


def test_a_missing_engine_is_named_with_what_to_do(monkeypatch):
    import builtins

    real = builtins.__import__

    def refuse(name, *rest, **options):
        if name.startswith("perth"):
            raise ImportError("No module named 'perth'")
        return real(name, *rest, **options)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(EngineUnavailable, match="No module named 'perth'") as caught:
        Perth().check()
    assert "pip install '.[watermark]'" in caught.value.hint
    assert isinstance(Perth(), Watermarker)


@pytest.mark.skipif(not INSTALLED, reason="the extra 'watermark' is not installed (resemble-perth, torch, torchaudio, librosa)")
@pytest.mark.filterwarnings("ignore")
def test_the_mark_is_found_and_nothing_else_is_lost():
    rng = np.random.default_rng(1)
    time = np.arange(10 * 48_000) / 48_000
    sound = np.stack([0.2 * np.sin(2 * np.pi * 220 * time) * (1 + np.sin(2 * np.pi * 3 * time)) + 0.02 * rng.standard_normal(len(time))] * 2, 1)
    sound = sound.astype(np.float32)
    engine = Perth()

    made = engine.mark(sound)

    assert made.shape == sound.shape
    assert engine.found(made) > 0.5 > engine.found(sound)
    high = [np.abs(np.fft.rfft(item[:, 0]))[len(time) * 18 // 48:].sum() for item in (sound, made)]
    assert high[1] == pytest.approx(high[0], rel=0.01)
