"""Tables of what partners may have, what they took, and what they said about it."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import ForeignKeyConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.database import now
from server.schema import Base, Stamped

_PACKAGE = ["packages.organization", "packages.title", "packages.master", "packages.id"]


class RightsWindow(Stamped, Base):
    """What a partner may have of a title; ``organization`` is whose title it is. Empty ``language``: every one."""

    __tablename__ = "rights_windows"
    __table_args__ = (ForeignKeyConstraint(["organization", "title"], ["titles.organization", "titles.id"]),
                      Index(None, "partner"))
    organization: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    partner: Mapped[str]
    territory: Mapped[str]
    language: Mapped[str] = mapped_column(default="")
    begin_time: Mapped[datetime | None]
    end_time: Mapped[datetime | None]
    trial: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(Text, default="")


class Offer(Base):
    """That a partner was told of a package it became licensed for; ``organization`` is the partner.

    ``licence`` names the windows that gave it, so that a new one tells of the package again.
    """

    __tablename__ = "offers"
    organization: Mapped[str] = mapped_column(primary_key=True)
    owner: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(primary_key=True)
    master: Mapped[str] = mapped_column(primary_key=True)
    package: Mapped[str] = mapped_column(primary_key=True)
    licence: Mapped[str] = mapped_column(String(64))


class AuditEntry(Base):
    """A download, or an attempt; ``organization`` is whose package it is. Rows outlive what they speak of."""

    __tablename__ = "audit_entries"
    __table_args__ = (Index(None, "organization", "sequence"), {"sqlite_autoincrement": True})
    sequence: Mapped[int] = mapped_column(sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True,
                                          autoincrement=True)
    organization: Mapped[str]
    partner: Mapped[str]
    role: Mapped[str]
    token: Mapped[str] = mapped_column(default="")
    title: Mapped[str]
    master: Mapped[str]
    package: Mapped[str]
    path: Mapped[str] = mapped_column(Text)
    offset: Mapped[int] = mapped_column(default=0)
    sent_bytes: Mapped[int] = mapped_column(default=0)
    channel: Mapped[str]
    address: Mapped[str] = mapped_column(default="")
    outcome: Mapped[int]
    reason: Mapped[str] = mapped_column(Text, default="")
    begin_time: Mapped[datetime] = mapped_column(default=now)
    end_time: Mapped[datetime | None]


class Acknowledgement(Base):
    """A partner's word about a package; ``organization`` is whose package it is."""

    __tablename__ = "acknowledgements"
    __table_args__ = (ForeignKeyConstraint(["organization", "title", "master", "package"], _PACKAGE),)
    organization: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(primary_key=True)
    master: Mapped[str] = mapped_column(primary_key=True)
    package: Mapped[str] = mapped_column(primary_key=True)
    partner: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[int]
    note: Mapped[str] = mapped_column(Text, default="")
    create_time: Mapped[datetime] = mapped_column(default=now)
    update_time: Mapped[datetime] = mapped_column(default=now)


class Finding(Base):
    """A problem that a partner reported; ``time`` is exact seconds, ``numerator/denominator``."""

    __tablename__ = "findings"
    __table_args__ = (ForeignKeyConstraint(["organization", "title", "master", "language"],
                                           ["localizations.organization", "localizations.title",
                                            "localizations.master", "localizations.language"]),)
    organization: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(primary_key=True)
    master: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    cue: Mapped[str] = mapped_column(default="")
    rule: Mapped[str]
    severity: Mapped[str]
    message: Mapped[str] = mapped_column(Text)
    time: Mapped[str]
    reporter: Mapped[str]
    package: Mapped[str]
    path: Mapped[str] = mapped_column(Text, default="")
    resolution: Mapped[str] = mapped_column(Text, default="")
    resolved: Mapped[bool] = mapped_column(default=False)
    create_time: Mapped[datetime] = mapped_column(default=now)
    update_time: Mapped[datetime] = mapped_column(default=now)
