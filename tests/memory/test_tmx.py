from __future__ import annotations

import gzip
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.errors import InvalidInput
from localize.memory import MEMORY_FILES, Unit, export_memory, import_memory, read_tmx, write_tmx, write_xliff

_TEXT = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Cn"), blacklist_characters="\ufffe\uffff\u202a\u202b\u202c\u202d\u202e"),
                min_size=1, max_size=8).filter(str.strip)
_IDS = st.text(string.ascii_letters + "+- 词/", min_size=1, max_size=6)


@st.composite
def units(draw: st.DrawFn, tags: tuple[str, ...]) -> tuple[Unit, ...]:
    ids = draw(st.lists(_IDS, max_size=4, unique=True))
    return tuple(Unit(name, {tag: draw(_TEXT) for tag in (tags[0], *draw(st.lists(st.sampled_from(tags), unique=True)))},
                      draw(st.one_of(st.just(""), _TEXT))) for name in ids)


@given(units(("zh", "en", "th", "ar", "pt-BR")))
def test_tmx_gives_every_field_back(entries: tuple[Unit, ...]):
    assert read_tmx(write_tmx(entries)) == entries
    assert import_memory(gzip.compress(write_tmx(entries))).whole() == entries


@given(units(("zh", "th")).filter(bool))
def test_xliff_gives_every_field_back(entries: tuple[Unit, ...]):
    assert import_memory(write_xliff(entries, "zh", "th")).whole() == entries


@pytest.mark.parametrize("data", [
    b'<!DOCTYPE tmx [<!ENTITY a "b">]><tmx/>', b"<html/>", b"<tmx>", gzip.compress(b"x" * 99, mtime=0)[:30], b"", b"\0" * 99, b"source,en\n",
    b'<!DOCTYPE xliff [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><xliff version="2.1" srcLang="zh"/>',
    b"<!--" + b"x" * 70_000 + b'--><!DOCTYPE tmx [<!ENTITY a "b">]><tmx/>',
    '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE tmx [<!ENTITY a "b">]><tmx/>'.encode("utf-16"),
    b'<!DOCTYPE tmx [<!ENTITY % x SYSTEM "file:///etc/hostname"> %x;]><tmx/>',
    b'<xliff version="2.1" srcLang="zh" trgLang="th"/>',
])
def test_rubbish_and_entity_bombs_are_refused(data: bytes):
    with pytest.raises(InvalidInput):
        import_memory(data)


def test_xliff_of_the_first_version_is_named():
    with pytest.raises(InvalidInput, match=r"XLIFF 1\.2") as caught:
        import_memory(b'<xliff version="1.2"><file><body><trans-unit id="1"><source>a</source></trans-unit></body></file></xliff>')
    assert "TMX" in caught.value.hint


def test_other_tools_write_codes_regions_and_several_segments():
    tmx = b"""<tmx version="1.4"><header/><body><tu tuid="a"><tuv xml:lang="zh-CN"><seg>\xe4\xbd\xa0<ph>{0}</ph>\xe5\xa5\xbd</seg></tuv>
      <tuv xml:lang="PT-br"><seg>O<bpt i="1">&lt;b></bpt>l<hi>\xc3\xa1</hi><ept i="1">&lt;/b></ept></seg></tuv></tu></body></tmx>"""
    assert read_tmx(tmx) == (Unit("a", {"zh": "你好", "pt-BR": "Olá"}),)
    xliff = """<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="zh-Hans" trgLang="th"><file id="f">
      <unit id="u1"><segment><source>你<pc id="1">好</pc>。</source><target>สวัสดี</target></segment><ignorable><source> </source></ignorable>
      <segment><source>走<ph id="2"/>吧<cp hex="0021"/></source><target>ไปกัน</target></segment></unit></file></xliff>"""
    assert import_memory(xliff.encode()).whole() == (Unit("u1", {"zh": "你好。 走吧!", "th": "สวัสดีไปกัน"}),)


def test_a_report_names_every_refused_entry():
    data = """<tmx version="1.4"><body>
      <tu tuid="a"><tuv xml:lang="zh"><seg>好</seg></tuv></tu>
      <tu tuid="a"><tuv xml:lang="zh"><seg>走</seg></tuv></tu>
      <tu tuid="b"><tuv xml:lang="zh"><seg> </seg></tuv></tu>
      <tu tuid="c"><tuv xml:lang="en"><seg>go \u202eback</seg></tuv></tu>
      <tu tuid="d"><tuv xml:lang="ar"><seg>\u200fنعم</seg></tuv></tu></body></tmx>"""
    found = import_memory(data.encode())
    assert [(item.row, item.column) for item in found.refused] == [(2, "id"), (3, "text"), (4, "en")]
    assert [unit.id for unit in found.units] == ["a", "d"]
    assert found.rows == 5
    with pytest.raises(InvalidInput, match=r"entry 2.*2 more"):
        read_tmx(data.encode())


def test_what_no_line_may_hold_is_not_written():
    for form in MEMORY_FILES:
        for text in ("a\x1bb", "a\u202eb", "\uffff"):
            with pytest.raises(InvalidInput, match="control character"):
                form.write([Unit("1", {"zh": text, "th": "x"})], "zh", "th")


def test_names_choose_the_form():
    entries = (Unit("1", {"zh": "好", "th": "ดี", "en": "good"}), Unit("2", {"en": "no source"}))
    assert import_memory(export_memory(entries, "m.tmx")).whole() == entries
    assert import_memory(export_memory(entries, "m.xlf", "zh", "th")).whole() == (Unit("1", {"zh": "好", "th": "ดี"}),)
    for name, target in (("m.xlf", ""), ("m.docx", "th")):
        with pytest.raises(InvalidInput):
            export_memory(entries, name, "zh", target)
