"""The manifest and the files it vouches for: present, byte for byte, and no others."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from localize.delivery import safe_path
from localize.errors import InvalidPackage, LocalizeError
from localize.packaging.manifest import read_manifest
from localize.store import digest_file
from localize.verification.fault import Check, Fault, error

MANIFEST: Final = "manifest.json"
SIDECAR: Final = ".c2pa"
_LARGEST: Final = 64 << 20
"""Bytes of a manifest; that of a hundred thousand segments has forty million."""
_AGAIN: Final = "fetch the package again, or ask who made it"

Manifest = Mapping[str, Any]


def opened(folder: Path) -> dict[str, Any]:
    """Return the package's manifest, checked against the published schema.

    Raises:
        InvalidPackage: If there is none, or it is broken, or names a file twice or one outside the package.
    """
    path = folder / MANIFEST
    try:
        if path.is_symlink() or not path.is_file():
            raise InvalidPackage("there is no manifest.json", field=MANIFEST, hint="is this the package's own folder?")
        if path.stat().st_size > _LARGEST:
            raise InvalidPackage("manifest.json is too large to be one", field=MANIFEST)
        manifest = read_manifest(path.read_bytes())
    except OSError as failed:
        raise InvalidPackage(f"manifest.json cannot be read: {failed.strerror}", field=MANIFEST) from failed
    twice = [name for name, times in Counter(row["path"] for row in manifest["files"]).items() if times > 1]
    if twice:
        raise InvalidPackage(f"manifest.json names {twice[0]} twice", field=MANIFEST, hint=_AGAIN)
    for row in manifest["files"]:
        try:
            safe_path(folder, row["path"])
        except LocalizeError as failed:
            raise InvalidPackage(failed.message, field=MANIFEST, hint="do not unpack it: it was made to do harm") from failed
    return manifest


def present(folder: Path, manifest: Manifest) -> tuple[str, ...]:
    """Return the files of the manifest that are there, as files of their own and not as links."""
    return tuple(row["path"] for row in manifest["files"] if _is_own(folder, row["path"]))


def of_files(folder: Path, manifest: Manifest, told: Callable[[int], None]) -> Iterator[Fault]:
    """Yield what is missing, changed, or not in the manifest.

    Args:
        folder: The package.
        manifest: Its manifest.
        told: Takes the bytes of each file that was read.
    """
    for row in manifest["files"]:
        name, path = row["path"], folder / row["path"]
        if not _is_own(folder, name):
            kind = "is a link or reached by one" if path.exists() else "is missing"
            yield error(Check.FILES, name, kind, _AGAIN)
            continue
        size = path.stat().st_size
        if size != row["size"]:
            yield error(Check.FILES, name, f"has {size} bytes, not {row['size']}: it was changed or is cut off", _AGAIN)
        elif digest_file(path) != row["sha256"]:
            yield error(Check.FILES, name, "is not what the manifest vouches for: bytes were changed", _AGAIN)
        told(row["size"])
    yield from _extra(folder, manifest)


def _extra(folder: Path, manifest: Manifest) -> Iterator[Fault]:
    known = {row["path"] for row in manifest["files"]} | {MANIFEST}
    if manifest["provenance"]["signed"]:
        known.add(MANIFEST + SIDECAR)
    for where, _, names in os.walk(folder):
        for name in sorted(names):
            path = Path(where, name).relative_to(folder).as_posix()
            if path not in known:
                yield error(Check.FILES, path, "is not in the manifest: nobody vouches for it", "remove it")


def _is_own(folder: Path, name: str) -> bool:
    path = folder / name
    # A link on the way could lead anywhere: the real path must be the one that is written.
    return path.is_file() and path.resolve() == folder.resolve() / name
