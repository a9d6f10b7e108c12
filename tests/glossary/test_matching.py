from __future__ import annotations

import random
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.glossary import Kind, Matcher, Scope, Situation, Term
from localize.glossary.fold import fold
from localize.glossary.inflect import bent
from localize.glossary.match import looked_for


def term(*sources: str, **options: object) -> Term:
    return Term(id=sources[0], sources=sources, renderings={}, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(("form", "line"), [
    ("master", "The masters came"),
    ("master", "my master's house"),
    ("master", "MASTER’S"),
    ("lady", "Ladies first"),
    ("lion dance", "two lion dances"),
    ("lion dance", "the lion\ndance"),
    ("policewoman", "three policewomen"),
    ("wife", "his wives"),
    ("witch", "witches"),
    ("Master of Ceremonies", "two masters of ceremonies"),
    ("mother-in-law", "both mothers-in-law"),
    ("to kowtow", "he kowtowed"),
    ("to pay respects", "we paid respects"),
    ("to stop", "stopping here"),
    ("to dance", "they were dancing"),
    ("to marry", "she married him"),
    ("to take an oath", "took an oath"),
    ("CEO", "all CEOs"),
])
def test_english_words_bend(form: str, line: str):
    assert Matcher([term(form)]).find(line)


@pytest.mark.parametrize(("form", "line"), [
    ("master", "he mastered it"), ("master", "mastermind"), ("master", "remaster"), ("human", "humen"), ("to go", "undergo"),
    ("to be", "begin"), ("lady", "ladys"), ("ox", "oxes of the foxes"), ("gas", "ga"),
])
def test_english_words_do_not_bend_further(form: str, line: str):
    assert not Matcher([term(form)]).find(line)


def test_a_term_that_does_not_bend_is_itself_only():
    matcher = Matcher([term("Sifu", inflects=False)])
    assert matcher.find("Sifu!")
    assert not matcher.find("Sifus")


def test_case_is_kept_where_it_matters():
    matcher = Matcher([term("Ren", case_sensitive=True), term("總裁", case_sensitive=True)])
    assert [match.form for match in matcher.find("Ren and ren and Rens, REN; 总裁")] == ["Ren", "Rens", "总裁"]


def test_accents_are_found_however_they_are_typed():
    line = unicodedata.normalize("NFD", "Café!")
    (match,) = Matcher([term("café")]).find(line)
    assert (match.begin, match.end) == (0, 5)
    assert unicodedata.normalize("NFC", match.form) == "Café"


def test_guards_are_folded_and_whole():
    matcher = Matcher([term("神", guards=("廟",)), term("ring", guards=("Bear",))])
    assert [match.term.id for match in matcher.find("庙里的神")] == ["神"]
    assert matcher.find("the bear's ring")
    assert not matcher.find("I cannot bear/beard the ringer, ring bearing")[1:]
    assert not matcher.find("ring of bearers")


@pytest.mark.parametrize(("written", "line"), [
    ("警卫", "警衞來了"), ("警衞", "警卫来了"), ("群众", "羣眾"), ("化妆师", "化粧師"), ("看着", "看著"), ("里面", "裏面"), ("场所", "塲所"),
])
def test_regional_variants_are_one(written: str, line: str):
    assert Matcher([term(written)]).find(line)


@given(st.text("Aaé\u0301ß總总ＣC '’\n甲", max_size=12))
def test_folding_keeps_the_way_back(text: str):
    folded = fold(text)
    assert len(folded.origin) == len(folded.text) + 1
    assert list(folded.origin) == sorted(folded.origin)
    assert folded.origin[-1] == len(text)
    if folded.text:
        assert folded.span(0, len(folded.text)) == (0, len(text))


@given(st.text("甲乙丙", max_size=20), st.lists(st.text("甲乙丙", min_size=2, max_size=4), min_size=1, unique=True))
def test_matches_are_those_that_looking_at_every_place_finds(line: str, forms: list[str]):
    found = [(match.begin, match.form) for match in Matcher(map(term, forms)).find(line)]
    expected, at = [], 0
    while at < len(line):
        longest = max((form for form in forms if line.startswith(form, at)), key=len, default="")
        if longest:
            expected.append((at, longest))
        at += len(longest) or 1
    assert found == expected


@given(st.sampled_from(["master", "to run", "总裁", "Master of Arts"]), st.booleans())
def test_every_match_holds_a_spelling_looked_for(form: str, inflects: bool):
    item = term(form, inflects=inflects)
    for spelled in bent(form):
        line = f"so {spelled} it is"
        if Matcher([item]).find(line):
            assert any(spelling in fold(line).text for spelling in looked_for(item))


def test_a_line_costs_no_more_in_a_large_term_base():
    dice = random.Random(1)
    forms = sorted({"".join(dice.choices("东西南北人山水火木金", k=5)) for _ in range(20_000)})
    line = "这句话里什么都没有，他们只说了广州和师父的事情。"
    small, large = Matcher(map(term, forms[:100])), Matcher(map(term, forms))

    def cost(matcher: Matcher) -> float:
        begin = time.process_time()
        for _ in range(300):
            matcher.find(line)
        return time.process_time() - begin

    assert min(cost(large) for _ in range(5)) < 2.5 * min(cost(small) for _ in range(5))


def test_a_persons_single_character_is_a_name_but_not_looked_for():
    person = term("林晚", "晚", kind=Kind.CHARACTER)
    matcher = Matcher([person, term("见", scope=Scope(speaker="晚", addressee="顾言"))])
    assert [match.form for match in matcher.find("林晚，晚上见", Situation(speaker="林晚", addressee="顾言"))] == ["林晚", "见"]
    assert not matcher.find("晚上见")
