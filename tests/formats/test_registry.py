"""The registry: names, detection, limits, and what holds for all formats."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize import formats
from localize.errors import InvalidSubtitle
from localize.format import Format
from localize.model import Break, Cue, CueKind, Element, SubtitleTrack, Text
from localize.time import Span
from tests.formats.trees import contents, tracks

WRITABLE = [item.name for item in formats.FORMATS if item.writable]


def plain(text: str = "Olá\nmundo") -> SubtitleTrack:
    return SubtitleTrack("pt-BR", (Cue.of("1", Span(Fraction(1), Fraction(2)), text), Cue.of("2", Span(Fraction(3), Fraction(22, 5)), "fim")))


def test_all_formats_keep_the_protocol():
    assert len({item.name for item in formats.FORMATS}) == len(formats.FORMATS)
    for item in formats.FORMATS:
        assert isinstance(item, Format)
        assert all(ending.startswith(".") for ending in item.extensions)
        assert formats.for_path("a" + item.extensions[0].upper()) is item


@pytest.mark.parametrize("name", WRITABLE)
def test_written_files_are_found_by_their_bytes(name):
    data = formats.write(plain(), name)
    assert formats.detect(data).name == name
    again = formats.read(data)
    assert [(cue.text, cue.span) for cue in again.cues] == [(cue.text, cue.span) for cue in plain().cues]


@pytest.mark.parametrize("name", WRITABLE)
def test_equal_tracks_make_equal_files(name):
    assert formats.write(plain(), name) == formats.write(plain(), name)


@pytest.mark.parametrize("name", WRITABLE)
def test_empty_tracks_are_written_and_read(name):
    track = SubtitleTrack("en", ())
    assert formats.read(formats.write(track, name), format=name).cues == ()


@pytest.mark.parametrize("source", WRITABLE)
@pytest.mark.parametrize("target", WRITABLE)
def test_every_format_converts_to_every_other(source, target):
    rich = (Text("- "), Element("i", (Text("Olá"),)), Break(), Text("- não"))
    track = replace(plain(), cues=(replace(plain().cues[0], content=rich, settings=(("line", "0"),)), plain().cues[1]))
    first = formats.read(formats.write(track, source), format=source)
    second = formats.read(formats.write(first, target), format=target)
    assert [(cue.text, cue.span) for cue in second.cues] == [(cue.text, cue.span) for cue in track.cues]


@settings(max_examples=40)
@given(tracks(contents(("i", "b", "u", "v", "ruby", "lang"), colours=("#123456", "#ff0000")), last=9 * 3600,
              settings=st.sampled_from([(), (("line", "10%"), ("size", "20%"))])), st.sampled_from(CueKind))
def test_what_differs_was_said(track, kind):
    """If no loss is said of text, the text comes back: for all formats and all markup."""
    track = replace(track, cues=tuple(replace(cue, kind=kind) for cue in track.cues))
    for name in ("srt", "vtt", "ass", "ttml", "imsc", "ebu-tt-d", "json", "sbv"):
        said = formats.by_name(name).losses(track)
        again = formats.read(formats.write(track, name), format=name)
        assert len(again.cues) == len(track.cues)
        if kind is not CueKind.DIALOGUE and again.cues and again.cues[0].kind is not kind:
            assert any("kind" in loss for loss in said) or name == "sbv"
        if not said:
            assert [cue.text for cue in again.cues] == [cue.text for cue in track.cues]


def test_unknown_names_and_bytes_are_refused():
    with pytest.raises(InvalidSubtitle, match="no subtitle format"):
        formats.by_name("docx")
    with pytest.raises(InvalidSubtitle, match="no ending"):
        formats.for_path("a.docx")
    with pytest.raises(InvalidSubtitle, match="no format we know"):
        formats.read(b"Dear Sir", "letter.docx")
    assert formats.detect(b"", "a.srt").name == "srt"


def test_large_files_are_refused_before_they_are_parsed():
    data = b"WEBVTT\n\n" + bytes(formats.MAX_BYTES)
    tracemalloc.start()
    with pytest.raises(InvalidSubtitle, match="16 MiB"):
        formats.read(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_000_000


@pytest.mark.parametrize("name", [item.name for item in formats.FORMATS])
@settings(max_examples=40)
@given(data=st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(name, data):
    try:
        formats.read(data, format=name)
    except InvalidSubtitle:
        return


def test_frame_rate_is_asked_for():
    data = formats.write(plain(), "imsc", frame_rate=Fraction(25))
    assert b'begin="25f"' in data
    assert formats.read(data).frame_rate == 25


def test_language_fills_what_a_file_does_not_say():
    assert formats.read(formats.write(plain(), "srt"), language="th").language == "th"
    assert formats.read(formats.write(plain(), "ttml"), language="th").language == "pt-BR"


def test_subrip_that_quotes_section_names_is_no_ass():
    data = b"1\n00:00:01,000 --> 00:00:02,000\nThe file says\n[Events]\n"
    assert formats.detect(data).name == "srt"
    assert formats.detect(b"[Script Info]\nTitle: a --> b\n\n[Events]\n").name == "ass"


@pytest.mark.parametrize("name", ["srt", "vtt", "sbv", "ttml", "imsc", "ebu-tt-d", "ass"])
def test_rounded_times_are_said(name):
    cue = Cue("1", Span(Fraction(1, 7), Fraction(2)), (Text("a"),))
    assert any("rounded" in loss for loss in formats.by_name(name).losses(SubtitleTrack("und", (cue,))))


@pytest.mark.parametrize(("name", "said"), [("sbv", "left out"), ("stl", "left out"), ("srt", "its text is kept"), ("ass", "its text is kept")])
def test_ruby_text_is_left_out_or_kept_as_said(name, said):
    cue = Cue("1", Span(Fraction(1), Fraction(2)), (Element("ruby", (Text("Rio"), Element("rt", (Text("river"),)))),))
    form, track = formats.by_name(name), SubtitleTrack("und", (cue,))
    assert any("<rt>" in loss and said in loss for loss in form.losses(track))
    assert form.parse(form.render(track)).cues[0].text == ("Rio" if said == "left out" else "Rio(river)")
