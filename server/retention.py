"""What is forgotten after a while: superseded events, answers to repeated calls, abandoned uploads, ended workflows.

Titles, cues, packages, revisions, the audit log and the newest event of every resource stay: a watcher that comes back
late still learns how each resource is now.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from dbos import DBOSClient
from sqlalchemy.orm import Session, aliased

from server import tables
from server.database import Database, make_engine
from server.ledger import ACTIVE

_AT_ONCE: Final = 500
"""Workflows deleted in one call."""


@dataclass(frozen=True, slots=True)
class Kept:
    """How long things are kept.

    Attributes:
        events: Superseded events.
        answers: Answers to calls with a ``request_id``.
        uploads: Uploads that nobody goes on with, counted from the last byte that arrived.
        workflows: The job engine's own record of jobs that ended.
    """

    events: timedelta = timedelta(days=90)
    answers: timedelta = timedelta(days=7)
    uploads: timedelta = timedelta(days=7)
    workflows: timedelta = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many rows, and files, were forgotten."""

    events: int = 0
    answers: int = 0
    uploads: int = 0
    workflows: int = 0


def prune(database: Database, queue_url: str, uploads: Path, kept: Kept, at: datetime, *, dry_run: bool = False) -> Forgotten:
    """Forget what is past its time; safe while a server runs.

    Args:
        database: The metadata.
        queue_url: Of the job engine's database.
        uploads: Folder of unfinished uploads.
        kept: How long things are kept.
        at: The time that it is.
        dry_run: Count, and change nothing.

    Raises:
        StorageError: If a database cannot be reached.
    """
    ended = _workflows(queue_url, _ended_jobs(database, at - kept.workflows), dry_run=dry_run)
    with database.write() as session:
        events = _superseded(session, at - kept.events, dry_run=dry_run)
        answers = _rows(session, tables.Request, tables.Request.create_time < at - kept.answers, dry_run=dry_run)
        rows = [row for row in session.scalars(sa.select(tables.Upload).where(
            tables.Upload.create_time < at - kept.uploads)) if _last_byte(uploads / f"{row.id}.part") < (at - kept.uploads).timestamp()]
        for row in rows if not dry_run else ():
            session.delete(row)
    # After the commit: a file without a row is found by nobody, a row without its file would promise bytes we lack.
    for row in rows if not dry_run else ():
        (uploads / f"{row.id}.part").unlink(missing_ok=True)
    return Forgotten(events, answers, len(rows), ended)


def _superseded(session: Session, before: datetime, *, dry_run: bool) -> int:
    later = aliased(tables.Event)
    newer = sa.select(later.sequence).where(
        later.organization == tables.Event.organization, later.resource == tables.Event.resource,
        later.kind == tables.Event.kind, later.sequence > tables.Event.sequence).exists()
    return _rows(session, tables.Event, tables.Event.create_time < before, newer, dry_run=dry_run)


def _rows(session: Session, table: type[tables.Base], *where: sa.ColumnElement[bool], dry_run: bool) -> int:
    count = session.scalar(sa.select(sa.func.count()).select_from(table).where(*where)) or 0
    if count and not dry_run:
        session.execute(sa.delete(table).where(*where).execution_options(synchronize_session=False))
    return count


def _last_byte(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _ended_jobs(database: Database, before: datetime) -> list[str]:
    with database.read() as session:
        return list(session.scalars(sa.select(tables.Job.id).where(
            tables.Job.state.not_in(ACTIVE), tables.Job.end_time < before).order_by(tables.Job.id)))


def _workflows(queue_url: str, jobs: list[str], *, dry_run: bool) -> int:
    """Delete the workflows of jobs, with those of their languages; return of how many jobs there were any."""
    if not jobs:
        return 0
    engine, count = make_engine(queue_url), 0
    client = DBOSClient(system_database_url=queue_url, system_database_engine=engine)
    try:
        for number in range(0, len(jobs), _AT_ONCE):
            found = [item.workflow_id for item in client.list_workflows(
                workflow_ids=jobs[number:number + _AT_ONCE], load_input=False, load_output=False)]
            count += len(found)
            if found and not dry_run:
                client.delete_workflows(found, delete_children=True)
    finally:
        client.destroy()
        engine.dispose()
    return count
