"""Read the frames and the lexicon that templates are filled from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LANGUAGES = ("zh", "yue", "en", "id", "ms", "vi", "th", "fil", "my", "km", "lo", "pt-BR", "pt-PT",
             "ar")  # fmt: skip
CORPUS = Path(__file__).resolve().parent.parent / "corpus" / "templates"


@dataclass(frozen=True, slots=True)
class Entry:
    """One word or phrase: its kind (V, P, T, L, ...), tags, and a cell for each language."""

    kind: str
    tags: str
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Frame:
    """One sentence with slots; ``needs`` gives for each slot letter the tags it asks for."""

    name: str
    needs: dict[str, str]
    flags: str
    cells: dict[str, str]


def _rows(path: Path) -> Iterator[list[str]]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) != len(LANGUAGES) + 2:
            raise ValueError(f"{path.name}:{number}: {len(cells)} cells, not {len(LANGUAGES) + 2}")
        yield cells


def _cells(values: list[str]) -> dict[str, str]:
    cells = dict(zip(LANGUAGES, values, strict=True))
    if cells["pt-PT"] == "=":
        cells["pt-PT"] = cells["pt-BR"]
    empty = [language for language, cell in cells.items() if not cell]
    if empty:
        raise ValueError(f"{values[0]}: nothing for {', '.join(empty)}")
    return cells


def _name(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:6]


def load_entries(folder: Path = CORPUS) -> list[Entry]:
    """Read every ``lexicon*.tsv``: kind, tags, then the languages in order.

    Raises:
        ValueError: A row has the wrong number of cells or an empty one.
    """
    return [
        Entry(row[0], row[1], _cells(row[2:])) for path in sorted(folder.glob("lexicon*.tsv")) for row in _rows(path)
    ]


def load_frames(folder: Path = CORPUS) -> list[Frame]:
    """Read every ``frames*.tsv``: slots with tags (``V2 Wb``), flags, then the languages.

    A digit after a verb slot says which person its subject is, so that no phrase
    with an object of the same person is put there.

    Raises:
        ValueError: A row has the wrong number of cells or an empty one.
    """
    frames: list[Frame] = []
    for path in sorted(folder.glob("frames*.tsv")):
        for row in _rows(path):
            needs = {slot[0]: slot[1:] for slot in row[0].split() if slot != "-"}
            frames.append(Frame(_name(row[2]), needs, row[1], _cells(row[2:])))
    return frames
