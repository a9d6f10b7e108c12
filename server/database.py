"""The metadata database: SQLite embedded, PostgreSQL beyond, one way to open a transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import alembic.command
import alembic.config
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session, sessionmaker

from localize.errors import StorageError, StorageFull

_MIGRATIONS: Final = Path(__file__).resolve().parent / "migrations"
_EVENT_LOCK: Final = 0x10CA112E


class Database:
    """An engine and its sessions.

    Args:
        url: SQLAlchemy URL; ``postgresql://`` is taken to mean psycopg.
    """

    def __init__(self, url: str) -> None:
        self.engine = make_engine(url)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Open a transaction that is committed at the end of the block, or rolled back if it raises.

        Raises:
            StorageFull: If the disk is full.
            StorageError: If the database cannot be reached.
        """
        with typed_errors(), self._sessions.begin() as session:
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open a session for reading.

        Raises:
            StorageError: If the database cannot be reached.
        """
        with typed_errors(), self._sessions() as session:
            yield session

    def migrate(self) -> None:
        """Bring the schema up to date; does nothing to one that is."""
        configuration = alembic.config.Config()
        configuration.set_main_option("script_location", str(_MIGRATIONS))
        with typed_errors(), self.engine.begin() as connection:
            if connection.dialect.name == "sqlite":
                # Two processes that start on a fresh folder must not both see an empty schema.
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            configuration.attributes["connection"] = connection
            alembic.command.upgrade(configuration, "head")

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def make_engine(url: str) -> sa.Engine:
    """Return an engine: on SQLite with WAL, ``synchronous=NORMAL``, foreign keys and a long busy timeout."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return sa.create_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True, pool_size=10)
    if parsed.database:
        # DBOS keeps results as pickles: who may write this folder may run code as the server.
        Path(parsed.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # A connection serves one session at a time, but not always the thread that opened it.
    engine = sa.create_engine(parsed, connect_args={"check_same_thread": False, "timeout": 30}, pool_size=16)
    sa.event.listen(engine, "connect", _tune_sqlite)
    return engine


def _tune_sqlite(connection: Any, _record: object) -> None:
    # IMMEDIATE: a transaction that reads and then writes would otherwise fail at the write, not wait.
    connection.isolation_level = "IMMEDIATE"
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=30000"):
        connection.execute(f"PRAGMA {pragma}")


def order_events(session: Session) -> None:
    """Make event numbers follow the order of commits, so that no watcher skips one that commits late.

    SQLite has one writer at a time; PostgreSQL hands out numbers before commits, so writers queue here.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _EVENT_LOCK})


@contextmanager
def typed_errors() -> Iterator[None]:
    """Turn what the driver raises for a full disk or a lost database into our own errors."""
    try:
        yield
    except OperationalError as error:
        if "full" in str(error.orig).lower() or "no space" in str(error.orig).lower():
            raise StorageFull("no space left for the database", hint="free some space and try again") from error
        raise StorageError("the database cannot be reached", hint="try again") from error
    except DBAPIError as error:
        if error.connection_invalidated:
            raise StorageError("the database went away", hint="try again") from error
        raise


def now() -> datetime:
    """Return the time, in UTC, with its zone."""
    return datetime.now(UTC)
