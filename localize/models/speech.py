"""Which engine speaks which language: the ``[[synthesize]]`` tables of a models file, or one path of the command line.

::

    [[synthesize]]
    engine = "kokoro"
    model = "kokoro-82m"              # of the registry, pulled; or path = "/models/kokoro"
    languages = ["en"]                # default: all it speaks
    [[synthesize]]
    engine = "endpoint"
    url = "http://127.0.0.1:8880/v1"
    model = "voxcpm2"
    key = "SPEECH_KEY"                # name of the environment variable that holds the credential
    per_minute = 120
    voices = [{ name = "alto", languages = ["th", "km"], gender = "female" }]

A language takes the first table that speaks it; espeak-ng speaks what none does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from localize.errors import InvalidInput, NotAllowed, NotFound
from localize.language import target
from localize.models.registry import allowed, model, models, ready

ENGINES: Final = ("piper", "kokoro", "endpoint")
"""Engines that a table may name; espeak-ng needs none."""
_ENDPOINT: Final = frozenset({"url", "model", "voices", "key", "revision", "per_minute", "at_once", "timeout"})
_COMMON: Final = frozenset({"engine", "languages", "licence", "commercial"})


@dataclass(frozen=True, slots=True)
class SpeechChoice:
    """An engine of speech, as chosen.

    Attributes:
        engine: One of :data:`ENGINES`.
        place: File or folder of its weights; None for an endpoint.
        languages: Tags it shall speak; empty for all it can.
        licence: Of the weights.
        commercial: Whether commercial use is allowed.
        settings: Of an endpoint, as its table has them.
    """

    engine: str
    place: Path | None = None
    languages: tuple[str, ...] = ()
    licence: str = ""
    commercial: bool = True
    settings: dict[str, Any] = field(default_factory=dict)


def speech_at(place: Path, engine: str = "") -> SpeechChoice:
    """Return the engine for a file or folder of voices; told from its files where it is not named.

    Raises:
        NotFound: If there is nothing.
        InvalidInput: If the engine has no weights of its own.
    """
    if not place.exists():
        raise NotFound(f"there is no voice model {place}", field="voice_model")
    if engine not in {"", "piper", "kokoro"}:
        raise InvalidInput(f"{engine} takes no voice model", field="speech_engine", hint="piper or kokoro")
    described = place.with_name(place.name + ".json").is_file() if place.is_file() else any(place.rglob("*.onnx.json"))
    return SpeechChoice(engine or ("piper" if described else "kokoro"), place)


def speech_choices(rows: object, root: Path | None, *, commercial: bool) -> tuple[SpeechChoice, ...]:
    """Return the engines of a models file's ``synthesize``.

    Raises:
        InvalidInput: If a table is none; names the column.
        NotFound: If a model or folder is not there.
        NotAllowed: If a model may not be used commercially and the organization is commercial.
        EngineUnavailable: If a model has not been pulled.
    """
    tables = rows if isinstance(rows, list) else [rows]
    return tuple(_choice(row, f"models.synthesize[{number}]", root, commercial=commercial)
                 for number, row in enumerate(tables))


def _choice(row: object, where: str, root: Path | None, *, commercial: bool) -> SpeechChoice:
    if not isinstance(row, dict) or row.get("engine") not in ENGINES:
        raise InvalidInput("a table of speech names its engine", field=f"{where}.engine", hint=", ".join(ENGINES))
    known = _COMMON | (_ENDPOINT if row["engine"] == "endpoint" else {"model", "path"})
    if unknown := set(row) - known:
        raise InvalidInput(f"{row['engine']} knows no {min(unknown)!r}", field=f"{where}.{min(unknown)}",
                           hint=", ".join(sorted(known)))
    languages = tuple(target(str(tag)).tag for tag in row.get("languages", ()))
    licence, may = str(row.get("licence", "")), bool(row.get("commercial", True))
    place = None
    if row["engine"] != "endpoint":
        place, licence, may = _weights(row, where, root, licence, may, commercial=commercial)
    if commercial and not may:
        raise NotAllowed(f"the voices of {row['engine']} may not be used commercially: {licence}", field=where,
                         hint="choose others, or set commercial = false for the organization")
    settings = {name: row[name] for name in _ENDPOINT & set(row)} if place is None else {}
    return SpeechChoice(row["engine"], place, languages, licence, may, settings)


def _weights(row: dict[str, Any], where: str, root: Path | None, licence: str, may: bool, *,
             commercial: bool) -> tuple[Path, str, bool]:
    if "model" in row:
        if row["model"] not in {item.name for item in models()}:
            raise NotFound(f"no model {row['model']!r}", field=f"{where}.model", hint="localize models list shows them")
        found = allowed(model(row["model"]), commercial=commercial)
        return ready(found, root), found.licence, found.commercial
    if "path" not in row:
        raise InvalidInput("a table of speech names neither model nor path", field=where)
    place = Path(str(row["path"]))
    if not place.exists():
        raise NotFound(f"there is no voice model {place}", field=f"{where}.path")
    return place, licence, may
