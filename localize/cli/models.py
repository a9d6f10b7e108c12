"""``localize models``: production models, their licences, and fetching them."""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn
from rich.table import Table

from localize.cli.options import say, show_json
from localize.models import allowed, convert, folder, model, models, pull, verify
from localize.record import to_data

_EXAMPLES = """examples:
  localize models list
  localize models pull whisper-large-v3-turbo
  localize models verify
  localize models path m2m100-418m

Models are fetched from the hub ($HF_ENDPOINT names a mirror) into $LOCALIZE_MODELS_DIR, resumed where a fetch stopped,
and checked by digest. Weights that need conversion are converted in an environment of their own.
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("models", help="list, fetch and check production models", epilog=_EXAMPLES,
                                 description="Production models: what there is, under which licence, and fetching it.",
                                 formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--registry", type=Path, metavar="FILE", help="a models file of your own instead of ours")
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="show every model with licence and languages")
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(run=_list)
    fetch = actions.add_parser("pull", help="fetch a model, resumed and checked")
    fetch.add_argument("name")
    fetch.add_argument("--non-commercial", action="store_true", help="the organization is set to non-commercial")
    fetch.set_defaults(run=_pull)
    check = actions.add_parser("verify", help="check the digests of pulled models")
    check.add_argument("name", nargs="?")
    check.set_defaults(run=_verify)
    path = actions.add_parser("path", help="print where a model lies")
    path.add_argument("name")
    path.set_defaults(run=_path)


def _list(arguments: argparse.Namespace) -> int:
    found = models(arguments.registry)
    if arguments.json:
        show_json([{**to_data(item), "pulled": folder(item).is_dir()} for item in found])
        return 0
    table = Table()
    for name in ("model", "job", "MB", "languages", "licence", "commercial", "runs as", "pulled"):
        table.add_column(name, overflow="fold")
    for item in found:
        table.add_row(item.name, item.job, str(item.size_mb), " ".join(item.languages), item.licence,
                      "yes" if item.commercial else "no", item.family, "yes" if folder(item).is_dir() else "")
    Console().print(table)
    return 0


def _pull(arguments: argparse.Namespace) -> int:
    found = allowed(model(arguments.name, arguments.registry), commercial=not arguments.non_commercial)
    tasks = {}
    with Progress(TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn(),
                  console=Console(stderr=True)) as bars:
        def report(name: str, have: int, total: int) -> None:
            if name not in tasks:
                tasks[name] = bars.add_task(name, total=total or None)
            bars.update(tasks[name], completed=have)

        place = pull(found, report=report)
    if found.convert:
        place = convert(found, say=say)
    say(f"{found.name} ({found.licence}) is in {place}")
    return 0


def _verify(arguments: argparse.Namespace) -> int:
    wanted = [model(arguments.name, arguments.registry)] if arguments.name else [
        item for item in models(arguments.registry) if folder(item).is_dir()]
    wrong = 0
    for item in wanted:
        faults = verify(item)
        print(f"{item.name}: " + ("; ".join(faults) if faults else "as it should be"))
        wrong += bool(faults)
    if not wanted:
        print("no model has been pulled")
    return 1 if wrong else 0


def _path(arguments: argparse.Namespace) -> int:
    print(folder(model(arguments.name, arguments.registry)))
    return 0
