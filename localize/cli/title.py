"""What commands are told of a title: its term bases, its characters, the episode."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from localize.cli.options import read_file
from localize.errors import InvalidGlossary, InvalidInput, LocalizeError
from localize.glossary import Glossary, Situation, combined, episode_number, import_terms
from localize.memory import Unit, import_memory
from localize.model import Character
from localize.record import from_data

_HINT = ('[{"name": "小武", "gender": "male", "renderings": {"en": "Wu"}, "addresses": [{"addressee": "陈师傅", '
         '"sources": ["师父"], "formality": "honorific", "renderings": {"vi": "sư phụ"}}]}]')


def add_terms(parser: argparse.ArgumentParser) -> None:
    """Add ``--glossary``, ``--characters``, ``--title`` and ``--episode``."""
    parser.add_argument("--glossary", type=Path, metavar="FILE", action="append",
                        help="term base as CSV, TSV or TBX; give it again for further ones")
    parser.add_argument("--characters", type=Path, metavar="FILE",
                        help="the title's characters as JSON: a list of {name, aliases, gender, renderings: {tag: name}, "
                             "addresses: [{addressee, sources, formality, kinship, renderings}]}")
    parser.add_argument("--title", default="", help="display name, and what terms scoped to a title go by "
                                                    "(default: the file's name)")
    parser.add_argument("--episode", default="", metavar="NAME",
                        help="name or number of the episode, for terms scoped to episodes (12, S01E12, 第12集)")
    parser.add_argument("--memory", type=Path, metavar="FILE",
                        help="your own approved lines as TMX or XLIFF 2: they come before the phrase memory that ships")


def read_memory(path: Path | None) -> tuple[Unit, ...]:
    """Return the units of a translation memory; none for None.

    Raises:
        InvalidInput: If it cannot be read, or an entry of it must be refused.
    """
    return import_memory(read_file(path, "memory")).whole() if path is not None else ()


def read_terms(paths: Sequence[Path] | None) -> Glossary:
    """Return the term bases at some paths as one; an empty one for none.

    Raises:
        InvalidGlossary: If one of them holds a row that must be refused, or two contradict each other.
    """
    return combined([_whole(path) for path in paths]) if paths else Glossary("none")


def _whole(path: Path) -> Glossary:
    try:
        return import_terms(read_file(path, "glossary"), path.stem).whole()
    except InvalidGlossary as error:
        where = f"{path.name}, row {error.row}" if error.row else path.name
        raise InvalidGlossary(f"{where}: {error.reason}", field=error.field, value=error.value,
                              hint=error.hint or f"localize glossary check {path.name} names every such row") from error


def place_of(arguments: argparse.Namespace, default: str = "") -> Situation:
    """Return the title and episode that options name."""
    return Situation(arguments.title or default, episode_number(arguments.episode))


def read_characters(path: Path | None) -> tuple[Character, ...]:
    """Return a title's characters from JSON; none for None.

    Raises:
        InvalidInput: If the file holds something else.
    """
    if path is None:
        return ()
    try:
        data = json.loads(read_file(path, "characters"))
        rows = data["characters"] if isinstance(data, dict) else data
        return tuple(from_data({**_pairs(row), "addresses": [_pairs(item) for item in row.get("addresses", ())]}, Character)
                     for row in rows)
    except (ValueError, KeyError, TypeError, AttributeError, LocalizeError) as error:
        raise InvalidInput(f"{path} is no list of characters: {error}", field="characters", hint=_HINT) from error


def _pairs(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "renderings": sorted(dict(row.get("renderings", {})).items())}
