"""Streams: playlists read back by another's parser, segments that lie where they are said to, codecs named right."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from pathlib import Path

import av
import m3u8
import pytest
from lxml import etree

from localize import formats
from localize.boxes import boxes
from localize.model import Cue, FileRole, SubtitleTrack
from localize.packaging.streaming import text
from localize.packaging.streaming.codecs import coding_of
from localize.packaging.streaming.index import read_index
from localize.provenance import labels
from localize.time import Span
from tests.engines.media.films import make
from tests.packaging.made import MEDIA, Made, dub_file, master_file, package, result

SECONDS = 70
MPD = {"m": "urn:mpeg:dash:schema:mpd:2011"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Return a package of a film long enough for three pieces of subtitles, one dub, SDH subtitles."""
    folder = tmp_path_factory.mktemp("streams")
    source = master_file(folder / "master.mkv", seconds=SECONDS, rate="24000/1001", size="128x96", sound=("-c:a", "ac3"))
    results = [result("en", SECONDS, dub_file(folder / "en", SECONDS)), result("ar", SECONDS, forced=False)]
    return package(folder / "out", "generic-hls", source, results, hearing_impaired=True)


def stream(made: Made, name: str) -> Path:
    return made.out / "stream" / name


def test_the_package_is_deliverable_and_the_picture_is_the_masters(made: Made):
    assert made.package.reasons == ()
    wanted = MEDIA.picture_digest(made.source, "matroska")
    assert MEDIA.picture_digest(stream(made, "video.mp4"), "mov") == wanted == made.manifest["picture"]["sha256"]


def test_the_multivariant_playlist_reads_back(made: Made):
    found = m3u8.load(str(stream(made, "main.m3u8")))
    sounds = [item for item in found.media if item.type == "AUDIO"]
    assert [(item.language, item.default, item.channels) for item in sounds] == [("zh", "YES", "2"), ("en", "NO", "2")]
    assert sounds[0].characteristics == "public.original-content"
    assert "public.translation.dubbed" in sounds[1].characteristics
    for group in ("webvtt", "imsc"):
        texts = [item for item in found.media if item.group_id == group]
        assert [(item.language, item.forced, item.default) for item in texts] == [
            ("en", "NO", "NO"), ("en", "YES", "NO"), ("ar", "NO", "NO")]
        assert len({item.name for item in texts}) == len(texts)
        assert "transcribes-spoken-dialog" in texts[0].characteristics
        assert "transcribes-spoken-dialog" not in texts[1].characteristics
    assert {item.autoselect for item in found.media} == {"YES"}
    infos = [item.stream_info for item in found.playlists]
    assert [(info.subtitles, info.audio) for info in infos] == [("webvtt", "sound"), ("imsc", "sound")]
    assert infos[0].codecs == "avc1.42c00a,mp4a.40.2"
    assert infos[1].codecs == "avc1.42c00a,mp4a.40.2,stpp.ttml.im1t"
    assert infos[0].frame_rate == 23.976
    assert infos[0].bandwidth >= infos[0].average_bandwidth > 0


def test_every_media_playlist_names_what_is_there(made: Made):
    names = [item.path for item in made.package.files if item.role is FileRole.PLAYLIST and item.path.endswith(".m3u8")]
    targets = set()
    for name in set(names) - {"stream/main.m3u8"}:
        found = m3u8.load(str(made.out / name))
        assert found.is_endlist
        assert found.playlist_type == "vod"
        assert sum(item.duration for item in found.segments) == pytest.approx(SECONDS, abs=0.1)
        assert all(round(item.duration) <= found.target_duration for item in found.segments)
        folder = (made.out / name).parent
        if "/subtitles/" in name:
            assert all((folder / item.uri).is_file() for item in found.segments)
            continue
        if "/imsc/" not in name:
            targets.add(found.target_duration)
        track = folder / found.segments[0].uri
        index = read_index(track)
        assert found.segment_map[0].byterange == f"{index.header}@0"
        ranges = [tuple(map(int, item.byterange.split("@"))) for item in found.segments]
        assert ranges[-1][0] + ranges[-1][1] == track.stat().st_size
        with track.open("rb") as file:
            for size, offset in ranges:  # a segment is a moof and its mdat, nothing cut in two
                assert [item.kind for item in boxes(file, offset, offset + size)] == ["moof", "mdat"]
    assert len(targets) == 1


def test_tracks_begin_with_the_picture_and_carry_the_label(made: Made):
    for item in made.package.files:
        if item.role is not FileRole.STREAM or not item.path.endswith(".mp4"):
            continue
        assert read_index(made.out / item.path).start == 0
        assert [json.loads(text)["Label"] for text in labels(made.out / item.path)] == ["1"]
    for name in ("video.mp4", "audio/zh.mp4", "audio/en.mp4"):
        with av.open(str(stream(made, name))) as opened:
            first = next(frame for frame in opened.decode(opened.streams[0]))
            assert abs(float(first.pts * first.time_base)) < 0.1


def test_files_say_what_they_are_and_how_loud(made: Made):
    rows = {item["path"]: item for item in made.manifest["files"]}
    assert rows["stream/audio/zh.mp4"]["media_type"] == "audio/mp4"
    assert rows["stream/imsc/en.mp4"]["media_type"] == "application/mp4"
    assert -30 < rows["stream/audio/zh.mp4"]["loudness_lufs"] < -15
    assert rows["stream/audio/en.mp4"]["loudness_lufs"] == -27.0


def test_sound_that_is_no_aac_is_made_so_and_told(made: Made):
    assert any("ac3" in finding.message for finding in made.package.findings)
    assert coding_of(stream(made, "audio/zh.mp4")).codec == "mp4a.40.2"


def test_the_mpd_names_the_same_tracks(made: Made):
    root = etree.parse(str(stream(made, "manifest.mpd"))).getroot()
    assert root.get("type") == "static"
    assert float(root.get("mediaPresentationDuration")[2:-1]) == pytest.approx(SECONDS, abs=0.1)
    sets = root.findall("m:Period/m:AdaptationSet", MPD)
    assert [item.get("contentType") for item in sets] == ["video", "audio", "audio", "text", "text", "text"]
    assert [item.get("lang") for item in sets] == [None, "zh", "en", "en", "en", "ar"]
    assert [item.find("m:Role", MPD).get("value") for item in sets] == [
        "main", "main", "dub", "caption", "forced-subtitle", "caption"]
    for item in sets:
        track = stream(made, item.findtext("m:Representation/m:BaseURL", "", MPD))
        index = read_index(track)
        base = item.find("m:Representation/m:SegmentBase", MPD)
        assert base.get("indexRange") == f"{index.begin}-{index.end - 1}"
        assert base.find("m:Initialization", MPD).get("range") == f"0-{index.header - 1}"
        assert item.find("m:Representation", MPD).get("codecs") == coding_of(track).codec
        # ISO/IEC 23009-1, annex B: the order of a sequence.
        order = ["SupplementalProperty", "Label", "Accessibility", "Role", "Representation"]
        places = [order.index(etree.QName(child).localname) for child in item]
        assert places == sorted(places)


def test_webvtt_pieces_join_to_the_whole_track(made: Made):
    folder = stream(made, "subtitles/en")
    files = sorted(folder.iterdir())
    assert len(files) == 3
    cues = {}
    for number, path in enumerate(files):
        data = path.read_text("utf-8")
        assert data.startswith("WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:0,LOCAL:00:00:00.000\n")
        for cue in formats.read(path.read_bytes(), path.name).cues:
            assert cue.span.begin < 30 * (number + 1)
            assert cue.span.end > 30 * number
            cues[cue.id] = cue
    whole = formats.read((made.out / "subtitles/en.vtt").read_bytes(), "en.vtt")
    assert list(cues.values()) == list(whole.cues)


def test_imsc_fragments_hold_documents_with_the_films_times(made: Made):
    path = stream(made, "imsc/en.mp4")
    index = read_index(path)
    data = path.read_bytes()
    seen = set()
    for segment in index.segments:
        fragment = data[segment.offset:segment.offset + segment.size]
        document = fragment[fragment.index(b"mdat") + 4:]
        for cue in formats.read(document, format="imsc").cues:
            seen.add((cue.span.begin, cue.text))
    whole = formats.read((made.out / "subtitles/en.imsc").read_bytes(), "en.imsc")
    assert seen == {(cue.span.begin, cue.text) for cue in whole.cues}
    with av.open(str(path)) as opened:
        assert opened.streams[0].metadata["language"] == "eng"


def test_a_cue_over_a_border_stands_in_both_pieces_and_no_cue_in_none():
    track = SubtitleTrack("en", (Cue.of("a", Span(Fraction(29), Fraction(31)), "over"),
                                 Cue.of("b", Span(Fraction(60), Fraction(61)), "at")))
    found = list(text.pieces(track, Fraction(200, 3)))
    assert [[cue.id for cue in piece.track.cues] for piece in found] == [["a"], ["a"], ["b"]]
    assert sum(piece.duration for piece in found) == Fraction(200, 3)
    empty = list(text.pieces(SubtitleTrack("en", ()), Fraction(5)))
    assert text.vtt(empty[0]).startswith(b"WEBVTT\nX-TIMESTAMP-MAP")
    assert read_index_of(text.imsc(SubtitleTrack("en", ()), Fraction(61), Fraction(25))) == [30, 30, 1]


def read_index_of(data: bytes) -> list[Fraction]:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        path = Path(folder, "track.mp4")
        path.write_bytes(data)
        return [segment.duration for segment in read_index(path).segments]


@pytest.mark.parametrize(("coder", "wanted"), [
    (["-c:v", "libx264", "-profile:v", "high", "-level", "3.1", "-pix_fmt", "yuv420p"], r"avc1\.64001f"),
    (["-c:v", "libx265", "-x265-params", "log-level=none", "-pix_fmt", "yuv420p10le", "-tag:v", "hvc1"], r"hvc1\.2\.4\.L\d+\.[0-9A-F.]+"),
    (["-c:v", "libsvtav1", "-pix_fmt", "yuv420p10le"], r"av01\.0\.\d\dM\.10"),
    (["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8"], r"vp09\.00\.\d\d\.08"),
])
def test_names_of_picture_codecs(tmp_path: Path, coder: list[str], wanted: str):
    path = make(tmp_path / "a.mp4", "-f", "lavfi", "-i", "testsrc2=size=128x96:rate=25:duration=0.2", *coder)
    assert re.fullmatch(wanted, coding_of(path).codec)
    assert coding_of(path).range == "SDR"


@pytest.mark.parametrize(("coder", "wanted"), [("aac", "mp4a.40.2"), ("ac3", "ac-3"), ("eac3", "ec-3"), ("libopus", "opus"),
                                               ("flac", "flac"), ("libmp3lame", "mp4a.6b")])
def test_names_of_sound_codecs(tmp_path: Path, coder: str, wanted: str):
    path = make(tmp_path / "a.mp4", "-f", "lavfi", "-i", "sine=duration=0.2:sample_rate=48000", "-c:a", coder, "-strict", "-2")
    assert coding_of(path).codec == wanted


def test_a_master_of_several_sound_tracks(tmp_path: Path):
    plain = master_file(tmp_path / "plain.mp4", seconds=3, size="128x96")
    source = make(tmp_path / "master.mp4", "-i", str(plain), "-map", "0:v", "-map", "0:a", "-map", "0:a", "-c", "copy",
                  "-metadata:s:a:1", "language=zxx")
    made = package(tmp_path / "out", "generic-hls", source, [result("en", 3)])
    sounds = [item for item in m3u8.load(str(stream(made, "main.m3u8"))).media if item.type == "AUDIO"]
    assert [(item.language, item.name, item.default) for item in sounds] == [
        ("zh", "中文 (original)", "YES"), ("zxx", "(original 2)", "NO")]


@pytest.mark.parametrize(("coder", "wanted"), [
    (("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none:keyint=25", "-pix_fmt", "yuv420p10le"), "hvc1.2"),
    (("-c:v", "libsvtav1", "-preset", "12", "-g", "25", "-pix_fmt", "yuv420p10le"), "av01.0"),
])
def test_other_pictures_stream_untouched(tmp_path: Path, coder: tuple[str, ...], wanted: str):
    source = master_file(tmp_path / "master.mkv", seconds=3, size="128x96", picture=coder)
    made = package(tmp_path / "out", "generic-hls", source, [result("en", 3)])
    assert made.package.deliverable
    assert m3u8.load(str(stream(made, "main.m3u8"))).playlists[0].stream_info.codecs.startswith(wanted)
    assert MEDIA.picture_digest(stream(made, "video.mp4"), "mov") == MEDIA.picture_digest(source, "matroska")


def test_bright_pictures_are_told(tmp_path: Path):
    path = make(tmp_path / "a.mp4", "-f", "lavfi", "-i", "testsrc2=size=128x96:rate=25:duration=0.2", "-c:v", "libx265",
                "-x265-params", "log-level=none:transfer=16:colorprim=9:colormatrix=9", "-pix_fmt", "yuv420p10le",
                "-color_trc", "smpte2084", "-color_primaries", "bt2020", "-colorspace", "bt2020nc", "-movflags", "write_colr")
    assert coding_of(path).range == "PQ"
