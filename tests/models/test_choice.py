from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from localize.errors import EngineError, EngineUnavailable, InvalidInput, NotAllowed, NotFound
from localize.models import choice, convert, folder, model
from localize.models.convert import PACKAGES


def pulled(name: str, root: Path) -> Path:
    place = root / name
    place.mkdir(parents=True)
    (place / "pulled.json").write_text(json.dumps({"revision": "abc"}))
    (place / "sentencepiece.bpe.model").write_bytes(b"spm")
    return place


def test_starter_names_no_model():
    assert choice("starter").jobs == {}


def test_production_says_what_to_pull_and_where(tmp_path: Path):
    with pytest.raises(EngineUnavailable) as caught:
        choice("production", tmp_path)
    assert "localize models pull whisper-large-v3" in caught.value.hint
    assert str(tmp_path) in caught.value.hint


def test_production_takes_the_first_that_is_pulled(tmp_path: Path):
    pulled("whisper-small", tmp_path)
    converted = pulled("m2m100-418m", tmp_path) / "converted"
    converted.mkdir()
    (converted / "localize.json").write_text("{}")
    jobs = choice("production", tmp_path).jobs
    assert (jobs["recognize"].name, jobs["translate"].folder) == ("whisper-small", converted)


def test_a_file_of_ones_own(tmp_path: Path):
    path = tmp_path / "models.toml"
    path.write_text(f'[translate]\npath = "{tmp_path}"\nlicence = "ours"\n')
    assert choice(str(path)).jobs["translate"].licence == "ours"


@pytest.mark.parametrize(("text", "error"), [
    ('[translate]\nmodel = "nllb-200-distilled-600m"\n', NotAllowed),
    ('commercial = false\n[translate]\nmodel = "nllb-200-distilled-600m"\n', EngineUnavailable),
    ('[sing]\nmodel = "m2m100-418m"\n', InvalidInput),
    ("[translate]\nlicence = 1\n", InvalidInput),
    ('[translate]\nmodel = "gpt"\n', NotFound),
    ('[translate]\npath = "/no/such/folder"\n', NotFound),
    ("[translate", InvalidInput),
])
def test_bad_files(tmp_path: Path, text: str, error: type[Exception]):
    path = tmp_path / "models.toml"
    path.write_text(text)
    with pytest.raises(error):
        choice(str(path), tmp_path)
    with pytest.raises(NotFound):
        choice("no-such-file.toml")


class Programs:
    """Stands in for the programs that a conversion runs; makes what they would."""

    def __init__(self, *, failing: str = "") -> None:
        self.ran: list[Sequence[str]] = []
        self.failing = failing

    def __call__(self, command: Sequence[str]) -> None:
        self.ran.append(command)
        name = Path(command[0]).name
        if self.failing and any(self.failing in word for word in command):
            raise EngineError(f"{name} failed")
        if "venv" in command:
            (Path(command[-1]) / "bin").mkdir(parents=True, exist_ok=True)
            (Path(command[-1]) / "bin" / "python").touch()
        if "--output_dir" in command:
            out = Path(command[command.index("--output_dir") + 1])
            out.mkdir()
            (out / "model.bin").touch()


def test_conversion_runs_in_an_environment_of_its_own_once(tmp_path: Path):
    found, programs = model("m2m100-418m"), Programs()
    pulled(found.name, tmp_path)
    out = convert(found, tmp_path, run=programs)
    assert json.loads((out / "localize.json").read_text()) == {"family": "m2m100", "model": found.name, "revision": "abc"}
    assert any(PACKAGES[0] in command for command in programs.ran)
    assert "sentencepiece.bpe.model" in programs.ran[-1]
    count = len(programs.ran)
    assert convert(found, tmp_path, run=programs) == out
    assert len(programs.ran) == count
    other = model("opus-mt-zh-en")
    pulled(other.name, tmp_path)
    told = json.loads((convert(other, tmp_path, run=programs) / "localize.json").read_text())
    assert told["codes"] == {"zh": "", "en": ""}
    assert len(programs.ran) == count + 1  # the environment is there already


def test_failed_conversions_leave_nothing_half_made(tmp_path: Path):
    found = model("m2m100-418m")
    pulled(found.name, tmp_path)
    with pytest.raises(EngineUnavailable, match="environment"):
        convert(found, tmp_path, run=Programs(failing="pip"))
    with pytest.raises(EngineError):
        convert(found, tmp_path, run=Programs(failing="--quantization"))
    assert not (folder(found, tmp_path) / "converted").exists()
