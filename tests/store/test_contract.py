"""What every store promises: one suite over all of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from localize.errors import DigestMismatch, NotFound, StorageError
from localize.store import LocalStore, Store, digest_file, key_of

KEY = "ab" * 32
LARGE = b"".join(number.to_bytes(4, "big") for number in range(3 << 20))
"""12 MiB: more than two parts of the smallest size."""


@pytest.fixture(params=["local", "s3"])
def reopen(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Store]:
    """Open the same store again, as another process does."""
    if request.param == "local":
        return lambda _: LocalStore(tmp_path / "store")
    monkeypatch.setattr("localize.store.s3.PART", 5 << 20)
    remote: Callable[..., Store] = request.getfixturevalue("remote")
    return lambda name: remote(cache=name)


@pytest.fixture
def store(reopen: Callable[[str], Store]) -> Store:
    return reopen("first")


@pytest.mark.parametrize("data", [b"", b"hello", LARGE], ids=["nothing", "small", "large"])
def test_what_is_put_is_there_for_everybody(store: Store, reopen: Callable[[str], Store], tmp_path: Path, data: bytes) -> None:
    assert isinstance(store, Store)
    path = tmp_path / "file"
    path.write_bytes(data)
    key = store.put_file(path)
    assert key == store.put_bytes(data) == digest_file(path)
    other = reopen("second")
    assert other.has(key)
    assert other.path(key).read_bytes() == data == store.path(key).read_bytes()
    assert path.exists()
    other.verify(key)
    assert not list(tmp_path.rglob(".part-*"))


def test_a_finished_file_moves_in(store: Store, reopen: Callable[[str], Store], tmp_path: Path) -> None:
    path = tmp_path / "film.mkv"
    path.write_bytes(LARGE)
    store.adopt(KEY, path)
    assert not path.exists()
    assert digest_file(reopen("second").path(KEY)) == hashlib.sha256(LARGE).hexdigest()
    again = tmp_path / "again.mkv"
    again.write_bytes(b"other")
    store.adopt(KEY, again)
    assert not again.exists()
    assert store.path(KEY).stat().st_size == len(LARGE)


def test_what_is_there_stays_as_it_is(store: Store, reopen: Callable[[str], Store]) -> None:
    store.put(KEY, b"first")
    other = reopen("second")
    other.put(KEY, b"second")
    assert (store.path(KEY).read_bytes(), other.path(KEY).read_bytes()) == (b"first", b"first")


def test_what_is_missing_is_not_found(store: Store) -> None:
    assert not store.has(KEY)
    for ask in (store.path, store.verify):
        with pytest.raises(NotFound, match="no artifact abababababab"):
            ask(KEY)


def test_a_name_that_the_bytes_do_not_have_is_noticed(store: Store) -> None:
    key = store.put(key_of("not", "the", "digest"), b"data")
    with pytest.raises(DigestMismatch):
        store.verify(key)


@pytest.mark.parametrize("key", ["", "..", "../" * 20 + "etc/passwd", "AB" * 32, "g" * 64, "a" * 63])
def test_only_keys_are_names(store: Store, key: str) -> None:
    for ask in (store.has, store.path, lambda name: store.put(name, b"")):
        with pytest.raises(StorageError, match="is no key"):
            ask(key)


def test_what_killed_writers_left_is_swept(store: Store) -> None:
    (store.root / ".package-x").mkdir()
    (store.root / ".package-x" / "film").write_bytes(b"half")
    assert store.sweep(3600) == 0
    assert store.sweep(-1) == 1
    assert not (store.root / ".package-x").exists()
