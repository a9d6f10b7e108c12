"""What goes wrong while a package is built: full disks, empty tracks, titles nobody should give."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import av
import m3u8
import pytest

from localize.errors import Cancelled, EngineError, StorageFull
from localize.model import SubtitleTrack
from localize.packaging import PackageOptions
from localize.stages.ingest import ingest
from localize.stages.package import build
from tests.packaging.made import MEDIA, MODEL, TOOLS, dub_file, master_file, package, result

needs_full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return master_file(tmp_path_factory.mktemp("bad") / "master.mp4", seconds=4, size="128x96")


@needs_full
@pytest.mark.parametrize("name", ["master.mp4", "stream/video.mp4", "stream/audio/en.mp4", "dubs/en.m4a"])
def test_a_disk_that_fills_while_tracks_are_put_together(source: Path, tmp_path: Path, name: str):
    out = tmp_path / "out"
    (out / name).parent.mkdir(parents=True)
    (out / name).symlink_to("/dev/full")  # whatever the real programs write there finds no space
    dub = dub_file(tmp_path / "dub", 4)
    with pytest.raises(StorageFull, match="no space left"):
        package(out, "generic-hls" if "stream" in name else "generic", source, [result("en", 4, dub)])
    assert not (out / "manifest.json").exists()
    assert not list(out.glob(".scratch-*"))


@pytest.mark.parametrize("profile", ["generic", "generic-hls", "netflix", "youtube"])
def test_a_film_in_which_nobody_speaks(source: Path, tmp_path: Path, profile: str):
    made = package(tmp_path / "out", profile, source, [result("en", 4, silent=True), result("ar", 4, silent=True)])
    subtitles = [item for item in made.package.files if item.role.value == "subtitle"]
    assert {item.language for item in subtitles} == {"en", "ar"}
    assert all(dict(item.details)["cues"] == "0" for item in subtitles)
    if profile == "generic-hls":
        assert {item.language for item in m3u8.load(str(tmp_path / "out/stream/main.m3u8")).media} == {"zh", "en", "ar"}
    else:
        film = next(item.path for item in made.package.files if item.role.value == "video")
        with av.open(str(tmp_path / "out" / film)) as opened:
            assert len(opened.streams.video) == 1


@pytest.mark.parametrize("title", ["a/../../b", "🍵 茶 🫖", "متجر \u202eالشاي", "-rf --output=x", "a\"b'c\\d:e", "line\nbreak", "x" * 400,
                                   "CON", "..."])
def test_titles_that_are_no_file_names(source: Path, tmp_path: Path, title: str):
    made = package(tmp_path / "out", "tiktok", source, [result("en", 4)], title=title, episode=title)
    assert made.manifest["title"] == title
    for item in made.package.files:
        assert (tmp_path / "out" / item.path).resolve().is_relative_to((tmp_path / "out").resolve())
        assert not re.search(r'[\\:*?"<>|\n\u202e]', item.path)
    film = next(item.path for item in made.package.files if item.role.value == "video")
    with av.open(str(tmp_path / "out" / film)) as opened:
        assert opened.metadata["title"].strip()


def test_two_languages_may_not_fall_on_one_file(source: Path, tmp_path: Path):
    one = result("en", 4)
    with pytest.raises(EngineError, match="two files"):
        package(tmp_path / "out", "generic", source, [one, replace(one, subtitles=SubtitleTrack("en", ()))])


def test_a_package_that_is_called_off_has_no_manifest(source: Path, tmp_path: Path):
    master = ingest(source, source.name, MEDIA)
    from localize.model import Transcript

    def stop(share: float) -> None:
        if share >= 0.5:
            raise Cancelled("asked to stop")

    with pytest.raises(Cancelled):
        build(master, source, Transcript("zh", ()), [result("en", 4)], TOOLS, tmp_path / "out",
              PackageOptions("t", models=(MODEL,)), stop)
    assert not (tmp_path / "out" / "manifest.json").exists()
    assert not list((tmp_path / "out").glob(".scratch-*"))


def test_prores_goes_where_it_can_and_is_told_where_it_cannot(tmp_path: Path):
    source = master_file(tmp_path / "master.mov", seconds=2, size="128x96", picture=("-c:v", "prores_ks", "-pix_fmt", "yuv422p10le"),
                         sound=("-c:a", "pcm_s24le"))
    made = package(tmp_path / "generic", "generic", source, [result("en", 2)])
    assert made.package.deliverable
    assert {"master.mkv", "master.mov"} <= made.paths
    stream = package(tmp_path / "stream", "generic-hls", source, [result("en", 2)])
    assert [reason for reason in stream.package.reasons if "prores" in reason and "never encoded again" in reason]
    assert not any(path.startswith("stream/") for path in stream.paths)


def test_sound_that_begins_apart_from_the_picture_stays_there_in_streams(tmp_path: Path):
    from localize.packaging.streaming.index import read_index

    for delay, name in (("0.5", "later"), ("-0.5", "earlier")):
        source = tmp_path / f"{name}.mkv"
        plain = master_file(tmp_path / f"{name}-plain.mp4", seconds=4, size="128x96")
        from tests.engines.media.films import make

        picture, sound = (["-i", str(plain)], ["-itsoffset", delay, "-i", str(plain)])
        make(source, *picture, *sound, "-map", "0:v", "-map", "1:a", "-c", "copy")
        made = package(tmp_path / name, "generic-hls", source, [result("en", 4)])
        index = read_index(made.out / "stream/audio/zh.mp4")
        begins = MEDIA.begins(source, made.master)[made.master.audio[0].index]
        assert float(begins) == pytest.approx(float(delay), abs=0.05)
        assert float(index.start) == pytest.approx(max(float(begins), 0), abs=0.002)
        assert float(index.start + index.duration) == pytest.approx(4 + float(begins), abs=0.06)
