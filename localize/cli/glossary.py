"""``localize glossary``: look into term bases."""

from __future__ import annotations

import argparse
from pathlib import Path

from localize.cli.options import read_glossary, show_json
from localize.errors import InvalidInput
from localize.glossary import Matcher, write_table

_EXAMPLES = """examples:
  localize glossary check terms.csv
  localize glossary match terms.csv 师父在广州
  localize glossary export terms.tsv terms.csv
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("glossary", help="check, match and export term bases", epilog=_EXAMPLES,
                                 description="Check a term base, see which terms a line holds, or write it as CSV.",
                                 formatter_class=argparse.RawDescriptionHelpFormatter)
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    check = actions.add_parser("check", help="read a term base and say what is in it")
    check.add_argument("file", type=Path)
    check.add_argument("--json", action="store_true")
    check.set_defaults(run=_check)
    match = actions.add_parser("match", help="show the terms of a line")
    match.add_argument("file", type=Path)
    match.add_argument("line")
    match.set_defaults(run=_match)
    export = actions.add_parser("export", help="write a term base as CSV, formulas neutralised")
    export.add_argument("file", type=Path)
    export.add_argument("out", type=Path)
    export.set_defaults(run=_export)


def _check(arguments: argparse.Namespace) -> int:
    glossary = read_glossary(arguments.file)
    counts: dict[str, int] = {}
    for term in glossary.terms:
        for tag in term.renderings:
            counts[tag] = counts.get(tag, 0) + 1
    if arguments.json:
        show_json({"terms": len(glossary.terms), "renderings": counts})
    else:
        print(f"{len(glossary.terms)} terms; " + ", ".join(f"{tag} {count}" for tag, count in sorted(counts.items())))
    return 0


def _match(arguments: argparse.Namespace) -> int:
    matches = Matcher(read_glossary(arguments.file).approved()).find(arguments.line)
    for match in matches:
        shown = ", ".join(f"{tag}: {value.preferred}" for tag, value in sorted(match.term.renderings.items()))
        print(f"{match.begin}-{match.end}  {match.form}  {shown}")
    return 0


def _export(arguments: argparse.Namespace) -> int:
    glossary = read_glossary(arguments.file)
    if arguments.out.resolve() == arguments.file.resolve():
        raise InvalidInput("the output is the input", field="out", hint="choose another name")
    arguments.out.write_bytes(write_table(glossary))
    return 0
