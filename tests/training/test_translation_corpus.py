"""The dialogue corpus keeps its conventions, and held-out lines stay out of training."""

from __future__ import annotations

import json
import random
import re
import unicodedata

import pytest

from training.translation import corpus, hints, names
from training.translation.corpus import CORPUS, Row


def lines():
    for path in sorted((CORPUS / "dialogue").glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            yield json.loads(line)


def test_every_line_has_all_languages_the_same_slots_and_composed_text():
    count = 0
    for line in lines():
        count += 1
        assert set(line) == {"key", *corpus.SOURCES, *corpus.TARGETS}
        slots = sorted(re.findall(r"\{\w+\}", line["zh"]))
        for language, text in line.items():
            assert language == "key" or sorted(re.findall(r"\{\w+\}", text)) == slots, line["key"]
            assert unicodedata.is_normalized("NFC", text)
            assert "ឲ្យ" not in text
            assert "ម្តាយ" not in text
    assert count == 1851


def test_a_tenth_is_held_out_and_never_trained_on():
    data = corpus.load(None, synthetic=False)
    assert 150 <= len(data.dialogue) <= 220
    closed = {corpus.comparable(row.text[s]) for row in data.dialogue for s in ("zh", "en")}
    for row in data.train:
        assert not closed & {corpus.comparable(row.text[s]) for s in ("zh", "en") if s in row.text}


def test_tatoeba_is_joined_through_english(shared):
    rows = corpus.tatoeba(shared / "data" / "parallel")
    assert sum("zh" in row.text and "ar" in row.text for row in rows) > 100


@pytest.mark.parametrize(
    ("language", "raw", "wanted"),
    [
        ("zh", "媽媽，你喺邊？", "妈妈,你喺边?"),
        ("km", "ឲ្យ", "ឱ្យ"),
        ("ar", "شُكْرًا", "شكرا"),
        ("en", " “Hi”  there… ", '"Hi" there...'),
    ],
)
def test_normalise(language, raw, wanted):
    assert corpus.normalise(language, raw) == wanted


def test_split_keeps_only_the_languages_whose_counts_agree():
    row = Row("k", "more", {"zh": "走!快走!", "yue": "走!快走!", "en": "Go! Go now!", "id": "Pergi! Cepat!",
                            "ms": "Pergi! Cepat!", "vi": "Đi! Đi mau!", "fil": "Umalis na kayo, dali!"})
    parts = corpus.split(row)
    assert [part.text["zh"] for part in parts] == ["走!", "快走!"]
    assert "fil" not in parts[0].text


def test_hints_mark_the_same_word_on_both_sides():
    lexicon = hints.Lexicon({"师父": {"zh": "师父", "en": "master", "vi": "sư phụ"}})
    text = {"zh": "师父在哪里?", "en": "Where is Master?", "vi": "Sư phụ ở đâu?", "lo": "ອາຈານຢູ່ໃສ?"}
    marked = lexicon.mark(text, "zh", ["<t1>"], random.Random(1))
    assert marked == [("<t1>", "师父")]
    assert text == {"zh": "<t1>师父</>在哪里?", "en": "Where is <t1>?", "vi": "<t1> ở đâu?"}


def test_names_have_both_writings():
    draw = random.Random(1)
    for _ in range(50):
        chinese, roman = names.person(draw)
        assert corpus.HAN.match(chinese)
        assert roman[0].isupper()
