"""StatusService."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import version
from typing import Final

import sqlalchemy as sa

from localize.language import SOURCES, TARGETS, Language
from server import convert, tables
from server._gen.localization.v1 import status_service_pb2, status_service_pb2_grpc
from server.backend import Backend
from server.database import now
from server.gate import Call
from server.ledger import ACTIVE

_DISTRIBUTION: Final = "localize"


class StatusService(status_service_pb2_grpc.StatusServiceServicer):
    """What this server is and what it can do.

    Args:
        backend: What services share.
    """

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._begun = now()

    def GetStatus(self, request: status_service_pb2.GetStatusRequest, call: Call,  # noqa: ARG002 - it is empty
                  ) -> status_service_pb2.GetStatusResponse:
        """Return the server's version, languages and work."""
        query = sa.select(sa.func.count()).select_from(tables.Job).where(
            tables.Job.organization == call.organization, tables.Job.state.in_(ACTIVE))
        with self._backend.database.read() as session:
            active = session.scalar(query) or 0
            last = self._backend.events.last(session, call.organization)
        return status_service_pb2.GetStatusResponse(
            version=version(_DISTRIBUTION), start_time=convert.stamp(self._begun), organization=call.organization,
            role=call.caller.role.value, source_languages=_languages(SOURCES), target_languages=_languages(TARGETS),
            active_operation_count=active, last_sequence=last)


def _languages(languages: Iterable[Language]) -> list[status_service_pb2.SupportedLanguage]:
    return [status_service_pb2.SupportedLanguage(language=item.tag, display_name=item.name, base=item.base,
                                                 voicing=item.voicing.value) for item in languages]
