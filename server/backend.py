"""What every service works with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy.orm import Session

from localize.errors import NotFound
from localize.store import Store
from server import names, tables
from server.database import Database, now
from server.gate import Call
from server.settings import Settings
from server.watch import Events

R = TypeVar("R", bound=tables.Base)


@dataclass(frozen=True, slots=True)
class Backend:
    """The parts of a server that services share.

    Attributes:
        settings: Of this server.
        database: The metadata.
        events: The log of changes.
        store: The artifacts.
        clock: The time by which rights open and close and links expire.
    """

    settings: Settings
    database: Database
    events: Events
    store: Store
    clock: Callable[[], datetime] = now


def get_title(session: Session, call: Call, name: str, field: str = "name") -> tables.Title:
    """Return a title of the caller's organization.

    Raises:
        InvalidInput: If the name is no title's.
        NotFound: If there is none; another organization's title is not there.
    """
    parts = names.parse(name, names.TITLE, field=field)
    return found(session.get(tables.Title, (call.organization, *parts)), name, field)


def get_master(session: Session, call: Call, name: str, field: str = "name") -> tables.Master:
    """Return a master of the caller's organization.

    Raises:
        InvalidInput: If the name is no master's.
        NotFound: If there is none; another organization's master is not there.
    """
    parts = names.parse(name, names.MASTER, field=field)
    return found(session.get(tables.Master, (call.organization, *parts)), name, field)


def get_glossary(session: Session, call: Call, name: str, field: str = "name") -> tables.Glossary:
    """Return a glossary of the caller's organization.

    Raises:
        InvalidInput: If the name is no glossary's.
        NotFound: If there is none; another organization's glossary is not there.
    """
    parts = names.parse(name, names.GLOSSARY, field=field)
    return found(session.get(tables.Glossary, (call.organization, *parts)), name, field)


def found(row: R | None, name: str, field: str = "name") -> R:
    """Return the row, or say that it is not there.

    Raises:
        NotFound: If it is None.
    """
    if row is None:
        raise NotFound(f"there is no {name}", field=field)
    return row
