"""``localize-client memory`` and ``cue``: approved lines in and out, near ones for a cue, approving cues."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any, Final

from google.protobuf.json_format import MessageToJson
from rich.console import Console
from rich.markup import escape

from localize.errors import InvalidInput, NotFound
from server._gen.localization.v1 import memory_pb2
from server.correction_client import CorrectionClient

_EXAMPLES: Final = """examples:
  localize-client memory suggest titles/harbour/masters/e1/localizations/en/cues/u0003
  localize-client memory import old.tmx --title titles/harbour
  localize-client memory export harbour.tmx --title titles/harbour
  localize-client cue approve titles/harbour/masters/e1/localizations/en/cues/u0003
"""
_COLOURS: Final = {memory_pb2.DIFFERENCE_KIND_SAME: "", memory_pb2.DIFFERENCE_KIND_ADDED: "green",
                   memory_pb2.DIFFERENCE_KIND_REMOVED: "red", memory_pb2.DIFFERENCE_KIND_REPLACED: "yellow"}


def add(commands: Any) -> None:
    """Add the commands to the parser."""
    memory = _group(commands, "memory", "approved lines: suggest, import, export")
    suggest = _action(memory, "suggest", _suggest, "offer approved lines that resemble a cue's, and say what differs")
    suggest.add_argument("cue", help="name of the cue")
    suggest.add_argument("--count", type=int, default=5, help="at most this many (default 5)")
    suggest.add_argument("--least", type=float, default=0.6, help="least similarity, 0 to 1 (default 0.6)")
    suggest.add_argument("--json", action="store_true", help="answer in JSON on standard output")
    take = _action(memory, "import", _import, "put the units of a TMX or XLIFF 2 file into the memory")
    take.add_argument("file", type=Path)
    give = _action(memory, "export", _export, "write the memory as TMX")
    give.add_argument("file", type=Path)
    for action in (take, give):
        action.add_argument("--title", default="", help="name of one title (default: the whole organization)")
    cue = _group(commands, "cue", "approve cues")
    approve = _action(cue, "approve", _approve, "approve cues as they stand: their lines are used again")
    approve.add_argument("cues", nargs="+", metavar="CUE", help="names of cues")


def _group(commands: Any, name: str, text: str) -> Any:
    made = commands.add_parser(name, help=text, description=text, epilog=_EXAMPLES,
                               formatter_class=argparse.RawDescriptionHelpFormatter)
    return made.add_subparsers(dest="action", required=True, metavar="ACTION")


def _action(group: Any, name: str, run: Any, text: str) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = group.add_parser(name, help=text, description=text, epilog=_EXAMPLES,
                                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    made.set_defaults(run=run)
    return made


def _suggest(client: CorrectionClient, options: argparse.Namespace) -> int:
    console = Console()
    for match in client.suggest(options.cue, count=options.count, least=options.least):
        if options.json:
            sys.stdout.write(MessageToJson(match, indent=None, ensure_ascii=False) + "\n")
            continue
        parts = []
        for part in match.differences:
            colour = _COLOURS[part.kind]
            words = escape(part.unit_text or f"+{part.line_text}")
            parts.append(f"[{colour}]{words}[/]" if colour else words)
        console.print(f"{match.similarity:.0%}  {''.join(parts)}  →  [bold]{escape(match.text)}[/]"
                      + (f"\n      {escape(match.note)}" if match.note else ""), highlight=False)
    return 0


def _import(client: CorrectionClient, options: argparse.Namespace) -> int:
    try:
        content = options.file.read_bytes()
    except OSError as error:
        raise NotFound(f"{options.file}: {error.strerror}", field="file") from error
    done = client.import_memory(content, filename=options.file.name, title=options.title)
    sys.stderr.write(f"{done.created_count} new, {done.updated_count} changed, {done.unchanged_count} the same, "
                     f"{len(done.left_out)} left out\n")
    sys.stderr.writelines(f"  {line}\n" for line in done.left_out)
    return 0


def _export(client: CorrectionClient, options: argparse.Namespace) -> int:
    data = client.export_memory(options.title)
    try:
        options.file.write_bytes(data)
    except OSError as error:
        raise InvalidInput(f"{options.file}: {error.strerror}", field="file") from error
    return 0


def _approve(client: CorrectionClient, options: argparse.Namespace) -> int:
    for cue in client.approve(options.cues):
        sys.stdout.write(f"{cue.name}  {cue.text}\n")
    return 0
