"""Progress bars of a job, and the closing table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from localize.language import language
from localize.pipeline import Event, StepResult

_WORDS = {"ingest": "reading the master", "recognize": "listening", "read": "reading burned-in subtitles",
          "transcript": "putting the transcript together", "package": "packaging", "translate": "translating",
          "subtitle": "shaping subtitles", "dub": "dubbing"}


class JobProgress:
    """One bar for each source step, one for each language.

    Args:
        console: Where to draw; the error stream.
        targets: Tags of the job.
        dub: Whether languages are dubbed.
    """

    def __init__(self, console: Console, targets: Iterable[str], *, dub: bool) -> None:
        self._progress = Progress(TextColumn("{task.description:<34}"), BarColumn(bar_width=28),
                                  TextColumn("{task.percentage:>3.0f}%"), TimeElapsedColumn(), TextColumn("{task.fields[note]}"),
                                  console=console)
        self._tasks: dict[str, TaskID] = {}
        self._stages = ("translate", "subtitle", "dub") if dub else ("translate", "subtitle")
        self._targets = tuple(targets)
        self._done: dict[str, float] = {}

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def show(self, event: Event) -> None:
        """Draw what happened."""
        stage, _, tag = event.step.partition("/")
        task = self._task(tag or stage, f"{language(tag).name} ({tag})" if tag else _WORDS.get(stage, stage))
        if event.error is not None:
            self._progress.update(task, note=f"[red]{event.state}: {event.error.message}")
            return
        self._done[event.step] = 1.0 if event.state == "done" else event.fraction
        share = self._done[event.step] if not tag else sum(
            self._done.get(f"{name}/{tag}", 0.0) for name in self._stages) / len(self._stages)
        note = ""
        if event.result is not None:
            note = "made" if event.result.made else "re-used"
        self._progress.update(task, completed=share, note=f"{_WORDS.get(stage, stage) if tag else ''} {note}".strip())

    def _task(self, name: str, words: str) -> TaskID:
        if name not in self._tasks:
            self._tasks[name] = self._progress.add_task(words, total=1.0, note="")
        return self._tasks[name]


def closing_table(console: Console, targets: Iterable[str], results: Mapping[str, StepResult],
                  failures: Mapping[str, str]) -> None:
    """Draw the table of a finished job: a row for each language, then the time of each stage."""
    table = Table(title="what was made", title_justify="left")
    for name in ("language", "base", "cues", "memory", "fuzzy", "machine", "person", "terms met/unmet", "findings",
                 "dub s", "translate s", "subtitle s", "dub s (work)"):
        table.add_column(name, justify="left" if name in {"language", "base"} else "right")
    for tag in targets:
        table.add_row(*language_row(tag, results, failures))
    console.print(table)
    source = [f"{step} {result.seconds:.1f} s" for step, result in results.items() if "/" not in step]
    console.print("source side and package: " + ", ".join(source))


def language_row(tag: str, results: Mapping[str, StepResult], failures: Mapping[str, str]) -> tuple[str, ...]:
    """Return the cells of one language."""
    if tag in failures:
        return (tag, language(tag).base, f"failed: {failures[tag]}", *[""] * 10)
    lines = dict(results[f"translate/{tag}"].detail)
    shaped = dict(results[f"subtitle/{tag}"].detail)
    dubbed = results.get(f"dub/{tag}")
    spoken = dict(dubbed.detail) if dubbed else {}
    seconds = spoken.get("seconds", "")
    if spoken.get("guide") == "True":
        seconds += " guide"
    findings = sum(int(found.get("findings", "0")) for found in (shaped, spoken))
    return (tag, language(tag).base, shaped.get("cues", ""), *(lines.get(name, "0") for name in ("memory", "fuzzy", "machine", "person")),
            f"{lines.get('terms_met', '0')}/{lines.get('terms_unmet', '0')}", str(findings), seconds or "-",
            f"{results[f'translate/{tag}'].seconds:.1f}", f"{results[f'subtitle/{tag}'].seconds:.1f}",
            f"{dubbed.seconds:.1f}" if dubbed else "-")
