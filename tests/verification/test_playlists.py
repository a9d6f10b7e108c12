"""Playlists: everything HLS and DASH name must be in the package, and long enough."""

from __future__ import annotations

from pathlib import Path

import pytest

from localize.verification.playlists import of_playlist

ROWS = {name: {"size": 1000} for name in (
    "hls/master.m3u8", "hls/en.m3u8", "hls/en/init.mp4", "hls/en/1.m4s", "hls/en/2.m4s", "hls/a b.vtt", "dash/v/init.mp4",
    "dash/v/1.m4s", "dash/v/2.m4s", "dash/v/3.m4s", "dash/en.mp4")}
MASTER = """#EXTM3U
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",LANGUAGE="en",NAME="English",URI="en.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=1,AUDIO="a"
en.m3u8
"""
MEDIA = """#EXTM3U
#EXT-X-MAP:URI="en/init.mp4",BYTERANGE="500@0"
#EXTINF:4,
#EXT-X-BYTERANGE:400@100
en/1.m4s
#EXTINF:4,
#EXT-X-BYTERANGE:500
en/1.m4s
#EXTINF:4,
a%20b.vtt
#EXT-X-ENDLIST
"""
MPD = """<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" mediaPresentationDuration="PT12S"><Period><AdaptationSet>
<SegmentTemplate timescale="1000" initialization="$RepresentationID$/init.mp4" media="$RepresentationID$/$Number$.m4s">
{timeline}</SegmentTemplate><Representation id="v" bandwidth="1"/></AdaptationSet>
<AdaptationSet><Representation id="en" bandwidth="1"><BaseURL>en.mp4</BaseURL><SegmentBase indexRange="100-199"/>
</Representation></AdaptationSet></Period></MPD>"""
TIMELINE = '<SegmentTimeline><S t="0" d="4000" r="2"/></SegmentTimeline>'


def said(tmp_path: Path, name: str, text: str) -> list[str]:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    faults = list(of_playlist(tmp_path, name, ROWS))
    assert all(fault.path == name and fault.hint for fault in faults)
    return [fault.message for fault in faults]


@pytest.mark.parametrize(("name", "text"), [
    ("hls/master.m3u8", MASTER), ("hls/en.m3u8", MEDIA), ("dash/stream.mpd", MPD.format(timeline=TIMELINE)),
    ("dash/stream.mpd", MPD.format(timeline="").replace('timescale="1000"', 'timescale="1000" duration="4000"'))])
def test_a_whole_playlist_is_good(tmp_path: Path, name: str, text: str):
    assert said(tmp_path, name, text) == []


@pytest.mark.parametrize(("name", "text", "message"), [
    ("hls/master.m3u8", MASTER.replace("en.m3u8", "fr.m3u8"), "names fr.m3u8, which is not in the package"),
    ("hls/en.m3u8", MEDIA.replace("en/init", "en/gone"), "names en/gone.mp4"),
    ("hls/en.m3u8", MEDIA.replace("RANGE:500", "RANGE:501"), "bytes of en/1.m4s beyond its end"),
    ("hls/en.m3u8", MEDIA.replace("500@0", "500@501"), "bytes of en/init.mp4 beyond its end"),
    ("hls/en.m3u8", MEDIA.replace("#EXT-X-ENDLIST", ""), "no #EXT-X-ENDLIST"),
    ("hls/en.m3u8", MEDIA.replace("a%20b.vtt", "https://example.com/a.vtt"), "points out of the package"),
    ("hls/en.m3u8", MEDIA.replace("a%20b.vtt", "../../secret"), "points out of the package"),
    ("hls/en.m3u8", MEDIA.replace("a%20b.vtt", "%2e%2e/%2e%2e/secret"), "points out of the package"),
    ("hls/en.m3u8", "nothing", "cannot be read"), ("hls/en.m3u8", "#EXTM3U\n", "names no file"),
    ("dash/stream.mpd", MPD.format(timeline=TIMELINE.replace('r="2"', 'r="3"')), "names v/4.m4s"),
    ("dash/stream.mpd", MPD.format(timeline=TIMELINE).replace("en.mp4", "th.mp4"), "names th.mp4"),
    ("dash/stream.mpd", MPD.format(timeline=TIMELINE).replace("100-199", "100-1000"), "beyond its end"),
    ("dash/stream.mpd", "<MPD", "cannot be read"), ("dash/stream.mpd", "<html/>", "is no MPD")])
def test_what_is_not_there_is_named(tmp_path: Path, name: str, text: str, message: str):
    assert any(message in found for found in said(tmp_path, name, text))


def test_a_timeline_without_end_is_cut_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("localize.verification.playlists._MOST", 50)

    assert len(said(tmp_path, "dash/stream.mpd", MPD.format(timeline=TIMELINE.replace('r="2"', 'r="999999999999"')))) == 46
