"""SBV and JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.errors import InvalidSubtitle
from localize.formats.json import JSON
from localize.formats.sbv import SBV
from localize.model import Cue, CueKind, SubtitleTrack
from localize.time import Span
from tests.formats.trees import contents, region, tracks


@settings(max_examples=40)
@given(tracks(contents(), last=200 * 3600))
def test_sbv_round_trip(track):
    assert SBV.parse(SBV.render(track)) == track


def test_sbv_errors_name_their_line():
    for bad in (b"0:00:01.000,0:00:02.000\na\n\nnot a time\n", b"0:00:01.000,0:00:02.000\na\n\n0:00:03.000,0:00:02.000\nb\n",
                b"0:00:01.000,0:00:02.000\na\n\n0:99:03.000,0:99:04.000\nb\n"):
        with pytest.raises(InvalidSubtitle, match="line 4"):
            SBV.parse(bad)


def test_sbv_says_losses():
    cue = Cue.of("1", Span(Fraction(0), Fraction(1)), "a")
    track = SubtitleTrack("und", (replace(cue, speaker="A", settings=(("line", "0"),)),), styles=("x",))
    assert SBV.losses(track) == ("the place of 1 cue", "the speaker of 1 cue", "styles and headers")


@settings(max_examples=40)
@given(tracks(contents(("i", "v", "ruby"), colours=("#123456",)), rate=Fraction(24000, 1001)), st.sampled_from(CueKind))
def test_json_is_exact(track, kind):
    cues = tuple(replace(cue, kind=kind, region="r", settings=(("line", "7"), ("identifier", "")), speaker="Ann") for cue in track.cues)
    track = replace(track, cues=cues, regions=(region(),), styles=("s",), metadata=(("a", "b"),), losses=("l",),
                    frame_rate=Fraction(24000, 1001), picture=((Fraction(1, 3), True), (Fraction(2), False)))
    assert JSON.parse(JSON.render(track)) == track
    assert JSON.losses(track) == ()


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"{", b"\xff", b'{"format": "localize-subtitles", "version": 2}', b"1", b'"x"'])
def test_json_of_another_kind_is_refused(data):
    with pytest.raises(InvalidSubtitle):
        JSON.parse(data)


def test_json_with_broken_fields_is_refused():
    good = json.loads(JSON.render(SubtitleTrack("und", (Cue.of("1", Span(Fraction(0), Fraction(1)), "a"),))))
    for key, value in [("begin", "1/0"), ("begin", "9"), ("end", "x"), ("kind", "y"), ("content", [{"node": "z"}]), ("key", 3),
                       ("region", "gone"), ("pairs", [["a"]])]:
        bad = json.loads(json.dumps(good))
        bad["cues"][0][key] = value
        with pytest.raises(InvalidSubtitle):
            JSON.parse(json.dumps(bad).encode())
