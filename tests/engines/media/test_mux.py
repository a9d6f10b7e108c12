"""Muxing: every track tagged, the picture bit for bit the master's, one label for AI-made material."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import av
import pytest

from localize.engine import MuxPlan, MuxTrack
from localize.engines.media import find_program, programs, run
from localize.engines.media import mux as mux_module
from localize.engines.media.ffmpeg import FFmpeg
from localize.errors import EngineError, EngineUnavailable, StorageFull
from localize.language import TARGETS
from localize.provenance import labels
from localize.stages.ingest import ingest
from tests.engines.media.films import CODECS, PICTURE, SOUND, film, make

MEDIA = FFmpeg()
LABEL = '{"Label":"1","ContentProducer":"localize","ProduceID":"1"}'
needs_mkvmerge = pytest.mark.skipif(find_program("mkvmerge") is None, reason="mkvmerge is not installed (mkvtoolnix)")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mux")
    film(folder / "master.mp4")
    make(folder / "dub.m4a", *SOUND, "-c:a", "aac")
    for language in TARGETS:
        (folder / f"{language.tag}.srt").write_text(f"1\n00:00:00,200 --> 00:00:01,500\n{language.native}\n\n",
                                                   encoding="utf-8")
    return folder


def plan_of(folder: Path, container: str, source: str = "master.mp4", **extra: object) -> MuxPlan:
    path = folder / source
    dubs = tuple(MuxTrack(folder / "dub.m4a", item.tag, item.native) for item in TARGETS if item.voice)
    subtitles = tuple(MuxTrack(folder / f"{item.tag}.srt", item.tag, item.native, default=item.tag == "en",
                               forced=item.tag == "th") for item in TARGETS)
    fields = {"title": "木棉茶楼", "dubs": dubs, "subtitles": subtitles, "metadata": (("AIGC", LABEL),), **extra}
    return MuxPlan(container, path, ingest(path, source, MEDIA), "zh", **fields)  # type: ignore[arg-type]


def streams(path: Path) -> list[tuple[str, str, str]]:
    with av.open(str(path)) as opened:
        return [(stream.type, stream.metadata.get("language", ""),
                 stream.metadata.get("title") or stream.metadata.get("handler_name") or "") for stream in opened.streams]


def label_of(path: Path) -> str | None:
    with av.open(str(path)) as opened:
        return opened.metadata.get("AIGC")


@needs_mkvmerge
def test_mkv_carries_bcp47_names_flags_and_the_label(folder: Path):
    out = folder / "out.mkv"
    assert MEDIA.mux(plan_of(folder, "mkv"), out) == ()
    program = find_program("mkvmerge")
    assert program is not None
    tracks = json.loads(run([program, "-J", out], "look"))["tracks"]
    found = [(item["type"], item["properties"]["language_ietf"]) for item in tracks]
    voiced = [item.tag for item in TARGETS if item.voice]
    assert found == [("video", "zh"), ("audio", "zh"), *(("audio", tag) for tag in voiced),
                     *(("subtitles", item.tag) for item in TARGETS)]
    by_tag = {item["properties"]["language_ietf"]: item["properties"] for item in tracks if item["type"] == "subtitles"}
    assert by_tag["ar"]["track_name"] == "العربية"
    assert by_tag["en"]["default_track"]
    assert by_tag["th"]["forced_track"]
    assert not by_tag["ms"]["default_track"]
    assert tracks[1]["properties"]["flag_original"]
    assert not tracks[2]["properties"].get("flag_original")
    with av.open(str(out)) as opened:
        dubbed = {stream.type: bool(stream.disposition & av.stream.Disposition.dub) for stream in opened.streams}
    assert dubbed == {"video": False, "audio": True, "subtitle": False}
    assert label_of(out) == LABEL


def test_mp4_carries_639_2_and_the_full_tag_in_the_handler_name(folder: Path):
    out = folder / "out.mp4"
    assert MEDIA.mux(plan_of(folder, "mp4"), out) == ()
    found = streams(out)
    assert [item for item in found if item[0] == "subtitle"] == [
        ("subtitle", item.iso639_2, f"{item.native} [{item.tag}]") for item in TARGETS]
    assert found[1] == ("audio", "zho", "中文 (original) [zh]")
    assert ("audio", "por", "Português (Brasil) [pt-BR]") in found
    assert label_of(out) == LABEL
    with av.open(str(out)) as opened:
        assert opened.metadata["title"] == "木棉茶楼"


@pytest.mark.parametrize("container", ["mkv", "mp4"])
@pytest.mark.parametrize("source", ["master.mp4", "master.ts", "master.mkv"])
def test_the_picture_is_the_masters_bit_for_bit(folder: Path, container: str, source: str):
    if not (folder / source).exists():
        film(folder / source)
    plan = plan_of(folder, container, source)
    out = folder / f"{source}.{container}"
    MEDIA.mux(plan, out)
    wanted = MEDIA.picture_digest(plan.source, plan.master.container)
    assert MEDIA.picture_digest(out, {"mkv": "matroska", "mp4": "mov"}[container]) == wanted
    again = make(folder / "again.mp4", "-i", str(plan.source), "-map", "0:v", "-c:v", "libx264", "-crf", "35")
    assert MEDIA.picture_digest(again, "mov") != wanted


def test_mkv_without_mkvtoolnix(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(mux_module, "find_program", lambda _: None)
    (note,) = MEDIA.mux(plan_of(folder, "mkv"), folder / "plain.mkv")
    assert "BCP 47" in note
    found = streams(folder / "plain.mkv")
    assert ("subtitle", "pt-BR", "Português (Brasil)") in found
    assert label_of(folder / "plain.mkv") == LABEL


def test_a_label_that_is_there_stays(folder: Path):
    master = make(folder / "labelled.mp4", "-i", str(folder / "master.mp4"), "-c", "copy", "-metadata",
                  'AIGC={"Label":"2"}', "-movflags", "use_metadata_tags")
    for container in ("mp4", "mkv"):
        out = folder / f"kept.{container}"
        MEDIA.mux(replace(plan_of(folder, container, master.name), metadata=()), out)
        assert labels(out) == ('{"Label":"2"}',)
        MEDIA.mux(plan_of(folder, container, master.name), out)  # a plan's label has taken in the master's
        assert labels(out) == (LABEL,)


@pytest.mark.parametrize("ending", ["m4a", "wav", "mp3", "flac", "mkv"])
def test_label_of_a_dub(folder: Path, ending: str):
    out, twice = folder / f"labelled.{ending}", folder / f"twice.{ending}"
    source = make(folder / f"bare.{ending}", *SOUND)
    MEDIA.label(source, out, (("AIGC", LABEL),))
    MEDIA.label(out, twice, (("AIGC", '{"Label":"3"}'),))
    assert labels(out) == labels(twice) == (LABEL,)


def test_what_has_no_place_for_a_label_is_refused(folder: Path):
    with pytest.raises(EngineError, match="no way to label a ts file"):
        MEDIA.label(folder / "dub.m4a", folder / "dub.ts", (("AIGC", LABEL),))


def test_sound_that_mp4_cannot_carry(folder: Path):
    make(folder / "pcm.mov", *PICTURE, *SOUND, *CODECS[:-2], "-c:a", "pcm_s24le")
    (note,) = MEDIA.mux(plan_of(folder, "mp4", "pcm.mov"), folder / "pcm.mp4")
    assert "pcm_s24le" in note
    assert not any("pcm" in note for note in MEDIA.mux(plan_of(folder, "mkv", "pcm.mov"), folder / "pcm.mkv"))


def test_a_picture_that_mp4_cannot_carry(folder: Path):
    make(folder / "prores.mov", *PICTURE, *SOUND, "-c:v", "prores", "-c:a", "aac")
    with pytest.raises(EngineError, match="prores"):
        MEDIA.mux(plan_of(folder, "mp4", "prores.mov"), folder / "prores.mp4")
    plan = plan_of(folder, "mkv", "prores.mov")
    MEDIA.mux(plan, folder / "prores.mkv")
    assert MEDIA.picture_digest(folder / "prores.mkv", "matroska") == MEDIA.picture_digest(plan.source, "mov")


def test_ffmpeg_comes_from_the_wheel_where_the_system_has_none(monkeypatch: pytest.MonkeyPatch):
    pytest.importorskip("imageio_ffmpeg")
    programs.find_ffmpeg.cache_clear()
    monkeypatch.setattr(programs.shutil, "which", lambda _: None)
    try:
        assert "imageio_ffmpeg" in str(programs.find_ffmpeg())
    finally:
        programs.find_ffmpeg.cache_clear()


def test_no_ffmpeg_at_all(monkeypatch: pytest.MonkeyPatch):
    programs.find_ffmpeg.cache_clear()
    monkeypatch.setattr(programs.shutil, "which", lambda _: None)
    monkeypatch.setitem(__import__("sys").modules, "imageio_ffmpeg", None)
    try:
        with pytest.raises(EngineUnavailable) as caught:
            programs.find_ffmpeg()
        assert "install" in caught.value.hint
    finally:
        programs.find_ffmpeg.cache_clear()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_told():
    with pytest.raises(StorageFull):
        run([programs.find_ffmpeg(), "-v", "error", "-y", *SOUND, "-f", "f32le", "/dev/full"], "write")
