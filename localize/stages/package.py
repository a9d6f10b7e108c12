"""Package: everything that was made, in one folder, tagged, digested, and told honestly.

What lies where, and in which formats, is the delivery profile's (``docs/packages.md``). Every package holds
``report.html``, ``contact-sheet.png`` and ``manifest.json``, which vouches for all other files.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from localize.engine import Fragmenter, LoudnessMeter, Muxer, Painter, Report, SoundFiles
from localize.model import (
    FileRole,
    Finding,
    LanguageResult,
    LineOrigin,
    Master,
    ModelUse,
    Package,
    Severity,
    Transcript,
)
from localize.packaging import Assembly, PackageOptions
from localize.packaging.changes import changes, digests, digests_of_manifest
from localize.packaging.dubs import write_dubs
from localize.packaging.films import judge_picture, write_films
from localize.packaging.manifest import manifest, master_data, read_manifest
from localize.packaging.pictures import write_sheet
from localize.packaging.stems import write_stems
from localize.packaging.streaming import write_streams
from localize.packaging.subtitles import write_subtitles
from localize.packaging.verdict import FAILED, reasons
from localize.report import Report as ReportPage
from localize.report import page
from localize.store import typed_errors

VERSION: Final = 4
"""Raised when the same results would be packed otherwise."""


@dataclass(frozen=True, slots=True)
class Tools:
    """The engines that packing runs on.

    Attributes:
        muxer: Puts tracks together.
        painter: Draws the frames of the contact sheet.
        sound: Reads and writes dub files.
        fragmenter: Cuts tracks for streams.
        meter: Measures the original sound; None to leave its loudness out.
    """

    muxer: Muxer
    painter: Painter
    sound: SoundFiles
    fragmenter: Fragmenter
    meter: LoudnessMeter | None = None


def build(master: Master, source: Path, transcript: Transcript, results: Sequence[LanguageResult], tools: Tools,
          out: Path, options: PackageOptions, report: Report = lambda _: None) -> Package:
    """Write a package into a folder and return its record.

    Args:
        master: The film.
        source: Its file.
        transcript: What is said in it.
        results: What was made, a language each.
        tools: What does the work.
        out: The folder; made if it is not there. Files of the same names are replaced.
        options: Title, models, failures.
        report: Takes progress; may raise :class:`~localize.errors.Cancelled`.

    Raises:
        EngineError: If muxing fails, or the picture came out changed.
        StorageFull: If the disk is full.
    """
    with typed_errors("the package"):
        out.mkdir(parents=True, exist_ok=True)
        work = Assembly(master, source, transcript, tuple(results), tools.muxer, tools.painter, tools.sound, out, options,
                        meter=tools.meter)
        return _build(work, tools.fragmenter, report)


def _build(work: Assembly, fragmenter: Fragmenter, report: Report) -> Package:
    with tempfile.TemporaryDirectory(dir=work.out, prefix=".scratch-") as scratch:
        subtitles = tuple(write_subtitles(work, Path(scratch)))
        dubs = tuple(write_dubs(work))
        write_stems(work)
        report(0.2)
        picture = judge_picture(work)
        write_films(work, dubs, [item.track for item in subtitles], picture)
        report(0.5)
        write_streams(work, fragmenter, subtitles, picture)
        report(0.7)
    sheet = write_sheet(work)
    report(0.9)
    package = _record(work)
    page_of = ReportPage(package, work.master, work.transcript, work.results, work.options.failures, sheet)
    (work.out / "report.html").write_bytes(page(page_of))
    work.add("report.html", FileRole.REPORT)
    package = _superseding(replace(package, files=tuple(work.files)), work.options.previous)
    (work.out / "manifest.json").write_bytes(manifest(package))
    work.add("manifest.json", FileRole.OTHER)
    report(1.0)
    return replace(package, files=tuple(work.files))


def _superseding(package: Package, previous: bytes) -> Package:
    if not previous:
        return package
    older = digests_of_manifest(read_manifest(previous))
    return replace(package, supersedes=hashlib.sha256(previous).hexdigest(),
                   changes=changes(older, digests(package.files)))


def _record(work: Assembly) -> Package:
    findings = [*work.transcript.findings, *work.findings]
    for result in work.results:
        dub = result.dub.findings if result.dub is not None else ()
        findings += [finding if finding.language else replace(finding, language=result.language)
                     for finding in (*result.translation.findings, *result.findings, *dub)]
    findings += [Finding(FAILED, Severity.ERROR, why, tag) for tag, why in work.options.failures]
    models = tuple(dict.fromkeys(ModelUse(item.job, item.name, item.revision, item.licence, item.starter)
                                 for item in work.options.models))
    against = tuple(reasons(work, findings, models))
    lines = {result.language: _counts(result) for result in work.results}
    told = {
        "master": master_data(work.master), "glossary": {}, "lines": lines, "provenance": work.options.seal.account(),
        "voices": {result.language: {character: {"voice": voice} for character, voice in result.dub.voices}
                   for result in work.results if result.dub is not None},
        "edited": {tag: _share(counts) for tag, counts in lines.items()}}
    details = {**work.details, **{name: json.dumps(value, ensure_ascii=False) for name, value in told.items()},
               **dict(work.options.details)}
    options = work.options
    return Package(options.title, work.master.digest, tuple(work.files), models,
                   tuple(result.language for result in work.results), not against, against, tuple(findings),
                   tuple(details.items()), options.episode, options.profile, options.rights, options.made_from)


def _share(counts: Mapping[str, int]) -> float:
    """Return the share of lines whose wording a person chose."""
    lines = sum(counts[origin.value] for origin in LineOrigin)
    return round(counts[LineOrigin.PERSON.value] / lines, 4) if lines else 0.0


def _counts(result: LanguageResult) -> dict[str, int]:
    by: Callable[[LineOrigin], int] = Counter(line.origin for line in result.translation.lines).__getitem__
    hits = [hit for line in result.translation.lines for hit in line.terms]
    return {**{origin.value: by(origin) for origin in LineOrigin}, "cues": len(result.subtitles.cues),
            "terms_met": sum(hit.met for hit in hits), "terms_unmet": sum(not hit.met for hit in hits)}
