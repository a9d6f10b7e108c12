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
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from localize.engine import Muxer, Painter, Report
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
from localize.packaging.films import write_dubs, write_films
from localize.packaging.pictures import write_sheet
from localize.packaging.subtitles import write_subtitles
from localize.packaging.verdict import reasons
from localize.record import to_data
from localize.report import Report as ReportPage
from localize.report import manifest, page
from localize.store import typed_errors

VERSION: Final = 2
"""Raised when the same results would be packed otherwise."""


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
        return _build(Assembly(master, source, transcript, tuple(results), muxer, painter, out, options), report)


def _build(work: Assembly, report: Report) -> Package:
    for folder in ("subtitles", "dubs"):
        (work.out / folder).mkdir(parents=True, exist_ok=True)
    subtitles = tuple(write_subtitles(work))
    dubs = tuple(write_dubs(work))
    report(0.2)
    write_films(work, dubs, subtitles)
    report(0.6)
    sheet = write_sheet(work)
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


def _record(work: Assembly) -> Package:
    findings = [*work.transcript.findings, *work.findings]
    for result in work.results:
        dub = result.dub.findings if result.dub is not None else ()
        findings += [finding if finding.language else replace(finding, language=result.language)
                     for finding in (*result.translation.findings, *result.findings, *dub)]
    findings += [Finding("package.language-failed", Severity.ERROR, why, tag) for tag, why in work.options.failures]
    models = tuple(dict.fromkeys(ModelUse(item.job, item.name, item.revision, item.licence, item.starter)
                                 for item in work.options.models))
    against = tuple(reasons(work, findings, models))
    details = {**work.details, "master": json.dumps(to_data(work.master), ensure_ascii=False),
               "lines": json.dumps({result.language: _counts(result) for result in work.results}),
               **dict(work.options.details)}
    return Package(work.options.title, work.master.digest, tuple(work.files), models,
                   tuple(result.language for result in work.results), not against, against, tuple(findings),
                   tuple(details.items()))


def _counts(result: LanguageResult) -> dict[str, int]:
    by: Callable[[LineOrigin], int] = Counter(line.origin for line in result.translation.lines).__getitem__
    hits = [hit for line in result.translation.lines for hit in line.terms]
    return {**{origin.value: by(origin) for origin in LineOrigin}, "cues": len(result.subtitles.cues),
            "terms_met": sum(hit.met for hit in hits), "terms_unmet": sum(not hit.met for hit in hits)}
