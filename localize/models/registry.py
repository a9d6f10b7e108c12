"""The registry: one table for each model, read from ``models.toml`` or a file of the user's own."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from localize.errors import EngineUnavailable, InvalidInput, NotAllowed, NotFound


@dataclass(frozen=True, slots=True)
class Model:
    """A model that can be pulled.

    Attributes:
        name: As given to ``localize models pull``.
        job: ``recognize translate synthesize``.
        hub: Repository on the hub.
        revision: Commit, tag or branch; a branch is pinned at the first pull.
        files: Pairs of file and sha256, empty where it is pinned at the first pull.
        size_mb: Roughly, of the download.
        languages: Tags it serves.
        licence: Of the weights.
        commercial: Whether commercial use is allowed.
        claim: Where that is said.
        convert: ``ctranslate2`` if the weights are converted after the download, else empty.
        family: How a converted model is spoken to (``m2m100 nllb marian madlad qwen3``), else empty.
    """

    name: str
    job: str
    hub: str
    revision: str
    files: tuple[tuple[str, str], ...]
    size_mb: int
    languages: tuple[str, ...]
    licence: str
    commercial: bool
    claim: str
    convert: str = ""
    family: str = ""


def models(path: Path | None = None) -> tuple[Model, ...]:
    """Return the models of the registry that ships, or of a file in its form.

    Raises:
        InvalidInput: If the file is no such registry; names the model and column.
    """
    return _parsed(path.read_text("utf-8") if path else (files("localize.models") / "models.toml").read_text("utf-8"))


@lru_cache(maxsize=8)
def _parsed(text: str) -> tuple[Model, ...]:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidInput(f"the models file is no TOML: {error}", field="models") from error
    found = []
    for name, row in data.items():
        try:
            found.append(Model(name, row["job"], row["hub"], row["revision"], tuple(row["files"].items()),
                               int(row["size_mb"]), tuple(row["languages"]), row["licence"], bool(row["commercial"]),
                               row["claim"], row.get("convert", ""), row.get("family", "")))
        except (KeyError, TypeError, AttributeError) as error:
            raise InvalidInput(f"the model {name!r} lacks {error}", field=f"models.{name}") from error
    return tuple(found)


def model(name: str, path: Path | None = None) -> Model:
    """Return a model by name.

    Raises:
        NotFound: If the registry has none of that name.
    """
    for found in models(path):
        if found.name == name:
            return found
    raise NotFound(f"no model {name!r}", field="model", hint="localize models list shows them")


def allowed(found: Model, *, commercial: bool) -> Model:
    """Return the model if the organization may use it.

    Raises:
        NotAllowed: If the organization is commercial and the weights are not.
    """
    if commercial and not found.commercial:
        raise NotAllowed(f"{found.name} may not be used commercially: {found.licence} ({found.claim})", field="model",
                         hint="choose another model, or set the organization to non-commercial")
    return found


def library() -> Path:
    """Return the folder of pulled models: ``$LOCALIZE_MODELS_DIR``, else the XDG data folder."""
    if chosen := os.environ.get("LOCALIZE_MODELS_DIR"):
        return Path(chosen)
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "localize" / "models"


def folder(found: Model, root: Path | None = None) -> Path:
    """Return where a model's files lie once it is pulled."""
    return (root or library()) / found.name


def ready(found: Model, root: Path | None = None) -> Path:
    """Return the folder an engine loads: what was pulled, or its conversion.

    Raises:
        EngineUnavailable: If it is not there; says what to pull and where it is looked for.
    """
    place = folder(found, root) / "converted" if found.convert else folder(found, root)
    marker = "localize.json" if found.convert else "pulled.json"
    if not (place / marker).is_file():
        raise EngineUnavailable(f"the model {found.name} is not here", field="models",
                                hint=f"run: localize models pull {found.name}; it is looked for in {place}")
    return place
