import datetime

from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.api import resource_pb2 as _resource_pb2
from google.protobuf import duration_pb2 as _duration_pb2
from server._gen.localization.v1 import partner_pb2 as _partner_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ProblemKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PROBLEM_KIND_UNSPECIFIED: _ClassVar[ProblemKind]
    PROBLEM_KIND_TRANSLATION: _ClassVar[ProblemKind]
    PROBLEM_KIND_SPELLING: _ClassVar[ProblemKind]
    PROBLEM_KIND_TIMING: _ClassVar[ProblemKind]
    PROBLEM_KIND_SOUND: _ClassVar[ProblemKind]
    PROBLEM_KIND_DISPLAY: _ClassVar[ProblemKind]
    PROBLEM_KIND_COMPLIANCE: _ClassVar[ProblemKind]
    PROBLEM_KIND_OTHER: _ClassVar[ProblemKind]
PROBLEM_KIND_UNSPECIFIED: ProblemKind
PROBLEM_KIND_TRANSLATION: ProblemKind
PROBLEM_KIND_SPELLING: ProblemKind
PROBLEM_KIND_TIMING: ProblemKind
PROBLEM_KIND_SOUND: ProblemKind
PROBLEM_KIND_DISPLAY: ProblemKind
PROBLEM_KIND_COMPLIANCE: ProblemKind
PROBLEM_KIND_OTHER: ProblemKind

class AcknowledgePackageRequest(_message.Message):
    __slots__ = ("name", "state", "note")
    NAME_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    name: str
    state: _partner_pb2.IngestionState
    note: str
    def __init__(self, name: _Optional[str] = ..., state: _Optional[_Union[_partner_pb2.IngestionState, str]] = ..., note: _Optional[str] = ...) -> None: ...

class ListAcknowledgementsRequest(_message.Message):
    __slots__ = ("parent", "page_size", "page_token")
    PARENT_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    parent: str
    page_size: int
    page_token: str
    def __init__(self, parent: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListAcknowledgementsResponse(_message.Message):
    __slots__ = ("acknowledgements", "next_page_token")
    ACKNOWLEDGEMENTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    acknowledgements: _containers.RepeatedCompositeFieldContainer[_partner_pb2.Acknowledgement]
    next_page_token: str
    def __init__(self, acknowledgements: _Optional[_Iterable[_Union[_partner_pb2.Acknowledgement, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ReportProblemRequest(_message.Message):
    __slots__ = ("package", "language", "time", "kind", "message", "path", "request_id")
    PACKAGE_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    TIME_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    PATH_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    package: str
    language: str
    time: _duration_pb2.Duration
    kind: ProblemKind
    message: str
    path: str
    request_id: str
    def __init__(self, package: _Optional[str] = ..., language: _Optional[str] = ..., time: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ..., kind: _Optional[_Union[ProblemKind, str]] = ..., message: _Optional[str] = ..., path: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class ListFindingsRequest(_message.Message):
    __slots__ = ("parent", "show_resolved", "page_size", "page_token")
    PARENT_FIELD_NUMBER: _ClassVar[int]
    SHOW_RESOLVED_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    parent: str
    show_resolved: bool
    page_size: int
    page_token: str
    def __init__(self, parent: _Optional[str] = ..., show_resolved: _Optional[bool] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListFindingsResponse(_message.Message):
    __slots__ = ("findings", "next_page_token")
    FINDINGS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    findings: _containers.RepeatedCompositeFieldContainer[_partner_pb2.Finding]
    next_page_token: str
    def __init__(self, findings: _Optional[_Iterable[_Union[_partner_pb2.Finding, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ResolveFindingRequest(_message.Message):
    __slots__ = ("name", "resolution")
    NAME_FIELD_NUMBER: _ClassVar[int]
    RESOLUTION_FIELD_NUMBER: _ClassVar[int]
    name: str
    resolution: str
    def __init__(self, name: _Optional[str] = ..., resolution: _Optional[str] = ...) -> None: ...
