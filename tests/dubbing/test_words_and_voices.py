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
from localize.errors import NotFound, NotSpeakable
from localize.model import CastEntry, Character, Gender, Severity, Speaker, Utterance, Voice
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


def kept(name: str, voice: str, *, chosen: bool = False) -> CastEntry:
    return CastEntry(name, "id", voice, chosen)


def test_a_voice_is_kept_across_episodes_and_given_to_nobody_else():
    people = (Character("a", gender=Gender.FEMALE),)
    first = dict(cast(people, ("a", "guest"), VOICES, "id").voices)
    table = tuple(kept(name, voice.id) for name, voice in first.items())
    later = dict(cast((Character("new", gender=Gender.FEMALE), *people), ("a", "new"), VOICES, "id", kept=table).voices)
    assert later["a"] == first["a"]
    assert later["new"] not in first.values()


def test_what_a_person_chose_comes_first_and_a_wrong_choice_is_said():
    people = (Character("a", gender=Gender.FEMALE), Character("b", gender=Gender.FEMALE))
    made = dict(cast(people, (), VOICES, "id", kept=(kept("b", "e/id+f1", chosen=True),)).voices)
    assert (made["b"].id, made["a"].id) == ("e/id+f1", "e/id+f2")
    with pytest.raises(NotFound, match="nobody"):
        cast(people, (), VOICES, "id", kept=(kept("a", "e/id+nobody", chosen=True),))
    # A voice that was given once and is gone, with another engine say, is given anew.
    assert dict(cast(people, (), VOICES, "id", kept=(kept("a", "old/voice"),)).voices)["a"].gender is Gender.FEMALE


def test_voices_are_given_by_gender_and_pitch():
    voices = tuple(Voice(f"e/id+v{hertz}", "e", "id", Gender.MALE if hertz < 150 else Gender.FEMALE, float(hertz))
                   for hertz in (104, 195, 85, 240, 130))
    heard = (Speaker("Speaker 1", Gender.MALE, 84.0, 30.0), Speaker("Speaker 2", Gender.FEMALE, 235.0, 20.0),
             Speaker("Speaker 3", Gender.MALE, 128.0, 10.0))
    made = dict(cast((), [item.name for item in heard], voices, "id", heard=heard).voices)
    assert [made[item.name].pitch for item in heard] == [85, 240, 130]
    # What the title says of a character's gender holds, whatever the pitch.
    assert dict(cast((Character("Speaker 1", gender=Gender.FEMALE),), (), voices, "id", heard=heard).voices)[
        "Speaker 1"].gender is Gender.FEMALE


def test_a_cloned_voice_is_never_given_only_chosen():
    voices = (Voice("x/clone", "x", "id", Gender.FEMALE, kind="cloned"), *VOICES)
    people = tuple(Character(f"p{number}", gender=Gender.FEMALE) for number in range(4))
    assert "x/clone" not in {voice.id for _, voice in cast(people, (), voices, "id").voices}
    assert dict(cast(people, (), voices, "id", kept=(kept("p1", "x/clone", chosen=True),)).voices)["p1"].id == "x/clone"


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
