"""The translation memory: lines that people wrote or approved, in rows, and as the engine takes them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from localize.errors import UnknownLanguage
from localize.glossary import Kind, Term, character_terms
from localize.language import source as source_language
from localize.language import target
from localize.memory import Unit, approved_unit, placeables, write_tmx
from localize.memory.normal import exact
from server import convert, names, tables, termbase
from server._gen.localization.v1 import memory_pb2

_NAMES: Final = {Kind.CHARACTER.value, Kind.PLACE.value}
_SOURCES: Final = ("zh", "yue", "en")


def remember(session: Session, cue: tables.Cue, glossary: str) -> tables.MemoryUnit:
    """Put a cue's line into the memory of its title; the latest approval of a line in a language is the one that counts.

    Args:
        session: The transaction.
        cue: As it was approved.
        glossary: Name of the glossary whose names stand as slots, or empty.
    """
    title = session.get_one(tables.Title, (cue.organization, cue.title))
    unit = approved_unit(cue.source_text, cue.text, title.source_language, cue.language,
                         placeables(_name_terms(session, title, glossary)))
    row = _row(session, cue.organization, cue.title, title.source_language, unit.texts[title.source_language])
    if row.texts.get(cue.language) != unit.texts[cue.language]:
        row.texts = {**row.texts, cue.language: unit.texts[cue.language]}
        row.cues = {**row.cues, cue.language: names.join(names.CUE, cue.title, cue.master, cue.language, cue.id)}
        row.touch()
    session.flush()
    return row


def take(session: Session, organization: str, title: str, units: Iterable[Unit]) -> tuple[Counter[str], list[str]]:
    """Put a file's units into the memory; return how many were ``created updated unchanged``, and what was left out.

    Args:
        session: The transaction.
        organization: Whose memory.
        title: Id of the title they are of; empty for the whole organization.
        units: Of the file.
    """
    done: Counter[str] = Counter()
    left_out: list[str] = []
    for unit in units:
        texts = _known(unit)
        spoken = next((tag for tag in _SOURCES if texts.get(tag)), "")
        rendered = {tag: text for tag, text in texts.items() if tag != spoken and text}
        if not spoken or not rendered:
            left_out.append(f"{unit.id}: " + ("no rendering in a language we deliver" if spoken else
                                              f"no source line in {', '.join(_SOURCES)}"))
            continue
        row = _row(session, organization, title, spoken, texts[spoken])
        wanted = {**row.texts, **rendered}
        if wanted == row.texts:
            done["unchanged"] += 1
            continue
        done["updated" if row.texts else "created"] += 1
        row.texts, row.note = wanted, unit.note or row.note
        row.touch()
    session.flush()
    return done, left_out


def rows(organization: str, title: str = "") -> sa.Select[tables.MemoryUnit]:
    """Return the query for the units of an organization, or of one of its titles."""
    table = tables.MemoryUnit
    query = sa.select(table).where(table.organization == organization)
    return query.where(table.title == title) if title else query


def units(session: Session, organization: str, title: str = "") -> tuple[Unit, ...]:
    """Return the units that a title's lines are looked up in, its own first; all of the organization for no title."""
    found = sorted(session.scalars(rows(organization)), key=lambda row: (row.title != title, row.title, row.id))
    return tuple(Unit(row.id, {row.source_language: row.source, **row.texts}, row.note) for row in found)


def snapshot(session: Session, organization: str, title: tables.Title) -> bytes:
    """Return the memory of a title as TMX; no bytes if it is empty."""
    found = units(session, organization, title.id)
    return write_tmx(found, source=title.source_language) if found else b""


def message(row: tables.MemoryUnit) -> memory_pb2.MemoryUnit:
    """Return a unit's message."""
    return memory_pb2.MemoryUnit(
        name=names.join(names.MEMORY_UNIT, row.id), title=names.join(names.TITLE, row.title) if row.title else "",
        source_language=row.source_language, source=row.source, texts=row.texts, cues=row.cues, note=row.note,
        create_time=convert.stamp(row.create_time), update_time=convert.stamp(row.update_time))


def _row(session: Session, organization: str, title: str, language: str, source: str) -> tables.MemoryUnit:
    """Return the unit of a source line, a new one without renderings if there is none."""
    form = hashlib.sha256(exact(source).encode()).hexdigest()
    identifier = hashlib.sha256(f"{title}\t{language}\t{form}".encode()).hexdigest()[:24]
    row = session.get(tables.MemoryUnit, (organization, identifier))
    if row is None:
        row = tables.MemoryUnit(organization=organization, id=identifier, title=title, source_language=language,
                                source=source, form=form, texts={}, cues={}, revision=0)
        session.add(row)
    return row


def _name_terms(session: Session, title: tables.Title, glossary: str) -> list[Term]:
    found = list(character_terms(convert.characters_of(title.characters)))
    if glossary:
        (identifier,) = names.parse(glossary, names.GLOSSARY)
        rows = session.scalars(sa.select(tables.Term).where(
            tables.Term.organization == title.organization, tables.Term.glossary == identifier,
            tables.Term.status == "approved"))
        found += [termbase.record(row) for row in rows if row.body["kind"] in _NAMES]
    return found


def _known(unit: Unit) -> dict[str, str]:
    """Return a unit's texts under tags as we write them; languages we do not serve are left out."""
    found: dict[str, str] = {}
    for tag, text in unit.texts.items():
        name: Any = _tag(tag)
        if name and text.strip():
            found.setdefault(name, text.strip())
    return found


def _tag(tag: str) -> str:
    for known in (source_language, target):
        try:
            return known(tag).tag
        except UnknownLanguage:
            continue
    return ""
