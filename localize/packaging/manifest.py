"""``manifest.json``: every file of a package, what made it, and whether it may be delivered.

Its form is the JSON Schema beside this module, published as ``docs/manifest.schema.json``; no manifest is written that
breaks it, and none is read.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

from jsonschema import Draft202012Validator

from localize.errors import InvalidPackage
from localize.model import Master, ModelUse, Package, PackageFile
from localize.record import to_data
from localize.report import NOTICE

SCHEMA: Final = "localize-package/2"
"""Name and version of the manifest's form."""

#: Details of a file that are no text, and how they become what they are.
_TYPED: Final[Mapping[str, Callable[[str], object]]] = {
    "duration": float, "loudness_lufs": float, "true_peak_dbtp": float, "cues": int, "dubs": int, "subtitles": int,
    "bandwidth": int, "reworded": int, "segments": int, "guide": lambda text: text == "true",
    "left_out": lambda text: [part for part in text.split("; ") if part],
}


def manifest(package: Package) -> bytes:
    """Return the manifest of a package as indented UTF-8 JSON; equal packages, equal bytes.

    The manifest itself is not among its files: a file cannot hold its own digest.

    Raises:
        InvalidPackage: If it would break its schema.
    """
    data: dict[str, Any] = {
        "schema": SCHEMA, "title": package.title, "episode": package.episode, "profile": package.profile,
        "made_from": package.made_from, "master": {"sha256": package.master}, "languages": list(package.languages),
        "deliverable": package.deliverable, "reasons": list(package.reasons),
        "rights": [to_data(window) for window in package.rights],
        "supersedes": {"manifest": package.supersedes, **to_data(package.changes)} if package.supersedes else None,
        "models": [_model(model) for model in package.models],
        "files": [_file(item) for item in package.files if item.path != "manifest.json"],
        "findings": [to_data(finding) for finding in package.findings],
    }
    if any(model.starter for model in package.models):
        data["notice"] = NOTICE
    for name, value in package.details:
        known = data.get(name)
        parsed = json.loads(value)
        data[name] = {**known, **parsed} if isinstance(known, dict) and isinstance(parsed, dict) else parsed
    check_manifest(data)
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()


def read_manifest(text: bytes) -> dict[str, Any]:
    """Return the data of a manifest.

    Raises:
        InvalidPackage: If it is no JSON, or breaks the schema; says where.
    """
    try:
        data = json.loads(text)
    except ValueError as error:
        raise InvalidPackage(f"manifest.json is no JSON: {error}", field="manifest") from error
    check_manifest(data)
    return dict(data)


def check_manifest(data: object) -> None:
    """Check a manifest's data against the published schema.

    Raises:
        InvalidPackage: At the first place, in order of the file, that breaks it.
    """
    error = min(_validator().iter_errors(data), key=lambda item: [str(part) for part in item.absolute_path], default=None)
    if error is not None:
        place = ".".join(str(part) for part in error.absolute_path)
        raise InvalidPackage(f"manifest.json is not of the form {SCHEMA}: {error.message[:300]}",
                             field=place or "manifest")


def master_data(master: Master) -> dict[str, Any]:
    """Return what the manifest says of the master: durations in seconds, the rate as an exact fraction."""
    data = to_data(master)
    return {"sha256": master.digest, **{name: value for name, value in data.items() if name != "digest"},
            "duration": round(float(master.duration), 6)}


def _model(model: ModelUse) -> dict[str, Any]:
    data: dict[str, Any] = to_data(model)
    return data


def _file(item: PackageFile) -> dict[str, Any]:
    details = {name: _TYPED[name](value) if name in _TYPED else value for name, value in item.details}
    return {"path": item.path, "role": item.role.value, "language": item.language,
            "format": item.path.rpartition(".")[2], "media_type": item.media_type, "size": item.size,
            "sha256": item.sha256, **details}


@cache
def _validator() -> Draft202012Validator:
    schema = json.loads((files("localize.packaging") / "manifest.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)
