"""A model of voices by its path: what it is fed, and what it is asked for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from localize.composition import engines_for
from localize.dubbing.voiceprints import RATE
from localize.engine import SpeakerEmbedder
from localize.engines.speaker_embedding import OnnxEmbedder, filter_bank
from localize.errors import EngineError, EngineUnavailable, InvalidInput, NotFound


def model(path: Path, *, gain: float = 1.0) -> Path:
    """Write a graph in WeSpeaker's form: its embedding is how much each band varies."""
    nodes = [helper.make_node("Mul", ["feats", "feats"], ["square"]),
             helper.make_node("ReduceMean", ["square"], ["mean"], axes=[1], keepdims=0),
             helper.make_node("Mul", ["mean", "gain"], ["embs"])]
    graph = helper.make_graph(nodes, "voices", [helper.make_tensor_value_info("feats", TensorProto.FLOAT, [1, "t", 80])],
                              [helper.make_tensor_value_info("embs", TensorProto.FLOAT, [1, 80])],
                              [onnx.numpy_helper.from_array(np.array(gain, np.float32), "gain")])
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=10), path)
    return path


def hum(hertz: float) -> np.ndarray:
    time = np.arange(RATE) / RATE
    return (0.3 * np.sin(2 * np.pi * hertz * time) * np.sin(2 * np.pi * 3 * time)).astype(np.float32)


def test_the_filter_bank_is_where_the_sound_is():
    assert filter_bank(hum(440.0)).shape == (98, 80)
    assert abs(filter_bank(hum(440.0)).mean()) < 1e-9
    assert np.isfinite(filter_bank(np.zeros(10, np.float32))).all()
    edges = np.linspace(1127 * np.log1p(20 / 700), 1127 * np.log1p(8000 / 700), 82)[1:-1]
    level = filter_bank(np.concatenate([hum(440.0), np.zeros(RATE, np.float32)]))
    nearest = int(np.abs(edges - 1127 * np.log1p(440 / 700)).argmin())
    assert abs(int(level[20:80].mean(axis=0).argmax()) - nearest) <= 1


def test_it_embeds(tmp_path: Path):
    embedder = OnnxEmbedder(model(tmp_path / "wespeaker.onnx"))
    assert isinstance(embedder, SpeakerEmbedder)
    assert embedder.identity.name == "speakers/wespeaker"
    low, high = embedder.embed(hum(150.0)), embedder.embed(hum(1500.0))
    assert low.shape == (80,)
    assert np.linalg.norm(low / np.linalg.norm(low) - high / np.linalg.norm(high)) > 0.1


def test_a_model_that_gives_nothing_is_said(tmp_path: Path):
    with pytest.raises(EngineError, match="no embedding"):
        OnnxEmbedder(model(tmp_path / "silent.onnx", gain=0.0)).embed(hum(200.0))


def test_no_model_is_said(tmp_path: Path):
    with pytest.raises(EngineUnavailable):
        _ = OnnxEmbedder(tmp_path / "none.onnx").identity
    (tmp_path / "broken.onnx").write_bytes(b"x")
    with pytest.raises(EngineUnavailable, match="ONNX"):
        OnnxEmbedder(tmp_path / "broken.onnx").embed(hum(200.0))


def test_a_models_file_names_it(tmp_path: Path):
    path = model(tmp_path / "voices.onnx")
    file = tmp_path / "models.toml"
    file.write_text(f'[speakers]\npath = "{path}"\n')
    embedder = engines_for(str(file)).embedder
    assert embedder is not None
    assert embedder.identity.name == "speakers/voices"
    assert engines_for().embedder is None
    for text, error in (("[speakers]\n", InvalidInput), ('[speakers]\npath = "nowhere.onnx"\n', NotFound)):
        file.write_text(text)
        with pytest.raises(error):
            engines_for(str(file))
