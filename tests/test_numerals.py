from __future__ import annotations

import pytest

from localize.numerals import numerals, spelled


@pytest.mark.parametrize(("text", "found"), [
    ("I have 3 sons.", [3]),
    ("3 sons\nand 12 daughters", [3]),
    ("12 daughters", [12]),
    ("It is 5 km to town.", []),
    ("At 7:30, or 8 p.m.", []),
    ("$5, 5%, 2.5 and 1,000", []),
    ("The year 1998", []),
])
def test_what_should_be_words(text: str, found: list[int]):
    assert [item.value for item in numerals(text, 10)] == found


def test_nothing_where_the_language_keeps_figures():
    assert not list(numerals("3 sons", 0))


@pytest.mark.parametrize(("value", "words"), [(0, "zero"), (7, "seven"), (21, "twenty-one"), (100, "one hundred")])
def test_words(value: int, words: str):
    assert spelled(value, "en") == words
