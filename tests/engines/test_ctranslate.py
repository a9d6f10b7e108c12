"""The starter translation model, as it ships."""

from __future__ import annotations

import re

import pytest

from localize.engine import Aligner, Begun, Hint, HintReader, PrefixDecoder, TranslationRequest, Translator
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
    assert isinstance(model, HintReader | PrefixDecoder)
    assert isinstance(model, Aligner)


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


def test_it_goes_on_from_any_beginning_and_weighs_it():
    model = starter()
    request = TranslationRequest("师父，你在哪里？", "zh", "en")
    tokens = model.spell("Sifu", "en")
    plain, forced = model.complete([Begun(request), Begun(request, tokens)])
    assert plain.text == one(request.text)[0].text
    assert forced.text.startswith("Sifu")
    assert forced.tokens[: len(tokens)] == tokens
    own, strange = model.weigh([Begun(request, plain.tokens), Begun(request, forced.tokens)])
    assert (len(own), len(strange)) == (len(plain.tokens) + 1, len(forced.tokens) + 1)
    assert min(own) > max(strange[: len(tokens)])


@pytest.mark.parametrize("text", ["Sifu", "Lin Wan", "lion dance", "Wong Fei-hung"])
def test_what_it_spells_reads_as_it_was(text):
    assert join(starter().spell(text, "en")) == text
    assert starter().spell("龘", "en") == ()


@pytest.mark.parametrize("target", ["en", "th", "ar", "pt-BR"])
def test_alignment_is_a_share_of_the_source(target):
    request = TranslationRequest("{NAME}说师父在2026年去了广州…", "zh", target, (Hint(7, 9, "Sifu"),))
    (found,) = starter().align([request])
    assert len(found.pieces) == len(found.weights) == len(found.fixed)
    assert all(len(row) == len(request.text) and sum(row) <= 1.001 for row in found.weights)
    assert {"{NAME}", "Sifu"} <= {piece.strip() for piece, fixed in zip(found.pieces, found.fixed, strict=True) if fixed}
    simple = TranslationRequest("师父，你在哪里？", "zh", target)
    assert "".join(starter().align([simple])[0].pieces) == one(simple.text, target)[0].text


def test_hints_inside_hints_and_symbols_in_the_source_are_harmless():
    inside = one("师父的弟子来了。", hints=(Hint(0, 5, "Sifu's novice"), Hint(3, 5, "novice")))[0].text
    assert inside.count("Sifu's novice") == 1
    odd = one("师父和弟子来了。", hints=(Hint(0, 2, "<t2>"), Hint(3, 5, "novice")))[0].text
    assert (odd.count("<t2>"), odd.count("novice")) == (1, 1)
    marked = one("<t1>师父</>在哪里？", hints=(Hint(4, 6, "Sifu"),))[0].text
    assert "<" not in marked
    assert marked.count("Sifu") == 1


def test_pieces():
    assert simplify("媽媽，你喺邊？") == "妈妈,你喺边?"
    assert join(["▁you", "'", "re", "▁", "<n1>", "."]) == "you're <n1>."
