"""The metadata, as tables. Every row has its organization, and every key begins with it.

Facts that nobody searches by (characters, renderings, step progress) are JSON in their row. ``revision`` counts the
changes of a row; etags are made from it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ForeignKeyConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.database import now
from server.schema import Base, Stamped
from server.tables_corrections import (
    Correction,
    CorrectionJob,
    GlossaryRevision,
    MemoryUnit,
    ProposalDecision,
    Rendition,
)
from server.tables_partners import Acknowledgement, AuditEntry, Finding, Offer, RightsWindow
from server.tables_series import Series, SeriesJob
from server.tables_voices import CastMember, PackageVoice, Voice

__all__ = ["Acknowledgement", "AuditEntry", "Base", "CastMember", "Correction", "CorrectionJob", "Cue", "Event", "Finding",
           "Glossary", "GlossaryRevision", "Job", "Localization", "Master", "MemoryUnit", "Offer", "Organization",
           "Package", "PackageVoice", "ProposalDecision", "Rendition", "Request", "RightsWindow", "Series", "SeriesJob", "Stamped",
           "Step", "Term", "Title", "Token", "Upload", "Voice"]


class Organization(Base):
    """Whom rows belong to."""

    __tablename__ = "organizations"
    organization: Mapped[str] = mapped_column(primary_key=True)
    create_time: Mapped[datetime] = mapped_column(default=now)


class Token(Base):
    """A credential: only its digest is kept."""

    __tablename__ = "tokens"
    id: Mapped[str] = mapped_column(primary_key=True)
    organization: Mapped[str] = mapped_column(sa.ForeignKey("organizations.organization"))
    role: Mapped[str]
    label: Mapped[str] = mapped_column(default="")
    digest: Mapped[str] = mapped_column(String(64))
    create_time: Mapped[datetime] = mapped_column(default=now)
    expire_time: Mapped[datetime | None]
    revoke_time: Mapped[datetime | None]


class Title(Stamped, Base):
    """A film, series or micro-drama."""

    __tablename__ = "titles"
    organization: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    display_name: Mapped[str] = mapped_column(Text)
    kind: Mapped[int] = mapped_column(default=0)
    source_language: Mapped[str]
    characters: Mapped[list[Any]] = mapped_column(default=list)
    glossary: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(Text, default="")


class Master(Stamped, Base):
    """A film or an episode."""

    __tablename__ = "masters"
    __table_args__ = (ForeignKeyConstraint(["organization", "title"], ["titles.organization", "titles.id"]),)
    organization: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    display_name: Mapped[str] = mapped_column(Text, default="")
    media: Mapped[dict[str, Any] | None]
    dialogue_list: Mapped[dict[str, Any] | None]
    m_and_e: Mapped[dict[str, Any] | None]


class Upload(Base):
    """A file on its way in. Its bytes lie in the uploads folder until it is whole."""

    __tablename__ = "uploads"
    __table_args__ = (ForeignKeyConstraint(["organization", "title", "master"],
                                           ["masters.organization", "masters.title", "masters.id"]),)
    organization: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    master: Mapped[str]
    kind: Mapped[int]
    filename: Mapped[str] = mapped_column(Text)
    size: Mapped[int] = mapped_column(default=0)
    complete: Mapped[bool] = mapped_column(default=False)
    received: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str] = mapped_column(String(64), default="")
    create_time: Mapped[datetime] = mapped_column(default=now)


class Localization(Stamped, Base):
    """A master in one language."""

    __tablename__ = "localizations"
    __table_args__ = (ForeignKeyConstraint(["organization", "title", "master"],
                                           ["masters.organization", "masters.title", "masters.id"]),)
    organization: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(primary_key=True)
    master: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[int]
    stage: Mapped[str] = mapped_column(default="")
    job: Mapped[str] = mapped_column(default="")
    error: Mapped[dict[str, Any] | None]
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Cue(Stamped, Base):
    """One line in one language. Times are exact seconds, ``numerator/denominator``."""

    __tablename__ = "cues"
    __table_args__ = (
        ForeignKeyConstraint(["organization", "title", "master", "language"],
                             ["localizations.organization", "localizations.title", "localizations.master",
                              "localizations.language"]),
        Index(None, "organization", "title", "master", "language", "position"))
    organization: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(primary_key=True)
    master: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    begin: Mapped[str]
    end: Mapped[str]
    speaker: Mapped[str] = mapped_column(default="")
    source_text: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    origin: Mapped[str]
    locked: Mapped[bool] = mapped_column(default=False)
    approved: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    made_text: Mapped[str] = mapped_column(Text, default="", server_default="")
    """What the service had written when a person first edited the cue."""
    written_for: Mapped[str] = mapped_column(Text, default="", server_default="")
    """The source line that a person last edited the cue for."""
    terms: Mapped[list[Any]] = mapped_column(default=list)
    findings: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    """Open ones that partners reported, as :func:`server.findings.snapshot` has them."""


class Package(Base):
    """A finished delivery; ``record`` is the store key of its JSON."""

    __tablename__ = "packages"
    __table_args__ = (ForeignKeyConstraint(["organization", "title", "master"],
                                           ["masters.organization", "masters.title", "masters.id"]),)
    organization: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(primary_key=True)
    master: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    record: Mapped[str] = mapped_column(String(64))
    job: Mapped[str]
    profile: Mapped[str] = mapped_column(default="generic", server_default="generic")
    create_time: Mapped[datetime] = mapped_column(default=now)


class Glossary(Stamped, Base):
    """A term base."""

    __tablename__ = "glossaries"
    organization: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    display_name: Mapped[str] = mapped_column(Text)
    source_language: Mapped[str]
    note: Mapped[str] = mapped_column(Text, default="")


class Term(Stamped, Base):
    """One entry of a term base; ``body`` is the engine's record of it."""

    __tablename__ = "terms"
    __table_args__ = (ForeignKeyConstraint(["organization", "glossary"],
                                           ["glossaries.organization", "glossaries.id"]),
                      Index(None, "organization", "glossary", "position"))
    organization: Mapped[str] = mapped_column(primary_key=True)
    glossary: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    status: Mapped[str]
    body: Mapped[dict[str, Any]]


class Job(Base):
    """A long-running operation: what was asked for, how far it is, how it ended."""

    __tablename__ = "jobs"
    __table_args__ = (
        ForeignKeyConstraint(["organization", "title", "master"],
                             ["masters.organization", "masters.title", "masters.id"]),)
    id: Mapped[str] = mapped_column(primary_key=True)
    organization: Mapped[str] = mapped_column(index=True)
    title: Mapped[str]
    master: Mapped[str]
    spec: Mapped[str] = mapped_column(Text)
    priority: Mapped[int] = mapped_column(default=50)
    state: Mapped[int]
    enqueued: Mapped[bool] = mapped_column(default=False)
    error: Mapped[dict[str, Any] | None]
    package: Mapped[str] = mapped_column(default="")
    glossary: Mapped[str] = mapped_column(default="", server_default="")
    create_time: Mapped[datetime] = mapped_column(default=now)
    end_time: Mapped[datetime | None]


class Step(Base):
    """One step of a job: its progress, and its result once it has one."""

    __tablename__ = "steps"
    __table_args__ = (ForeignKeyConstraint(["job"], ["jobs.id"]),)
    job: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    organization: Mapped[str]
    position: Mapped[int]
    stage: Mapped[str]
    language: Mapped[str] = mapped_column(default="")
    needs: Mapped[list[Any]] = mapped_column(default=list)
    state: Mapped[int]
    progress: Mapped[float] = mapped_column(default=0.0)
    made: Mapped[bool] = mapped_column(default=False)
    seconds: Mapped[float] = mapped_column(default=0.0)
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    error: Mapped[dict[str, Any] | None]
    result: Mapped[str] = mapped_column(String(64), default="")


class Event(Base):
    """A change, for watchers; ``payload`` is the serialised ``Event`` message without its number."""

    __tablename__ = "events"
    __table_args__ = (Index(None, "organization", "sequence"), {"sqlite_autoincrement": True})
    # SQLite counts up by itself only in a column of its own INTEGER type.
    sequence: Mapped[int] = mapped_column(sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True,
                                          autoincrement=True)
    organization: Mapped[str]
    resource: Mapped[str] = mapped_column(Text)
    scope: Mapped[str] = mapped_column(Text)
    kind: Mapped[str]
    payload: Mapped[bytes]
    create_time: Mapped[datetime] = mapped_column(default=now)


class Request(Base):
    """A call that was made with a ``request_id``, and its answer."""

    __tablename__ = "requests"
    organization: Mapped[str] = mapped_column(primary_key=True)
    method: Mapped[str] = mapped_column(primary_key=True)
    request_id: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    answer: Mapped[bytes]
    create_time: Mapped[datetime] = mapped_column(default=now)
