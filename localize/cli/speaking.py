"""Options about who speaks and with which voice, and the files behind them: the casting, the registry of voices."""

from __future__ import annotations

import argparse
import json
import os
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from localize.cli.options import read_file
from localize.dubbing.turns import read_turns
from localize.errors import InvalidInput, StorageError
from localize.model import CastEntry
from localize.models import SpeechChoice, speech_at
from localize.store import Key, LocalStore
from localize.voices import VoiceRegistry, read_registry

_FORM = '{"何伯": {"en": {"voice": "espeak-ng/en+m7", "chosen": true}}}'


@dataclass(frozen=True, slots=True)
class SpeakersGiven:
    """What the user says about speakers: names, their number, or turns as a store key."""

    names: tuple[str, ...] = ()
    count: int = 0
    turns: Key = ""


def add_speakers(parser: argparse.ArgumentParser) -> None:
    """Add ``--speakers``."""
    parser.add_argument("--speakers", default="", metavar="N|NAMES|FILE",
                        help="who speaks, where no dialogue list says so: their number, their names with commas in the "
                             "order in which they first speak, or an RTTM file of turns (default: told apart by voice)")


def add_casting(parser: argparse.ArgumentParser) -> None:
    """Add ``--casting`` and ``--voices``."""
    parser.add_argument("--casting", type=Path, metavar="FILE",
                        help="who speaks with which voice, kept for all episodes of the title: read before, written after "
                             "(default: one for each --title, beside the store)")
    add_registry(parser)


def add_registry(parser: argparse.ArgumentParser) -> None:
    """Add ``--voices``."""
    chosen = os.environ.get("LOCALIZE_VOICES")
    parser.add_argument("--voices", type=Path, default=Path(chosen) if chosen else None, metavar="FILE",
                        help="registry of voices with owners, consent and scope (default: $LOCALIZE_VOICES)")


def add_speech(parser: argparse.ArgumentParser) -> None:
    """Add ``--speech-engine`` and ``--voice-model``."""
    parser.add_argument("--speech-engine", default="", choices=["", "espeak-ng", "piper", "kokoro"], metavar="ENGINE",
                        help="who speaks: espeak-ng, piper or kokoro (default: what --models says for each language, else "
                             "espeak-ng); endpoints are named in a models file")
    parser.add_argument("--voice-model", type=Path, action="append", default=[], metavar="PATH",
                        help="weights of --speech-engine: a Piper voice, or a folder of Piper voices or of Kokoro; may be "
                             "given again for other languages")


def speech_chosen(arguments: argparse.Namespace) -> tuple[SpeechChoice, ...] | None:
    """Return the engines that the options name; None for espeak-ng alone, whatever the models file says.

    Raises:
        InvalidInput: If an engine has no weights, or weights no engine.
        NotFound: If the weights are not there.
    """
    engine, places = getattr(arguments, "speech_engine", ""), getattr(arguments, "voice_model", [])
    if engine == "espeak-ng" and not places:
        return None
    if engine and not places:
        raise InvalidInput(f"{engine} needs its weights", field="voice_model",
                           hint=f"--voice-model PATH; localize models path {'kokoro-82m' if engine == 'kokoro' else 'piper-pt-br-faber'}")
    return tuple(speech_at(place, engine) for place in places)


def speakers_given(text: str, store: LocalStore) -> SpeakersGiven:
    """Return what ``--speakers`` says; a file is checked and put into the store.

    Raises:
        InvalidInput: If it is a file that holds no turns, or a number below 1.
    """
    text = text.strip()
    if not text:
        return SpeakersGiven()
    if text.isascii() and text.isdigit():
        if not int(text):
            raise InvalidInput("somebody must speak", field="speakers", hint="leave --speakers out to have them counted")
        return SpeakersGiven(count=int(text))
    if Path(text).suffix.lower() == ".rttm":
        data = read_file(Path(text), "speakers")
        read_turns(data)
        return SpeakersGiven(turns=store.put_bytes(data))
    return SpeakersGiven(tuple(name.strip() for name in text.split(",")))


def registry_at(path: Path | None) -> VoiceRegistry:
    """Return the registry in a file; an empty one for None, and for a file that is not there yet."""
    if path is None or not path.exists():
        return VoiceRegistry()
    return read_registry(read_file(path, "voices"))


def casting_path(arguments: argparse.Namespace, title: str) -> Path:
    """Return where the title's casting is kept."""
    if arguments.casting is not None:
        return Path(arguments.casting)
    name = re.sub(r"[^\w.-]+", "_", title).strip("._") or "title"
    store = Path(arguments.store)
    return store.with_name(f"{store.name}-casting") / f"{name[:80]}.json"


def read_casting(path: Path) -> tuple[CastEntry, ...]:
    """Return a title's casting; none where there is no file yet.

    Raises:
        InvalidInput: If the file is no casting.
    """
    if not path.exists():
        return ()
    try:
        data: dict[str, dict[str, Any]] = json.loads(read_file(path, "casting"))
        return tuple(CastEntry(name, tag, str(row["voice"]), bool(row.get("chosen", False)))
                     for name, rows in data.items() for tag, row in rows.items())
    except (ValueError, AttributeError, KeyError, TypeError) as error:
        raise InvalidInput(f"{path} is no casting", field="casting", hint=_FORM) from error


def write_casting(path: Path, entries: Sequence[CastEntry]) -> None:
    """Keep a title's casting; the file is whole or as it was.

    Raises:
        StorageError: If it cannot be written.
    """
    table: dict[str, dict[str, dict[str, object]]] = {}
    for item in entries:
        row = asdict(item)
        table.setdefault(row.pop("character"), {})[row.pop("language")] = row
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps(table, ensure_ascii=False, indent=2, sort_keys=True) + "\n", "utf-8")
        part.replace(path)
    except OSError as error:
        raise StorageError(f"cannot write {path}: {error.strerror}", field="casting") from error


def merged_casting(before: Sequence[CastEntry], made: Sequence[CastEntry]) -> tuple[CastEntry, ...]:
    """Return the casting with entries for those who had none; nobody's voice changes, except one that is gone."""
    chosen = {(item.character, item.language): item for item in before if item.chosen}
    rows = {(item.character, item.language): item for item in (*before, *made)}
    return tuple((rows | chosen).values())
