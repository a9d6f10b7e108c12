"""Tables of voices: the registry, who speaks with which, and which package has which."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKeyConstraint, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.schema import Base, Stamped


class Voice(Stamped, Base):
    """A registered voice; ``body`` is the engine's record of it, ``speaks`` its voice of an engine."""

    __tablename__ = "voices"
    __table_args__ = (Index(None, "organization", "speaks", unique=True),)
    organization: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    speaks: Mapped[str]
    body: Mapped[dict[str, Any]]


class CastMember(Stamped, Base):
    """A character's voice in one language; ``voice`` is an id of the registry or of an engine."""

    __tablename__ = "cast_members"
    __table_args__ = (ForeignKeyConstraint(["organization", "title"], ["titles.organization", "titles.id"]),)
    organization: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    character: Mapped[str] = mapped_column(primary_key=True)
    voice: Mapped[str] = mapped_column(Text)
    chosen: Mapped[bool] = mapped_column(default=False)


class PackageVoice(Base):
    """That an engine's voice speaks in a package."""

    __tablename__ = "package_voices"
    __table_args__ = (Index(None, "organization", "voice"),)
    organization: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(primary_key=True)
    master: Mapped[str] = mapped_column(primary_key=True)
    package: Mapped[str] = mapped_column(primary_key=True)
    voice: Mapped[str] = mapped_column(primary_key=True)
