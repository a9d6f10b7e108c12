"""What the commands that take a master share: its options, and running a job with progress."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console

from localize.cli.options import add_models, add_store, read_file, read_glossary
from localize.cli.progress import JobProgress
from localize.composition import engines_for
from localize.errors import InvalidInput, LocalizeError
from localize.glossary import write_table
from localize.language import source
from localize.model import Character
from localize.pipeline import JobSpec, Pipeline, StepResult, TranscribeMode
from localize.pipeline import run as run_job
from localize.record import from_data
from localize.rules import PROFILES, Audience
from localize.store import LocalStore


@dataclass(slots=True)
class Finished:
    """A job that ran: results by step, and what failed by language."""

    results: dict[str, StepResult] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)


def add_master(parser: argparse.ArgumentParser) -> None:
    """Add the options of a command that reads a master."""
    parser.add_argument("master", type=Path, help="the film or episode")
    parser.add_argument("--from", dest="source", required=True, metavar="LANG", help="language spoken: zh, yue or en")
    parser.add_argument("--transcribe", default="auto", metavar="auto|speech|burned-in|FILE",
                        help="where the wording comes from; a FILE is a dialogue list or subtitle file (default: auto)")
    parser.add_argument("--json", action="store_true", help="answer in JSON on standard output")
    add_models(parser)
    add_store(parser)


def add_translation(parser: argparse.ArgumentParser) -> None:
    """Add the options of a command that translates a master."""
    parser.add_argument("--to", required=True, metavar="LANGS", help="target tags with commas, or 'all'")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for what is made")
    parser.add_argument("--glossary", type=Path, metavar="FILE", help="term base as CSV: source, then a column per tag")
    parser.add_argument("--characters", type=Path, metavar="FILE",
                        help="the title's characters as JSON: a list of {name, aliases, gender, renderings: {tag: name}}")
    parser.add_argument("--profile", default="generic", choices=PROFILES, help="delivery profile (default: generic)")
    parser.add_argument("--audience", default="adult", choices=[item.value for item in Audience],
                        help="for whom the subtitles are; sdh names speakers and tells sounds (default: adult)")
    parser.add_argument("--title", default="", help="display name (default: the file's name)")


def job(arguments: argparse.Namespace, store: LocalStore, targets: Sequence[str] = (), *, dub: bool = True) -> JobSpec:
    """Return the job that the options describe; files are read and checked before anything runs.

    Raises:
        LocalizeError: If a file is missing or broken, or a tag is unknown.
    """
    if not arguments.master.is_file():
        raise InvalidInput(f"there is no file {arguments.master}", field="master")
    mode, sidecar, sidecar_name = str(arguments.transcribe), "", ""
    if mode not in {TranscribeMode.AUTO, TranscribeMode.SPEECH, TranscribeMode.BURNED_IN}:
        path = Path(mode)
        sidecar, sidecar_name, mode = store.put_bytes(read_file(path, "transcribe")), path.name, "sidecar"
    glossary = ""
    if getattr(arguments, "glossary", None) is not None:
        glossary = store.put_bytes(write_table(read_glossary(arguments.glossary)))
    return JobSpec(
        title=getattr(arguments, "title", "") or arguments.master.stem, master=store.put_file(arguments.master),
        master_name=arguments.master.name, source=source(arguments.source).tag, targets=tuple(targets),
        transcribe=mode, sidecar=sidecar, sidecar_name=sidecar_name, glossary=glossary,
        characters=_characters(getattr(arguments, "characters", None)),
        profile=getattr(arguments, "profile", "generic"), dub=dub,
        audience=getattr(arguments, "audience", "adult"))


def run(spec: JobSpec, models: str, store: LocalStore, *, quiet: bool) -> Finished:
    """Run a job with progress bars on the error stream.

    Raises:
        LocalizeError: If the source side or the package fails.
    """
    finished = Finished()
    with JobProgress(Console(stderr=True, quiet=quiet), spec.targets, dub=spec.dub) as progress:
        for event in run_job(Pipeline(engines_for(models), store), spec):
            progress.show(event)
            if event.result is not None:
                finished.results[event.step] = event.result
            if event.state == "failed" and event.error is not None and "/" in event.step:
                finished.failed[event.step.partition("/")[2]] = str(event.error)
    return finished


def _characters(path: Path | None) -> tuple[Character, ...]:
    if path is None:
        return ()
    try:
        data = json.loads(read_file(path, "characters"))
        rows = data["characters"] if isinstance(data, dict) else data
        return tuple(from_data({**row, "renderings": sorted(dict(row.get("renderings", {})).items())}, Character)
                     for row in rows)
    except (ValueError, KeyError, TypeError, LocalizeError) as error:
        raise InvalidInput(f"{path} is no list of characters: {error}", field="characters",
                           hint='[{"name": "林晚", "gender": "female", "renderings": {"en": "Lin Wan"}}]') from error
