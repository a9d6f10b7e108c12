"""Voices and casting as messages, and back; what is wrong in a request is named by its field."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Final

from localize.errors import InvalidInput, LocalizeError
from localize.model import Consent, Gender, RegisteredVoice, VoiceKind, VoiceScope
from localize.record import from_data
from server import convert, names, tables
from server._gen.localization.v1 import voice_pb2
from server.choices import GENDERS, number_of

_KINDS: Final = {voice_pb2.VOICE_KIND_PRESET: VoiceKind.PRESET, voice_pb2.VOICE_KIND_DESIGNED: VoiceKind.DESIGNED,
                 voice_pb2.VOICE_KIND_CLONED: VoiceKind.CLONED}
_KIND_NUMBERS: Final = {kind: number for number, kind in _KINDS.items()}


def record(row: tables.Voice) -> RegisteredVoice:
    """Return a row's voice."""
    return from_data(row.body, RegisteredVoice)


def message(row: tables.Voice) -> voice_pb2.Voice:
    """Return a voice's message."""
    own = record(row)
    revoked = datetime.combine(own.revoked_on, time(), UTC) if own.revoked_on else None
    return voice_pb2.Voice(
        name=names.join(names.VOICE, row.id), display_name=own.display_name, kind=_KIND_NUMBERS[own.kind],
        speaks=own.speaks, owner=own.owner, source_actor=own.source_actor, engine=own.engine, weights=own.weights,
        licence=own.licence, gender=number_of(GENDERS, own.gender, "gender"), pitch_hz=own.pitch, revoke_reason=own.revoked,
        revoke_time=convert.stamp(revoked), etag=convert.etag(row), create_time=convert.stamp(row.create_time),
        update_time=convert.stamp(row.update_time),
        consent=voice_pb2.Consent(person=own.consent.person, document_sha256=own.consent.document,
                                  given_date=_text(own.consent.given)),
        scope=voice_pb2.VoiceScope(titles=own.scope.titles, languages=own.scope.languages,
                                   territories=own.scope.territories, begin_date=_text(own.scope.begins),
                                   end_date=_text(own.scope.ends)))


def read(voice: voice_pb2.Voice, identifier: str) -> RegisteredVoice:
    """Return the engine's record of a message.

    Raises:
        InvalidInput: If a field is wrong; names it.
        UnknownLanguage: If a language is none of ours.
    """
    if voice.kind not in _KINDS:
        raise InvalidInput("a voice is preset, designed or cloned", field="voice.kind")
    scope, consent = voice.scope, voice.consent
    try:
        return RegisteredVoice(
            identifier, voice.speaks.strip(), _KINDS[voice.kind], voice.display_name, voice.owner, voice.source_actor,
            Consent(consent.person.strip(), consent.document_sha256, _day(consent.given_date, "consent.given_date")),
            VoiceScope(tuple(scope.titles), tuple(convert.target_tag(tag, "voice.scope.languages") for tag in scope.languages),
                       tuple(scope.territories), _day(scope.begin_date, "scope.begin_date"),
                       _day(scope.end_date, "scope.end_date")),
            engine=voice.engine, weights=voice.weights, licence=voice.licence, gender=GENDERS.get(voice.gender, Gender.UNKNOWN),
            pitch=voice.pitch_hz)
    except LocalizeError as error:
        if not error.field.startswith("voice."):
            error.field = f"voice.{_FIELDS.get(error.field, error.field)}"
        raise


def member(row: tables.CastMember) -> voice_pb2.CastMember:
    """Return a cast member's message."""
    return voice_pb2.CastMember(title=names.join(names.TITLE, row.title), language=row.language, character=row.character,
                                voice=row.voice, chosen=row.chosen, etag=convert.etag(row),
                                update_time=convert.stamp(row.update_time))


_FIELDS: Final = {"consent.document": "consent.document_sha256", "scope.ends": "scope.end_date"}


def _text(day: date | None) -> str:
    return day.isoformat() if day else ""


def _day(text: str, field: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput(f"{text!r} is no day", field=field, hint="YYYY-MM-DD") from error
