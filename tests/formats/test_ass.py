"""ASS: override tags to trees and back; pysubs2 reads the file."""

from __future__ import annotations

import logging
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.errors import InvalidSubtitle
from localize.formats.ass import ASS
from localize.model import Break, Cue, Element, Moment, SubtitleTrack, Text
from localize.model.placement import from_numpad
from localize.time import Span
from tests.formats.trees import contents, tracks

HEAD = ("[Script Info]\nTitle: T\nPlayResX: 1280\nScriptType: v4.00+\n\n[V4+ Styles]\nFormat: Name, Fontname, Fontsize, PrimaryColour, "
        "SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, "
        "BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding\n"
        "Style: Default,Arial,40,&H00FFFFFF,&H000000FF,&H00000000,&H00000000,0,0,0,0,100,100,0,0,1,2,1,2,10,10,10,1\n"
        "Style: Top,Arial,40,&H00FFFFFF,&H000000FF,&H00000000,&H00000000,0,-1,0,0,100,100,0,0,1,2,1,8,10,10,10,1\n\n"
        "[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n")


def parse(*events: str) -> SubtitleTrack:
    return ASS.parse((HEAD + "\n".join(events) + "\n").encode())


def runs(nodes, state=frozenset()):
    """Return text with what holds for it: the same for every nesting of the same elements."""
    for node in nodes:
        if isinstance(node, Element):
            yield from runs(node.children, state | {node.name if node.name != "span" else node.style[0]})
        else:
            yield (node, state) if isinstance(node, Text) else (node, None)


def merged(nodes) -> list:
    found: list = []
    for node, state in runs(nodes):
        if found and isinstance(node, Text) and found[-1][1] == state:
            found[-1] = (Text(found[-1][0].value + node.value), state)
        else:
            found.append((node, state))
    return found


@settings(max_examples=40)
@given(tracks(contents(("i", "b", "u")), rate=Fraction(100), settings=st.integers(1, 9).map(from_numpad)))
def test_round_trip(track):
    again = ASS.parse(ASS.render(track))
    assert all("backslashes" in loss for loss in ASS.losses(track))
    for mine, found in zip(track.cues, again.cues, strict=True):
        assert (found.id, found.span, found.settings) == (mine.id, mine.span, mine.settings)
        # An escape of ASS in the text itself gets a word joiner; nothing else may differ.
        if "\\" not in mine.text:
            assert merged(found.content) == merged(mine.content)
    settled = ASS.parse(ASS.render(again))
    assert settled.cues == again.cues


def test_overrides_and_styles():
    track = parse(
        r"Dialogue: 0,0:00:01.00,0:00:02.50,Top,Ann,0,0,0,,{\i0\b1}Hi{\b0}\N{\c&H0000FF&}red{\r}, \{x\}",
        r"Comment: 0,0:00:01.00,0:00:02.50,Top,,0,0,0,,note",
        r"Dialogue: 2,0:00:03.00,0:00:04.00,Default,,5,0,0,fx,{\an5\pos(10,20)\fad(100,200)\fs50\t(0,1,\frz3)}a\hb")
    first, second = track.cues
    assert first.content == (
        Element("b", (Text("Hi"),)), Break(),
        Element("span", (Text("red"),), style=(("color", "#ff0000"),)), Element("i", (Text(", {x}"),)))
    assert (first.speaker, first.span) == ("Ann", Span(Fraction(1), Fraction(5, 2)))
    assert dict(first.settings) == {"line": "0", "style": "Top"}
    assert second.text == "a\u00a0b"
    assert dict(second.settings) == {"line": "50%,center", "layer": "2", "marginl": "5", "effect": "fx",
                                     "overrides": r"\pos(10,20)\fad(100,200)"}
    assert set(track.losses) == {"comments (1 line)", r"override \fs (1 line)", r"override \t (1 line)"}
    assert ASS.parse(ASS.render(track)).cues == track.cues
    assert ASS.parse(ASS.render(track)).styles == track.styles


def test_karaoke_is_times_inside():
    track = parse(r"Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,{\k20}La{\k30}la{\k50}la")
    assert track.cues[0].content == (Text("La"), Moment(Fraction(6, 5)), Text("la"), Moment(Fraction(3, 2)), Text("la"))
    assert ASS.parse(ASS.render(track)).cues == track.cues


def test_drawings_are_lost_and_said():
    track = parse(r"Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,{\p1}m 0 0 l 9 9{\p0}text")
    assert track.cues[0].text == "text"
    assert track.losses == (r"override \p (a drawing) (1 line)",)


def test_ssa_v4_is_read():
    track = ASS.parse(
        b"[Script Info]\nScriptType: v4.00\n\n[V4 Styles]\nFormat: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, "
        b"TertiaryColour, BackColour, Bold, Italic, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, AlphaLevel, "
        b"Encoding\nStyle: Default,Arial,20,16777215,255,0,0,0,0,1,2,0,6,10,10,10,0,0\n\n[Events]\n"
        b"Format: Marked, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
        b"Dialogue: Marked=0,0:00:01.00,0:00:02.00,Default,,0,0,0,,Hi\n")
    assert (track.cues[0].text, dict(track.cues[0].settings)) == ("Hi", {"line": "0"})


@pytest.mark.parametrize("event", [
    "Dialogue: 0,0:00:xx.00,0:00:02.00,Default,,0,0,0,,a", "Dialogue: 0,0:00:03.00,0:00:02.00,Default,,0,0,0,,a",
    "Dialogue: 0,-0:00:03.00,0:00:02.00,Default,,0,0,0,,a", "Dialogue: nonsense"])
def test_broken_events_name_their_line(event):
    good = "Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,good"
    with pytest.raises(InvalidSubtitle) as caught:
        parse(good, event)
    assert caught.value.line == 14


def test_cue_too_late_is_refused():
    cue = Cue.of("1", Span(Fraction(1), Fraction(36000)), "a")
    with pytest.raises(InvalidSubtitle, match=r"9:59:59\.99"):
        ASS.render(SubtitleTrack("und", (cue,)))


def test_times_round_once():
    cue = Cue.of("1", Span(Fraction(1001, 24000), Fraction(995, 1000)), "a")
    track = SubtitleTrack("und", (cue,))
    assert ASS.parse(ASS.render(track)).cues[0].span == Span(Fraction(4, 100), Fraction(1))
    assert "2 times finer than a hundredth of a second (rounded)" in ASS.losses(track)


def test_reading_leaves_the_root_logger_alone():
    root = logging.getLogger()
    before = list(root.handlers)
    ASS.parse(ASS.render(SubtitleTrack("und", (Cue.of("1", Span(Fraction(0), Fraction(1)), "a"),))))
    assert root.handlers == before


def test_hard_spaces_and_backslashes():
    track = SubtitleTrack("und", (Cue("1", Span(Fraction(1), Fraction(2)), (Text("\u00a0"),)),
                                  Cue("2", Span(Fraction(3), Fraction(4)), (Text(r"C:\home"),))))
    assert ASS.parse(ASS.render(track)).cues[0].text == "\u00a0"
    assert ASS.losses(track) == ("backslashes in 1 cue (a word joiner keeps them from being escapes)",)
