"""Artifacts in S3-compatible object storage, with local copies for the stages, which work on files.

An object appears whole or not at all: a small one is one request, a large one is sent in parts that nobody sees before
the last request puts them together. Each part is checked against the digest of what the service says it received, and
the object carries the sha256 of its bytes, which every fetch is checked against. A killed upload leaves parts that no
list shows; :meth:`S3Store.sweep` takes them away. Credentials are found as the AWS tools find them (environment, profile,
role of the machine).
"""

from __future__ import annotations

import base64
import hashlib
import os
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from localize.errors import DigestMismatch, EngineUnavailable, NotFound, StorageError, StorageFull
from localize.store.keys import CHUNK, Key, digest_file, place_of, typed_errors
from localize.store.local import LocalStore

PART: Final = 16 << 20
"""Bytes of a part: 10,000 of them, which is the most, are 156 GiB; larger files take larger parts."""
_MOST_PARTS: Final = 10_000
_AT_ONCE: Final = 4
_TRIES: Final = 5
_DIGEST: Final = "sha256"
"""Name of the object's metadata that holds the hex sha256 of its bytes."""
_MISSING: Final = frozenset({"404", "NoSuchKey", "NotFound"})
_DENIED: Final = frozenset({"401", "403", "AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken",
                            "InvalidToken", "InvalidClientTokenId", "AuthFailure"})
_FULL: Final = frozenset({"QuotaExceeded", "XMinioStorageFull", "InsufficientStorage", "507", "EntityTooLarge"})
_BROKEN: Final = frozenset({"BadDigest", "InvalidDigest", "XAmzContentChecksumMismatch", "InvalidPart"})
_THERE: Final = frozenset({"PreconditionFailed", "412", "ConditionalRequestConflict", "409"})


def connect(endpoint: str = "") -> Any:
    """Return a client of the service at ``endpoint``, or of Amazon's.

    Raises:
        EngineUnavailable: If the S3 client is not installed.
        StorageError: If there are no credentials, or the address is none.
    """
    try:
        import boto3
        import botocore.config
        import botocore.exceptions
    except ImportError as error:
        raise EngineUnavailable("the S3 client is not installed", field="store",
                                hint="pip install 'localize[s3]'") from error
    config = botocore.config.Config(retries={"max_attempts": _TRIES, "mode": "standard"}, connect_timeout=10,
                                    read_timeout=60, max_pool_connections=4 * _AT_ONCE)
    try:
        session = boto3.session.Session()
        return session.client("s3", endpoint_url=endpoint or None, config=config,
                              region_name=session.region_name or "us-east-1")
    except (botocore.exceptions.BotoCoreError, ValueError) as error:
        raise StorageError(f"cannot connect to the object storage: {error}", field="store") from error


class S3Store:
    """Artifacts as objects of a bucket.

    Args:
        client: Of :func:`connect`.
        bucket: Its name; it must be there.
        prefix: Under which the objects lie, without slashes at its ends.
        cache: Local copies: read through, written through. They may be removed at any time.

    Raises:
        StorageError: If the bucket is not there, cannot be reached, or is not ours.
    """

    def __init__(self, client: Any, bucket: str, prefix: str, cache: LocalStore) -> None:
        self._client = client
        self._bucket = bucket
        self._prefix = f"{prefix}/" if prefix else ""
        self._cache = cache
        self._locks = [threading.Lock() for _ in range(64)]
        self.root = cache.root
        with _typed(f"bucket {bucket!r}"):
            client.head_bucket(Bucket=bucket)

    def has(self, key: Key) -> bool:
        """Return whether the artifact is there, whole."""
        return self._cache.has(key) or self._head(key) is not None

    def path(self, key: Key) -> Path:
        """Return a local copy of the artifact, fetched and checked if there is none yet.

        Raises:
            NotFound: If the artifact is not there.
            DigestMismatch: If what arrives is not what was sent.
            StorageFull: If there is no space for the copy.
            StorageError: If the storage cannot be reached.
        """
        if not self._cache.has(key):
            with self._locks[int(key[:2], 16) % len(self._locks)]:  # two stages that want one film fetch it once
                if not self._cache.has(key):
                    self._fetch(key)
        return self._cache.path(key)

    def put(self, key: Key, source: bytes | Path) -> Key:
        """Keep bytes, or a copy of a file, under ``key``; what is there already stays as it is.

        Raises:
            StorageFull: If no space is left, there or here.
            DigestMismatch: If the storage received other bytes.
            StorageError: If it cannot be reached; nothing half-written is visible.
        """
        if not self.has(key) and self._send(key, source):
            self._cache.put(key, source)
        return key

    def adopt(self, key: Key, path: Path) -> Key:
        """Send a finished file and move it to the local copies.

        Raises:
            StorageFull: If no space is left.
            DigestMismatch: If the storage received other bytes.
            StorageError: If it cannot be reached; the file stays where it is.
        """
        if not self.has(key) and self._send(key, path):
            self._cache.adopt(key, path)
        path.unlink(missing_ok=True)
        return key

    def put_file(self, path: Path) -> Key:
        """Keep a copy of a file under its own sha256 and return that."""
        return self.put(digest_file(path), path)

    def put_bytes(self, data: bytes) -> Key:
        """Keep bytes under their own sha256 and return that."""
        return self.put(hashlib.sha256(data).hexdigest(), data)

    def verify(self, key: Key) -> None:
        """Check a content-named artifact against its name, in the storage itself.

        Raises:
            DigestMismatch: If the bytes have changed.
        """
        digest = hashlib.sha256()
        for block in self._blocks(key, self._need(key)):
            digest.update(block)
        if digest.hexdigest() != key:
            raise DigestMismatch(f"artifact {key[:12]}… holds bytes of digest {digest.hexdigest()[:12]}…", field="key")

    def sweep(self, older: float) -> int:
        """Remove the parts of uploads that were killed, and unfinished local copies."""
        begin, found = time.time() - older, 0
        with _typed("unfinished uploads"):
            pages = self._client.get_paginator("list_multipart_uploads").paginate(Bucket=self._bucket, Prefix=self._prefix)
            for upload in (item for page in pages for item in page.get("Uploads", ())):
                if upload["Initiated"].timestamp() < begin:
                    found += 1
                    self._client.abort_multipart_upload(Bucket=self._bucket, Key=upload["Key"], UploadId=upload["UploadId"])
        return found + self._cache.sweep(older)

    def _at(self, key: Key) -> dict[str, str]:
        return {"Bucket": self._bucket, "Key": self._prefix + place_of(key)}

    def _head(self, key: Key) -> dict[str, Any] | None:
        try:
            with _typed(key[:12]):
                found: dict[str, Any] = self._client.head_object(**self._at(key))
        except NotFound:
            return None
        return found

    def _need(self, key: Key) -> dict[str, Any]:
        found = self._head(key)
        if found is None:
            raise NotFound(f"no artifact {key[:12]}… in the store", field="key")
        return found

    def _fetch(self, key: Key) -> None:
        head = self._need(key)
        digest, handle = hashlib.sha256(), -1
        with typed_errors(key[:12]):
            handle, name = tempfile.mkstemp(dir=self.root, prefix=".part-")
            try:
                with os.fdopen(handle, "wb") as file:
                    for block in self._blocks(key, head):
                        digest.update(block)
                        file.write(block)
                    file.flush()
                    os.fsync(file.fileno())
                wanted = head.get("Metadata", {}).get(_DIGEST, key)
                if digest.hexdigest() != wanted:
                    raise DigestMismatch(f"artifact {key[:12]}… arrived with digest {digest.hexdigest()[:12]}…, not "
                                         f"{wanted[:12]}…", field="key", hint="the object in the storage is damaged")
                self._cache.adopt(key, Path(name))
            finally:
                Path(name).unlink(missing_ok=True)

    def _blocks(self, key: Key, head: dict[str, Any]) -> Iterator[bytes]:
        """Yield an object's bytes, going on where a broken connection stopped, on the very same object."""
        offset, size, failures = 0, int(head["ContentLength"]), 0
        while offset < size:
            try:
                with _typed(key[:12]):
                    body = self._client.get_object(**self._at(key), Range=f"bytes={offset}-", IfMatch=head["ETag"])["Body"]
                    for block in body.iter_chunks(CHUNK):
                        offset += len(block)
                        failures = 0
                        yield block
            except NotFound:
                raise
            except StorageError:
                failures += 1
                if failures == _TRIES:
                    raise

    def _send(self, key: Key, source: bytes | Path) -> bool:
        """Send an object; False if another one was faster: then theirs counts."""
        size = len(source) if isinstance(source, bytes) else source.stat().st_size
        digest = hashlib.sha256(source).hexdigest() if isinstance(source, bytes) else digest_file(source)
        try:
            if size <= PART:
                with _typed(key[:12]):
                    data = source if isinstance(source, bytes) else source.read_bytes()
                    answer = self._client.put_object(**self._at(key), Body=data, Metadata={_DIGEST: digest},
                                                     ChecksumSHA256=_sha256(data), IfNoneMatch="*")
                self._check(key, data, answer)
            else:
                self._send_parts(key, source, size, digest)
        except _Faster:
            return False
        return True

    def _send_parts(self, key: Key, source: bytes | Path, size: int, digest: str) -> None:
        step = max(PART, -(-size // _MOST_PARTS))
        with _typed(key[:12]):
            upload = self._client.create_multipart_upload(**self._at(key), Metadata={_DIGEST: digest},
                                                          ChecksumAlgorithm="SHA256")["UploadId"]
        try:
            with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="s3") as pool:
                parts = list(pool.map(lambda number: self._send_part(key, upload, source, number, step),
                                      range(1, -(-size // step) + 1)))
            with _typed(key[:12]):
                self._client.complete_multipart_upload(**self._at(key), UploadId=upload, IfNoneMatch="*",
                                                       MultipartUpload={"Parts": parts})
        except BaseException:
            with _typed(key[:12]):
                self._client.abort_multipart_upload(**self._at(key), UploadId=upload)
            raise
        found = self._need(key)
        if int(found["ContentLength"]) != size:
            self._client.delete_object(**self._at(key))
            raise DigestMismatch(f"the storage put {found['ContentLength']} of {size} bytes together", field="key")

    def _send_part(self, key: Key, upload: str, source: bytes | Path, number: int, step: int) -> dict[str, Any]:
        begin = (number - 1) * step
        with _typed(key[:12]):
            if isinstance(source, bytes):
                data = source[begin:begin + step]
            else:
                with source.open("rb") as file:
                    file.seek(begin)
                    data = file.read(step)
            answer = self._client.upload_part(**self._at(key), UploadId=upload, PartNumber=number, Body=data,
                                              ChecksumSHA256=_sha256(data))
        _compare(data, answer)
        return {"PartNumber": number, "ETag": answer["ETag"], "ChecksumSHA256": _sha256(data)}

    def _check(self, key: Key, data: bytes, answer: dict[str, Any]) -> None:
        """Take an object back that arrived changed."""
        try:
            _compare(data, answer)
        except DigestMismatch:
            with _typed(key[:12]):
                self._client.delete_object(**self._at(key))
            raise


class _Faster(StorageError):
    """Another process has put the object there since we looked."""


def _compare(data: bytes, answer: dict[str, Any]) -> None:
    """Refuse what the service says it received if that is something else.

    The ETag of a part is the MD5 of its bytes, made by the service from what arrived, unless it encrypts with keys of a
    key service; the SHA-256 it repeats it has checked.
    """
    etag = answer.get("ETag", "").strip('"')
    encrypted = str(answer.get("ServerSideEncryption", "")).startswith("aws:kms") or "SSECustomerAlgorithm" in answer
    told = answer.get("ChecksumSHA256")
    if (told is not None and told != _sha256(data)) or (
            len(etag) == 32 and not encrypted and etag != hashlib.md5(data, usedforsecurity=False).hexdigest()):
        raise DigestMismatch("the storage received other bytes than were sent", field="key",
                             hint="nothing of it is kept; try again, and look for a faulty proxy if it stays")


def _sha256(data: bytes) -> str:
    return base64.b64encode(hashlib.sha256(data).digest()).decode()


@contextmanager
def _typed(what: str) -> Iterator[None]:
    """Turn the client's errors into ours, with what to do about them."""
    from botocore import exceptions

    try:
        yield
    except exceptions.ClientError as error:
        raise _meaning(what, error) from error
    except exceptions.NoCredentialsError as error:
        raise StorageError("there are no credentials for the object storage", field="store",
                           hint="set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile") from error
    except exceptions.BotoCoreError as error:
        raise StorageError(f"the object storage cannot be reached: {error}", field="store",
                           hint="is the endpoint right, and up? the work can be run again") from error
    except (ConnectionError, TimeoutError) as error:
        raise StorageError(f"the connection to the object storage broke: {error}", field="store",
                           hint="run it again") from error


def _meaning(what: str, error: Any) -> StorageError | NotFound:
    code = str(error.response.get("Error", {}).get("Code", ""))
    said = error.response.get("Error", {}).get("Message", "")
    if code == "NoSuchBucket" or (code in _MISSING and error.operation_name == "HeadBucket"):
        return StorageError(f"{what} is not there", field="store", hint="make it first, or correct the name")
    if code in _MISSING:
        return NotFound(f"no artifact {what}… in the store", field="key")
    if code in _DENIED:
        return StorageError(f"the object storage refused our credentials ({code})", field="store",
                            hint="look at AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and at the bucket's policy")
    if code in _FULL:
        return StorageFull("no space left in the object storage", hint="raise its quota, then run it again")
    if code in _BROKEN:
        return DigestMismatch(f"the object storage says that {what} arrived damaged ({code})", field="key",
                              hint="run it again")
    if code in _THERE:
        return _Faster(f"{what} is there already", field="key")
    return StorageError(f"the object storage failed: {said or code}", field="store", hint="run it again")
