"""What a newer package changes: which files were added, changed, removed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from localize.model import Changes, PackageFile

Digests = Mapping[str, str]
"""Path and sha256 of each file of a package, the manifest left out."""


def changes(old: Digests, new: Digests) -> Changes:
    """Return what became of the files of ``old`` in ``new``; files of equal digest are no change."""
    return Changes(tuple(sorted(new.keys() - old.keys())),
                   tuple(sorted(path for path in old.keys() & new.keys() if old[path] != new[path])),
                   tuple(sorted(old.keys() - new.keys())))


def digests(files: tuple[PackageFile, ...]) -> Digests:
    """Return the digests of a package record's files."""
    return {item.path: item.sha256 for item in files if item.path != "manifest.json"}


def digests_of_manifest(manifest: Mapping[str, Any]) -> Digests:
    """Return the digests that a parsed, checked manifest vouches for."""
    return {item["path"]: item["sha256"] for item in manifest["files"]}
