"""Playlists without the tracks that somebody may not have."""

from __future__ import annotations

import m3u8
from lxml import etree

from server.playlists import without_tracks

HLS = """#EXTM3U
#EXT-X-VERSION:7
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",LANGUAGE="zh",NAME="原声, original",URI="zh.m3u8"
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",LANGUAGE="th",NAME="ไทย",URI="th.m3u8"
#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="webvtt",LANGUAGE="ar",NAME="العربية",URI="ar.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=800000,CODECS="avc1.640028,mp4a.40.2",AUDIO="sound",SUBTITLES="webvtt",CLOSED-CAPTIONS=NONE
video.m3u8
"""
DASH = """<MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><Period><AdaptationSet contentType="video"/>
<AdaptationSet contentType="audio" lang="zh"/><AdaptationSet contentType="audio" lang="th"/>
<AdaptationSet contentType="text" lang="ar"/></Period></MPD>"""


def test_tracks_go_and_groups_that_lose_them_all() -> None:
    found = m3u8.loads(without_tracks(HLS.encode(), "streams/main.m3u8", lambda tag: tag in {"", "zh", "th"}).decode())
    assert [(item.language, item.name) for item in found.media] == [("zh", "原声, original"), ("th", "ไทย")]
    (variant,) = found.playlists
    assert (variant.stream_info.audio, variant.stream_info.subtitles) == ("sound", None)
    assert variant.stream_info.codecs == "avc1.640028,mp4a.40.2"
    assert variant.uri == "video.m3u8"


def test_who_may_have_everything_gets_the_same_playlist() -> None:
    assert without_tracks(HLS.encode(), "main.m3u8", lambda _: True).decode() == HLS


def test_dash_loses_its_sets() -> None:
    found = etree.fromstring(without_tracks(DASH.encode(), "manifest.mpd", lambda tag: tag in {"", "th"}))
    assert [item.get("lang") for item in found.findall(".//{*}AdaptationSet")] == [None, "th"]
