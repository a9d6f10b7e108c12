"""What differs, where it stands, and what edits suggest."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.corrections import EditedCue, SourceIndex, Spot, changed, proposals, spellings, stale_edits
from localize.glossary import Glossary, Matcher, Rendering, Status, Term, merged
from localize.glossary.fold import fold
from localize.glossary.match import looked_for
from localize.model import Character, LineOrigin, TranslatedLine


def term(*sources: str, en: str = "Sifu", **more: object) -> Term:
    return Term(id=sources[0], sources=sources, renderings=MappingProxyType({"en": Rendering(en)}), **more)


def index(*lines: str) -> SourceIndex:
    return SourceIndex((Spot("s", str(number)), line) for number, line in enumerate(lines))


def found(lines: tuple[str, ...], *wanted: str) -> set[int]:
    spelled = [form for text in wanted for form in looked_for(Term("t", (text,), {}, guards=(text,)))]
    return {int(spot.line) for spot in index(*lines).candidates(spelled)}


LINES = ("师父来了", "找師父去", "父师", "天黑", "Two cities fell.", "The city, then?", "ｇｂａ走", "")


@pytest.mark.parametrize(("form", "numbers"), [
    ("师父", {0, 1}), ("師父", {0, 1}), ("师", {0, 1, 2}), ("天黑了", set()), ("city", {4, 5}), ("GBA", {6})])
def test_an_index_finds_every_line_that_may_hold_a_form(form: str, numbers: set[int]) -> None:
    assert found(LINES, form) >= numbers
    assert not found(LINES, form) & ({3, 7} - numbers)


@given(st.lists(st.text("甲乙丙ab ", max_size=6), max_size=12), st.text("甲乙丙ab", min_size=2, max_size=4))
def test_no_line_that_a_term_matches_is_missed(lines: list[str], form: str) -> None:
    matcher = Matcher([term(form)])
    assert {number for number, line in enumerate(lines) if matcher.find(line)} <= found(tuple(lines), form)


def test_only_what_translation_reads_is_a_difference() -> None:
    old = Glossary("g", (term("师父", "老师"), term("码头", en="pier"), term("戏台", en="stage")))
    new = Glossary("g", (replace(term("师父", "老师"), revision=7, note="x", author="Mei"), term("码头", en="wharf"),
                         replace(term("戏台", en="stage"), status=Status.RETIRED), term("粤剧", en="Cantonese opera")))
    changes = changed(old, new)
    assert {change.id: change.kind for change in changes} == {"码头": "changed", "戏台": "removed", "粤剧": "added"}
    assert spellings(changes) == {"码头", "戏台", "粤剧"}


def test_a_term_that_takes_a_character_s_place_touches_its_aliases() -> None:
    people = (Character("林晚", ("阿晚",), renderings=(("en", "Lin Wan"),)),)
    changes = changed(merged(Glossary("g"), people), merged(Glossary("g", (term("林晚", en="Evening"),)), people))
    assert "阿晚" in spellings(changes)


def edit(name: str, source: str, before: str, after: str) -> EditedCue:
    return EditedCue(name, source, before, after)


SIFU = (edit("c1", "师父，你来了。", "Teacher, you came.", "Sifu, you came."),
        edit("c2", "我去找师父", "I will find the teacher.", "I will find the Sifu."),
        edit("c3", "师父在哪？", "Where is Teacher?", "Where is Sifu?"),
        edit("c4", "天黑了", "It is dark.", "Night has fallen."))


def test_edits_that_agree_make_a_proposal() -> None:
    (made,) = proposals(SIFU, "en")
    assert (made.source, made.old.lower(), made.new, made.cues) == ("师父", "teacher", "Sifu", ("c1", "c2", "c3"))


def test_one_edit_and_one_line_said_twice_make_none() -> None:
    assert proposals(SIFU[:1], "en") == ()
    assert proposals([SIFU[0], replace(SIFU[0], name="c9")], "en") == ()
    assert proposals([], "en") == ()


def test_a_known_form_is_taken_before_a_longer_run() -> None:
    edits = [edit("a", "好师父来", "Master comes", "Sifu comes"), edit("b", "好师父走", "Master goes", "Sifu goes")]
    assert proposals(edits, "en")[0].source == "好师父"
    assert proposals(edits, "en", known=["师父"])[0].source == "师父"


def test_languages_without_spaces_and_sources_with_them() -> None:
    thai = [edit("a", "师父来了", "ครูมาแล้ว", "ซือฟูมาแล้ว"), edit("b", "找师父", "ไปหาครู", "ไปหาซือฟู")]
    assert proposals(thai, "th")[0].source == "师父"
    english = [edit("a", "Call the captain", "Panggil kapten", "Panggil nakhoda"),
               edit("b", "The captain left", "Kapten pergi", "Nakhoda pergi")]
    assert {made.source for made in proposals(english, "id")} == {"the captain"}


@given(st.lists(st.tuples(st.text(max_size=12), st.text(max_size=20), st.text(max_size=20)), max_size=6),
       st.sampled_from(["en", "th", "ar"]))
def test_proposals_hold_what_they_say(rows: list[tuple[str, str, str]], tag: str) -> None:
    edits = {str(number): edit(str(number), *row) for number, row in enumerate(rows)}
    for made in proposals(edits.values(), tag):
        assert len(made.cues) >= 2
        assert all(fold(made.source).text in fold(edits[name].source).text for name in made.cues)


def test_a_locked_line_whose_source_changed_is_flagged() -> None:
    lines = [TranslatedLine("u1", "师父走了", "Sifu left.", LineOrigin.PERSON, "k"),
             TranslatedLine("u2", "天黑。", "Dark.", LineOrigin.PERSON, "k"),
             TranslatedLine("u3", "走", "Go.", LineOrigin.MACHINE, "k")]
    (finding,) = stale_edits(lines, {"u1": "师父来了", "u2": "天黑", "u3": "来"}, "en")
    assert (finding.rule, finding.cue, finding.allowed) == ("edit.source-changed", "u1", "师父来了")
