"""Tiny ONNX graphs in the form of published voices: they hum, as long as a line is and as high as a voice is."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper

SIGNS = " !',.:;?abcdefghijklmnopqrstuvwxyzæðŋɐɑɒɔəɚɛɜɪɹʃʊʌʒˈˌːθʔħʕɣχ̩̃"


def _hum(name: str, inputs: list, length: list, pitch: list, constants: dict) -> onnx.ModelProto:
    """Return a graph whose ``length`` nodes give ``n`` (samples) and whose ``pitch`` nodes give ``w`` (radians each)."""
    nodes = [*length, *pitch, helper.make_node("Cast", ["n"], ["whole"], to=TensorProto.INT64),
             helper.make_node("Squeeze", ["whole"], ["stop"]), helper.make_node("Range", ["zero", "stop", "one"], ["steps"]),
             helper.make_node("Cast", ["steps"], ["at"], to=TensorProto.FLOAT), helper.make_node("Mul", ["at", "w"], ["phase"]),
             helper.make_node("Sin", ["phase"], ["sine"]), helper.make_node("Mul", ["sine", "level"], ["audio"])]
    fixed = {"zero": np.array(0, np.int64), "one": np.array(1, np.int64), "level": np.array(0.4, np.float32), **constants}
    graph = helper.make_graph(nodes, name, inputs, [helper.make_tensor_value_info("audio", TensorProto.FLOAT, ["n"])],
                              [onnx.numpy_helper.from_array(value, key) for key, value in fixed.items()])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=10)
    onnx.checker.check_model(model)
    return model


def piper_voice(folder: Path, code: str = "en_US", espeak: str = "en-us", speakers: tuple[str, ...] = ()) -> Path:
    """Write a Piper voice: 22,050 Hz, 1,400 samples a phoneme."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{code}-hum-medium.onnx"
    inputs = [helper.make_tensor_value_info("input", TensorProto.INT64, [1, "t"]),
              helper.make_tensor_value_info("input_lengths", TensorProto.INT64, [1]),
              helper.make_tensor_value_info("scales", TensorProto.FLOAT, [3])]
    length = [helper.make_node("Gather", ["scales", "one"], ["scale"]), helper.make_node("Cast", ["input_lengths"], ["t"], to=1),
              helper.make_node("Mul", ["t", "scale"], ["stretched"]), helper.make_node("Mul", ["stretched", "each"], ["n"])]
    pitch = [helper.make_node("Identity", ["base"], ["w"])]
    constants = {"each": np.array(700, np.float32), "base": np.array(0.05, np.float32)}
    if speakers:
        inputs.append(helper.make_tensor_value_info("sid", TensorProto.INT64, [1]))
        pitch = [helper.make_node("Cast", ["sid"], ["who"], to=1), helper.make_node("Squeeze", ["who"], ["one_who"]),
                 helper.make_node("Mul", ["one_who", "base"], ["own"]), helper.make_node("Add", ["own", "base"], ["w"])]
    onnx.save(_hum("piper", inputs, length, pitch, constants), path)
    table = {"_": [0], "^": [1], "$": [2], **{sign: [number] for number, sign in enumerate(SIGNS, 3)}}
    path.with_name(path.name + ".json").write_text(json.dumps({
        "audio": {"sample_rate": 22050}, "espeak": {"voice": espeak}, "language": {"code": code},
        "inference": {"noise_scale": 0.667, "length_scale": 1.0, "noise_w": 0.8}, "phoneme_id_map": table,
        "num_speakers": max(1, len(speakers)),
        "speaker_id_map": {name: number for number, name in enumerate(speakers)}}), "utf-8")
    return path


def kokoro_folder(folder: Path, *, together: bool = False, tokens: str = "input_ids") -> Path:
    """Write a Kokoro folder with four voices, in either of the forms it is published in."""
    inputs = [helper.make_tensor_value_info(tokens, TensorProto.INT64, [1, "t"]),
              helper.make_tensor_value_info("style", TensorProto.FLOAT, [1, 256]),
              helper.make_tensor_value_info("speed", TensorProto.FLOAT, [1])]
    length = [helper.make_node("Shape", [tokens], ["shape"]), helper.make_node("Gather", ["shape", "one"], ["count"]),
              helper.make_node("Cast", ["count"], ["t"], to=1), helper.make_node("Mul", ["t", "each"], ["natural"]),
              helper.make_node("Div", ["natural", "speed"], ["n"])]
    pitch = [helper.make_node("ReduceMean", ["style"], ["w"], keepdims=0)]
    graph = folder / ("kokoro-v1.0.onnx" if together else "onnx/model.onnx")
    graph.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(_hum("kokoro", inputs, length, pitch, {"each": np.array(1500, np.float32)}), graph)
    styles = {name: np.full((510, 1, 256), 0.02 + 0.01 * number, np.float32)
              for number, name in enumerate(("af_heart", "am_adam", "pf_dora", "zf_xiaobei"))}
    if together:
        with (folder / "voices-v1.0.bin").open("wb") as file:
            np.savez(file, **styles)
    else:
        (folder / "voices").mkdir(exist_ok=True)
        for name, rows in styles.items():
            rows.tofile(folder / "voices" / f"{name}.bin")
    vocabulary = {sign: number for number, sign in enumerate(SIGNS, 1)}
    form = {"vocab": vocabulary} if together else {"model": {"vocab": vocabulary}}
    (folder / ("config.json" if together else "tokenizer.json")).write_text(json.dumps(form), "utf-8")
    return folder
