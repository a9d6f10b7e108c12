"""A small signed package, and what a tamperer does to one."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from localize.composition import seal_for
from localize.engine import Identity, Origin
from localize.engines.certificates import TestCertificate, make_test_certificate
from localize.engines.media.ffmpeg import FFmpeg
from localize.engines.sound import SoundFile
from localize.model import (
    Cue,
    CueKind,
    Dub,
    LanguageResult,
    LineOrigin,
    Segment,
    SubtitleTrack,
    Transcript,
    TranslatedLine,
    Translation,
    Utterance,
)
from localize.packaging import PackageOptions
from localize.stages.ingest import ingest
from localize.stages.package import Tools, build
from localize.store import digest_file
from localize.time import Span
from tests.engines.media.films import SOUND, film, make

MEDIA = FFmpeg()
TRANSCRIPT = Transcript("zh", (
    Utterance("u0001", Span(Fraction(0), Fraction(23, 25)), "三年前", forced=True),
    Utterance("u0002", Span(Fraction(1), Fraction(49, 25)), "走吧", speaker="林小满"),
))
WORDS = {"en": ("Three years ago", "Let's go"), "th": ("สามปีก่อน", "ไปกันเถอะ")}


@dataclass(frozen=True)
class Signed:
    """A package and who signed it."""

    folder: Path
    certificate: TestCertificate


def signed_package(folder: Path, certificate: TestCertificate | None = None, source: Path | None = None,
                   *, stems: bool = False, **options: object) -> Signed:
    """Write a package of two seconds in English and Thai, the English dubbed, with stems if they are wanted."""
    folder.mkdir(exist_ok=True)
    used = certificate or make_test_certificate(folder / "certificate")
    source = source or film(folder / "episode.mp4")
    dub = make(folder / "dub.m4a", *SOUND, "-c:a", "aac").rename(folder / "0a1b2c")
    fields = {"title": "木棉茶楼", "episode": "02", "models": (Identity("translate", "mt", "1", "Apache-2.0"),),
              "seal": seal_for(used.chain, used.key), **options}
    parts = tuple((name, make(folder / f"{name}.flac", *SOUND).rename(folder / name)) for name in ("dialogue", "bed") if stems)
    english = replace(_result("en", dub), stems=parts)
    build(ingest(source, "episode.mp4", MEDIA), source, TRANSCRIPT, [english, _result("th", None)],
          Tools(MEDIA, MEDIA, SoundFile(), MEDIA), folder / "out", PackageOptions(**fields))  # type: ignore[arg-type]
    return Signed(folder / "out", used)


def _result(tag: str, dub: Path | None) -> LanguageResult:
    texts = WORDS[tag]
    cues = tuple(Cue.of(said.id, said.span, text) for said, text in zip(TRANSCRIPT.utterances, texts, strict=True))
    lines = tuple(TranslatedLine(said.id, said.text, text, LineOrigin.MACHINE, said.id)
                  for said, text in zip(TRANSCRIPT.utterances, texts, strict=True))
    segments = (Segment("u0002", cues[1].span, cues[1].span, "voice", "key", 1.0, texts[1]),)
    made = Dub(tag, segments, "key", "mono", Fraction(2), -16.0, -1.5) if dub else None
    return LanguageResult(tag, Translation(tag, lines),
                          SubtitleTrack(tag, (replace(cues[0], kind=CueKind.FORCED), cues[1])), made, dub)


def edit(folder: Path, **changes: object) -> None:
    """Change the manifest, as somebody would who knows its form."""
    path = folder / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **changes}, ensure_ascii=False), "utf-8")


def rows(folder: Path) -> list[dict[str, object]]:
    """Return the files of the manifest."""
    return list(json.loads((folder / "manifest.json").read_text("utf-8"))["files"])


def admit(folder: Path, *names: str) -> None:
    """Make the manifest vouch for files as they are now."""
    found = rows(folder)
    for row in found:
        if row["path"] in names:
            path = folder / str(row["path"])
            row |= {"size": path.stat().st_size, "sha256": digest_file(path)}
    edit(folder, files=found)


def flip(path: Path, share: float = 0.5) -> None:
    """Change one byte of a file."""
    data = bytearray(path.read_bytes())
    data[int(len(data) * share)] ^= 1
    path.write_bytes(data)


def origin_of(source: Path) -> Origin:
    """Return where a file of such a package comes from."""
    return Origin("copy", source, ingest(source, source.name, MEDIA), "zh", ("en",), ("en",))
