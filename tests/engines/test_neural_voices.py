"""Piper's and Kokoro's files: what is read, what is refused, what the graphs are fed."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import numpy as np
import pytest

from localize.engine import SpeechRequest
from localize.engines.espeak import Espeak
from localize.engines.kokoro import Kokoro
from localize.engines.neural_speech import sentences
from localize.engines.piper import Piper
from localize.engines.tashkeel import Diacritizer
from localize.errors import EngineError, EngineUnavailable, NotFound
from localize.model import Gender
from tests.engines.graphs import kokoro_folder, piper_voice


@pytest.fixture(scope="module")
def espeak():
    with Espeak(workers=1) as engine:
        yield engine


def test_sentences_keep_their_marks(espeak: Espeak):
    found = sentences("Wait! Where, if ever, were you?", "en", "en-us", espeak, Diacritizer())
    assert len(found) == 2
    assert found[0].endswith("!")
    assert found[1].endswith("?")
    assert found[1].count(",") == 2


def test_arabic_is_given_its_vowels_first(espeak: Espeak):
    bare = espeak.phonemes(["كتب الولد الدرس"], "ar")[0]
    assert sentences("كتب الولد الدرس", "ar", "ar", espeak, Diacritizer())[0] != bare


def test_piper_speakers_are_voices_of_their_own(tmp_path: Path, espeak: Espeak):
    piper = Piper(piper_voice(tmp_path, "pt_BR", "pt-br", ("ana", "rui")), espeak)
    assert [voice.id for voice in piper.voices("pt-BR")] == ["piper/pt_BR-hum-medium#ana", "piper/pt_BR-hum-medium#rui"]
    said = piper.synthesize([SpeechRequest("Olá", "pt-BR", voice.id) for voice in piper.voices("pt-BR")])
    assert said[0].samples.tobytes() != said[1].samples.tobytes()
    with pytest.raises(NotFound):
        piper.synthesize([SpeechRequest("Hello", "en", "piper/pt_BR-hum-medium#ana")])


def test_piper_reads_a_folder_of_voices_and_names_them_by_digest(tmp_path: Path, espeak: Espeak):
    piper_voice(tmp_path / "a", "vi_VN", "vi")
    one = Piper(tmp_path, espeak).identity
    piper_voice(tmp_path / "b" / "c", "ar_JO", "ar")
    both = Piper(tmp_path, espeak, licence="CC0-1.0")
    assert both.identity.revision != one.revision
    assert [bool(both.voices(tag)) for tag in ("vi", "ar", "en")] == [True, True, False]
    assert both.voices("vi")[0].licence == "CC0-1.0"


@pytest.mark.parametrize("break_it", [
    lambda path: path.with_name(path.name + ".json").unlink(),
    lambda path: path.with_name(path.name + ".json").write_text("{}"),
    lambda path: path.with_name(path.name + ".json").write_text("not json"),
    lambda path: path.with_name(path.name + ".json").write_text(
        json.dumps({"phoneme_id_map": {"_": [0]}, "audio": {"sample_rate": 22050}, "espeak": {"voice": "tlh"}})),
])
def test_a_broken_piper_voice_is_said(tmp_path: Path, espeak: Espeak, break_it):
    path = piper_voice(tmp_path)
    break_it(path)
    with pytest.raises(EngineUnavailable, match=path.stem):
        Piper(tmp_path, espeak).voices("en")


def test_a_graph_that_is_none_is_said(tmp_path: Path, espeak: Espeak):
    path = piper_voice(tmp_path)
    path.write_bytes(b"not a graph")
    piper = Piper(path, espeak)
    with pytest.raises(EngineUnavailable, match="ONNX"):
        piper.synthesize([SpeechRequest("Hello", "en", piper.voices("en")[0].id)])


def test_a_graph_that_wants_something_else_is_said(tmp_path: Path, espeak: Espeak):
    folder = kokoro_folder(tmp_path / "k")
    path = piper_voice(tmp_path / "p")
    (folder / "onnx" / "model.onnx").write_bytes(path.read_bytes())
    kokoro = Kokoro(folder, espeak)
    with pytest.raises(EngineError, match=r"model\.onnx failed"):
        kokoro.synthesize([SpeechRequest("Hello", "en", "")])


def test_no_voices_here(tmp_path: Path, espeak: Espeak):
    for engine in (Piper(tmp_path, espeak), Kokoro(tmp_path, espeak)):
        with pytest.raises(EngineUnavailable):
            engine.identity  # noqa: B018 - it is a property
        with pytest.raises(EngineUnavailable, match=r"Piper|Kokoro"):
            engine.voices("en")


@pytest.mark.parametrize("together", [False, True])
def test_kokoro_voices_by_their_first_letters(tmp_path: Path, espeak: Espeak, together: bool):
    kokoro = Kokoro(kokoro_folder(tmp_path, together=together), espeak)
    assert [(voice.id, voice.gender) for voice in kokoro.voices("en")] == [
        ("kokoro/af_heart", Gender.FEMALE), ("kokoro/am_adam", Gender.MALE)]
    assert [voice.id for voice in kokoro.voices("pt-BR")] == ["kokoro/pf_dora"]
    assert kokoro.voices("pt-PT") == kokoro.voices("zh") == ()


def test_kokoro_takes_long_lines_in_parts(tmp_path: Path, espeak: Espeak):
    kokoro = Kokoro(kokoro_folder(tmp_path), espeak)
    parts = list(kokoro._parts("həlˈoʊ " * 200 + "a" * 700))
    assert [len(part) for part in parts] == [510, 510, 377, 510, 190]


def test_a_file_of_voices_cannot_run_anything(tmp_path: Path, espeak: Espeak):
    folder = kokoro_folder(tmp_path, together=True)
    with (folder / "voices-v1.0.bin").open("wb") as file:
        np.savez(file, af_evil=np.array([{"run": "me"}], dtype=object))
    with pytest.raises(EngineUnavailable, match="no file of voices"):
        Kokoro(folder, espeak).voices("en")
    (folder / "voices-v1.0.bin").write_bytes(pickle.dumps({"a": 1}))
    with pytest.raises(EngineUnavailable, match="no file of voices"):
        Kokoro(folder, espeak).voices("en")
