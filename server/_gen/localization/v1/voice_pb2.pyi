import datetime

from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.api import resource_pb2 as _resource_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from server._gen.localization.v1 import title_pb2 as _title_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class VoiceKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    VOICE_KIND_UNSPECIFIED: _ClassVar[VoiceKind]
    VOICE_KIND_PRESET: _ClassVar[VoiceKind]
    VOICE_KIND_DESIGNED: _ClassVar[VoiceKind]
    VOICE_KIND_CLONED: _ClassVar[VoiceKind]
VOICE_KIND_UNSPECIFIED: VoiceKind
VOICE_KIND_PRESET: VoiceKind
VOICE_KIND_DESIGNED: VoiceKind
VOICE_KIND_CLONED: VoiceKind

class Voice(_message.Message):
    __slots__ = ("name", "display_name", "kind", "speaks", "owner", "source_actor", "consent", "scope", "engine", "weights", "licence", "gender", "pitch_hz", "revoke_reason", "revoke_time", "etag", "create_time", "update_time")
    NAME_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    SPEAKS_FIELD_NUMBER: _ClassVar[int]
    OWNER_FIELD_NUMBER: _ClassVar[int]
    SOURCE_ACTOR_FIELD_NUMBER: _ClassVar[int]
    CONSENT_FIELD_NUMBER: _ClassVar[int]
    SCOPE_FIELD_NUMBER: _ClassVar[int]
    ENGINE_FIELD_NUMBER: _ClassVar[int]
    WEIGHTS_FIELD_NUMBER: _ClassVar[int]
    LICENCE_FIELD_NUMBER: _ClassVar[int]
    GENDER_FIELD_NUMBER: _ClassVar[int]
    PITCH_HZ_FIELD_NUMBER: _ClassVar[int]
    REVOKE_REASON_FIELD_NUMBER: _ClassVar[int]
    REVOKE_TIME_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    display_name: str
    kind: VoiceKind
    speaks: str
    owner: str
    source_actor: bool
    consent: Consent
    scope: VoiceScope
    engine: str
    weights: str
    licence: str
    gender: _title_pb2.Gender
    pitch_hz: float
    revoke_reason: str
    revoke_time: _timestamp_pb2.Timestamp
    etag: str
    create_time: _timestamp_pb2.Timestamp
    update_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., display_name: _Optional[str] = ..., kind: _Optional[_Union[VoiceKind, str]] = ..., speaks: _Optional[str] = ..., owner: _Optional[str] = ..., source_actor: _Optional[bool] = ..., consent: _Optional[_Union[Consent, _Mapping]] = ..., scope: _Optional[_Union[VoiceScope, _Mapping]] = ..., engine: _Optional[str] = ..., weights: _Optional[str] = ..., licence: _Optional[str] = ..., gender: _Optional[_Union[_title_pb2.Gender, str]] = ..., pitch_hz: _Optional[float] = ..., revoke_reason: _Optional[str] = ..., revoke_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., etag: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class Consent(_message.Message):
    __slots__ = ("person", "document_sha256", "given_date")
    PERSON_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_SHA256_FIELD_NUMBER: _ClassVar[int]
    GIVEN_DATE_FIELD_NUMBER: _ClassVar[int]
    person: str
    document_sha256: str
    given_date: str
    def __init__(self, person: _Optional[str] = ..., document_sha256: _Optional[str] = ..., given_date: _Optional[str] = ...) -> None: ...

class VoiceScope(_message.Message):
    __slots__ = ("titles", "languages", "territories", "begin_date", "end_date")
    TITLES_FIELD_NUMBER: _ClassVar[int]
    LANGUAGES_FIELD_NUMBER: _ClassVar[int]
    TERRITORIES_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    titles: _containers.RepeatedScalarFieldContainer[str]
    languages: _containers.RepeatedScalarFieldContainer[str]
    territories: _containers.RepeatedScalarFieldContainer[str]
    begin_date: str
    end_date: str
    def __init__(self, titles: _Optional[_Iterable[str]] = ..., languages: _Optional[_Iterable[str]] = ..., territories: _Optional[_Iterable[str]] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ...) -> None: ...

class CastMember(_message.Message):
    __slots__ = ("title", "language", "character", "voice", "chosen", "etag", "update_time")
    TITLE_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    CHARACTER_FIELD_NUMBER: _ClassVar[int]
    VOICE_FIELD_NUMBER: _ClassVar[int]
    CHOSEN_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    title: str
    language: str
    character: str
    voice: str
    chosen: bool
    etag: str
    update_time: _timestamp_pb2.Timestamp
    def __init__(self, title: _Optional[str] = ..., language: _Optional[str] = ..., character: _Optional[str] = ..., voice: _Optional[str] = ..., chosen: _Optional[bool] = ..., etag: _Optional[str] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
