from __future__ import annotations

import pytest

from localize.rules import rules
from localize.shaping import tidy


@pytest.mark.parametrize(("tag", "text", "wanted"), [
    ("en", "Wait... what?", "Wait… what?"),
    ("en", 'He said 「go」 and "stay".', "He said “go” and “stay”."),
    ("en", 'A 6" nail', 'A 6" nail'),
    ("zh", "他说「走」", "他说「走」"),
    ("ar", "نعم, هل أنت هنا? 3,000", "نعم، هل أنت هنا؟ 3,000"),
    ("pt-BR", "São 6 km, 1ª vez", "São 6km, 1ª vez"),
    ("pt-PT", "São 6km, 1ª vez", "São 6 km, 1.ª vez"),
    ("fil", "Taga-U.S.A. siya", "Taga-USA siya"),
    ("th", "ฉันไม่รู้.", "ฉันไม่รู้"),
    ("th", "ฉันไม่รู้...", "ฉันไม่รู้…"),
])
def test_marks_of_the_language(tag: str, text: str, wanted: str):
    assert tidy(text, rules(tag)) == wanted
    assert tidy(wanted, rules(tag)) == wanted


@pytest.mark.parametrize(("text", "wanted"), [
    ("Give me 3 days.", "Give me three days."),
    ("3 days. 2 nights.", "Three days. Two nights."),
    ("21 days left", "Twenty-one days left"),
    ("1998 was cold.", "1998 was cold."),
    ("Room 5, now!", "Room 5, now!"),
    ("We walked 6 km.", "We walked 6 km."),
])
def test_small_numbers_in_words(text: str, wanted: str):
    assert tidy(text, rules("en")) == wanted


def test_figures_stay_where_the_language_keeps_them():
    assert tidy("3 hari lagi", rules("id")) == "3 hari lagi"
