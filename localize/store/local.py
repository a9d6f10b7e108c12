"""Artifacts on a local disk.

A write is visible whole or not at all: it goes to a temporary file in the same folder, is flushed to disk, and renamed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import BinaryIO

from localize.errors import DigestMismatch, NotFound
from localize.store.keys import CHUNK, Key, digest_file, place_of, typed_errors


class LocalStore:
    """Artifacts as files in a folder, two hex digits to a subfolder.

    Args:
        root: The folder; made if it is not there.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        with typed_errors("the store"):
            root.mkdir(parents=True, exist_ok=True)

    def has(self, key: Key) -> bool:
        """Return whether the artifact is there, whole."""
        return self._at(key).is_file()

    def path(self, key: Key) -> Path:
        """Return the artifact's file.

        Raises:
            NotFound: If it is not there.
        """
        path = self._at(key)
        if not path.is_file():
            raise NotFound(f"no artifact {key[:12]}… in the store", field="key")
        return path

    def put(self, key: Key, source: bytes | Path) -> Key:
        """Keep bytes, or a copy of a file, under ``key``: visible whole or not at all.

        Raises:
            StorageFull: If no space is left; nothing half-written stays behind.
        """
        final = self._at(key)
        if final.is_file():
            return key
        with typed_errors(key[:12]):
            final.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=final.parent, prefix=".part-")
            try:
                with os.fdopen(handle, "wb") as file:
                    _copy(source, file)
                Path(name).replace(final)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise
        return key

    def adopt(self, key: Key, path: Path) -> Key:
        """Move a finished, flushed file under ``key``: a rename where it lies on the same disk, a copy elsewhere.

        What is there already stays as it is; the file goes all the same.

        Raises:
            StorageFull: If a copy is needed and no space is left.
        """
        final = self._at(key)
        if final.is_file():
            path.unlink()
            return key
        try:
            final.parent.mkdir(parents=True, exist_ok=True)
            path.replace(final)
        except OSError:
            self.put(key, path)
            path.unlink(missing_ok=True)
        return key

    def put_file(self, path: Path) -> Key:
        """Keep a copy of a file under its own sha256 and return that."""
        return self.put(digest_file(path), path)

    def put_bytes(self, data: bytes) -> Key:
        """Keep bytes under their own sha256 and return that."""
        return self.put(hashlib.sha256(data).hexdigest(), data)

    def verify(self, key: Key) -> None:
        """Check a content-named artifact against its name.

        Raises:
            DigestMismatch: If the bytes have changed.
        """
        found = digest_file(self.path(key))
        if found != key:
            raise DigestMismatch(f"artifact {key[:12]}… holds bytes of digest {found[:12]}…", field="key")

    def sweep(self, older: float) -> int:
        """Remove what killed processes were still writing; see :meth:`localize.store.base.Store.sweep`."""
        begin, found = time.time() - older, 0
        for place in (*self.root.glob(".package-*"), *self.root.glob(".part-*"), *self.root.glob("*/.part-*")):
            if place.stat().st_mtime < begin:
                found += 1
                if place.is_dir():
                    shutil.rmtree(place)
                else:
                    place.unlink(missing_ok=True)
        return found

    def _at(self, key: Key) -> Path:
        return self.root / place_of(key)


def _copy(source: bytes | Path, file: BinaryIO) -> None:
    if isinstance(source, bytes):
        file.write(source)
    else:
        with source.open("rb") as opened:
            shutil.copyfileobj(opened, file, CHUNK)
    file.flush()
    os.fsync(file.fileno())
