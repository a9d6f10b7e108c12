"""The starter translation model, as it ships."""

from __future__ import annotations

import re

import pytest

from localize.engine import Hint, TranslationRequest, Translator
from localize.engines.ctranslate import STARTER, StarterTranslator, starter
from localize.errors import EngineUnavailable, UnknownLanguage
from localize.language import TARGETS
from localize.starter.pieces import join, lower_starts, raise_starts, simplify

pytestmark = pytest.mark.skipif(not (STARTER / "model.json").exists(), reason="no starter model in this tree")
HAN = re.compile(r"[\u3400-\u9fff]")


def one(text, target="en", source="zh", **more):
    return starter().translate([TranslationRequest(text, source, target, **more)])[0]


def test_it_is_a_translator_and_says_that_it_is_a_starter():
    model = starter()
    assert isinstance(model, Translator)
    assert model.identity.starter
    assert model.follows_hints


@pytest.mark.parametrize("target", [language.tag for language in TARGETS])
@pytest.mark.parametrize("text", ["你在哪里？", "龘靐齉爩，鱻！", "我" * 300, "<n1> ⟨1⟩ {NAME}"])
def test_no_source_script_in_the_output(target, text):
    assert not HAN.search(one(text, target)[0].text)


def test_hints_and_slots_come_through():
    [best] = one("师父，{NAME}在哪里？", "vi", hints=(Hint(0, 2, "Sư Phụ Trương"),))
    assert best.text.count("Sư Phụ Trương") == 1
    assert best.text.count("{NAME}") == 1


def test_numbers_are_copied():
    assert "2026" in one("我在2026年等你。")[0].text


def test_hypotheses_are_distinct_and_best_first():
    found = one("你为什么要骗我？", hypotheses=4)
    assert 1 < len(found) <= 4
    assert len({item.text for item in found}) == len(found)
    assert found[0].score >= found[-1].score


def test_text_without_words_passes_without_decoding():
    assert one("……")[0].text == "......"
    assert one("")[0].text == ""


def test_more_hints_than_symbols_do_not_fail():
    hints = tuple(Hint(2 * i, 2 * i + 2, f"w{i}") for i in range(14))
    assert one("师父" * 14, hints=hints)


def test_unknown_languages_are_refused():
    with pytest.raises(UnknownLanguage):
        one("你好", "fr")
    with pytest.raises(UnknownLanguage):
        one("bonjour", "en", source="fr")


def test_a_folder_without_a_model_is_unavailable(tmp_path):
    with pytest.raises(EngineUnavailable):
        StarterTranslator(tmp_path)


def test_a_batch_gives_what_single_lines_give():
    texts = ["我们走吧。", "你放开我！", "今天天气很好，我们去公园散步吧。"]
    together = starter().translate([TranslationRequest(text, "zh", "id") for text in texts])
    assert [answer[0].text for answer in together] == [one(text, "id")[0].text for text in texts]


@pytest.mark.parametrize("text", ["Yes. You know. I do.", "I'm here!", '"Who?" Ask him.'])
def test_sentence_starts_go_both_ways(text):
    assert raise_starts("en", lower_starts("en", text)) == text


def test_pieces():
    assert simplify("媽媽，你喺邊？") == "妈妈,你喺边?"
    assert join(["▁you", "'", "re", "▁", "<n1>", "."]) == "you're <n1>."
