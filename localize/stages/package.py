"""Package: everything that was made, in one folder, tagged, digested, and told honestly.

::

    <name>.mkv  <name>.mp4       picture untouched, original sound, every dub and subtitle track
    subtitles/<tag>.srt .vtt     all cues of a language
    forced/<tag>.srt .vtt        on-screen text alone, for those who watch the dub
    dubs/<tag>.m4a               a dub track alone
    contact-sheet.png  report.html  manifest.json
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Final

from localize import formats
from localize.engine import Identity, Muxer, MuxPlan, MuxTrack, Painter, Report, Still
from localize.errors import EngineError, InvalidSubtitle
from localize.language import language
from localize.model import (
    CueKind,
    FileRole,
    Finding,
    LanguageResult,
    LineOrigin,
    Master,
    ModelUse,
    Package,
    PackageFile,
    Severity,
    SubtitleTrack,
    TextOrigin,
    Transcript,
)
from localize.record import to_data
from localize.report import NOTICE, Tile, contact_sheet, manifest, page, to_jpeg
from localize.report import Report as ReportPage
from localize.shaping.bidi import isolated
from localize.store import digest_file, key_of, typed_errors

VERSION: Final = 2
"""Raised when the same results would be packed otherwise."""

_TYPES: Final = {"mkv": "video/x-matroska", "mp4": "video/mp4", "m4a": "audio/mp4", "srt": "application/x-subrip",
                 "vtt": "text/vtt", "ttml": "application/ttml+xml", "xml": "application/ttml+xml", "stl": "application/x-ebu-stl", "png": "image/png", "html": "text/html", "json": "application/json"}
_DEMUXERS: Final = {"mkv": "matroska", "mp4": "mov"}
_TILE, _INLINE = 640, 1400
"""Widths in pixels: of a frame on the contact sheet, and of the sheet inside the report."""


@dataclass(frozen=True, slots=True)
class PackageOptions:
    """How a package is made and what it says of itself.

    Attributes:
        title: Display name.
        models: What everything was made with.
        failures: Pairs of tag and why that language was not made.
        producer: Who made it, in the label of AI-made material; printable ASCII without spaces.
        formats: Subtitle formats wanted beside SRT, by name.
        hearing_impaired: Whether the subtitles are the variant for the deaf and hard of hearing.
        details: Pairs for the manifest, values as JSON text (glossary revisions …).
    """

    title: str
    models: tuple[Identity, ...] = ()
    failures: tuple[tuple[str, str], ...] = ()
    producer: str = "localize"
    formats: tuple[str, ...] = ("vtt",)
    hearing_impaired: bool = False
    details: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class _Work:
    """A package being made."""

    master: Master
    source: Path
    transcript: Transcript
    results: tuple[LanguageResult, ...]
    muxer: Muxer
    painter: Painter
    out: Path
    options: PackageOptions
    files: list[PackageFile] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    details: dict[str, str] = field(default_factory=dict)

    @property
    def label(self) -> tuple[tuple[str, str], ...]:
        return (("AIGC", aigc_label(self.options.producer, self.master.digest)),)

    def add(self, path: str, role: FileRole, tag: str = "", details: Mapping[str, object] | None = None) -> None:
        """Count in a file that was written."""
        place = self.out / path
        pairs = tuple((name, str(value)) for name, value in (details or {}).items())
        self.files.append(PackageFile(path, role, _TYPES.get(place.suffix[1:], "application/octet-stream"),
                                      place.stat().st_size, digest_file(place), tag, pairs))


def build(master: Master, source: Path, transcript: Transcript, results: Sequence[LanguageResult], muxer: Muxer,
          painter: Painter, out: Path, options: PackageOptions, report: Report = lambda _: None) -> Package:
    """Write a package into a folder and return its record.

    Args:
        master: The film.
        source: Its file.
        transcript: What is said in it.
        results: What was made, a language each.
        muxer: Puts tracks together.
        painter: Draws the frames of the contact sheet.
        out: The folder; made if it is not there. Files of the same names are replaced.
        options: Title, models, failures.
        report: Takes progress; may raise :class:`~localize.errors.Cancelled`.

    Raises:
        EngineError: If muxing fails, or the picture came out changed.
        StorageFull: If the disk is full.
    """
    with typed_errors("the package"):
        return _build(_Work(master, source, transcript, tuple(results), muxer, painter, out, options), report)


def _build(work: _Work, report: Report) -> Package:
    for folder in ("subtitles", "dubs"):
        (work.out / folder).mkdir(parents=True, exist_ok=True)
    subtitles = tuple(_subtitles(work))
    dubs = tuple(_dubs(work))
    report(0.2)
    _videos(work, dubs, subtitles)
    report(0.6)
    sheet = _sheet(work)
    report(0.9)
    package = _record(work)
    page_of = ReportPage(package, work.master, work.transcript, work.results, work.options.failures, sheet)
    (work.out / "report.html").write_bytes(page(page_of))
    work.add("report.html", FileRole.REPORT)
    package = replace(package, files=tuple(work.files))
    (work.out / "manifest.json").write_bytes(manifest(package))
    work.add("manifest.json", FileRole.OTHER)
    report(1.0)
    return replace(package, files=tuple(work.files))


def aigc_label(producer: str, produced: str) -> str:
    """Return the label of AI-made material (GB 45438-2025): one JSON value of strings, ASCII without spaces.

    Args:
        producer: Who made it.
        produced: What it was made of; the label carries a digest of it as its number.
    """
    clean = re.sub(r"[^\x21-\x7e]", "", producer) or "unknown"
    return json.dumps({"Label": "1", "ContentProducer": clean, "ProduceID": key_of("aigc", produced)[:32],
                       "ReservedCode1": "", "ContentPropagator": clean, "PropagateID": key_of("aigc", produced)[:32],
                       "ReservedCode2": ""}, separators=(",", ":"))


def _subtitles(work: _Work) -> Iterator[MuxTrack]:
    for result in work.results:
        tongue = language(result.language)
        deaf = work.options.hearing_impaired
        yield MuxTrack(_write(work, result.subtitles, "subtitles", FileRole.SUBTITLE), tongue.tag,
                       f"{tongue.native} (SDH)" if deaf else tongue.native, hearing_impaired=deaf)
        forced = tuple(cue for cue in result.subtitles.cues if cue.kind is CueKind.FORCED)
        if forced:
            track = replace(result.subtitles, cues=forced)
            yield MuxTrack(_write(work, track, "forced", FileRole.FORCED), tongue.tag, f"{tongue.native} (forced)",
                           forced=True)


def _write(work: _Work, track: SubtitleTrack, folder: str, role: FileRole) -> Path:
    (work.out / folder).mkdir(exist_ok=True)
    for name in dict.fromkeys(("srt", *work.options.formats)):
        path = f"{folder}/{track.language}{formats.by_name(name).extensions[0]}"
        try:
            data = formats.write(isolated(track, name), name, frame_rate=work.master.video.frame_rate)
        except InvalidSubtitle as error:  # EBU STL has no code table for seven of the languages
            work.findings.append(Finding("package.format", Severity.ERROR, f"no {name}: {error.message}", track.language))
            continue
        (work.out / path).write_bytes(data)
        # What every file of a format leaves out is told with the file: as findings it would bury the others.
        work.add(path, role, track.language, {"codec": name, "cues": len(track.cues),
                                              "left_out": "; ".join(formats.by_name(name).losses(track))})
    return work.out / folder / f"{track.language}.srt"


def _dubs(work: _Work) -> Iterator[MuxTrack]:
    for result in work.results:
        if result.dub is None or result.dub_audio is None:
            continue
        path = f"dubs/{result.language}.m4a"
        work.muxer.label(result.dub_audio, work.out / path, work.label)
        dub = result.dub
        work.add(path, FileRole.DUB, result.language, {
            "codec": "aac", "layout": dub.layout, "duration": f"{float(dub.duration):.3f}",
            "loudness_lufs": f"{dub.loudness:.1f}", "true_peak_dbtp": f"{dub.true_peak:.1f}", "guide": str(dub.guide).lower()})
        tongue = language(result.language)
        yield MuxTrack(work.out / path, tongue.tag, f"{tongue.native} (guide)" if dub.guide else tongue.native)


def _videos(work: _Work, dubs: tuple[MuxTrack, ...], subtitles: tuple[MuxTrack, ...]) -> None:
    wanted = work.muxer.picture_digest(work.source, work.master.container)
    work.details["picture"] = json.dumps({"sha256": wanted, "untouched": True})
    failed: list[EngineError] = []
    for container in ("mkv", "mp4"):
        name = f"{_stem(work.master.name)}.{container}"
        plan = MuxPlan(container, work.source, work.master, work.transcript.language, work.options.title, dubs, subtitles,
                       work.label)
        try:
            notes = work.muxer.mux(plan, work.out / name)
        except EngineError as error:
            failed.append(error)
            work.findings.append(Finding("package.container", Severity.ERROR, f"no {container.upper()}: {error.message}"))
            continue
        if work.muxer.picture_digest(work.out / name, _DEMUXERS[container]) != wanted:
            raise EngineError(f"the picture in {name} is not the master's", field=container)
        work.findings += [Finding("package.mux", Severity.NOTE, note) for note in notes]
        work.add(name, FileRole.VIDEO, "", {"codec": work.master.video.codec, "duration": f"{float(work.master.duration):.3f}",
                                            "dubs": len(dubs), "subtitles": len(subtitles), "picture_sha256": wanted})
    if len(failed) == 2:
        raise failed[0]


def _stem(name: str) -> str:
    return re.sub(r"[^\w.-]+", "-", name.rpartition(".")[0] or name).strip("-.") or "film"


def _sheet(work: _Work) -> bytes:
    """Write the contact sheet and return it as JPEG: one cue of each language, spread over the film."""
    missing = work.painter.missing_fonts([result.language for result in work.results])
    work.findings += [Finding("package.font-missing", Severity.WARNING,
                              f"no font for {language(tag).script} is installed: its tile shows none of its text", tag)
                      for tag in missing]
    stills: list[Still] = []
    captions: list[str] = []
    for number, result in enumerate(work.results):
        cue = _shown(result.subtitles, Fraction(2 * number + 1, 2 * len(work.results)))
        if cue is None:
            continue
        at, text, origin = cue[0], cue[1], _origin_at(result, work.transcript, cue[0])
        stills.append(Still(at, text, result.language, raised=_covered(work.transcript, at)))
        captions.append(f"{result.language}  {language(result.language).name}  {float(at):.1f} s  {origin}")
    pictures = work.painter.paint(work.source, work.master, stills, _TILE)
    png = contact_sheet([Tile(picture, caption) for picture, caption in zip(pictures, captions, strict=True)])
    (work.out / "contact-sheet.png").write_bytes(png)
    work.add("contact-sheet.png", FileRole.PICTURE)
    return to_jpeg(png, _INLINE)


def _shown(track: SubtitleTrack, share: Fraction) -> tuple[Fraction, str] | None:
    spoken = [cue for cue in track.cues if cue.text.strip() and cue.kind is not CueKind.FORCED] or list(track.cues)
    if not spoken:
        return None
    cue = spoken[int(len(spoken) * share)]
    return (cue.span.begin + cue.span.end) / 2, cue.text


def _origin_at(result: LanguageResult, transcript: Transcript, at: Fraction) -> str:
    under = {item.id for item in transcript.utterances if item.span.begin <= at < item.span.end}
    return next((line.origin.value for line in result.translation.lines if line.utterance in under), "")


def _covered(transcript: Transcript, at: Fraction) -> bool:
    # Origin tells whose wording won; a subtitle whose wording lost to speech is on the picture all the same.
    return any(item.origin is TextOrigin.BURNED_IN for item in transcript.utterances) or any(
        item.span.begin <= at < item.span.end and item.forced for item in transcript.utterances)


def _record(work: _Work) -> Package:
    findings = [*work.transcript.findings, *work.findings]
    for result in work.results:
        dub = result.dub.findings if result.dub is not None else ()
        findings += [finding if finding.language else replace(finding, language=result.language)
                     for finding in (*result.translation.findings, *result.findings, *dub)]
    findings += [Finding("package.language-failed", Severity.ERROR, why, tag) for tag, why in work.options.failures]
    models = tuple(dict.fromkeys(ModelUse(item.job, item.name, item.revision, item.licence, item.starter)
                                 for item in work.options.models))
    reasons = tuple(_reasons(work, findings, models))
    details = {**work.details, "master": json.dumps(to_data(work.master), ensure_ascii=False),
               "lines": json.dumps({result.language: _counts(result) for result in work.results}),
               **dict(work.options.details)}
    return Package(work.options.title, work.master.digest, tuple(work.files), models,
                   tuple(result.language for result in work.results), not reasons, reasons, tuple(findings),
                   tuple(details.items()))


def _reasons(work: _Work, findings: Iterable[Finding], models: Iterable[ModelUse]) -> Iterator[str]:
    if any(model.starter for model in models):
        yield NOTICE
    for tag, why in work.options.failures:
        yield f"{tag} was not made: {why}"
    guides = [result.language for result in work.results if result.dub is not None and result.dub.guide]
    if guides:
        yield f"guide tracks only, for voice actors: {', '.join(guides)}"
    grave = Counter(finding.rule for finding in findings if finding.severity is Severity.ERROR
                    and finding.rule != "package.language-failed")
    for rule, count in sorted(grave.items()):
        yield f"{count} error{'s' if count > 1 else ''} of {rule}"


def _counts(result: LanguageResult) -> dict[str, int]:
    by: Callable[[LineOrigin], int] = Counter(line.origin for line in result.translation.lines).__getitem__
    hits = [hit for line in result.translation.lines for hit in line.terms]
    return {**{origin.value: by(origin) for origin in LineOrigin}, "cues": len(result.subtitles.cues),
            "terms_met": sum(hit.met for hit in hits), "terms_unmet": sum(not hit.met for hit in hits)}
