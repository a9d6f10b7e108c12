"""A glossary's row as its message."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from localize.glossary import Status
from server import convert, names, tables
from server._gen.localization.v1 import glossary_pb2


def glossary_message(session: Session, row: tables.Glossary) -> glossary_pb2.Glossary:
    """Return a glossary's message."""
    count = session.scalar(sa.select(sa.func.count()).select_from(tables.Term).where(
        tables.Term.organization == row.organization, tables.Term.glossary == row.id,
        tables.Term.status == Status.APPROVED.value))
    return glossary_pb2.Glossary(
        name=names.join(names.GLOSSARY, row.id), display_name=row.display_name, source_language=row.source_language,
        note=row.note, term_count=count or 0, revision=row.revision, etag=convert.etag(row),
        create_time=convert.stamp(row.create_time), update_time=convert.stamp(row.update_time))
