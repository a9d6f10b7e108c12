"""Masters as they come: HEVC, AV1, ProRes, ten bits, 8K; sound that begins before the picture; chapters that lie."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import av
import pytest

from localize.boxes import find, tracks, whole
from localize.engine import MuxPlan, MuxTrack
from localize.engines.media import find_program, run
from localize.engines.media.ffmpeg import FFmpeg
from localize.stages.ingest import ingest
from tests.engines.media.films import PICTURE, SOUND, film, make

MEDIA = FFmpeg()
X265 = ["-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none"]
DEMUXERS = {"mkv": "matroska", "mp4": "mov", "mov": "mov"}
needs_mkvmerge = pytest.mark.skipif(find_program("mkvmerge") is None, reason="mkvmerge is not installed (mkvtoolnix)")
FLAGS = ("default", "forced", "hearing_impaired", "dub", "original")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("masters")
    make(folder / "dub.m4a", *SOUND, "-c:a", "aac")
    (folder / "en.srt").write_text("1\n00:00:00,200 --> 00:00:00,900\nHello.\n\n", "utf-8")
    return folder


def plan_of(folder: Path, source: Path, container: str, **more: object) -> MuxPlan:
    dub, srt = folder / "dub.m4a", folder / "en.srt"
    fields: dict[str, object] = {
        "title": "片", "dubs": (MuxTrack(dub, "en", "English"), MuxTrack(dub, "pt-BR", "Português (Brasil)")),
        "subtitles": (MuxTrack(srt, "en", "English (SDH)", hearing_impaired=True),
                      MuxTrack(srt, "en", "English (forced)", forced=True), MuxTrack(srt, "pt-BR", "Português (Brasil)")),
        **more}
    return MuxPlan(container, source, ingest(source, source.name, MEDIA), "zh", **fields)  # type: ignore[arg-type]


def sound_digest(path: Path, container: str, index: int = 0) -> str:
    """Return a digest of the coded sound alone, as of the picture."""
    digest = hashlib.sha256()
    with av.open(str(path), format=container) as opened:
        for packet in opened.demux(opened.streams.audio[index]):
            digest.update(bytes(packet))
    return digest.hexdigest()


@pytest.mark.parametrize(("name", "size", "coder", "container"), [
    ("hevc-10.mp4", "3840x2160", [*X265, "-pix_fmt", "yuv420p10le"], "mp4"),
    ("hevc-8k.mkv", "7680x4320", [*X265, "-pix_fmt", "yuv420p"], "mp4"),
    ("hevc.ts", "320x240", [*X265, "-pix_fmt", "yuv420p"], "mp4"),
    ("av1.mp4", "1280x720", ["-c:v", "libsvtav1", "-preset", "12", "-pix_fmt", "yuv420p10le"], "mp4"),
    pytest.param("av1-8k.mp4", "7680x4320", ["-c:v", "libsvtav1", "-preset", "12", "-pix_fmt", "yuv420p"], "mp4",
                 marks=pytest.mark.slow),
    ("prores.mov", "640x360", ["-c:v", "prores_ks", "-pix_fmt", "yuv422p10le"], "mov"),
    pytest.param("prores-4k.mov", "3840x2160", ["-c:v", "prores_ks", "-profile:v", "3", "-pix_fmt", "yuv422p10le"], "mov",
                 marks=pytest.mark.slow),
    ("vp9.webm", "320x240", ["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-c:a", "libopus"], "mp4"),
])
def test_large_and_deep_pictures_pass_through(folder: Path, name: str, size: str, coder: list[str], container: str):
    sound = [] if "-c:a" in coder else ["-c:a", "aac"]
    source = make(folder / name, "-f", "lavfi", "-i", f"testsrc2=size={size}:rate=25:duration={0.04 if size == '7680x4320' else 0.08}", "-f",
                  "lavfi", "-i", "sine=duration=0.08:sample_rate=48000", *coder, *sound)
    for kind in ("mkv", container):
        plan = plan_of(folder, source, kind, dubs=(), subtitles=())
        out = folder / f"{name}.out.{kind}"
        assert MEDIA.mux(plan, out) == ()
        wanted = MEDIA.picture_digest(source, plan.master.container)
        assert MEDIA.picture_digest(out, DEMUXERS[kind]) == wanted
        with av.open(str(out)) as opened:
            picture = opened.streams.video[0].codec_context
            assert f"{picture.width}x{picture.height}" == size
            if picture.name == "hevc" and kind == "mp4":
                assert picture.codec_tag == "hvc1"
        if plan.master.container != "mpegts":  # a transport stream wraps AAC in ADTS
            assert sound_digest(out, DEMUXERS[kind]) == sound_digest(source, plan.master.container)


@pytest.mark.parametrize("container", ["mkv", "mp4", "mov"])
def test_dispositions_come_back(folder: Path, container: str):
    source = folder / "flags.mp4"
    if not source.exists():
        film(source)
    out = folder / f"flags.out.{container}"
    MEDIA.mux(plan_of(folder, source, container), out)
    with av.open(str(out)) as opened:
        found = [{flag for flag in FLAGS if stream.disposition & getattr(av.stream.Disposition, flag)}
                 for stream in opened.streams if stream.type != "video"]
    # MP4 has no word for the original but its name; QuickTime has none for dubs and readers either.
    if container == "mov":
        assert found[0] == {"default"}
        assert not any("default" in flags for flags in found[1:])
    else:
        original = {"default", "original"} if container == "mkv" else {"default"}
        assert found == [original, {"dub"}, {"dub"}, {"hearing_impaired"}, {"forced"}, set()]


@needs_mkvmerge
def test_mkvmerge_sees_the_same_flags(folder: Path):
    source = folder / "flags.mp4"
    if not source.exists():
        film(source)
    MEDIA.mux(plan_of(folder, source, "mkv"), folder / "seen.mkv")
    told = json.loads(run([find_program("mkvmerge") or "", "-J", folder / "seen.mkv"], "look"))["tracks"]
    found = [(item["properties"]["language_ietf"], item["properties"]["forced_track"],
              item["properties"].get("flag_hearing_impaired", False)) for item in told if item["type"] == "subtitles"]
    assert found == [("en", False, True), ("en", True, False), ("pt-BR", False, False)]


def test_no_subtitle_is_on_unasked_in_an_mp4(folder: Path):
    source = film(folder / "quiet.mp4")
    for default in (False, True):
        subtitles = (MuxTrack(folder / "en.srt", "en", "English"), MuxTrack(folder / "en.srt", "ar", "العربية", default=default))
        out = folder / f"quiet-{default}.mp4"
        MEDIA.mux(plan_of(folder, source, "mp4", subtitles=subtitles), out)
        with out.open("rb") as file:
            enabled = []
            for track, handler in tracks(file, whole(out).end):
                header = find(file, track, "tkhd")
                assert header is not None
                file.seek(header.body + 3)
                if handler == "sbtl":
                    enabled.append(bool(file.read(1)[0] & 1))
        assert enabled == [False, default]


@pytest.mark.parametrize(("container", "fast"), [("mp4", True), ("mp4", False), ("mov", True)])
def test_the_index_stands_first_only_where_it_is_wanted(folder: Path, container: str, fast: bool):
    source = film(folder / "fast.mp4")
    out = folder / f"fast-{fast}.{container}"
    MEDIA.mux(plan_of(folder, source, container, faststart=fast), out)
    data = out.read_bytes()
    assert (data.index(b"moov") < data.index(b"mdat")) == fast


@pytest.mark.parametrize("source", ["late.ts", "late.mkv", "late.mp4"])
@pytest.mark.parametrize("container", ["mkv", "mp4"])
def test_our_tracks_begin_with_the_picture_not_with_sound_before_it(folder: Path, source: str, container: str):
    path = folder / source
    if not path.exists():  # the picture begins half a second after the sound
        make(path, "-itsoffset", "0.5", *PICTURE, *SOUND, "-c:v", "libx264", "-preset", "ultrafast", "-bf", "0",
             "-pix_fmt", "yuv420p", "-c:a", "aac", "-muxdelay", "0")
    out = folder / f"{source}.{container}"
    MEDIA.mux(plan_of(folder, path, container), out)
    with av.open(str(out)) as opened:
        picture = next(packet for packet in opened.demux(opened.streams.video[0]))
        begin = float(picture.pts * picture.time_base)
    with av.open(str(out)) as opened:
        text = next(packet for packet in opened.demux(opened.streams.subtitles[0]) if packet.size > 2)
        shown = float(text.pts * text.time_base)
    with av.open(str(out)) as opened:
        dub = next(frame for frame in opened.decode(opened.streams.audio[1]))
        heard = float(dub.pts * dub.time_base)
    assert shown - begin == pytest.approx(0.2, abs=0.03)
    assert heard - begin == pytest.approx(0.0, abs=0.05)


def chaptered(path: Path, *spans: tuple[int, int]) -> Path:
    text = ";FFMETADATA1\n" + "".join(f"[CHAPTER]\nTIMEBASE=1/1000\nSTART={begin}\nEND={end}\ntitle=第{number}章 = <a>\n"
                                      for number, (begin, end) in enumerate(spans, start=1))
    path.with_suffix(".txt").write_text(text, "utf-8")
    plain = film(path.with_name("plain.mp4"))
    return make(path, "-i", str(plain), "-i", str(path.with_suffix(".txt")), "-map", "0", "-map_chapters", "1", "-c", "copy")


@pytest.mark.parametrize("container", ["mkv", "mp4", "mov"])
def test_chapters_stay(folder: Path, container: str):
    source = chaptered(folder / "chapters.mkv", (0, 1000), (1000, 2000))
    assert MEDIA.mux(plan_of(folder, source, container), folder / f"chapters.out.{container}") == ()
    with av.open(str(folder / f"chapters.out.{container}")) as opened:
        begin = float(opened.streams.video[0].start_time * opened.streams.video[0].time_base)
        found = [(float(item["start"] * item["time_base"]) - begin, item["metadata"]["title"]) for item in opened.chapters()]
    assert [name for _, name in found] == ["第1章 = <a>", "第2章 = <a>"]
    assert [at for at, _ in found] == [pytest.approx(0, abs=0.03), pytest.approx(1, abs=0.03)]


@pytest.mark.parametrize("container", ["mkv", "mp4"])
def test_chapters_beyond_the_film_are_left_out_and_told(folder: Path, container: str):
    source = chaptered(folder / "beyond.mkv", (0, 1000), (1000, 9000), (9000, 10000))
    out = folder / f"beyond.out.{container}"
    (note,) = MEDIA.mux(plan_of(folder, source, container), out)
    assert "1 of the master's chapters" in note
    with av.open(str(out)) as opened:
        assert [round(float(item["end"] * item["time_base"]), 1) for item in opened.chapters()] == [1.0, 2.0]
        assert opened.duration < 2.2 * av.time_base


def test_a_film_of_one_language_has_its_dub_alone(folder: Path):
    source = film(folder / "single.mp4")
    for container in ("mkv", "mp4"):
        out = folder / f"single.out.{container}"
        dub = MuxTrack(folder / "dub.m4a", "ar", "العربية", default=True)
        MEDIA.mux(plan_of(folder, source, container, dubs=(dub,), subtitles=(), original=False), out)
        with av.open(str(out)) as opened:
            assert len(opened.streams.audio) == 1
            assert opened.streams.audio[0].disposition & av.stream.Disposition.default


def test_music_and_effects_and_other_tongues_of_the_master_keep_their_language(folder: Path):
    source = make(folder / "several.mkv", *PICTURE, *SOUND, "-map", "0:v", *["-map", "1:a"] * 4, "-c:v", "libx264", "-preset",
                  "ultrafast", "-c:a", "aac", "-metadata:s:a:0", "language=eng", "-metadata:s:a:1", "language=zxx",
                  "-metadata:s:a:2", "language=fre")
    wanted = [("zho", "中文 (original)"), ("zxx", "(original 2)"), ("fra", "fr (original 3)"), ("zho", "中文 (original 4)")]
    for container in ("mkv", "mp4"):
        out = folder / f"several.out.{container}"
        MEDIA.mux(plan_of(folder, source, container, dubs=(), subtitles=()), out)
        with av.open(str(out)) as opened:
            found = [(stream.metadata.get("language"), stream.metadata.get("title") or stream.metadata["handler_name"])
                     for stream in opened.streams.audio]
        if container == "mp4":
            assert found == [(code, f"{name} [{tag}]") for (code, name), tag in zip(wanted, ("zh", "zxx", "fr", "zh"), strict=True)]
        else:
            assert [name for _, name in found] == [name for _, name in wanted]
