"""SubRip: what real files do is read, what cannot be read is named by its line."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize import formats
from localize.errors import InvalidSubtitle
from localize.formats.srt import SRT
from localize.model import Cue, CueKind, Element, SubtitleTrack, Text
from localize.model.placement import from_numpad
from localize.time import Span
from tests.formats.trees import contents, tracks

PLACES = st.integers(1, 9).map(from_numpad)


def plainly(track: SubtitleTrack) -> list:
    return [(cue.span, cue.text, cue.settings) for cue in track.cues]


@settings(max_examples=40)
@given(tracks(contents(("i", "b", "u"), colours=("#ff0000", "#00ff00")), settings=PLACES))
def test_round_trip(track):
    again = SRT.parse(SRT.render(track))
    # SubRip escapes nothing: text that looks like a tag becomes one, so such tracks only settle.
    if "<" not in str(track) and "{" not in str(track) and not SRT.losses(track):
        assert again == track
    settled = SRT.parse(SRT.render(again))
    assert plainly(SRT.parse(SRT.render(settled))) == plainly(settled)


@given(st.text(max_size=200))
def test_any_text_parses_or_is_refused(text):
    with suppress(InvalidSubtitle):
        SRT.parse(text.encode("utf-8", "surrogatepass"))


def test_what_real_files_do():
    track = SRT.parse(
        "\ufeff1\r\n00:00:01,000 --> 00:00:02,5 X1:10 X2:20 Y1:30 Y2:40\r\n{\\an8}<i>Hi\r\nthere</I>\r\n"
        '2\r\n00:00:03.250-->100:00:04\r\n<font color="#FF0000" size=4>red</font> <b>\r\n\r\n\r\n'
        "00:00:05:000 --> 00:00:06,000\r\nno counter\r\n\r\nsecond part\r\n\r\n7\r\n00:00:07,000 --> 00:00:08,000\r\n".encode())
    assert [cue.text for cue in track.cues] == ["Hi\nthere", "red ", "no counter\n\nsecond part", ""]
    assert [cue.id for cue in track.cues] == ["1", "2", "3", "4"]
    assert track.cues[0].span == Span(Fraction(1), Fraction(5, 2))
    assert track.cues[1].span.end == 360004
    assert dict(track.cues[0].settings) == {"line": "0"}
    assert track.cues[1].content[0] == Element("span", (Text("red"),), style=(("color", "#ff0000"),))
    assert track.losses == ("coordinates after the times in 1 cue", "font face or size in 1 cue")


def test_counters_and_numbers_that_are_text():
    track = SRT.parse(b"1\n\n00:00:01,000 --> 00:00:02,000\na\n\n2\n\n00:00:03,000 --> 00:00:04,000\n1999\n\n3\n"
                      b"00:00:05,000 --> 00:00:06,000\n42\n\n00:00:07,000 --> 00:00:08,000\nlast\n")
    assert [cue.text for cue in track.cues] == ["a", "1999", "42", "last"]


def test_overrides_are_said_by_name():
    track = SRT.parse(b"1\n00:00:01,000 --> 00:00:02,000\n{\\pos(1,2)}a{\\fad(1,2)\\blur3}b\n")
    assert track.cues[0].text == "ab"
    assert track.losses == (r"override \blur in 1 cue", r"override \fad in 1 cue", r"override \pos in 1 cue")


def test_overlaps_and_disorder_are_read():
    track = SRT.parse(b"1\n00:00:05,000 --> 00:00:09,000\nb\n\n2\n00:00:01,000 --> 00:00:06,000\na\n")
    assert [cue.text for cue in track.cues] == ["a", "b"]


@pytest.mark.parametrize(("timing", "says"), [
    ("00:00:01,000 --> 00:00:0x,000", "is no timing"), ("00:00:01,000 -->", "is no timing"),
    ("00:00:61,000 --> 00:01:02,000", "over 59"), ("-00:00:01,000 --> 00:00:02,000", "negative"),
    ("00:00:02,000 --> 00:00:01,000", "before it begins"), ("0:1 --> 0:2", "is no timing"), ("--> 00:00:01,000", "is no timing")])
def test_broken_times_name_their_line(timing, says):
    with pytest.raises(InvalidSubtitle, match=says) as caught:
        SRT.parse(f"1\n00:00:00,000 --> 00:00:01,000\na\n\n2\n{timing}\nb\n".encode())
    assert caught.value.line == 6


def test_prose_is_refused():
    with pytest.raises(InvalidSubtitle, match="line 1"):
        SRT.parse(b"Dear Sir,\nno subtitles here\n")


def test_empty_file_has_no_cues():
    assert SRT.parse(b"\n\n").cues == ()


def test_arrow_in_dialogue_is_text():
    assert SRT.parse(b"1\n00:00:00,000 --> 00:00:01,000\nA --> B\n").cues[0].text == "A --> B"


def test_zero_length_is_said():
    assert SRT.parse(b"1\n00:00:01,000 --> 00:00:01,000\na\n").losses == ("no duration: never shown in 1 cue",)


def test_losses_are_said():
    cue = Cue("x", Span(Fraction(0), Fraction(1)), (Element("ruby", (Text("漢"), Element("rt", (Text("かん"),)))),),
              kind=CueKind.FORCED, settings=(("line", "42%"),), speaker="Ann")
    track = SubtitleTrack("ja", (cue,), styles=("::cue {}",), metadata=(("Kind", "captions"),))
    assert SRT.losses(track) == (
        "markup <rt> in 1 cue (its text is kept)", "markup <ruby> in 1 cue (its text is kept)",
        "the exact place of 1 cue (the nearest of nine is kept)", "the speaker of 1 cue",
        "the kind (forced, narration, sound) of 1 cue", "the id of 1 cue (they are counted)", "1 style sheet", "headers Kind")


@pytest.mark.parametrize(("encoding", "language", "text"), [
    ("utf-8-sig", "und", "你好"), ("utf-16", "und", "你好，世界"), ("utf-16-le", "und", "hello"), ("utf-16-be", "und", "hello"),
    ("gb18030", "und", "我们昨天说好的事情，你怎么又忘了？"), ("big5", "und", "我們昨天說好的事情，你怎麼又忘了？"),
    ("cp1256", "und", "أين كنت البارحة؟ انتظرتك طويلاً"), ("cp874", "und", "เมื่อวานคุณไปไหนมา ฉันรอคุณตั้งนาน"),
    ("gb18030", "zh", "好"), ("big5hkscs", "yue", "你喺邊度呀，佢哋去咗邊"), ("cp1252", "und", "Où étais-tu hier soir, mon chéri ?"),
    ("cp1252", "pt-BR", "Não é possível, não você!")])
def test_encodings_are_found(encoding, language, text):
    data = f"1\n00:00:00,000 --> 00:00:01,000\n{text}\n".encode(encoding)
    assert formats.read(data, "x.srt", language=language).cues[0].text == text
    asked = {"cp874": "tis-620", "cp1256": "windows-1256"}.get(encoding, encoding)
    assert formats.read(data, "x.srt", encoding=asked).cues[0].text == text


def test_wrong_or_unknown_encoding_is_refused():
    data = "1\n00:00:00,000 --> 00:00:01,000\n好\n".encode("gb18030")
    with pytest.raises(InvalidSubtitle, match="not utf-8"):
        formats.read(data, "x.srt", encoding="utf-8")
    with pytest.raises(InvalidSubtitle, match="no encoding"):
        formats.read(data, "x.srt", encoding="klingon")


def test_text_that_looks_like_a_tag_is_said():
    track = SubtitleTrack("und", (Cue("1", Span(Fraction(1), Fraction(2)), (Text("write <i> here"),)),))
    assert SRT.losses(track) == ("text that looks like tags in 1 cue (players take it for markup)",)
