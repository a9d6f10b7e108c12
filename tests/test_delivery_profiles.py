"""Every delivery profile end to end: the command line, the real engines, a tiny film, and what the platform would get."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import av
import m3u8
import pytest

from localize import formats
from localize.cli import main
from localize.dubbing.loudness import Meter, integrated, weighted
from localize.engines.sound import SoundFile
from localize.packaging.manifest import read_manifest
from localize.report import NOTICE
from tests.packaging.made import master_file

SECONDS = 9
LINES = ("1\n00:00:00,600 --> 00:00:02,800\n你怎么来了？\n\n2\n00:00:03,000 --> 00:00:05,600\n我刚从佛山回来。\n\n"
         "3\n00:00:06,000 --> 00:00:08,600\n你会后悔的！\n\n")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with films of several shapes, their dialogue list, and a store they share."""
    folder = tmp_path_factory.mktemp("profiles")
    (folder / "list.srt").write_text(LINES, "utf-8")
    return folder


def film(folder: Path, layout: str = "stereo", size: str = "320x180", rate: str = "25") -> Path:
    path = folder / f"{layout}-{size}.mp4"
    # Quiet under the dialogue: a film's own sound is not our subject here.
    return path if path.exists() else master_file(path, seconds=SECONDS, size=size, rate=rate, layout=layout,
                                                  sound=("-c:a", "aac", "-af", "volume=-30dB"))


def deliver(folder: Path, profile: str, source: Path, to: str = "en", *more: str) -> tuple[Path, dict[str, Any]]:
    out = folder / f"{profile}-{source.stem}-{to.replace(',', '-')}"
    code = main(["run", str(source), "--from", "zh", "--to", to, "--transcribe", str(folder / "list.srt"), "--title", "木棉茶楼",
                 "--episode", "2", "--profile", profile, "--store", str(folder / "store"), "--out", str(out), *more])
    assert code == 0
    manifest = read_manifest((out / "manifest.json").read_bytes())
    assert manifest["profile"] == profile
    assert {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()} == {
        "manifest.json", *(item["path"] for item in manifest["files"])}
    return out, manifest


def lacks(manifest: dict[str, Any]) -> list[str]:
    assert NOTICE in manifest["reasons"]
    return [item["message"] for item in manifest["findings"] if item["rule"] == "package.lacks"]


def files(manifest: dict[str, Any], role: str) -> dict[str, dict[str, Any]]:
    return {item["path"]: item for item in manifest["files"] if item["role"] == role}


def measured(path: Path, channels: int) -> float:
    meter = Meter(channels)
    for block in SoundFile().read(path):
        meter.take(block)
    return integrated(weighted(meter.cells()))


@pytest.mark.parametrize(("profile", "form"), [("netflix", "ttml"), ("disney", "imsc")])
def test_netflix_and_disney(folder: Path, profile: str, form: str):
    out, manifest = deliver(folder, profile, film(folder, "5.1", rate="24"))
    assert lacks(manifest) == []
    (subtitle,) = files(manifest, "subtitle")
    assert subtitle == "subtitles/MuMianChaLou_2_en_SUB.xml"
    assert formats.detect((out / subtitle).read_bytes(), subtitle).name == form
    assert (b"#dcdcdc" in (out / subtitle).read_bytes().lower()) == (profile == "disney")
    dubs = files(manifest, "dub")
    assert {path: item["layout"] for path, item in dubs.items()} == {
        "audio/MuMianChaLou_2_en_51.wav": "5.1", "audio/MuMianChaLou_2_en_20.wav": "stereo"}
    for path, item in dubs.items():
        assert item["gating"] == "dialogue"
        assert abs(item["loudness_lufs"] + 27) <= 2
        assert item["true_peak_dbtp"] <= -2
        with av.open(str(out / path)) as opened:
            assert opened.streams.audio[0].codec_context.name == "pcm_s24le"
            assert opened.streams.audio[0].codec_context.channels == (6 if item["layout"] == "5.1" else 2)
            assert float(opened.duration / av.time_base) == pytest.approx(SECONDS, abs=0.001)
    assert "folded" in dubs["audio/MuMianChaLou_2_en_20.wav"]["derived"]
    assert list(files(manifest, "video")) == ["MuMianChaLou_2.mkv"]


def test_netflix_without_surround_is_not_deliverable(folder: Path):
    _, manifest = deliver(folder, "netflix", film(folder))
    assert not manifest["deliverable"]
    assert any(reason.startswith("no 5.1 dub: the mix is stereo") and reason.endswith(": en")
               for reason in manifest["reasons"])


def test_a_guide_dub_is_not_deliverable(folder: Path):
    _, manifest = deliver(folder, "generic", film(folder), "th")
    assert any("guide tracks only, for voice actors: th" in reason for reason in manifest["reasons"])
    assert next(iter(files(manifest, "dub").values()))["guide"] is True


def test_youtube(folder: Path):
    out, manifest = deliver(folder, "youtube", film(folder), "en,ar")
    assert lacks(manifest) == []
    assert set(files(manifest, "subtitle")) == {f"subtitles/{tag}.{end}" for tag in ("en", "ar") for end in ("srt", "sbv")}
    (name,) = files(manifest, "video")
    data = (out / name).read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    for path in files(manifest, "dub"):
        assert measured(out / path, 2) == pytest.approx(-14, abs=1)


def test_tiktok(folder: Path):
    out, manifest = deliver(folder, "tiktok", film(folder, size="180x320"), "en,ar")
    assert lacks(manifest) == []
    assert set(files(manifest, "subtitle")) == {"木棉茶楼_2_en.srt", "木棉茶楼_2_ar.srt"}
    videos = files(manifest, "video")
    assert {path: item["language"] for path, item in videos.items()} == {
        "木棉茶楼_2_en.mp4": "en", "木棉茶楼_2_ar.mp4": "ar", "木棉茶楼_2_zh.mp4": ""}
    for path in videos:
        with av.open(str(out / path)) as opened:
            assert [stream.type for stream in opened.streams] == ["video", "audio"]


def test_tiktok_takes_no_wide_picture(folder: Path):
    _, manifest = deliver(folder, "tiktok", film(folder), "en", "--no-dub")
    assert any("320x180" in message and "never cropped" in message for message in lacks(manifest))


def test_generic_hls(folder: Path):
    out, manifest = deliver(folder, "generic-hls", film(folder), "en,ar")
    assert lacks(manifest) == []
    found = m3u8.load(str(out / "stream/main.m3u8"))
    assert [item.language for item in found.media if item.type == "AUDIO"] == ["zh", "en", "ar"]
    assert {item.language for item in found.media if item.type == "SUBTITLES"} == {"en", "ar"}
    assert (out / "stream/manifest.mpd").is_file()
    assert not files(manifest, "video")


def test_broadcast(folder: Path):
    out, manifest = deliver(folder, "broadcast-ebu", film(folder), "en,th")
    kinds = {formats.detect((out / path).read_bytes(), path).name: item["language"]
             for path, item in files(manifest, "subtitle").items() if item["language"] == "en"}
    assert kinds == {"ebu-tt-d": "en", "stl": "en"}
    dubs = files(manifest, "dub")
    assert measured(out / "audio/MuMianChaLou_2_en_20.wav", 2) == pytest.approx(-23, abs=1)
    assert all(item["codec"] == "pcm_s24le" for item in dubs.values())
    assert "no STL: it has no letters for the language: th" in manifest["reasons"]
    assert "subtitles/MuMianChaLou_2_th_SUB.xml" in files(manifest, "subtitle")


def test_a_newer_package_supersedes_the_older_and_says_what_changed(folder: Path, capsys: pytest.CaptureFixture[str]):
    source = film(folder)
    out, first = deliver(folder, "youtube", source, "vi", "--no-dub")
    assert first["supersedes"] is None
    before = (out / "manifest.json").read_bytes()
    deliver(folder, "youtube", source, "vi", "--no-dub")
    assert (out / "manifest.json").read_bytes() == before, "the same package is the same"
    (folder / "terms.csv").write_text("source,vi\n佛山,PHẬT SƠN\n", "utf-8")
    _, second = deliver(folder, "youtube", source, "vi", "--no-dub", "--glossary", str(folder / "terms.csv"))
    told = second["supersedes"]
    assert "it supersedes the one that lay there" in capsys.readouterr().err
    assert {"subtitles/vi.srt", "subtitles/vi.sbv"} <= set(told["changed"])
    assert told["added"] == told["removed"] == []
    (folder / "old.json").write_bytes(before)
    capsys.readouterr()
    assert main(["package", "diff", str(folder / "old.json"), str(out), "--json"]) == 1
    assert json.loads(capsys.readouterr().out) == {name: told[name] for name in ("added", "changed", "removed")}
    _, third = deliver(folder, "youtube", source, "vi", "--no-dub", "--glossary", str(folder / "terms.csv"))
    assert third == second
    assert main(["package", "diff", str(out), str(out)]) == 0


def test_rights_stand_in_the_manifest(folder: Path, capsys: pytest.CaptureFixture[str]):
    path = folder / "rights.json"
    path.write_text('[{"territory": "BR", "language": "pt-BR", "begin": "2026-01-01", "end": "2027-12-31"}]', "utf-8")
    _, manifest = deliver(folder, "youtube", film(folder), "pt-BR", "--no-dub", "--rights", str(path))
    assert manifest["rights"] == [{"territory": "BR", "language": "pt-BR", "begin": "2026-01-01", "end": "2027-12-31"}]
    path.write_text('{"territory": "BR"}', "utf-8")
    assert main(["run", str(film(folder)), "--from", "zh", "--to", "en", "--out", str(folder / "x"), "--store",
                 str(folder / "store"), "--rights", str(path)]) == 2
    assert "no list of rights" in capsys.readouterr().err
