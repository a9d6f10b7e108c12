"""Voices of a title as rows: what a job may speak with, what its dubs settled, and what packages have."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from localize.errors import StorageError
from localize.model import CastEntry, Dub, Package, RegisteredVoice, Transcript
from localize.pipeline import JobSpec, StepResult, cast_entries
from localize.record import from_data, from_json
from localize.voices import VoiceRegistry
from server import names, tables
from server.backend import Backend


def registry_of(session: Session, organization: str) -> VoiceRegistry:
    """Return the registered voices of an organization."""
    rows = session.scalars(sa.select(tables.Voice).where(tables.Voice.organization == organization).order_by(
        tables.Voice.id))
    return VoiceRegistry(from_data(row.body, RegisteredVoice) for row in rows)


def with_voices(session: Session, organization: str, title: str, spec: JobSpec) -> JobSpec:
    """Return a job's spec with the registry and the title's casting as they are now: a voice may have been revoked since."""
    rows = session.scalars(sa.select(tables.CastMember).where(
        tables.CastMember.organization == organization, tables.CastMember.title == title,
        tables.CastMember.language.in_(spec.targets)).order_by(tables.CastMember.language, tables.CastMember.character))
    casting = tuple(CastEntry(row.character, row.language, row.voice.removeprefix("voices/"), row.chosen) for row in rows)
    return replace(spec, voices=registry_of(session, organization).voices, casting=casting,
                   title_name=names.join(names.TITLE, title))


class Castings:
    """Keeps the voices of titles while their episodes are made side by side.

    Args:
        backend: What services share.
    """

    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    def current(self, job: str, spec: JobSpec) -> JobSpec:
        """Return a job's spec with voices and casting as they are now."""
        with self._backend.database.read() as session:
            row = session.get_one(tables.Job, job)
            return with_voices(session, row.organization, row.title, spec)

    def settle(self, job: str, language: str, made: StepResult, transcript: StepResult) -> bool:
        """Keep the voices that a dub gave; False if another episode gave a character another voice first.

        Then the dub is to be made again, with the voice that was first: only that character's lines change.
        """
        entries = self._entries(made, transcript)
        with self._backend.database.write() as session:
            row = session.get_one(tables.Job, job)
            registry = registry_of(session, row.organization)
            agreed = True
            for entry in entries:
                key = (row.organization, row.title, language, entry.character)
                member = session.get(tables.CastMember, key)
                if member is None:
                    session.add(tables.CastMember(organization=row.organization, title=row.title, language=language,
                                                  character=entry.character, voice=entry.voice, chosen=False))
                elif registry.spoken(member.voice) != entry.voice:
                    agreed = False
            return agreed

    def replace_lost(self, job: str, language: str, made: StepResult, transcript: StepResult) -> None:
        """Keep the voices of a dub that was made again: whoever still differs had a voice that is gone."""
        entries = {entry.character: entry.voice for entry in self._entries(made, transcript)}
        with self._backend.database.write() as session:
            row = session.get_one(tables.Job, job)
            registry = registry_of(session, row.organization)
            for member in session.scalars(sa.select(tables.CastMember).where(
                    tables.CastMember.organization == row.organization, tables.CastMember.title == row.title,
                    tables.CastMember.language == language, tables.CastMember.chosen.is_(False))):
                if member.character in entries and registry.spoken(member.voice) != entries[member.character]:
                    member.voice = entries[member.character]
                    member.touch()

    def _entries(self, made: StepResult, transcript: StepResult) -> tuple[CastEntry, ...]:
        store = self._backend.store
        dub = from_json(store.path(made.key).read_bytes(), Dub)
        return cast_entries(dub, from_json(store.path(transcript.key).read_bytes(), Transcript))


def note_package(session: Session, row: tables.Package, package: Package) -> None:
    """Write which voices speak in a package, so that they can be asked for when one is revoked."""
    for voice in sorted(set(_voices(dict(package.details)))):
        session.add(tables.PackageVoice(organization=row.organization, title=row.title, master=row.master, package=row.id,
                                        voice=voice))


def _voices(details: Mapping[str, str]) -> Iterable[str]:
    try:
        told: dict[str, dict[str, dict[str, Any]]] = json.loads(details.get("voices", "{}"))
        return [member["voice"] for cast in told.values() for member in cast.values()]
    except (ValueError, AttributeError, KeyError, TypeError) as error:
        raise StorageError("a package's voices cannot be read", field="package") from error
