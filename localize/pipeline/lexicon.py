"""What a job's translation knows, put together from its spec: term base, memories, names and people's lines."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from localize.errors import StorageError
from localize.glossary import Glossary, Situation, episode_number, merged, read_table
from localize.memory import NameList, TranslationMemory, read_tmx
from localize.model import Character
from localize.pipeline.plan import JobSpec
from localize.store import Key, Store
from localize.terminology import Lexicon


class Knowledge(Protocol):
    """What ships and is the same for every job: part of the :class:`~localize.pipeline.Engines`."""

    @property
    def memory(self) -> TranslationMemory:
        """Approved lines."""
        ...

    @property
    def names(self) -> NameList | None:
        """A name list."""
        ...


@dataclass(frozen=True, slots=True)
class Edit:
    """A person's line.

    Attributes:
        text: What they wrote.
        source: The source line they wrote it for; empty if that is not known.
    """

    text: str
    source: str = ""


def lexicon_of(spec: JobSpec, knowledge: Knowledge, store: Store, language: str,
               glossary: Glossary | None = None) -> Lexicon:
    """Return what a job's translation into a language knows.

    Args:
        spec: The job.
        knowledge: What ships.
        store: Where the job's term base, memory and edits are.
        language: Target tag: whose edits count.
        glossary: The job's term base, if it is at hand.

    Raises:
        StorageError: If stored edits are no table.
    """
    edits = edits_of(spec, store).get(language, {})
    return Lexicon(glossary or glossary_of(spec.glossary, spec.characters, store), memory_of(spec, knowledge, store),
                   knowledge.names, {cue: edit.text for cue, edit in edits.items()},
                   Situation(spec.title, episode_number(spec.episode)))


def glossary_of(key: Key, characters: tuple[Character, ...], store: Store) -> Glossary:
    """Return the term base under a key, the title's characters merged in."""
    return _merged(store.path(key) if key else None, characters)


def memory_of(spec: JobSpec, knowledge: Knowledge, store: Store) -> TranslationMemory:
    """Return the job's own memory above the one that ships."""
    return _above(store.path(spec.memory), knowledge.memory) if spec.memory else knowledge.memory


def edits_of(spec: JobSpec, store: Store) -> Mapping[str, Mapping[str, Edit]]:
    """Return people's lines by language and cue.

    Raises:
        StorageError: If what is stored is no table of lines.
    """
    if not spec.edits:
        return {}
    data = json.loads(store.path(spec.edits).read_bytes())
    try:
        return {tag: {cue: Edit(item) if isinstance(item, str) else Edit(**item) for cue, item in lines.items()}
                for tag, lines in data.items()}
    except (AttributeError, TypeError) as error:
        raise StorageError("stored edits are no table", field="edits") from error


@lru_cache(maxsize=16)
def _merged(path: Path | None, characters: tuple[Character, ...]) -> Glossary:
    # A title of a hundred episodes asks twelve hundred times for the same one; the path names its bytes.
    return merged(read_table(path.read_bytes()) if path is not None else Glossary("none"), characters)


@lru_cache(maxsize=16)
def _above(path: Path, below: TranslationMemory) -> TranslationMemory:
    # The path names its bytes, so that what was read from it stays true.
    return TranslationMemory(read_tmx(path.read_bytes()), below)
