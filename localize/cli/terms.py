"""``localize terms PACKAGE...``: how well terms were kept, over the episodes of a title."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from localize.cli.options import read_file, show_json
from localize.errors import InvalidPackage
from localize.model import TermReport
from localize.terminology.metrics import combined, unlike
from localize.terminology.telling import as_data, from_data

_EXAMPLES = """examples:
  localize terms out/episode-01
  localize terms out/episode-*/
  localize terms out/episode-01/manifest.json out/episode-02/manifest.json --json

met: any allowed rendering; strict: the preferred one letter by letter; alone: what the model met unasked; over:
renderings in lines whose source has no such term.
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("terms", help="say how well terms were kept in packages, and whether alike in all episodes",
                                 description="Add up what packages say of their terms, language by language, and name the "
                                             "entries that are not rendered alike in all of them.",
                                 epilog=_EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packages", nargs="+", type=Path, metavar="PACKAGE", help="folder of a package, or its manifest.json")
    parser.add_argument("--json", action="store_true", help="everything, each entry included, as JSON")
    parser.add_argument("--strict", action="store_true", help="exit with 1 if a term is unmet or not rendered alike")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Read, add up, print."""
    by_language: dict[str, dict[str, TermReport]] = {}
    for place in arguments.packages:
        path = place / "manifest.json" if place.is_dir() else place
        for tag, report in _reports(read_file(path, "packages"), path).items():
            found = by_language.setdefault(tag, {})
            found[_episode(path) if _episode(path) not in found else str(path)] = report
    if arguments.json:
        show_json({tag: as_data(combined(found.values())) | {"unlike": [
            {"source": source, "episodes": dict(where)} for source, where in unlike(found)]}
            for tag, found in by_language.items()})
    else:
        _show(by_language)
    fault = any(report.met < report.hits for found in by_language.values() for report in found.values())
    return 1 if arguments.strict and (fault or any(unlike(found) for found in by_language.values())) else 0


def _reports(data: bytes, path: Path) -> Mapping[str, TermReport]:
    try:
        told: Any = json.loads(data)["glossary"].get("kept", {})
        return {str(tag): from_data(item) for tag, item in told.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InvalidPackage(f"{path.name} is no manifest of a package", field="packages",
                             hint="give the folder that localize run wrote") from error


def _episode(path: Path) -> str:
    return path.resolve().parent.name


def _show(by_language: Mapping[str, Mapping[str, TermReport]]) -> None:
    table = Table(title="terms kept", title_justify="left", pad_edge=False)
    for name in ("lang", "hits", "met", "strict", "alone", "alike", "over", "by", "unmet because"):
        table.add_column(name, justify="left" if name in {"lang", "by", "unmet because"} else "right")
    for tag, found in by_language.items():
        report = combined(found.values())
        table.add_row(tag, str(report.hits), f"{report.accuracy:.1%}", f"{report.strict_accuracy:.1%}",
                      f"{report.plain_accuracy:.1%}" if report.asked else "-", f"{report.consistency:.1%}", str(report.over),
                      ", ".join(f"{name} {count}" for name, count in report.strategies),
                      "; ".join(f"{why} ({count})" for why, count in report.unmet))
    console = Console()
    console.print(table)
    for tag, found in by_language.items():
        for source, where in unlike(found):
            console.print(f"{tag}: {source} is not rendered alike: " + "; ".join(f"{name}: {said}" for name, said in where))
