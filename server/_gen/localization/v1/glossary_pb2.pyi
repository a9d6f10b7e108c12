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

class TermKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TERM_KIND_UNSPECIFIED: _ClassVar[TermKind]
    TERM_KIND_TERM: _ClassVar[TermKind]
    TERM_KIND_CHARACTER: _ClassVar[TermKind]
    TERM_KIND_ADDRESS: _ClassVar[TermKind]
    TERM_KIND_PLACE: _ClassVar[TermKind]
    TERM_KIND_CULTURE: _ClassVar[TermKind]
    TERM_KIND_TITLE: _ClassVar[TermKind]

class TermMode(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TERM_MODE_UNSPECIFIED: _ClassVar[TermMode]
    TERM_MODE_MUST: _ClassVar[TermMode]
    TERM_MODE_PREFER: _ClassVar[TermMode]
    TERM_MODE_KEEP: _ClassVar[TermMode]

class TermStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TERM_STATUS_UNSPECIFIED: _ClassVar[TermStatus]
    TERM_STATUS_PROPOSED: _ClassVar[TermStatus]
    TERM_STATUS_APPROVED: _ClassVar[TermStatus]
    TERM_STATUS_RETIRED: _ClassVar[TermStatus]
TERM_KIND_UNSPECIFIED: TermKind
TERM_KIND_TERM: TermKind
TERM_KIND_CHARACTER: TermKind
TERM_KIND_ADDRESS: TermKind
TERM_KIND_PLACE: TermKind
TERM_KIND_CULTURE: TermKind
TERM_KIND_TITLE: TermKind
TERM_MODE_UNSPECIFIED: TermMode
TERM_MODE_MUST: TermMode
TERM_MODE_PREFER: TermMode
TERM_MODE_KEEP: TermMode
TERM_STATUS_UNSPECIFIED: TermStatus
TERM_STATUS_PROPOSED: TermStatus
TERM_STATUS_APPROVED: TermStatus
TERM_STATUS_RETIRED: TermStatus

class Glossary(_message.Message):
    __slots__ = ("name", "display_name", "source_language", "note", "term_count", "revision", "etag", "create_time", "update_time")
    NAME_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    SOURCE_LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    TERM_COUNT_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    display_name: str
    source_language: str
    note: str
    term_count: int
    revision: int
    etag: str
    create_time: _timestamp_pb2.Timestamp
    update_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., display_name: _Optional[str] = ..., source_language: _Optional[str] = ..., note: _Optional[str] = ..., term_count: _Optional[int] = ..., revision: _Optional[int] = ..., etag: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class Term(_message.Message):
    __slots__ = ("name", "sources", "renderings", "kind", "mode", "case_sensitive", "guard", "priority", "status", "note", "revision", "etag", "create_time", "update_time", "inflects", "scope", "author", "gender")
    class RenderingsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: Rendering
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[Rendering, _Mapping]] = ...) -> None: ...
    NAME_FIELD_NUMBER: _ClassVar[int]
    SOURCES_FIELD_NUMBER: _ClassVar[int]
    RENDERINGS_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    MODE_FIELD_NUMBER: _ClassVar[int]
    CASE_SENSITIVE_FIELD_NUMBER: _ClassVar[int]
    GUARD_FIELD_NUMBER: _ClassVar[int]
    PRIORITY_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    INFLECTS_FIELD_NUMBER: _ClassVar[int]
    SCOPE_FIELD_NUMBER: _ClassVar[int]
    AUTHOR_FIELD_NUMBER: _ClassVar[int]
    GENDER_FIELD_NUMBER: _ClassVar[int]
    name: str
    sources: _containers.RepeatedScalarFieldContainer[str]
    renderings: _containers.MessageMap[str, Rendering]
    kind: TermKind
    mode: TermMode
    case_sensitive: bool
    guard: str
    priority: int
    status: TermStatus
    note: str
    revision: int
    etag: str
    create_time: _timestamp_pb2.Timestamp
    update_time: _timestamp_pb2.Timestamp
    inflects: bool
    scope: TermScope
    author: str
    gender: _title_pb2.Gender
    def __init__(self, name: _Optional[str] = ..., sources: _Optional[_Iterable[str]] = ..., renderings: _Optional[_Mapping[str, Rendering]] = ..., kind: _Optional[_Union[TermKind, str]] = ..., mode: _Optional[_Union[TermMode, str]] = ..., case_sensitive: _Optional[bool] = ..., guard: _Optional[str] = ..., priority: _Optional[int] = ..., status: _Optional[_Union[TermStatus, str]] = ..., note: _Optional[str] = ..., revision: _Optional[int] = ..., etag: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., inflects: _Optional[bool] = ..., scope: _Optional[_Union[TermScope, _Mapping]] = ..., author: _Optional[str] = ..., gender: _Optional[_Union[_title_pb2.Gender, str]] = ...) -> None: ...

class TermScope(_message.Message):
    __slots__ = ("title", "episodes", "speaker", "addressee")
    TITLE_FIELD_NUMBER: _ClassVar[int]
    EPISODES_FIELD_NUMBER: _ClassVar[int]
    SPEAKER_FIELD_NUMBER: _ClassVar[int]
    ADDRESSEE_FIELD_NUMBER: _ClassVar[int]
    title: str
    episodes: str
    speaker: str
    addressee: str
    def __init__(self, title: _Optional[str] = ..., episodes: _Optional[str] = ..., speaker: _Optional[str] = ..., addressee: _Optional[str] = ...) -> None: ...

class Rendering(_message.Message):
    __slots__ = ("preferred", "allowed", "forbidden")
    PREFERRED_FIELD_NUMBER: _ClassVar[int]
    ALLOWED_FIELD_NUMBER: _ClassVar[int]
    FORBIDDEN_FIELD_NUMBER: _ClassVar[int]
    preferred: str
    allowed: _containers.RepeatedScalarFieldContainer[str]
    forbidden: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, preferred: _Optional[str] = ..., allowed: _Optional[_Iterable[str]] = ..., forbidden: _Optional[_Iterable[str]] = ...) -> None: ...
