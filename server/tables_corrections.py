"""Tables of corrections: what localizations were made from, what glossaries were, and the memory of approved lines."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.database import now
from server.schema import Base, Stamped


class Rendition(Base):
    """What a localization was last made from: its job's ``spec``, glossary, and the store keys of what was made.

    Operations may be forgotten; this stays, so that a correction knows what to make again.
    """

    __tablename__ = "renditions"
    __table_args__ = (
        ForeignKeyConstraint(["organization", "title", "master", "language"],
                             ["localizations.organization", "localizations.title", "localizations.master",
                              "localizations.language"]),
        Index(None, "organization", "glossary"))
    organization: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(primary_key=True)
    master: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    job: Mapped[str]
    spec: Mapped[str] = mapped_column(Text)
    glossary: Mapped[str] = mapped_column(default="")
    transcript: Mapped[str] = mapped_column(String(64))
    translation: Mapped[str] = mapped_column(String(64))
    basis: Mapped[str] = mapped_column(String(64), default="")
    seconds: Mapped[dict[str, Any]] = mapped_column(default=dict)
    cues: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)


class GlossaryRevision(Base):
    """One change of a glossary: every term it touched, before and after; ``id`` is the glossary's revision since."""

    __tablename__ = "glossary_revisions"
    __table_args__ = (ForeignKeyConstraint(["organization", "glossary"],
                                           ["glossaries.organization", "glossaries.id"]),)
    organization: Mapped[str] = mapped_column(primary_key=True)
    glossary: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    author: Mapped[str] = mapped_column(default="")
    summary: Mapped[str] = mapped_column(Text, default="")
    changes: Mapped[list[Any]] = mapped_column(default=list)
    correction: Mapped[str] = mapped_column(default="")
    create_time: Mapped[datetime] = mapped_column(default=now)


class Correction(Base):
    """A change of a glossary that was applied: one operation over the jobs of the masters it touches."""

    __tablename__ = "corrections"
    __table_args__ = (ForeignKeyConstraint(["organization", "glossary"],
                                           ["glossaries.organization", "glossaries.id"]),)
    id: Mapped[str] = mapped_column(primary_key=True)
    organization: Mapped[str] = mapped_column(index=True)
    glossary: Mapped[str]
    revision: Mapped[int]
    cues: Mapped[int] = mapped_column(default=0)
    seconds: Mapped[float] = mapped_column(default=0.0)
    create_time: Mapped[datetime] = mapped_column(default=now)


class CorrectionJob(Base):
    """A master that a correction makes again. The job may be forgotten before the row: then it counts as ended."""

    __tablename__ = "correction_jobs"
    __table_args__ = (ForeignKeyConstraint(["correction"], ["corrections.id"]),)
    correction: Mapped[str] = mapped_column(primary_key=True)
    job: Mapped[str] = mapped_column(primary_key=True, index=True)
    organization: Mapped[str]
    position: Mapped[int]
    title: Mapped[str]
    master: Mapped[str]
    languages: Mapped[list[Any]] = mapped_column(default=list)
    cues: Mapped[int] = mapped_column(default=0)


class ProposalDecision(Base):
    """What a person said to a term that edits suggested, so that it is not suggested again."""

    __tablename__ = "proposal_decisions"
    organization: Mapped[str] = mapped_column(primary_key=True)
    glossary: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    accepted: Mapped[bool]
    create_time: Mapped[datetime] = mapped_column(default=now)


class MemoryUnit(Stamped, Base):
    """An approved line of a title in all its languages, names as slots; ``form`` is its source as lines are compared."""

    __tablename__ = "memory_units"
    __table_args__ = (Index(None, "organization", "source_language", "form"),)
    organization: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(default="")
    source_language: Mapped[str]
    source: Mapped[str] = mapped_column(Text)
    form: Mapped[str] = mapped_column(String(64))
    texts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    cues: Mapped[dict[str, Any]] = mapped_column(default=dict)
    note: Mapped[str] = mapped_column(Text, default="")
