"""What partners are told of: every package that becomes theirs, once, in an order that a number can go on after.

A package becomes a partner's when it is finished, or when a window opens on it. The second happens by the clock and no
call marks it, so that whoever watches looks: what is the partner's now and was not told yet gets an event of the
partner's own, in the log that all watches read.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from localize.errors import NotAllowed, NotFound
from server import rights, tables
from server._gen.localization.v1 import event_pb2
from server.auth import Caller
from server.backend import Backend
from server.database import order_events
from server.packages import View, licensed, package_message, package_record, view

_LARGEST: Final = 1000
"""Partners whose last state is remembered."""
_State = tuple[object, ...]


class Feed:
    """Finds what partners have not been told yet.

    Args:
        backend: What services share.
    """

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._lock = threading.Lock()
        self._last: dict[str, _State] = {}

    def settle(self, partner: str) -> None:
        """Write an event for every package that is the partner's now and that it was not told of, or not of all of it."""
        with self._backend.database.read() as session:
            state = self._state(session, partner)
        with self._lock:
            if self._last.get(partner) == state:
                return
        with self._backend.database.read() as session:
            news = self._news(session, partner)
        if news:
            with self._backend.database.write() as session:
                order_events(session)  # two watches may have found the same
                for found in self._news(session, partner):
                    self._tell(session, partner, found)
        with self._lock:
            if len(self._last) >= _LARGEST:
                self._last.clear()
            self._last[partner] = state

    def current(self, caller: Caller, event: event_pb2.Event, place: str = "") -> event_pb2.Event | None:
        """Return a partner's event with the package as the partner may see it now; None if it no longer may."""
        with self._backend.database.read() as session:
            try:
                found = view(session, self._backend, caller, event.resource, place=place)
            except (NotAllowed, NotFound):
                return None
            event.package.CopyFrom(package_message(session, self._backend, found))
        return event

    def _state(self, session: Session, partner: str) -> _State:
        """Return what the partner's packages hang on, by two queries."""
        open_ = _open(session, self._backend, partner)
        titles = {(window.organization, window.title) for window in open_}
        last = session.execute(sa.select(sa.func.count(), sa.func.max(tables.Package.create_time)).where(_of(titles))).one()
        return tuple((window.organization, window.title, window.id, window.revision) for window in open_), tuple(last)

    def _news(self, session: Session, partner: str) -> list[View]:
        by_title: dict[tuple[str, str], list[tables.RightsWindow]] = {}
        for window in _open(session, self._backend, partner):
            by_title.setdefault((window.organization, window.title), []).append(window)
        rows = session.scalars(sa.select(tables.Package).where(_of(by_title)).order_by(
            tables.Package.create_time, tables.Package.id)).all()
        news = []
        for row in rows:
            found = licensed(session, row, package_record(row, self._backend.store), by_title[row.organization, row.title],
                             self._backend.clock())
            told = session.get(tables.Offer, (partner, row.organization, row.title, row.master, row.id))
            if found is not None and (told is None or told.licence != rights.fingerprint(found.files)):
                news.append(found)
        return news

    def _tell(self, session: Session, partner: str, found: View) -> None:
        row = found.row
        session.merge(tables.Offer(organization=partner, owner=row.organization, title=row.title, master=row.master,
                                   package=row.id, licence=rights.fingerprint(found.files)))
        self._backend.events.add(session, partner, found.name, package_message(session, self._backend, found))


def _open(session: Session, backend: Backend, partner: str) -> Sequence[tables.RightsWindow]:
    at = backend.clock()
    rows = session.scalars(sa.select(tables.RightsWindow).where(tables.RightsWindow.partner == partner).order_by(
        tables.RightsWindow.organization, tables.RightsWindow.title, tables.RightsWindow.id))
    return [row for row in rows if rights.is_open(row, at)]


def _of(titles: object) -> sa.ColumnElement[bool]:
    return sa.tuple_(tables.Package.organization, tables.Package.title).in_(list(titles))  # type: ignore[call-overload]
