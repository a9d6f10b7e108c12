"""EBU STL and SCC."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ttconv.stl.iso6937 import _CCT0_DECODE_MAP

from localize import formats
from localize.errors import InvalidSubtitle
from localize.formats.scc import SCC
from localize.formats.stl import STL, codes
from localize.language import TARGETS
from localize.model import Break, Cue, Element, Moment, SubtitleTrack, Text
from localize.model.placement import from_numpad
from localize.time import Span
from tests.formats.trees import contents, tracks

LATIN = st.lists(st.sampled_from(["Olá", "não é", "Ça va?", "Ž ů ő", "“Ei”", "x" * 60, "a/b", "— 5 €"]), min_size=1, max_size=3)


@st.composite
def latin(draw):
    nodes: list = []
    for number, word in enumerate(draw(LATIN)):
        if number:
            nodes.append(Break())
        name = draw(st.sampled_from(["", "i", "u"]))
        nodes.append(Element(name, (Text(word),)) if name else Text(word))
    return tuple(nodes)


@settings(max_examples=40)
@given(tracks(latin(), rate=Fraction(25), settings=st.sampled_from([(), from_numpad(8), (("align", "left"),), (("align", "right"),)])))
def test_stl_round_trip(track):
    again = STL.parse(STL.render(track))
    expected = [replace(cue, content=plain_euro(cue.content)) for cue in track.cues]
    assert list(again.cues) == expected
    assert [loss for loss in STL.losses(track) if "exact place" not in loss] == []
    assert again.frame_rate == 25


def plain_euro(nodes):
    """Return nodes as STL's Latin table can say them: it has no euro sign."""
    return tuple(Text(node.value.replace("€", "EUR")) if isinstance(node, Text)
                 else replace(node, children=plain_euro(node.children)) if isinstance(node, Element) else node for node in nodes)


@given(st.integers(0, 24 * 107892 - 1))
def test_stl_drop_frame_times_are_exact(frame):
    rate = Fraction(30000, 1001)
    cue = Cue.of("1", Span(frame / rate, frame / rate), "x")
    track = SubtitleTrack("en", (cue,), frame_rate=rate)
    assert STL.parse(STL.render(track)).cues[0].span == cue.span


def test_iso_6937_equals_ttconv_but_where_the_standard_differs():
    ours_by_standard = {b"\xa4", b"\xe2", b"\xe0"}
    for code, char in _CCT0_DECODE_MAP.items():
        if code not in ours_by_standard:
            assert codes.decode(code, "00") == char
            assert codes.decode(codes.encode(char, "00")[0], "00") == char


def test_languages_that_can_and_cannot_be_carried():
    words = {"en": "Where?", "id": "Di mana?", "ms": "Di mana?", "fil": "Nasaan?", "pt-BR": "Não é você?", "pt-PT": "É a avó.", "ar": "أين أنت؟",
             "vi": "Ở đâu thế, được không?", "th": "ที่ไหน", "my": "ဘယ်မှာလဲ", "km": "នៅឯណា", "lo": "ຢູ່ໃສ", "zh": "在哪里", "yue": "喺邊度"}
    carried = {tag for tags in codes.CARRIED.values() for tag in tags}
    assert carried | set(codes.NOT_CARRIED) == set(words) >= {language.tag for language in TARGETS}
    for tag, text in words.items():
        track = SubtitleTrack(tag, (Cue.of("1", Span(Fraction(0), Fraction(1)), text),))
        if tag in carried:
            again = STL.parse(STL.render(track))
            assert again.cues[0].text == text
            assert again.language in {tag, tag.split("-", maxsplit=1)[0], "und"}
        else:
            with pytest.raises(InvalidSubtitle, match="no code table"):
                STL.render(track)


def test_stl_says_losses():
    cue = Cue("x", Span(Fraction(1, 3), Fraction(1)), (Element("b", (Text("Hi there, how are you doing 😀"),)),), speaker="Ann", settings=(("line", "30%"),))
    assert STL.losses(SubtitleTrack("en", (cue,), styles=("s",))) == (
        "markup <b> in 1 cue (its text is kept)", "characters its code table lacks, written as ?: 😀",
        "1 time between frames of 25 per second (rounded)", "the exact place of 1 cue (the nearest of nine is kept)",
        "the speaker of 1 cue", "the id of 1 cue (they are numbered)", "1 style sheet")


def stl(*blocks: bytes, head: bytes = b"850STL25.01" + b"1" + b"00" + b"09") -> bytes:
    return head.ljust(1024) + b"".join(blocks)


def block(number: int, text: bytes, *, extension: int = 255, cumulative: int = 0, times: bytes = b"\0\0\1\0\0\0\2\0", row: int = 20, comment: int = 0) -> bytes:
    return bytes([0, number, 0, extension, cumulative]) + times + bytes([row, 2, comment]) + text.ljust(112, b"\x8f")


def test_stl_cumulative_extended_comments_and_teletext():
    track = STL.parse(stl(
        block(1, b"\x0d\x0b\x0bone\x8a\x8a", extension=0), block(1, b"\x03two \x07three\x0a\x0a"),
        block(2, b"note", comment=1), block(3, b"x", extension=0xFE),
        block(4, b"A", cumulative=1, times=b"\0\0\3\0\0\0\6\0"), block(5, b"B", cumulative=2, times=b"\0\0\4\0\0\0\6\0"),
        block(6, b"C", cumulative=3, times=b"\0\0\5\0\0\0\6\0")))
    assert [(cue.text, float(cue.span.begin), float(cue.span.end)) for cue in track.cues] == [
        ("one\ntwo three", 1, 2), ("A", 3, 4), ("A\nB", 4, 5), ("A\nB\nC", 5, 6)]
    assert track.cues[0].content[1] == Break()
    assert track.cues[0].content[2] == Element("span", (Text("two "),), style=(("color", "#ffff00"),))
    assert set(track.losses) == {"a comment", "user data"}
    assert track.language == "en"


@pytest.mark.parametrize("data", [
    b"", b"x" * 500, b"850STL25.01", stl(block(1, b"x", times=b"\0\0\1\x19\0\0\2\0")), stl(block(1, b"x", times=b"\0\x3c\1\0\0\0\2\0")),
    stl(block(1, b"x", times=b"\0\0\3\0\0\0\2\0")), stl(block(1, b"x")[:60])])
def test_broken_stl_is_refused(data):
    with pytest.raises(InvalidSubtitle):
        formats.read(data, "x.stl")


@given(st.binary(max_size=400))
def test_any_stl_blocks_are_read_or_refused(data):
    with suppress(InvalidSubtitle):
        STL.parse(stl(data))


SCC_HEAD = "Scenarist_SCC V1.0\n\n"


def test_scc_pop_on():
    track = formats.read((SCC_HEAD + "00:00:01;00\t94ae 94ae 9420 9420 9470 9470 91ae 91ae c845 4c4c 4f80 942f 942f\n\n"
                                     "00:00:03;00\t942c 942c\n").encode(), "x.scc")
    cue = track.cues[0]
    assert cue.text.strip() == "HELLO"
    assert isinstance(cue.content[0], Element)
    assert cue.content[0].name == "i"
    assert 1 <= cue.span.begin < cue.span.end <= Fraction(32, 10)


def test_scc_paint_on_keeps_times_inside(shared):
    track = SCC.parse((shared / "conformance/stl_scc/scc/paint-on.scc").read_bytes())
    assert track.cues[0].text == "Lorem ipsum dolor sit amet,"
    assert next(node.at for node in track.cues[0].content if isinstance(node, Moment)) == Fraction(2605603, 15000) + Fraction(1001, 7500)


@pytest.mark.parametrize(("text", "line"), [("", 1), ("WEBVTT\n", 1), (SCC_HEAD + "nonsense\n", 3), (SCC_HEAD + "00:00:61;00\t9420\n", 3),
                                            (SCC_HEAD + "00:00:01;00\t942\n", 3), (SCC_HEAD + "00:00:01;00\n", 3)])
def test_broken_scc_names_its_line(text, line):
    with pytest.raises(InvalidSubtitle) as caught:
        SCC.parse(text.encode())
    assert caught.value.line == line


@settings(max_examples=50)
@given(st.lists(st.from_regex(re.compile(r"[0-9a-f]{4}"), fullmatch=True), min_size=1, max_size=20))
def test_any_scc_codes_are_read_or_refused(pairs):
    with suppress(InvalidSubtitle):
        SCC.parse((SCC_HEAD + "00:00:01;00\t" + " ".join(pairs) + "\n").encode())


def test_scc_is_only_read():
    track = SubtitleTrack("en", ())
    with pytest.raises(InvalidSubtitle, match="only read"):
        formats.write(track, "scc")
    with pytest.raises(InvalidSubtitle, match="only read"):
        SCC.render(track)
    assert contents() is not None


@pytest.mark.parametrize("page", ["437", "850", "860", "863", "865"])
def test_header_texts_are_in_the_code_page_it_names(page):
    data = bytearray(STL.render(SubtitleTrack("pt", (), metadata=(("title", "x"),))))
    title = "Família" if page in {"850", "860"} else "Café"
    data[:3] = page.encode()
    data[16:48] = title.encode(f"cp{page}").ljust(32)
    assert ("title", title) in STL.parse(bytes(data)).metadata


def test_scc_text_mode_is_said():
    track = formats.read(b"Scenarist_SCC V1.0\n\n00:00:01:00\t942a 942a c8e5 ecec ef80\n")
    assert (track.cues, track.losses) == ((), ("text mode (CEA-608's service beside the captions)",))
