"""A correction as an operation: as far as the jobs of its masters are."""

from __future__ import annotations

from typing import Any, Final, cast

import sqlalchemy as sa
from google.longrunning import operations_pb2
from google.protobuf import any_pb2
from sqlalchemy.orm import Session

from localize.errors import Cancelled, EngineError
from localize.time import Seconds
from server import convert, names, tables
from server._gen.localization.v1 import correction_pb2, correction_service_pb2, localization_pb2
from server.glossary_messages import glossary_message
from server.ledger import ACTIVE, Ledger
from server.refusals import describe, to_status

_WAITING: Final = (localization_pb2.STEP_STATE_WAITING, localization_pb2.STEP_STATE_RUNNING)


def operation(session: Session, row: tables.Correction) -> Any:
    """Return a correction as a ``google.longrunning.Operation``; it is done when each of its masters is."""
    parts = _parts(session, row)
    masters = [_master(session, part, job) for part, job in parts]
    jobs = [job for _, job in parts if job is not None]
    active = [job for job in jobs if job.state in ACTIVE]
    message = operations_pb2.Operation(name=names.join(names.OPERATION, row.id), done=not active)
    ended = max((job.end_time for job in jobs if job.end_time is not None), default=row.create_time)
    message.metadata.Pack(correction_pb2.CorrectionMetadata(
        glossary=names.join(names.GLOSSARY, row.glossary), revision=row.revision, state=_state(jobs), masters=masters,
        progress=sum(master.progress for master in masters) / len(masters) if masters else 1.0, cue_count=row.cues,
        estimated_duration=convert.duration(Seconds(round(row.seconds, 3))), create_time=convert.stamp(row.create_time),
        end_time=convert.stamp(ended) if not active else None))
    if active:
        return message
    failed = [job for job in jobs if job.state != localization_pb2.JOB_STATE_SUCCEEDED]
    if jobs and len(failed) == len(jobs):
        message.error.CopyFrom(to_status(failed[0].error or describe(EngineError("every master failed"))))
        return message
    packed = any_pb2.Any()
    packed.Pack(correction_service_pb2.ApplyGlossaryChangeResponse(
        glossary=glossary_message(session, session.get_one(tables.Glossary, (row.organization, row.glossary))),
        masters=masters, changed_cue_count=_changed(session, row, jobs)))
    message.response.CopyFrom(packed)
    return message


def cancel(session: Session, ledger: Ledger, row: tables.Correction) -> None:
    """Cancel every job of a correction that has not ended; the glossary stays changed."""
    for _, job in _parts(session, row):
        if job is not None:
            ledger.cancel(session, job)


def forget(session: Session, row: tables.Correction) -> None:
    """Forget a correction that is done; its jobs, what they made and the glossary's revision stay."""
    session.execute(sa.delete(tables.CorrectionJob).where(tables.CorrectionJob.correction == row.id))
    session.delete(row)


def _parts(session: Session, row: tables.Correction) -> list[tuple[tables.CorrectionJob, tables.Job | None]]:
    found = session.execute(sa.select(tables.CorrectionJob, tables.Job).outerjoin(
        tables.Job, tables.Job.id == tables.CorrectionJob.job).where(
        tables.CorrectionJob.correction == row.id).order_by(tables.CorrectionJob.position))
    return [(part, job) for part, job in found]


def _state(jobs: list[tables.Job]) -> localization_pb2.JobState:
    states = {job.state for job in jobs}
    for state in (localization_pb2.JOB_STATE_RUNNING, localization_pb2.JOB_STATE_QUEUED):
        if state in states:
            # Some wait and some are done: the whole runs.
            return localization_pb2.JOB_STATE_RUNNING if len(states) > 1 else state
    if not states or localization_pb2.JOB_STATE_SUCCEEDED in states:
        return localization_pb2.JOB_STATE_SUCCEEDED
    return cast("localization_pb2.JobState", min(states))


def _master(session: Session, part: tables.CorrectionJob, job: tables.Job | None) -> correction_pb2.CorrectedMaster:
    message = correction_pb2.CorrectedMaster(
        master=names.join(names.MASTER, part.title, part.master), operation=names.join(names.OPERATION, part.job),
        languages=part.languages, cue_count=part.cues, progress=1.0, state=localization_pb2.JOB_STATE_SUCCEEDED)
    if job is None:
        return message
    message.state, message.package = cast("localization_pb2.JobState", job.state), job.package
    if job.error:
        message.error.CopyFrom(to_status(job.error or describe(Cancelled("the operation was cancelled"))))
    if job.state in ACTIVE:
        steps = session.execute(sa.select(tables.Step.state, tables.Step.progress).where(tables.Step.job == job.id)).all()
        message.progress = sum(progress if state in _WAITING else 1.0 for state, progress in steps) / max(1, len(steps))
    return message


def _changed(session: Session, row: tables.Correction, jobs: list[tables.Job]) -> int:
    return session.scalar(sa.select(sa.func.sum(tables.Rendition.changed)).where(
        tables.Rendition.organization == row.organization, tables.Rendition.job.in_({job.id for job in jobs}))) or 0
