"""Tables of whole titles that are localized at once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.database import now
from server.schema import Base


class Series(Base):
    """One operation over many episodes; its episodes are jobs of their own."""

    __tablename__ = "series"
    __table_args__ = (ForeignKeyConstraint(["organization", "title"], ["titles.organization", "titles.id"]),)
    id: Mapped[str] = mapped_column(primary_key=True)
    organization: Mapped[str]
    title: Mapped[str]
    request: Mapped[str] = mapped_column(Text)
    retry_of: Mapped[str] = mapped_column(default="")
    create_time: Mapped[datetime] = mapped_column(default=now)


class SeriesJob(Base):
    """An episode of such an operation. The job may be deleted before the row: then it is left out."""

    __tablename__ = "series_jobs"
    __table_args__ = (ForeignKeyConstraint(["series"], ["series.id"]),)
    series: Mapped[str] = mapped_column(primary_key=True)
    job: Mapped[str] = mapped_column(primary_key=True, index=True)
    organization: Mapped[str]
    position: Mapped[int]
