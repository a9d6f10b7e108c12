import datetime

from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.api import resource_pb2 as _resource_pb2
from google.longrunning import operations_pb2 as _operations_pb2
from google.protobuf import duration_pb2 as _duration_pb2
from server._gen.localization.v1 import correction_pb2 as _correction_pb2
from server._gen.localization.v1 import glossary_pb2 as _glossary_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class PreviewGlossaryChangeRequest(_message.Message):
    __slots__ = ("glossary", "change", "etag", "sample_size", "cue_limit")
    GLOSSARY_FIELD_NUMBER: _ClassVar[int]
    CHANGE_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    SAMPLE_SIZE_FIELD_NUMBER: _ClassVar[int]
    CUE_LIMIT_FIELD_NUMBER: _ClassVar[int]
    glossary: str
    change: _correction_pb2.GlossaryChange
    etag: str
    sample_size: int
    cue_limit: int
    def __init__(self, glossary: _Optional[str] = ..., change: _Optional[_Union[_correction_pb2.GlossaryChange, _Mapping]] = ..., etag: _Optional[str] = ..., sample_size: _Optional[int] = ..., cue_limit: _Optional[int] = ...) -> None: ...

class PreviewGlossaryChangeResponse(_message.Message):
    __slots__ = ("cue_count", "total_cue_count", "locked_cue_count", "term_count", "localizations", "sample", "estimated_duration", "etag", "busy_operations")
    CUE_COUNT_FIELD_NUMBER: _ClassVar[int]
    TOTAL_CUE_COUNT_FIELD_NUMBER: _ClassVar[int]
    LOCKED_CUE_COUNT_FIELD_NUMBER: _ClassVar[int]
    TERM_COUNT_FIELD_NUMBER: _ClassVar[int]
    LOCALIZATIONS_FIELD_NUMBER: _ClassVar[int]
    SAMPLE_FIELD_NUMBER: _ClassVar[int]
    ESTIMATED_DURATION_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    BUSY_OPERATIONS_FIELD_NUMBER: _ClassVar[int]
    cue_count: int
    total_cue_count: int
    locked_cue_count: int
    term_count: int
    localizations: _containers.RepeatedCompositeFieldContainer[_correction_pb2.AffectedLocalization]
    sample: _containers.RepeatedCompositeFieldContainer[_correction_pb2.CueDifference]
    estimated_duration: _duration_pb2.Duration
    etag: str
    busy_operations: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, cue_count: _Optional[int] = ..., total_cue_count: _Optional[int] = ..., locked_cue_count: _Optional[int] = ..., term_count: _Optional[int] = ..., localizations: _Optional[_Iterable[_Union[_correction_pb2.AffectedLocalization, _Mapping]]] = ..., sample: _Optional[_Iterable[_Union[_correction_pb2.CueDifference, _Mapping]]] = ..., estimated_duration: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ..., etag: _Optional[str] = ..., busy_operations: _Optional[_Iterable[str]] = ...) -> None: ...

class ApplyGlossaryChangeRequest(_message.Message):
    __slots__ = ("glossary", "change", "etag", "request_id", "validate_only", "priority", "summary")
    GLOSSARY_FIELD_NUMBER: _ClassVar[int]
    CHANGE_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    VALIDATE_ONLY_FIELD_NUMBER: _ClassVar[int]
    PRIORITY_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    glossary: str
    change: _correction_pb2.GlossaryChange
    etag: str
    request_id: str
    validate_only: bool
    priority: int
    summary: str
    def __init__(self, glossary: _Optional[str] = ..., change: _Optional[_Union[_correction_pb2.GlossaryChange, _Mapping]] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ..., validate_only: _Optional[bool] = ..., priority: _Optional[int] = ..., summary: _Optional[str] = ...) -> None: ...

class ApplyGlossaryChangeResponse(_message.Message):
    __slots__ = ("glossary", "masters", "changed_cue_count")
    GLOSSARY_FIELD_NUMBER: _ClassVar[int]
    MASTERS_FIELD_NUMBER: _ClassVar[int]
    CHANGED_CUE_COUNT_FIELD_NUMBER: _ClassVar[int]
    glossary: _glossary_pb2.Glossary
    masters: _containers.RepeatedCompositeFieldContainer[_correction_pb2.CorrectedMaster]
    changed_cue_count: int
    def __init__(self, glossary: _Optional[_Union[_glossary_pb2.Glossary, _Mapping]] = ..., masters: _Optional[_Iterable[_Union[_correction_pb2.CorrectedMaster, _Mapping]]] = ..., changed_cue_count: _Optional[int] = ...) -> None: ...

class ListGlossaryRevisionsRequest(_message.Message):
    __slots__ = ("parent", "page_size", "page_token")
    PARENT_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    parent: str
    page_size: int
    page_token: str
    def __init__(self, parent: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListGlossaryRevisionsResponse(_message.Message):
    __slots__ = ("revisions", "next_page_token")
    REVISIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    revisions: _containers.RepeatedCompositeFieldContainer[_correction_pb2.GlossaryRevision]
    next_page_token: str
    def __init__(self, revisions: _Optional[_Iterable[_Union[_correction_pb2.GlossaryRevision, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ListTermProposalsRequest(_message.Message):
    __slots__ = ("parent", "language", "minimum_cue_count")
    PARENT_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    MINIMUM_CUE_COUNT_FIELD_NUMBER: _ClassVar[int]
    parent: str
    language: str
    minimum_cue_count: int
    def __init__(self, parent: _Optional[str] = ..., language: _Optional[str] = ..., minimum_cue_count: _Optional[int] = ...) -> None: ...

class ListTermProposalsResponse(_message.Message):
    __slots__ = ("proposals",)
    PROPOSALS_FIELD_NUMBER: _ClassVar[int]
    proposals: _containers.RepeatedCompositeFieldContainer[_correction_pb2.TermProposal]
    def __init__(self, proposals: _Optional[_Iterable[_Union[_correction_pb2.TermProposal, _Mapping]]] = ...) -> None: ...

class AcceptTermProposalRequest(_message.Message):
    __slots__ = ("name", "etag", "forbid_old_rendering", "validate_only")
    NAME_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    FORBID_OLD_RENDERING_FIELD_NUMBER: _ClassVar[int]
    VALIDATE_ONLY_FIELD_NUMBER: _ClassVar[int]
    name: str
    etag: str
    forbid_old_rendering: bool
    validate_only: bool
    def __init__(self, name: _Optional[str] = ..., etag: _Optional[str] = ..., forbid_old_rendering: _Optional[bool] = ..., validate_only: _Optional[bool] = ...) -> None: ...

class DismissTermProposalRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...
