"""``localize run MASTER``: the whole way from a master to a package."""

from __future__ import annotations

import argparse
from dataclasses import replace

from rich.console import Console

from localize.cli import job
from localize.cli.dubbing import add_dubbing
from localize.cli.options import open_store, say, show_json, starter_notice, targets
from localize.cli.package import add_rights, read_rights, superseded
from localize.cli.progress import closing_table
from localize.cli.signing import add_signing, engines
from localize.delivery import deliver
from localize.errors import InvalidInput
from localize.model import Package
from localize.record import from_json, to_data

_EXAMPLES = """examples:
  localize run episode-01.mp4 --from zh --to en,th,pt-BR,ar --out out/episode-01
  localize run film.mkv --from yue --to all --glossary terms.csv --transcribe dialogue.srt --out out/film
  localize run episode.mp4 --from zh --to vi --transcribe burned-in --no-dub --json --out out/vi
  localize run film.mp4 --from zh --to en,ar --profile generic-hls --out out/stream
  localize run film.mov --from zh --to en --m-and-e film-me.wav --stems --out out/film
  localize run film.mp4 --from zh --to en --out out --sign-certificate chain.pem --sign-key key.pem --producer Zhujiang-Film

Running it again makes nothing twice: results are kept in --store under what they were made from.
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("run", help="localize a master: transcript, translation, subtitles, dubs, package",
                                 description="Take a master all the way to a package of subtitles and dub tracks.",
                                 epilog=_EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_options(parser)
    parser.set_defaults(run=run)


def add_options(parser: argparse.ArgumentParser, *, out: bool = True) -> None:
    """Add all the options of a job; ``out`` says whether a folder must be given."""
    job.add_master(parser)
    job.add_translation(parser, out=out)
    add_dubbing(parser)
    add_signing(parser)
    add_rights(parser)
    parser.add_argument("--no-dub", action="store_true", help="subtitles only")


def run(arguments: argparse.Namespace) -> int:
    """Run the job, deliver the package, print the table or JSON."""
    if arguments.out.exists() and not arguments.out.is_dir():
        raise InvalidInput(f"{arguments.out} is a file", field="out", hint="give a folder")
    made_with = engines(arguments)  # first: a certificate that cannot sign is told before anything is read
    store = open_store(arguments)
    spec = job.job(arguments, store, targets(arguments.to), dub=not arguments.no_dub)
    spec = replace(spec, rights=read_rights(arguments.rights),
                   previous=superseded(arguments.out, spec.master, spec.profile, store))
    finished = job.run(spec, made_with, store, quiet=arguments.json)
    made = from_json(store.path(finished.results["package"].key).read_bytes(), Package)
    deliver(made, store, arguments.out)
    if arguments.json:
        show_json(_as_json(finished, made))
    else:
        closing_table(Console(stderr=True), spec.targets, finished.results, finished.failed)
        say(f"package in {arguments.out}" + ("" if made.deliverable else "; not deliverable: " + "; ".join(made.reasons)))
        if made.supersedes:
            say(f"it supersedes the one that lay there: {len(made.changes.changed)} files changed, {len(made.changes.added)} added, "
                f"{len(made.changes.removed)} removed")
    starter_notice([use.name for use in made.models if use.starter])
    return 3 if finished.failed else 0


def _as_json(finished: job.Finished, made: Package) -> object:
    return {
        "title": made.title, "languages": list(made.languages), "deliverable": made.deliverable,
        "reasons": list(made.reasons), "starter_models": [use.name for use in made.models if use.starter],
        "stages": [{"step": step, "made": result.made, "reused": not result.made, "seconds": result.seconds,
                    **dict(result.detail)} for step, result in finished.results.items()],
        "failed": finished.failed, "files": [item.path for item in made.files], "supersedes": made.supersedes,
        "changes": to_data(made.changes),
    }
