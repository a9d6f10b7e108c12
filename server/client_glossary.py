"""``localize-client glossary``: terms, what a change would touch, applying it, revisions, proposals."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any, Final, Self

from google.protobuf.json_format import MessageToJson
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from localize.errors import InvalidInput, NotFound
from localize.glossary import Glossary, import_terms
from server._gen.localization.v1 import correction_pb2, correction_service_pb2, glossary_pb2, localization_pb2
from server.correction_client import CorrectionClient
from server.refusals import RowsRefused

_EXAMPLES: Final = """examples:
  localize-client glossary terms glossaries/harbour
  localize-client glossary preview glossaries/harbour --set '师父=en:Sifu;th:ซือฝู' --retire 码头
  localize-client glossary preview glossaries/harbour --import terms.csv --sample 20
  localize-client glossary preview glossaries/harbour            # what was changed before and is not applied yet
  localize-client glossary apply glossaries/harbour --import terms.csv --summary 'names as in season 2'
  localize-client glossary revisions glossaries/harbour
  localize-client glossary rollback glossaries/harbour 7
  localize-client glossary proposals glossaries/harbour --accept 3f0c… --forbid-old
"""
_FAILED: Final = {localization_pb2.JOB_STATE_FAILED, localization_pb2.JOB_STATE_CANCELLED}


def add(commands: Any) -> None:
    """Add the command to the parser."""
    glossary = commands.add_parser("glossary", help="terms, previews, corrections, revisions, proposals", epilog=_EXAMPLES,
                                   formatter_class=argparse.RawDescriptionHelpFormatter)
    actions = glossary.add_subparsers(dest="action", required=True, metavar="ACTION")
    for name, run, text in (("terms", _terms, "list terms"), ("preview", _preview, "say what a change would make again"),
                            ("apply", _apply, "make a change, and make again what it touches"),
                            ("rollback", _roll_back, "put the glossary back to a revision, and make again what that touches"),
                            ("revisions", _revisions, "list what was changed, the latest first"),
                            ("proposals", _proposals, "list terms that edits suggest, accept or dismiss them")):
        action = actions.add_parser(name, help=text, description=text, epilog=_EXAMPLES,
                                    formatter_class=argparse.RawDescriptionHelpFormatter)
        action.add_argument("glossary", help="name of the glossary, such as glossaries/harbour")
        action.add_argument("--json", action="store_true", help="answer in JSON on standard output")
        action.set_defaults(run=run)
        if name in {"preview", "apply"}:
            _add_change(action)
        if name in {"apply", "rollback"}:
            action.add_argument("--summary", default="", help="what was done, for the list of revisions")
            action.add_argument("--no-wait", action="store_true", help="print the operation's name and return")
    actions.choices["preview"].add_argument("--sample", type=int, default=5, help="cues to show before and after (default 5)")
    actions.choices["rollback"].add_argument("revision", type=int, help="as `revisions` shows it")
    proposals = actions.choices["proposals"]
    proposals.add_argument("--language", default="", help="of one target language only")
    proposals.add_argument("--accept", default="", metavar="ID", help="make this one a term")
    proposals.add_argument("--dismiss", default="", metavar="ID", help="do not show this one again")
    proposals.add_argument("--forbid-old", action="store_true", help="with --accept: the old rendering becomes a forbidden one")


def _add_change(action: argparse.ArgumentParser) -> None:
    action.add_argument("--set", action="append", default=[], metavar="SOURCE=TAG:TEXT[;TAG:TEXT]", dest="renderings",
                        help="set what is preferred for a source form; a new term if none has it; may be repeated")
    action.add_argument("--retire", action="append", default=[], metavar="SOURCE", help="take the term out of force")
    action.add_argument("--import", type=Path, dest="file", metavar="FILE", help="take in a CSV, TSV or TBX file")
    action.add_argument("--etag", default="", help="of the glossary, as the preview told it: guards against others' changes")


def _terms(client: CorrectionClient, options: argparse.Namespace) -> int:
    for term in client.terms(options.glossary):
        shown = "  ".join(f"{tag}: {value.preferred}" for tag, value in sorted(term.renderings.items()))
        kind = glossary_pb2.TermStatus.Name(term.status).removeprefix("TERM_STATUS_").lower()
        sys.stdout.write(MessageToJson(term, indent=None, ensure_ascii=False) + "\n" if options.json else
                         f"{'|'.join(term.sources)}  {shown}" + (f"  ({kind})" if kind != "approved" else "") + "\n")
    return 0


def _preview(client: CorrectionClient, options: argparse.Namespace) -> int:
    with Console(stderr=True).status("looking through the source lines"):
        told = client.preview(options.glossary, _change(client, options), sample=options.sample, etag=options.etag)
    if options.json:
        sys.stdout.write(MessageToJson(told, ensure_ascii=False) + "\n")
    else:
        _show(told)
    return 0


def _apply(client: CorrectionClient, options: argparse.Namespace) -> int:
    return _begin(client, options, _change(client, options), options.etag)


def _roll_back(client: CorrectionClient, options: argparse.Namespace) -> int:
    return _begin(client, options, correction_pb2.GlossaryChange(roll_back_to=options.revision), "")


def _begin(client: CorrectionClient, options: argparse.Namespace, change: correction_pb2.GlossaryChange, etag: str) -> int:
    operation = client.apply(options.glossary, change, etag=etag, summary=options.summary)
    if options.no_wait:
        sys.stdout.write(f"{operation.name}\n")
        return 0
    with _Bars() as bars:
        done = client.wait_for_correction(operation.name, told=bars.show)
    failed = [master for master in done.masters if master.state in _FAILED]
    if options.json:
        sys.stdout.write(MessageToJson(done, ensure_ascii=False) + "\n")
    else:
        sys.stderr.write(f"revision {done.glossary.revision}: {done.changed_cue_count} cues read otherwise now, in "
                         f"{len(done.masters) - len(failed)} masters\n")
        for master in failed:
            sys.stderr.write(f"{master.master} failed: {master.error.message}\n")
    return 1 if failed else 0


def _revisions(client: CorrectionClient, options: argparse.Namespace) -> int:
    for item in client.revisions(options.glossary):
        sys.stdout.write(MessageToJson(item, indent=None, ensure_ascii=False) + "\n" if options.json else
                         f"{item.revision:>5}  {item.create_time.ToDatetime():%Y-%m-%d %H:%M}  {item.author:<12} "
                         f"{item.term_count:>5} terms  {item.summary}\n")
    return 0


def _proposals(client: CorrectionClient, options: argparse.Namespace) -> int:
    if options.accept and options.dismiss:
        raise InvalidInput("either accept or dismiss", field="dismiss", hint="one at a time")
    if options.accept:
        term = client.accept(_named(options, options.accept), forbid_old=options.forbid_old)
        sys.stdout.write(f"{term.name}\n")
        sys.stderr.write(f"apply it: localize-client glossary apply {options.glossary}\n")
        return 0
    if options.dismiss:
        client.dismiss(_named(options, options.dismiss))
        return 0
    for item in client.proposals(options.glossary, options.language):
        sys.stdout.write(MessageToJson(item, indent=None, ensure_ascii=False) + "\n" if options.json else
                         f"{item.name.rpartition('/')[2]}  {item.language}  {item.question}  "
                         f"({item.source_cue_count} cues hold it)\n")
    return 0


def _named(options: argparse.Namespace, identifier: str) -> str:
    return identifier if "/" in identifier else f"{options.glossary}/proposals/{identifier}"


def _change(client: CorrectionClient, options: argparse.Namespace) -> correction_pb2.GlossaryChange:
    renderings: dict[str, dict[str, str]] = {}
    for text in options.renderings:
        form, equals, rest = text.partition("=")
        pairs = [part.partition(":") for part in rest.split(";") if part.strip()]
        if not form or not equals or not pairs or not all(tag and value for tag, _, value in pairs):
            raise InvalidInput(f"{text!r} sets nothing", field="set", hint="such as --set '师父=en:Sifu;th:ซือฝู'")
        renderings.setdefault(form.strip(), {}).update({tag.strip(): value.strip() for tag, _, value in pairs})
    table: Glossary | None = None
    if options.file is not None:
        try:
            found = import_terms(options.file.read_bytes(), options.file.stem)
        except OSError as error:
            raise NotFound(f"{options.file}: {error.strerror}", field="import") from error
        if found.refused:
            for row in found.refused:
                sys.stderr.write(f"  {row.shown()}\n")
            raise RowsRefused(options.file.name, found.refused)
        table = found.glossary
    return client.change(options.glossary, renderings=renderings, retired=options.retire, table=table)


def _show(told: correction_service_pb2.PreviewGlossaryChangeResponse) -> None:
    console = Console()
    seconds = told.estimated_duration.seconds + told.estimated_duration.nanos / 1e9
    console.print(f"{told.term_count} terms differ; {told.cue_count} of {told.total_cue_count} cues are made again in about "
                  f"{seconds:.0f} s" + (f"; {told.locked_cue_count} that people wrote stay" if told.locked_cue_count else ""))
    table = Table("episode", "language", "made again", "stay", pad_edge=False)
    for item in told.localizations:
        table.add_row(escape(item.display_name), item.localization.rpartition("/")[2],
                      f"{item.cue_count} of {item.total_cue_count}", str(len(item.locked_cues) or ""))
    if told.localizations:
        console.print(table)
    for cue in told.sample:
        console.print(f"[bold]{escape(cue.cue)}[/]\n  {escape(cue.source_text)}\n[red]- {escape(cue.before)}[/]\n"
                      f"[green]+ {escape(cue.after)}[/]")
    for operation in told.busy_operations:
        console.print(f"[yellow]{operation} is making one of them: applying has to wait for it")
    console.print(f"etag {told.etag}", highlight=False)


class _Bars:
    """A bar for each master that is made again."""

    def __init__(self) -> None:
        self._progress = Progress(TextColumn("{task.description}"), BarColumn(bar_width=28),
                                  TextColumn("{task.percentage:>3.0f}%"), TimeElapsedColumn(), TextColumn("{task.fields[note]}"),
                                  console=Console(stderr=True))
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def show(self, metadata: correction_pb2.CorrectionMetadata) -> None:
        """Draw how far the masters are."""
        for master in metadata.masters:
            if master.master not in self._tasks:
                self._tasks[master.master] = self._progress.add_task(escape(master.master), total=1.0, note="")
            note = f"{master.cue_count} cues in {', '.join(master.languages)}"
            if master.state in _FAILED:
                note = f"[red]{escape(master.error.message or 'cancelled')}"
            self._progress.update(self._tasks[master.master], completed=master.progress, note=note)
