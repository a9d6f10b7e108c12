"""Object storage that fails: killed uploads, changed bytes, broken connections, wrong credentials, no room."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from localize.errors import DigestMismatch, InvalidInput, NotFound, StorageError, StorageFull
from localize.store import LocalStore, open_store
from localize.store.s3 import S3Store, connect
from tests.store.service import Fault, proxy, s3_server
from tests.store.test_contract import KEY, LARGE

Remote = Callable[..., S3Store]


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("localize.store.s3.PART", 5 << 20)
    monkeypatch.setattr("localize.store.s3._TRIES", 2)


def flip(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1]) if data else data


@pytest.mark.parametrize("data", [b"some bytes", LARGE], ids=["small", "large"])
def test_bytes_that_change_on_the_way_up_are_not_kept(service: str, remote: Remote, data: bytes) -> None:
    fault = Fault(up=lambda method, path, body: flip(body) if method == "PUT" else body)
    with proxy(service, fault) as address:
        store = remote(address)
        with pytest.raises(DigestMismatch, match="received other bytes"):
            store.put(KEY, data)
        assert not store.has(KEY)
    assert not remote(cache="other").has(KEY)
    assert remote(cache="other").sweep(-1) == 0  # the parts were taken back too


def test_bytes_that_change_on_the_way_down_are_not_used(service: str, remote: Remote, tmp_path: Path) -> None:
    remote().put(KEY, LARGE)
    fault = Fault(down=lambda method, path, body: flip(body) if method == "GET" and "artifacts" in path else body)
    with proxy(service, fault) as address:
        store = remote(address, cache="other")
        with pytest.raises(DigestMismatch, match="arrived with digest"):
            store.path(KEY)
        assert not (tmp_path / "other" / KEY[:2]).exists()
        assert not list((tmp_path / "other").rglob(".part-*"))
        fault.down = lambda _method, _path, body: body
        assert store.path(KEY).read_bytes() == LARGE


def test_a_broken_download_goes_on_where_it_stopped(service: str, remote: Remote) -> None:
    remote().put(KEY, LARGE)
    fault = Fault(cut=7 << 20)
    with proxy(service, fault) as address:
        assert remote(address, cache="other").path(KEY).read_bytes() == LARGE
    assert len([line for line in fault.seen if line.startswith("GET")]) == 2


def test_an_upload_that_is_killed_is_not_there(service: str, remote: Remote, bucket: str, tmp_path: Path) -> None:
    path = tmp_path / "film.mkv"
    path.write_bytes(LARGE)
    reached, end = threading.Event(), threading.Event()

    def hold(method: str, url: str, body: bytes) -> bytes:
        if "partNumber=2" in url:
            reached.set()
            end.wait(20)
        return body

    code = ("import sys; from pathlib import Path; from localize.store import open_store, s3; s3.PART = 5 << 20\n"
            "open_store(sys.argv[1], Path(sys.argv[2]), endpoint=sys.argv[3]).put(sys.argv[4], Path(sys.argv[5]))")
    with proxy(service, Fault(up=hold)) as address:
        process = subprocess.Popen([sys.executable, "-c", code, f"s3://{bucket}/artifacts/v1", str(tmp_path / "c"), address,
                                    KEY, str(path)])
        assert reached.wait(30)
        process.send_signal(signal.SIGKILL)
        process.wait()
        end.set()
    store = remote()
    assert not store.has(KEY)
    with pytest.raises(NotFound):
        store.path(KEY)
    assert store.sweep(1e9) == 0  # what is younger may still run on another machine
    assert store.sweep(-1) == 1
    store.put(KEY, path)
    assert remote(cache="other").path(KEY).read_bytes() == LARGE


def test_an_object_that_somebody_damaged_or_removed_is_noticed(service: str, remote: Remote, bucket: str) -> None:
    key = remote().put_bytes(b"right")
    at = {"Bucket": bucket, "Key": f"artifacts/v1/{key[:2]}/{key[2:]}"}
    connect(service).put_object(**at, Body=b"wrong")
    with pytest.raises(DigestMismatch):
        remote(cache="other").path(key)
    with pytest.raises(DigestMismatch):
        remote().verify(key)
    connect(service).delete_object(**at)
    with pytest.raises(NotFound):
        remote(cache="third").path(key)


@pytest.mark.parametrize(("status", "error", "kind", "words"), [
    (403, "AccessDenied", StorageError, "refused our credentials"),
    (507, "XMinioStorageFull", StorageFull, "no space left in the object storage"),
    (500, "InternalError", StorageError, "failed"), (503, "SlowDown", StorageError, "failed"),
])
def test_what_the_service_refuses_is_said(service: str, remote: Remote, status: int, error: str, kind: type, words: str) -> None:
    fault = Fault()
    with proxy(service, fault) as address:
        store = remote(address)
        fault.status, fault.error = status, error
        with pytest.raises(kind, match=words):
            store._send(KEY, b"data")
        fault.status = 0
        assert not store.has(KEY)


def test_a_service_that_is_away_is_said(service: str, remote: Remote) -> None:
    with proxy(service, Fault()) as address:
        store = remote(address)
    with pytest.raises(StorageError, match="cannot be reached"):
        store.has(KEY)


def test_no_room_for_the_local_copy_is_said_and_nothing_is_left(remote: Remote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import errno

    remote().put(KEY, b"data")
    store = remote(cache="other")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(StorageFull):
            store.path(KEY)
    assert not [path for path in (tmp_path / "other").rglob("*") if path.is_file()]
    assert store.path(KEY).read_bytes() == b"data"


def test_wrong_credentials_and_a_missing_bucket_are_said(service: str, bucket: str, tmp_path: Path,
                                                         monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StorageError, match="bucket 'none' is not there"):
        open_store("s3://none/x", tmp_path, endpoint=service)
    with s3_server(INITIAL_NO_AUTH_ACTION_COUNT="0") as strict, pytest.raises(StorageError, match="refused our credentials") as caught:
        open_store(f"s3://{bucket}", tmp_path, endpoint=strict)
    assert "AWS_SECRET_ACCESS_KEY" in caught.value.hint
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    with pytest.raises(StorageError, match="no credentials"):
        open_store(f"s3://{bucket}", tmp_path, endpoint=service)


@pytest.mark.parametrize("address", ["s3://", "s3://bucket?x=1", "gs://bucket/x", "https://example.org/x"])
def test_an_address_that_is_none_is_refused(address: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput):
        open_store(address, tmp_path)


def test_a_folder_is_an_address(tmp_path: Path) -> None:
    assert open_store(str(tmp_path / "a"), tmp_path / "b").root == tmp_path / "a"
    assert open_store("", tmp_path / "b").root == tmp_path / "b"
    assert isinstance(open_store("", tmp_path / "b"), LocalStore)
