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

class DifferenceKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DIFFERENCE_KIND_UNSPECIFIED: _ClassVar[DifferenceKind]
    DIFFERENCE_KIND_SAME: _ClassVar[DifferenceKind]
    DIFFERENCE_KIND_ADDED: _ClassVar[DifferenceKind]
    DIFFERENCE_KIND_REMOVED: _ClassVar[DifferenceKind]
    DIFFERENCE_KIND_REPLACED: _ClassVar[DifferenceKind]
DIFFERENCE_KIND_UNSPECIFIED: DifferenceKind
DIFFERENCE_KIND_SAME: DifferenceKind
DIFFERENCE_KIND_ADDED: DifferenceKind
DIFFERENCE_KIND_REMOVED: DifferenceKind
DIFFERENCE_KIND_REPLACED: DifferenceKind

class MemoryUnit(_message.Message):
    __slots__ = ("name", "title", "source_language", "source", "texts", "cues", "note", "create_time", "update_time")
    class TextsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    class CuesEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    NAME_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    SOURCE_LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    TEXTS_FIELD_NUMBER: _ClassVar[int]
    CUES_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    title: str
    source_language: str
    source: str
    texts: _containers.ScalarMap[str, str]
    cues: _containers.ScalarMap[str, str]
    note: str
    create_time: _timestamp_pb2.Timestamp
    update_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., title: _Optional[str] = ..., source_language: _Optional[str] = ..., source: _Optional[str] = ..., texts: _Optional[_Mapping[str, str]] = ..., cues: _Optional[_Mapping[str, str]] = ..., note: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class MemoryMatch(_message.Message):
    __slots__ = ("memory_unit", "source", "text", "similarity", "differences", "note")
    MEMORY_UNIT_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    SIMILARITY_FIELD_NUMBER: _ClassVar[int]
    DIFFERENCES_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    memory_unit: str
    source: str
    text: str
    similarity: float
    differences: _containers.RepeatedCompositeFieldContainer[Difference]
    note: str
    def __init__(self, memory_unit: _Optional[str] = ..., source: _Optional[str] = ..., text: _Optional[str] = ..., similarity: _Optional[float] = ..., differences: _Optional[_Iterable[_Union[Difference, _Mapping]]] = ..., note: _Optional[str] = ...) -> None: ...

class Difference(_message.Message):
    __slots__ = ("kind", "unit_text", "line_text")
    KIND_FIELD_NUMBER: _ClassVar[int]
    UNIT_TEXT_FIELD_NUMBER: _ClassVar[int]
    LINE_TEXT_FIELD_NUMBER: _ClassVar[int]
    kind: DifferenceKind
    unit_text: str
    line_text: str
    def __init__(self, kind: _Optional[_Union[DifferenceKind, str]] = ..., unit_text: _Optional[str] = ..., line_text: _Optional[str] = ...) -> None: ...
