"""What is forgotten, and what never is."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from server import tables
from server.client import Client
from server.database import Database
from server.host import Host
from server.retention import Forgotten, Kept, prune

NOW = datetime(2026, 11, 22, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=100)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path / 'a.sqlite'}")
    made.migrate()
    with made.write() as session:
        session.add(tables.Organization(organization="acme"))
    yield made
    made.close()


def event(resource: str, at: datetime, kind: str = "cue") -> tables.Event:
    return tables.Event(organization="acme", resource=resource, scope=resource, kind=kind, payload=b"", create_time=at)


def run(database: Database, folder: Path, *, dry_run: bool = False) -> Forgotten:
    return prune(database, f"sqlite:///{folder / 'jobs.sqlite'}", folder, Kept(), NOW, dry_run=dry_run)


def test_the_newest_event_of_a_resource_stays(database: Database, tmp_path: Path) -> None:
    with database.write() as session:
        session.add_all([event("a", LONG_AGO), event("b", LONG_AGO), event("a", LONG_AGO), event("a", LONG_AGO, "package"),
                         event("b", NOW)])
    assert run(database, tmp_path).events == 2
    with database.read() as session:
        left = session.scalars(sa.select(tables.Event).order_by(tables.Event.sequence)).all()
    assert [(row.resource, row.kind) for row in left] == [("a", "cue"), ("a", "package"), ("b", "cue")]


def test_a_recent_event_stays_even_if_superseded(database: Database, tmp_path: Path) -> None:
    with database.write() as session:
        session.add_all([event("a", NOW), event("a", NOW)])
    assert run(database, tmp_path) == Forgotten()


def test_old_answers_go(database: Database, tmp_path: Path) -> None:
    with database.write() as session:
        for name, at in (("old", LONG_AGO), ("new", NOW)):
            session.add(tables.Request(organization="acme", method="m", request_id=name, digest="", answer=b"",
                                       create_time=at))
    assert run(database, tmp_path, dry_run=True).answers == 1
    assert run(database, tmp_path).answers == 1
    with database.read() as session:
        assert [row.request_id for row in session.scalars(sa.select(tables.Request))] == ["new"]


def test_an_upload_goes_a_week_after_its_last_byte(database: Database, tmp_path: Path) -> None:
    with database.write() as session:
        session.add(tables.Title(organization="acme", id="t", display_name="T", source_language="zh"))
        session.flush()
        session.add(tables.Master(organization="acme", title="t", id="m"))
        session.flush()
        for name in ("left", "slow", "fileless"):
            session.add(tables.Upload(organization="acme", id=name, title="t", master="m", kind=1, filename="a.mp4",
                                      create_time=LONG_AGO))
    for name, at in (("left", LONG_AGO), ("slow", NOW - timedelta(days=1))):
        path = tmp_path / f"{name}.part"
        path.write_bytes(b"half a film")
        os.utime(path, (at.timestamp(), at.timestamp()))
    assert run(database, tmp_path, dry_run=True).uploads == 2
    assert (tmp_path / "left.part").exists()
    assert run(database, tmp_path).uploads == 2
    assert [path.name for path in tmp_path.glob("*.part")] == ["slow.part"]
    with database.read() as session:
        assert [row.id for row in session.scalars(sa.select(tables.Upload))] == ["slow"]


def test_workflows_of_ended_jobs_go_and_their_operations_stay(client: Client, ready: str, host: Host) -> None:
    operation = client.localize(ready, ["en"])
    client.wait(operation.name)
    soon = datetime.now(UTC) + timedelta(days=31)
    url, folder = host.settings.queue_url, host.settings.data / "uploads"
    kept = Kept(events=timedelta(days=900), answers=timedelta(days=900), uploads=timedelta(days=900))
    first = prune(host.database, url, folder, kept, soon)
    assert first.workflows >= 1
    assert prune(host.database, url, folder, kept, soon).workflows == 0
    assert client.wait(operation.name).package
