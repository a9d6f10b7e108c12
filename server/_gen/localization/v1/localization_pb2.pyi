import datetime

from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.api import resource_pb2 as _resource_pb2
from google.protobuf import duration_pb2 as _duration_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.rpc import status_pb2 as _status_pb2
from server._gen.localization.v1 import partner_pb2 as _partner_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class LocalizationState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    LOCALIZATION_STATE_UNSPECIFIED: _ClassVar[LocalizationState]
    LOCALIZATION_STATE_QUEUED: _ClassVar[LocalizationState]
    LOCALIZATION_STATE_RUNNING: _ClassVar[LocalizationState]
    LOCALIZATION_STATE_SUCCEEDED: _ClassVar[LocalizationState]
    LOCALIZATION_STATE_FAILED: _ClassVar[LocalizationState]
    LOCALIZATION_STATE_CANCELLED: _ClassVar[LocalizationState]

class CueOrigin(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CUE_ORIGIN_UNSPECIFIED: _ClassVar[CueOrigin]
    CUE_ORIGIN_PERSON: _ClassVar[CueOrigin]
    CUE_ORIGIN_MEMORY: _ClassVar[CueOrigin]
    CUE_ORIGIN_FUZZY: _ClassVar[CueOrigin]
    CUE_ORIGIN_MACHINE: _ClassVar[CueOrigin]

class JobState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    JOB_STATE_UNSPECIFIED: _ClassVar[JobState]
    JOB_STATE_QUEUED: _ClassVar[JobState]
    JOB_STATE_RUNNING: _ClassVar[JobState]
    JOB_STATE_SUCCEEDED: _ClassVar[JobState]
    JOB_STATE_FAILED: _ClassVar[JobState]
    JOB_STATE_CANCELLED: _ClassVar[JobState]

class StepState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    STEP_STATE_UNSPECIFIED: _ClassVar[StepState]
    STEP_STATE_WAITING: _ClassVar[StepState]
    STEP_STATE_RUNNING: _ClassVar[StepState]
    STEP_STATE_SUCCEEDED: _ClassVar[StepState]
    STEP_STATE_FAILED: _ClassVar[StepState]
    STEP_STATE_SKIPPED: _ClassVar[StepState]
LOCALIZATION_STATE_UNSPECIFIED: LocalizationState
LOCALIZATION_STATE_QUEUED: LocalizationState
LOCALIZATION_STATE_RUNNING: LocalizationState
LOCALIZATION_STATE_SUCCEEDED: LocalizationState
LOCALIZATION_STATE_FAILED: LocalizationState
LOCALIZATION_STATE_CANCELLED: LocalizationState
CUE_ORIGIN_UNSPECIFIED: CueOrigin
CUE_ORIGIN_PERSON: CueOrigin
CUE_ORIGIN_MEMORY: CueOrigin
CUE_ORIGIN_FUZZY: CueOrigin
CUE_ORIGIN_MACHINE: CueOrigin
JOB_STATE_UNSPECIFIED: JobState
JOB_STATE_QUEUED: JobState
JOB_STATE_RUNNING: JobState
JOB_STATE_SUCCEEDED: JobState
JOB_STATE_FAILED: JobState
JOB_STATE_CANCELLED: JobState
STEP_STATE_UNSPECIFIED: StepState
STEP_STATE_WAITING: StepState
STEP_STATE_RUNNING: StepState
STEP_STATE_SUCCEEDED: StepState
STEP_STATE_FAILED: StepState
STEP_STATE_SKIPPED: StepState

class Localization(_message.Message):
    __slots__ = ("name", "language", "base", "state", "stage", "operation", "error", "cue_count", "edited_cue_count", "cues_by_origin", "terms_met", "terms_unmet", "etag", "create_time", "update_time", "open_finding_count")
    class CuesByOriginEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: int
        def __init__(self, key: _Optional[str] = ..., value: _Optional[int] = ...) -> None: ...
    NAME_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    BASE_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    STAGE_FIELD_NUMBER: _ClassVar[int]
    OPERATION_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    CUE_COUNT_FIELD_NUMBER: _ClassVar[int]
    EDITED_CUE_COUNT_FIELD_NUMBER: _ClassVar[int]
    CUES_BY_ORIGIN_FIELD_NUMBER: _ClassVar[int]
    TERMS_MET_FIELD_NUMBER: _ClassVar[int]
    TERMS_UNMET_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    OPEN_FINDING_COUNT_FIELD_NUMBER: _ClassVar[int]
    name: str
    language: str
    base: str
    state: LocalizationState
    stage: str
    operation: str
    error: _status_pb2.Status
    cue_count: int
    edited_cue_count: int
    cues_by_origin: _containers.ScalarMap[str, int]
    terms_met: int
    terms_unmet: int
    etag: str
    create_time: _timestamp_pb2.Timestamp
    update_time: _timestamp_pb2.Timestamp
    open_finding_count: int
    def __init__(self, name: _Optional[str] = ..., language: _Optional[str] = ..., base: _Optional[str] = ..., state: _Optional[_Union[LocalizationState, str]] = ..., stage: _Optional[str] = ..., operation: _Optional[str] = ..., error: _Optional[_Union[_status_pb2.Status, _Mapping]] = ..., cue_count: _Optional[int] = ..., edited_cue_count: _Optional[int] = ..., cues_by_origin: _Optional[_Mapping[str, int]] = ..., terms_met: _Optional[int] = ..., terms_unmet: _Optional[int] = ..., etag: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., open_finding_count: _Optional[int] = ...) -> None: ...

class Cue(_message.Message):
    __slots__ = ("name", "begin_time", "end_time", "speaker", "source_text", "text", "origin", "locked", "terms", "etag", "update_time", "approved", "source_changed", "edited_source_text", "machine_text", "findings")
    NAME_FIELD_NUMBER: _ClassVar[int]
    BEGIN_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    SPEAKER_FIELD_NUMBER: _ClassVar[int]
    SOURCE_TEXT_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    ORIGIN_FIELD_NUMBER: _ClassVar[int]
    LOCKED_FIELD_NUMBER: _ClassVar[int]
    TERMS_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    APPROVED_FIELD_NUMBER: _ClassVar[int]
    SOURCE_CHANGED_FIELD_NUMBER: _ClassVar[int]
    EDITED_SOURCE_TEXT_FIELD_NUMBER: _ClassVar[int]
    MACHINE_TEXT_FIELD_NUMBER: _ClassVar[int]
    FINDINGS_FIELD_NUMBER: _ClassVar[int]
    name: str
    begin_time: _duration_pb2.Duration
    end_time: _duration_pb2.Duration
    speaker: str
    source_text: str
    text: str
    origin: CueOrigin
    locked: bool
    terms: _containers.RepeatedCompositeFieldContainer[TermUse]
    etag: str
    update_time: _timestamp_pb2.Timestamp
    approved: bool
    source_changed: bool
    edited_source_text: str
    machine_text: str
    findings: _containers.RepeatedCompositeFieldContainer[_partner_pb2.Finding]
    def __init__(self, name: _Optional[str] = ..., begin_time: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ..., end_time: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ..., speaker: _Optional[str] = ..., source_text: _Optional[str] = ..., text: _Optional[str] = ..., origin: _Optional[_Union[CueOrigin, str]] = ..., locked: _Optional[bool] = ..., terms: _Optional[_Iterable[_Union[TermUse, _Mapping]]] = ..., etag: _Optional[str] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., approved: _Optional[bool] = ..., source_changed: _Optional[bool] = ..., edited_source_text: _Optional[str] = ..., machine_text: _Optional[str] = ..., findings: _Optional[_Iterable[_Union[_partner_pb2.Finding, _Mapping]]] = ...) -> None: ...

class TermUse(_message.Message):
    __slots__ = ("source", "wanted", "met", "strategy", "found", "reason")
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    WANTED_FIELD_NUMBER: _ClassVar[int]
    MET_FIELD_NUMBER: _ClassVar[int]
    STRATEGY_FIELD_NUMBER: _ClassVar[int]
    FOUND_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    source: str
    wanted: str
    met: bool
    strategy: str
    found: str
    reason: str
    def __init__(self, source: _Optional[str] = ..., wanted: _Optional[str] = ..., met: _Optional[bool] = ..., strategy: _Optional[str] = ..., found: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class LocalizeMetadata(_message.Message):
    __slots__ = ("master", "state", "steps", "progress", "create_time", "end_time")
    MASTER_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    STEPS_FIELD_NUMBER: _ClassVar[int]
    PROGRESS_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    master: str
    state: JobState
    steps: _containers.RepeatedCompositeFieldContainer[StepProgress]
    progress: float
    create_time: _timestamp_pb2.Timestamp
    end_time: _timestamp_pb2.Timestamp
    def __init__(self, master: _Optional[str] = ..., state: _Optional[_Union[JobState, str]] = ..., steps: _Optional[_Iterable[_Union[StepProgress, _Mapping]]] = ..., progress: _Optional[float] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class StepProgress(_message.Message):
    __slots__ = ("step", "stage", "language", "state", "progress", "made", "elapsed", "details", "error")
    class DetailsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    STEP_FIELD_NUMBER: _ClassVar[int]
    STAGE_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    PROGRESS_FIELD_NUMBER: _ClassVar[int]
    MADE_FIELD_NUMBER: _ClassVar[int]
    ELAPSED_FIELD_NUMBER: _ClassVar[int]
    DETAILS_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    step: str
    stage: str
    language: str
    state: StepState
    progress: float
    made: bool
    elapsed: _duration_pb2.Duration
    details: _containers.ScalarMap[str, str]
    error: _status_pb2.Status
    def __init__(self, step: _Optional[str] = ..., stage: _Optional[str] = ..., language: _Optional[str] = ..., state: _Optional[_Union[StepState, str]] = ..., progress: _Optional[float] = ..., made: _Optional[bool] = ..., elapsed: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ..., details: _Optional[_Mapping[str, str]] = ..., error: _Optional[_Union[_status_pb2.Status, _Mapping]] = ...) -> None: ...
