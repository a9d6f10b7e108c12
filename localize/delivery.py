"""Laying a package out as a folder."""

from __future__ import annotations

import shutil
from pathlib import Path, PurePosixPath

from localize.errors import InvalidPackage, StorageError, StorageFull, UnsafePath
from localize.model import Package
from localize.store import LocalStore, digest_file


def safe_path(out: Path, name: str) -> Path:
    """Return the place of a package file inside ``out``.

    Raises:
        UnsafePath: If the name is absolute, empty or would leave the folder.
    """
    pure = PurePosixPath(name)
    if not name or pure.is_absolute() or ".." in pure.parts or "\\" in name or "\0" in name:
        raise UnsafePath(f"{name!r} would leave the package's folder", field="path")
    return out.joinpath(*pure.parts)


def deliver(package: Package, store: LocalStore, out: Path) -> None:
    """Copy a package's files into ``out``; files that are there already with the same digest are left alone.

    Each file appears whole or not at all. What else lies in the folder stays.

    Raises:
        UnsafePath: If a file name would leave the folder.
        StorageFull: If no space is left.
        InvalidPackage: If a stored file is not what the package says.
    """
    for item in package.files:
        place = safe_path(out, item.path)
        if place.is_file() and place.stat().st_size == item.size and digest_file(place) == item.sha256:
            continue
        part = place.with_name(f".{place.name}.part")
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(store.path(item.sha256), part)
            if digest_file(part) != item.sha256:
                raise InvalidPackage(f"{item.path} in the store is not what the package says", field=item.path)
            part.replace(place)
        except OSError as error:
            part.unlink(missing_ok=True)
            kind = StorageFull if error.errno == 28 else StorageError
            raise kind(f"cannot write {place.name}: {error.strerror}", hint="free some space and run it again") from error
