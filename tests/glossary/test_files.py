from __future__ import annotations

import csv
import io
import json
import re
import time
import tracemalloc
from dataclasses import replace
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from localize.errors import InvalidGlossary
from localize.glossary import (
    FILES,
    Glossary,
    Kind,
    Mode,
    Rendering,
    Scope,
    Status,
    Term,
    combined,
    export_terms,
    form_named,
    form_of,
    import_terms,
    read_table,
    write_table,
)
from localize.glossary.table import MAX_ROWS
from localize.model import Gender

# Everything people type, and everything that spreadsheets, CSV, XML and our own separators could trip over.
_LATIN = st.text("aZé =+-@|\\'\"<&,;#", min_size=1, max_size=4).map(lambda text: f"{text.lstrip()}x")
_THAI = st.text("กข่ |=", min_size=1, max_size=4).map(lambda text: f"{text.lstrip()}ก")
_ARABIC = st.text("ابت @|", min_size=1, max_size=4).map(lambda text: f"{text.lstrip()}ب")
_CHINESE = st.text("师父兄弟姐妹", min_size=2, max_size=4)
_WORDS = {"en": _LATIN, "pt-BR": _LATIN, "th": _THAI, "ar": _ARABIC}


@st.composite
def renderings(draw: st.DrawFn) -> MappingProxyType[str, Rendering]:
    made = {}
    for tag in draw(st.lists(st.sampled_from(sorted(_WORDS)), unique=True)):
        forms = draw(st.lists(_WORDS[tag], min_size=1, max_size=4, unique=True))
        cut = draw(st.integers(0, len(forms)))
        wanted, barred = forms[:cut], forms[cut:]
        made[tag] = Rendering(wanted[0] if wanted else "", tuple(wanted[1:]), tuple(barred))
    return MappingProxyType(made)


_EPISODES = st.lists(st.tuples(st.integers(1, 99), st.integers(0, 9)).map(lambda pair: (pair[0], sum(pair))), max_size=3)
_NAME = st.one_of(st.just(""), _CHINESE, _LATIN)
_TIME = st.one_of(st.just(""), st.datetimes().map(lambda time: time.isoformat() + "Z"))


@st.composite
def terms(draw: st.DrawFn) -> Term:
    source = st.one_of(_CHINESE, _LATIN.map(lambda text: f"{text}y"))
    return Term(
        id=draw(st.text("abc:-=1", min_size=1, max_size=6)), sources=tuple(draw(st.lists(source, min_size=1, max_size=3, unique=True))),
        renderings=draw(renderings()), kind=draw(st.sampled_from(Kind)), mode=draw(st.sampled_from(Mode)),
        case_sensitive=draw(st.booleans()), inflects=draw(st.booleans()),
        scope=Scope(draw(_NAME), tuple(draw(_EPISODES)), draw(_NAME), draw(_NAME)),
        guards=tuple(draw(st.lists(source, max_size=3))), priority=draw(st.integers(-9, 9)), status=draw(st.sampled_from(Status)),
        note=draw(st.one_of(st.just(""), st.text("a =\n\t,|'师\"<", max_size=5).map(lambda text: f"{text}b "))), author=draw(_NAME),
        gender=draw(st.sampled_from(Gender)), revision=draw(st.integers(1, 99)), created=draw(_TIME), updated=draw(_TIME))


@pytest.mark.parametrize("form", FILES, ids=lambda form: form.name)
@settings(max_examples=60, deadline=None)
@given(entries=st.lists(terms(), max_size=4, unique_by=lambda term: term.id))
def test_every_field_comes_back(form, entries: list[Term]):
    # Terms that contradict each other are another test's.
    glossary = Glossary("g", tuple(replace(term, priority=number, status=Status.PROPOSED if number else term.status)
                                   for number, term in enumerate(entries)))
    data = export_terms(glossary, form.name)
    if entries:
        assert form_of(data).name == form.name or form.name == "tsv"
    back = import_terms(data, "g")
    assert back.refused == ()
    assert back.whole() == glossary


@pytest.mark.parametrize("form", FILES, ids=lambda form: form.name)
def test_equal_term_bases_make_equal_bytes(form):
    glossary = read_table("source,th,en,note\n师父|師父,อาจารย์,Master|Sifu,a\n".encode())
    assert export_terms(glossary, form.name) == export_terms(import_terms(export_terms(glossary, form.name), "glossary").whole(),
                                                             form.name)


def test_no_cell_of_an_export_begins_a_formula():
    nasty = ("=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", "'=x", "＝1")
    glossary = Glossary("g", tuple(Term(id=f"={number}", sources=(text,), renderings={"en": Rendering(text)}, note=text, author=text,
                                        scope=Scope(text)) for number, text in enumerate(nasty)))
    for name in ("csv", "tsv"):
        data = export_terms(glossary, name)
        rows = list(csv.reader(io.StringIO(data.decode()), delimiter="\t" if name == "tsv" else ","))
        assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝"))]
        assert import_terms(data, "g").whole() == glossary


def test_a_small_table_stays_small():
    assert write_table(read_table("source,en\n师父,Master\n".encode())).startswith(b"source,en,entry\n")


BAD = """source,en,th,kind,episodes
师父,Master,อาจารย์,address,1-10
师兄,Brother,师兄,,
师姐,Si\u202ester,,,
师弟,Junior,,person,
师叔,Uncle,,,10-1
,Nobody,,,
師父,Teacher,,,1-10
广州,Guangzhou,กว่างโจว,,
短行
"""


def test_a_report_names_every_refused_row():
    found = import_terms(BAD.encode())
    assert [(item.row, item.column) for item in found.refused] == [
        (3, "th"), (4, "en"), (5, "kind"), (6, "episodes"), (7, "source"), (8, "source"), (10, "row")]
    assert found.rows == 9
    assert [term.sources[0] for term in found.glossary.terms] == ["师父", "广州"]
    by_row = {item.row: item for item in found.refused}
    assert by_row[3].value == "师兄"
    assert by_row[5].value == "person"
    assert "culture" in by_row[5].hint
    assert "师父" in by_row[8].reason
    assert all(item.reason and item.shown().startswith(f"row {item.row}") for item in found.refused)
    with pytest.raises(InvalidGlossary, match="6 more rows"):
        found.whole()


def test_tbx_reports_concepts_the_same_way():
    good = read_table("source,en,th\n师父,Master,อาจารย์\n广州,Guangzhou,กว่างโจว\n".encode())
    data = export_terms(good, "tbx").decode().replace("กว่างโจว", "广州")
    found = import_terms(data.encode())
    assert [(item.row, item.column, item.value) for item in found.refused] == [(2, "th", "广州")]


def test_aliases_may_stand_in_rows_of_their_own():
    found = read_table("source,en,alias-of\n师父,Master,\n师傅,,师父\n老师傅,,师傅\n".encode())
    assert [term.sources for term in found.terms] == [("师父", "师傅", "老师傅")]


@pytest.mark.parametrize(("text", "rows", "word"), [
    ("source,en,alias-of\n甲一,,乙二\n乙二,,丙三\n丙三,,甲一\n", [2, 3, 4], "circle"),
    ("source,en,alias-of\n甲一,,甲一\n", [2], "circle"),
    ("source,en,alias-of\n甲一,,没有\n", [2], "no entry"),
    ("source,en,alias-of\n甲一,One,\n乙二,Two,甲一\n", [3], "renderings and settings"),
    ("source,en,priority\n甲一|乙二,One,1\n乙二|甲一,Two,2\n", [3], "circle"),
    ("source,en,priority\n甲一|乙二,One,1\n乙二|丙三,Two,2\n丙三|甲一,Three,3\n", [4], "circle"),
    ("source,en,entry\n甲一,One,x\n乙二,Two,x\n", [3], "share the id"),
    ("source,en,entry\n甲一,One,x\n甲一,Two,y\n", [3], "two terms"),
    ("source,en,forbidden:en\n甲一,One,One\n", [2], "both allowed and forbidden"),
    ("source,en,inflects\n甲一,One,maybe\n", [2], "neither yes nor no"),
    ("source,en,created\n甲一,One,yesterday\n", [2], "no time"),
    ("source,en,revision\n甲一,One,99999999999999999999999\n", [2], "out of range"),
    ("source,en,guard\n神,God,!妖\n", [2], "single character"),
    ("source,en\n师\u200f父,One\n", [2], "U+200F"),
    ("source,en\n甲一,O\ufffdne\n", [2], "U+FFFD"),
    ("source,vi\n甲一,师父\n", [2], "script"),
    ("source,ar\n甲一,Учитель\n", [2], "script"),
])
def test_contradictions_and_damage_are_refused_by_row(text: str, rows: list[int], word: str):
    found = import_terms(text.encode())
    assert [item.row for item in found.refused] == rows
    assert word in found.refused[0].reason


def test_the_same_word_may_stand_twice_in_different_scopes():
    found = read_table("source,en,speaker,addressee,episodes\n师父,Master,,,\n师父,Sifu,小武,陈师傅,\n师父,Coach,,,3-5\n".encode())
    assert len({term.id for term in found.terms}) == 3


@pytest.mark.parametrize(("data", "word"), [
    (b"", "empty"),
    (b"\xef\xbb\xbf", "empty"),
    (b"  \n \n", "empty"),
    (b"source,en\n\0\0\0\n", "zero bytes"),
    ("source,en\n师父,Master\n".encode("utf-16-le"), "UTF-8|zero bytes"),
    (b"\x00" * 1000, "zero bytes"),
    ("source,en\n师父,Master\n".encode("gb18030"), "UTF-8"),
    (b"PK\x03\x04xxxx", "spreadsheet"),
    (b'source,en\n"\xe5\xb8\x88', "CSV|UTF-8"),
    ('source,en\n师父,"open\n'.encode(), "not a CSV"),
    (b"name,en\na,b\n", "name"),
    (b"source,en\n" + b"a" * 200_000 + b",x\n", "field larger"),
    (b"<tmx version='1.4'/>", "translation memory"),
    (b"<?xml version='1.0'?><!-- x --><xliff/>", "translation memory"),
    (b"<html/>", "root element"),
    (b"<tbx><text>", "well-formed"),
    (b'<!DOCTYPE tbx [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><tbx><text>&b;</text></tbx>', "entities"),
    ('<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE tbx [<!ENTITY a "x">]><tbx/>'.encode("utf-16"), "entities"),
    (b'<!DOCTYPE tbx [<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;]><tbx/>', "entities"),
])
def test_files_that_are_none_are_refused_whole(data: bytes, word: str):
    with pytest.raises(InvalidGlossary, match=word):
        import_terms(data)


def test_byte_order_marks_are_read_past():
    text = "source\ten\n师父\tMaster\n"
    for data in (b"\xef\xbb\xbf" + text.encode(), text.encode("utf-16"), "\ufeff".encode("utf-16-be") + text.encode("utf-16-be")):
        assert import_terms(data).whole().terms[0].sources == ("师父",)


def test_a_million_rows_are_refused_in_bounded_time():
    data = b"source,en\n" + b"ab,x\n" * 1_000_000
    began = time.process_time()
    with pytest.raises(InvalidGlossary, match=str(MAX_ROWS)) as caught:
        import_terms(data)
    assert "split" in caught.value.hint
    assert time.process_time() - began < 5


def test_too_many_rows_are_refused_in_bounded_memory():
    data = b"source,en\n" + b"ab,x\n" * (MAX_ROWS + 1)
    tracemalloc.start()
    with pytest.raises(InvalidGlossary, match=str(MAX_ROWS)):
        import_terms(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 16 * len(data)


MARTIF = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE martif SYSTEM "TBXBasiccoreStructV02.dtd">
<martif type="TBX-Basic" xml:lang="en">
 <martifHeader><fileDesc><sourceDesc><p>x</p></sourceDesc></fileDesc></martifHeader>
 <text><body>
  <termEntry id="c5">
   <descripGrp><descrip type="definition">one who teaches</descrip></descripGrp>
   <note>of martial arts</note>
   <langSet xml:lang="en-US">
    <tig><term>Sifu</term><termNote type="administrativeStatus">admittedTerm-admn-sts</termNote></tig>
    <ntig><termGrp><term>Master</term><termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></termGrp></ntig>
    <tig><term>Teacher</term><termNote type="administrativeStatus">supersededTerm-admn-sts</termNote></tig>
   </langSet>
   <langSet xml:lang="zh-CN"><tig><term>师父</term></tig><tig><term>师尊</term></tig></langSet>
   <langSet xml:lang="ja"><tig><term>師匠</term></tig></langSet>
  </termEntry>
 </body></text>
</martif>"""


def test_version_two_of_tbx_is_read():
    (term,) = import_terms(MARTIF.encode()).whole().terms
    assert (term.id, term.sources, term.note) == ("c5", ("师父", "师尊"), "of martial arts")
    assert term.renderings == {"en": Rendering("Master", ("Sifu",), ("Teacher",))}


def test_our_tbx_is_basic_in_the_dca_style():
    glossary = Glossary("g", (Term(id="t", sources=("师父",), renderings={"en": Rendering("Master", ("Sifu",), ("Teacher",))},
                                   author="Li", created="2026-02-01", scope=Scope("龙门", speaker="小武")),))
    text = export_terms(glossary, "tbx").decode()
    assert '<tbx xmlns="urn:iso:std:iso:30042:ed-2" type="TBX-Basic" style="dca" xml:lang="en">' in text
    assert '<termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote>' in text
    assert '<admin type="projectSubset">龙门</admin>' in text
    own = text.split("<note>localize:")[1].split("</note>")[0]
    assert json.loads(own) == {"speaker": ["小武"]}


def test_our_tbx_keeps_to_what_its_schema_allows():
    """The rules of TBX-Basic: data categories, their values, ids that are XML names, dates without a time."""
    entries = tuple(Term(id=name, sources=(f"甲{name}",), renderings={"en": Rendering("a", ("b",), ("c",))}, kind=Kind.CHARACTER, author="Li",
                         gender=Gender.FEMALE, created="2026-02-01T09:30:00Z", updated="2026-03-01", scope=Scope("龙门"))
                    for name in ("85da", "two:x", "fine", "concept-1"))
    data = export_terms(Glossary("g", entries), "tbx")
    assert import_terms(data, "g").whole().terms == entries
    root = etree.fromstring(data)
    space = "{urn:iso:std:iso:30042:ed-2}"
    ids = [item.get("id", "") for item in root.iter(f"{space}conceptEntry")]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[A-Za-z_][\w.-]*", name) for name in ids)
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", item.text or "") for item in root.iter(f"{space}date"))
    categories = {(etree.QName(item).localname, item.get("type")) for item in root.iter() if item.get("type")} - {("tbx", "TBX-Basic")}
    assert categories == {("admin", "projectSubset"), ("transac", "transactionType"), ("transacNote", "responsibility"),
                          ("termNote", "administrativeStatus"), ("termNote", "grammaticalGender")}
    assert all(list(section.iter(f"{space}termSec")) for section in root.iter(f"{space}langSec"))


def test_a_broken_note_of_ours_refuses_its_concept_only():
    glossary = Glossary("g", tuple(Term(id=form, sources=(form,), renderings={}, priority=2) for form in ("甲一", "乙二")))
    data = export_terms(glossary, "tbx").replace(b'"priority": ["2"]}', b"", 1)
    found = import_terms(data)
    assert [(item.row, item.column) for item in found.refused] == [(1, "note")]
    assert len(found.glossary.terms) == 1


def test_several_term_bases_become_one():
    one = read_table("source,en\n师父,Master\n广州,Guangzhou\n".encode(), "one")
    two = read_table("source,en,priority\n师父,Sifu,5\n广州,Guangzhou,\n".encode(), "two")
    both = combined([one, two])
    assert [term.id for term in both.terms] == [one.terms[0].id, one.terms[1].id, f"two:{one.terms[0].id}"]
    with pytest.raises(InvalidGlossary, match="in three"):
        combined([one, read_table("source,en\n師父,Sifu\n".encode(), "three")])


def test_names_choose_what_is_written():
    assert [form_named(name).name for name in ("a.csv", "tsv", "B.TBX")] == ["csv", "tsv", "tbx"]
    with pytest.raises(InvalidGlossary, match="no form"):
        form_named("terms.xlsx")
