"""What is said and by whom: wording, script gate, casting, slots, rates."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.dubbing.casting import cast
from localize.dubbing.fit import LIMIT, wanted_rate
from localize.dubbing.slots import GUARD, Slot, slots
from localize.dubbing.wording import check_script, wording
from localize.errors import NotSpeakable
from localize.model import Character, Gender, Severity, Utterance, Voice
from localize.time import Span

VOICES = tuple(Voice(f"e/id+{name}", "e", "id", gender) for name, gender in (
    ("m1", Gender.MALE), ("f1", Gender.FEMALE), ("m2", Gender.MALE), ("f2", Gender.FEMALE)))


@pytest.mark.parametrize(("text", "said"), [
    ("Halo!", "Halo!"), ("<i>Halo</i> &amp; dah", "Halo & dah"), ("Ya 😀👨‍👩‍👧 ya", "Ya ya"), ("…!?", ""), ("１２３ Ａ", "123 A"),
    ("۲۵", "25"), ("a\x00b\x01c", "a b c"), ("100% $5", "100% $5"), ("1 < 2", "1 < 2"), ("♪ la la ♪", "la la"), ("1.ª vez", "1.ª vez"),
])
def test_wording(text, said):
    assert wording(text) == said


@given(st.text(max_size=80))
def test_wording_of_anything(text):
    said = wording(text)
    assert wording(said) == said or "&" in said or "<" in said
    assert not any(ord(character) < 32 for character in said)


@pytest.mark.parametrize(("tag", "text"), [("vi", "Đừng đi, em ơi"), ("th", "ไป Bangkok กัน"), ("ar", "مرحبًا"), ("my", "မင်္ဂလာပါ")])
def test_own_scripts_pass(tag, text):
    check_script(wording(text), tag)


def test_foreign_scripts_do_not():
    with pytest.raises(NotSpeakable):
        check_script("Halo 好", "id")


def test_casting_does_not_depend_on_the_episode():
    people = tuple(Character(name, gender=gender) for name, gender in (("a", Gender.FEMALE), ("b", Gender.MALE), ("c", Gender.FEMALE)))
    whole = dict(cast(people, ("a", "b", "c", "guest"), VOICES, "id").voices)
    assert dict(cast(people, ("c",), VOICES, "id").voices)["c"] == whole["c"]
    assert dict(cast((*people, Character("d")), (), VOICES, "id").voices)["a"] == whole["a"]
    assert len({whole[name].id for name in "abc"}) == 3
    assert whole["a"].gender is whole["c"].gender is Gender.FEMALE


def test_more_characters_than_voices_is_said():
    people = tuple(Character(f"p{n}", gender=Gender.MALE) for n in range(3))
    found = cast(people, (), VOICES, "id").findings
    assert [(item.rule, item.severity) for item in found] == [("dub.voice-shared", Severity.WARNING)]


def said(begin: float, end: float, name: str = "u") -> Utterance:
    return Utterance(name, Span(Fraction(str(begin)), Fraction(str(end))), "x")


def test_slots_take_the_gap_less_a_guard():
    first, second, third = slots((said(1, 2, "a"), said(3, 4, "b"), said(3.5, 5, "c")), Fraction(20))
    assert first.room == Span(Fraction(1), Fraction(3) - GUARD)
    assert second.room.end == second.window.end == 4  # overlapped by the next
    assert third.room.end == Fraction(13, 2)  # never far into silence


def test_slots_end_with_the_picture():
    inside, outside = slots((said(8, 20, "a"), said(30, 31, "b")), Fraction(10))
    assert inside.room.end == 10
    assert outside.room.duration == 0


@given(st.floats(0.05, 20), st.floats(0, 10), st.floats(0, 3))
def test_rates_stay_in_bounds_and_fit_where_they_can(natural, window, gap):
    width = Fraction(window).limit_denominator(1000)
    slot = Slot(said(0, 1), Span(Fraction(0), width), Span(Fraction(0), width + Fraction(gap).limit_denominator(1000)))
    rate = wanted_rate(natural, slot)
    assert 0.9 <= rate <= LIMIT
    if natural / LIMIT <= float(slot.room.duration) - 0.01:
        assert natural / rate <= float(slot.room.duration) + 0.005 * natural
