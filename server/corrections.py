"""Corrections: a glossary's change foretold, and applied as one operation over the masters that it reaches."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final

import sqlalchemy as sa
from google.longrunning import operations_pb2
from sqlalchemy.orm import Session

from localize.errors import Conflict, InvalidInput
from localize.pipeline import Foresight, JobSpec
from localize.record import from_json, to_json
from localize.time import Seconds
from server import convert, correction_progress, cues, names, outlook, revisions, tables, termbase
from server._gen.localization.v1 import correction_pb2, correction_service_pb2, localization_pb2
from server.backend import Backend, get_glossary
from server.gate import Call
from server.ledger import ACTIVE, Ledger, spec_text
from server.outlook import Effect, Outlook
from server.refusals import NotReady
from server.repeatable import answered, change
from server.succession import succeeding

_PRIORITY: Final = 40
_SAMPLE: Final = (5, 50)
_CUES: Final = (1000, 10_000)
_ATTEMPTS: Final = 3


class Corrections:
    """Foretells and applies changes of glossaries.

    Args:
        backend: What services share.
        foresight: Tells which lines a change touches.
        submit: Puts a job into the queue, by id and priority.
    """

    def __init__(self, backend: Backend, foresight: Foresight, submit: Callable[[str, int], None]) -> None:
        self._backend = backend
        self._foresight = foresight
        self._submit = submit
        self._ledger = Ledger(backend)

    def preview(self, call: Call, request: correction_service_pb2.PreviewGlossaryChangeRequest,
                ) -> correction_service_pb2.PreviewGlossaryChangeResponse:
        """Say what a change would do; nothing is changed.

        Raises:
            Conflict: If the glossary's etag is another.
            LocalizeError: If the change cannot be made.
        """
        sample = _bounded(request.sample_size, _SAMPLE, "sample_size")
        limit = _bounded(request.cue_limit, _CUES, "cue_limit")
        seen, _, etag = self._look(call, request.glossary, request.change, request.etag)
        with self._backend.database.read() as session:
            return correction_service_pb2.PreviewGlossaryChangeResponse(
                cue_count=seen.cues, total_cue_count=seen.total, locked_cue_count=seen.locked, term_count=seen.terms,
                localizations=_affected(session, seen, limit), sample=self._sample(session, seen, sample),
                estimated_duration=convert.duration(Seconds(round(outlook.seconds(session, seen, self._backend.settings), 3))),
                etag=etag, busy_operations=[names.join(names.OPERATION, job.id)
                                            for job in _busy(session, call.organization, seen)])

    def apply(self, call: Call, request: correction_service_pb2.ApplyGlossaryChangeRequest) -> Any:
        """Make a change, and begin to make again what it touches; return the operation.

        Raises:
            Conflict: If the glossary's etag is another, or it changes while we look.
            NotReady: If a job is making one of the masters.
            LocalizeError: If the change cannot be made.
        """
        if not 0 <= request.priority <= 100:
            raise InvalidInput("a priority lies between 1 and 100", field="priority", hint="0 for the default")
        before: Any = answered(self._backend.database, call, request, operations_pb2.Operation)
        if before is not None:
            return self._submitted(before, request)
        for attempt in range(_ATTEMPTS):
            # Looking takes long, and others may not wait for it: the change is made afterwards, if nothing has moved.
            seen, revision, _ = self._look(call, request.glossary, request.change, request.etag)
            try:
                return self._made(call, request, seen, revision)
            except _Moved as error:
                if attempt == _ATTEMPTS - 1:
                    raise Conflict("the glossary or its localizations keep changing", field="glossary",
                                   hint="try again when others are done") from error
        raise AssertionError("the last attempt returns or raises")

    def _look(self, call: Call, name: str, wanted: correction_pb2.GlossaryChange, etag: str) -> tuple[Outlook, int, str]:
        with self._backend.database.read() as session:
            glossary = get_glossary(session, call, name, "glossary")
            convert.check_etag(glossary, etag)
            revision, found = glossary.revision, convert.etag(glossary)
            revisions.apply_change(session, glossary, wanted)
            session.flush()
            base = termbase.term_base(session, glossary)
            session.rollback()
            glossary = get_glossary(session, call, name, "glossary")
            return outlook.look(session, glossary, base, self._foresight, self._backend.store), revision, found

    def _made(self, call: Call, request: correction_service_pb2.ApplyGlossaryChangeRequest, seen: Outlook,
              revision: int) -> Any:
        made: Any = change(self._backend.database, call, request, operations_pb2.Operation,
                           lambda session: self._open(session, call, request, seen, revision))
        if request.validate_only:
            made.name = ""
            return made
        return self._submitted(made, request)

    def _submitted(self, made: Any, request: correction_service_pb2.ApplyGlossaryChangeRequest) -> Any:
        (identifier,) = names.parse(made.name, names.OPERATION)
        with self._backend.database.read() as session:
            rows = session.scalars(sa.select(tables.CorrectionJob).where(
                tables.CorrectionJob.correction == identifier).order_by(tables.CorrectionJob.position)).all()
        for row in rows:
            # Once more for a repeated call does no harm: it may be here because the first died before this line.
            self._submit(row.job, request.priority or _PRIORITY)
        with self._backend.database.read() as session:
            correction = session.get(tables.Correction, identifier)
            return correction_progress.operation(session, correction) if correction is not None else made

    def _open(self, session: Session, call: Call, request: correction_service_pb2.ApplyGlossaryChangeRequest, seen: Outlook,
              revision: int) -> Any:
        glossary = get_glossary(session, call, request.glossary, "glossary")
        convert.check_etag(glossary, request.etag)
        if glossary.revision != revision or _moved(session, seen):
            raise _Moved
        busy = _busy(session, call.organization, seen)
        if busy:
            raise NotReady(f"{names.join(names.OPERATION, busy[0].id)} is making a master that the change touches",
                           field="glossary", hint="wait for it, or cancel it; nothing was changed")
        with revisions.changing(session, glossary, call.caller.role.value, request.summary):
            revisions.apply_change(session, glossary, request.change)
        row = tables.Correction(id=_job_id(), organization=call.organization, glossary=glossary.id,
                                revision=glossary.revision, cues=seen.cues,
                                seconds=outlook.seconds(session, seen, self._backend.settings))
        session.add(row)
        kept = session.get(tables.GlossaryRevision, (call.organization, glossary.id, glossary.revision))
        if kept is not None and not kept.correction:
            kept.correction = row.id
        session.flush()
        for position, (spec, effects) in enumerate(outlook.grouped(seen)):
            self._open_job(session, row, position, spec, effects, request.priority or _PRIORITY)
        session.flush()
        return correction_progress.operation(session, row)

    def _open_job(self, session: Session, correction: tables.Correction, position: int, spec: JobSpec,
                  effects: Sequence[Effect], priority: int) -> None:
        place = effects[0].rendition
        written = {tag: lines for tag, lines in cues.edits(session, place.organization, place.title, place.master).items()
                   if tag in spec.targets}
        master = session.get_one(tables.Master, (place.organization, place.title, place.master))
        spec = succeeding(session, self._backend.store, master, replace(
            spec, edits=self._backend.store.put_bytes(to_json(written)) if written else ""))
        job = tables.Job(id=_job_id(), organization=place.organization, title=place.title, master=place.master,
                         spec=spec_text(spec), priority=priority, state=localization_pb2.JOB_STATE_QUEUED, enqueued=False,
                         package="", glossary=place.glossary)
        self._ledger.open(session, job, spec)
        session.add(tables.CorrectionJob(
            correction=correction.id, job=job.id, organization=place.organization, position=position, title=place.title,
            master=place.master, languages=[effect.rendition.language for effect in effects],
            cues=sum(len(effect.cues) for effect in effects)))

    def _sample(self, session: Session, seen: Outlook, size: int) -> list[correction_pb2.CueDifference]:
        found = []
        for effect, cue in _spread(seen.effects, size):
            row = effect.rendition
            now = session.get(tables.Cue, (row.organization, row.title, row.master, row.language, cue))
            if now is None:
                continue
            found += [correction_pb2.CueDifference(
                cue=names.join(names.CUE, row.title, row.master, row.language, cue), source_text=line.source,
                before=now.text, after=line.text, terms=cues.term_uses(line))
                for line in self._foresight.render(effect.spec, row.transcript, row.language, [cue])]
        return found


class _Moved(Exception):
    """Something changed between looking and doing."""


def _moved(session: Session, seen: Outlook) -> bool:
    """Whether a localization was made again, or a new one came, since the look."""
    rows = seen.renditions
    if not rows:
        return False
    table = tables.Rendition
    now = session.execute(sa.select(table.title, table.master, table.language, table.job).where(
        table.organization == rows[0].organization, table.glossary == rows[0].glossary)).all()
    return {tuple(row) for row in now} != {(row.title, row.master, row.language, row.job) for row in rows}


def _busy(session: Session, organization: str, seen: Outlook) -> list[tables.Job]:
    """Return the jobs that are making what the change touches."""
    languages: dict[tuple[str, str], set[str]] = {}
    for spec, effects in outlook.grouped(seen):
        place = effects[0].rendition
        languages.setdefault((place.title, place.master), set()).update(spec.targets)
    if not languages:
        return []
    jobs = session.scalars(sa.select(tables.Job).where(
        tables.Job.organization == organization, tables.Job.state.in_(ACTIVE)).order_by(tables.Job.id))
    return [job for job in jobs if languages.get((job.title, job.master), set())
            & set(from_json(job.spec.encode(), JobSpec).targets)]


def _affected(session: Session, seen: Outlook, limit: int) -> list[correction_pb2.AffectedLocalization]:
    left, found = limit, []
    shown: dict[tuple[str, str], str] = {}
    for effect in seen.effects:
        row = effect.rendition
        place = (row.title, row.master)
        if place not in shown:
            title = session.get_one(tables.Title, (row.organization, row.title))
            master = session.get_one(tables.Master, (row.organization, row.title, row.master))
            shown[place] = " ".join(filter(None, (title.display_name, master.display_name)))
        remade, locked = effect.cues[:left], effect.locked[:max(0, left - len(effect.cues))]
        left -= len(remade) + len(locked)

        def named(ids: Sequence[str], row: tables.Rendition = row) -> list[str]:
            return [names.join(names.CUE, row.title, row.master, row.language, cue) for cue in ids]

        found.append(correction_pb2.AffectedLocalization(
            localization=names.join(names.LOCALIZATION, row.title, row.master, row.language), display_name=shown[place],
            cue_count=len(effect.cues), total_cue_count=row.cues, cues=named(remade), locked_cues=named(locked)))
    return found


def _spread(effects: Sequence[Effect], size: int) -> list[tuple[Effect, str]]:
    """Return some cues from as many localizations as there are, the first of each before the second of any."""
    waves = max((len(effect.cues) for effect in effects), default=0)
    picked = ((effect, effect.cues[wave]) for wave in range(waves) for effect in effects if wave < len(effect.cues))
    return [pair for _, pair in zip(range(size), picked, strict=False)]


def _bounded(value: int, bounds: tuple[int, int], field: str) -> int:
    usual, most = bounds
    if value > most:
        raise InvalidInput(f"at most {most}", field=field)
    return max(0, value) if value else usual


def _job_id() -> str:
    # Ids follow time, so that lists of operations do.
    return f"{time.time_ns() // 1000:x}{secrets.token_hex(6)}"
