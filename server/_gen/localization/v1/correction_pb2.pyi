import datetime

from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.api import resource_pb2 as _resource_pb2
from google.protobuf import duration_pb2 as _duration_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.rpc import status_pb2 as _status_pb2
from server._gen.localization.v1 import glossary_pb2 as _glossary_pb2
from server._gen.localization.v1 import localization_pb2 as _localization_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class GlossaryChange(_message.Message):
    __slots__ = ("upserts", "retired_terms", "roll_back_to")
    UPSERTS_FIELD_NUMBER: _ClassVar[int]
    RETIRED_TERMS_FIELD_NUMBER: _ClassVar[int]
    ROLL_BACK_TO_FIELD_NUMBER: _ClassVar[int]
    upserts: _containers.RepeatedCompositeFieldContainer[_glossary_pb2.Term]
    retired_terms: _containers.RepeatedScalarFieldContainer[str]
    roll_back_to: int
    def __init__(self, upserts: _Optional[_Iterable[_Union[_glossary_pb2.Term, _Mapping]]] = ..., retired_terms: _Optional[_Iterable[str]] = ..., roll_back_to: _Optional[int] = ...) -> None: ...

class GlossaryRevision(_message.Message):
    __slots__ = ("name", "revision", "summary", "author", "create_time", "term_count", "changes", "operation")
    NAME_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    AUTHOR_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    TERM_COUNT_FIELD_NUMBER: _ClassVar[int]
    CHANGES_FIELD_NUMBER: _ClassVar[int]
    OPERATION_FIELD_NUMBER: _ClassVar[int]
    name: str
    revision: int
    summary: str
    author: str
    create_time: _timestamp_pb2.Timestamp
    term_count: int
    changes: _containers.RepeatedCompositeFieldContainer[TermDifference]
    operation: str
    def __init__(self, name: _Optional[str] = ..., revision: _Optional[int] = ..., summary: _Optional[str] = ..., author: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., term_count: _Optional[int] = ..., changes: _Optional[_Iterable[_Union[TermDifference, _Mapping]]] = ..., operation: _Optional[str] = ...) -> None: ...

class TermDifference(_message.Message):
    __slots__ = ("term", "before", "after")
    TERM_FIELD_NUMBER: _ClassVar[int]
    BEFORE_FIELD_NUMBER: _ClassVar[int]
    AFTER_FIELD_NUMBER: _ClassVar[int]
    term: str
    before: _glossary_pb2.Term
    after: _glossary_pb2.Term
    def __init__(self, term: _Optional[str] = ..., before: _Optional[_Union[_glossary_pb2.Term, _Mapping]] = ..., after: _Optional[_Union[_glossary_pb2.Term, _Mapping]] = ...) -> None: ...

class AffectedLocalization(_message.Message):
    __slots__ = ("localization", "display_name", "cue_count", "total_cue_count", "cues", "locked_cues")
    LOCALIZATION_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    CUE_COUNT_FIELD_NUMBER: _ClassVar[int]
    TOTAL_CUE_COUNT_FIELD_NUMBER: _ClassVar[int]
    CUES_FIELD_NUMBER: _ClassVar[int]
    LOCKED_CUES_FIELD_NUMBER: _ClassVar[int]
    localization: str
    display_name: str
    cue_count: int
    total_cue_count: int
    cues: _containers.RepeatedScalarFieldContainer[str]
    locked_cues: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, localization: _Optional[str] = ..., display_name: _Optional[str] = ..., cue_count: _Optional[int] = ..., total_cue_count: _Optional[int] = ..., cues: _Optional[_Iterable[str]] = ..., locked_cues: _Optional[_Iterable[str]] = ...) -> None: ...

class CueDifference(_message.Message):
    __slots__ = ("cue", "source_text", "before", "after", "terms")
    CUE_FIELD_NUMBER: _ClassVar[int]
    SOURCE_TEXT_FIELD_NUMBER: _ClassVar[int]
    BEFORE_FIELD_NUMBER: _ClassVar[int]
    AFTER_FIELD_NUMBER: _ClassVar[int]
    TERMS_FIELD_NUMBER: _ClassVar[int]
    cue: str
    source_text: str
    before: str
    after: str
    terms: _containers.RepeatedCompositeFieldContainer[_localization_pb2.TermUse]
    def __init__(self, cue: _Optional[str] = ..., source_text: _Optional[str] = ..., before: _Optional[str] = ..., after: _Optional[str] = ..., terms: _Optional[_Iterable[_Union[_localization_pb2.TermUse, _Mapping]]] = ...) -> None: ...

class CorrectionMetadata(_message.Message):
    __slots__ = ("glossary", "revision", "state", "masters", "progress", "cue_count", "estimated_duration", "create_time", "end_time")
    GLOSSARY_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    MASTERS_FIELD_NUMBER: _ClassVar[int]
    PROGRESS_FIELD_NUMBER: _ClassVar[int]
    CUE_COUNT_FIELD_NUMBER: _ClassVar[int]
    ESTIMATED_DURATION_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    glossary: str
    revision: int
    state: _localization_pb2.JobState
    masters: _containers.RepeatedCompositeFieldContainer[CorrectedMaster]
    progress: float
    cue_count: int
    estimated_duration: _duration_pb2.Duration
    create_time: _timestamp_pb2.Timestamp
    end_time: _timestamp_pb2.Timestamp
    def __init__(self, glossary: _Optional[str] = ..., revision: _Optional[int] = ..., state: _Optional[_Union[_localization_pb2.JobState, str]] = ..., masters: _Optional[_Iterable[_Union[CorrectedMaster, _Mapping]]] = ..., progress: _Optional[float] = ..., cue_count: _Optional[int] = ..., estimated_duration: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class CorrectedMaster(_message.Message):
    __slots__ = ("master", "operation", "languages", "cue_count", "state", "progress", "error", "package")
    MASTER_FIELD_NUMBER: _ClassVar[int]
    OPERATION_FIELD_NUMBER: _ClassVar[int]
    LANGUAGES_FIELD_NUMBER: _ClassVar[int]
    CUE_COUNT_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    PROGRESS_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    PACKAGE_FIELD_NUMBER: _ClassVar[int]
    master: str
    operation: str
    languages: _containers.RepeatedScalarFieldContainer[str]
    cue_count: int
    state: _localization_pb2.JobState
    progress: float
    error: _status_pb2.Status
    package: str
    def __init__(self, master: _Optional[str] = ..., operation: _Optional[str] = ..., languages: _Optional[_Iterable[str]] = ..., cue_count: _Optional[int] = ..., state: _Optional[_Union[_localization_pb2.JobState, str]] = ..., progress: _Optional[float] = ..., error: _Optional[_Union[_status_pb2.Status, _Mapping]] = ..., package: _Optional[str] = ...) -> None: ...

class TermProposal(_message.Message):
    __slots__ = ("name", "source", "language", "old_rendering", "new_rendering", "cues", "source_cue_count", "term", "question")
    NAME_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    OLD_RENDERING_FIELD_NUMBER: _ClassVar[int]
    NEW_RENDERING_FIELD_NUMBER: _ClassVar[int]
    CUES_FIELD_NUMBER: _ClassVar[int]
    SOURCE_CUE_COUNT_FIELD_NUMBER: _ClassVar[int]
    TERM_FIELD_NUMBER: _ClassVar[int]
    QUESTION_FIELD_NUMBER: _ClassVar[int]
    name: str
    source: str
    language: str
    old_rendering: str
    new_rendering: str
    cues: _containers.RepeatedScalarFieldContainer[str]
    source_cue_count: int
    term: str
    question: str
    def __init__(self, name: _Optional[str] = ..., source: _Optional[str] = ..., language: _Optional[str] = ..., old_rendering: _Optional[str] = ..., new_rendering: _Optional[str] = ..., cues: _Optional[_Iterable[str]] = ..., source_cue_count: _Optional[int] = ..., term: _Optional[str] = ..., question: _Optional[str] = ...) -> None: ...
