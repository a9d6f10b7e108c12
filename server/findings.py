"""Problems that partners report: each stands on a line, and whoever looks at the line sees it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server import convert, cues, names, tables
from server._gen.localization.v1 import partner_pb2, partner_service_pb2
from server.backend import Backend

RULES: Final = {
    partner_service_pb2.PROBLEM_KIND_TRANSLATION: ("partner.translation", "error"),
    partner_service_pb2.PROBLEM_KIND_SPELLING: ("partner.spelling", "warning"),
    partner_service_pb2.PROBLEM_KIND_TIMING: ("partner.timing", "error"),
    partner_service_pb2.PROBLEM_KIND_SOUND: ("partner.sound", "error"),
    partner_service_pb2.PROBLEM_KIND_DISPLAY: ("partner.display", "warning"),
    partner_service_pb2.PROBLEM_KIND_COMPLIANCE: ("partner.compliance", "error"),
    partner_service_pb2.PROBLEM_KIND_OTHER: ("partner.other", "warning"),
    partner_service_pb2.PROBLEM_KIND_UNSPECIFIED: ("partner.other", "warning"),
}
"""Rule and severity by kind of problem."""


def at(session: Session, localization: tables.Localization, time: Fraction) -> tables.Cue | None:
    """Return the line that is spoken at a time, or the one nearest to it; None if there are no lines."""
    rows = session.scalars(cues.of(localization).order_by(tables.Cue.position)).all()

    def apart(row: tables.Cue) -> Fraction:
        return max(Fraction(row.begin) - time, time - Fraction(row.end), Fraction(0))

    return min(rows, key=apart, default=None)


def message(row: tables.Finding, *, shared: bool = False) -> partner_pb2.Finding:
    """Return a finding's message; a partner's names begin with the organization."""
    owner = names.join(names.OWNED, row.organization) if shared else ""
    master = (row.title, row.master)
    return partner_pb2.Finding(
        name=owner + names.join(names.FINDING, *master, row.language, row.id),
        cue="" if shared or not row.cue else names.join(names.CUE, *master, row.language, row.cue),
        rule=row.rule, severity=row.severity, message=row.message, time=convert.duration(Fraction(row.time)),
        reporter=row.reporter, package=owner + names.join(names.PACKAGE, *master, row.package), path=row.path,
        state=partner_pb2.FINDING_STATE_RESOLVED if row.resolved else partner_pb2.FINDING_STATE_OPEN,
        resolution=row.resolution, create_time=convert.stamp(row.create_time), update_time=convert.stamp(row.update_time))


def announce(backend: Backend, session: Session, row: tables.Finding) -> None:
    """Log a finding's change, and put the open ones on the line they are about and into its localization's counts."""
    finding = message(row)
    backend.events.add(session, row.organization, finding.name, finding)
    key = (row.organization, row.title, row.master, row.language)
    cue = session.get(tables.Cue, (*key, row.cue)) if row.cue else None
    if cue is not None:
        cue.findings = [snapshot(item) for item in _open(session, row)]
        cue.update_time = row.update_time
        session.flush()
        cue_message = convert.cue(cue)
        backend.events.add(session, row.organization, cue_message.name, cue_message)
    localization = session.get_one(tables.Localization, key)
    localization.counts = cues.counts(session, localization)
    session.flush()
    told = convert.localization(localization)
    backend.events.add(session, row.organization, told.name, told)


def snapshot(row: tables.Finding) -> dict[str, Any]:
    """Return a finding as its line's row keeps it."""
    return {"name": names.join(names.FINDING, row.title, row.master, row.language, row.id), "rule": row.rule,
            "severity": row.severity, "message": row.message, "reporter": row.reporter}


def _open(session: Session, row: tables.Finding) -> list[tables.Finding]:
    table = tables.Finding
    return list(session.scalars(sa.select(table).where(
        table.organization == row.organization, table.title == row.title, table.master == row.master,
        table.language == row.language, table.cue == row.cue, table.resolved.is_(False)).order_by(table.id)))
