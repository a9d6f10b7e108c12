"""``google.longrunning.Operations``: jobs as callers watch, wait for and cancel them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from google.longrunning import operations_pb2, operations_pb2_grpc
from google.protobuf import empty_pb2
from sqlalchemy.orm import Session

from localize.errors import InvalidInput
from server import correction_progress, names, paging, series_progress, tables
from server.backend import Backend, found
from server.gate import Call
from server.ledger import ACTIVE, Ledger, operation
from server.refusals import NotReady

_LONGEST_WAIT: Final = 60.0
"""Seconds; clients that want to wait longer ask again (AIP-151 allows an early answer)."""
_PAUSE: Final = 0.5
"""Seconds between two looks at an operation of many jobs."""
_STATES: Final = {"": None, "done=true": False, "done=false": True}


class Operations(operations_pb2_grpc.OperationsServicer):  # type: ignore[misc] # googleapis ships no types
    """The long-running operations of the caller's organization.

    Args:
        backend: What services share.
    """

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._ledger = Ledger(backend)
        self._patience = threading.Event()

    def GetOperation(self, request: Any, call: Call) -> Any:  # noqa: N802 - named as in the proto file
        """Return an operation."""
        with self._backend.database.read() as session:
            return _shown(session, _row(session, call, request.name))

    def ListOperations(self, request: Any, call: Call) -> Any:  # noqa: N802
        """List operations, oldest first; the filter is ``done=true`` or ``done=false``."""
        if request.name not in {"", "operations"}:
            raise InvalidInput(f"{request.name!r} is no collection of operations", field="name", hint="operations")
        wanted = request.filter.replace(" ", "").lower()
        if wanted not in _STATES:
            raise InvalidInput(f"{request.filter!r} is no filter", field="filter", hint="done=true or done=false")
        query = sa.select(tables.Job).where(tables.Job.organization == call.organization)
        if (active := _STATES[wanted]) is not None:
            query = query.where(tables.Job.state.in_(ACTIVE) if active else tables.Job.state.not_in(ACTIVE))
        with self._backend.database.read() as session:
            rows, token = paging.page(session, query, [tables.Job.id], size=request.page_size, token=request.page_token)
            return operations_pb2.ListOperationsResponse(operations=[operation(session, row) for row in rows],
                                                         next_page_token=token)

    def WaitOperation(self, request: Any, call: Call) -> Any:  # noqa: N802
        """Return an operation when it is done, or when the time is up, whichever comes first."""
        limit = request.timeout.seconds + request.timeout.nanos / 1e9 if request.HasField("timeout") else _LONGEST_WAIT
        end = time.monotonic() + min(limit, _LONGEST_WAIT)
        call.context.add_callback(self._backend.events.wake)
        with self._backend.events.room():
            return self._wait(request, call, end)

    def _wait(self, request: Any, call: Call, end: float) -> Any:
        while True:
            seen = self._backend.events.generation
            with self._backend.database.read() as session:
                row = _row(session, call, request.name)
                found_now = _shown(session, row)
            left = end - time.monotonic()
            if found_now.done or left <= 0 or not call.context.is_active() or self._backend.events.stopping:
                return found_now
            if not isinstance(row, tables.Job):
                self._patience.wait(min(left, _PAUSE))  # of a hundred episodes something moves all the time
            self._backend.events.wait(seen, min(left, 1.0))

    def CancelOperation(self, request: Any, call: Call) -> Any:  # noqa: N802
        """Cancel an operation: it is done at once; a step that runs ends when it next reports."""
        with self._backend.database.write() as session:
            row = _row(session, call, request.name)
            _kind(row).cancel(session, self._ledger, row)
        return empty_pb2.Empty()

    def DeleteOperation(self, request: Any, call: Call) -> Any:  # noqa: N802
        """Forget an operation that is done; what it made stays."""
        with self._backend.database.write() as session:
            row = _row(session, call, request.name)
            if not _shown(session, row).done:
                raise NotReady("the operation is not done", field="name", hint="cancel it first")
            _kind(row).forget(session, row)
        return empty_pb2.Empty()


def _forget_job(session: Session, row: tables.Job) -> None:
    session.execute(sa.delete(tables.Step).where(tables.Step.job == row.id))
    session.delete(row)


@dataclass(frozen=True, slots=True)
class _Kind:
    """What is behind an operation: its table, and how it is shown, cancelled and forgotten."""

    table: type[Any]
    show: Callable[[Session, Any], Any]
    cancel: Callable[[Session, Ledger, Any], None]
    forget: Callable[[Session, Any], None]


_KINDS: Final = (
    _Kind(tables.Job, operation, lambda session, ledger, row: ledger.cancel(session, row), _forget_job),
    _Kind(tables.Series, series_progress.operation, series_progress.cancel, series_progress.forget),
    _Kind(tables.Correction, correction_progress.operation, correction_progress.cancel, correction_progress.forget),
)
"""Ids are unique over all of them."""


def _kind(row: Any) -> _Kind:
    return next(kind for kind in _KINDS if isinstance(row, kind.table))


def _shown(session: Session, row: Any) -> Any:
    return _kind(row).show(session, row)


def _row(session: Session, call: Call, name: str) -> Any:
    (identifier,) = names.parse(name, names.OPERATION)
    rows = (session.get(kind.table, identifier) for kind in _KINDS)
    return found(next((row for row in rows if row is not None and row.organization == call.organization), None), name)
