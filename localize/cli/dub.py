"""``localize dub MASTER``: dub tracks alone."""

from __future__ import annotations

import argparse
import shutil

from localize.cli import job
from localize.cli.dubbing import add_dubbing
from localize.cli.options import open_store, say, show_json, targets
from localize.cli.signing import engines
from localize.model import Dub
from localize.record import from_json, to_data

_EXAMPLES = """examples:
  localize dub episode.mp4 --from zh --to id,vi --out out/dubs
  localize dub episode.mp4 --from zh --to ar --transcribe dialogue.srt --characters title.json --out out/dubs --json
  localize dub episode.mp4 --from zh --to en --m-and-e episode-me.wav --stems --profile netflix --out out/dubs
  localize dub documentary.mkv --from zh --to pt-BR --dub-mode voice-over --out out/dubs
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("dub", help="make dub tracks of a master",
                                 description="Translate, voice, fit and mix: one sound file for each language.",
                                 epilog=_EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter)
    job.add_master(parser)
    job.add_translation(parser)
    add_dubbing(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Dub and lay the tracks out; 1 if a language has findings of severity error."""
    store, tags = open_store(arguments), targets(arguments.to)
    spec = job.job(arguments, store, tags)
    finished = job.run(spec, engines(arguments), store, quiet=arguments.json)
    job.keep_casting(arguments, spec, finished, store)
    arguments.out.mkdir(parents=True, exist_ok=True)
    made: dict[str, Dub] = {}
    for tag in tags:
        if (result := finished.results.get(f"dub/{tag}")) is None:
            continue
        made[tag] = from_json(store.path(result.key).read_bytes(), Dub)
        if made[tag].audio:
            shutil.copyfile(store.path(made[tag].audio), arguments.out / f"{spec.title}.{tag}.m4a")
        for name, stem in made[tag].stems:
            shutil.copyfile(store.path(stem), arguments.out / f"{spec.title}.{tag}.{name}.flac")
    if arguments.json:
        show_json({tag: to_data(dub) for tag, dub in made.items()})
    else:
        for tag, dub in made.items():
            say(f"{tag}: {len(dub.segments)} lines, {dub.loudness:.1f} LUFS" + (", guide track" if dub.guide else ""))
            for finding in dub.findings:
                say(f"  {finding.severity}: {finding.cue} {finding.message}")
    grave = any(finding.severity == "error" for dub in made.values() for finding in dub.findings)
    return 3 if finished.failed else int(grave)
