"""RightsService."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

import sqlalchemy as sa
from google.protobuf import empty_pb2
from sqlalchemy.orm import Session

from localize.errors import InvalidInput, UnknownLanguage
from localize.language import language
from server import audit, convert, names, paging, tables
from server._gen.localization.v1 import rights_pb2, rights_service_pb2, rights_service_pb2_grpc
from server.auth import Role, organization_name
from server.backend import Backend, found, get_title
from server.gate import Call
from server.refusals import AlreadyExists
from server.repeatable import change
from server.rights import is_open, territory

_CHANGEABLE: Final = ("territory", "language", "begin_time", "end_time", "trial", "note")


class RightsService(rights_service_pb2_grpc.RightsServiceServicer):
    """Who may have what, and who took what.

    Args:
        backend: What services share.
    """

    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    def CreateWindow(self, request: rights_service_pb2.CreateWindowRequest, call: Call) -> rights_pb2.RightsWindow:
        """Open a window for a partner."""
        return change(self._backend.database, call, request, rights_pb2.RightsWindow,
                      lambda session: self._create(session, call, request))

    def GetWindow(self, request: rights_service_pb2.GetWindowRequest, call: Call) -> rights_pb2.RightsWindow:
        """Return a window."""
        with self._backend.database.read() as session:
            return self._message(_row(session, call, request.name, "name"), call)

    def ListWindows(self, request: rights_service_pb2.ListWindowsRequest, call: Call,
                    ) -> rights_service_pb2.ListWindowsResponse:
        """List windows."""
        owner, (title,) = names.owned(request.parent, names.TITLE, field="parent", wildcard=True)
        table = tables.RightsWindow
        query = sa.select(table)
        if call.caller.role is Role.PARTNER:
            query = query.where(table.partner == call.organization)
            if owner != names.ANY and (owner or title != names.ANY):
                query = query.where(table.organization == (owner or call.organization))
        else:
            query = query.where(table.organization == call.organization)
        query = query if title == names.ANY else query.where(table.title == title)
        with self._backend.database.read() as session:
            if call.caller.role is not Role.PARTNER and title != names.ANY:
                get_title(session, call, request.parent, "parent")
            rows, token = paging.page(session, query, [table.organization, table.title, table.id], size=request.page_size,
                                      token=request.page_token)
        return rights_service_pb2.ListWindowsResponse(windows=[self._message(row, call) for row in rows],
                                                      next_page_token=token)

    def UpdateWindow(self, request: rights_service_pb2.UpdateWindowRequest, call: Call) -> rights_pb2.RightsWindow:
        """Change a window."""
        def update(session: Session) -> rights_pb2.RightsWindow:
            row = _row(session, call, request.window.name, "window.name")
            convert.check_etag(row, request.window.etag)
            _fill(row, request.window, convert.masked(request.window, request.update_mask, _CHANGEABLE))
            row.touch()
            session.flush()
            return self._message(row, call)

        return change(self._backend.database, call, request, rights_pb2.RightsWindow, update)

    def DeleteWindow(self, request: rights_service_pb2.DeleteWindowRequest, call: Call) -> empty_pb2.Empty:
        """Take a window back."""
        with self._backend.database.write() as session:
            row = _row(session, call, request.name, "name")
            convert.check_etag(row, request.etag)
            session.delete(row)
        return empty_pb2.Empty()

    def ListAuditEntries(self, request: rights_service_pb2.ListAuditEntriesRequest, call: Call,
                         ) -> rights_service_pb2.ListAuditEntriesResponse:
        """List downloads of the caller's packages."""
        (title,) = names.parse(request.parent, names.TITLE, field="parent", wildcard=True)
        table = tables.AuditEntry
        query = sa.select(table).where(table.organization == call.organization)
        query = query if title == names.ANY else query.where(table.title == title)
        if request.organization:
            query = query.where(table.partner == request.organization)
        if request.HasField("begin_time"):
            query = query.where(table.begin_time >= request.begin_time.ToDatetime(UTC))
        if request.HasField("end_time"):
            query = query.where(table.begin_time < request.end_time.ToDatetime(UTC))
        if request.outcome:
            query = query.where(table.outcome == int(request.outcome))
        with self._backend.database.read() as session:
            rows, token = paging.page(session, query, [table.sequence], size=request.page_size, token=request.page_token)
        return rights_service_pb2.ListAuditEntriesResponse(entries=[audit.entry(row) for row in rows],
                                                           next_page_token=token)

    def _create(self, session: Session, call: Call, request: rights_service_pb2.CreateWindowRequest,
                ) -> rights_pb2.RightsWindow:
        title = get_title(session, call, request.parent, "parent")
        identifier = names.chosen_id(request.window_id, "window")
        if session.get(tables.RightsWindow, (call.organization, title.id, identifier)):
            raise AlreadyExists(f"there is a window {identifier!r} already", field="window_id")
        row = tables.RightsWindow(organization=call.organization, title=title.id, id=identifier, language="", trial=False,
                                  partner=organization_name(request.window.organization, "window.organization"), note="")
        _fill(row, request.window, _CHANGEABLE)
        session.add(row)
        session.flush()
        return self._message(row, call)

    def _message(self, row: tables.RightsWindow, call: Call) -> rights_pb2.RightsWindow:
        name = names.join(names.WINDOW, row.title, row.id)
        if call.caller.role is Role.PARTNER:
            name = names.join(names.OWNED, row.organization) + name
        return rights_pb2.RightsWindow(
            name=name, organization=row.partner, territory=row.territory, language=row.language,
            begin_time=convert.stamp(row.begin_time), end_time=convert.stamp(row.end_time), trial=row.trial, note=row.note,
            open=is_open(row, self._backend.clock()), etag=convert.etag(row), create_time=convert.stamp(row.create_time),
            update_time=convert.stamp(row.update_time))


def _fill(row: tables.RightsWindow, window: rights_pb2.RightsWindow, fields: tuple[str, ...]) -> None:
    """Put the named fields of a message into a row, checked."""
    for field in fields:
        if field == "territory":
            row.territory = territory(window.territory, "window.territory")
        elif field == "language":
            row.language = _tag(window.language)
        elif field in {"begin_time", "end_time"}:
            setattr(row, field, _moment(window, field))
        else:
            setattr(row, field, getattr(window, field))
    if not row.territory:
        raise InvalidInput("a window is for a territory", field="window.territory", hint="such as TH, or 001 for the world")
    if row.begin_time is not None and row.end_time is not None and row.begin_time >= row.end_time:
        raise InvalidInput("a window ends after it begins", field="window.end_time")


def _moment(window: rights_pb2.RightsWindow, field: str) -> datetime | None:
    if not window.HasField(field):
        return None
    try:
        found: datetime = getattr(window, field).ToDatetime(UTC)
    except ValueError as error:
        raise InvalidInput("this is no time", field=f"window.{field}") from error
    return found


def _tag(tag: str) -> str:
    try:
        return language(tag).tag if tag else ""
    except UnknownLanguage as error:
        raise UnknownLanguage(error.message, field="window.language", hint=error.hint) from error


def _row(session: Session, call: Call, name: str, field: str) -> tables.RightsWindow:
    owner, parts = names.owned(name, names.WINDOW, field=field)
    row = session.get(tables.RightsWindow, (owner or call.organization, *parts))
    mine = row is not None and call.organization == (row.partner if call.caller.role is Role.PARTNER else row.organization)
    return found(row if mine else None, name, field)
