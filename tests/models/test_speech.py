"""Who speaks which language: tables of a models file, a path of the command line, and what composes them."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from localize.cli.speaking import speech_chosen
from localize.composition import engines_for
from localize.engine import SpeechRequest
from localize.errors import EngineUnavailable, InvalidInput, LocalizeError, NotAllowed, NotFound, UnknownLanguage
from localize.models import SpeechChoice, choice, speech_at
from tests.engines.endpoint_server import serving
from tests.engines.graphs import kokoro_folder, piper_voice


def file(folder: Path, text: str) -> str:
    path = folder / "models.toml"
    path.write_text(text, "utf-8")
    return str(path)


def test_every_language_takes_the_first_that_speaks_it(tmp_path: Path):
    kokoro_folder(tmp_path / "kokoro")
    piper_voice(tmp_path / "piper", "pt_BR", "pt-br")
    with serving() as endpoint:
        engines = engines_for(file(tmp_path, f"""
            [[synthesize]]
            engine = "piper"
            path = "{tmp_path / 'piper'}"
            licence = "CC0-1.0"
            [[synthesize]]
            engine = "kokoro"
            path = "{tmp_path / 'kokoro'}"
            languages = ["en", "pt-BR"]
            [[synthesize]]
            engine = "endpoint"
            url = "{endpoint.url}"
            model = "hum-1"
            licence = "ours"
            per_minute = 6000
            voices = [{{ name = "alto", languages = ["th", "km"], gender = "female", pitch = 210 }}]
        """))
        assert {tag: type(engines.speaks(tag)).__name__ for tag in ("en", "pt-BR", "th", "km", "id")} == {
            "en": "Kokoro", "pt-BR": "Piper", "th": "SpeechEndpoint", "km": "SpeechEndpoint", "id": "Espeak"}
        said = engines.speaks("km").synthesize([SpeechRequest("សួស្តី", "km", "endpoint/alto")])
        assert len(said[0].samples) > 0
        names = [item.name for item in engines.identities({"dub"}, ("en", "th", "km", "id"))]
        assert names == ["kokoro-82m", "endpoint/hum-1", "espeak-ng"]
        assert engines.speaks("th").voices("th")[0].guide is False
        engines.speaks("th").close()  # type: ignore[attr-defined]


@pytest.mark.parametrize(("text", "error"), [
    ('[synthesize]\nengine = "festival"', InvalidInput), ("synthesize = 5", InvalidInput),
    ('[synthesize]\nengine = "kokoro"', InvalidInput), ('[synthesize]\nengine = "kokoro"\npath = "nowhere"', NotFound),
    ('[synthesize]\nengine = "kokoro"\nmodel = "nothing"', NotFound),
    ('[synthesize]\nengine = "kokoro"\nmodel = "kokoro-82m"', EngineUnavailable),
    ('[synthesize]\nengine = "kokoro"\nurl = "http://a"', InvalidInput),
    ('[synthesize]\nengine = "piper"\npath = "."\nlanguages = ["tlh"]', UnknownLanguage),
    ('[synthesize]\nengine = "piper"\npath = "."\ncommercial = false', NotAllowed),
    ('[synthesize]\nengine = "piper"\nmodel = "piper-ar-kareem"', NotAllowed),
    ('[synthesize]\nengine = "endpoint"\nurl = "http://a/v1"\nmodel = "m"', InvalidInput),
    ('[synthesize]\nengine = "endpoint"\nurl = "http://a/v1"\nmodel = "m"\nvoices = [{name = "x"}]', InvalidInput),
    ('[synthesize]\nengine = "endpoint"\nurl = "http://a/v1"\nmodel = "m"\nat_once = 0\nvoices = [{name = "x", languages = ["en"]}]', InvalidInput),
    ('[synthesize]\nengine = "endpoint"\nurl = "http://a/v1"\nmodel = "m"\nper_minute = "many"\nvoices = [{name = "x", languages = ["en"]}]', InvalidInput),
])
def test_a_wrong_table_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, error: type[LocalizeError]):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LOCALIZE_MODELS_DIR", str(tmp_path / "library"))
    with pytest.raises(error):
        engines_for(file(tmp_path, text))


def test_a_non_commercial_organization_may(tmp_path: Path):
    text = f'commercial = false\n[synthesize]\nengine = "piper"\npath = "{tmp_path}"\ncommercial = false'
    assert choice(file(tmp_path, text)).speech == (SpeechChoice("piper", tmp_path, commercial=False),)


def test_a_language_that_the_engine_does_not_speak_is_said(tmp_path: Path):
    kokoro_folder(tmp_path / "k")
    with pytest.raises(InvalidInput, match="no voice for th"):
        engines_for(file(tmp_path, f'[synthesize]\nengine = "kokoro"\npath = "{tmp_path / "k"}"\nlanguages = ["th"]'))


def test_a_path_tells_its_engine(tmp_path: Path):
    voice, folder = piper_voice(tmp_path / "p"), kokoro_folder(tmp_path / "k")
    assert speech_at(voice).engine == speech_at(voice.parent).engine == "piper"
    assert speech_at(folder).engine == "kokoro"
    assert type(engines_for(speech=[speech_at(voice)]).speaks("en")).__name__ == "Piper"
    assert engines_for(speech=None).speech == {}
    for place, engine, error in ((tmp_path / "none", "", NotFound), (voice, "endpoint", InvalidInput)):
        with pytest.raises(error):
            speech_at(place, engine)


def test_what_the_command_line_chooses(tmp_path: Path):
    voice = piper_voice(tmp_path)

    def chosen(engine: str, *places: Path) -> tuple[SpeechChoice, ...] | None:
        return speech_chosen(argparse.Namespace(speech_engine=engine, voice_model=list(places)))

    assert chosen("") == ()
    assert chosen("espeak-ng") is None
    assert chosen("", voice) == chosen("piper", voice) == (SpeechChoice("piper", voice),)
    with pytest.raises(InvalidInput, match="weights"):
        chosen("kokoro")
    with pytest.raises(InvalidInput):
        chosen("espeak-ng", voice)
