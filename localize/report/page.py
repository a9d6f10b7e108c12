"""``report.html``: one page, nothing loaded from outside, for a person who decides whether a package is good."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from typing import Final

from localize.language import Language, language
from localize.model import Finding, LanguageResult, LineOrigin, Master, Package, Severity, TermHit, Transcript
from localize.report.dub import dub_section
from localize.report.terms import terms
from localize.time import format_clock

NOTICE: Final = "starter models: for trying out, not for delivery"
"""What everything made with starter models says of itself."""

#: A page with more rows of one kind than this is no longer looked at; the manifest has them all.
_MOST_FINDINGS: Final = 200


@dataclass(frozen=True, slots=True)
class Report:
    """What the page shows.

    Attributes:
        package: The package, its files without report and manifest.
        master: The film.
        transcript: What is said in it.
        results: Each language that was made.
        failures: Pairs of tag and why the language was not made.
        sheet: The contact sheet as JPEG, or empty.
    """

    package: Package
    master: Master
    transcript: Transcript
    results: tuple[LanguageResult, ...]
    failures: tuple[tuple[str, str], ...] = ()
    sheet: bytes = b""


def page(report: Report) -> bytes:
    """Return the page as UTF-8 HTML."""
    style = (files("localize.report") / "style.css").read_text("utf-8")
    package = report.package
    body = [f"<h1>{escape(_name(package))}</h1>", _facts(report.master), _verdict(package), _general(report), _sheet(report.sheet),
            _overview(report), *(_language(report, result) for result in report.results),
            _source(report.transcript), _models(package), _files(package)]
    return ('<!doctype html><html lang="en"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<title>{escape(_name(package))}: localization report</title><style>{style}</style></head>"
            f"<body>{''.join(body)}</body></html>\n").encode()


def _name(package: Package) -> str:
    return " ".join(filter(None, (package.title, package.episode)))


def _facts(master: Master) -> str:
    sound = ", ".join(f"{item.codec} {item.layout or item.channels}" for item in master.audio)
    facts = (f"{escape(master.name)} · {format_clock(master.duration)} · {master.video.width}x{master.video.height} · "
             f"{float(master.video.frame_rate):.3f} fps · {escape(master.video.codec)} · {escape(sound)}")
    notes = "".join(f'<p class="soft">{escape(note)}</p>' for note in master.notes)
    return f'<p class="soft">{facts}<br>sha256 {master.digest}</p>{notes}'


def _verdict(package: Package) -> str:
    parts = []
    if any(model.starter for model in package.models):
        parts.append(f'<p class="banner no"><b>{NOTICE}</b></p>')
    if package.deliverable:
        parts.append('<p class="banner yes"><b>Deliverable.</b></p>')
    else:
        reasons = "".join(f"<li>{escape(reason)}</li>" for reason in package.reasons)
        parts.append(f'<div class="banner no"><b>Not deliverable</b><ul>{reasons}</ul></div>')
    return "".join(parts)


def _general(report: Report) -> str:
    said = set(report.transcript.findings)
    rest = [finding for finding in report.package.findings if not finding.language and finding not in said]
    return _finding_table(rest) if rest else ""


def _sheet(jpeg: bytes) -> str:
    if not jpeg:
        return ""
    data = base64.b64encode(jpeg).decode()
    return (f'<h2>Contact sheet</h2><img class="sheet" alt="frames with subtitles, one language each" '
            f'src="data:image/jpeg;base64,{data}">')


def _overview(report: Report) -> str:
    rows = []
    for result in report.results:
        tongue, origins, hits = language(result.language), _origins(result), _hits(result)
        severities = Counter(finding.severity for finding in _findings(report, result.language))
        dub = result.dub
        voiced = f"{sum(float(item.span.duration) for item in dub.segments):.1f} s" if dub and dub.audio else "none"
        rows.append(
            f'<tr><td><a href="#{tongue.tag}">{tongue.name}</a> <span class="soft">{tongue.tag}</span></td>'
            f'<td>{tongue.base}</td><td class="n">{len(result.subtitles.cues)}</td><td>{_bar(origins)}</td>'
            f'<td class="n">{sum(hit.met for hit in hits)} / {len(hits)}</td>'
            f'<td class="n">{severities[Severity.ERROR]}</td><td class="n">{severities[Severity.WARNING]}</td>'
            f'<td class="n">{voiced}{" (guide)" if dub and dub.guide and dub.audio else ""}</td></tr>')
    failed = "".join(f'<tr><td>{escape(language(tag).name)} <span class="soft">{tag}</span></td>'
                     f'<td colspan="7" class="error">not made: {escape(why)}</td></tr>' for tag, why in report.failures)
    return ('<h2>Languages</h2><div class="scroll"><table><tr><th>Language</th><th>Base</th><th class="n">Cues</th>'
            '<th>Origin of lines</th><th class="n">Terms met</th><th class="n">Errors</th><th class="n">Warnings</th>'
            f'<th class="n">Dub</th></tr>{"".join(rows)}{failed}</table></div>')


def _language(report: Report, result: LanguageResult) -> str:
    tongue = language(result.language)
    origins = ", ".join(f"{count} {origin.value}" for origin, count in _origins(result).items() if count)
    parts = [f'<h2 id="{tongue.tag}">{tongue.name}{_own_name(tongue)}</h2>',
             f'<p class="soft">{len(result.subtitles.cues)} cues · lines: {origins or "none"}</p>', _terms(_hits(result)),
             terms(result.translation.terms)]
    if result.dub is not None and result.dub.segments:
        parts.append(dub_section(result.dub, report.transcript, report.master.duration))
    parts.append(_finding_table(_findings(report, result.language)))
    parts.append(_lines(report.transcript, result))
    return "".join(parts)


def _own_name(tongue: Language) -> str:
    """A language's name in itself, where that is another."""
    return "" if tongue.native == tongue.name else f' <span class="soft" lang="{tongue.tag}">{tongue.native}</span>'


def _terms(hits: Sequence[TermHit]) -> str:
    if not hits:
        return '<p class="soft">no glossary terms occur</p>'
    counted = Counter((hit.source, hit.wanted, hit.met) for hit in hits)
    items = " ".join(f'<span class="tag {"met" if met else "unmet"}">{escape(source)} → <bdi>{escape(wanted)}</bdi> '
                     f'{"met" if met else "UNMET"}{f" ×{count}" if count > 1 else ""}</span>'
                     for (source, wanted, met), count in counted.items())
    return f"<p>{items}</p>"


def _lines(transcript: Transcript, result: LanguageResult) -> str:
    said = {item.id: item for item in transcript.utterances}
    rows = []
    for line in result.translation.lines:
        utterance = said.get(line.utterance)
        begin = format_clock(utterance.span.begin) if utterance else ""
        speaker = utterance.speaker if utterance else ""
        terms = " ".join(f'<span class="{"met" if hit.met else "unmet"}">{escape(hit.source)}</span>' for hit in line.terms)
        rows.append(f'<tr><td class="n">{begin}</td><td>{escape(speaker)}</td><td>{escape(line.source)}</td>'
                    f'<td dir="auto" lang="{result.language}">{escape(line.text)}</td>'
                    f'<td><span class="tag {line.origin.value}">{line.origin.value}</span></td><td>{terms}</td></tr>')
    return (f'<details><summary>All {len(rows)} lines</summary><div class="scroll"><table><tr><th class="n">At</th>'
            "<th>Speaker</th><th>Source</th><th>Translation</th><th>Origin</th><th>Terms</th></tr>"
            f'{"".join(rows)}</table></div></details>')


def _source(transcript: Transcript) -> str:
    origins = Counter(item.origin.value for item in transcript.utterances)
    told = ", ".join(f"{count} from {origin}" for origin, count in origins.items())
    rows = "".join(f'<tr><td class="n">{format_clock(item.span.begin)}</td><td class="n">{format_clock(item.span.end)}</td>'
                   f"<td>{escape(item.speaker)}</td><td>{escape(item.text)}</td><td>{item.origin.value}"
                   f'{" · forced" if item.forced else ""}</td><td class="n">{item.confidence:.2f}</td></tr>'
                   for item in transcript.utterances)
    return (f'<h2>Transcript</h2><p class="soft">{len(transcript.utterances)} utterances: {told}</p>'
            f'{_finding_table(transcript.findings)}<details><summary>All utterances</summary><div class="scroll"><table>'
            '<tr><th class="n">In</th><th class="n">Out</th><th>Speaker</th><th>Text</th><th>Origin</th>'
            f'<th class="n">Confidence</th></tr>{rows}</table></div></details>')


def _models(package: Package) -> str:
    rows = "".join(f"<tr><td>{escape(model.job)}</td><td>{escape(model.name)}</td><td>{escape(model.revision)}</td>"
                   f"<td>{escape(model.licence)}</td><td>{'starter' if model.starter else ''}</td></tr>"
                   for model in package.models)
    return ('<h2>Models</h2><div class="scroll"><table><tr><th>Job</th><th>Model</th><th>Revision</th><th>Licence</th>'
            f"<th></th></tr>{rows}</table></div>")


def _files(package: Package) -> str:
    rows = "".join(f'<tr><td>{escape(item.path)}</td><td>{item.role.value}</td><td>{item.language}</td>'
                   f'<td class="n">{item.size:,}</td><td class="soft">{item.sha256[:16]}…</td></tr>'
                   for item in package.files)
    return ('<h2>Files</h2><div class="scroll"><table><tr><th>File</th><th>Role</th><th>Language</th>'
            f'<th class="n">Bytes</th><th>sha256</th></tr>{rows}</table></div>')


def _finding_table(findings: Iterable[Finding]) -> str:
    grave = sorted(findings, key=lambda item: list(Severity).index(item.severity))
    if not grave:
        return '<p class="soft">no findings</p>'
    rows = "".join(f'<tr><td class="{item.severity.value}">{item.severity.value}</td><td>{escape(item.rule)}</td>'
                   f'<td>{escape(item.cue)}</td><td dir="auto">{escape(item.message)}</td><td>{escape(item.measured)}</td>'
                   f'<td>{escape(item.allowed)}</td><td class="soft">{escape(item.source)}</td></tr>'
                   for item in grave[:_MOST_FINDINGS])
    more = f'<p class="soft">and {len(grave) - _MOST_FINDINGS} more in the manifest</p>' if len(grave) > _MOST_FINDINGS else ""
    return (f'<details><summary>{len(grave)} findings</summary><div class="scroll"><table><tr><th></th><th>Rule</th><th>Cue</th>'
            f"<th>What</th><th>Measured</th><th>Allowed</th><th>Source</th></tr>{rows}</table></div>{more}</details>")


def _findings(report: Report, tag: str) -> list[Finding]:
    return [finding for finding in report.package.findings if finding.language == tag]


def _origins(result: LanguageResult) -> dict[LineOrigin, int]:
    counted = Counter(line.origin for line in result.translation.lines)
    return {origin: counted[origin] for origin in LineOrigin}


def _hits(result: LanguageResult) -> list[TermHit]:
    return [hit for line in result.translation.lines for hit in line.terms]


def _bar(origins: dict[LineOrigin, int]) -> str:
    total = sum(origins.values()) or 1
    parts = "".join(f'<i class="{origin.value}" style="width:{100 * count / total:.1f}%" title="{count} {origin.value}"></i>'
                    for origin, count in origins.items() if count)
    told = ", ".join(f"{count} {origin.value}" for origin, count in origins.items() if count)
    return f'<div class="bar">{parts}</div><span class="soft">{told}</span>'
