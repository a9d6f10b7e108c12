from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from localize.delivery import deliver, safe_path
from localize.errors import InvalidPackage, UnsafePath
from localize.model import FileRole, Package, PackageFile
from localize.store import LocalStore


def package(*files: PackageFile) -> Package:
    return Package("t", "a" * 64, files, (), ("en",), deliverable=False)


def a_file(path: str, data: bytes) -> PackageFile:
    return PackageFile(path, FileRole.SUBTITLE, "text/vtt", len(data), hashlib.sha256(data).hexdigest())


def test_files_are_laid_out_and_left_alone_the_second_time(tmp_path: Path):
    store = LocalStore(tmp_path / "store")
    store.put_bytes(b"one")
    made = package(a_file("subtitles/en.vtt", b"one"))
    deliver(made, store, tmp_path / "out")
    path = tmp_path / "out" / "subtitles" / "en.vtt"
    before = path.stat().st_mtime_ns
    deliver(made, store, tmp_path / "out")
    assert path.stat().st_mtime_ns == before
    path.write_bytes(b"two")
    deliver(made, store, tmp_path / "out")
    assert path.read_bytes() == b"one"


def test_a_changed_artifact_is_not_delivered(tmp_path: Path):
    store = LocalStore(tmp_path / "store")
    key = store.put_bytes(b"one")
    store.path(key).write_bytes(b"won")
    with pytest.raises(InvalidPackage):
        deliver(package(a_file("en.vtt", b"one")), store, tmp_path / "out")
    assert not (tmp_path / "out" / "en.vtt").exists()


@pytest.mark.parametrize("name", ["", "/etc/passwd", "../up", "a/../../b", "a\\b", "nul\0"])
def test_names_never_leave_the_folder(tmp_path: Path, name: str):
    with pytest.raises(UnsafePath):
        safe_path(tmp_path, name)
    with pytest.raises(UnsafePath):
        deliver(package(replace(a_file("x", b"one"), path=name)), LocalStore(tmp_path / "store"), tmp_path / "out")
