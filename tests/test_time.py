from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.errors import InvalidInput
from localize.time import (
    Span,
    format_clock,
    from_frames,
    parse_clock,
    parse_frame_rate,
    snap,
    to_frames,
    to_milliseconds,
)

RATES = ["23.976", "24", "25", "29.97", "30", "50", "59.94", "60"]


@given(st.integers(0, 10**7), st.sampled_from(RATES))
def test_frames_round_trip_at_every_rate(frame: int, rate: str):
    exact = parse_frame_rate(rate)
    assert to_frames(from_frames(frame, exact), exact) == frame
    assert snap(from_frames(frame, exact), exact) == from_frames(frame, exact)


@given(st.fractions(0, 10**6))
def test_a_clock_is_rounded_once(time: Fraction):
    assert abs(parse_clock(format_clock(time)) - time) <= Fraction(1, 2000)
    assert parse_clock(format_clock(time, separator=",")) * 1000 == to_milliseconds(time)


def test_ntsc_rates_are_rationals():
    assert parse_frame_rate("23.976") == parse_frame_rate("24000/1001") == Fraction(24000, 1001)


@pytest.mark.parametrize("text", ["", "0", "-25", "fast", "25/0"])
def test_no_frame_rate(text: str):
    with pytest.raises(InvalidInput):
        parse_frame_rate(text)


@pytest.mark.parametrize("text", ["", "1:60:00", "00:00:61.5", "noon", "-00:00:01"])
def test_no_time(text: str):
    with pytest.raises(InvalidInput):
        parse_clock(text)


def test_spans_do_not_end_before_they_begin():
    with pytest.raises(InvalidInput, match="before"):
        Span(Fraction(2), Fraction(1))
    assert Span(Fraction(0), Fraction(2)).overlap(Span(Fraction(1), Fraction(5))) == 1
