"""Glossary rows and the engine's term base: one to the other, and what an import changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from localize.glossary import (
    EVERYWHERE,
    Glossary,
    Kind,
    Mode,
    Rendering,
    Scope,
    Status,
    Term,
    read_episodes,
    write_episodes,
)
from localize.glossary.text import check_target, check_text
from localize.model import Gender
from localize.record import to_data
from server import convert, names, tables
from server._gen.localization.v1 import glossary_pb2
from server.choices import GENDERS, number_of

_KINDS: Final = {Kind.TERM: glossary_pb2.TERM_KIND_TERM, Kind.CHARACTER: glossary_pb2.TERM_KIND_CHARACTER,
                 Kind.ADDRESS: glossary_pb2.TERM_KIND_ADDRESS, Kind.PLACE: glossary_pb2.TERM_KIND_PLACE,
                 Kind.CULTURE: glossary_pb2.TERM_KIND_CULTURE, Kind.TITLE: glossary_pb2.TERM_KIND_TITLE}
_MODES: Final = {Mode.MUST: glossary_pb2.TERM_MODE_MUST, Mode.PREFER: glossary_pb2.TERM_MODE_PREFER,
                 Mode.KEEP: glossary_pb2.TERM_MODE_KEEP}
_STATUSES: Final = {Status.PROPOSED: glossary_pb2.TERM_STATUS_PROPOSED, Status.APPROVED: glossary_pb2.TERM_STATUS_APPROVED,
                    Status.RETIRED: glossary_pb2.TERM_STATUS_RETIRED}
_KIND_OF: Final = {number: kind for kind, number in _KINDS.items()} | {0: Kind.TERM}
_MODE_OF: Final = {number: mode for mode, number in _MODES.items()} | {0: Mode.MUST}
_STATUS_OF: Final = {number: status for status, number in _STATUSES.items()} | {0: Status.APPROVED}

CHANGEABLE: Final = ("sources", "renderings", "kind", "mode", "case_sensitive", "inflects", "scope", "guard", "priority",
                     "status", "note", "author", "gender")
"""Fields of a term's message that clients may change."""


def rows_of(session: Session, glossary: tables.Glossary) -> list[tables.Term]:
    """Return the rows of a glossary's terms, retired ones too, in the order they were added."""
    return list(session.scalars(sa.select(tables.Term).where(
        tables.Term.organization == glossary.organization, tables.Term.glossary == glossary.id,
    ).order_by(tables.Term.position)))


def term_base(session: Session, glossary: tables.Glossary) -> Glossary:
    """Return a glossary as the engine has it.

    Raises:
        InvalidGlossary: If two terms in force share a source form: also how an edit is checked.
    """
    return Glossary(glossary.display_name, tuple(record(row) for row in rows_of(session, glossary)))


def record(row: tables.Term) -> Term:
    """Return a term as the engine has it."""
    body: dict[str, Any] = row.body
    renderings = {tag: Rendering(item["preferred"], tuple(item["allowed"]), tuple(item["forbidden"]))
                  for tag, item in body["renderings"].items()}
    return Term(id=row.id, sources=tuple(body["sources"]), renderings=MappingProxyType(renderings),
                kind=Kind(body["kind"]), mode=Mode(body["mode"]), case_sensitive=body["case_sensitive"],
                inflects=body.get("inflects", True), scope=_scope(body.get("scope", {})), guards=_guards(body["guard"]),
                priority=body["priority"], status=Status(row.status), note=body["note"], author=body.get("author", ""),
                gender=Gender(body.get("gender", Gender.UNKNOWN)), revision=row.revision,
                created=row.create_time.isoformat(timespec="seconds") if row.create_time else "",
                updated=row.update_time.isoformat(timespec="seconds") if row.update_time else "")


def body(term: Term) -> dict[str, Any]:
    """Return what a row keeps of a term besides its id, status, revision and times."""
    scope = term.scope
    return {"sources": list(term.sources), "kind": term.kind.value, "mode": term.mode.value,
            "renderings": {tag: to_data(item) for tag, item in sorted(term.renderings.items())},
            "case_sensitive": term.case_sensitive, "inflects": term.inflects, "guard": term.guard,
            "scope": {"title": scope.title, "episodes": write_episodes(scope.episodes), "speaker": scope.speaker,
                      "addressee": scope.addressee},
            "priority": term.priority, "note": term.note, "author": term.author, "gender": term.gender.value}


def _scope(data: Mapping[str, str]) -> Scope:
    return Scope(data.get("title", ""), read_episodes(data.get("episodes", "")), data.get("speaker", ""),
                 data.get("addressee", ""))


def _guards(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split("|")))


def state_message(glossary: str, entry: str, state: Mapping[str, Any]) -> glossary_pb2.Term:
    """Return the message of a term as it was; without etag, revision and times, which belong to the row."""
    found = message(tables.Term(glossary=glossary, id=entry, status=state["status"], body=state["body"], revision=1))
    for field in ("etag", "revision"):
        found.ClearField(field)
    return found


def message(row: tables.Term) -> glossary_pb2.Term:
    """Return a term's message."""
    found = term_message(record(row))
    found.MergeFrom(glossary_pb2.Term(
        name=names.join(names.TERM, row.glossary, row.id), revision=row.revision,
        etag=convert.etag(row) if row.update_time else "", create_time=convert.stamp(row.create_time),
        update_time=convert.stamp(row.update_time)))
    return found


def term_message(term: Term) -> glossary_pb2.Term:
    """Return the message of the engine's record: all but its name, revision, etag and times."""
    return glossary_pb2.Term(
        sources=term.sources,
        renderings={tag: glossary_pb2.Rendering(preferred=item.preferred, allowed=item.allowed, forbidden=item.forbidden)
                    for tag, item in term.renderings.items()},
        kind=_KINDS[term.kind], mode=_MODES[term.mode], case_sensitive=term.case_sensitive, inflects=term.inflects,
        scope=glossary_pb2.TermScope(**body(term)["scope"]) if term.scope != EVERYWHERE else None, guard=term.guard,
        priority=term.priority, status=_STATUSES[term.status], note=term.note, author=term.author,
        gender=number_of(GENDERS, term.gender, "gender"))


def from_message(term: glossary_pb2.Term, identifier: str, field: str = "term") -> Term:
    """Return the engine's record of a message, checked.

    Args:
        term: The message.
        identifier: Id of the entry.
        field: The request's field that holds the message, for errors.

    Raises:
        InvalidGlossary: If it has no source form, one that matches too much, a rendering in another script, or control
            characters.
        UnknownLanguage: If a rendering's tag is not a target language.
    """
    renderings = {convert.target_tag(tag, f"{field}.renderings"):
                  Rendering(item.preferred, tuple(item.allowed), tuple(item.forbidden))
                  for tag, item in term.renderings.items()}
    for tag, rendering in renderings.items():
        for form in filter(None, (rendering.preferred, *rendering.allowed, *rendering.forbidden)):
            check_target(form, tag)
    for column, text in [("source", form) for form in term.sources] + [("note", term.note), ("guard", term.guard)]:
        check_text(text, column, lines=column == "note")
    scope = term.scope
    return Term(id=identifier, sources=tuple(term.sources), renderings=MappingProxyType(renderings),
                kind=_KIND_OF.get(term.kind, Kind.TERM), mode=_MODE_OF.get(term.mode, Mode.MUST),
                case_sensitive=term.case_sensitive, inflects=term.inflects if term.HasField("inflects") else True,
                scope=Scope(scope.title, read_episodes(scope.episodes), scope.speaker, scope.addressee),
                guards=_guards(term.guard), priority=term.priority,
                status=_STATUS_OF.get(term.status, Status.APPROVED), note=term.note, author=term.author,
                gender=GENDERS.get(term.gender, Gender.UNKNOWN))


def changed_message(row: tables.Term, given: glossary_pb2.Term, fields: Iterable[str]) -> glossary_pb2.Term:
    """Return a term's message with some fields as another one gives them."""
    wanted = message(row)
    for field in fields:
        wanted.ClearField(field)
        part = glossary_pb2.Term()
        part.CopyFrom(given)
        for other in [item.name for item, _ in part.ListFields() if item.name != field]:
            part.ClearField(other)
        wanted.MergeFrom(part)
    return wanted


def take(session: Session, glossary: tables.Glossary, table: Glossary, *, replace: bool) -> Counter[str]:
    """Put a file's terms into a glossary; return how many were ``created updated unchanged retired``.

    Args:
        session: The transaction.
        glossary: Its row.
        table: The file.
        replace: Retire the terms that the file does not hold.

    Raises:
        InvalidGlossary: If the result would hold two terms in force with one source form.
    """
    # The file may tell times and revisions of its own: here the rows count.
    present = {row.id: row for row in rows_of(session, glossary)}
    done: Counter[str] = Counter()
    position = max((row.position for row in present.values()), default=-1)
    for term in table.terms:
        row = present.pop(term.id, None)
        if row is None:
            position += 1
            session.add(tables.Term(organization=glossary.organization, glossary=glossary.id, id=term.id,
                                    position=position, status=term.status.value, body=body(term), revision=1))
            done["created"] += 1
        elif (row.body, row.status) != (body(term), term.status.value):
            row.body, row.status = body(term), term.status.value
            row.touch()
            done["updated"] += 1
        else:
            done["unchanged"] += 1
    for row in present.values() if replace else ():
        if row.status != Status.RETIRED:
            row.status = Status.RETIRED.value
            row.touch()
            done["retired"] += 1
    session.flush()
    term_base(session, glossary)
    return done
