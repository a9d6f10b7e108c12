"""``localize verify PACKAGE``: is it what its manifest says, whole, labelled, signed, playable, lawful?"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from localize.cli.options import read_file, show_json
from localize.engine import Report
from localize.engines.c2pa import C2PAReader
from localize.engines.media.ffmpeg import FFmpeg
from localize.errors import NotFound
from localize.verification import Check, Fault, Tools, Verdict, verify

_EXAMPLES = """examples:
  localize verify out/episode-01
  localize verify out/episode-01 --trust authority.pem
  localize verify out/episode-01 --json | jq '.faults[] | select(.severity == "error")'

--trust makes sure who signed: without it a signature is only checked for being good, not for being anybody's you know.
Give the certificate of the authority that issued the signer's, or a file of several.

exit codes: 0 nothing wrong, 1 something is, 2 wrong usage
"""
_COUNTED = {Check.FILES: "files are there, byte for byte", Check.LABELS: "say once that they are AI-made",
            Check.SIGNATURES: "signatures are good", Check.PLAYLISTS: "playlists name what is there",
            Check.SUBTITLES: "subtitle files keep the rules, or the manifest owns up",
            Check.PICTURE: "films show the master's picture, untouched", Check.VOICES: "voices may be heard"}


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("verify", help="check a package: digests, labels, signatures, playlists, rules",
                                 description="Check a package and say in words what is wrong with it and what to do.",
                                 epilog=_EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("package", type=Path, help="its folder, in which manifest.json lies")
    parser.add_argument("--trust", type=Path, metavar="PEM", help="authorities' certificates: nobody else's signature will do")
    parser.add_argument("--json", action="store_true", help="answer in JSON on standard output")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Verify, print, and return 1 if anything is wrong."""
    folder: Path = arguments.package
    if not folder.is_dir():
        raise NotFound(f"there is no folder {folder}", field="package", hint="give the folder in which manifest.json lies")
    trusted = read_file(arguments.trust, "trust") if arguments.trust else b""
    tools = Tools(C2PAReader(trusted), FFmpeg(), bool(trusted))
    with _bar(quiet=arguments.json) as report:
        verdict = verify(folder, tools, report)
    if arguments.json:
        show_json(as_data(verdict))
    else:
        show(Console(soft_wrap=True, highlight=False), verdict)
    return 0 if verdict.good else 1


def as_data(verdict: Verdict) -> dict[str, object]:
    """Return a verdict as JSON-able data."""
    manifest = verdict.manifest
    return {"good": verdict.good, "title": manifest.get("title", ""), "episode": manifest.get("episode", ""),
            "profile": manifest.get("profile", ""), "deliverable": manifest.get("deliverable", False),
            "reasons": manifest.get("reasons", []), "signed": manifest.get("provenance", {}).get("signed"),
            "checked": {check.value: count for check, count in verdict.checked.items()},
            "faults": [asdict(fault) for fault in verdict.faults]}


def show(console: Console, verdict: Verdict) -> None:
    """Print a verdict for people: each check, then what is wrong, file by file."""
    manifest = verdict.manifest
    if manifest:
        console.print(f"{manifest['title']} {manifest['episode']}".strip() + f", profile {manifest['profile']}, "
                      f"{len(manifest['languages'])} languages", markup=False)
    bad = {check: sum(fault.check is check and fault.severity == "error" for fault in verdict.faults) for check in Check}
    for check, words in _COUNTED.items():
        if (count := verdict.checked.get(check, 0)) or bad[check]:
            mark = f"[red]✗ {check.value}:[/] {bad[check]} wrong" if bad[check] else f"[green]✓[/] {count} {words}"
            console.print(f"  {mark}")
    for fault in verdict.faults:
        _show(console, fault)
    if manifest and not manifest["deliverable"]:
        console.print("its manifest says that it is not deliverable: " + "; ".join(manifest["reasons"]), markup=False)
    console.print("[green]nothing is wrong[/]" if verdict.good else f"[red]{sum(bad.values())} things are wrong[/]")


def _show(console: Console, fault: Fault) -> None:
    colour = {"error": "red", "warning": "yellow"}.get(fault.severity, "")
    where = f"{fault.path} " if fault.path else ""
    console.print(f"[{colour}]{fault.severity}[/]: ", end="")
    console.print(f"{where}{fault.message}" + (f" ({fault.hint})" if fault.hint else ""), markup=False)


@contextmanager
def _bar(*, quiet: bool) -> Iterator[Report]:
    console = Console(stderr=True, quiet=quiet)
    with Progress(TextColumn("{task.description}"), BarColumn(bar_width=30), TextColumn("{task.percentage:>3.0f}%"),
                  TimeRemainingColumn(), console=console, transient=True) as bars:
        task = bars.add_task("verifying", total=1.0)
        yield lambda share: bars.update(task, completed=share)
