"""TitleService."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from localize.errors import InvalidInput
from server import convert, names, paging, tables
from server._gen.localization.v1 import event_pb2, title_pb2, title_service_pb2, title_service_pb2_grpc
from server.backend import Backend, get_glossary, get_title
from server.gate import Call
from server.refusals import AlreadyExists
from server.repeatable import change

_CHANGEABLE = ("display_name", "kind", "source_language", "characters", "glossary", "note")


class TitleService(title_service_pb2_grpc.TitleServiceServicer):
    """Titles and their characters.

    Args:
        backend: What services share.
    """

    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    def CreateTitle(self, request: title_service_pb2.CreateTitleRequest, call: Call) -> title_pb2.Title:
        """Make a title."""
        return change(self._backend.database, call, request, title_pb2.Title,
                      lambda session: self._create(session, call, request))

    def GetTitle(self, request: title_service_pb2.GetTitleRequest, call: Call) -> title_pb2.Title:
        """Return a title."""
        with self._backend.database.read() as session:
            return convert.title(get_title(session, call, request.name))

    def ListTitles(self, request: title_service_pb2.ListTitlesRequest, call: Call,
                   ) -> title_service_pb2.ListTitlesResponse:
        """List the titles of the caller's organization."""
        query = sa.select(tables.Title).where(tables.Title.organization == call.organization)
        with self._backend.database.read() as session:
            rows, token = paging.page(session, query, [tables.Title.id], size=request.page_size,
                                      token=request.page_token)
        return title_service_pb2.ListTitlesResponse(titles=[convert.title(row) for row in rows], next_page_token=token)

    def UpdateTitle(self, request: title_service_pb2.UpdateTitleRequest, call: Call) -> title_pb2.Title:
        """Change a title."""
        return change(self._backend.database, call, request, title_pb2.Title,
                      lambda session: self._update(session, call, request))

    def WatchTitle(self, request: title_service_pb2.WatchTitleRequest, call: Call) -> Iterator[event_pb2.Event]:
        """Send the changes of a title and all that belongs to it."""
        with self._backend.database.read() as session:
            get_title(session, call, request.name)
        yield from self._backend.events.follow(call, request.name, request.after_sequence)

    def _create(self, session: Session, call: Call, request: title_service_pb2.CreateTitleRequest) -> title_pb2.Title:
        identifier = names.chosen_id(request.title_id, "title")
        if session.get(tables.Title, (call.organization, identifier)):
            raise AlreadyExists(f"there is a title {identifier!r} already", field="title_id")
        row = tables.Title(organization=call.organization, id=identifier, characters=[], glossary="", note="", kind=0)
        _fill(session, call, row, request.title, _CHANGEABLE)
        session.add(row)
        session.flush()
        return self._announce(session, row)

    def _update(self, session: Session, call: Call, request: title_service_pb2.UpdateTitleRequest) -> title_pb2.Title:
        row = get_title(session, call, request.title.name, "title.name")
        convert.check_etag(row, request.title.etag)
        _fill(session, call, row, request.title, convert.masked(request.title, request.update_mask, _CHANGEABLE))
        row.touch()
        session.flush()
        return self._announce(session, row)

    def _announce(self, session: Session, row: tables.Title) -> title_pb2.Title:
        message = convert.title(row)
        self._backend.events.add(session, row.organization, message.name, message)
        return message


def _fill(session: Session, call: Call, row: tables.Title, title: title_pb2.Title, fields: tuple[str, ...]) -> None:
    """Put the named fields of a message into a row, checked."""
    for field in fields:
        if field == "characters":
            row.characters = convert.character_data(title.characters)
        elif field == "source_language":
            row.source_language = convert.source_tag(title.source_language, "title.source_language")
        elif field == "kind":
            row.kind = int(title.kind)
        elif field == "glossary":
            if title.glossary:
                get_glossary(session, call, title.glossary, "title.glossary")
            row.glossary = title.glossary
        else:
            setattr(row, field, getattr(title, field))
    if not row.display_name.strip():
        raise InvalidInput("a title needs a name", field="title.display_name")
