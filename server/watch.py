"""Events: every change of a resource gets a number, and watchers go on after the last number they saw."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import sqlalchemy as sa
from google.protobuf.message import Message
from sqlalchemy.orm import Session

from localize.errors import InvalidInput
from server import tables
from server._gen.localization.v1 import event_pb2
from server.database import Database, now, order_events
from server.gate import Call
from server.refusals import Busy, Stopping

_BATCH: Final = 100
_LONGEST_WAIT: Final = 1.0
"""Seconds after which a watcher looks again: another process may have written the event."""


class Events:
    """The log of changes, and those who wait for it.

    Args:
        database: Where the log is kept.
        watchers: How many may wait at once.
    """

    def __init__(self, database: Database, watchers: int) -> None:
        self._database = database
        self._room = threading.BoundedSemaphore(watchers)
        self._changed = threading.Condition()
        self._generation = 0
        self._stopping = False

    def add(self, session: Session, organization: str, resource: str, message: Message, *, scope: str = "",
            latest_only: bool = False) -> None:
        """Log a change in the transaction that makes it; watchers wake when that is committed.

        Args:
            session: The transaction.
            organization: Whose resource it is.
            resource: Its name.
            message: The resource as it is now; one of the kinds of ``Event.change``.
            scope: Name under which watchers find it, if that is not its own.
            latest_only: Forget earlier events of the resource: they are superseded.
        """
        kind = _KINDS[message.DESCRIPTOR.full_name]
        time = now()
        change: Any = {kind: message}
        event = event_pb2.Event(resource=resource, **change)
        event.event_time.FromDatetime(time)
        order_events(session)
        if latest_only:
            session.execute(sa.delete(tables.Event).where(
                tables.Event.organization == organization, tables.Event.resource == resource,
                tables.Event.kind == kind))
        session.add(tables.Event(organization=organization, resource=resource, scope=scope or resource, kind=kind,
                                 payload=event.SerializeToString(), create_time=time))
        if not sa.event.contains(session, "after_commit", self._wake_after):
            sa.event.listen(session, "after_commit", self._wake_after)

    def follow(self, call: Call, scope: str, after: int, *, kind: str = "", prepare: Callable[[], None] | None = None,
               ) -> Iterator[event_pb2.Event]:
        """Yield the events under ``scope`` from a number on, and then each as it comes, until the client hangs up.

        Args:
            call: Who watches.
            scope: Name of a resource; empty for all of the organization.
            after: The last number seen.
            kind: Only events of this kind of resource.
            prepare: Called before each look, which is at least once a second.

        Raises:
            InvalidInput: If the number is negative.
            Busy: If too many watch already.
            Stopping: If the server is stopping.
        """
        if after < 0:
            raise InvalidInput("sequence numbers begin at 1", field="after_sequence", hint="0 for all events")
        with self.room():
            call.context.add_callback(self.wake)
            while call.context.is_active():
                seen = self._generation
                if prepare is not None:
                    prepare()
                batch = self._read(call.organization, scope, after, kind)
                yield from batch
                if batch:
                    after = batch[-1].sequence
                elif self._stopping:
                    raise Stopping("the server is stopping", hint=f"watch again after sequence {after}")
                else:
                    self.wait(seen)

    @contextmanager
    def room(self) -> Iterator[None]:
        """Take one of the places for calls that last, so that there are threads left for others.

        Raises:
            Busy: If there is none.
        """
        if not self._room.acquire(blocking=False):
            raise Busy("too many watches are open", hint="close one, or try again later")
        try:
            yield
        finally:
            self._room.release()

    def last(self, session: Session, organization: str) -> int:
        """Return the number of an organization's last event; 0 if it has none."""
        return session.scalar(sa.select(sa.func.max(tables.Event.sequence)).where(
            tables.Event.organization == organization)) or 0

    @property
    def generation(self) -> int:
        """Counts wakes: read it before looking, and hand it to :meth:`wait`."""
        return self._generation

    @property
    def stopping(self) -> bool:
        """Whether the server has been told to stop."""
        return self._stopping

    def wait(self, seen: int, timeout: float = _LONGEST_WAIT) -> None:
        """Wait until something was committed after generation ``seen``, for at most ``timeout`` seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self._generation != seen or self._stopping, timeout)

    def wake(self) -> None:
        """Make everyone who waits look again."""
        with self._changed:
            self._generation += 1
            self._changed.notify_all()

    def stop(self) -> None:
        """End every watch once it has sent what there is."""
        self._stopping = True
        self.wake()

    def _wake_after(self, _session: Session) -> None:
        self.wake()

    def _read(self, organization: str, scope: str, after: int, kind: str) -> list[event_pb2.Event]:
        query = sa.select(tables.Event).where(tables.Event.organization == organization, tables.Event.sequence > after)
        if scope:
            query = query.where(sa.or_(tables.Event.scope == scope,
                                       tables.Event.scope.startswith(f"{scope}/", autoescape=True)))
        if kind:
            query = query.where(tables.Event.kind == kind)
        with self._database.read() as session:
            rows = session.scalars(query.order_by(tables.Event.sequence).limit(_BATCH)).all()
        return [_event(row) for row in rows]


def _event(row: tables.Event) -> event_pb2.Event:
    event = event_pb2.Event.FromString(row.payload)
    event.sequence = row.sequence
    return event


def _kinds() -> dict[str, str]:
    found: dict[str, str] = {}
    change: Any = event_pb2.Event.DESCRIPTOR.oneofs_by_name["change"]
    for field in change.fields:
        found[field.message_type.full_name] = field.name
    return found


_KINDS: Final = _kinds()
