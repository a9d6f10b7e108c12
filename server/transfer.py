"""Files to messages and back: what a client does on its side of an upload or a download."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import Final

from server._gen.localization.v1 import master_service_pb2
from server.names import package_path

Progress = Callable[[int, int], None]
"""Takes bytes done and bytes in all."""

_CHUNK: Final = 512 << 10


def chunks(path: Path, session: str, offset: int, size: int, progress: Progress,
           ) -> Iterator[master_service_pb2.UploadRequest]:
    """Yield the messages of an upload from ``offset`` on; the last carries the digest of the whole file.

    Args:
        path: The file.
        session: Name of the upload.
        offset: Bytes the server has already.
        size: Of the file, for ``progress``.
        progress: Told bytes handed over and bytes in all.
    """
    digest = hashlib.sha256()
    with path.open("rb") as file:
        left = offset
        while left:  # what the server has already belongs to the digest too
            block = file.read(min(left, 1 << 20))
            if not block:
                break
            digest.update(block)
            left -= len(block)
        progress(offset, size)
        while data := file.read(_CHUNK):
            digest.update(data)
            yield master_service_pb2.UploadRequest(name=session, offset=offset, data=data)
            offset += len(data)
            progress(offset, size)
    yield master_service_pb2.UploadRequest(name=session, offset=offset, sha256=digest.hexdigest())


def inside(folder: Path, name: str) -> Path:
    """Return where a package's file goes in a folder.

    Raises:
        UnsafePath: If it would leave the folder.
    """
    return folder.joinpath(*PurePosixPath(package_path(name)).parts)


def sha256_of(path: Path) -> str:
    """Return the hex sha256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
