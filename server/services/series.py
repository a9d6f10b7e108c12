"""SeriesService."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Sequence
from typing import Any, Final

import sqlalchemy as sa
from google.longrunning import operations_pb2
from google.protobuf import json_format
from sqlalchemy.orm import Session

from localize.errors import InvalidInput, LocalizeError
from localize.pipeline import JobSpec
from server import names, series_progress, tables
from server._gen.localization.v1 import localization_service_pb2, series_service_pb2, series_service_pb2_grpc
from server.backend import Backend, get_master, get_title
from server.gate import Call
from server.ledger import ACTIVE
from server.refusals import NotReady
from server.repeatable import answered, change
from server.services.localizations import LocalizationService

_MOST: Final = 1000
_PRIORITY: Final = 50
Prepared = Sequence[tuple[localization_service_pb2.LocalizeRequest, JobSpec]]


class SeriesService(series_service_pb2_grpc.SeriesServiceServicer):
    """Whole titles at once.

    Args:
        backend: What services share.
        episodes: Begins the jobs of single episodes.
        submit: Puts a job into the queue, by id and priority.
    """

    def __init__(self, backend: Backend, episodes: LocalizationService, submit: Callable[[str, int], None]) -> None:
        self._backend = backend
        self._episodes = episodes
        self._submit = submit

    def LocalizeTitle(self, request: series_service_pb2.LocalizeTitleRequest, call: Call) -> Any:
        """Begin to localize the episodes of a title."""
        return self._begin(call, request, request, "")

    def RetryFailed(self, request: series_service_pb2.RetryFailedRequest, call: Call) -> Any:
        """Run again the episodes in which something failed."""
        with self._backend.database.read() as session:
            row = series_progress.find(session, call.organization, request.name)
            if any(job.state in ACTIVE for job in series_progress.jobs(session, row)):
                raise NotReady("the operation is not done", field="name", hint="wait for it, or cancel it")
            failed = series_progress.failed(session, row)
            again = json_format.Parse(row.request, series_service_pb2.LocalizeTitleRequest())
        if not failed:
            raise InvalidInput("nothing failed in it", field="name", hint="LocalizeTitle runs everything again")
        again.masters[:] = failed
        again.priority = request.priority or again.priority
        return self._begin(call, request, again, row.id)

    def _begin(self, call: Call, request: Any, wanted: series_service_pb2.LocalizeTitleRequest, retry_of: str) -> Any:
        database = self._backend.database
        made: Any = answered(database, call, request, operations_pb2.Operation)
        if made is None:
            # Glossaries and lines are gathered before, since others may not write while a transaction does.
            prepared = self._prepare(call, wanted)
            made = change(database, call, request, operations_pb2.Operation,
                          lambda session: self._open(session, call, wanted, prepared, retry_of))
        if getattr(request, "validate_only", False):
            made.name = ""
            return made
        (identifier,) = names.parse(made.name, names.OPERATION)
        with database.read() as session:
            row = session.get(tables.Series, identifier)
            waiting = [job.id for job in series_progress.jobs(session, row) if not job.enqueued] if row is not None else []
        for job in waiting:
            self._submit(job, wanted.priority or _PRIORITY)
        with database.read() as session:
            row = session.get(tables.Series, identifier)
            return series_progress.operation(session, row) if row is not None else made

    def _prepare(self, call: Call, wanted: series_service_pb2.LocalizeTitleRequest) -> Prepared:
        with self._backend.database.read() as session:
            title = get_title(session, call, wanted.title, "title")
            prepared = []
            for number, name in enumerate(self._masters(session, call, title, wanted)):
                request = localization_service_pb2.LocalizeRequest(
                    master=name, languages=wanted.languages, transcribe=wanted.transcribe, glossary=wanted.glossary,
                    profile=wanted.profile, priority=wanted.priority, audience=wanted.audience,
                    dub=wanted.dub if wanted.HasField("dub") else None, notice=wanted.notice)
                try:
                    prepared.append((request, self._episodes.specify(session, call, request)))
                except LocalizeError as error:
                    if error.field == "master":
                        error.field, error.message = f"masters[{number}]", f"{name}: {error.message}"
                    raise
        return prepared

    def _masters(self, session: Session, call: Call, title: tables.Title, wanted: series_service_pb2.LocalizeTitleRequest,
                 ) -> list[str]:
        if len(wanted.masters) > _MOST:
            raise InvalidInput(f"more than {_MOST} episodes", field="masters", hint="ask for them in parts")
        if wanted.masters:
            found = [get_master(session, call, name, f"masters[{number}]") for number, name in enumerate(wanted.masters)]
            for number, master in enumerate(found):
                if master.title != title.id:
                    raise InvalidInput(f"{wanted.masters[number]} is of another title", field=f"masters[{number}]")
            if len(set(wanted.masters)) < len(found):
                raise InvalidInput("an episode stands twice", field="masters")
            return list(wanted.masters)
        rows = session.scalars(sa.select(tables.Master).where(
            tables.Master.organization == call.organization, tables.Master.title == title.id).order_by(
            tables.Master.create_time, tables.Master.id))
        ready = [names.join(names.MASTER, row.title, row.id) for row in rows if row.media]
        if not ready or len(ready) > _MOST:
            raise NotReady(f"{len(ready)} episodes have their media", field="title", hint=f"1 to {_MOST} can be localized at once")
        return ready

    def _open(self, session: Session, call: Call, wanted: series_service_pb2.LocalizeTitleRequest, prepared: Prepared,
              retry_of: str) -> Any:
        title = get_title(session, call, wanted.title, "title")
        # Ids follow time, so that lists of operations do.
        row = tables.Series(id=f"{time.time_ns() // 1000:x}{secrets.token_hex(6)}", organization=call.organization,
                            title=title.id, request=json_format.MessageToJson(wanted, indent=None), retry_of=retry_of)
        session.add(row)
        session.flush()
        for position, (request, spec) in enumerate(prepared):
            job = self._episodes.begin(session, call, request, spec)
            session.add(tables.SeriesJob(series=row.id, job=job.id, organization=call.organization, position=position))
        session.flush()
        return series_progress.operation(session, row)
