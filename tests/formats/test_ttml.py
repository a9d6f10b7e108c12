"""TTML: timing against ttconv, safety, what real documents do, and the way back in every profile."""

from __future__ import annotations

import logging
import time
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from xml.etree import ElementTree as ET

import pytest
import ttconv.imsc.reader
from hypothesis import given, settings
from hypothesis import strategies as st
from ttconv.isd import ISD

from localize import formats
from localize.errors import InvalidSubtitle
from localize.formats.ttml import EBU_TT_D, IMSC, TTML, picture_changes
from localize.formats.ttml.clock import Clock
from localize.model import Break, Cue, CueKind, Element, SubtitleTrack, Text
from localize.time import Span
from tests.formats.trees import contents, tracks

HEAD = ('<tt xmlns="http://www.w3.org/ns/ttml" xmlns:tts="http://www.w3.org/ns/ttml#styling" '
        'xmlns:ttp="http://www.w3.org/ns/ttml#parameter" xmlns:ttm="http://www.w3.org/ns/ttml#metadata" '
        'xmlns:itts="http://www.w3.org/ns/ttml/profile/imsc1#styling" xml:lang="en"')


def document(body: str, head: str = "", root: str = "") -> bytes:
    return f"{HEAD} {root}><head>{head}</head><body>{body}</body></tt>".encode()


def shape(track: SubtitleTrack) -> list:
    return [(cue.id, cue.span, cue.content, cue.kind) for cue in track.cues]


TREES = contents(("i", "b", "u"), colours=("#ffff00",))


def settled(track: SubtitleTrack, form) -> SubtitleTrack:
    """Return the track in the reader's normal form: one element order, runs of one look joined."""
    return replace(form.parse(form.render(track)), picture=None, metadata=())


@pytest.mark.parametrize(("form", "rate"), [(TTML, Fraction(24000, 1001)), (TTML, Fraction(1000)), (IMSC, Fraction(25)),
                                            (IMSC, Fraction(30000, 1001)), (EBU_TT_D, Fraction(1000))], ids=str)
@settings(max_examples=15)
@given(data=st.data())
def test_round_trip(form, rate, data):
    track = replace(data.draw(tracks(TREES, rate=rate, settings=st.sampled_from(
        [(), (("line", "20%,start"),), (("line", "10%,start"), ("align", "left")), (("position", "25%,line-left"), ("size", "40%"))]))),
        frame_rate=None if rate == 1000 else rate)
    assert form.losses(track) == ()
    once = settled(track, form)
    assert [(cue.id, cue.span, cue.text) for cue in once.cues] == [(cue.id, cue.span, cue.text) for cue in track.cues]
    assert shape(settled(once, form)) == shape(once)
    assert settled(once, form).regions == once.regions


SECONDS = st.integers(0, 8)


@st.composite
def timed(draw, kinds=("body", "div", "p", "span"), regions=()):
    kind, rest = kinds[0], kinds[1:]
    begin = draw(SECONDS)
    attributes = f' begin="{begin}s" {draw(st.sampled_from(["end", "dur"]))}="{begin + draw(SECONDS)}s"'
    if regions and kind != "span" and draw(st.booleans()):
        attributes += f' region="{draw(st.sampled_from(regions))}"'
    if draw(st.integers(0, 5)) == 0:
        attributes += ' tts:display="none"'
    inner = "".join(draw(st.lists(timed(rest, regions=regions), min_size=1, max_size=3))) if rest else draw(
        st.sampled_from(["x", " ", "a<br/>b", ""]))
    text = draw(st.sampled_from(["", "t", " "])) if kind in {"p", "span"} else ""
    return f"<{kind}{attributes}>{inner}{text}</{kind}>"


def reference(data: bytes) -> list:
    logging.disable(logging.CRITICAL)
    try:
        model = ttconv.imsc.reader.to_model(ET.ElementTree(ET.fromstring(data)))
        return [(moment, any(region.has_children() for region in isd)) for moment, isd in ISD.generate_isd_sequence(model)]
    finally:
        logging.disable(logging.NOTSET)


@settings(max_examples=40)
@given(st.data())
def test_picture_equals_ttconv(data):
    regions = data.draw(st.sampled_from([(), ("r",), ("r", "q")]))
    layout = "".join(f'<region xml:id="{name}" begin="{data.draw(SECONDS)}s"/>' for name in regions)
    made = f"{HEAD}><head><layout>{layout}</layout></head>{data.draw(timed(regions=regions))}</tt>".encode()
    assert list(picture_changes(made)) == reference(made)


def test_content_style_agents_and_forced():
    track = TTML.parse(document(
        '<div><p xml:id="c1" begin="1s" end="3s" region="r" style="s" ttm:agent="a">Oi  <span tts:fontStyle="normal">não</span>,<br/>\n'
        '  tudo <span tts:color="yellow" begin="1s">bem?</span></p>'
        '<p begin="4s" end="5s" itts:forcedDisplay="true" xml:space="preserve"> a  b </p></div>',
        '<metadata><ttm:title>T</ttm:title><ttm:agent xml:id="a" type="character"><ttm:name type="alias">Ana</ttm:name></ttm:agent></metadata>'
        '<styling><style xml:id="base" tts:fontStyle="italic"/><style xml:id="s" style="base"/></styling>'
        '<layout><region xml:id="r" tts:origin="10% 10%" tts:extent="80% 20%" tts:textAlign="end"/></layout>'))
    first, second, third = track.cues
    assert first.content == (Element("i", (Text("Oi "),)), Text("não"), Element("i", (Text(","), Break(), Text("tudo"))))
    assert second.content[-1] == Element("span", (Element("i", (Text("bem?"),)),), style=(("color", "#ffff00"),))
    assert (first.id, second.id, third.id) == ("c1", "c1.2", "3")
    assert (first.span, second.span) == (Span(Fraction(1), Fraction(2)), Span(Fraction(2), Fraction(3)))
    assert (first.speaker, first.region, dict(first.settings)) == ("Ana", "r", {"line": "10%,start", "align": "end"})
    assert (third.kind, third.text) == (CueKind.FORCED, " a  b ")
    assert track.metadata == (("title", "T"),)
    again = IMSC.parse(IMSC.render(track))
    assert shape(again) == shape(track)
    assert [cue.speaker for cue in again.cues] == ["Ana", "Ana", ""]


def test_ruby_is_kept_by_imsc_only():
    cue = Cue("a", Span(Fraction(0), Fraction(1)), (Element("ruby", (Text("漢"), Element("rt", (Text("かん"),)))), Text("字")))
    track = SubtitleTrack("ja", (cue,))
    assert IMSC.parse(IMSC.render(track)).cues[0].content == cue.content
    assert IMSC.losses(track) == ()
    assert TTML.parse(TTML.render(track)).cues[0].text == "漢字"
    assert TTML.losses(track) == ("ruby text in 1 cue (the base is kept)",)


@pytest.mark.parametrize(("text", "seconds"), [
    ("01:02:03", 3723), ("01:02:03.25", Fraction(14893, 4)), ("100:00:00:12", Fraction(360000) + Fraction(1001, 2000)), ("24f", Fraction(1001, 1000)),
    ("2.5m", 150), ("1.5h", 5400), ("250ms", Fraction(1, 4)), ("90t", Fraction(3, 2)), ("1.5s", Fraction(3, 2)), ("00:00:60", 59)])
def test_time_expressions(text, seconds):
    clock = Clock.of({"frameRate": "24", "frameRateMultiplier": "1000 1001", "tickRate": "60"})
    assert clock.parse(text) == seconds


@pytest.mark.parametrize(("text", "frames"), [("00:00:59:29", 1799), ("00:01:00:02", 1800), ("00:10:00:00", 17982), ("01:00:00:00", 107892)])
def test_drop_frame_timecodes(text, frames):
    clock = Clock.of({"frameRate": "30", "frameRateMultiplier": "1000 1001", "timeBase": "smpte", "dropMode": "dropNTSC"})
    assert clock.parse(text) == Fraction(frames) * Fraction(1001, 30000)


def test_non_drop_smpte_counts_frames():
    clock = Clock.of({"frameRate": "24", "frameRateMultiplier": "1000 1001", "timeBase": "smpte"})
    assert clock.parse("00:01:00:00") == Fraction(60 * 24) * Fraction(1001, 24000)


@pytest.mark.parametrize("value", ["", "1", "1:2:3", "00:61:00", "-1s", "1.s", "abc", "00:00:01,5"])
def test_broken_times_name_their_line(value):
    with pytest.raises(InvalidSubtitle, match="line 3"):
        TTML.parse(document(f'\n<div>\n<p begin="{value}" end="9s">x</p></div>'))


@pytest.mark.parametrize("root", ['ttp:frameRate="0"', 'ttp:frameRate="x"', 'ttp:frameRateMultiplier="1"  ttp:tickRate="-1"', 'ttp:timeBase="clock"',
                                  'ttp:frameRateMultiplier="1 0"'])
def test_broken_rates_are_refused(root):
    with pytest.raises(InvalidSubtitle):
        TTML.parse(document("", root=root))


BOMB = ('<?xml version="1.0"?>\n<!DOCTYPE tt [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)) + "]>\n<tt>&i;</tt>").encode()


@pytest.mark.parametrize("data", [
    BOMB, BOMB.decode().encode("utf-16"), b'<!DOCTYPE tt SYSTEM "http://example.org/x.dtd"><tt/>',
    b'<!DOCTYPE tt [<!ENTITY x SYSTEM "file:///etc/passwd">]><tt>&x;</tt>', b"<tt", b"", b"<p/>", b"\xff\xfe", b"<tt>&nbsp;</tt>",
    HEAD.encode() + b"><body>" + b"<div>" * 5000 + b"</div>" * 5000 + b"</body></tt>",
    HEAD.encode() + b"><body>" + b"<div>" * 100 + b"</div>" * 100 + b"</body></tt>"])
def test_nasty_xml_is_refused(data):
    started = time.perf_counter()
    with pytest.raises(InvalidSubtitle):
        formats.read(data, "x.ttml", format="ttml")
    assert time.perf_counter() - started < 5


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data):
    with suppress(InvalidSubtitle):
        TTML.parse(data)


def test_sequence_after_an_endless_element():
    track = TTML.parse(document('<div timeContainer="seq"><p begin="1s">a</p><p>b</p></div>'))
    assert [cue.text for cue in track.cues] == ["a"]
    assert track.cues[0].span == Span(Fraction(1), Fraction(6))
    assert dict(track.cues[0].settings) == {"duration": "indefinite"}
    assert "1 cues without end: they end with the document" in track.losses
    assert any("never shown" in loss for loss in track.losses)
    assert b" end=" not in TTML.render(track)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030", "big5", "windows-1256"])
def test_declared_encodings(encoding):
    text = {"windows-1256": "مرحبا"}.get(encoding, "你好")
    data = (f'<?xml version="1.0" encoding="{encoding}"?>' + document(f'<div><p begin="0s" end="1s">{text}</p></div>').decode()).encode(encoding)
    assert formats.read(data, "x.xml").cues[0].text == text


def test_undeclared_encoding_is_found_and_asked_for():
    data = document('<div><p begin="0s" end="1s">我们昨天说好的事情</p></div>').decode().encode("gb18030")
    assert formats.read(data, "x.xml").cues[0].text == "我们昨天说好的事情"
    assert formats.read(data, "x.xml", encoding="gb18030").cues[0].text == "我们昨天说好的事情"


def test_old_namespaces_and_prefixes():
    data = (b'<tt:tt xmlns:tt="http://www.w3.org/2006/10/ttaf1" xmlns:s="http://www.w3.org/2006/10/ttaf1#styling"><tt:body><tt:div>'
            b'<tt:p begin="0s" end="1s"><tt:span s:fontStyle="italic">x</tt:span></tt:p></tt:div></tt:body></tt:tt>')
    assert formats.read(data, "x.dfxp").cues[0].content == (Element("i", (Text("x"),)),)


def test_many_cues_take_linear_time():
    body = "".join(f'<p begin="{n}s" end="{n + 1}s" region="r{n % 2}">Line <span tts:fontStyle="italic">{n}</span></p>' for n in range(2000))
    data = document(f"<div>{body}</div>", '<layout><region xml:id="r0"/><region xml:id="r1"/></layout>')
    started = time.perf_counter()
    assert len(TTML.parse(data).cues) == 2000
    assert time.perf_counter() - started < 20


def test_detection_of_profiles():
    track = SubtitleTrack("en", (Cue.of("1", Span(Fraction(0), Fraction(1)), "x"),))
    for name in ("ttml", "imsc", "ebu-tt-d"):
        assert formats.detect(formats.write(track, name), "x.xml").name == name


def test_losses_are_said():
    span = Span(Fraction(1, 3), Fraction(1))
    cue = Cue("1 a", span, (Element("v", (Text("x\x01"),), annotation="Ann"),), kind=CueKind.FORCED, speaker="Ann", settings=(("layer", "1"),))
    track = SubtitleTrack("en", (cue,), styles=("x",), metadata=(("Kind", "k"),))
    assert EBU_TT_D.losses(track) == (
        "markup <v> in 1 cue (its text is kept)", "the kind (forced) of 1 cue", "the id of 1 cue (no XML name)", "cue settings layer",
        "the speaker of 1 cue", "1 style sheet", "headers Kind", "control characters in 1 cue (written as U+FFFD)",
        "1 time finer than a millisecond (rounded)")
    assert EBU_TT_D.parse(EBU_TT_D.render(track)).cues[0].text == "x\ufffd"


def test_rtl_documents_say_so():
    track = SubtitleTrack("ar", (Cue.of("1", Span(Fraction(0), Fraction(1)), "مرحبا"),))
    assert b'tts:direction="rtl"' in TTML.render(track)
    assert shape(TTML.parse(TTML.render(track))) == shape(track)
