"""What the commands that take a master share: its options, and running a job with progress."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console

from localize.cli.dubbing import dub_options
from localize.cli.options import add_models, add_store, read_file
from localize.cli.progress import JobProgress
from localize.cli.speaking import (
    add_casting,
    add_speakers,
    add_speech,
    casting_path,
    merged_casting,
    read_casting,
    registry_at,
    speakers_given,
    write_casting,
)
from localize.cli.title import add_terms, read_characters, read_memory, read_terms
from localize.errors import InvalidInput
from localize.glossary import merged, write_table
from localize.language import source
from localize.memory import write_tmx
from localize.model import Dub, Transcript
from localize.pipeline import Engines, JobSpec, Pipeline, StepResult, TranscribeMode, cast_entries, refuse_casting
from localize.pipeline import run as run_job
from localize.record import from_json
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
    add_speakers(parser)
    add_models(parser)
    add_store(parser)


def add_translation(parser: argparse.ArgumentParser, *, out: bool = True) -> None:
    """Add the options of a command that translates a master; ``out`` says whether a folder must be given."""
    parser.add_argument("--to", required=True, metavar="LANGS", help="target tags with commas, or 'all'")
    parser.add_argument("--out", type=Path, required=out, metavar="DIR", help="folder for what is made")
    add_terms(parser)
    parser.add_argument("--profile", default="generic", choices=PROFILES, help="delivery profile (default: generic)")
    parser.add_argument("--audience", default="adult", choices=[item.value for item in Audience],
                        help="for whom the subtitles are; sdh names speakers and tells sounds (default: adult)")
    add_casting(parser)
    add_speech(parser)


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
    terms, characters = read_terms(getattr(arguments, "glossary", None)), read_characters(getattr(arguments, "characters", None))
    merged(terms, characters)  # what contradicts itself is refused before anything runs
    glossary = store.put_bytes(write_table(terms)) if terms.terms else ""
    units = read_memory(getattr(arguments, "memory", None))
    title = getattr(arguments, "title", "") or arguments.master.stem
    spoken = speakers_given(arguments.speakers, store)
    casts = dub and hasattr(arguments, "casting")
    made = JobSpec(
        title=title, master=store.put_file(arguments.master),
        master_name=arguments.master.name, source=source(arguments.source).tag, targets=tuple(targets),
        episode=getattr(arguments, "episode", ""),
        transcribe=mode, sidecar=sidecar, sidecar_name=sidecar_name, glossary=glossary,
        characters=characters,
        profile=getattr(arguments, "profile", "generic"), dub=dub,
        audience=getattr(arguments, "audience", "adult"),
        speaker_names=spoken.names, speaker_count=spoken.count, speaker_turns=spoken.turns,
        casting=read_casting(casting_path(arguments, title)) if casts else (),
        voices=registry_at(arguments.voices).voices if casts else (), dub_options=dub_options(arguments, store),
        notice=getattr(arguments, "notice", "none"), memory=store.put_bytes(write_tmx(units)) if units else "")
    refuse_casting(made)
    return made


def keep_casting(arguments: argparse.Namespace, spec: JobSpec, finished: Finished, store: LocalStore) -> None:
    """Keep the voices that a job gave, for the title's other episodes.

    Raises:
        StorageError: If the file cannot be written.
    """
    if not spec.dub:
        return
    transcript = from_json(store.path(finished.results["transcript"].key).read_bytes(), Transcript)
    made = [entry for step, result in finished.results.items() if step.startswith("dub/")
            for entry in cast_entries(from_json(store.path(result.key).read_bytes(), Dub), transcript)]
    path = casting_path(arguments, spec.title)
    before = read_casting(path)
    after = merged_casting(before, made)
    if set(after) != set(before):
        write_casting(path, after)


def run(spec: JobSpec, engines: Engines, store: LocalStore, *, quiet: bool) -> Finished:
    """Run a job with progress bars on the error stream.

    Raises:
        LocalizeError: If the source side or the package fails.
    """
    finished = Finished()
    with JobProgress(Console(stderr=True, quiet=quiet), spec.targets, dub=spec.dub) as progress:
        for event in run_job(Pipeline(engines, store), spec):
            progress.show(event)
            if event.result is not None:
                finished.results[event.step] = event.result
            if event.state == "failed" and event.error is not None and "/" in event.step:
                finished.failed[event.step.partition("/")[2]] = str(event.error)
    return finished
