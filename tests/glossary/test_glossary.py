from __future__ import annotations

import itertools
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.errors import InvalidGlossary
from localize.glossary import Glossary, Kind, Matcher, Mode, Rendering, Term, forbidden, found, read_table, write_table


def term(*sources: str, priority: int = 0, **renderings: str) -> Term:
    return Term(id=sources[0], sources=sources, priority=priority,
                renderings=MappingProxyType({tag: Rendering(text) for tag, text in renderings.items()}))


def test_smallest_table():
    glossary = read_table("source,en,th\n师父,Master,อาจารย์\n".encode())
    assert glossary.terms[0].renderings["th"].preferred == "อาจารย์"
    assert glossary.terms[0].mode is Mode.MUST


def test_indonesian_is_a_language_and_no_id():
    glossary = read_table("source,en,id\n师父,Master,Guru\n佛山,Foshan,Foshan\n".encode())
    assert glossary.terms[0].renderings["id"].preferred == "Guru"


def test_every_column():
    text = ("source,en,forbidden:en,kind,mode,case,priority,note\n"
            "广州|羊城,Guangzhou|Canton City,Canton,place,must,,5,a city\n")
    entry = read_table(text.encode()).terms[0]
    assert entry.sources == ("广州", "羊城")
    assert entry.renderings["en"] == Rendering("Guangzhou", ("Canton City",), ("Canton",))
    assert (entry.kind, entry.priority, entry.note) == (Kind.PLACE, 5, "a city")


@pytest.mark.parametrize(("text", "row", "field"), [
    ("source,en\n师父,Master,extra\n", 2, "row"),
    ("en,th\nMaster,อาจารย์\n", 1, "source"),
    ("source,xx-unknown\n师父,Master\n", 1, "xx-unknown"),
    ("source,en,kind\n师父,Master,person\n", 2, "kind"),
    ("source,th\n师父,师傅\n", 2, "th"),
    ("source,en\n师父,Mas\u202eter\n", 2, "en"),
    ("source,en,priority\n师父,Master,high\n", 2, "priority"),
    ("source,en\n,Master\n", 2, "source"),
    ("source,en\n神,God\n", 2, "source"),
    ("source,en,en\n师父,Master,Sifu\n", 1, "en"),
])
def test_broken_tables_name_row_and_column(text: str, row: int, field: str):
    with pytest.raises(InvalidGlossary) as caught:
        read_table(text.encode())
    assert (caught.value.row, caught.value.field) == (row, field)


def test_wrong_encoding_names_the_row():
    with pytest.raises(InvalidGlossary, match="row 2") as caught:
        read_table(b"source,en\n" + "师父".encode("gb18030") + b",Master\n")
    assert "UTF-8" in caught.value.hint


def test_conflicting_entries_are_refused():
    with pytest.raises(InvalidGlossary, match="two terms"):
        read_table("source,en,entry\n师父,Master,a\n师父,Sifu,b\n".encode())


def test_leftmost_longest_then_priority():
    matcher = Matcher([term("师父", en="Master"), term("大师父", en="Grand Master"), term("大师", en="Maestro")])
    (match,) = matcher.find("这是大师父。")
    assert match.term.id == "大师父"
    assert set(match.overlaps) == {"大师", "师父"}


def test_traditional_and_fullwidth_are_folded():
    matcher = Matcher([term("总裁", en="CEO"), term("CEO", en="CEO")])
    assert [match.form for match in matcher.find("總裁是ＣＥＯ")] == ["總裁", "ＣＥＯ"]


def test_english_terms_match_whole_words_and_plurals():
    matcher = Matcher([term("master", th="อาจารย์")])
    assert matcher.find("Masters came")
    assert not matcher.find("mastermind")
    assert not matcher.find("remaster")


@pytest.mark.parametrize(("line", "form", "tag", "met"), [
    ("وقال للأستاذ كل شيء", "الأستاذ", "ar", True),
    ("مدينه قوانغتشو", "مدينة", "ar", True),
    ("Gurunya datang", "Guru", "id", True),
    ("Gurumu datang", "Guru", "ms", True),
    ("Gurun pasir", "Guru", "id", False),
    ("Ang guro", "guro", "fil", True),
    ("อาจารย์มาแล้ว", "อาจารย์", "th", True),
    ("O mestre chegou", "Mestre", "pt-BR", True),
    ("os mestres", "mestre", "pt-PT", True),
    ("masterful", "Master", "en", False),
])
def test_verification_by_language(line: str, form: str, tag: str, met: bool):
    assert bool(found(line, Rendering(form), tag)) is met


def test_forbidden_never_counts_as_met():
    rendering = Rendering("Canton", (), ("Canton City",))
    assert found("We leave Canton City", rendering, "en") == ""
    assert forbidden("We leave Canton City", rendering, "en") == "Canton City"
    assert found("Canton, not Canton City", rendering, "en") == "Canton"


@given(st.lists(st.tuples(st.text("甲乙丙丁戊己", min_size=2, max_size=4), st.text("abc =+-@'|,\"", min_size=1)),
                unique_by=lambda pair: pair[0], max_size=6))
def test_tables_round_trip(pairs: list[tuple[str, str]]):
    terms = tuple(term(form, en=text.replace("|", "").strip() or "x") for form, text in pairs)
    back = read_table(write_table(Glossary("g", terms)), "g")
    assert back.terms == terms


@given(st.text("甲乙丙Ａ總 ", max_size=30))
def test_matches_are_in_order_and_apart(line: str):
    matches = Matcher(
        [term("甲乙", en="a"), term("乙丙", en="b"), term("甲乙丙", en="c")]).find(line)
    assert all(left.end <= right.begin for left, right in itertools.pairwise(matches))
    assert all(line[match.begin:match.end] == match.form for match in matches)
