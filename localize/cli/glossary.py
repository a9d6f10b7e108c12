"""``localize glossary``: check, match and convert term bases."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from rich.console import Console

from localize.cli.options import read_file, say, show_json
from localize.cli.title import place_of, read_characters, read_terms
from localize.errors import InvalidInput
from localize.glossary import FILES, Glossary, Import, Matcher, Situation, combined, export_terms, import_terms, merged
from localize.language import TARGETS, target
from localize.record import to_data

_EXAMPLES = """examples:
  localize glossary check terms.csv more.tbx             which rows would be refused, and why
  localize glossary match terms.csv 师父在广州            which terms a line holds
  localize glossary match terms.csv 师父！ --characters people.json --speaker 小武 --addressee 陈师傅
  localize glossary convert terms.tbx terms.csv          CSV, TSV and TBX, told by what they hold
  localize glossary convert a.csv b.csv all.tbx          several as one; contradictions are refused
  localize glossary convert agency.csv good.csv --skip-refused
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("glossary", help="check, match and convert term bases", epilog=_EXAMPLES,
                                 description="Check term bases, see which terms a line holds, or write them as CSV, TSV or TBX.",
                                 formatter_class=argparse.RawDescriptionHelpFormatter)
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    _add_check(actions)
    _add_match(actions)
    _add_convert(actions)


def _add_check(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    check = actions.add_parser("check", help="say what is in term bases and which of their rows would be refused",
                               epilog="Exit codes: 0 every row is good, 1 rows are refused or files contradict each other, "
                                      "2 a file cannot be read.")
    check.add_argument("files", type=Path, nargs="+", metavar="FILE")
    check.add_argument("--json", action="store_true", help="the report as JSON on standard output")
    check.set_defaults(run=_check)


def _add_match(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    match = actions.add_parser("match", help="show the terms of a line")
    match.add_argument("file", type=Path)
    match.add_argument("line")
    match.add_argument("--to", default="", metavar="LANG", help="show one target language only")
    match.add_argument("--characters", type=Path, metavar="FILE", help="the title's characters as JSON")
    for name, what in (("title", "of which title the line is"), ("episode", "name or number of its episode"),
                       ("speaker", "who says it"), ("addressee", "to whom")):
        match.add_argument(f"--{name}", default="", help=what)
    match.add_argument("--json", action="store_true")
    match.set_defaults(run=_match)


def _add_convert(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    convert = actions.add_parser("convert", help="write term bases as CSV, TSV or TBX, by the output's name",
                                 epilog="Nothing is written if a row is refused, unless --skip-refused asks for the good ones. "
                                        "Cells that a spreadsheet would run as a formula get an apostrophe in front.")
    convert.add_argument("files", type=Path, nargs="+", metavar="FILE", help="what is read; several become one")
    convert.add_argument("out", type=Path, metavar="OUT", help="what is written: " + ", ".join(form.suffixes[0] for form in FILES))
    convert.add_argument("--skip-refused", action="store_true", help="take the good rows and report the others")
    convert.set_defaults(run=_convert)


def _read(path: Path) -> Import:
    with Console(stderr=True).status(f"reading {path.name}"):
        return import_terms(read_file(path, "glossary"), path.stem)


def _check(arguments: argparse.Namespace) -> int:
    reports = [(path, _read(path)) for path in arguments.files]
    clash = ""
    try:
        combined([found.glossary for _, found in reports])
    except InvalidInput as error:
        clash = str(error)
    if arguments.json:
        show_json({"files": [_as_json(path, found) for path, found in reports], "contradiction": clash})
    else:
        for path, found in reports:
            print(f"{path.name}: {_summary(found.glossary)}")
            _report(path, found)
        if clash:
            say(clash)
    return 1 if clash or any(found.refused for _, found in reports) else 0


def _counts(glossary: Glossary) -> Counter[str]:
    return Counter(tag for term in glossary.terms for tag, rendering in term.renderings.items() if rendering.preferred)


def _summary(glossary: Glossary) -> str:
    counts = _counts(glossary)
    per_tag = ", ".join(f"{item.tag} {counts[item.tag]}" for item in TARGETS if counts[item.tag])
    scoped = sum(bool(term.scope.narrowness) for term in glossary.terms)
    return f"{len(glossary.terms)} terms; {per_tag}" + (f"; {scoped} with a scope" if scoped else "")


def _as_json(path: Path, found: Import) -> dict[str, object]:
    return {"file": path.name, "rows": found.rows, "terms": len(found.glossary.terms), "renderings": dict(_counts(found.glossary)),
            "refused": to_data(found.refused)}


def _report(path: Path, found: Import) -> None:
    for item in found.refused:
        say(f"{path.name}: {item.shown()}")
    if found.refused:
        say(f"{path.name}: {len(found.refused)} of {found.rows} rows refused")


def _match(arguments: argparse.Namespace) -> int:
    glossary = merged(read_terms([arguments.file]), read_characters(arguments.characters))
    place = place_of(arguments)
    situation = Situation(place.title, place.episode, arguments.speaker, arguments.addressee)
    tag = target(arguments.to).tag if arguments.to else ""
    matches = Matcher(glossary.approved()).find(arguments.line, situation)
    if arguments.json:
        show_json([to_data(match) for match in matches])
        return 0
    for match in matches:
        shown = ", ".join(f"{name}: {value.preferred}" for name, value in sorted(match.term.renderings.items())
                          if not tag or name == tag)
        scope = f"  [{match.term.scope.shown()}]" if match.term.scope.narrowness else ""
        print(f"{match.begin}-{match.end}  {match.form}  {shown}{scope}")
    return 0


def _convert(arguments: argparse.Namespace) -> int:
    if arguments.out.resolve() in {path.resolve() for path in arguments.files}:
        raise InvalidInput("the output is the input", field="out", hint="choose another name")
    reports = [(path, _read(path)) for path in arguments.files]
    for path, found in reports:
        _report(path, found)
    refused = sum(len(found.refused) for _, found in reports)
    if refused and not arguments.skip_refused:
        say("nothing is written; mend the rows, or take the good ones with --skip-refused")
        return 1
    glossary = combined([found.glossary for _, found in reports])
    data = export_terms(glossary, arguments.out.name)
    try:
        arguments.out.write_bytes(data)
    except OSError as error:
        raise InvalidInput(f"{arguments.out}: {error.strerror}", field="out") from error
    print(f"{arguments.out.name}: {_summary(glossary)}", file=sys.stderr)
    return 0
