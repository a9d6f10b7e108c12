"""``localize transcribe MEDIA``: what is said, and when."""

from __future__ import annotations

import argparse

from localize.cli import job
from localize.cli.options import open_store, show_json
from localize.cli.signing import engines
from localize.model import Transcript
from localize.record import from_json, to_data
from localize.time import format_clock

_EXAMPLES = """examples:
  localize transcribe episode.mp4 --from zh
  localize transcribe episode.mp4 --from zh --transcribe burned-in --json > transcript.json
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("transcribe", help="write down what is said in a master, with times",
                                 description="Recognise the speech, read the burned-in subtitles, or take a dialogue "
                                             "list, and show the transcript with where each line's wording is from.",
                                 epilog=_EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter)
    job.add_master(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Transcribe and print."""
    store = open_store(arguments)
    finished = job.run(job.job(arguments, store), engines(arguments), store, quiet=arguments.json)
    transcript = from_json(store.path(finished.results["transcript"].key).read_bytes(), Transcript)
    if arguments.json:
        show_json(to_data(transcript))
        return 0
    for item in transcript.utterances:
        who = f"{item.speaker}: " if item.speaker else ""
        print(f"{format_clock(item.span.begin)} --> {format_clock(item.span.end)}  [{item.origin}] {who}{item.text}")
    for finding in transcript.findings:
        print(f"{finding.severity}: {finding.cue} {finding.message}")
    return 0
