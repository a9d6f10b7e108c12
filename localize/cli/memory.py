"""``localize memory``: check and convert translation memories."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from rich.console import Console

from localize.cli.options import read_file, say, show_json
from localize.cli.title import read_terms
from localize.errors import InvalidInput
from localize.language import source, target
from localize.memory import LEAST, FuzzyIndex, MemoryImport, export_memory, import_memory, placeables
from localize.record import to_data

_EXAMPLES = """examples:
  localize memory check agency.tmx                       which entries would be refused, and why
  localize memory convert memory.tmx lines.xlf --from zh --to th
  localize memory convert lines.xlf memory.tmx --from zh
  localize memory suggest memory.tmx 林晚，你不要走！ --from zh --to en --glossary terms.csv
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("memory", help="check and convert translation memories", epilog=_EXAMPLES,
                                 description="Check TMX and XLIFF 2 files of approved lines, or write one as the other.",
                                 formatter_class=argparse.RawDescriptionHelpFormatter)
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    check = actions.add_parser("check", help="say what is in a memory and which of its entries would be refused",
                               epilog="Exit codes: 0 every entry is good, 1 entries are refused, 2 the file cannot be read.")
    check.add_argument("file", type=Path)
    check.add_argument("--json", action="store_true", help="the report as JSON on standard output")
    check.set_defaults(run=_check)
    convert = actions.add_parser("convert", help="write a memory as TMX or XLIFF 2, by the output's name",
                                 epilog="An XLIFF file holds one pair of languages, a TMX file every language there is.")
    convert.add_argument("file", type=Path)
    convert.add_argument("out", type=Path, help="what is written: .tmx or .xlf")
    convert.add_argument("--from", dest="source", default="zh", metavar="LANG", help="source language (default: zh)")
    convert.add_argument("--to", dest="target", default="", metavar="LANG", help="target language of an XLIFF file")
    convert.add_argument("--skip-refused", action="store_true", help="take the good entries and report the others")
    convert.set_defaults(run=_convert)
    suggest = actions.add_parser("suggest", help="show the entries that resemble a line, and what differs")
    suggest.add_argument("file", type=Path)
    suggest.add_argument("line", help="the source line")
    suggest.add_argument("--from", dest="source", required=True, metavar="LANG", help="its language")
    suggest.add_argument("--to", dest="target", required=True, metavar="LANG", help="language of the renderings")
    suggest.add_argument("--glossary", type=Path, action="append", metavar="FILE", help="names in it count as the same")
    suggest.add_argument("--count", type=int, default=5, help="at most this many (default: 5)")
    suggest.add_argument("--least", type=float, default=LEAST, help="least similarity, 0 to 1 (default: %(default)s)")
    suggest.add_argument("--json", action="store_true", help="answer in JSON on standard output")
    suggest.set_defaults(run=_suggest)


def _read(path: Path) -> MemoryImport:
    with Console(stderr=True).status(f"reading {path.name}"):
        found = import_memory(read_file(path, "memory"))
    for item in found.refused:
        say(item.shown())
    if found.refused:
        say(f"{len(found.refused)} of {found.rows} entries refused")
    return found


def _check(arguments: argparse.Namespace) -> int:
    found = _read(arguments.file)
    counts = Counter(tag for unit in found.units for tag in unit.texts)
    if arguments.json:
        show_json({"entries": len(found.units), "texts": dict(counts), "refused": to_data(found.refused)})
    else:
        print(f"{len(found.units)} entries; " + ", ".join(f"{tag} {count}" for tag, count in sorted(counts.items())))
    return 1 if found.refused else 0


def _convert(arguments: argparse.Namespace) -> int:
    if arguments.out.resolve() == arguments.file.resolve():
        raise InvalidInput("the output is the input", field="out", hint="choose another name")
    found = _read(arguments.file)
    if found.refused and not arguments.skip_refused:
        say("nothing is written; mend the entries, or take the good ones with --skip-refused")
        return 1
    tags = source(arguments.source).tag, target(arguments.target).tag if arguments.target else ""
    data = export_memory(found.units, arguments.out.name, *tags)
    try:
        arguments.out.write_bytes(data)
    except OSError as error:
        raise InvalidInput(f"{arguments.out}: {error.strerror}", field="out") from error
    say(f"{arguments.out.name}: {len(found.units)} entries")
    return 0


def _suggest(arguments: argparse.Namespace) -> int:
    if not 0 < arguments.least <= 1:
        raise InvalidInput("a similarity lies between 0 and 1", field="least")
    names = placeables(read_terms(arguments.glossary).approved())
    found = FuzzyIndex(_read(arguments.file).units).suggest(
        arguments.line, source(arguments.source).tag, target(arguments.target).tag, names, count=arguments.count,
        least=arguments.least)
    if arguments.json:
        show_json([{"entry": item.unit.id, "source": item.source, "text": item.text, "similarity": item.similarity,
                    "differences": to_data(item.differences)} for item in found])
        return 0
    for item in found:
        differs = ", ".join(f"{part.unit or '∅'} → {part.line or '∅'}" for part in item.differences if part.kind != "same")
        print(f"{item.similarity:.0%}  {item.source}  {item.text}" + (f"  ({differs})" if differs else ""))
    return 0
