"""``localize translate``: one line in, one line out."""

from __future__ import annotations

import argparse
import sys
from fractions import Fraction
from pathlib import Path

from localize.cli.options import (
    add_models,
    add_store,
    open_store,
    read_file,
    say,
    show_json,
    starter_notice,
)
from localize.cli.title import add_terms, place_of, read_characters, read_memory, read_terms
from localize.composition import engines_for
from localize.errors import InvalidInput
from localize.glossary import merged
from localize.language import source, target
from localize.memory import TranslationMemory
from localize.model import Severity, TermReport, Transcript, Utterance
from localize.record import to_data
from localize.stages.translate import Lexicon, translate
from localize.terminology.telling import sentence
from localize.time import Span

_EXAMPLES = """examples:
  localize translate --from zh --to th < lines.txt
  localize translate --from zh --to pt-BR --glossary terms.csv --json lines.txt
  echo 你怎么来了 | localize translate --from zh --to en
  echo 师父！ | localize translate --from zh --to vi --characters people.json --speaker 小武 --addressee 陈师傅
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("translate", help="translate lines of text", epilog=_EXAMPLES,
                                 description="Translate lines: from the phrase memory where it knows them, else by "
                                             "machine. One line in, one line out; empty lines stay empty.",
                                 formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="?", type=Path, help="text file in UTF-8 (default: standard input)")
    parser.add_argument("--from", dest="source", required=True, metavar="LANG", help="zh, yue or en")
    parser.add_argument("--to", dest="target", required=True, metavar="LANG", help="target language tag")
    add_terms(parser)
    parser.add_argument("--speaker", default="", metavar="NAME", help="who says the lines, for terms scoped to a speaker")
    parser.add_argument("--addressee", default="", metavar="NAME", help="to whom they are said")
    parser.add_argument("--no-memory", action="store_true", help="machine only: leave the phrase memory out")
    parser.add_argument("--json", action="store_true", help="origin, score, terms and alternatives of every line")
    parser.add_argument("--strict", action="store_true", help="exit with 1 if a glossary term was not met")
    add_models(parser)
    add_store(parser)
    parser.set_defaults(run=run)


def _decoded(data: bytes) -> list[str]:
    try:
        return data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        number = data[: error.start].count(b"\n") + 1
        raise InvalidInput(f"line {number} is not UTF-8", field="file", hint="save the text as UTF-8") from error


def run(arguments: argparse.Namespace) -> int:
    """Translate and print."""
    from_tag, to_tag = source(arguments.source).tag, target(arguments.target).tag
    data = read_file(arguments.file, "file") if arguments.file else sys.stdin.buffer.read()
    lines = _decoded(data)
    engines = engines_for(arguments.models, memory=not arguments.no_memory)
    terms = merged(read_terms(arguments.glossary), read_characters(arguments.characters))
    units = read_memory(arguments.memory)
    memory = TranslationMemory(units, engines.memory) if units else engines.memory
    lexicon = Lexicon(terms, memory, engines.names, place=place_of(arguments))
    utterances = tuple(Utterance(str(number), Span(Fraction(number), Fraction(number + 1)), line.strip(),
                                 speaker=arguments.speaker, addressee=arguments.addressee)
                       for number, line in enumerate(lines, start=1) if line.strip())
    made = translate(Transcript(from_tag, utterances), to_tag, lexicon, engines.translator, open_store(arguments),
                     lambda _: None)
    by_line = {line.utterance: line for line in made.lines}
    if arguments.json:
        show_json([to_data(by_line.get(str(number))) for number in range(1, len(lines) + 1)])
    else:
        for number in range(1, len(lines) + 1):
            found = by_line.get(str(number))
            print(" ".join(found.text.split("\n")) if found else "")
    if told := sentence(made.terms or TermReport()):
        say(told)
    for finding in made.findings:
        if finding.rule.startswith("term."):
            say(f"line {finding.cue}: {finding.message} (in {finding.measured!r})")
    if any(line.origin.value == "machine" for line in made.lines):
        starter_notice([engines.translator.identity.name] if engines.translator.identity.starter else [])
    unmet = any(finding.rule == "term.unmet" and finding.severity is not Severity.NOTE for finding in made.findings)
    return 1 if arguments.strict and unmet else 0
