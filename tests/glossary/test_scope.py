from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.errors import InvalidGlossary
from localize.glossary import (
    ANYWHERE,
    Glossary,
    Kind,
    Matcher,
    Rendering,
    Scope,
    Situation,
    Term,
    episode_number,
    merged,
    read_episodes,
    situations,
    write_episodes,
)
from localize.model import Address, Character, Formality, Gender, Utterance
from localize.time import Span

HERE = Situation("龙门", 3, "小武", "陈师傅")


def said(*lines: tuple[str, str], pause_before: int = -1) -> tuple[Utterance, ...]:
    return tuple(Utterance(f"u{number}", Span(Fraction(number * 3 + (60 if 0 <= pause_before <= number else 0)),
                                              Fraction(number * 3 + 2 + (60 if 0 <= pause_before <= number else 0))),
                           text, speaker=speaker) for number, (speaker, text) in enumerate(lines))


@pytest.mark.parametrize(("scope", "covered"), [
    (Scope(), True),
    (Scope(title="龙门"), True),
    (Scope(title="別的"), False),
    (Scope(episodes=((1, 2),)), False),
    (Scope(episodes=((1, 1), (3, 9))), True),
    (Scope(speaker="小武"), True),
    (Scope(speaker="陈师傅"), False),
    (Scope("龙门", ((3, 3),), "小武", "陈师傅"), True),
    (Scope(addressee="小武"), False),
])
def test_a_scope_covers_what_it_says(scope: Scope, covered: bool):
    assert scope.covers(HERE) is covered


def test_what_is_not_known_is_not_covered():
    for scope in (Scope("龙门"), Scope(episodes=((1, 99),)), Scope(speaker="小武"), Scope(addressee="陈师傅")):
        assert not scope.covers(ANYWHERE)


@given(st.lists(st.tuples(st.integers(1, 500), st.integers(0, 50)).map(lambda pair: (pair[0], sum(pair)))))
def test_episodes_round_trip(ranges: list[tuple[int, int]]):
    assert read_episodes(write_episodes(tuple(ranges))) == tuple(ranges)


@pytest.mark.parametrize("text", ["1-", "a", "1--2", "5 to 6"])
def test_broken_ranges_are_refused(text: str):
    with pytest.raises(InvalidGlossary, match="no range"):
        read_episodes(text)


def test_backward_ranges_are_refused():
    with pytest.raises(InvalidGlossary, match="9-3"):
        Scope(episodes=read_episodes("9-3"))


@pytest.mark.parametrize(("name", "number"), [
    ("第3集", 3), ("第十二集", 12), ("第一百零五集", 105), ("第二十集", 20), ("S01E07", 7), ("s2x11", 11), ("Episode 4", 4),
    ("EP08", 8), ("第８話", 8), ("大结局", 0), ("", 0),
])
def test_episodes_are_numbered_by_their_names(name: str, number: int):
    assert episode_number(name) == number


def test_two_people_in_turn_speak_to_each_other():
    found = situations(said(("小武", "a"), ("陈师傅", "b"), ("陈师傅", "c"), ("小武", "d")), Situation("龙门", 1))
    assert [item.addressee for item in found] == ["陈师傅", "小武", "小武", "陈师傅"]
    assert found[0] == Situation("龙门", 1, "小武", "陈师傅")


def test_a_third_person_leaves_the_addressee_unknown():
    found = situations(said(("小武", "a"), ("陈师傅", "b"), ("阿珍", "c"), ("小武", "d")), ANYWHERE)
    assert [item.addressee for item in found] == ["", "", "", ""]


def test_a_voice_nobody_knows_leaves_the_addressee_unknown():
    assert [item.addressee for item in situations(said(("小武", "a"), ("", "b"), ("小武", "c")), ANYWHERE)] == [""] * 3


def test_a_pause_ends_an_exchange():
    found = situations(said(("小武", "a"), ("陈师傅", "b"), ("小武", "c"), pause_before=2), ANYWHERE)
    assert [item.addressee for item in found] == ["陈师傅", "小武", ""]


def test_a_named_addressee_is_believed():
    (only,) = situations((Utterance("u", Span(Fraction(0), Fraction(1)), "x", speaker="小武", addressee="阿珍"),), ANYWHERE)
    assert only.addressee == "阿珍"


PEOPLE = (
    Character("陈师傅", ("陈天",), Gender.MALE, (("en", "Master Chen"),)),
    Character("小武", (), Gender.MALE, (("en", "Wu"),),
              addresses=(Address("陈师傅", ("师父", "您"), (("vi", "sư phụ"), ("th", "อาจารย์")), Formality.HONORIFIC, "teacher"),)),
    Character("大武", addresses=(Address("小武", ("师兄",), (("vi", "sư huynh"),)),)),
)


def test_characters_speak_by_their_main_names():
    terms = merged(Glossary("g"), PEOPLE).approved()
    found = situations(said(("Wu", "师父"), ("陈天", "嗯")), ANYWHERE, terms)
    assert (found[0].speaker, found[0].addressee) == ("小武", "陈师傅")


def test_scopes_name_people_by_any_of_their_names():
    scoped = Term(id="s", sources=("师尊",), renderings={}, scope=Scope(speaker="WU", addressee="陈天"))
    matcher = Matcher(merged(Glossary("g", (scoped,)), PEOPLE).approved())
    for speaker, addressee in (("小武", "陈师傅"), ("Wu", "Master Chen"), ("wu", "陈天")):
        assert matcher.find("师尊", Situation(speaker=speaker, addressee=addressee))
    assert not matcher.find("师尊", Situation(speaker="大武", addressee="陈天"))


def test_forms_of_address_hold_between_those_two_only():
    plain = Term(id="plain", sources=("师父",), renderings={"vi": Rendering("thầy")}, kind=Kind.ADDRESS)
    matcher = Matcher(merged(Glossary("g", (plain,)), PEOPLE).approved())
    (match,) = matcher.find("师父！", Situation(speaker="小武", addressee="陈师傅"))
    assert match.term.renderings["vi"].preferred == "sư phụ"
    assert match.overlaps == ("plain",)
    (match,) = matcher.find("师父！", Situation(speaker="大武", addressee="陈师傅"))
    assert match.term.id == "plain"
    assert not matcher.find("您来了")
    assert matcher.find("您来了", Situation(speaker="小武", addressee="陈师傅"))


def test_of_equal_terms_the_narrower_wins():
    wide, narrow = (Term(id=name, sources=("师父",), renderings={"en": Rendering(name)}, scope=scope)
                    for name, scope in (("wide", Scope()), ("narrow", Scope(episodes=((1, 2),)))))
    matcher = Matcher((wide, narrow))
    assert [matcher.find("师父", Situation(episode=number))[0].term.id for number in (1, 3)] == ["narrow", "wide"]


def test_of_equal_terms_the_guarded_wins_where_its_guard_stands():
    plain, guarded = (Term(id=name, sources=("公公",), renderings={"en": Rendering(name)}, guards=guards)
                      for name, guards in (("a", ()), ("b", ("皇上",))))
    matcher = Matcher((plain, guarded))
    assert [matcher.find(line)[0].term.id for line in ("公公，皇上来了", "公公来了")] == ["b", "a"]


def test_terms_of_different_scope_are_no_conflict():
    Glossary("g", tuple(Term(id=str(number), sources=("师父",), renderings={}, scope=Scope(title=str(number)))
                        for number in range(3)))
    with pytest.raises(InvalidGlossary, match="two terms"):
        Glossary("g", tuple(Term(id=form, sources=(form,), renderings={}) for form in ("师父", "師父")))


def test_guards_ask_for_one_and_bar_the_other():
    matcher = Matcher([Term(id="g", sources=("公公",), renderings={}, guards=("皇上", "太监", "!婆婆"))])
    assert matcher.find("公公，皇上有旨")
    assert matcher.find("那个太监公公")
    assert not matcher.find("公公来了")
    assert not matcher.find("皇上，公公和婆婆来了")
