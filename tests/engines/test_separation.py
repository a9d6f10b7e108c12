"""Separators: one contract over programs and ONNX models. The models are written byte by byte, with no library."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from localize.engine import Separator
from localize.engines.separation import CommandSeparator, OnnxSeparator, separator_of
from localize.engines.sound import SoundFile
from localize.errors import EngineError, EngineUnavailable, InvalidInput, InvalidMedia

RATE = 48_000
PROGRAM = """
import sys
from pathlib import Path
from localize.engines.sound import SoundFile
if {stop!r}:
    sys.exit({stop!r})
before, after = map(Path, sys.argv[1:])
if {write}:
    SoundFile().write(after, SoundFile().layout(before), [block / 2 for block in SoundFile().read(before)])
"""


def field(number: int, value: bytes | int) -> bytes:
    """A protobuf field: a varint or a length-delimited one."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def varint(value: int) -> bytes:
    out = bytearray()
    while True:
        out.append(value & 127 | (128 if value > 127 else 0))
        value >>= 7
        if not value:
            return bytes(out)


def tensor(name: str, values: np.ndarray) -> bytes:
    """TensorProto: dims 1, data_type 2 (1 is float, 7 is int64), name 8, raw_data 9."""
    kind = 7 if values.dtype == np.int64 else 1
    return b"".join(field(1, size) for size in values.shape) + field(2, kind) + field(8, name.encode()) + field(9, values.tobytes())


def value_info(name: str) -> bytes:
    """ValueInfoProto of a float tensor of unknown shape."""
    return field(1, name.encode()) + field(2, field(1, field(1, 1)))


def model(path: Path, nodes: list[tuple[str, list[str], str, bytes]], constants: dict[str, np.ndarray], about: dict[str, str]) -> Path:
    """ModelProto: ir_version 1, graph 7, opset_import 8, metadata_props 14; a node: input 1, output 2, op_type 4, attribute 5."""
    graph = b"".join(field(1, b"".join(field(1, item.encode()) for item in inputs) + field(2, output.encode())
                           + field(4, kind.encode()) + attribute) for kind, inputs, output, attribute in nodes)
    graph += field(2, b"separate") + b"".join(field(5, tensor(name, values)) for name, values in constants.items())
    graph += field(11, value_info("x")) + field(12, value_info("y"))
    path.write_bytes(field(1, 8) + field(7, graph) + field(8, field(2, 13)) + b"".join(
        field(14, field(1, key.encode()) + field(2, value.encode())) for key, value in about.items()))
    return path


HALF = {"half": np.array([0.5], np.float32)}


def halving_model(folder: Path, **about: str) -> Path:
    return model(folder / "half.onnx", [("Mul", ["x", "half"], "y", b"")], HALF, about)


def source_model(folder: Path, **about: str) -> Path:
    """Two sources: the sound itself, and half of it."""
    axis = field(5, field(1, b"axis") + field(3, 1) + field(20, 2))  # AttributeProto: name 1, i 3, type 20 (2 is int)
    nodes = [("Mul", ["x", "half"], "h", b""), ("Unsqueeze", ["x", "one"], "a", b""), ("Unsqueeze", ["h", "one"], "b", b""),
             ("Concat", ["a", "b"], "y", axis)]
    return model(folder / f"sources{len(about)}.onnx", nodes, HALF | {"one": np.array([1], np.int64)}, about)


def program(folder: Path, *, stop: int = 0, write: bool = True) -> str:
    path = folder / f"halve{stop}{write}.py"
    path.write_text(PROGRAM.format(stop=stop, write=write))
    return f"{sys.executable} '{path}' {{input}} {{output}}"


@pytest.fixture(params=["program", "onnx", "onnx at 24 kHz in short windows", "onnx with sources"])
def separator(request, tmp_path) -> Separator:
    made = {"program": lambda: program(tmp_path), "onnx": lambda: str(halving_model(tmp_path)),
            "onnx at 24 kHz in short windows": lambda: str(halving_model(tmp_path, sample_rate="24000", segment="24000")),
            "onnx with sources": lambda: str(source_model(tmp_path, sources="vocals,music"))}[request.param]()
    found = separator_of(made, SoundFile())
    assert found is not None
    return found


@pytest.mark.parametrize("channels", [1, 2, 6])
def test_every_separator_gives_the_bed_as_long_as_it_came(separator, tmp_path, channels):
    time = np.arange(round(3.21 * RATE)) / RATE
    sound = np.stack([0.4 * np.sin(2 * np.pi * (300 + 100 * n) * time) for n in range(channels)], 1).astype(np.float32)
    before, after = tmp_path / "before.wav", tmp_path / "after.wav"
    layout = {1: "mono", 2: "stereo", 6: "5.1"}[channels]
    SoundFile().write(before, layout, [sound])
    told: list[float] = []
    separator.separate(before, after, told.append)
    made = np.concatenate(list(SoundFile().read(after)))
    assert made.shape == sound.shape
    assert np.abs(made - sound / 2)[300:-300].max() < 0.01
    assert told[-1] == 1.0
    assert isinstance(separator, Separator)
    assert separator.identity.job == "separate"


def test_what_is_no_separator_is_said(tmp_path):
    assert separator_of(" ", SoundFile()) is None
    for command in ("true", "true {input}", "true '{input}"):
        with pytest.raises(InvalidInput):
            CommandSeparator(command)
    with pytest.raises(EngineUnavailable):
        CommandSeparator("no-such-program-here {input} {output}")
    with pytest.raises(EngineUnavailable):
        separator_of(str(tmp_path / "none.onnx"), SoundFile())


@pytest.mark.parametrize("how", [{"stop": 3}, {"write": False}])
def test_a_program_that_fails_is_an_error(tmp_path, how):
    SoundFile().write(tmp_path / "a.wav", "mono", [np.zeros((RATE, 1), np.float32)])
    with pytest.raises(EngineError):
        CommandSeparator(program(tmp_path, **how)).separate(tmp_path / "a.wav", tmp_path / "b.wav", lambda _: None)


def test_models_that_are_broken_or_do_not_say_what_their_sources_are_are_errors(tmp_path):
    SoundFile().write(tmp_path / "a.wav", "mono", [np.zeros((RATE, 1), np.float32)])
    (tmp_path / "broken.onnx").write_bytes(b"no model")
    for path in (tmp_path / "broken.onnx", source_model(tmp_path, sources="drums,bass"), source_model(tmp_path)):
        with pytest.raises(EngineError):
            OnnxSeparator(path, SoundFile()).separate(tmp_path / "a.wav", tmp_path / "b.wav", lambda _: None)
    (tmp_path / "c.wav").write_bytes(b"no sound")
    with pytest.raises(InvalidMedia):
        OnnxSeparator(halving_model(tmp_path), SoundFile()).separate(tmp_path / "c.wav", tmp_path / "b.wav", lambda _: None)
