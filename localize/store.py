"""Content-addressed artifacts: results kept under the digest of what they were made from.

A key is 64 hex digits. Bytes that come from outside (masters, files) are kept under their own sha256; results of
stages under :func:`key_of` of all they depend on. A write is visible whole or not at all: it goes to a temporary
file in the same folder, is flushed to disk, and renamed.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final, Protocol, runtime_checkable

from localize.errors import DigestMismatch, NotFound, StorageError, StorageFull

Key = str
"""64 lower-case hex digits."""

_KEY: Final = re.compile(r"[0-9a-f]{64}")
_CHUNK: Final = 1 << 20


def key_of(*parts: object) -> Key:
    """Return the digest of JSON-able parts: equal parts, equal key, on every machine and Python."""
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def digest_file(path: Path) -> Key:
    """Return the sha256 of a file's bytes, read in blocks of 1 MiB."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_CHUNK):
            digest.update(block)
    return digest.hexdigest()


@runtime_checkable
class Store(Protocol):
    """Where artifacts live."""

    def has(self, key: Key) -> bool:
        """Return whether the artifact is there, whole."""
        ...

    def path(self, key: Key) -> Path:
        """Return a local, read-only file with the artifact's bytes.

        Raises:
            NotFound: If it is not there.
        """
        ...

    def put(self, key: Key, source: bytes | Path) -> Key:
        """Keep bytes, or a file's bytes, under ``key`` and return it; what is there already stays as it is.

        Raises:
            StorageFull: If no space is left.
            StorageError: If the write fails for another reason.
        """
        ...


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

        Raises:
            StorageFull: If a copy is needed and no space is left.
        """
        final = self._at(key)
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

    def _at(self, key: Key) -> Path:
        if _KEY.fullmatch(key) is None:
            raise StorageError(f"{key!r} is no key", field="key", hint="64 hex digits")
        return self.root / key[:2] / key[2:]


def _copy(source: bytes | Path, file: BinaryIO) -> None:
    if isinstance(source, bytes):
        file.write(source)
    else:
        with source.open("rb") as opened:
            shutil.copyfileobj(opened, file, _CHUNK)
    file.flush()
    os.fsync(file.fileno())


@contextmanager
def typed_errors(what: str) -> Iterator[None]:
    """Turn the system's errors while writing ``what`` into typed ones.

    Raises:
        StorageFull: If no space is left.
        StorageError: If writing fails for another reason.
    """
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise StorageFull(f"no space left to write {what}", hint="free some space and run it again") from error
        raise StorageError(f"cannot write {what}: {error.strerror or error}") from error
