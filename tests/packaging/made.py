"""Packages of a tiny film, made by the real engines, for any profile."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from localize.engine import Identity
from localize.engines.loudness import Ebur128
from localize.engines.media.ffmpeg import FFmpeg
from localize.engines.sound import SoundFile
from localize.model import (
    Cue,
    CueKind,
    Dub,
    LanguageResult,
    LineOrigin,
    Master,
    Package,
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
from localize.time import Span
from tests.engines.media.films import make

MEDIA = FFmpeg()
TOOLS = Tools(MEDIA, MEDIA, SoundFile(), MEDIA, Ebur128())
MODEL = Identity("translate", "madlad", "rev", "Apache-2.0")
TEXTS = {"en": "The shop is not for sale.", "th": "ร้านนี้ไม่ขาย", "ar": "المتجر ليس للبيع.", "vi": "Tiệm này không bán.",
         "pt-BR": "A loja não está à venda."}
LAYOUTS = {"mono": 1, "stereo": 2, "5.1": 6}


@dataclass(frozen=True)
class Made:
    """A package on disk."""

    package: Package
    out: Path
    master: Master
    source: Path

    @property
    def manifest(self) -> dict[str, Any]:
        return dict(json.loads((self.out / "manifest.json").read_bytes()))

    @property
    def paths(self) -> set[str]:
        return {item.path for item in self.package.files}


def master_file(out: Path, *, seconds: int = 8, size: str = "320x180", rate: str = "25", layout: str = "stereo",
                picture: Sequence[str] = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "50"),
                sound: Sequence[str] = ("-c:a", "aac"), more: Sequence[str] = ()) -> Path:
    """Return a film of moving bars and a tone; B-frames, key frames two seconds apart."""
    return make(out, "-f", "lavfi", "-i", f"testsrc2=size={size}:rate={rate}:duration={seconds}",
                "-f", "lavfi", "-i", f"sine=frequency=330:sample_rate=48000:duration={seconds}",
                *more, *picture, *sound, "-ac", str(LAYOUTS[layout]))


def dub_file(out: Path, seconds: int = 8, layout: str = "stereo", frequency: int = 550) -> Path:
    """Return a dub as the mix leaves it in the store: AAC in an M4A without an ending."""
    kind = "5.1" if layout == "5.1" else layout
    return make(out.with_suffix(".m4a"), "-f", "lavfi", "-i",
                f"sine=frequency={frequency}:sample_rate=48000:duration={seconds},aformat=channel_layouts={kind}",
                "-c:a", "aac").rename(out)


def result(tag: str, seconds: int, dub: Path | None = None, layout: str = "stereo", *, guide: bool = False,
           forced: bool = True, silent: bool = False) -> LanguageResult:
    """Return what was made in a language: a line every two seconds, the first of them forced narrative."""
    spans = [Span(Fraction(at) + Fraction(1, 2), Fraction(at) + Fraction(3, 2)) for at in range(0, seconds - 1, 2)]
    cues = () if silent else tuple(Cue.of(f"u{number}", span, f"{TEXTS[tag]} {number}")
                                   for number, span in enumerate(spans))
    if forced and cues:
        cues = (replace(cues[0], kind=CueKind.FORCED), *cues[1:])
    lines = tuple(TranslatedLine(cue.id, "店不卖。", cue.text, LineOrigin.PERSON if number == 1 else LineOrigin.MACHINE, f"k{number}")
                  for number, cue in enumerate(cues))
    segments = tuple(Segment(cue.id, cue.span, cue.span, "voice", "key", 1.0, cue.text) for cue in cues)
    made = Dub(tag, segments, "key", layout, Fraction(seconds), -27.0, -6.0, guide=guide,
               voices=(("林小满", "voice"),)) if dub else None
    return LanguageResult(tag, Translation(tag, lines), SubtitleTrack(tag, cues), made, dub)


def package(folder: Path, profile: str, source: Path, results: Sequence[LanguageResult], **options: Any) -> Made:
    """Return the package of a profile."""
    master = ingest(source, source.name, MEDIA)
    transcript = Transcript("zh", (Utterance("u0", Span(Fraction(1, 2), Fraction(3, 2)), "店不卖。"),))
    asked = PackageOptions(**{"title": "木棉茶楼", "episode": "2", "profile": profile, "models": (MODEL,), **options})
    made = build(master, source, transcript, results, TOOLS, folder, asked)
    return Made(made, folder, master, source)
