"""Laying a package out as a folder: all of it or nothing, one at a time, an older one given up only when the newer is there."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Final

from localize.errors import Conflict, InvalidPackage, UnsafePath
from localize.model import Package, PackageFile
from localize.store import Store, digest_file, typed_errors

_LOCK: Final = ".localize.lock"
MANIFEST: Final = "manifest.json"
"""Name of the file that vouches for all others; it appears last."""


def safe_path(out: Path, name: str) -> Path:
    """Return the place of a package file inside ``out``.

    Raises:
        UnsafePath: If the name is absolute, empty or would leave the folder.
    """
    pure = PurePosixPath(name)
    if not name or pure.is_absolute() or ".." in pure.parts or "\\" in name or "\0" in name:
        raise UnsafePath(f"{name!r} would leave the package's folder", field="path")
    return out.joinpath(*pure.parts)


def deliver(package: Package, store: Store, out: Path) -> None:
    """Copy a package's files into ``out``; files that are there already with the same digest are left alone.

    Everything is copied beside its place first: a full disk or a broken artifact leaves what was there as it was. Then
    the files move in, the manifest last. Files of an older package that the newer one no longer has are removed; what
    else lies in the folder stays.

    Raises:
        UnsafePath: If a file name would leave the folder.
        Conflict: If another package is being written to the folder now.
        StorageFull: If no space is left.
        InvalidPackage: If a stored file is not what the package says.
    """
    places = {item.path: safe_path(out, item.path) for item in package.files}
    with typed_errors("the package"):
        out.mkdir(parents=True, exist_ok=True)
        with _alone(out):
            stale = [place for place in _listed(out) if place not in places.values()]
            _move_in(_copied(package, places, store), places, out, stale)


def _copied(package: Package, places: dict[str, Path], store: Store) -> dict[str, Path]:
    """Return the files that are not there yet, each copied beside its place and checked."""
    parts: dict[str, Path] = {}
    try:
        for item in package.files:
            place = places[item.path]
            if not _is_there(place, item):
                place.parent.mkdir(parents=True, exist_ok=True)
                parts[item.path] = place.with_name(f".{place.name}.part")
                _copy(store.path(item.sha256), parts[item.path], item)
    except BaseException:
        for part in parts.values():
            part.unlink(missing_ok=True)
        raise
    return parts


def _copy(source: Path, part: Path, item: PackageFile) -> None:
    shutil.copyfile(source, part)
    if digest_file(part) != item.sha256:
        raise InvalidPackage(f"{item.path} in the store is not what the package says", field=item.path)


def _move_in(parts: dict[str, Path], places: dict[str, Path], out: Path, stale: list[Path]) -> None:
    if MANIFEST in parts:  # from here on the old one would vouch for what is no longer so
        (out / MANIFEST).unlink(missing_ok=True)
    for name, part in sorted(parts.items(), key=lambda pair: pair[0] == MANIFEST):
        if name == MANIFEST:
            _remove(stale, out)
        part.replace(places[name])


def _is_there(place: Path, item: PackageFile) -> bool:
    return place.is_file() and place.stat().st_size == item.size and digest_file(place) == item.sha256


def _listed(out: Path) -> Iterator[Path]:
    """Yield the files that the manifest in a folder vouches for; none if it has no readable one."""
    try:
        names = [item["path"] for item in json.loads((out / MANIFEST).read_bytes())["files"]]
        yield from [safe_path(out, name) for name in names if isinstance(name, str)]
    except (FileNotFoundError, ValueError, KeyError, TypeError, UnsafePath):
        return


def _remove(stale: list[Path], out: Path) -> None:
    for place in stale:
        place.unlink(missing_ok=True)
        for folder in place.parents:
            if folder == out or not folder.is_dir() or any(folder.iterdir()):
                break
            folder.rmdir()


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """Hold the folder for one package.

    Raises:
        Conflict: If another holds it.
    """
    handle = os.open(out / _LOCK, os.O_CREAT | os.O_RDWR, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in {errno.EWOULDBLOCK, errno.EACCES}:
                raise
            raise Conflict(f"another package is being written to {out.name}", field="out",
                           hint="wait for it, or give another folder") from error
        yield
        (out / _LOCK).unlink(missing_ok=True)
    finally:
        os.close(handle)
