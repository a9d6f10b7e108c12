"""``localize package``: what a newer package changes against an older one."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from localize.cli.options import read_file, show_json
from localize.delivery import MANIFEST
from localize.errors import InvalidInput, InvalidPackage, LocalizeError
from localize.model import Changes, RightsWindow
from localize.packaging.changes import changes, digests_of_manifest
from localize.packaging.manifest import read_manifest
from localize.record import from_data, to_data
from localize.store import Key, Store

_EXAMPLES = """examples:
  localize package diff out/episode-01 out/episode-01-corrected
  localize package diff old/manifest.json new/manifest.json --json

Exit code 1 where the two differ, 0 where they hold the same files.
"""
_MARKS = (("added", "+"), ("changed", "~"), ("removed", "-"))


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("package", help="compare packages",
                                 description="Tell which files a newer package adds, changes and removes.",
                                 epilog=_EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter)
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    diff = actions.add_parser("diff", help="files added, changed and removed", epilog=_EXAMPLES,
                              formatter_class=argparse.RawDescriptionHelpFormatter)
    diff.add_argument("old", type=Path, metavar="OLD", help="folder of a package, or its manifest.json")
    diff.add_argument("new", type=Path, metavar="NEW", help="the newer one")
    diff.add_argument("--json", action="store_true", help="answer in JSON on standard output")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the changes."""
    found = changes(*(digests_of_manifest(_manifest(path)) for path in (arguments.old, arguments.new)))
    if arguments.json:
        show_json(to_data(found))
    else:
        for name, mark in _MARKS:
            for path in getattr(found, name):
                print(f"{mark} {path}")
    return int(found != Changes())


def add_rights(parser: argparse.ArgumentParser) -> None:
    """Add ``--rights``."""
    parser.add_argument("--rights", type=Path, metavar="FILE",
                        help="where the title may be shown, as JSON: a list of {territory, language, begin, end}, for the manifest")


def read_rights(path: Path | None) -> tuple[RightsWindow, ...]:
    """Return the rights windows in a file; none for None.

    Raises:
        InvalidInput: If it is no such list.
    """
    if path is None:
        return ()
    try:
        rows = json.loads(read_file(path, "rights"))
        return tuple(from_data(row, RightsWindow) for row in rows)
    except (ValueError, TypeError, LocalizeError) as error:
        raise InvalidInput(f"{path} is no list of rights: {error}", field="rights",
                           hint='[{"territory": "BR", "language": "pt-BR", "begin": "2026-01-01", "end": "2027-12-31"}]') from error


def superseded(out: Path, master: Key, profile: str, store: Store) -> Key:
    """Return the manifest in a folder, kept in the store, if it is of an older package of the same master and profile."""
    try:
        data = (out / MANIFEST).read_bytes()
        manifest = read_manifest(data)
    except (OSError, InvalidPackage):
        return ""  # nothing there, or something that is no package of ours: it is replaced, not superseded
    same = manifest["master"]["sha256"] == master and manifest["profile"] == profile
    return store.put_bytes(data) if same else ""


def _manifest(path: Path) -> dict[str, Any]:
    return read_manifest(read_file(path / MANIFEST if path.is_dir() else path, "manifest"))
