"""Which model does which job: ``starter``, ``production``, or a file of the user's own.

A file is TOML: ``commercial = false`` if the organization is set to non-commercial, and a table for each job with either
``model`` (a name of the registry) or ``path`` (a folder)::

    [recognize]
    model = "whisper-large-v3"
    [translate]
    path = "/models/our-m2m"
    licence = "ours"
    [condense]
    model = "qwen3-4b"

``[[synthesize]]`` says who speaks: see :mod:`localize.models.speech`; ``[speakers]`` with a ``path`` is a model that tells
speakers apart. ``condense`` is a decoder-only model that rewrites lines too fast to read; one that translates does that too.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from localize.errors import InvalidInput, NotFound
from localize.models.registry import allowed, library, model, models, ready
from localize.models.speech import SpeechChoice, speech_choices

#: First choice first; the first that is pulled is taken.
PRODUCTION: Final = {"recognize": ("whisper-large-v3", "whisper-large-v3-turbo", "whisper-small"),
                     "translate": ("madlad400-3b", "m2m100-1.2b", "m2m100-418m")}
_JOBS: Final = ("recognize", "translate", "condense")


@dataclass(frozen=True, slots=True)
class Chosen:
    """A model for a job.

    Attributes:
        name: For the manifest.
        folder: What the engine loads.
        revision: Of the weights.
        licence: Of the weights.
        commercial: Whether commercial use is allowed.
    """

    name: str
    folder: Path
    revision: str
    licence: str
    commercial: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """The models of a run; a job that is not named runs on its starter model; speech by language, else espeak-ng."""

    jobs: dict[str, Chosen] = field(default_factory=dict)
    speech: tuple[SpeechChoice, ...] = ()
    speakers: Path | None = None


def choice(text: str, root: Path | None = None) -> Choice:
    """Return the models that ``starter``, ``production`` or the path of a models file stands for.

    Raises:
        NotFound: If the file is not there.
        InvalidInput: If it is no models file.
        NotAllowed: If a model may not be used commercially and the organization is commercial.
        EngineUnavailable: If a model has not been pulled; says what to pull.
    """
    if text == "starter":
        return Choice()
    if text == "production":
        return Choice({job: _pulled(names, root) for job, names in PRODUCTION.items()})
    path = Path(text)
    if not path.is_file():
        raise NotFound(f"no models file {text!r}", field="models", hint="starter, production, or the path of a TOML file")
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{path.name} is no TOML: {error}", field="models") from error
    commercial = bool(data.pop("commercial", True))
    speech = speech_choices(data.pop("synthesize"), root, commercial=commercial) if "synthesize" in data else ()
    speakers = _speakers(data.pop("speakers")) if "speakers" in data else None
    unknown = set(data) - set(_JOBS)
    if unknown:
        raise InvalidInput(f"{path.name} names the unknown job {min(unknown)!r}", field="models", hint=", ".join((*_JOBS, "synthesize", "speakers")))
    return Choice({job: _named(job, row, root, commercial=commercial) for job, row in data.items()}, speech,
                  speakers)


def _speakers(row: object) -> Path:
    place = Path(str(row["path"])) if isinstance(row, dict) and "path" in row else None
    if place is None:
        raise InvalidInput("the model of speakers has no path", field="models.speakers", hint='path = "/models/voices.onnx"')
    if not place.is_file():
        raise NotFound(f"there is no file {place}", field="models.speakers")
    return place


def _pulled(names: tuple[str, ...], root: Path | None) -> Chosen:
    here = next((name for name in names if ((root or library()) / name).is_dir()), names[0])
    return _chosen_of(here, root)  # where none is pulled, this says which to pull


def _chosen_of(name: str, root: Path | None, *, commercial: bool = True) -> Chosen:
    found = allowed(model(name), commercial=commercial)
    return Chosen(name, ready(found, root), found.revision, found.licence, found.commercial)


def _named(job: str, row: object, root: Path | None, *, commercial: bool) -> Chosen:
    if not isinstance(row, dict) or not ({"model", "path"} & set(row)):
        raise InvalidInput(f"the job {job!r} names neither model nor path", field=f"models.{job}")
    if "model" in row:
        if row["model"] not in {item.name for item in models()}:
            raise NotFound(f"no model {row['model']!r}", field=f"models.{job}", hint="localize models list shows them")
        return _chosen_of(row["model"], root, commercial=commercial)
    place = Path(row["path"])
    if not place.is_dir():
        raise NotFound(f"there is no folder {place}", field=f"models.{job}")
    return Chosen(str(row.get("name", place.name)), place, str(row.get("revision", "local")),
                  str(row.get("licence", "unknown")), bool(row.get("commercial", True)))
