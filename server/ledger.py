"""What the rows say about jobs: begun, gone on, ended. The queue runs them; this is what callers see of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

import sqlalchemy as sa
from google.longrunning import operations_pb2
from google.protobuf import any_pb2
from sqlalchemy.orm import Session

from localize.errors import Cancelled, EngineError, LocalizeError
from localize.pipeline import JobSpec, Step, StepResult, plan
from localize.record import from_json, to_json
from localize.time import Seconds
from server import convert, names, tables
from server._gen.localization.v1 import localization_pb2, localization_service_pb2
from server.backend import Backend
from server.castings import note_package
from server.database import now
from server.packages import View, package_message, package_record
from server.refusals import describe, to_status

ACTIVE: Final = (localization_pb2.JOB_STATE_QUEUED, localization_pb2.JOB_STATE_RUNNING)
_UNFINISHED: Final = (localization_pb2.STEP_STATE_WAITING, localization_pb2.STEP_STATE_RUNNING)


class Ledger:
    """The rows of jobs.

    Args:
        backend: What services share.
    """

    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    def open(self, session: Session, job: tables.Job, spec: JobSpec) -> None:
        """Write a new job, its steps, and its localizations as queued."""
        session.add(job)
        session.flush()
        for position, step in enumerate(plan(spec)):
            session.add(tables.Step(job=job.id, id=step.id, organization=job.organization, position=position,
                                    stage=step.stage, language=step.language, needs=list(step.needs),
                                    state=localization_pb2.STEP_STATE_WAITING))
        for tag in spec.targets:
            row = session.get(tables.Localization, (job.organization, job.title, job.master, tag))
            if row is None:
                row = tables.Localization(organization=job.organization, title=job.title, master=job.master,
                                          language=tag, counts={})
                session.add(row)
            elif row.job:
                row.touch()
            row.state, row.stage, row.job, row.error = localization_pb2.LOCALIZATION_STATE_QUEUED, "", job.id, None
            session.flush()
            self._announce_localization(session, row)
        session.flush()
        self._announce(session, job)

    def work(self, job: str) -> tuple[JobSpec, tuple[Step, ...]]:
        """Return what a job is and the plan it was opened with: a later version of the software may plan otherwise."""
        with self._backend.database.read() as session:
            rows = session.scalars(sa.select(tables.Step).where(tables.Step.job == job).order_by(tables.Step.position))
            steps = tuple(Step(row.id, row.stage, row.language, tuple(row.needs)) for row in rows)
            return from_json(_job(session, job).spec.encode(), JobSpec), steps

    def organization(self, job: str) -> str:
        """Return whose a job is; empty if it has ended and been deleted since."""
        with self._backend.database.read() as session:
            row = session.get(tables.Job, job)
            return row.organization if row is not None else ""

    def begin_step(self, job: str, step: str) -> JobSpec:
        """Write that a step runs, and return its job's spec.

        Raises:
            Cancelled: If the job was cancelled.
        """
        with self._backend.database.write() as session:
            row = self._active(session, job)
            row.state = localization_pb2.JOB_STATE_RUNNING
            entry = _entry(session, job, step)
            entry.state, entry.progress = localization_pb2.STEP_STATE_RUNNING, 0.0
            self._move(session, row, entry.language, localization_pb2.LOCALIZATION_STATE_RUNNING, entry.stage)
            session.flush()
            self._announce(session, row)
            return from_json(row.spec.encode(), JobSpec)

    def progress(self, job: str, step: str, share: float) -> None:
        """Write how far a step is.

        Raises:
            Cancelled: If the job was cancelled.
        """
        with self._backend.database.write() as session:
            row = self._active(session, job)
            _entry(session, job, step).progress = min(max(share, 0.0), 1.0)
            session.flush()
            self._announce(session, row)

    def end_step(self, job: str, step: str, result: StepResult) -> None:
        """Write that a step is done."""
        with self._backend.database.write() as session:
            row = _job(session, job)
            entry = _entry(session, job, step)
            entry.state, entry.progress = localization_pb2.STEP_STATE_SUCCEEDED, 1.0
            entry.made, entry.seconds = result.made, result.seconds
            entry.details, entry.result = dict(result.detail), result.key
            session.flush()
            self._announce(session, row)

    def fail_step(self, job: str, step: str, error: Mapping[str, Any]) -> None:
        """Write that a step failed, and that its language did."""
        with self._backend.database.write() as session:
            row = _job(session, job)
            if row.state not in ACTIVE:
                return
            entry = _entry(session, job, step)
            entry.state, entry.error = localization_pb2.STEP_STATE_FAILED, dict(error)
            self._move(session, row, entry.language, localization_pb2.LOCALIZATION_STATE_FAILED, entry.stage, error)
            session.flush()
            self._announce(session, row)

    def skip_steps(self, job: str, steps: Sequence[str]) -> None:
        """Write that steps are left out."""
        with self._backend.database.write() as session:
            row = _job(session, job)
            for step in steps:
                _entry(session, job, step).state = localization_pb2.STEP_STATE_SKIPPED
            session.flush()
            self._announce(session, row)

    def close(self, job: str, record: str, failures: Mapping[str, Mapping[str, Any]]) -> None:
        """Write how a job ended; does nothing to one that has ended already.

        Args:
            job: Its id.
            record: Store key of the package; empty if there is none.
            failures: What went wrong, by language, or ``source`` or ``package``.
        """
        with self._backend.database.write() as session:
            row = _job(session, job)
            if row.state not in ACTIVE:
                return
            spec = from_json(row.spec.encode(), JobSpec)
            fatal = failures.get("source") or failures.get("package") or (None if record else next(iter(failures.values()), None))
            row.state = localization_pb2.JOB_STATE_FAILED if fatal else localization_pb2.JOB_STATE_SUCCEEDED
            row.error, row.end_time = dict(fatal) if fatal else None, now()
            for tag in spec.targets:
                wrong = failures.get(tag) or failures.get("source")
                state = (localization_pb2.LOCALIZATION_STATE_FAILED if wrong
                         else localization_pb2.LOCALIZATION_STATE_SUCCEEDED)
                self._move(session, row, tag, state, "", wrong)
            if record:
                self._deliver(session, row, record)
            _skip_rest(session, job)
            session.flush()
            self._announce(session, row)

    def cancel(self, session: Session, row: tables.Job) -> None:
        """Write that a job is cancelled: its steps notice when they next report; does nothing to one that has ended."""
        if row.state not in ACTIVE:
            return
        row.state, row.end_time = localization_pb2.JOB_STATE_CANCELLED, now()
        row.error = describe(Cancelled("the operation was cancelled"))
        for tag in from_json(row.spec.encode(), JobSpec).targets:
            self._move(session, row, tag, localization_pb2.LOCALIZATION_STATE_CANCELLED, "")
        _skip_rest(session, row.id)
        session.flush()
        self._announce(session, row)

    def pending(self) -> list[tables.Job]:
        """Return the jobs that were asked for but have not reached the queue."""
        with self._backend.database.read() as session:
            return list(session.scalars(sa.select(tables.Job).where(
                tables.Job.enqueued.is_(False), tables.Job.state.in_(ACTIVE)).order_by(tables.Job.create_time)))

    def enqueued(self, job: str) -> None:
        """Write that a job has reached the queue."""
        with self._backend.database.write() as session:
            row = session.get(tables.Job, job)
            if row is not None:  # it may have ended and been deleted since
                row.enqueued = True

    def _active(self, session: Session, job: str) -> tables.Job:
        row = _job(session, job)
        if row.state not in ACTIVE:
            raise Cancelled("the operation was cancelled")
        return row

    def _move(self, session: Session, job: tables.Job, tag: str, state: int, stage: str,
              error: Mapping[str, Any] | None = None) -> None:
        """Write where a localization stands, unless a later job has taken it over."""
        if not tag:
            return
        row = session.get(tables.Localization, (job.organization, job.title, job.master, tag))
        if row is None or row.job != job.id or (row.state, row.stage) == (state, stage or row.stage):
            return
        if row.state == localization_pb2.LOCALIZATION_STATE_FAILED and error is None:
            return
        row.state, row.stage, row.error = state, stage or row.stage, dict(error) if error else None
        row.touch()
        session.flush()
        self._announce_localization(session, row)

    def _deliver(self, session: Session, job: tables.Job, record: str) -> None:
        row = tables.Package(organization=job.organization, title=job.title, master=job.master, id=f"p{job.id}",
                             record=record, job=job.id,
                             profile=from_json(job.spec.encode(), JobSpec).profile)
        session.add(row)
        session.flush()
        job.package = names.join(names.PACKAGE, row.title, row.master, row.id)
        package = package_record(row, self._backend.store)
        message = package_message(session, self._backend, View(row, package, package.files, None, shared=False))
        self._backend.events.add(session, job.organization, message.name, message)
        note_package(session, row, package)

    def _announce_localization(self, session: Session, row: tables.Localization) -> None:
        message = convert.localization(row)
        self._backend.events.add(session, row.organization, message.name, message)

    def _announce(self, session: Session, row: tables.Job) -> None:
        message = operation(session, row)
        self._backend.events.add(session, row.organization, message.name, message, latest_only=True,
                                 scope=names.join(names.MASTER, row.title, row.master))


def operation(session: Session, row: tables.Job) -> Any:
    """Return a job as a ``google.longrunning.Operation``."""
    steps = session.scalars(sa.select(tables.Step).where(tables.Step.job == row.id).order_by(tables.Step.position)).all()
    message = operations_pb2.Operation(name=names.join(names.OPERATION, row.id), done=row.state not in ACTIVE)
    message.metadata.Pack(localization_pb2.LocalizeMetadata(
        master=names.join(names.MASTER, row.title, row.master), state=cast("localization_pb2.JobState", row.state),
        steps=[_step(step) for step in steps], create_time=convert.stamp(row.create_time),
        end_time=convert.stamp(row.end_time),
        progress=sum(1.0 if step.state not in _UNFINISHED else step.progress for step in steps) / max(len(steps), 1)))
    if row.error:
        message.error.CopyFrom(to_status(row.error))
    elif message.done:
        targets = from_json(row.spec.encode(), JobSpec).targets
        found = session.scalars(sa.select(tables.Localization).where(
            tables.Localization.organization == row.organization, tables.Localization.title == row.title,
            tables.Localization.master == row.master, tables.Localization.language.in_(targets)))
        packed = any_pb2.Any()
        packed.Pack(localization_service_pb2.LocalizeResponse(
            package=row.package, localizations=[convert.localization(item) for item in found]))
        message.response.CopyFrom(packed)
    return message


def failure(error: Exception) -> dict[str, Any]:
    """Return what rows keep about an error; one that is not ours is not shown to callers."""
    if isinstance(error, LocalizeError):
        return describe(error)
    return describe(EngineError("something is wrong in the server", hint="the server's log says what"))


def spec_text(spec: JobSpec) -> str:
    """Return a spec as its row keeps it."""
    return to_json(spec).decode()


def _step(row: tables.Step) -> localization_pb2.StepProgress:
    return localization_pb2.StepProgress(
        step=row.id, stage=row.stage, language=row.language, state=cast("localization_pb2.StepState", row.state),
        progress=row.progress, made=row.made, elapsed=convert.duration(Seconds(row.seconds)), details=row.details or {},
        error=to_status(row.error) if row.error else None)


def _job(session: Session, job: str) -> tables.Job:
    return session.get_one(tables.Job, job)


def _entry(session: Session, job: str, step: str) -> tables.Step:
    return session.get_one(tables.Step, (job, step))


def _skip_rest(session: Session, job: str) -> None:
    session.execute(sa.update(tables.Step).where(tables.Step.job == job, tables.Step.state.in_(_UNFINISHED)).values(
        state=localization_pb2.STEP_STATE_SKIPPED))
