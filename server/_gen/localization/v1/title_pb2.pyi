import datetime

from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.api import resource_pb2 as _resource_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class TitleKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TITLE_KIND_UNSPECIFIED: _ClassVar[TitleKind]
    TITLE_KIND_FILM: _ClassVar[TitleKind]
    TITLE_KIND_SERIES: _ClassVar[TitleKind]
    TITLE_KIND_MICRO_DRAMA: _ClassVar[TitleKind]

class Formality(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    FORMALITY_UNSPECIFIED: _ClassVar[Formality]
    FORMALITY_INTIMATE: _ClassVar[Formality]
    FORMALITY_POLITE: _ClassVar[Formality]
    FORMALITY_HONORIFIC: _ClassVar[Formality]

class Gender(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    GENDER_UNSPECIFIED: _ClassVar[Gender]
    GENDER_FEMALE: _ClassVar[Gender]
    GENDER_MALE: _ClassVar[Gender]
TITLE_KIND_UNSPECIFIED: TitleKind
TITLE_KIND_FILM: TitleKind
TITLE_KIND_SERIES: TitleKind
TITLE_KIND_MICRO_DRAMA: TitleKind
FORMALITY_UNSPECIFIED: Formality
FORMALITY_INTIMATE: Formality
FORMALITY_POLITE: Formality
FORMALITY_HONORIFIC: Formality
GENDER_UNSPECIFIED: Gender
GENDER_FEMALE: Gender
GENDER_MALE: Gender

class Title(_message.Message):
    __slots__ = ("name", "display_name", "kind", "source_language", "characters", "glossary", "note", "etag", "create_time", "update_time")
    NAME_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    SOURCE_LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    CHARACTERS_FIELD_NUMBER: _ClassVar[int]
    GLOSSARY_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    display_name: str
    kind: TitleKind
    source_language: str
    characters: _containers.RepeatedCompositeFieldContainer[Character]
    glossary: str
    note: str
    etag: str
    create_time: _timestamp_pb2.Timestamp
    update_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., display_name: _Optional[str] = ..., kind: _Optional[_Union[TitleKind, str]] = ..., source_language: _Optional[str] = ..., characters: _Optional[_Iterable[_Union[Character, _Mapping]]] = ..., glossary: _Optional[str] = ..., note: _Optional[str] = ..., etag: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class Character(_message.Message):
    __slots__ = ("name", "aliases", "gender", "renderings", "voice", "addresses")
    class RenderingsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    NAME_FIELD_NUMBER: _ClassVar[int]
    ALIASES_FIELD_NUMBER: _ClassVar[int]
    GENDER_FIELD_NUMBER: _ClassVar[int]
    RENDERINGS_FIELD_NUMBER: _ClassVar[int]
    VOICE_FIELD_NUMBER: _ClassVar[int]
    ADDRESSES_FIELD_NUMBER: _ClassVar[int]
    name: str
    aliases: _containers.RepeatedScalarFieldContainer[str]
    gender: Gender
    renderings: _containers.ScalarMap[str, str]
    voice: str
    addresses: _containers.RepeatedCompositeFieldContainer[Address]
    def __init__(self, name: _Optional[str] = ..., aliases: _Optional[_Iterable[str]] = ..., gender: _Optional[_Union[Gender, str]] = ..., renderings: _Optional[_Mapping[str, str]] = ..., voice: _Optional[str] = ..., addresses: _Optional[_Iterable[_Union[Address, _Mapping]]] = ...) -> None: ...

class Address(_message.Message):
    __slots__ = ("addressee", "sources", "renderings", "formality", "kinship")
    class RenderingsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    ADDRESSEE_FIELD_NUMBER: _ClassVar[int]
    SOURCES_FIELD_NUMBER: _ClassVar[int]
    RENDERINGS_FIELD_NUMBER: _ClassVar[int]
    FORMALITY_FIELD_NUMBER: _ClassVar[int]
    KINSHIP_FIELD_NUMBER: _ClassVar[int]
    addressee: str
    sources: _containers.RepeatedScalarFieldContainer[str]
    renderings: _containers.ScalarMap[str, str]
    formality: Formality
    kinship: str
    def __init__(self, addressee: _Optional[str] = ..., sources: _Optional[_Iterable[str]] = ..., renderings: _Optional[_Mapping[str, str]] = ..., formality: _Optional[_Union[Formality, str]] = ..., kinship: _Optional[str] = ...) -> None: ...
