"""Cues as rows: what a run translated, beside what people edited. A person's words are never overwritten."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from localize.model import Transcript, TranslatedLine, Translation, Utterance
from localize.pipeline import Edit
from localize.record import from_json, to_data
from localize.store import Key
from server import convert, names, renditions, tables
from server._gen.localization.v1 import localization_pb2
from server.backend import Backend, found
from server.gate import Call

_FIELDS: Final = ("position", "begin", "end", "speaker", "source_text", "text", "origin", "terms")


def publish(backend: Backend, job: str, language: str, transcript: Key, translation: Key, basis: str = "") -> None:
    """Make the cues of a localization what a run says, all but those that people have locked.

    Doing it twice changes nothing. A locked cue whose line is gone stays, so that no edit is lost.

    Args:
        backend: What services share.
        job: Id of the job; if a later one has taken the localization over, nothing is done.
        language: Target tag.
        transcript: Store key of the transcript.
        translation: Store key of the translation.
        basis: What its lines' keys cover besides the job: :attr:`localize.pipeline.Foresight.basis`.
    """
    spoken = from_json(backend.store.path(transcript).read_bytes(), Transcript)
    lines = from_json(backend.store.path(translation).read_bytes(), Translation).lines
    with backend.database.write() as session:
        row = session.get_one(tables.Job, job)
        localization = session.get(tables.Localization, (row.organization, row.title, row.master, language))
        if localization is None or localization.job != job:
            return
        changed = _merge(session, localization, {item.id: item for item in spoken.utterances}, lines)
        session.flush()
        renditions.keep(session, row, language, renditions.Made(transcript, translation, basis, len(lines), changed))
        localization.counts = counts(session, localization)
        localization.touch()
        session.flush()
        message = convert.localization(localization)
        backend.events.add(session, row.organization, message.name, message)


def counts(session: Session, localization: tables.Localization) -> dict[str, Any]:
    """Return the numbers that a localization shows about its cues."""
    rows = session.scalars(of(localization)).all()
    terms = [term["met"] for row in rows for term in row.terms]
    return {"cues": len(rows), "edited": sum(row.locked for row in rows), "terms_met": sum(terms),
            "terms_unmet": len(terms) - sum(terms), "origins": dict(Counter(row.origin for row in rows)),
            "open_findings": sum(len(row.findings or ()) for row in rows)}


def of(localization: tables.Localization) -> sa.Select[tables.Cue]:
    """Return the query for a localization's cues."""
    return sa.select(tables.Cue).where(
        tables.Cue.organization == localization.organization, tables.Cue.title == localization.title,
        tables.Cue.master == localization.master, tables.Cue.language == localization.language)


def get(session: Session, call: Call, name: str, field: str = "name") -> tables.Cue:
    """Return a cue of the caller's organization.

    Raises:
        InvalidInput: If the name is no cue's.
        NotFound: If there is none.
    """
    parts = names.parse(name, names.CUE, field=field)
    return found(session.get(tables.Cue, (call.organization, *parts)), name, field)


def glossary_of(session: Session, row: tables.Cue) -> str:
    """Return the name of the glossary that a cue's localization was last made with; empty for none."""
    made = session.get(tables.Rendition, (row.organization, row.title, row.master, row.language))
    return made.glossary if made is not None else ""


def edits(session: Session, organization: str, title: str, master: str) -> dict[str, dict[str, Any]]:
    """Return people's lines of a master as the engine takes them: ``{language: {cue: {text, source}}}``."""
    rows = session.scalars(sa.select(tables.Cue).where(
        tables.Cue.organization == organization, tables.Cue.title == title, tables.Cue.master == master,
        tables.Cue.locked.is_(True)))
    lines: dict[str, dict[str, Any]] = {}
    for row in rows:
        lines.setdefault(row.language, {})[row.id] = to_data(Edit(row.text, row.written_for))
    return lines


def edit(row: tables.Cue, text: str) -> None:
    """Take a person's text for a cue, and lock it; what the service had written is kept beside."""
    if not row.locked:
        row.made_text = row.text
    row.text, row.origin, row.locked, row.approved, row.written_for = text, "person", True, True, row.source_text
    row.touch()


def term_uses(line: TranslatedLine) -> list[localization_pb2.TermUse]:
    """Return the terms of a line as messages."""
    return [localization_pb2.TermUse(source=hit.source, wanted=hit.wanted, met=hit.met, strategy=hit.strategy,
                                     found=hit.found, reason=hit.reason or "")
            for hit in line.terms]


def _merge(session: Session, localization: tables.Localization, spoken: dict[str, Utterance],
           lines: tuple[TranslatedLine, ...]) -> int:
    """Bring the rows to what a run says; return how many texts that were there are others now."""
    changed = 0
    present = {row.id: row for row in session.scalars(of(localization))}
    for position, line in enumerate(lines):
        values = _values(position, line, spoken[line.utterance])
        row = present.pop(line.utterance, None)
        if row is None:
            session.add(tables.Cue(organization=localization.organization, title=localization.title,
                                   master=localization.master, language=localization.language, id=line.utterance,
                                   locked=False, **values))
            continue
        if row.locked:
            values |= {"text": row.text, "origin": row.origin}
        changed += row.text != values["text"]
        row.approved = row.approved and row.text == values["text"]
        # An etag must not change, and a translator not be told "somebody changed it", when a run says the same again.
        if any(getattr(row, field) != values[field] for field in _FIELDS):
            for field in _FIELDS:
                setattr(row, field, values[field])
            row.touch()
    for position, row in enumerate(present.values(), start=len(lines)):
        if row.locked:
            row.position = position
        else:
            session.delete(row)
    return changed


def _values(position: int, line: TranslatedLine, utterance: Utterance) -> dict[str, Any]:
    return {"position": position, "begin": str(utterance.span.begin), "end": str(utterance.span.end),
            "speaker": utterance.speaker, "source_text": line.source, "text": line.text, "origin": line.origin.value,
            "terms": [{"source": hit.source, "wanted": hit.wanted, "met": hit.met, "strategy": hit.strategy.value,
                       "found": hit.found, "reason": hit.reason.value if hit.reason else ""}
                      for hit in line.terms]}
