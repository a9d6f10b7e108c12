"""Which store an address means."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from localize.errors import InvalidInput
from localize.store.base import Store
from localize.store.local import LocalStore


def open_store(address: str, cache: Path, *, endpoint: str = "") -> Store:
    """Open the store of an address.

    Args:
        address: ``s3://bucket/prefix``, or the path of a folder; empty for ``cache`` itself.
        cache: Folder for local copies; made if it is not there.
        endpoint: URL of an S3-compatible service other than Amazon's.

    Raises:
        InvalidInput: If the address names no bucket, or a kind of storage that we do not know.
        EngineUnavailable: If the S3 client is not installed.
        StorageError: If the storage cannot be reached or refuses us.
    """
    parsed = urlsplit(address)
    if parsed.scheme == "s3":
        if not parsed.netloc or parsed.query or parsed.fragment:
            raise InvalidInput(f"{address!r} names no bucket", field="store", hint="it looks like s3://bucket/prefix")
        from localize.store.s3 import S3Store, connect

        return S3Store(connect(endpoint), parsed.netloc, parsed.path.strip("/"), LocalStore(cache))
    if parsed.scheme and len(parsed.scheme) > 1:  # one letter is a drive
        raise InvalidInput(f"{parsed.scheme}:// is no storage that we know", field="store",
                           hint="a folder, or s3://bucket/prefix")
    return LocalStore(Path(address) if address else cache)
