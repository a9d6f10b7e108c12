"""What each localization was last made from: what a correction compares with, and how long its steps took."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from localize.store import Key
from server import tables

STAGES: Final = ("translate", "subtitle", "dub")


@dataclass(frozen=True, slots=True)
class Made:
    """What a run made of a language.

    Attributes:
        transcript: Store key of the transcript.
        translation: Store key of the translation.
        basis: What its lines' keys cover besides the job.
        cues: Lines in all.
        changed: Lines whose text had been another.
    """

    transcript: Key
    translation: Key
    basis: str
    cues: int
    changed: int


def keep(session: Session, job: tables.Job, language: str, made: Made) -> None:
    """Write what a localization was made from, in the transaction that writes its cues."""
    key = (job.organization, job.title, job.master, language)
    row = session.get(tables.Rendition, key)
    if row is None:
        row = tables.Rendition(organization=job.organization, title=job.title, master=job.master, language=language,
                               seconds={})
        session.add(row)
    row.job, row.spec, row.glossary = job.id, job.spec, job.glossary
    row.transcript, row.translation, row.basis = made.transcript, made.translation, made.basis
    row.cues, row.changed = made.cues, made.changed
    row.seconds = _longest(row.seconds, _seconds(session, job.id, language))
    session.flush()


def of_glossary(session: Session, organization: str, glossary: str) -> list[tables.Rendition]:
    """Return the localizations that were made with a glossary, by its name, in order."""
    table = tables.Rendition
    return list(session.scalars(sa.select(table).where(
        table.organization == organization, table.glossary == glossary,
    ).order_by(table.title, table.master, table.language)))


def _seconds(session: Session, job: str, language: str) -> dict[str, float]:
    steps = session.scalars(sa.select(tables.Step).where(
        tables.Step.job == job, tables.Step.language == language, tables.Step.made.is_(True)))
    return {step.stage: step.seconds for step in steps}


def _longest(known: dict[str, float], told: dict[str, float]) -> dict[str, float]:
    # A run that found most lines made says little about how long the lines take.
    return {stage: max(known.get(stage, 0.0), told.get(stage, 0.0)) for stage in {*known, *told} if stage in STAGES}
