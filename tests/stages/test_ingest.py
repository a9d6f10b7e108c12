"""Ingest on real and hostile files, through the real ffmpeg."""

from __future__ import annotations

import struct
from contextlib import suppress
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.engines.media.ffmpeg import FFmpeg
from localize.errors import InvalidMedia, LocalizeError, NotFound, UnsafePath
from localize.stages.ingest import check_name, ingest, sniff
from tests.engines.media.films import CODECS, PICTURE, SOUND, film, make

MEDIA = FFmpeg()


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return film(tmp_path_factory.mktemp("film") / "plain.mp4")


def test_a_plain_film_is_measured(plain: Path):
    master = ingest(plain, "第一集.mp4", MEDIA)
    assert master.name == "第一集.mp4"
    assert (master.container, master.video.codec, master.video.frame_rate) == ("mov", "h264", Fraction(25))
    assert (master.video.width, master.video.height, master.video.variable_rate) == (320, 240, False)
    assert master.duration == 2
    assert [(s.codec, s.channels, s.sample_rate) for s in master.audio] == [("aac", 1, 48000)]
    assert master.notes == ()
    assert master.size == plain.stat().st_size


@pytest.mark.parametrize(("suffix", "container"), [
    ("mkv", "matroska"), ("ts", "mpegts"), ("avi", "avi"), ("mov", "mov"), ("flv", "flv"),
])
def test_other_containers(tmp_path: Path, suffix: str, container: str):
    extra = ("-ar", "44100") if suffix == "flv" else ()
    master = ingest(film(tmp_path / f"film.{suffix}", *extra), "misleading.mp4", MEDIA)
    assert master.container == container
    assert abs(master.duration - 2) < Fraction(1, 20)
    assert master.video.frame_rate == 25


def test_mxf_and_program_stream(tmp_path: Path):
    for name, container in (("film.mxf", "mxf"), ("film.mpg", "mpeg")):
        sound = "pcm_s16le" if name.endswith("mxf") else "mp2"
        path = make(tmp_path / name, *PICTURE, *SOUND, "-c:v", "mpeg2video", "-c:a", sound, "-ar", "48000")
        assert ingest(path, name, MEDIA).container == container


def refused(path: Path, words: str, field: str) -> None:
    with pytest.raises(InvalidMedia, match=words) as caught:
        ingest(path, path.name, MEDIA)
    assert caught.value.field == field


def test_zero_bytes(tmp_path: Path):
    path = tmp_path / "empty.mp4"
    path.touch()
    refused(path, "zero bytes", "master")


def test_text_named_mp4(tmp_path: Path):
    path = tmp_path / "text.mp4"
    path.write_text("这不是电影。\n" * 1000, encoding="utf-8")
    refused(path, "is text", "master")


@pytest.mark.parametrize("text", [
    "#EXTM3U\n#EXTINF:1,\nhttp://localhost/secret.ts\n",
    "ffconcat version 1.0\nfile /etc/passwd\n",
    "file '/etc/passwd'\n",
    '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><BaseURL>http://localhost/</BaseURL></MPD>',
])
def test_playlists_are_not_followed(tmp_path: Path, text: str):
    path = tmp_path / "list.mp4"
    path.write_text(text)
    refused(path, "playlist", "master")


def test_binary_noise(tmp_path: Path):
    path = tmp_path / "noise.mp4"
    path.write_bytes(bytes(range(256)) * 40)
    refused(path, "not a film", "master")


@pytest.mark.parametrize("share", [0.3, 0.9])
def test_truncated_mp4(tmp_path: Path, plain: Path, share: float):
    data = plain.read_bytes()
    path = tmp_path / "cut.mp4"
    path.write_bytes(data[:int(len(data) * share)])
    refused(path, "cut off", "master")


def test_truncated_fast_start_mp4(tmp_path: Path):
    data = film(tmp_path / "fast.mp4", "-movflags", "faststart").read_bytes()
    path = tmp_path / "cut.mp4"
    path.write_bytes(data[:-2000])
    refused(path, "2000 bytes of its 'mdat' box are missing", "master")


def test_truncated_mkv(tmp_path: Path):
    data = film(tmp_path / "film.mkv").read_bytes()
    path = tmp_path / "cut.mkv"
    path.write_bytes(data[:len(data) // 2])
    refused(path, "cut off", "master")


def test_no_sound(tmp_path: Path):
    refused(make(tmp_path / "mute.mp4", *PICTURE, *CODECS), "no sound", "audio")


def test_no_picture(tmp_path: Path):
    refused(make(tmp_path / "sound.mp4", *SOUND, "-c:a", "aac"), "no picture", "video")


def test_cover_art_is_no_picture(tmp_path: Path):
    cover = make(tmp_path / "cover.png", "-f", "lavfi", "-i", "color=red:size=320x240", "-frames:v", "1")
    path = make(tmp_path / "song.mp4", *SOUND, "-i", str(cover), "-map", "0", "-map", "1", "-c:a", "aac", "-c:v",
                "copy", "-disposition:v:0", "attached_pic")
    refused(path, "no picture", "video")


def test_one_pixel(tmp_path: Path):
    path = make(tmp_path / "dot.mkv", "-f", "lavfi", "-i", "color=red:size=64x64:duration=1", *SOUND, "-vf",
                "format=gray,scale=1:1", "-c:v", "ffv1")
    refused(path, "1x1 pixels", "video")


def test_ten_sound_tracks_are_fine(tmp_path: Path):
    maps = [part for _ in range(10) for part in ("-map", "1:a")]
    master = ingest(film(tmp_path / "ten.mp4", "-map", "0:v", *maps), "ten.mp4", MEDIA)
    assert [stream.index for stream in master.audio] == list(range(1, 11))


def test_variable_rate_is_noted(tmp_path: Path):
    path = make(tmp_path / "vfr.mkv", *PICTURE, *SOUND, *CODECS, "-vf", "select='mod(n,3)'", "-fps_mode", "vfr")
    master = ingest(path, "vfr.mkv", MEDIA)
    assert master.video.variable_rate
    assert any("varies" in note for note in master.notes)


def test_a_duration_that_lies(tmp_path: Path):
    data = bytearray(film(tmp_path / "film.mkv").read_bytes())
    at = data.index(b"\x44\x89\x88") + 3  # Duration, an 8-byte float of milliseconds
    data[at:at + 8] = struct.pack(">d", 3_600_000.0)
    path = tmp_path / "liar.mkv"
    path.write_bytes(data)
    master = ingest(path, "liar.mkv", MEDIA)
    assert abs(master.duration - 2) < Fraction(1, 10)
    assert any("3600.000 s" in note for note in master.notes)


def test_a_movie_that_points_at_another_file(tmp_path: Path, plain: Path):
    data = bytearray(plain.read_bytes())
    at = data.index(b"url \x00\x00\x00\x01") + 4
    data[at:at + 4] = b"\x00\x00\x00\x00"  # no longer "the data is in this file"
    path = tmp_path / "reference.mov"
    path.write_bytes(data)
    refused(path, "points at another file", "master")


@pytest.mark.parametrize("name", ["../up.mp4", "/etc/passwd", "a\\b.mp4", "", "..", "a\x00b.mp4", "a\u202egp4.exe",
                                  "x" * 256])
def test_unsafe_names(name: str):
    with pytest.raises(UnsafePath) as caught:
        check_name(name)
    assert caught.value.field == "name"


def test_a_missing_file(tmp_path: Path):
    with pytest.raises(NotFound):
        ingest(tmp_path / "none.mp4", "none.mp4", MEDIA)


@given(st.binary(max_size=600))
def test_any_bytes_are_told_or_refused(head: bytes):
    with suppress(InvalidMedia):
        assert sniff(head) in {"mov", "matroska", "mpegts", "mpeg", "mxf", "avi", "flv"}


def test_broken_boxes_never_escape_untyped(tmp_path: Path, plain: Path):
    data = bytearray(plain.read_bytes())
    path = tmp_path / "broken.mp4"
    for at in range(4, len(data), max(1, len(data) // 40)):
        broken = bytearray(data)
        broken[at:at + 8] = b"\xff" * 8
        path.write_bytes(broken)
        try:
            ingest(path, "broken.mp4", MEDIA)
        except LocalizeError:
            continue
