"""GlossaryService."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from localize.errors import InvalidGlossary, InvalidInput
from localize.glossary import Status, export_terms, import_terms, term_id
from server import convert, names, paging, revisions, tables, termbase
from server._gen.localization.v1 import glossary_pb2, glossary_service_pb2, glossary_service_pb2_grpc
from server.backend import Backend, found, get_glossary
from server.gate import Call
from server.glossary_messages import glossary_message
from server.refusals import AlreadyExists, RowsRefused
from server.repeatable import change

_CHANGEABLE: Final = ("display_name", "source_language", "note")
_LARGEST_FILE: Final = 4 << 20
_MOST_ROWS: Final = 10_000
_PIECE: Final = 256 << 10


class GlossaryService(glossary_service_pb2_grpc.GlossaryServiceServicer):
    """Glossaries and their terms.

    Args:
        backend: What services share.
    """

    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    def CreateGlossary(self, request: glossary_service_pb2.CreateGlossaryRequest, call: Call) -> glossary_pb2.Glossary:
        """Make a glossary without terms."""
        def create(session: Session) -> glossary_pb2.Glossary:
            identifier = names.chosen_id(request.glossary_id, "glossary")
            if session.get(tables.Glossary, (call.organization, identifier)):
                raise AlreadyExists(f"there is a glossary {identifier!r} already", field="glossary_id")
            row = tables.Glossary(organization=call.organization, id=identifier, note="")
            _fill(row, request.glossary, _CHANGEABLE)
            session.add(row)
            session.flush()
            revisions.note(session, row, call.caller.role.value, "made")
            return glossary_message(session, row)

        return change(self._backend.database, call, request, glossary_pb2.Glossary, create)

    def GetGlossary(self, request: glossary_service_pb2.GetGlossaryRequest, call: Call) -> glossary_pb2.Glossary:
        """Return a glossary."""
        with self._backend.database.read() as session:
            return glossary_message(session, get_glossary(session, call, request.name))

    def ListGlossaries(self, request: glossary_service_pb2.ListGlossariesRequest, call: Call,
                       ) -> glossary_service_pb2.ListGlossariesResponse:
        """List the glossaries of the caller's organization."""
        query = sa.select(tables.Glossary).where(tables.Glossary.organization == call.organization)
        with self._backend.database.read() as session:
            rows, token = paging.page(session, query, [tables.Glossary.id], size=request.page_size,
                                      token=request.page_token)
            return glossary_service_pb2.ListGlossariesResponse(
                glossaries=[glossary_message(session, row) for row in rows], next_page_token=token)

    def UpdateGlossary(self, request: glossary_service_pb2.UpdateGlossaryRequest, call: Call) -> glossary_pb2.Glossary:
        """Change a glossary."""
        def update(session: Session) -> glossary_pb2.Glossary:
            row = get_glossary(session, call, request.glossary.name, "glossary.name")
            convert.check_etag(row, request.glossary.etag)
            _fill(row, request.glossary, convert.masked(request.glossary, request.update_mask, _CHANGEABLE))
            row.touch()
            session.flush()
            revisions.note(session, row, call.caller.role.value, "described otherwise")
            return glossary_message(session, row)

        return change(self._backend.database, call, request, glossary_pb2.Glossary, update)

    def ImportTerms(self, request: glossary_service_pb2.ImportTermsRequest, call: Call,
                    ) -> glossary_service_pb2.ImportTermsResponse:
        """Read terms from a file: all, or none, with every row that is refused."""
        if len(request.csv) > _LARGEST_FILE:
            raise InvalidGlossary(f"the file has {len(request.csv)} bytes", field="csv", hint=f"at most {_LARGEST_FILE}")
        found = import_terms(request.csv, request.filename or "glossary")
        if found.refused and not (request.validate_only or request.leave_out_refused_rows):
            raise RowsRefused(request.filename or "the file", found.refused)

        def take(session: Session) -> glossary_service_pb2.ImportTermsResponse:
            row = get_glossary(session, call, request.parent, "parent")
            with revisions.changing(session, row, call.caller.role.value, f"read {request.filename or 'a file'}"):
                done = termbase.take(session, row, found.glossary, replace=request.replace)
            return glossary_service_pb2.ImportTermsResponse(
                glossary=glossary_message(session, row), created_count=done["created"], updated_count=done["updated"],
                unchanged_count=done["unchanged"], retired_count=done["retired"], row_count=found.rows,
                refused_rows=[glossary_service_pb2.RefusedRow(
                    row=item.row, column=item.column, value=item.value[:200], reason=item.reason, hint=item.hint)
                    for item in found.refused[:_MOST_ROWS]])

        return change(self._backend.database, call, request, glossary_service_pb2.ImportTermsResponse, take)

    def ExportTerms(self, request: glossary_service_pb2.ExportTermsRequest, call: Call,
                    ) -> Iterator[glossary_service_pb2.ExportTermsResponse]:
        """Write a glossary as a file."""
        with self._backend.database.read() as session:
            base = termbase.term_base(session, get_glossary(session, call, request.parent, "parent"))
        data = export_terms(base, request.format or "csv")
        for at in range(0, len(data), _PIECE):
            yield glossary_service_pb2.ExportTermsResponse(data=data[at:at + _PIECE])

    def CreateTerm(self, request: glossary_service_pb2.CreateTermRequest, call: Call) -> glossary_pb2.Term:
        """Add a term."""
        def create(session: Session) -> glossary_pb2.Term:
            glossary = get_glossary(session, call, request.parent, "parent")
            identifier = term_id(request.term.sources[0]) if request.term.sources else "none"
            term = termbase.from_message(request.term, identifier)
            if session.get(tables.Term, (call.organization, glossary.id, identifier)):
                raise AlreadyExists(f"there is a term for {term.sources[0]!r} already", field="term.sources")
            last = session.scalar(sa.select(sa.func.max(tables.Term.position)).where(
                tables.Term.organization == call.organization, tables.Term.glossary == glossary.id))
            row = tables.Term(organization=call.organization, glossary=glossary.id, id=identifier,
                              position=0 if last is None else last + 1, status=term.status.value,
                              body=termbase.body(term), revision=1)
            with revisions.changing(session, glossary, call.caller.role.value):
                session.add(row)
            return termbase.message(row)

        return change(self._backend.database, call, request, glossary_pb2.Term, create)

    def GetTerm(self, request: glossary_service_pb2.GetTermRequest, call: Call) -> glossary_pb2.Term:
        """Return a term."""
        with self._backend.database.read() as session:
            return termbase.message(_term(session, call, request.name, "name"))

    def ListTerms(self, request: glossary_service_pb2.ListTermsRequest, call: Call,
                  ) -> glossary_service_pb2.ListTermsResponse:
        """List the terms of a glossary, in the order they were added."""
        with self._backend.database.read() as session:
            glossary = get_glossary(session, call, request.parent, "parent")
            query = sa.select(tables.Term).where(tables.Term.organization == call.organization,
                                                 tables.Term.glossary == glossary.id)
            if not request.show_retired:
                query = query.where(tables.Term.status != Status.RETIRED.value)
            rows, token = paging.page(session, query, [tables.Term.position, tables.Term.id], size=request.page_size,
                                      token=request.page_token)
        return glossary_service_pb2.ListTermsResponse(terms=[termbase.message(row) for row in rows],
                                                      next_page_token=token)

    def UpdateTerm(self, request: glossary_service_pb2.UpdateTermRequest, call: Call) -> glossary_pb2.Term:
        """Change a term."""
        def update(session: Session) -> glossary_pb2.Term:
            row = _term(session, call, request.term.name, "term.name")
            convert.check_etag(row, request.term.etag)
            wanted = termbase.changed_message(
                row, request.term, convert.masked(request.term, request.update_mask, termbase.CHANGEABLE))
            term = termbase.from_message(wanted, row.id)
            with revisions.changing(session, _glossary_of(session, row), call.caller.role.value):
                row.body, row.status = termbase.body(term), term.status.value
                row.touch()
            return termbase.message(row)

        return change(self._backend.database, call, request, glossary_pb2.Term, update)

    def RetireTerm(self, request: glossary_service_pb2.RetireTermRequest, call: Call) -> glossary_pb2.Term:
        """Take a term out of force."""
        def retire(session: Session) -> glossary_pb2.Term:
            row = _term(session, call, request.name, "name")
            convert.check_etag(row, request.etag)
            if row.status == Status.RETIRED:
                return termbase.message(row)
            with revisions.changing(session, _glossary_of(session, row), call.caller.role.value):
                row.status = Status.RETIRED.value
                row.touch()
            return termbase.message(row)

        return change(self._backend.database, call, request, glossary_pb2.Term, retire)


def _glossary_of(session: Session, row: tables.Term) -> tables.Glossary:
    return session.get_one(tables.Glossary, (row.organization, row.glossary))


def _fill(row: tables.Glossary, glossary: glossary_pb2.Glossary, fields: tuple[str, ...]) -> None:
    for field in fields:
        if field == "source_language":
            row.source_language = convert.source_tag(glossary.source_language, "glossary.source_language")
        else:
            setattr(row, field, getattr(glossary, field))
    if not row.display_name.strip():
        raise InvalidInput("a glossary needs a name", field="glossary.display_name")


def _term(session: Session, call: Call, name: str, field: str) -> tables.Term:
    parts = names.parse(name, names.TERM, field=field)
    return found(session.get(tables.Term, (call.organization, *parts)), name, field)
