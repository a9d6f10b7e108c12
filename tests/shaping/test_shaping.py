from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.breaking import width, word_breaks
from localize.rules import rules
from localize.shaping import Draft, compose, place
from localize.time import Span, to_frames

F = Fraction


def test_one_line_where_it_fits():
    assert compose("Don't look back. Keep running!", rules("en")) == (("Don't look back. Keep running!",),)


def test_breaks_before_a_conjunction_not_after_an_article():
    ((top, bottom),) = compose("You will tell me the whole truth tonight because I am the master", rules("en"))
    assert bottom.startswith(("because", "tonight"))
    assert not top.endswith(("the", "a", "my"))


def test_bottom_heavy():
    ((top, bottom),) = compose("river " * 9, rules("en"))
    assert width(top) <= width(bottom)


@pytest.mark.parametrize(("tag", "text", "lines"), [
    ("en", "Don't take your mother-in-law's words to heart.", ("Don't take", "your mother-in-law's words to heart.")),
    ("id", "Air dan makanan hanya cukup untuk tiga hari.", ("Air dan makanan hanya", "cukup untuk tiga hari.")),
    ("pt-BR", "Ana, você sabe pilotar esta nave espacial hoje?", ("Ana,", "você sabe pilotar esta nave espacial hoje?"))])
def test_compounds_stay_whole_and_no_word_stands_alone_but_an_address(tag: str, text: str, lines: tuple[str, str]):
    assert compose(text, rules(tag)) == (lines,)


@pytest.mark.parametrize(("tag", "text"), [
    ("th", "ฉันไม่เคยคิดเลยว่าวันหนึ่งเราจะต้องมาพบกันอีกครั้งในสถานที่แบบนี้และในเวลาแบบนี้"),
    ("km", "ខ្ញុំមិនដែលគិតថាថ្ងៃណាមួយយើងនឹងជួបគ្នាម្តងទៀតនៅកន្លែងបែបនេះទេ"),
    ("lo", "ຂ້ອຍບໍ່ເຄີຍຄິດວ່າມື້ໜຶ່ງພວກເຮົາຈະໄດ້ພົບກັນອີກຄັ້ງໃນສະຖານທີ່ແບບນີ້"),
    ("my", "တစ်နေ့ကျရင် ဒီလိုနေရာမျိုးမှာ ပြန်တွေ့ရမယ်လို့ ကျွန်တော် ဘယ်တုန်းကမှ မတွေးခဲ့ဖူးဘူး။"),
])
def test_scripts_without_spaces_break_between_words(tag: str, text: str):
    found = rules(tag)
    cues = compose(text, found)
    assert "".join("".join(lines) for lines in cues).replace(" ", "") == text.replace(" ", "")
    words = set(word_breaks(text, tag))
    at = 0
    for line in [line for lines in cues for line in lines]:
        at = text.index(line, at)
        assert at == 0 or at in words
        assert width(line) <= found.characters_per_line


@given(st.lists(st.from_regex(r"[a-h]{1,12}[,.]?", fullmatch=True), min_size=1, max_size=60))
def test_words_survive_and_lines_fit(words: list[str]):
    found = rules("en")
    cues = compose(" ".join(words), found)
    assert [word for lines in cues for line in lines for word in line.split()] == words
    assert all(len(lines) <= 2 and all(width(line) <= 42 for line in lines) for lines in cues)


@given(st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 9000), st.integers(1, 4)), min_size=1, max_size=30),
       st.sampled_from([F(24000, 1001), F(25), F(30)]))
def test_cues_are_ordered_apart_and_on_frames(steps: list[tuple[int, int, int]], rate: F):
    found, at, drafts = rules("en"), F(0), []
    for number, (pause, length, parts) in enumerate(steps):
        at += F(pause, 1000)
        drafts.append(Draft(str(number), Span(at, at + F(length, 1000)), (("Some words here",),) * parts))
        at += F(length, 1000)
    spans = [span for _, span in place(drafts, found, rate, at + 60)]
    assert len(spans) == sum(parts for _, _, parts in steps)
    for left, right in pairwise(spans):
        assert to_frames(right.begin, rate) - to_frames(left.end, rate) >= found.gap_frames
    assert all(span.duration > 0 and span.duration <= 7 + 1 / rate for span in spans)


def test_out_time_borrows_reading_time_and_chains():
    found = rules("en")
    drafts = [Draft("a", Span(F(1), F(2)), (("I have a great deal to say to you",),)),
              Draft("b", Span(F(12, 5), F(4)), (("Then say it",),))]
    (_, first), (_, second) = place(drafts, found, F(25), F(60))
    assert first.end == second.begin - F(2, 25)
    assert second.begin == F(12, 5)
