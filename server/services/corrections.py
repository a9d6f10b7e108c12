"""CorrectionService."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from localize.errors import InvalidInput, NotFound
from server import convert, names, paging, proposals, revisions, tables, termbase
from server._gen.localization.v1 import (
    correction_pb2,
    correction_service_pb2,
    correction_service_pb2_grpc,
    glossary_pb2,
)
from server.backend import Backend, get_glossary
from server.corrections import Corrections
from server.gate import Call
from server.repeatable import change


class CorrectionService(correction_service_pb2_grpc.CorrectionServiceServicer):
    """Corrections that travel.

    Args:
        backend: What services share.
        corrections: Foretells and applies changes.
    """

    def __init__(self, backend: Backend, corrections: Corrections) -> None:
        self._backend = backend
        self._corrections = corrections

    def PreviewGlossaryChange(self, request: correction_service_pb2.PreviewGlossaryChangeRequest, call: Call,
                              ) -> correction_service_pb2.PreviewGlossaryChangeResponse:
        """Say what a change would make again."""
        return self._corrections.preview(call, request)

    def ApplyGlossaryChange(self, request: correction_service_pb2.ApplyGlossaryChangeRequest, call: Call) -> Any:
        """Make a change, and make again what it touches."""
        return self._corrections.apply(call, request)

    def ListGlossaryRevisions(self, request: correction_service_pb2.ListGlossaryRevisionsRequest, call: Call,
                              ) -> correction_service_pb2.ListGlossaryRevisionsResponse:
        """List what was changed in a glossary, the latest first."""
        table = tables.GlossaryRevision
        with self._backend.database.read() as session:
            glossary = get_glossary(session, call, request.parent, "parent")
            query = sa.select(table).where(table.organization == call.organization, table.glossary == glossary.id)
            rows, token = paging.page(session, query, [table.id], size=request.page_size, token=request.page_token,
                                      descending=True)
            return correction_service_pb2.ListGlossaryRevisionsResponse(
                revisions=[revisions.message(row) for row in rows], next_page_token=token)

    def ListTermProposals(self, request: correction_service_pb2.ListTermProposalsRequest, call: Call,
                          ) -> correction_service_pb2.ListTermProposalsResponse:
        """List the terms that people's edits suggest."""
        language = convert.target_tag(request.language, "language") if request.language else ""
        fewest = request.minimum_cue_count or 2
        if not 2 <= fewest <= 100:
            raise InvalidInput("at least 2 cues must agree, and 100 are asked for at most", field="minimum_cue_count")
        with self._backend.database.read() as session:
            glossary = get_glossary(session, call, request.parent, "parent")
            return correction_service_pb2.ListTermProposalsResponse(proposals=[
                proposals.message(glossary.id, item) for item in proposals.suggested(session, glossary, language, fewest)])

    def AcceptTermProposal(self, request: correction_service_pb2.AcceptTermProposalRequest, call: Call) -> glossary_pb2.Term:
        """Make a proposal a term."""
        def accept(session: Session) -> glossary_pb2.Term:
            glossary, found = _proposal(session, call, request.name)
            convert.check_etag(glossary, request.etag)
            term = proposals.accepted(found, forbid=request.forbid_old_rendering)
            name = proposals.term_name(glossary.id, found)
            term.name = name if found.term is not None else ""
            item = found.proposal
            with revisions.changing(session, glossary, call.caller.role.value,
                                    f"{item.source}: {item.new} in {item.language}, from edits of {len(item.cues)} cues"):
                revisions.apply_change(session, glossary, correction_pb2.GlossaryChange(upserts=[term]))
            proposals.decide(session, glossary, found.id, accept=True)
            return termbase.message(session.get_one(tables.Term, (call.organization, *names.parse(name, names.TERM))))

        return change(self._backend.database, call, request, glossary_pb2.Term, accept)

    def DismissTermProposal(self, request: correction_service_pb2.DismissTermProposalRequest, call: Call,
                            ) -> correction_pb2.TermProposal:
        """Say no to a proposal."""
        def dismiss(session: Session) -> correction_pb2.TermProposal:
            glossary, found = _proposal(session, call, request.name)
            proposals.decide(session, glossary, found.id, accept=False)
            return proposals.message(glossary.id, found)

        return change(self._backend.database, call, request, correction_pb2.TermProposal, dismiss)


def _proposal(session: Session, call: Call, name: str) -> tuple[tables.Glossary, proposals.Suggested]:
    parent, identifier = names.parse(name, names.PROPOSAL)
    glossary = get_glossary(session, call, names.join(names.GLOSSARY, parent))
    found = next((item for item in proposals.suggested(session, glossary) if item.id == identifier), None)
    if found is None:
        raise NotFound(f"there is no {name}", field="name", hint="it was accepted, dismissed, or its edits were changed")
    return glossary, found
