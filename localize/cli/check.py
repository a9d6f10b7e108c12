"""``localize check FILE``: what a platform would object to in a subtitle file."""

from __future__ import annotations

import argparse
from pathlib import Path

from localize import formats
from localize.cli.options import read_file, show_json
from localize.language import language
from localize.model import Severity
from localize.record import to_data
from localize.rules import PROFILES, Audience, rules
from localize.stages.check import check
from localize.time import parse_frame_rate

_EXAMPLES = """examples:
  localize check episode.th.srt --lang th
  localize check episode.pt-BR.vtt --lang pt-BR --profile netflix --fps 23.976 --json
  localize check episode.ar.srt --lang ar --audience sdh
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("check", help="check subtitles against a delivery profile",
                                 description="Check anybody's subtitle file: every broken rule with what was measured, "
                                             "what is allowed and who says so. Exits with 1 if there is an error.",
                                 epilog=_EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="the subtitle file")
    parser.add_argument("--lang", required=True, metavar="LANG", help="its language")
    parser.add_argument("--profile", default="generic", choices=PROFILES, help="delivery profile (default: generic)")
    parser.add_argument("--audience", default="adult", choices=[item.value for item in Audience])
    parser.add_argument("--fps", help="frame rate of the picture (default: the file's, else 25)")
    parser.add_argument("--json", action="store_true", help="findings as JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Check and print; 1 on errors."""
    tag = language(arguments.lang).tag
    track = formats.read(read_file(arguments.file, "file"), arguments.file.name, language=tag)
    rate = parse_frame_rate(arguments.fps) if arguments.fps else None
    findings = check(track, rules(tag, arguments.profile, Audience(arguments.audience)), frame_rate=rate)
    grave = [finding for finding in findings if finding.severity is Severity.ERROR]
    if arguments.json:
        show_json({"file": arguments.file.name, "language": tag, "profile": arguments.profile, "cues": len(track.cues),
                   "errors": len(grave), "findings": [to_data(finding) for finding in findings]})
    else:
        for finding in findings:
            print(f"{finding.severity}: cue {finding.cue}: {finding.message}: {finding.measured} "
                  f"(allowed {finding.allowed}; {finding.source or finding.rule})")
        print(f"{len(track.cues)} cues, {len(grave)} errors, {len(findings) - len(grave)} other findings")
    return 1 if grave else 0
