"""Options that several commands share."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

from localize.errors import InvalidInput, NotFound
from localize.language import TARGETS, target
from localize.store import LocalStore


def add_models(parser: argparse.ArgumentParser) -> None:
    """Add ``--models``."""
    parser.add_argument("--models", default=os.environ.get("LOCALIZE_MODELS", "starter"), metavar="starter|production|FILE",
                        help="which models to run (default: starter, which ships and is for trying out)")


def add_store(parser: argparse.ArgumentParser) -> None:
    """Add ``--store``."""
    parser.add_argument("--store", type=Path, default=default_store(), metavar="DIR",
                        help="where results are kept for re-use (default: %(default)s; also $LOCALIZE_STORE)")


def default_store() -> Path:
    """Return the folder of the user's own store: ``$LOCALIZE_STORE``, else the XDG cache."""
    if chosen := os.environ.get("LOCALIZE_STORE"):
        return Path(chosen)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "localize" / "store"


def open_store(arguments: argparse.Namespace) -> LocalStore:
    """Return the store of ``--store``."""
    return LocalStore(arguments.store)


def targets(text: str) -> tuple[str, ...]:
    """Return the tags of a comma-separated list; ``all`` for every language we deliver."""
    if text.strip() == "all":
        return tuple(language.tag for language in TARGETS)
    found = tuple(target(tag).tag for tag in text.split(",") if tag.strip())
    if not found:
        raise InvalidInput("no target language", field="to", hint="for example en,th,pt-BR,ar, or all")
    return found


def read_file(path: Path, what: str, limit: int = 64 << 20) -> bytes:
    """Return a file's bytes.

    Args:
        path: The file.
        what: What it is, for errors.
        limit: Bytes; a larger file is refused before a byte of it is read.

    Raises:
        NotFound: If it is not there.
        InvalidInput: If it cannot be read, or is larger.
    """
    try:
        size = path.stat().st_size
        if size > limit:
            raise InvalidInput(f"{path.name} has {size / 1048576:.0f} MiB; this takes at most {limit / 1048576:.0f} MiB",
                               field=what)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise NotFound(f"there is no {what} at {path}", field=what) from error
    except OSError as error:
        raise InvalidInput(f"cannot read {path}: {error.strerror or error}", field=what) from error


def show_json(data: Any) -> None:
    """Print data as JSON, UTF-8, indented."""
    print(json.dumps(data, ensure_ascii=False, indent=2, default=str))


def say(text: str) -> None:
    """Print a line for people: to the error stream, so that output stays clean."""
    print(text, file=sys.stderr)


def starter_notice(names: list[str]) -> None:
    """Say which starter models were used, if any."""
    if names:
        say(f"starter models ({', '.join(names)}): for trying out, not for delivery")
