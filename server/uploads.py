"""Files on their way in: kept as they arrive, hashed as they arrive, resumed where they stopped.

The bytes of an upload lie in one file named after it; its length is the offset at which to go on. That is the whole
state: it survives a broken connection and a restart. The running hash is remembered as long as the process lives and
made again from the file after that.
"""

from __future__ import annotations

import errno
import hashlib
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from localize.errors import Conflict, DigestMismatch, InvalidInput, InvalidMedia, StorageError, StorageFull
from localize.store import Store
from server import tables
from server.refusals import WrongOffset

if TYPE_CHECKING:
    from hashlib import _Hash

CHUNK: Final = 512 << 10
"""Bytes per message that we recommend: between 256 KiB and 1 MiB measured best."""
LARGEST: Final = 2 << 20
_BLOCK: Final = 1 << 20
_HEX: Final = frozenset("0123456789abcdef")


@dataclass(slots=True)
class _Progress:
    """An upload that this process has seen: its hash so far, and which stream may write."""

    offset: int
    digest: _Hash
    lock: threading.Lock = field(default_factory=threading.Lock)
    turn: int = 0


class Uploads:
    """The uploads of a server.

    Args:
        folder: Where unfinished files lie; made if it is not there.
        store: Where finished files go.
    """

    def __init__(self, folder: Path, store: Store) -> None:
        self._folder = folder
        self._store = store
        self._lock = threading.Lock()
        self._known: dict[str, _Progress] = {}
        folder.mkdir(parents=True, exist_ok=True)

    def offset(self, row: tables.Upload) -> int:
        """Return how many bytes of an upload are kept."""
        with self._lock:
            progress = self._known.get(row.id)
        if progress is not None:
            return progress.offset
        path = self._path(row)
        return path.stat().st_size if path.is_file() else 0

    @contextmanager
    def receive(self, row: tables.Upload) -> Iterator[Receiver]:
        """Open an upload for one stream. A stream that was open before loses its turn: its client has come back.

        Raises:
            StorageError: If the file cannot be opened.
        """
        with self._lock:
            progress = self._known.get(row.id)
            if progress is None:
                progress = self._known[row.id] = self._resume(row)
        with progress.lock:
            progress.turn += 1
            turn = progress.turn
        with _typed_errors():
            handle = os.open(self._path(row), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            yield Receiver(self, row, progress, turn, handle)
        finally:
            os.close(handle)

    def keep(self, row: tables.Upload, sha256: str) -> None:
        """Move a whole file into the store."""
        self._store.adopt(sha256, self._path(row))

    def discard(self, row: tables.Upload) -> None:
        """Forget an upload that is done."""
        with self._lock:
            self._known.pop(row.id, None)
        self._path(row).unlink(missing_ok=True)

    def _path(self, row: tables.Upload) -> Path:
        # Made of our own ids only: a client's file name never becomes a path.
        return self._folder / f"{row.id}.part"

    def _resume(self, row: tables.Upload) -> _Progress:
        digest, path, length = hashlib.sha256(), self._path(row), 0
        with _typed_errors():
            if path.is_file():
                with path.open("rb") as file:
                    while block := file.read(_BLOCK):
                        digest.update(block)
                        length += len(block)
        return _Progress(length, digest)


@dataclass(frozen=True, slots=True)
class Receiver:
    """One stream's hold on an upload."""

    uploads: Uploads
    row: tables.Upload
    progress: _Progress
    turn: int
    handle: int

    def take(self, offset: int, data: bytes) -> None:
        """Keep the next bytes.

        Raises:
            InvalidInput: If there are too many at once, or more than were announced.
            WrongOffset: If they are not the next ones; says which are.
            Conflict: If another stream of the same upload has taken over.
            StorageFull: If the disk is full; what arrived before stays.
        """
        if len(data) > LARGEST:
            raise InvalidInput(f"{len(data)} bytes in one message", field="data", hint=f"at most {LARGEST}")
        with self._held() as progress:
            if offset != progress.offset:
                raise WrongOffset(f"these bytes begin at {offset}, but {progress.offset} have arrived",
                                  offset=progress.offset)
            if self.row.size and offset + len(data) > self.row.size:
                raise InvalidInput(f"more bytes than the {self.row.size} announced", field="size",
                                   hint="begin a new upload with the right size")
            self._write(data, progress)
            progress.digest.update(data)
            progress.offset += len(data)

    def finish(self, sha256: str) -> dict[str, str | int]:
        """Check the whole file and put it into the store; return what the master keeps about it.

        Raises:
            InvalidInput: If the digest is no sha256, or bytes are missing.
            InvalidMedia: If the file is empty.
            DigestMismatch: If the bytes are not those the client meant; the upload begins again at 0.
        """
        wanted = sha256.lower()
        if len(wanted) != 64 or set(wanted) - _HEX:
            raise InvalidInput(f"{sha256!r} is no sha256", field="sha256", hint="64 hex digits")
        with self._held() as progress:
            if self.row.size and progress.offset != self.row.size:
                raise WrongOffset(f"{progress.offset} of {self.row.size} bytes have arrived", offset=progress.offset)
            if progress.offset == 0:
                raise InvalidMedia("the file is empty", field="data")
            found = progress.digest.hexdigest()
            if found != wanted:
                os.ftruncate(self.handle, 0)
                progress.offset, progress.digest = 0, hashlib.sha256()
                raise DigestMismatch(f"the bytes that arrived have the sha256 {found[:12]}…, not {wanted[:12]}…",
                                     field="sha256", hint="send the file again from offset 0")
            with _typed_errors():
                os.ftruncate(self.handle, progress.offset)  # a chunk that a full disk cut short may lie behind it
                os.fsync(self.handle)
            self.uploads.keep(self.row, found)
            return {"filename": self.row.filename, "size": progress.offset, "sha256": found}

    @contextmanager
    def _held(self) -> Iterator[_Progress]:
        with self.progress.lock:
            if self.progress.turn != self.turn:
                raise Conflict("another stream of this upload has taken over", field="name",
                               hint="ask QueryUpload where to go on")
            yield self.progress

    def _write(self, data: bytes, progress: _Progress) -> None:
        # At the offset that is hashed, wherever a chunk that failed half-way may have left the end of the file.
        view, place = memoryview(data), progress.offset
        with _typed_errors():
            while view:
                written = os.pwrite(self.handle, view, place)
                view, place = view[written:], place + written


@contextmanager
def _typed_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
            raise StorageFull("no space left to keep the upload", hint="try again later: what arrived is kept") from error
        raise StorageError(f"cannot keep the upload: {error.strerror or error}") from error
