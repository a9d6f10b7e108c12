"""The shared vocabulary of place, and colours."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.model.colour import to_hex
from localize.model.placement import Placement, accept, from_numpad, is_numpad, number, percentage, to_numpad, view


@pytest.mark.parametrize("key", range(1, 10))
def test_numpad_places_survive(key):
    settings = dict(from_numpad(key))
    assert to_numpad(settings) == key
    assert is_numpad(settings)
    assert all(accept(name, value) for name, value in settings.items())


def test_defaults_are_the_browsers():
    assert view({}) == Placement("auto", True, "start", "auto", "auto", 100, "center", "")


def test_numbers_are_shown_as_a_browser_does():
    assert (number("18446744073709552000"), number("10" + "0" * 33), number("1.5"), number("-0")) == (18446744073709552000, 1e34, 1.5, 0)


@pytest.mark.parametrize("text", ["", "%", "1", "101%", "-1%", "1.%", ".5%", "1e1%", "١%", "1%%"])
def test_no_percentages(text):
    assert percentage(text) is None


@given(st.sampled_from(["line", "position", "size", "align", "vertical", "region", "x"]), st.text("0123456789.,%-startendcenterlinelft", max_size=12))
def test_settings_never_fail(name, value):
    kept = accept(name, value)
    assert kept in {"", value}
    view({name: value})


@pytest.mark.parametrize(("text", "code"), [("Yellow", "#ffff00"), ("#FF000080", "#ff000080"), ("#ff0000ff", "#ff0000"), ("rgb(1, 2,3)", "#010203"),
                                            ("rgba(1,2,3,4)", "#01020304"), ("rgb(256,0,0)", ""), ("#fff", ""), ("nope", "")])
def test_colours(text, code):
    assert to_hex(text) == code
