"""Progress bars of a job, and the closing table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from localize.language import language
from localize.pipeline import Event, StepResult

_WORDS = {"ingest": "reading the master", "shots": "finding shot changes", "recognize": "listening", "read": "reading burned-in subtitles",
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


def closing_table(console: Console, targets: Sequence[str], results: Mapping[str, StepResult],
                  failures: Mapping[str, str]) -> None:
    """Draw the table of a finished job: a row for each language, then the time of the source side."""
    table = table_of([language_row(tag, results) for tag in targets if tag not in failures])
    console.print(table)
    for tag in targets:
        if told := terms_line(tag, results):
            console.print(told, soft_wrap=True)
    for tag, why in failures.items():
        console.print(f"[red]{tag} failed: {why}")
    console.print("source side: " + ", ".join(f"{_WORDS[step]} {result.seconds:.1f} s"
                                              for step, result in results.items() if "/" not in step))


def terms_line(tag: str, results: Mapping[str, StepResult]) -> str:
    """Return what became of a language's terms, in a line; empty where none stands."""
    step = results.get(f"translate/{tag}")
    told = dict(step.detail) if step else {}
    if "terms_by" not in told:
        return ""
    hits = int(told["terms_met"]) + int(told["terms_unmet"])
    parts = [f"{tag} terms: {told['terms_met']} of {hits} met ({told['terms_by'] or 'none'})",
             f"{told['terms_strict']} letter by letter",
             f"the model alone {told['terms_without_glossary']} of {told['terms_asked']}"]
    if told["terms_over"] != "0":
        parts.append(f"said unasked {told['terms_over']} times")
    if why := told.get("terms_unmet_because"):
        parts.append(f"unmet: {why}")
    return "; ".join(parts)


def table_of(rows: Iterable[Sequence[str]]) -> Table:
    """Return the table of what was made, narrow enough for a terminal of 80 columns."""
    table = Table(title="what was made", title_justify="left", caption_justify="left", pad_edge=False, padding=(0, 1, 0, 0),
                  caption="memory: known lines + near matches; terms: met/unmet; dub: seconds, g = guide track; took: "
                          "seconds to translate/subtitle/dub")
    for name in ("lang", "base", "cues", "memory", "machine", "terms", "found", "dub", "took"):
        table.add_column(name, justify="left" if name in {"lang", "base"} else "right", no_wrap=True)
    for row in rows:
        table.add_row(*row)
    return table


def language_row(tag: str, results: Mapping[str, StepResult]) -> tuple[str, ...]:
    """Return the cells of one language."""
    details = {stage: dict(results[f"{stage}/{tag}"].detail) for stage in ("translate", "subtitle", "dub")
               if f"{stage}/{tag}" in results}
    seconds = {stage: results[f"{stage}/{tag}"].seconds for stage in details}
    return row_of(tag, details, seconds)


def row_of(tag: str, details: Mapping[str, Mapping[str, str]], seconds: Mapping[str, float]) -> tuple[str, ...]:
    """Return the cells of one language from what its stages told of themselves, and the seconds they took."""
    lines, shaped, spoken = (details.get(stage, {}) for stage in ("translate", "subtitle", "dub"))
    memory = lines.get("memory", "0") + (f"+{lines['fuzzy']}" if lines.get("fuzzy") else "")
    if lines.get("person"):
        memory += f" ({lines['person']} by people)"
    findings = sum(int(told.get("findings", "0")) for told in (lines, shaped, spoken))
    voiced = "-" if "dub" not in details else "none" if spoken.get("voiced") == "False" else spoken["seconds"]
    return (tag, language(tag).base, shaped.get("cues", ""), memory, lines.get("machine", "0"),
            f"{lines.get('terms_met', '0')}/{lines.get('terms_unmet', '0')}", str(findings),
            voiced + (" g" if spoken.get("guide") == "True" else ""),
            "/".join(f"{seconds[stage]:.1f}" for stage in ("translate", "subtitle", "dub") if stage in seconds))
