"""VoiceService."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from localize.errors import InvalidInput, NotAllowed
from localize.model import RegisteredVoice, VoiceKind
from localize.record import to_data
from localize.voices import VoiceUse, refusal
from server import convert, names, paging, tables, voice_messages
from server._gen.localization.v1 import voice_pb2, voice_service_pb2, voice_service_pb2_grpc
from server.backend import Backend, found, get_title
from server.castings import registry_of
from server.gate import Call
from server.refusals import AlreadyExists
from server.repeatable import change

_CHANGEABLE: Final = ("display_name", "kind", "speaks", "owner", "source_actor", "consent", "scope", "engine", "weights",
                      "licence", "gender", "pitch_hz")
_LONGEST: Final = 255


class VoiceService(voice_service_pb2_grpc.VoiceServiceServicer):
    """The registry of voices, and who speaks with which.

    Args:
        backend: What services share.
    """

    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    def CreateVoice(self, request: voice_service_pb2.CreateVoiceRequest, call: Call) -> voice_pb2.Voice:
        """Register a voice."""
        return change(self._backend.database, call, request, voice_pb2.Voice,
                      lambda session: self._create(session, call, request))

    def GetVoice(self, request: voice_service_pb2.GetVoiceRequest, call: Call) -> voice_pb2.Voice:
        """Return a voice."""
        with self._backend.database.read() as session:
            return voice_messages.message(_row(session, call, request.name))

    def ListVoices(self, request: voice_service_pb2.ListVoicesRequest, call: Call) -> voice_service_pb2.ListVoicesResponse:
        """List the voices of the caller's organization."""
        query = sa.select(tables.Voice).where(tables.Voice.organization == call.organization)
        with self._backend.database.read() as session:
            rows, token = paging.page(session, query, [tables.Voice.id], size=request.page_size, token=request.page_token)
        return voice_service_pb2.ListVoicesResponse(voices=[voice_messages.message(row) for row in rows],
                                                    next_page_token=token)

    def UpdateVoice(self, request: voice_service_pb2.UpdateVoiceRequest, call: Call) -> voice_pb2.Voice:
        """Change a voice."""
        return change(self._backend.database, call, request, voice_pb2.Voice,
                      lambda session: self._update(session, call, request))

    def RevokeVoice(self, request: voice_service_pb2.RevokeVoiceRequest, call: Call) -> voice_pb2.Voice:
        """End the use of a voice."""
        return change(self._backend.database, call, request, voice_pb2.Voice,
                      lambda session: self._revoke(session, call, request))

    def ListVoicePackages(self, request: voice_service_pb2.ListVoicePackagesRequest, call: Call,
                          ) -> voice_service_pb2.ListVoicePackagesResponse:
        """List the packages in which a voice speaks."""
        table = tables.PackageVoice
        with self._backend.database.read() as session:
            voice = _row(session, call, request.parent, "parent")
            # Ids follow time.
            rows, token = paging.page(
                session, sa.select(table).where(table.organization == call.organization, table.voice == voice.speaks),
                [table.package, table.title, table.master], size=request.page_size, token=request.page_token)
        return voice_service_pb2.ListVoicePackagesResponse(
            packages=[names.join(names.PACKAGE, row.title, row.master, row.package) for row in rows], next_page_token=token)

    def ListCasting(self, request: voice_service_pb2.ListCastingRequest, call: Call) -> voice_service_pb2.ListCastingResponse:
        """List who speaks with which voice in a title."""
        table = tables.CastMember
        with self._backend.database.read() as session:
            title = get_title(session, call, request.parent, "parent")
            query = sa.select(table).where(table.organization == call.organization, table.title == title.id)
            if request.language:
                query = query.where(table.language == convert.target_tag(request.language, "language"))
            rows, token = paging.page(session, query, [table.language, table.character], size=request.page_size,
                                      token=request.page_token)
        return voice_service_pb2.ListCastingResponse(members=[voice_messages.member(row) for row in rows],
                                                     next_page_token=token)

    def SetCasting(self, request: voice_service_pb2.SetCastingRequest, call: Call) -> voice_pb2.CastMember:
        """Choose a character's voice in one language."""
        return change(self._backend.database, call, request, voice_pb2.CastMember,
                      lambda session: self._cast(session, call, request))

    def _create(self, session: Session, call: Call, request: voice_service_pb2.CreateVoiceRequest) -> voice_pb2.Voice:
        identifier = names.chosen_id(request.voice_id, "voice")
        if session.get(tables.Voice, (call.organization, identifier)):
            raise AlreadyExists(f"there is a voice {identifier!r} already", field="voice_id")
        made = voice_messages.read(request.voice, identifier)
        row = tables.Voice(organization=call.organization, id=identifier, speaks=made.speaks, body={})
        return self._keep(session, call, row, made)

    def _update(self, session: Session, call: Call, request: voice_service_pb2.UpdateVoiceRequest) -> voice_pb2.Voice:
        row = _row(session, call, request.voice.name, "voice.name")
        convert.check_etag(row, request.voice.etag)
        old, merged = voice_messages.record(row), voice_messages.message(row)
        for field in convert.masked(request.voice, request.update_mask, _CHANGEABLE):
            merged.ClearField(field)
            if field in {"consent", "scope"}:
                getattr(merged, field).CopyFrom(getattr(request.voice, field))
            else:
                setattr(merged, field, getattr(request.voice, field))
        made = replace(voice_messages.read(merged, row.id), revoked=old.revoked, revoked_on=old.revoked_on)
        row.touch()
        return self._keep(session, call, row, made)

    def _keep(self, session: Session, call: Call, row: tables.Voice, made: RegisteredVoice) -> voice_pb2.Voice:
        if made.kind is VoiceKind.CLONED and not (made.consent.document and made.consent.person):
            raise NotAllowed("a cloned voice needs the consent of the person, with its evidence",
                             field="voice.consent", hint="consent.person, and consent.document_sha256 of the signed document")
        for number, title in enumerate(made.scope.titles):
            get_title(session, call, title, f"voice.scope.titles[{number}]")
        other = session.scalar(sa.select(tables.Voice).where(
            tables.Voice.organization == call.organization, tables.Voice.speaks == made.speaks, tables.Voice.id != row.id))
        if other is not None:
            raise AlreadyExists(f"voices/{other.id} speaks with {made.speaks!r} already", field="voice.speaks")
        row.speaks, row.body = made.speaks, to_data(made)
        session.add(row)
        session.flush()
        return voice_messages.message(row)

    def _revoke(self, session: Session, call: Call, request: voice_service_pb2.RevokeVoiceRequest) -> voice_pb2.Voice:
        row = _row(session, call, request.name)
        if not request.reason.strip():
            raise InvalidInput("say why the voice is revoked", field="reason")
        own = voice_messages.record(row)
        if not own.revoked:  # the first word stands
            row.body = to_data(replace(own, revoked=request.reason.strip(), revoked_on=self._backend.clock().date()))
            row.touch()
            session.flush()
        return voice_messages.message(row)

    def _cast(self, session: Session, call: Call, request: voice_service_pb2.SetCastingRequest) -> voice_pb2.CastMember:
        wanted = request.member
        title = get_title(session, call, wanted.title, "member.title")
        language, character = convert.target_tag(wanted.language, "member.language"), wanted.character.strip()
        if not 0 < len(character) <= _LONGEST:
            raise InvalidInput("a cast member has a name", field="member.character", hint=f"1 to {_LONGEST} characters")
        key = (call.organization, title.id, language, character)
        row = session.get(tables.CastMember, key)
        if row is not None:
            convert.check_etag(row, wanted.etag)
        if not wanted.voice:
            if row is not None:
                session.delete(row)
                session.flush()
            return voice_pb2.CastMember(title=wanted.title, language=language, character=character)
        self._permit(session, call, title, language, wanted.voice)
        if row is None:
            row = tables.CastMember(organization=call.organization, title=title.id, language=language, character=character,
                                    voice="", revision=0)
            session.add(row)
        row.voice, row.chosen = wanted.voice, True
        row.revision = row.revision or 0
        row.touch()
        session.flush()
        return voice_messages.member(row)

    def _permit(self, session: Session, call: Call, title: tables.Title, language: str, voice: str) -> None:
        """Refuse a voice that is not there, or whose owner has not agreed; territories are known when a job is asked for."""
        entry = registry_of(session, call.organization).find(voice)
        if entry is None:
            if voice.startswith("voices/"):
                found(None, voice, "member.voice")
            return
        use = VoiceUse((title.display_name, names.join(names.TITLE, title.id)), language, entry.scope.territories,
                       self._backend.clock().date())
        if reason := refusal(entry, use):
            raise NotAllowed(f"{names.join(names.VOICE, entry.id)} may not speak {language} here: {reason}",
                             field="member.voice")


def _row(session: Session, call: Call, name: str, field: str = "name") -> tables.Voice:
    parts = names.parse(name, names.VOICE, field=field)
    return found(session.get(tables.Voice, (call.organization, *parts)), name, field)
