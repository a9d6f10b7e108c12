"""``localize check FILE|PACKAGE``: what a platform would object to in subtitles."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from pathlib import Path

from localize import formats
from localize.checking import Score, score
from localize.cli.options import read_file, show_json
from localize.errors import InvalidInput, InvalidPackage, InvalidSubtitle, LocalizeError, UnsafePath
from localize.language import language
from localize.model import FileRole, Finding, Severity, SubtitleTrack
from localize.record import to_data
from localize.rules import PROFILES, Audience, profile, rules
from localize.stages.check import check
from localize.store import digest_file
from localize.time import Seconds, parse_clock, parse_frame_rate

_EXAMPLES = """examples:
  localize check episode.th.srt --lang th
  localize check episode.pt-BR.xml --lang pt-BR --profile netflix --fps 23.976 --cuts cuts.txt --json
  localize check old.zh.srt --lang zh --encoding big5
  localize check episode.ar.srt --lang ar --audience sdh --reference approved.ar.srt
  localize check out/episode-01 --profile youtube

Exit codes: 0 nothing grave, 1 errors found, 2 a file that cannot be read.
"""


@dataclass(frozen=True, slots=True)
class _Checked:
    """One file that was looked at; ``track`` is None where it could not be read."""

    name: str
    tag: str
    track: SubtitleTrack | None
    findings: tuple[Finding, ...]
    score: Score | None = None

    @property
    def errors(self) -> int:
        return sum(finding.severity is Severity.ERROR for finding in self.findings)


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("check", help="check subtitles against a delivery profile",
                                 description="Check anybody's subtitle file, or every subtitle file of a package: each "
                                             "broken rule with what was measured, what is allowed and who says so.",
                                 epilog=_EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, metavar="FILE|PACKAGE", help="a subtitle file, or a package's folder")
    parser.add_argument("--lang", metavar="LANG", help="its language (a package says its own)")
    parser.add_argument("--profile", default="generic", choices=PROFILES, help="delivery profile (default: generic)")
    parser.add_argument("--audience", default="adult", choices=[item.value for item in Audience])
    parser.add_argument("--fps", help="frame rate of the picture (default: the file's, else 25)")
    parser.add_argument("--encoding", help="encoding of the file (default: found out)")
    parser.add_argument("--cuts", type=Path, metavar="FILE",
                        help="shot changes: seconds or hh:mm:ss.mmm, a line each, or a JSON list of seconds")
    parser.add_argument("--reference", type=Path, metavar="FILE",
                        help="score against this file: SubER, chrF, timing error")
    parser.add_argument("--json", action="store_true", help="findings as JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Check and print; 1 on errors, 2 where a file cannot be read."""
    whole = arguments.file.is_dir()
    if not whole and not arguments.lang:
        raise InvalidInput("which language is it?", field="lang", hint="--lang th")
    if whole and arguments.reference:
        raise InvalidInput("a reference is for one file", field="reference", hint="check that file alone")
    checked = tuple(_package(arguments)) if whole else (_scored(arguments, _file(arguments)),)
    if arguments.json:
        files = [_as_json(item, arguments.profile) for item in checked]
        show_json({"package": arguments.file.name, "profile": arguments.profile, "files": files,
                   "errors": sum(item.errors for item in checked)} if whole else files[0])
    else:
        for item in checked:
            _show(item, named=whole)
    if any(item.track is None for item in checked):
        return 2
    return 1 if any(item.errors for item in checked) else 0


def _file(arguments: argparse.Namespace) -> _Checked:
    tag = language(arguments.lang).tag
    data = read_file(arguments.file, "file", formats.MAX_BYTES)
    found = _checked(arguments, data, arguments.file.name, tag)
    wanted = profile(arguments.profile).formats
    if found.track is None or (kind := formats.detect(data, arguments.file.name).name) in wanted:
        return found
    # The generic profile names what any player takes; other files may do where the player is known.
    severity = Severity.WARNING if arguments.profile == "generic" else Severity.ERROR
    return replace(found, findings=(_format_finding(arguments.profile, severity, tag, kind), *found.findings))


def _format_finding(name: str, severity: Severity, tag: str, kind: str) -> Finding:
    delivery = profile(name)
    return Finding("format", severity, f"not a format of the {name} profile", tag, "", kind,
                   " or ".join(delivery.formats), dict(delivery.sources).get("formats", ""))


def _checked(arguments: argparse.Namespace, data: bytes, name: str, tag: str) -> _Checked:
    """Return the findings of one file; one that cannot be read is itself a finding."""
    try:
        track = formats.read(data, name, language=tag, encoding=arguments.encoding)
    except InvalidSubtitle as error:
        line = f"line {error.line}" if error.line else ""
        return _Checked(name, tag, None, (Finding("malformed", Severity.ERROR, str(error), tag, "", line),))
    rate: Fraction | None = parse_frame_rate(arguments.fps) if arguments.fps else None
    findings = check(track, rules(tag, arguments.profile, Audience(arguments.audience)), frame_rate=rate,
                     cuts=_cuts(arguments.cuts))
    losses = tuple(Finding("malformed", Severity.WARNING, loss, tag) for loss in track.losses)
    return _Checked(name, tag, track, losses + findings)


def _cuts(path: Path | None) -> tuple[Seconds, ...]:
    if path is None:
        return ()
    text = read_file(path, "cuts").decode("utf-8", "replace").strip()
    try:
        if text.startswith("["):
            return tuple(Fraction(str(item)) for item in json.loads(text))
        return tuple(parse_clock(line) if ":" in line else Fraction(line.strip())
                     for line in text.splitlines() if line.strip())
    except (ValueError, ZeroDivisionError, InvalidInput) as error:
        raise InvalidInput(f"{path.name} is no list of shot changes: {error}", field="cuts",
                           hint="seconds or hh:mm:ss.mmm, a line each") from error


def _package(arguments: argparse.Namespace) -> Iterator[_Checked]:
    """Yield every subtitle file of a package, then what the package as a whole lacks."""
    folder, tags = arguments.file, []
    wanted, only = profile(arguments.profile).formats, language(arguments.lang).tag if arguments.lang else ""
    kinds: dict[str, set[str]] = {}
    for row in _manifest(folder):
        tag = language(str(row.get("language", ""))).tag
        if only and tag != only:
            continue
        tags.append(tag)
        found, kind = _member(arguments, folder, row, tag)
        kinds.setdefault(tag, set()).add(kind)
        yield found
    if not tags:
        raise InvalidPackage(f"holds no subtitles{' in ' + only if only else ''}", field=str(folder))
    for tag, held in kinds.items():
        if not held & set(wanted):
            finding = _format_finding(arguments.profile, Severity.ERROR, tag, " ".join(sorted(held - {""})))
            yield _Checked(f"({tag})", tag, SubtitleTrack(tag, ()), (finding,))


def _manifest(folder: Path) -> list[dict[str, object]]:
    try:
        rows = json.loads(read_file(folder / "manifest.json", "manifest"))["files"]
        return [row for row in rows if row["role"] in {FileRole.SUBTITLE, FileRole.FORCED} and row["path"]]
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidPackage(f"{folder.name}/manifest.json cannot be read: {error}", field="manifest") from error


def _member(arguments: argparse.Namespace, folder: Path, row: dict[str, object], tag: str) -> tuple[_Checked, str]:
    name = str(row["path"])
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise UnsafePath(f"{name} lies outside the package", field="manifest")
    try:
        data = read_file(path, "file", formats.MAX_BYTES)
        kind = formats.detect(data, name).name
    except LocalizeError as error:
        return _Checked(name, tag, None, (Finding("malformed", Severity.ERROR, str(error), tag),)), ""
    found = _checked(arguments, data, name, tag)
    digest = digest_file(path)
    if row.get("sha256") not in {None, "", digest}:
        changed = Finding("package.digest", Severity.ERROR, "is not what the manifest says", tag, "", digest[:12],
                          str(row["sha256"])[:12])
        found = replace(found, findings=(changed, *found.findings))
    return found, kind


def _scored(arguments: argparse.Namespace, found: _Checked) -> _Checked:
    if arguments.reference is None or found.track is None:
        return found
    wanted = formats.read(read_file(arguments.reference, "reference", formats.MAX_BYTES), arguments.reference.name, language=found.tag)
    return replace(found, score=score(found.track, wanted))


def _as_json(item: _Checked, name: str) -> dict[str, object]:
    made: dict[str, object] = {
        "file": item.name, "language": item.tag, "profile": name, "cues": len(item.track.cues) if item.track else 0,
        "errors": item.errors, "findings": [to_data(finding) for finding in item.findings]}
    if item.score is not None:
        made["score"] = asdict(item.score)
    return made


def _show(item: _Checked, *, named: bool) -> None:
    where = f"{item.name}: " if named else ""
    for finding in item.findings:
        cue = f"cue {finding.cue}: " if finding.cue else ""
        measured = f": {finding.measured}" if finding.measured else ""
        allowed = f" (allowed {finding.allowed}; {finding.source or finding.rule})" if finding.allowed else ""
        print(f"{where}{finding.severity}: {cue}{finding.message}{measured}{allowed}")
    cues = len(item.track.cues) if item.track else 0
    print(f"{where}{cues} cues, {item.errors} errors, {len(item.findings) - item.errors} other findings")
    if item.score is not None:
        found = item.score
        print(f"{where}SubER {found.suber:.2f}, chrF {found.chrf:.2f}, {found.matched} of {found.cues} cues matched; "
              f"in-times {found.in_median:.0f} ms (95 %: {found.in_95:.0f}), "
              f"out-times {found.out_median:.0f} ms (95 %: {found.out_95:.0f})")
