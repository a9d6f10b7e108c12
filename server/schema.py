"""What every table shares: moments in UTC, naming of constraints, rows that people change."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from server.database import now


class Moment(sa.TypeDecorator[datetime]):
    """A point in time, in UTC: SQLite forgets the zone, so it is put back."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002
        """Return the time with its zone."""
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


class Base(DeclarativeBase):
    """What every table shares."""

    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        dict[str, Any]: sa.JSON(), list[Any]: sa.JSON(), datetime: Moment(), int: sa.BigInteger(), str: String(255),
    }
    metadata = sa.MetaData(naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s", "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s", "pk": "pk_%(table_name)s"})


class Stamped:
    """Columns of rows that people change."""

    revision: Mapped[int] = mapped_column(default=1)
    create_time: Mapped[datetime] = mapped_column(default=now)
    update_time: Mapped[datetime] = mapped_column(default=now)

    def touch(self) -> None:
        """Count a change."""
        self.revision += 1
        self.update_time = now()
