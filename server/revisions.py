"""What a glossary was: every change is kept with the terms it touched, before and after, and can be taken back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from localize.errors import InvalidGlossary, NotFound
from localize.glossary import Status, term_id
from server import convert, names, tables, termbase
from server._gen.localization.v1 import correction_pb2
from server.refusals import AlreadyExists

State = dict[str, Any]
"""A term as it was: its ``body`` and ``status``."""
_SHOWN: Final = 1000
"""Terms that a revision's message tells of."""


@contextmanager
def changing(session: Session, glossary: tables.Glossary, author: str, summary: str = "") -> Iterator[None]:
    """Keep what the block changes in a glossary's terms as one revision; a block that changes nothing leaves none.

    Args:
        session: The transaction.
        glossary: The row.
        author: Who changes it.
        summary: In one line; made up if empty.

    Raises:
        InvalidGlossary: If the terms contradict each other after the block.
    """
    before = _states(session, glossary)
    yield
    session.flush()
    after = _states(session, glossary)
    changes = [{"id": entry, "before": before.get(entry), "after": after.get(entry)} for entry in {**before, **after}
               if before.get(entry) != after.get(entry)]
    if not changes:
        return
    termbase.term_base(session, glossary)
    glossary.touch()
    session.add(tables.GlossaryRevision(
        organization=glossary.organization, glossary=glossary.id, id=glossary.revision, author=author,
        summary=summary or _told(changes), changes=changes))
    session.flush()


def note(session: Session, glossary: tables.Glossary, author: str, summary: str) -> None:
    """Keep a revision of a glossary that touched no term: history then begins where the glossary does."""
    session.add(tables.GlossaryRevision(organization=glossary.organization, glossary=glossary.id, id=glossary.revision,
                                        author=author, summary=summary, changes=[]))
    session.flush()


def apply_change(session: Session, glossary: tables.Glossary, change: correction_pb2.GlossaryChange) -> None:
    """Do a change's parts, in order: roll back, add and change, retire. Call it inside :func:`changing`.

    Raises:
        NotFound: If a term or a revision is not there.
        Conflict: If somebody changed a term first.
        InvalidGlossary: If a term cannot be.
        AlreadyExists: If a new term's main source form has an entry.
    """
    rows = {row.id: row for row in termbase.rows_of(session, glossary)}
    if change.roll_back_to:
        _roll_back(session, glossary, rows, change.roll_back_to)
    for number, term in enumerate(change.upserts):
        _put(session, glossary, rows, term, f"change.upserts[{number}]")
    for number, name in enumerate(change.retired_terms):
        row = _named(rows, glossary, name, f"change.retired_terms[{number}]")
        _set(row, row.body, Status.RETIRED.value)


def message(row: tables.GlossaryRevision) -> correction_pb2.GlossaryRevision:
    """Return a revision's message."""
    return correction_pb2.GlossaryRevision(
        name=names.join(names.REVISION, row.glossary, str(row.id)), revision=row.id, summary=row.summary,
        author=row.author, create_time=convert.stamp(row.create_time), term_count=len(row.changes),
        changes=[_difference(row.glossary, change) for change in row.changes[:_SHOWN]],
        operation=names.join(names.OPERATION, row.correction) if row.correction else "")


def _states(session: Session, glossary: tables.Glossary) -> dict[str, State]:
    return {row.id: {"body": dict(row.body), "status": row.status} for row in termbase.rows_of(session, glossary)}


def _told(changes: list[dict[str, Any]]) -> str:
    words = []
    for change in changes[:3]:
        state = change["after"] or change["before"]
        kind = ("added" if change["before"] is None else
                "retired" if change["after"] and change["after"]["status"] == Status.RETIRED != change["before"]["status"]
                else "changed")
        words.append(f"{kind} {state['body']['sources'][0]}")
    return ", ".join(words) + (f" and {len(changes) - 3} more" if len(changes) > 3 else "")


def _roll_back(session: Session, glossary: tables.Glossary, rows: dict[str, tables.Term], revision: int) -> None:
    history = list(session.scalars(sa.select(tables.GlossaryRevision).where(
        tables.GlossaryRevision.organization == glossary.organization,
        tables.GlossaryRevision.glossary == glossary.id).order_by(tables.GlossaryRevision.id.desc())))
    begin = history[-1].id - 1 if history else glossary.revision
    if not max(1, begin) <= revision <= glossary.revision:
        raise NotFound(f"{names.join(names.GLOSSARY, glossary.id)} has no revision {revision}", field="change.roll_back_to",
                       hint=f"from {max(1, begin)} to {glossary.revision}")
    wanted: dict[str, State | None] = {}
    for row in history:
        if row.id > revision:
            wanted |= {change["id"]: change["before"] for change in row.changes}
    for entry, state in wanted.items():
        term = rows.get(entry)
        if state is None:
            if term is not None:
                _set(term, term.body, Status.RETIRED.value)  # it came later: out of force, and kept for history
        elif term is None:
            rows[entry] = _add(session, glossary, rows, entry, state["body"], state["status"])
        else:
            _set(term, state["body"], state["status"])


def _put(session: Session, glossary: tables.Glossary, rows: dict[str, tables.Term], term: Any, field: str) -> None:
    if term.name:
        row = _named(rows, glossary, term.name, f"{field}.name")
        convert.check_etag(row, term.etag)
        fields = [item.name for item, _ in term.ListFields() if item.name in termbase.CHANGEABLE]
        made = termbase.from_message(termbase.changed_message(row, term, fields), row.id, field)
        _set(row, termbase.body(made), made.status.value)
        return
    if not term.sources:
        raise InvalidGlossary("a term needs a source form", field=f"{field}.sources")
    entry = term_id(term.sources[0])
    made = termbase.from_message(term, entry, field)
    if entry in rows and rows[entry].status != Status.RETIRED:
        raise AlreadyExists(f"there is a term for {made.sources[0]!r} already", field=f"{field}.sources",
                            hint=f"change {names.join(names.TERM, glossary.id, entry)}")
    if entry in rows:
        _set(rows[entry], termbase.body(made), made.status.value)
    else:
        rows[entry] = _add(session, glossary, rows, entry, termbase.body(made), made.status.value)


def _add(session: Session, glossary: tables.Glossary, rows: dict[str, tables.Term], entry: str, body: State,
         status: str) -> tables.Term:
    # Rows come in order of position, and new ones are put at the end.
    position = rows[next(reversed(rows))].position + 1 if rows else 0
    row = tables.Term(organization=glossary.organization, glossary=glossary.id, id=entry, position=position,
                      status=status, body=body, revision=1)
    session.add(row)
    return row


def _set(row: tables.Term, body: State, status: str) -> None:
    if (row.body, row.status) != (body, status):
        row.body, row.status = body, status
        row.touch()


def _named(rows: Mapping[str, tables.Term], glossary: tables.Glossary, name: str, field: str) -> tables.Term:
    parent, entry = names.parse(name, names.TERM, field=field)
    row = rows.get(entry) if parent == glossary.id else None
    if row is None:
        raise NotFound(f"{names.join(names.GLOSSARY, glossary.id)} has no {name}", field=field)
    return row


def _difference(glossary: str, change: Mapping[str, Any]) -> correction_pb2.TermDifference:
    def term(state: State | None) -> Any:
        return termbase.state_message(glossary, change["id"], state) if state is not None else None

    return correction_pb2.TermDifference(term=names.join(names.TERM, glossary, change["id"]),
                                         before=term(change["before"]), after=term(change["after"]))
