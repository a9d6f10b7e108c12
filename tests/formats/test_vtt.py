"""WebVTT beyond the web-platform files: what real files do, and the way back."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize import formats
from localize.errors import InvalidSubtitle
from localize.formats.vtt import VTT, cuetext
from localize.model import Break, Cue, CueKind, Element, Moment, SubtitleTrack, Text
from localize.time import Span
from tests.formats.trees import contents, region, tracks

SETTINGS = st.sampled_from([
    (), (("line", "0"),), (("line", "84.5%,end"), ("position", "10%,line-left"), ("size", "35%"), ("align", "start")),
    (("vertical", "rl"),), (("align", "right"),)])


@settings(max_examples=40)
@given(tracks(contents(("i", "b", "u", "c", "ruby")), settings=SETTINGS))
def test_round_trip(track):
    assert VTT.parse(VTT.render(track)) == track
    assert VTT.losses(track) == ()


@given(st.text(max_size=300))
def test_any_text_parses(text):
    VTT.parse(("WEBVTT\n\n00:00.000 --> 00:01.000\n" + text).encode("utf-8", "surrogatepass"))


@given(st.text("<>/&;.:0 aivbclrut\n", max_size=80))
def test_any_markup_parses_and_settles(text):
    once = cuetext.parse(text)
    again = cuetext.parse(cuetext.render(once))
    assert cuetext.render(again) == cuetext.render(cuetext.parse(cuetext.render(again)))


def test_everything_a_file_can_have():
    track = VTT.parse(
        b"\xef\xbb\xbfWEBVTT - a title\r\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:900000\r\nLanguage: th\r\n\r\n"
        b"NOTE a comment\r\n\r\nSTYLE\r\n::cue { color: red }\r\n\r\nREGION\r\nid:r\r\nwidth:40%\r\n\r\n"
        b"first\r\n123:00:01.000 --> 123:00:02.000 region:r align:left\r\n<v Ann><i.loud>Hi</i> <00:00:01.500>you\r\n")
    assert track.language == "th"
    assert track.metadata == (("X-TIMESTAMP-MAP", "LOCAL:00:00:00.000,MPEGTS:900000"), ("Language", "th"),
                              ("title", "- a title"))
    assert track.styles == ("::cue { color: red }",)
    assert track.losses == ("1 comment (NOTE)",)
    cue = track.cues[0]
    assert cue.span == Span(Fraction(123 * 3600 + 1), Fraction(123 * 3600 + 2))
    assert (cue.id, cue.region, cue.speaker, cue.text) == ("first", "r", "Ann", "Hi you")
    assert cue.content == (Element("v", (Element("i", (Text("Hi"),), ("loud",)), Text(" "), Moment(Fraction(3, 2)),
                                         Text("you")), annotation="Ann"),)
    assert replace(VTT.parse(VTT.render(track)), losses=track.losses) == track


def test_ids_are_unique_and_the_files_own_are_kept():
    track = VTT.parse(b"WEBVTT\n\n2\n00:00.000 --> 00:01.000\na\n\n00:01.000 --> 00:02.000\nb\n\n2\n00:02.000 --> 00:03.000\nc\n")
    assert [cue.id for cue in track.cues] == ["2", "2.2", "3"]
    assert [dict(cue.settings).get("identifier") for cue in track.cues] == [None, "", "2"]
    assert VTT.parse(VTT.render(track)) == track


def test_cue_that_ends_before_it_begins_is_kept_and_said():
    track = VTT.parse(b"WEBVTT\n\n00:05.000 --> 00:01.000\na\n")
    assert track.cues[0].span == Span(Fraction(5), Fraction(5))
    assert dict(track.cues[0].settings)["end"] == "1"
    assert track.losses == ("the cue at line 3 ends before it begins: it is never shown",)
    assert VTT.parse(VTT.render(track)) == track


@pytest.mark.parametrize("head", [b"", b"WEBVT", b"webvtt\n", b"WEBVTTX\n", b"\n\nWEBVTT", b" WEBVTT", b"\xef\xbb\xbf\xef\xbb\xbfWEBVTT\n"])
def test_signature_is_required(head):
    with pytest.raises(InvalidSubtitle, match="line 1"):
        VTT.parse(head)


def test_broken_timings_are_said_with_their_line():
    track = formats.read(b"WEBVTT\n\n00:00:00,000 --> 00:00:01,000\na\n\n00:61.000 --> 00:62.000\nb\n")
    assert track.cues == ()
    assert track.losses == ("the block at line 3 is no cue: its timings are broken or missing",
                            "the block at line 6 is no cue: its timings are broken or missing")


@pytest.mark.parametrize(("settings", "kept"), [("line:1 region:r", "r"), ("region:r line:1", ""), ("region:r size:50%", ""),
                                                ("region:r size:100%", "r"), ("region:r vertical:rl", ""), ("region:x", "")])
def test_settings_drop_a_cue_out_of_its_region(settings, kept):
    track = VTT.parse(f"WEBVTT\n\nREGION\nid:r\n\n00:00.000 --> 00:01.000 {settings}\na\n".encode())
    assert track.cues[0].region == kept


def test_empty_lines_and_arrows_survive_in_text():
    cue = Cue("1", Span(Fraction(0), Fraction(1)), (Text("a --> b"), Break(), Break(), Text("c")))
    again = VTT.parse(VTT.render(SubtitleTrack("und", (cue,))))
    assert again.cues[0].text == "a --> b\n\u00a0\nc"


def test_deep_markup_is_bounded():
    track = VTT.parse(b"WEBVTT\n\n00:00.000 --> 00:01.000\n" + b"<b>" * 50000 + b"x")
    assert track.cues[0].text == "x"


def test_losses_are_said():
    span = Span(Fraction(0), Fraction(1))
    track = SubtitleTrack("und", (
        Cue("a", span, (Element("span", (Text("x"),), style=(("color", "#123456"), ("fontFamily", "serif"))),),
            kind=CueKind.FORCED, settings=(("layer", "2"),), region="t"),), regions=(replace(region("t"), settings=(("origin", "0% 0%"),)),))
    assert VTT.losses(track) == (
        "style fontFamily in 1 cue", "colours other than WebVTT's eight in 1 cue", "cue settings layer",
        "regions t (their cues keep line and position)", "the kind (forced, narration, sound) of 1 cue")


def test_style_of_other_formats_becomes_tags():
    nodes = (Element("span", (Text("x"),), style=(("fontStyle", "italic"), ("color", "yellow"))),)
    assert cuetext.render(nodes) == "<i><c.yellow>x</c></i>"


@pytest.mark.parametrize(("reference", "text"), [
    ("&#x0000000041;", "A"), ("&#0000000065;", "A"), ("&#x81;", "\x81"), ("&#x80;", "€"), ("&#x110000;", "\ufffd"),
    ("&#99999999999;", "\ufffd"), ("&#xD800;", "\ufffd"), ("&#0;", "\ufffd"), ("&ampx", "&x"), ("&notit;", "¬it;"),
    ("&nope;", "&nope;"), ("&#;", "&#;"), ("&CounterClockwiseContourIntegral;", "∳")])
def test_character_references_are_htmls(reference, text):
    assert cuetext.resolve(reference) == text


def test_cues_of_one_begin_stand_as_browsers_have_them():
    track = VTT.parse(b"WEBVTT\n\n00:01.000 --> 00:02.000\na\n\n00:01.000 --> 00:03.000\nb\n\n00:01.000 --> 00:03.000\nc\n")
    assert [cue.text for cue in track.cues] == ["b", "c", "a"]


def test_one_byte_order_mark_is_enough():
    file = b"WEBVTT\n\n00:01.000 --> 00:02.000\na\n"
    assert formats.read(b"\xef\xbb\xbf" + file).cues[0].text == "a"
    with pytest.raises(InvalidSubtitle, match="line 1"):
        formats.read(b"\xef\xbb\xbf\xef\xbb\xbf" + file, "x.vtt")
