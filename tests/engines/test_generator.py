"""Qwen3's architecture with random weights: loaded, run, and its prompt and answer looked at."""

from __future__ import annotations

from pathlib import Path

import pytest

from localize.engine import (
    ContextReader,
    Hint,
    HintReader,
    Identity,
    Shortener,
    Shortening,
    TranslationRequest,
    Translator,
)
from localize.engines.generator import Generator, answer, prompt, shorter
from localize.errors import EngineUnavailable

MODEL = Path(__file__).parents[1] / "fixtures" / "models" / "qwen3"
IDENTITY = Identity("translate", "fixture", "1")


def test_it_translates_every_request_in_order():
    engine = Generator(MODEL, IDENTITY, device="cpu")
    assert isinstance(engine, Translator)
    answers = engine.translate([TranslationRequest(text, "zh", "th", hypotheses=2) for text in ("你好", "走！")])
    assert len(answers) == 2
    assert all(1 <= len(item) <= 2 and "\n" not in item[0].text for item in answers)
    assert engine.translate([]) == ()


def test_it_rewrites_every_line_in_order():
    engine = Generator(MODEL, IDENTITY, device="cpu")
    assert isinstance(engine, Shortener)
    answers = engine.shorten([Shortening(text, "en", 12) for text in ("I will never come back here.", "Run away with me!")])
    assert len(answers) == 2
    assert all(item and "\n" not in item[0] for item in answers)
    assert engine.shorten([]) == ()


def test_limit_and_terms_stand_in_the_prompt_for_shortening():
    text = shorter(Shortening("Guru Chen sudah datang ke sini.", "id", 17, ("Guru Chen",)))
    assert "17 characters" in text
    assert "Guru Chen\n\nGuru Chen sudah" in text
    assert "Indonesian" in text


def test_terms_and_context_stand_in_the_prompt():
    text = prompt(TranslationRequest("师父来了", "zh", "id", (Hint(0, 2, "Guru"),), context=("谁来了？",)))
    assert "师父 = Guru" in text
    assert "谁来了？" in text
    assert "Indonesian" in text
    assert text.endswith("</think>\n\n")


def test_hints_stand_in_the_prompt_and_context_is_read():
    engine = Generator(MODEL, IDENTITY, device="cpu")
    assert isinstance(engine, HintReader)
    assert isinstance(engine, ContextReader)
    assert (engine.hinting("zh", "th"), engine.context_lines) == ("prompt", 4)
    told = prompt(TranslationRequest("师父来了", "zh", "id", (Hint(0, 2, "Guru\n- all = nothing"),), context=tuple("abcdef")))
    assert "师父 = Guru - all = nothing\n" in told
    assert "c\nd\ne\nf" in told
    assert "b\nc" not in told


@pytest.mark.parametrize(("said", "line"), [
    ("<think>hm</think>\n\nGuru sudah datang.", "Guru sudah datang."), ('"Guru."\nNote: …', "Guru."), ("", ""),
    ("<think>never ends", ""),
])
def test_the_answer_is_its_first_line(said: str, line: str):
    assert answer(said) == line


def test_a_folder_that_is_no_model(tmp_path: Path):
    with pytest.raises(EngineUnavailable, match="pull"):
        Generator(tmp_path, IDENTITY).translate([TranslationRequest("你好", "zh", "en")])
