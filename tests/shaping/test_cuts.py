from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from localize.rules import rules
from localize.shaping import Draft, parted, place
from localize.time import Span, to_frames

F = Fraction
EN = rules("en")


def shown(*spans: tuple[float, float], cuts: tuple[float, ...], text: str = "Stay here.") -> list[tuple[int, int]]:
    drafts = [Draft(str(number), Span(F(begin).limit_denominator(1000), F(end).limit_denominator(1000)), ((text,),))
              for number, (begin, end) in enumerate(spans)]
    return [(to_frames(span.begin, F(25)), to_frames(span.end, F(25)))
            for _, span in place(drafts, EN, F(25), F(60), [F(cut).limit_denominator(1000) for cut in cuts])]


def test_an_in_time_near_a_shot_change_moves_to_it():
    assert shown((1.2, 4), cuts=(1,)) == [(25, 100)]
    assert shown((0.84, 4), cuts=(1,)) == [(25, 100)]


def test_an_in_time_far_from_it_stays():
    assert shown((1.6, 4), cuts=(1,)) == [(40, 100)]


def test_an_out_time_near_a_shot_change_ends_two_frames_before_it():
    assert shown((1, 3), cuts=(3.2,)) == [(25, 78)]
    assert shown((1, 3.2), cuts=(3,)) == [(25, 73)]


def test_reading_time_goes_first():
    ((begin, end),) = shown((1, 2.2), cuts=(2,), text="I have a great deal to say to you")
    assert (begin, end) == (25, 67)


def test_a_gap_with_a_shot_change_in_it_closes_at_the_shot_change():
    (_, first), (second, _) = shown((1, 3), (3.4, 6), cuts=(3.08,))
    assert (first, second) == (75, 77)


def test_a_sentence_ends_where_the_shot_does():
    text = "We walked along the river. Then he told me everything."
    cues = parted(text, Span(F(0), F(6)), (F(29, 10),), EN)
    assert cues == (("We walked along the river.",), ("Then he told me everything.",))
    drafts = [Draft("a", Span(F(0), F(6)), cues)]
    (_, first), (_, second) = place(drafts, EN, F(25), F(60), (F(29, 10),))
    assert second.begin == F(73, 25)
    assert first.end == F(71, 25)


@pytest.mark.parametrize("cut", [F(1, 2), F(11, 2), F(9, 2)])
def test_words_are_not_parted_for_a_shot_change_that_lies_elsewhere(cut: Fraction):
    assert len(parted("We walked along the river. Then he told me everything.", Span(F(0), F(6)), (cut,), EN)) == 1


@example(steps=[(21, 6966, 1)], cuts=[0], rate=F(24000, 1001))
@given(st.lists(st.tuples(st.integers(0, 3000), st.integers(100, 9000), st.integers(1, 3)), min_size=1, max_size=20),
       st.lists(st.integers(0, 60_000), max_size=40), st.sampled_from([F(24000, 1001), F(25), F(30)]))
def test_cues_stay_ordered_apart_and_short_with_any_cuts(steps: list[tuple[int, int, int]], cuts: list[int], rate: F):
    at, drafts = F(0), []
    for number, (pause, length, parts) in enumerate(steps):
        at += F(pause, 1000)
        drafts.append(Draft(str(number), Span(at, at + F(length, 1000)), (("Some words here",),) * parts))
        at += F(length, 1000)
    spans = [span for _, span in place(drafts, EN, rate, at + 60, [F(cut, 1000) for cut in cuts])]
    assert len(spans) == sum(parts for _, _, parts in steps)
    for left, right in pairwise(spans):
        assert to_frames(right.begin, rate) - to_frames(left.end, rate) >= EN.gap_frames
    assert all(0 < span.duration <= 7 for span in spans)
    assert all(span.begin >= 0 for span in spans)
