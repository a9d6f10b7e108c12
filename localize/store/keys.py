"""Keys of artifacts, and the errors of writing them."""

from __future__ import annotations

import errno
import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from localize.errors import StorageError, StorageFull

Key = str
"""64 lower-case hex digits."""

_KEY: Final = re.compile(r"[0-9a-f]{64}")
CHUNK: Final = 1 << 20
"""Bytes read at once."""


def key_of(*parts: object) -> Key:
    """Return the digest of JSON-able parts: equal parts, equal key, on every machine and Python."""
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def digest_file(path: Path) -> Key:
    """Return the sha256 of a file's bytes, read in blocks of 1 MiB."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(CHUNK):
            digest.update(block)
    return digest.hexdigest()


def place_of(key: Key) -> str:
    """Return where an artifact lies under its store's root: two hex digits, a slash, the others.

    Raises:
        StorageError: If it is no key.
    """
    if _KEY.fullmatch(key) is None:
        raise StorageError(f"{key!r} is no key", field="key", hint="64 hex digits")
    return f"{key[:2]}/{key[2:]}"


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
