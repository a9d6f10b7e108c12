from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.errors import DigestMismatch, NotFound, StorageError, StorageFull
from localize.store import LocalStore, Store, digest_file, key_of

KEY = "ab" * 32


def test_bytes_and_files_are_kept_under_their_digest(tmp_path: Path):
    store = LocalStore(tmp_path / "store")
    assert isinstance(store, Store)
    path = tmp_path / "file"
    path.write_bytes(b"hello")
    assert store.put_bytes(b"hello") == store.put_file(path) == digest_file(path)
    assert store.path(store.put_bytes(b"hello")).read_bytes() == b"hello"


def test_what_is_there_stays_as_it_is(tmp_path: Path):
    store = LocalStore(tmp_path)
    store.put(KEY, b"first")
    store.put(KEY, b"second")
    assert store.path(KEY).read_bytes() == b"first"


def test_a_full_disk_is_said_and_leaves_nothing_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    store = LocalStore(tmp_path)

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageFull, match="no space"):
        store.put(KEY, b"data")
    assert not store.has(KEY)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_missing_and_changed_artifacts(tmp_path: Path):
    store = LocalStore(tmp_path)
    with pytest.raises(NotFound):
        store.path(KEY)
    key = store.put_bytes(b"data")
    store.verify(key)
    store.path(key).write_bytes(b"other")
    with pytest.raises(DigestMismatch):
        store.verify(key)


@pytest.mark.parametrize("key", ["", "..", "../" * 20 + "etc/passwd", "AB" * 32, "g" * 64, "a" * 63])
def test_only_keys_are_names(tmp_path: Path, key: str):
    with pytest.raises(StorageError):
        LocalStore(tmp_path).put(key, b"")


def test_a_finished_file_moves_in_by_a_rename(tmp_path: Path):
    store = LocalStore(tmp_path / "store")
    path = tmp_path / "film.mkv"
    path.write_bytes(b"film")
    store.adopt(KEY, path)
    assert store.path(KEY).read_bytes() == b"film"
    assert not path.exists()


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(
    st.text(), inner), max_leaves=8))
def test_equal_parts_give_equal_keys(part: object):
    assert key_of("stage", 1, part) == key_of("stage", 1, part)
    assert key_of("stage", 1, part) != key_of("stage", 2, part)
