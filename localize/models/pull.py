"""Fetching models: resumed where it stopped, checked by digest, whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import httpx

from localize.delivery import safe_path
from localize.errors import DigestMismatch, EngineUnavailable, NotFound, StorageError, StorageFull
from localize.models.registry import Model, folder
from localize.store import digest_file

HUB: Final = "https://huggingface.co"
"""Where models are fetched unless ``$HF_ENDPOINT`` names a mirror."""
_LOCK: Final = "pulled.json"
_CHUNK: Final = 1 << 20
_MARGIN: Final = 64 << 20

Report = Callable[[str, int, int], None]
"""Takes a file name, bytes so far and bytes in all (0 if unknown)."""


def pull(model: Model, root: Path | None = None, *, report: Report = lambda *_: None,
         client: httpx.Client | None = None) -> Path:
    """Fetch every file of a model into its folder and return that.

    A part that is there already is gone on with; a whole file is checked and not fetched again. Files whose digest
    the registry does not know are pinned now, in ``pulled.json``, and checked ever after.

    Raises:
        EngineUnavailable: If the hub cannot be reached; says what to pull and where it is looked for.
        NotFound: If the hub has no such file.
        DigestMismatch: If a file is not what the registry or an earlier pull says; it is thrown away.
        StorageFull: If no space is left.
    """
    place = folder(model, root)
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"cannot write {place.name}: {error.strerror}", field="models") from error
    pinned = _pinned(place)
    own = client or httpx.Client(follow_redirects=True, timeout=httpx.Timeout(30.0, read=120.0))
    try:
        revision = pinned.get("revision") or _commit(own, model)
        for name, digest in model.files:
            wanted = digest or pinned.get("files", {}).get(name, "")
            found = _fetch(own, model, revision, name, safe_path(place, name), wanted, report)
            pinned = {"hub": model.hub, "revision": revision, "files": {**pinned.get("files", {}), name: found}}
            _write(place / _LOCK, pinned)
    except httpx.TransportError as error:
        raise EngineUnavailable(
            f"the hub cannot be reached to fetch {model.name}: {error}", field="network",
            hint=f"on a machine with a network run: localize models pull {model.name}; then copy the folder to {place}"
        ) from error
    finally:
        if client is None:
            own.close()
    return place


def verify(model: Model, root: Path | None = None) -> tuple[str, ...]:
    """Return what is wrong with a pulled model's files, in words; empty when every digest is as it should be."""
    place = folder(model, root)
    pinned = _pinned(place).get("files", {})
    wrong = []
    for name, digest in model.files:
        path, wanted = safe_path(place, name), digest or pinned.get(name, "")
        if not path.is_file():
            wrong.append(f"{name} is not there")
        elif not wanted:
            wrong.append(f"{name} has no known digest: pull the model again")
        elif digest_file(path) != wanted:
            wrong.append(f"{name} has changed")
    return tuple(wrong)


def _pinned(place: Path) -> dict[str, Any]:
    path = place / _LOCK
    if not path.is_file():
        return {}
    data = json.loads(path.read_text("utf-8"))
    return data if isinstance(data, dict) else {}


def _commit(client: httpx.Client, model: Model) -> str:
    """Return the commit of a branch or tag, so that every file comes from one state of the repository."""
    if len(model.revision) == 40:
        return model.revision
    answer = client.get(f"{_hub()}/api/models/{model.hub}/revision/{model.revision}")
    _check(answer, model, "the repository")
    return str(answer.json()["sha"])


def _hub() -> str:
    return os.environ.get("HF_ENDPOINT", HUB).rstrip("/")


def _fetch(client: httpx.Client, model: Model, revision: str, name: str, place: Path, wanted: str,
           report: Report) -> str:
    if place.is_file():
        found = digest_file(place)
        if not wanted or found == wanted:
            report(name, place.stat().st_size, place.stat().st_size)
            return found
        place.unlink()
    part = place.with_name(place.name + ".part")
    place.parent.mkdir(parents=True, exist_ok=True)
    have = part.stat().st_size if part.is_file() else 0
    headers = {"Range": f"bytes={have}-"} if have else {}
    url = f"{_hub()}/{model.hub}/resolve/{revision}/{name}"
    with client.stream("GET", url, headers=headers) as answer:
        if answer.status_code == 416:  # the part is the whole file already, or longer: begin again
            part.unlink()
            return _fetch(client, model, revision, name, place, wanted, report)
        _check(answer, model, name)
        have = have if answer.status_code == 206 else 0
        _save(answer, part, name, have, report)
    found = digest_file(part)
    if wanted and found != wanted:
        part.unlink()
        raise DigestMismatch(f"{name} of {model.name} has the digest {found[:12]}…, not {wanted[:12]}…", field=name,
                             hint="it was thrown away; pull again, and if it stays so do not use this model")
    part.replace(place)
    return found


def _check(answer: httpx.Response, model: Model, what: str) -> None:
    if answer.status_code in {401, 403, 404}:
        raise NotFound(f"the hub has no {what} of {model.name} (status {answer.status_code})", field=what,
                       hint="the revision may be gone, or the model may ask for consent on the hub first")
    if answer.is_error:
        raise EngineUnavailable(f"the hub answered {answer.status_code} for {what} of {model.name}", field="network",
                                hint="try again later: what was fetched is kept")


def _save(answer: httpx.Response, part: Path, name: str, have: int, report: Report) -> None:
    total = have + int(answer.headers.get("content-length", 0))
    if shutil.disk_usage(part.parent).free < total - have + _MARGIN:
        raise StorageFull(f"{name} needs {(total - have) >> 20} MiB and less is free", field="models",
                          hint="free some space, or set LOCALIZE_MODELS_DIR to a larger disk")
    try:
        with part.open("ab" if have else "wb") as file:
            for block in answer.iter_bytes(_CHUNK):
                file.write(block)
                have += len(block)
                report(name, have, total)
    except OSError as error:
        if isinstance(error, httpx.TransportError):
            raise
        kind = StorageFull if error.errno == 28 else StorageError
        raise kind(f"cannot write {name}: {error.strerror}", field="models") from error


def _write(path: Path, data: dict[str, Any]) -> None:
    part = path.with_name(path.name + ".part")
    part.write_text(json.dumps(data, indent=2, sort_keys=True) + "\n", "utf-8")
    part.replace(path)


