"""What a new package takes over: the manifest of the one it supersedes, and the rights its manifest tells."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from localize.delivery import MANIFEST
from localize.errors import NotFound
from localize.model import RightsWindow
from localize.pipeline import JobSpec
from localize.store import Store
from server import tables
from server.packages import package_record


def succeeding(session: Session, store: Store, master: tables.Master, spec: JobSpec) -> JobSpec:
    """Return a job that supersedes the newest package of its master and profile, and tells the title's rights."""
    return replace(spec, previous=_newest(session, store, master, spec.profile), rights=_rights(session, master))


def _newest(session: Session, store: Store, master: tables.Master, profile: str) -> str:
    """Return the digest of the newest package's manifest; empty if there is none or the store has lost it."""
    table = tables.Package
    row = session.scalar(sa.select(table).where(
        table.organization == master.organization, table.title == master.title, table.master == master.id,
        table.profile == profile).order_by(table.create_time.desc(), table.id.desc()).limit(1))
    if row is None:
        return ""
    try:
        record = package_record(row, store)
    except NotFound:
        return ""
    digest = next((item.sha256 for item in record.files if item.path == MANIFEST), "")
    return digest if digest and store.has(digest) and record.made_from else ""


def _rights(session: Session, master: tables.Master) -> tuple[RightsWindow, ...]:
    """Return where, when and in which languages the title may be shown; whom it is licensed to is nobody else's business."""
    table = tables.RightsWindow
    rows = session.scalars(sa.select(table).where(
        table.organization == master.organization, table.title == master.title, table.trial.is_(False)))
    return tuple(sorted({_window(row) for row in rows}, key=lambda item: (item.territory, item.language, item.begin, item.end)))


def _window(row: tables.RightsWindow) -> RightsWindow:
    return RightsWindow(row.territory, row.language, _day(row.begin_time), _day(row.end_time))


def _day(at: datetime | None) -> str:
    return at.astimezone(UTC).date().isoformat() if at is not None else ""
