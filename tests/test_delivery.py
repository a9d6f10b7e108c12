from __future__ import annotations

import errno
import hashlib
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from localize.delivery import deliver, safe_path
from localize.errors import Conflict, InvalidPackage, NotFound, StorageError, StorageFull, UnsafePath
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


def two(tmp_path: Path) -> tuple[LocalStore, Path, Package, Package]:
    """Return a store, a folder with an older package in it, that package, and a newer one."""
    store, out = LocalStore(tmp_path / "store"), tmp_path / "out"
    old = [a_file("subtitles/en.vtt", b"one"), a_file("dubs/en.m4a", b"dub")]
    new = [a_file("subtitles/en.vtt", b"two"), a_file("subtitles/ar.vtt", b"three")]
    for data in (b"one", b"two", b"three", b"dub"):
        store.put_bytes(data)
    packages = []
    for files in (old, new):
        text = json.dumps({"files": [{"path": item.path} for item in files]}).encode()
        store.put_bytes(text)
        packages.append(package(*files, a_file("manifest.json", text)))
    deliver(packages[0], store, out)
    return store, out, packages[0], packages[1]


def names(out: Path) -> set[str]:
    return {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}


def test_a_newer_package_takes_the_older_ones_place(tmp_path: Path):
    store, out, _, newer = two(tmp_path)
    (out / "notes.txt").write_text("a person's own")
    deliver(newer, store, out)
    assert names(out) == {"subtitles/en.vtt", "subtitles/ar.vtt", "manifest.json", "notes.txt"}
    assert not (out / "dubs").exists()
    assert (out / "subtitles/en.vtt").read_bytes() == b"two"


@pytest.mark.parametrize("fault", ["full", "lost", "changed"])
def test_what_goes_wrong_leaves_the_older_package_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str):
    store, out, older, newer = two(tmp_path)
    last = store.path(newer.files[-1].sha256)
    if fault == "full":
        real = shutil.copyfile

        def copy(source: Path, place: Path) -> None:
            real(source, place)
            if place.name == ".manifest.json.part":
                raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr("localize.delivery.shutil.copyfile", copy)
    elif fault == "lost":
        last.unlink()
    else:
        last.write_bytes(b"x")
    with pytest.raises({"full": StorageFull, "lost": NotFound, "changed": InvalidPackage}[fault]):
        deliver(newer, store, out)
    assert names(out) - {".localize.lock"} == {item.path for item in older.files}
    assert (out / "subtitles/en.vtt").read_bytes() == b"one"


def test_two_packages_at_once_in_one_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    store, out, older, newer = two(tmp_path)
    met: list[str] = []
    real = shutil.copyfile

    def copy(source: Path, place: Path) -> None:
        if not met:
            met.append("once")
            with pytest.raises(Conflict, match="another package"):
                deliver(older, store, out)
        real(source, place)

    monkeypatch.setattr("localize.delivery.shutil.copyfile", copy)
    deliver(newer, store, out)
    assert met
    assert names(out) == {item.path for item in newer.files}


def test_a_folder_that_is_a_file(tmp_path: Path):
    (tmp_path / "out").write_text("here first")
    with pytest.raises(StorageError):
        deliver(package(), LocalStore(tmp_path / "store"), tmp_path / "out")
