"""A whole title as an operation: as far as the jobs of its episodes are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any, Final, cast

import sqlalchemy as sa
from google.longrunning import operations_pb2
from google.protobuf import any_pb2
from sqlalchemy.orm import Session

from localize.errors import EngineError, NotFound
from server import convert, names, tables
from server._gen.localization.v1 import localization_pb2, series_service_pb2
from server.backend import Backend
from server.ledger import ACTIVE, Ledger
from server.refusals import describe, to_status

_LEFT: Final = frozenset({localization_pb2.STEP_STATE_WAITING, localization_pb2.STEP_STATE_RUNNING})
_ENDED: Final = {localization_pb2.JOB_STATE_CANCELLED: "cancelled", localization_pb2.JOB_STATE_FAILED: "failed",
                 localization_pb2.JOB_STATE_QUEUED: "queued", localization_pb2.JOB_STATE_RUNNING: "running"}
_FAILED: Final = localization_pb2.LOCALIZATION_STATE_FAILED


def operation(session: Session, row: tables.Series) -> Any:
    """Return a title's localization as a ``google.longrunning.Operation``; it is done when every episode is."""
    found = jobs(session, row)
    steps = _steps(session, row)
    episodes = [_episode(job, steps[job.id]) for job in found]
    active = any(job.state in ACTIVE for job in found)
    message = operations_pb2.Operation(name=names.join(names.OPERATION, row.id), done=not active)
    ended = max((job.end_time for job in found if job.end_time is not None), default=row.create_time)
    counts = Counter(stands(episode) for episode in episodes)
    message.metadata.Pack(series_service_pb2.LocalizeTitleMetadata(
        title=names.join(names.TITLE, row.title), episodes=episodes, create_time=convert.stamp(row.create_time),
        end_time=None if active else convert.stamp(ended), counts=series_service_pb2.EpisodeCounts(**counts),
        progress=sum(episode.progress for episode in episodes) / len(episodes) if episodes else 1.0,
        retry_of=names.join(names.OPERATION, row.retry_of) if row.retry_of else ""))
    if active:
        return message
    if found and not any(job.package for job in found):
        message.error.CopyFrom(to_status(found[0].error or describe(EngineError("every episode failed"))))
        return message
    packed = any_pb2.Any()
    packed.Pack(series_service_pb2.LocalizeTitleResponse(
        packages=[job.package for job in found if job.package],
        failed_episode_count=sum(has_failed(episode) for episode in episodes)))
    message.response.CopyFrom(packed)
    return message


def cancel(session: Session, ledger: Ledger, row: tables.Series) -> None:
    """Cancel every episode that has not ended; what others made stays."""
    for job in jobs(session, row):
        ledger.cancel(session, job)


def forget(session: Session, row: tables.Series) -> None:
    """Forget an operation that is done; its episodes' own operations stay."""
    session.execute(sa.delete(tables.SeriesJob).where(tables.SeriesJob.series == row.id))
    session.delete(row)


def announce(backend: Backend, job: str) -> None:
    """Log how far the titles are that a job, which has just ended, is an episode of."""
    with backend.database.write() as session:
        for row in session.scalars(sa.select(tables.Series).join(
                tables.SeriesJob, tables.SeriesJob.series == tables.Series.id).where(tables.SeriesJob.job == job)):
            message = operation(session, row)
            backend.events.add(session, row.organization, message.name, message, latest_only=True,
                               scope=names.join(names.TITLE, row.title))


def failed(session: Session, row: tables.Series) -> list[str]:
    """Return the masters of the episodes in which something failed or was cancelled, in order."""
    steps = _steps(session, row)
    episodes = [_episode(job, steps[job.id]) for job in jobs(session, row)]
    return [episode.master for episode in episodes if has_failed(episode)]


def has_failed(episode: series_service_pb2.EpisodeProgress) -> bool:
    """Return whether something of an episode that ended is missing."""
    return stands(episode) in {"partial", "failed", "cancelled"}


def stands(episode: series_service_pb2.EpisodeProgress) -> str:
    """Return how an episode stands, as the counts name it."""
    whole = not any(language.state == _FAILED for language in episode.languages)
    return _ENDED.get(episode.state, "succeeded" if whole else "partial")


def jobs(session: Session, row: tables.Series) -> Sequence[tables.Job]:
    """Return the jobs of the episodes, in order; those that were forgotten are left out."""
    return session.scalars(sa.select(tables.Job).join(tables.SeriesJob, tables.SeriesJob.job == tables.Job.id).where(
        tables.SeriesJob.series == row.id).order_by(tables.SeriesJob.position)).all()


def find(session: Session, organization: str, name: str) -> tables.Series:
    """Return the row of an operation's name.

    Raises:
        InvalidInput: If it is no operation's name.
        NotFound: If the organization has none of that name that is a title's.
    """
    (identifier,) = names.parse(name, names.OPERATION)
    row = session.get(tables.Series, identifier)
    if row is None or row.organization != organization:
        raise NotFound(f"there is no {name} of a title", field="name", hint="LocalizeTitle returns one")
    return row


def _steps(session: Session, row: tables.Series) -> dict[str, list[tables.Step]]:
    found: dict[str, list[tables.Step]] = defaultdict(list)
    for step in session.scalars(sa.select(tables.Step).join(tables.SeriesJob, tables.SeriesJob.job == tables.Step.job).where(
            tables.SeriesJob.series == row.id).order_by(tables.Step.position)):
        found[step.job].append(step)
    return found


def _episode(job: tables.Job, steps: Sequence[tables.Step]) -> series_service_pb2.EpisodeProgress:
    by_language: dict[str, list[tables.Step]] = defaultdict(list)
    for step in steps:
        if step.language:
            by_language[step.language].append(step)
    return series_service_pb2.EpisodeProgress(
        master=names.join(names.MASTER, job.title, job.master), operation=names.join(names.OPERATION, job.id),
        state=cast("localization_pb2.JobState", job.state), progress=_share(steps), package=job.package,
        languages=[_language(job, tag, parts) for tag, parts in by_language.items()],
        error=to_status(job.error) if job.error else None)


def _language(job: tables.Job, tag: str, steps: Sequence[tables.Step]) -> series_service_pb2.LanguageProgress:
    states = {step.state for step in steps}
    wrong = next((step for step in steps if step.state == localization_pb2.STEP_STATE_FAILED), None)
    done = [step for step in steps if step.state not in _LEFT]
    if wrong is not None or job.state == localization_pb2.JOB_STATE_FAILED:
        state = localization_pb2.LOCALIZATION_STATE_FAILED
    elif states == {localization_pb2.STEP_STATE_SUCCEEDED}:
        state = localization_pb2.LOCALIZATION_STATE_SUCCEEDED
    elif job.state == localization_pb2.JOB_STATE_CANCELLED:
        state = localization_pb2.LOCALIZATION_STATE_CANCELLED
    elif done or localization_pb2.STEP_STATE_RUNNING in states:
        state = localization_pb2.LOCALIZATION_STATE_RUNNING
    else:
        state = localization_pb2.LOCALIZATION_STATE_QUEUED
    now = wrong or next((step for step in steps if step.state == localization_pb2.STEP_STATE_RUNNING), done[-1] if done else None)
    error = wrong.error if wrong is not None else job.error if state == _FAILED else None
    return series_service_pb2.LanguageProgress(
        language=tag, state=state, stage=now.stage if now else "", progress=_share(steps),
        error=to_status(error) if error else None)


def _share(steps: Sequence[tables.Step]) -> float:
    return sum(step.progress if step.state in _LEFT else 1.0 for step in steps) / max(len(steps), 1)
