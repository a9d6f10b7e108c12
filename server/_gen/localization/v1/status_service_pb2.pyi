import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class GetStatusRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class GetStatusResponse(_message.Message):
    __slots__ = ("version", "start_time", "organization", "role", "source_languages", "target_languages", "active_operation_count", "last_sequence")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    ORGANIZATION_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    SOURCE_LANGUAGES_FIELD_NUMBER: _ClassVar[int]
    TARGET_LANGUAGES_FIELD_NUMBER: _ClassVar[int]
    ACTIVE_OPERATION_COUNT_FIELD_NUMBER: _ClassVar[int]
    LAST_SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    version: str
    start_time: _timestamp_pb2.Timestamp
    organization: str
    role: str
    source_languages: _containers.RepeatedCompositeFieldContainer[SupportedLanguage]
    target_languages: _containers.RepeatedCompositeFieldContainer[SupportedLanguage]
    active_operation_count: int
    last_sequence: int
    def __init__(self, version: _Optional[str] = ..., start_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., organization: _Optional[str] = ..., role: _Optional[str] = ..., source_languages: _Optional[_Iterable[_Union[SupportedLanguage, _Mapping]]] = ..., target_languages: _Optional[_Iterable[_Union[SupportedLanguage, _Mapping]]] = ..., active_operation_count: _Optional[int] = ..., last_sequence: _Optional[int] = ...) -> None: ...

class SupportedLanguage(_message.Message):
    __slots__ = ("language", "display_name", "base", "voicing")
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    BASE_FIELD_NUMBER: _ClassVar[int]
    VOICING_FIELD_NUMBER: _ClassVar[int]
    language: str
    display_name: str
    base: str
    voicing: str
    def __init__(self, language: _Optional[str] = ..., display_name: _Optional[str] = ..., base: _Optional[str] = ..., voicing: _Optional[str] = ...) -> None: ...
