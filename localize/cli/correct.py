"""``localize correct MASTER``: what another term base would change in a film that was localized before, and changing exactly that."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from localize.cli import job, run
from localize.cli.options import open_store, say, show_json, targets
from localize.cli.title import read_terms
from localize.composition import engines_for
from localize.glossary import write_table
from localize.language import language
from localize.pipeline import Foresight, JobSpec, Question

_EXAMPLES = """examples:
  localize correct film.mp4 --from zh --to en,th --was terms-old.csv --glossary terms.csv
  localize correct film.mp4 --from zh --to all --was terms-old.csv --glossary terms.csv --sample 20 --json
  localize correct film.mp4 --from zh --to en,th --was terms-old.csv --glossary terms.csv --out out/film

Without --out nothing is changed: it lists the cues that would be made again, and shows some of them before and after. With
--out the film is localized with the new term base; all but those cues is found in --store and stays as it is. Give the same
options as to `localize run`.
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "correct", help="see what another term base changes in a localized film, and change exactly that", epilog=_EXAMPLES,
        description="Compare two term bases over a film: which cues read otherwise, and how.",
        formatter_class=argparse.RawDescriptionHelpFormatter)
    run.add_options(parser, out=False)
    parser.add_argument("--was", type=Path, action="append", metavar="FILE",
                        help="the term base it was localized with (default: none); may be repeated")
    parser.add_argument("--sample", type=int, default=5, metavar="N", help="cues to show before and after (default: 5)")
    parser.set_defaults(run=correct)


def correct(arguments: argparse.Namespace) -> int:
    """Say what would change; with ``--out``, change it."""
    store, engines = open_store(arguments), engines_for(arguments.models)
    after = job.job(arguments, store, targets(arguments.to), dub=not arguments.no_dub)
    terms = read_terms(arguments.was)
    before = replace(after, glossary=store.put_bytes(write_table(terms)) if terms.terms else "")
    source = job.run(replace(after, targets=()), engines, store, quiet=arguments.json)
    transcript, sight = source.results["transcript"].key, Foresight(engines, store)
    (touched,) = sight.touched([Question(before, after, transcript, after.targets)])
    rows = _sample(sight, (before, after), transcript, touched, arguments.sample)
    total = len(sight.script(transcript).utterances)
    if arguments.json and arguments.out is None:
        show_json({"cues": sum(map(len, touched.values())), "of": total * len(after.targets),
                   "touched": touched, "sample": rows})
    elif not arguments.json:
        _show(touched, total, rows, after)
    if arguments.out is None:
        return 0
    return run.run(arguments)


def _sample(sight: Foresight, sides: tuple[JobSpec, JobSpec], transcript: str, touched: Mapping[str, tuple[str, ...]],
            size: int) -> list[dict[str, Any]]:
    """Return some cues before and after, from as many languages as there are."""
    waves = max(map(len, touched.values()), default=0)
    picked = [(tag, cues[wave]) for wave in range(waves) for tag, cues in touched.items() if wave < len(cues)][:max(0, size)]
    rows = []
    for tag, cue in picked:
        old, new = (sight.render(side, transcript, tag, [cue])[0] for side in sides)
        rows.append({"language": tag, "cue": cue, "source": new.source, "before": old.text, "after": new.text})
    return rows


def _show(touched: Mapping[str, tuple[str, ...]], total: int, rows: list[dict[str, Any]], after: JobSpec) -> None:
    console = Console()
    if not touched:
        say("no cue changes")
        return
    table = Table("language", "made again", "cues", pad_edge=False)
    for tag, cues in touched.items():
        table.add_row(f"{language(tag).name} ({tag})", f"{len(cues)} of {total}", ", ".join(cues[:8]) + (" …" if len(cues) > 8 else ""))
    console.print(table)
    for row in rows:
        console.print(f"[bold]{row['language']} {row['cue']}[/]  {escape(row['source'])}\n[red]- {escape(row['before'])}[/]\n"
                      f"[green]+ {escape(row['after'])}[/]", highlight=False)
    untouched = [tag for tag in after.targets if tag not in touched]
    if untouched:
        say(f"as they are: {', '.join(untouched)}")
