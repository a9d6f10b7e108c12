"""Packing: real muxers, real fonts, every file vouched for."""

from __future__ import annotations

import errno
import hashlib
import json
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from localize import formats
from localize.engine import Identity
from localize.engines.media.ffmpeg import FFmpeg
from localize.engines.sound import SoundFile
from localize.errors import EngineError, StorageFull
from localize.language import TARGETS
from localize.model import (
    Cue,
    CueKind,
    Dub,
    FileRole,
    Finding,
    LanguageResult,
    LineOrigin,
    Master,
    Package,
    Segment,
    Severity,
    SubtitleTrack,
    TermHit,
    Transcript,
    TranslatedLine,
    Translation,
    Utterance,
)
from localize.packaging import PackageOptions
from localize.report import NOTICE
from localize.stages.ingest import ingest
from localize.stages.package import Tools, build
from localize.time import Span
from tests.engines.media.films import SOUND, film, make

MEDIA = FFmpeg()
TOOLS = Tools(MEDIA, MEDIA, SoundFile(), MEDIA)
GREETINGS = {"en": "I don't want to sell the shop.", "id": "Aku tidak mau menjual toko ini.", "ms": "Saya tak nak jual kedai ini.",
             "vi": "Tôi không muốn bán tiệm.", "th": "ฉันไม่อยากขายร้าน", "fil": "Ayokong ibenta ang tindahan.",
             "my": "ဆိုင်ကို မရောင်းချင်ဘူး။", "km": "ខ្ញុំមិនចង់លក់ហាងទេ។", "lo": "ຂ້ອຍບໍ່ຢາກຂາຍຮ້ານ", "pt-BR": "Não quero vender a loja.",
             "pt-PT": "Não quero vender a loja.", "ar": "لا أريد أن أبيع المتجر."}
TRANSCRIPT = Transcript("zh", (
    Utterance("u0001", Span(Fraction(1, 10), Fraction(9, 10)), "三年前", forced=True),
    Utterance("u0002", Span(Fraction(1), Fraction(19, 10)), "我不想把店卖掉。", speaker="林小满"),
), (Finding("transcript.disagreement", Severity.WARNING, "heard and read differ", cue="u0002"),))
STARTER = Identity("translate", "starter", "abc", "Apache-2.0", starter=True)


@dataclass(frozen=True)
class Made:
    package: Package
    out: Path
    master: Master
    source: Path


def result(tag: str, dub: Path | None) -> LanguageResult:
    text = GREETINGS[tag]
    cues = (replace(Cue.of("u0001", TRANSCRIPT.utterances[0].span, text), kind=CueKind.FORCED),
            Cue.of("u0002", TRANSCRIPT.utterances[1].span, text))
    lines = (TranslatedLine("u0001", "三年前", text, LineOrigin.MACHINE, "k1"),
             TranslatedLine("u0002", "我不想把店卖掉。", text, LineOrigin.MEMORY, "k2",
                            terms=(TermHit("shop@1", "店", 4, 5, "shop", met=tag == "en"),)))
    segments = (Segment("u0002", cues[1].span, cues[1].span, "voice", "key", 1.1, text),)
    made = Dub(tag, segments if dub else (), "key" if dub else "", "mono", Fraction(2), -16.0, -1.5, guide=tag == "th")
    return LanguageResult(tag, Translation(tag, lines), SubtitleTrack(tag, cues), made, dub)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("package")
    source = film(folder / "episode 02.mp4")
    dub = make(folder / "dub.m4a", *SOUND, "-c:a", "aac").rename(folder / "0a1b2c")  # as the store names it
    master = ingest(source, "第二集 终.mp4", MEDIA)
    results = [result(item.tag, dub if item.voice else None) for item in TARGETS if item.tag != "ms"]
    options = PackageOptions("木棉茶楼", models=(STARTER,), failures=(("ms", "translate: the model failed"),),
                             details=(("glossary", '{"revision": 3}'),))
    progress: list[float] = []
    package = build(master, source, TRANSCRIPT, results, TOOLS, folder / "out", options, progress.append)
    assert progress[-1] == 1.0
    return Made(package, folder / "out", master, source)


def test_every_file_is_there_and_digested(made: Made):
    paths = {item.path for item in made.package.files}
    tags = {item.tag for item in TARGETS} - {"ms"}
    assert {f"subtitles/{tag}.{end}" for tag in tags for end in ("srt", "vtt")} <= paths
    assert {f"dubs/{tag}.m4a" for tag in tags - {"km", "lo"}} <= paths
    assert {"第二集-终.mkv", "第二集-终.mp4", "contact-sheet.png", "report.html", "manifest.json", "forced/th.srt"} <= paths
    assert {str(path.relative_to(made.out)) for path in made.out.rglob("*") if path.is_file()} == paths
    for item in made.package.files:
        data = (made.out / item.path).read_bytes()
        assert (item.size, item.sha256) == (len(data), hashlib.sha256(data).hexdigest())


def test_the_manifest_says_what_it_is(made: Made):
    manifest = json.loads((made.out / "manifest.json").read_bytes())
    assert manifest["notice"] == NOTICE
    assert manifest["deliverable"] is False
    assert NOTICE in manifest["reasons"]
    assert any(reason.startswith("ms was not made") for reason in manifest["reasons"])
    assert any("guide" in reason for reason in manifest["reasons"])
    assert manifest["master"]["sha256"] == made.master.digest
    assert manifest["master"]["video"]["codec"] == "h264"
    assert manifest["glossary"] == {"revision": 3}
    assert manifest["picture"]["untouched"] is True
    assert manifest["lines"]["en"] == {"person": 0, "memory": 1, "fuzzy": 0, "machine": 1, "cues": 2, "terms_met": 1,
                                       "terms_unmet": 0}
    dub = next(item for item in manifest["files"] if item["path"] == "dubs/en.m4a")
    assert (dub["language"], dub["codec"], dub["loudness_lufs"], dub["format"]) == ("en", "aac", -16.0, "m4a")
    assert {finding["rule"] for finding in manifest["findings"]} >= {"transcript.disagreement", "package.language-failed"}


def test_videos_hold_every_track_and_the_masters_picture(made: Made):
    for item in made.package.files:
        if item.role is not FileRole.VIDEO:
            continue
        with av.open(str(made.out / item.path)) as opened:
            # The original and ten dubs; eleven languages, all cues and forced alone.
            assert len(opened.streams.audio) == 1 + len([t for t in TARGETS if t.voice and t.tag != "ms"])
            assert len(opened.streams.subtitles) == 2 * 11
            label = json.loads(opened.metadata["AIGC"])
        assert label["Label"] == "1"
        container = "matroska" if item.path.endswith("mkv") else "mov"
        assert MEDIA.picture_digest(made.out / item.path, container) == MEDIA.picture_digest(made.source, "mov")


def test_subtitles_read_back(made: Made):
    track = formats.read((made.out / "subtitles/ar.srt").read_bytes(), "ar.srt")
    assert len(track.cues) == 2
    assert GREETINGS["ar"].rstrip(".") in track.cues[1].text


def test_the_report_stands_alone(made: Made):
    html = (made.out / "report.html").read_text(encoding="utf-8")
    assert NOTICE in html
    assert 'src="data:image/jpeg;base64,' in html
    assert "<svg" in html
    for outside in ("http://", "https://", "<script", "<link"):
        assert outside not in html
    assert all(text.replace("'", "&#x27;") in html for tag, text in GREETINGS.items() if tag != "ms")
    assert "UNMET" in html


def test_the_contact_sheet_shows_eleven_frames(made: Made):
    with Image.open(made.out / "contact-sheet.png") as image:
        pixels = np.asarray(image)
    assert pixels.shape[1] > 3 * 640
    assert pixels.shape[0] > 4 * 480


def test_a_picture_that_comes_out_changed_is_refused(made: Made, tmp_path: Path):
    class Careless(FFmpeg):
        def picture_digest(self, path: Path, container: str) -> str:
            return super().picture_digest(path, container) + path.suffix

    with pytest.raises(EngineError, match="is not the master's"):
        build(made.master, made.source, TRANSCRIPT, [result("en", None)], Tools(Careless(), MEDIA, SoundFile(), MEDIA), tmp_path, PackageOptions("t"))


def test_a_full_disk(made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def full(self: Path, data: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(StorageFull):
        build(made.master, made.source, TRANSCRIPT, [result("en", None)], TOOLS, tmp_path, PackageOptions("t"))


def test_a_package_without_starter_models_may_be_delivered(made: Made, tmp_path: Path):
    model = Identity("translate", "madlad", "rev", "Apache-2.0")
    package = build(made.master, made.source, TRANSCRIPT, [result("en", None)], TOOLS, tmp_path,
                    PackageOptions("t", models=(model,)))
    assert package.deliverable
    assert package.reasons == ()


def test_stems_are_packed_where_they_were_made(made, tmp_path):
    stem = tmp_path / "bed.flac"
    SoundFile().write(stem, "mono", [np.zeros((96_000, 1), np.float32)])
    with_stems = replace(result("id", None), stems=(("bed", stem),))
    package = build(made.master, made.source, TRANSCRIPT, (with_stems,), TOOLS, tmp_path / "out", PackageOptions("Stems"))
    (found,) = (item for item in package.files if item.role is FileRole.STEM)
    assert (found.path, found.language, found.media_type) == ("stems/id.bed.flac", "id", "audio/flac")
    assert dict(found.details)["stem"] == "bed"
    assert sum(map(len, SoundFile().read(tmp_path / "out" / found.path))) == 96_000
