"""Arabic diacritics, by the real model in its own program."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from localize.engine import SpeechRequest
from localize.engines import tashkeel
from localize.engines.espeak import Espeak
from localize.engines.tashkeel import Diacritizer
from localize.errors import EngineError, NotSpeakable


@pytest.fixture
def diacritizer():
    made = Diacritizer()
    yield made
    made.close()


def test_vowels_are_added_and_all_else_stays(diacritizer):
    said = diacritizer.marked(["انتظرتك طوال الليل.", "Jonathan 25", "", "أنا Jonathan، 25!"])
    assert unicodedata.normalize("NFC", said[0]) == unicodedata.normalize("NFC", "اِنْتَظَرَتُكَ طَوَالَ اللَّيْلِ.")
    assert said[1:3] == ("Jonathan 25", "")
    assert "Jonathan" in said[3]
    assert "25!" in said[3]


def test_what_a_person_marked_is_left_alone(diacritizer):
    text = "اِنْتَظَرْتُكِ طَوَالَ اللَّيْلِ."
    assert diacritizer.marked([text]) == (text,)
    assert not diacritizer._running  # no program is started for it


def test_without_the_wheel_the_text_stays(monkeypatch, diacritizer):
    monkeypatch.setattr(tashkeel, "model_folder", lambda: "")
    assert diacritizer.marked(["انتظرتك"]) == ("انتظرتك",)
    assert diacritizer.revision == ""


def test_a_program_that_dies_is_said_and_the_next_line_starts_another(diacritizer):
    diacritizer.marked(["نعم"])
    diacritizer._running[0].kill()
    diacritizer._running[0].wait()
    assert diacritizer.marked(["نعم"])[0] != "نعم"  # it is remembered
    with pytest.raises(EngineError, match="ended"):
        diacritizer.marked(["لا"])
    assert diacritizer.marked(["كتب"])[0] != "كتب"


def test_a_very_long_line_passes(diacritizer):
    assert len(diacritizer.marked(["نعم " * 500])[0]) > 2000
    assert diacritizer.marked(["نعم " * 2000])[0] == "نعم " * 2000  # beyond what the model takes


def test_piper_is_never_loaded_into_this_process(diacritizer):
    diacritizer.marked(["نعم"])
    assert "espeakbridge" not in Path("/proc/self/maps").read_text(encoding="utf-8")


def test_the_voice_says_the_vowels(diacritizer):
    text = "كتب الولد الدرس"
    with Espeak(workers=1) as espeak:
        assert "+tashkeel-" in espeak.identity.revision
        # Without marks the library puts a vowel of its own everywhere; with them it says who did what.
        assert espeak.phonemes([text], "ar") != espeak.phonemes(diacritizer.marked([text]), "ar")
        voice = espeak.voices("ar")[0].id
        assert len(espeak.synthesize([SpeechRequest(text, "ar", voice)])[0].samples) > 0
        with pytest.raises(NotSpeakable):
            espeak.synthesize([SpeechRequest("نعم 你好", "ar", voice)])
