from __future__ import annotations

from fractions import Fraction

import pytest

from localize.checking import score
from localize.checking.edit_rate import CUE, Token, edits
from localize.model import Cue, SubtitleTrack
from localize.time import Span

F = Fraction


def track(*cues: tuple[float, float, str], tag: str = "en") -> SubtitleTrack:
    return SubtitleTrack(tag, tuple(Cue.of(str(number), Span(F(begin).limit_denominator(1000), F(end).limit_denominator(1000)), text)
                                    for number, (begin, end, text) in enumerate(cues)))


REFERENCE = track((0, 2, "we go home now"), (2.5, 5, "the dog runs away\nover the river"), (7, 9, "stop"))


def test_a_file_against_itself():
    found = score(REFERENCE, REFERENCE)
    assert (found.suber, found.chrf, found.matched, found.in_95, found.out_95) == (0.0, 100.0, 3, 0.0, 0.0)


def test_case_and_punctuation_are_no_edits_but_breaks_are():
    assert score(track((0, 2, "We go home, now!"), (2.5, 5, "the dog runs away\nover the river"), (7, 9, "stop")),
                 REFERENCE).suber == 0
    # 12 words, one line break, three cue ends; the moved break is one shift.
    moved = track((0, 2, "we go home now"), (2.5, 5, "the dog runs\naway over the river"), (7, 9, "stop"))
    assert score(moved, REFERENCE).suber == pytest.approx(100 / 16, abs=0.001)


def test_words_at_another_time_do_not_align():
    late = track((10, 12, "we go home now"))
    assert score(late, track((0, 2, "we go home now"))).suber == 200


def test_a_block_that_moved_costs_one():
    span = Span(F(0), F(2))
    left, right = ([Token(word, span) for word in text.split()] for text in (f"c d a b {CUE}", f"a b c d {CUE}"))
    assert edits(left, right) == 1


def test_the_value_of_the_published_tool():
    # subtitle-edit-rate 0.4.0 gives 61.538 for these two files.
    mine = track((0, 1.8, "we never go home"), (2.4, 5, "over the river\nthe cat runs"), (7, 9, "stop now"))
    assert score(mine, track((0, 2, "we go home now"), (2.5, 5, "the dog runs\nover the river"))).suber == 61.538


def test_times_apart_in_milliseconds():
    found = score(track((0.1, 2.2, "we go home now"), (2.7, 5, "x"), (7, 9, "stop")), REFERENCE)
    assert (found.in_median, found.out_median) == (100.0, 0.0)
    assert found.in_95 == pytest.approx(190.0)


def test_words_are_found_where_they_are_not_spaced():
    mine, wanted = (track((0, 2, text), tag="th") for text in ("ฉันไม่รู้", "ฉันไม่รัก"))
    assert 0 < score(mine, wanted).suber < 100


def test_nothing_against_something():
    assert score(track(), REFERENCE).suber == 100.0
    assert score(REFERENCE, track()).suber == 100.0
    assert score(track(), track()).suber == 0.0
