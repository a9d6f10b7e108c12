"""PartnerService."""

from __future__ import annotations

import time
from fractions import Fraction
from typing import Final, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from localize.errors import InvalidInput, NotAllowed, UnknownLanguage
from localize.language import language
from server import convert, findings, names, paging, tables
from server._gen.localization.v1 import partner_pb2, partner_service_pb2, partner_service_pb2_grpc
from server.auth import Role
from server.backend import Backend, found
from server.gate import Call
from server.packages import view
from server.repeatable import change

_LONGEST: Final = 2000


class PartnerService(partner_service_pb2_grpc.PartnerServiceServicer):
    """What partners tell us, and who looks after it.

    Args:
        backend: What services share.
    """

    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    def AcknowledgePackage(self, request: partner_service_pb2.AcknowledgePackageRequest, call: Call,
                           ) -> partner_pb2.Acknowledgement:
        """Take a partner's word about a package."""
        return change(self._backend.database, call, request, partner_pb2.Acknowledgement,
                      lambda session: self._acknowledge(session, call, request))

    def ListAcknowledgements(self, request: partner_service_pb2.ListAcknowledgementsRequest, call: Call,
                             ) -> partner_service_pb2.ListAcknowledgementsResponse:
        """List what partners said about packages."""
        table, partner = tables.Acknowledgement, call.caller.role is Role.PARTNER
        owner, parts = names.owned(request.parent, names.PACKAGE, field="parent", wildcard=True)
        query = sa.select(table).where(*(column == part for column, part in zip(
            (table.title, table.master, table.package), parts, strict=True) if part != names.ANY))
        query = query.where(table.partner == call.organization if partner else table.organization == call.organization)
        if partner and owner not in {"", names.ANY}:
            query = query.where(table.organization == owner)
        with self._backend.database.read() as session:
            rows, token = paging.page(
                session, query, [table.organization, table.title, table.master, table.package, table.partner],
                size=request.page_size, token=request.page_token)
        return partner_service_pb2.ListAcknowledgementsResponse(
            acknowledgements=[_acknowledgement(row, shared=partner) for row in rows], next_page_token=token)

    def ReportProblem(self, request: partner_service_pb2.ReportProblemRequest, call: Call) -> partner_pb2.Finding:
        """Put a finding on the line that is spoken at a time."""
        return change(self._backend.database, call, request, partner_pb2.Finding,
                      lambda session: self._report(session, call, request))

    def ListFindings(self, request: partner_service_pb2.ListFindingsRequest, call: Call,
                     ) -> partner_service_pb2.ListFindingsResponse:
        """List findings, in order of their report."""
        table, partner = tables.Finding, call.caller.role is Role.PARTNER
        owner, parts = names.owned(request.parent, names.LOCALIZATION, field="parent", wildcard=True)
        query = sa.select(table).where(*(column == part for column, part in zip(
            (table.title, table.master, table.language), parts, strict=True) if part != names.ANY))
        query = query.where(table.reporter == call.organization if partner else table.organization == call.organization)
        if partner and owner not in {"", names.ANY}:
            query = query.where(table.organization == owner)
        if not request.show_resolved:
            query = query.where(table.resolved.is_(False))
        with self._backend.database.read() as session:
            rows, token = paging.page(session, query, [table.id, table.organization], size=request.page_size,
                                      token=request.page_token)
        return partner_service_pb2.ListFindingsResponse(
            findings=[findings.message(row, shared=partner) for row in rows], next_page_token=token)

    def ResolveFinding(self, request: partner_service_pb2.ResolveFindingRequest, call: Call) -> partner_pb2.Finding:
        """Say that a finding is dealt with."""
        resolution = _sentence(request.resolution, "resolution")
        with self._backend.database.write() as session:
            parts = names.parse(request.name, names.FINDING)
            row = found(session.get(tables.Finding, (call.organization, *parts)), request.name)
            row.resolved, row.resolution, row.update_time = True, resolution, self._backend.clock()
            session.flush()
            findings.announce(self._backend, session, row)
            return findings.message(row)

    def _acknowledge(self, session: Session, call: Call, request: partner_service_pb2.AcknowledgePackageRequest,
                     ) -> partner_pb2.Acknowledgement:
        if not request.state:
            raise InvalidInput("an acknowledgement needs a state", field="state", hint="received, ingested or rejected")
        if request.state == partner_pb2.INGESTION_STATE_REJECTED or request.note:
            _sentence(request.note, "note")
        seen = view(session, self._backend, call.caller, request.name).row
        key = (seen.organization, seen.title, seen.master, seen.id)
        row = session.get(tables.Acknowledgement, (*key, call.organization))
        if row is None:
            row = tables.Acknowledgement(organization=key[0], title=key[1], master=key[2], package=key[3],
                                         partner=call.organization, create_time=self._backend.clock())
            session.add(row)
        row.state, row.note, row.update_time = int(request.state), request.note, self._backend.clock()
        session.flush()
        told = _acknowledgement(row, shared=False)
        self._backend.events.add(session, row.organization, told.package, told)
        return _acknowledgement(row, shared=True)

    def _report(self, session: Session, call: Call, request: partner_service_pb2.ReportProblemRequest,
                ) -> partner_pb2.Finding:
        tag, when = _tag(request.language), Fraction(request.time.ToNanoseconds(), 10**9)
        seen = view(session, self._backend, call.caller, request.package, field="package")
        if request.path:
            seen.file(request.path)
        if not seen.may_have(tag):
            raise NotAllowed(f"{tag} is not licensed to you", field="language")
        package = seen.row
        key = (package.organization, package.title, package.master, tag)
        localization = session.get(tables.Localization, key)
        if localization is None or tag not in seen.record.languages:
            raise InvalidInput(f"the package holds no {tag}", field="language",
                               hint=f"it holds {', '.join(seen.record.languages)}")
        if when < 0 or not request.HasField("time"):
            raise InvalidInput("a problem has a time, from the first frame on", field="time")
        cue = findings.at(session, localization, when)
        rule, severity = findings.RULES[request.kind]
        row = tables.Finding(
            organization=key[0], title=key[1], master=key[2], language=tag, id=f"f{time.time_ns() // 1000:x}",
            cue=cue.id if cue else "", rule=rule, severity=severity, message=_sentence(request.message, "message"),
            time=str(when), reporter=call.organization, package=package.id, path=request.path,
            create_time=self._backend.clock(), update_time=self._backend.clock())
        session.add(row)
        session.flush()
        findings.announce(self._backend, session, row)
        return findings.message(row, shared=call.caller.role is Role.PARTNER)


def _acknowledgement(row: tables.Acknowledgement, *, shared: bool) -> partner_pb2.Acknowledgement:
    owner = names.join(names.OWNED, row.organization) if shared else ""
    return partner_pb2.Acknowledgement(
        package=owner + names.join(names.PACKAGE, row.title, row.master, row.package), organization=row.partner,
        state=cast("partner_pb2.IngestionState", row.state), note=row.note, create_time=convert.stamp(row.create_time),
        update_time=convert.stamp(row.update_time))


def _sentence(text: str, field: str) -> str:
    if not text.strip() or len(text) > _LONGEST or any(ord(char) < 32 and char != "\n" for char in text):
        raise InvalidInput("say in a sentence what it is", field=field,
                           hint=f"1 to {_LONGEST} characters, without control characters")
    return text.strip()


def _tag(tag: str) -> str:
    try:
        return language(tag).tag
    except UnknownLanguage as error:
        raise UnknownLanguage(error.message, field="language", hint=error.hint) from error
