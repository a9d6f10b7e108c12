from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.api import resource_pb2 as _resource_pb2
from server._gen.localization.v1 import localization_pb2 as _localization_pb2
from server._gen.localization.v1 import memory_pb2 as _memory_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ApproveCuesRequest(_message.Message):
    __slots__ = ("cues", "request_id", "validate_only")
    CUES_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    VALIDATE_ONLY_FIELD_NUMBER: _ClassVar[int]
    cues: _containers.RepeatedCompositeFieldContainer[_localization_pb2.Cue]
    request_id: str
    validate_only: bool
    def __init__(self, cues: _Optional[_Iterable[_Union[_localization_pb2.Cue, _Mapping]]] = ..., request_id: _Optional[str] = ..., validate_only: _Optional[bool] = ...) -> None: ...

class ApproveCuesResponse(_message.Message):
    __slots__ = ("cues",)
    CUES_FIELD_NUMBER: _ClassVar[int]
    cues: _containers.RepeatedCompositeFieldContainer[_localization_pb2.Cue]
    def __init__(self, cues: _Optional[_Iterable[_Union[_localization_pb2.Cue, _Mapping]]] = ...) -> None: ...

class SuggestTranslationsRequest(_message.Message):
    __slots__ = ("cue", "maximum_count", "minimum_similarity")
    CUE_FIELD_NUMBER: _ClassVar[int]
    MAXIMUM_COUNT_FIELD_NUMBER: _ClassVar[int]
    MINIMUM_SIMILARITY_FIELD_NUMBER: _ClassVar[int]
    cue: str
    maximum_count: int
    minimum_similarity: float
    def __init__(self, cue: _Optional[str] = ..., maximum_count: _Optional[int] = ..., minimum_similarity: _Optional[float] = ...) -> None: ...

class SuggestTranslationsResponse(_message.Message):
    __slots__ = ("matches",)
    MATCHES_FIELD_NUMBER: _ClassVar[int]
    matches: _containers.RepeatedCompositeFieldContainer[_memory_pb2.MemoryMatch]
    def __init__(self, matches: _Optional[_Iterable[_Union[_memory_pb2.MemoryMatch, _Mapping]]] = ...) -> None: ...

class ListMemoryUnitsRequest(_message.Message):
    __slots__ = ("title", "page_size", "page_token")
    TITLE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    title: str
    page_size: int
    page_token: str
    def __init__(self, title: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListMemoryUnitsResponse(_message.Message):
    __slots__ = ("memory_units", "next_page_token")
    MEMORY_UNITS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    memory_units: _containers.RepeatedCompositeFieldContainer[_memory_pb2.MemoryUnit]
    next_page_token: str
    def __init__(self, memory_units: _Optional[_Iterable[_Union[_memory_pb2.MemoryUnit, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class RemoveMemoryUnitRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ImportMemoryRequest(_message.Message):
    __slots__ = ("title", "content", "filename", "request_id", "validate_only")
    TITLE_FIELD_NUMBER: _ClassVar[int]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    FILENAME_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    VALIDATE_ONLY_FIELD_NUMBER: _ClassVar[int]
    title: str
    content: bytes
    filename: str
    request_id: str
    validate_only: bool
    def __init__(self, title: _Optional[str] = ..., content: _Optional[bytes] = ..., filename: _Optional[str] = ..., request_id: _Optional[str] = ..., validate_only: _Optional[bool] = ...) -> None: ...

class ImportMemoryResponse(_message.Message):
    __slots__ = ("created_count", "updated_count", "unchanged_count", "left_out")
    CREATED_COUNT_FIELD_NUMBER: _ClassVar[int]
    UPDATED_COUNT_FIELD_NUMBER: _ClassVar[int]
    UNCHANGED_COUNT_FIELD_NUMBER: _ClassVar[int]
    LEFT_OUT_FIELD_NUMBER: _ClassVar[int]
    created_count: int
    updated_count: int
    unchanged_count: int
    left_out: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, created_count: _Optional[int] = ..., updated_count: _Optional[int] = ..., unchanged_count: _Optional[int] = ..., left_out: _Optional[_Iterable[str]] = ...) -> None: ...

class ExportMemoryRequest(_message.Message):
    __slots__ = ("title",)
    TITLE_FIELD_NUMBER: _ClassVar[int]
    title: str
    def __init__(self, title: _Optional[str] = ...) -> None: ...

class ExportMemoryResponse(_message.Message):
    __slots__ = ("data",)
    DATA_FIELD_NUMBER: _ClassVar[int]
    data: bytes
    def __init__(self, data: _Optional[bytes] = ...) -> None: ...
