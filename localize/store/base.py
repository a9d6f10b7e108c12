"""What a store of artifacts promises, wherever they lie."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol, runtime_checkable

from localize.store.keys import Key


@runtime_checkable
class Store(Protocol):
    """Where artifacts live.

    Attributes:
        root: A local folder of the store: what is made there moves in by a rename. Names in it that begin with ``.`` are
            nobody's after a day.
    """

    root: Path

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

    def adopt(self, key: Key, path: Path) -> Key:
        """Move a finished, flushed file under ``key`` and return that; the file is gone from ``path``.

        Raises:
            StorageFull: If no space is left.
            StorageError: If it fails for another reason.
        """
        ...

    def put_file(self, path: Path) -> Key:
        """Keep a copy of a file under its own sha256 and return that."""
        ...

    def put_bytes(self, data: bytes) -> Key:
        """Keep bytes under their own sha256 and return that."""
        ...

    def verify(self, key: Key) -> None:
        """Check a content-named artifact against its name.

        Raises:
            DigestMismatch: If the bytes have changed.
        """
        ...

    def sweep(self, older: float) -> int:
        """Remove what killed processes were still writing and return how many: nothing refers to it.

        Args:
            older: Seconds that it must have lain there: workers on other machines may write to the same store.
        """
        ...
