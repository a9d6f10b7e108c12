"""What a job is told of its title's past: the package it supersedes, the rights its manifest shall tell."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from localize.model import FileRole, Package, PackageFile, RightsWindow
from localize.pipeline import JobSpec
from localize.record import to_json
from localize.store import LocalStore
from server import tables
from server.succession import succeeding

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
SPEC = JobSpec("木棉茶楼", "a" * 64, "a.mp4", "zh", ("en",), profile="netflix")
MASTER = tables.Master(organization="o", title="t", id="m")


@pytest.fixture
def session() -> Iterator[Session]:
    engine = sa.create_engine("sqlite://")
    tables.Base.metadata.create_all(engine)
    with Session(engine) as session:
        yield session
    engine.dispose()


def add(session: Session, store: LocalStore, name: str, hours: int, profile: str = "netflix", master: str = "m",
        made_from: str = "b" * 64) -> str:
    """Keep a package and return the digest of its manifest."""
    manifest = f"manifest of {name}".encode()
    digest = hashlib.sha256(manifest).hexdigest()
    store.put_bytes(manifest)
    record = Package("t", "a" * 64, (PackageFile("manifest.json", FileRole.OTHER, "application/json", 1, digest),), (),
                     ("en",), deliverable=True, made_from=made_from)
    session.add(tables.Package(organization="o", title="t", master=master, id=name, job="j", profile=profile,
                               record=store.put_bytes(to_json(record)), create_time=NOON + timedelta(hours=hours)))
    session.flush()
    return digest


def test_the_newest_package_of_the_same_master_and_profile(session: Session, tmp_path: Path):
    store = LocalStore(tmp_path)
    assert succeeding(session, store, MASTER, SPEC).previous == ""
    add(session, store, "older", 0)
    newest = add(session, store, "newer", 2)
    add(session, store, "other-profile", 3, profile="generic")
    add(session, store, "other-master", 4, master="n")
    assert succeeding(session, store, MASTER, SPEC).previous == newest


@pytest.mark.parametrize("lost", ["record", "manifest", "old form"])
def test_a_package_that_cannot_be_compared_is_not_superseded(session: Session, tmp_path: Path, lost: str):
    store = LocalStore(tmp_path)
    digest = add(session, store, "older", 0, made_from="" if lost == "old form" else "b" * 64)
    row = session.scalars(sa.select(tables.Package)).one()
    if lost != "old form":
        store.path(row.record if lost == "record" else digest).unlink()
    assert succeeding(session, store, MASTER, SPEC).previous == ""


def test_rights_without_whose_they_are(session: Session, tmp_path: Path):
    for number, (partner, language, trial) in enumerate([("p", "ar", False), ("q", "ar", False), ("p", "", True)]):
        session.add(tables.RightsWindow(organization="o", title="t", id=str(number), partner=partner, territory="SA",
                                        language=language, trial=trial, begin_time=NOON, end_time=None, note=""))
    session.flush()
    told = succeeding(session, LocalStore(tmp_path), MASTER, SPEC)
    assert told.rights == (RightsWindow("SA", "ar", "2026-11-01"),)
    assert replace(told, rights=()) == SPEC
