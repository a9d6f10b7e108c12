import datetime

from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.api import resource_pb2 as _resource_pb2
from google.longrunning import operations_pb2 as _operations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.rpc import status_pb2 as _status_pb2
from server._gen.localization.v1 import dub_pb2 as _dub_pb2
from server._gen.localization.v1 import localization_pb2 as _localization_pb2
from server._gen.localization.v1 import localization_service_pb2 as _localization_service_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class LocalizeTitleRequest(_message.Message):
    __slots__ = ("title", "masters", "languages", "transcribe", "glossary", "profile", "request_id", "validate_only", "priority", "audience", "dub", "notice")
    TITLE_FIELD_NUMBER: _ClassVar[int]
    MASTERS_FIELD_NUMBER: _ClassVar[int]
    LANGUAGES_FIELD_NUMBER: _ClassVar[int]
    TRANSCRIBE_FIELD_NUMBER: _ClassVar[int]
    GLOSSARY_FIELD_NUMBER: _ClassVar[int]
    PROFILE_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    VALIDATE_ONLY_FIELD_NUMBER: _ClassVar[int]
    PRIORITY_FIELD_NUMBER: _ClassVar[int]
    AUDIENCE_FIELD_NUMBER: _ClassVar[int]
    DUB_FIELD_NUMBER: _ClassVar[int]
    NOTICE_FIELD_NUMBER: _ClassVar[int]
    title: str
    masters: _containers.RepeatedScalarFieldContainer[str]
    languages: _containers.RepeatedScalarFieldContainer[str]
    transcribe: _localization_service_pb2.TranscribeMode
    glossary: str
    profile: str
    request_id: str
    validate_only: bool
    priority: int
    audience: _localization_service_pb2.Audience
    dub: _dub_pb2.DubSettings
    notice: _localization_service_pb2.Notice
    def __init__(self, title: _Optional[str] = ..., masters: _Optional[_Iterable[str]] = ..., languages: _Optional[_Iterable[str]] = ..., transcribe: _Optional[_Union[_localization_service_pb2.TranscribeMode, str]] = ..., glossary: _Optional[str] = ..., profile: _Optional[str] = ..., request_id: _Optional[str] = ..., validate_only: _Optional[bool] = ..., priority: _Optional[int] = ..., audience: _Optional[_Union[_localization_service_pb2.Audience, str]] = ..., dub: _Optional[_Union[_dub_pb2.DubSettings, _Mapping]] = ..., notice: _Optional[_Union[_localization_service_pb2.Notice, str]] = ...) -> None: ...

class RetryFailedRequest(_message.Message):
    __slots__ = ("name", "request_id", "priority")
    NAME_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PRIORITY_FIELD_NUMBER: _ClassVar[int]
    name: str
    request_id: str
    priority: int
    def __init__(self, name: _Optional[str] = ..., request_id: _Optional[str] = ..., priority: _Optional[int] = ...) -> None: ...

class LocalizeTitleResponse(_message.Message):
    __slots__ = ("packages", "failed_episode_count")
    PACKAGES_FIELD_NUMBER: _ClassVar[int]
    FAILED_EPISODE_COUNT_FIELD_NUMBER: _ClassVar[int]
    packages: _containers.RepeatedScalarFieldContainer[str]
    failed_episode_count: int
    def __init__(self, packages: _Optional[_Iterable[str]] = ..., failed_episode_count: _Optional[int] = ...) -> None: ...

class LocalizeTitleMetadata(_message.Message):
    __slots__ = ("title", "episodes", "progress", "counts", "retry_of", "create_time", "end_time")
    TITLE_FIELD_NUMBER: _ClassVar[int]
    EPISODES_FIELD_NUMBER: _ClassVar[int]
    PROGRESS_FIELD_NUMBER: _ClassVar[int]
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    RETRY_OF_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    title: str
    episodes: _containers.RepeatedCompositeFieldContainer[EpisodeProgress]
    progress: float
    counts: EpisodeCounts
    retry_of: str
    create_time: _timestamp_pb2.Timestamp
    end_time: _timestamp_pb2.Timestamp
    def __init__(self, title: _Optional[str] = ..., episodes: _Optional[_Iterable[_Union[EpisodeProgress, _Mapping]]] = ..., progress: _Optional[float] = ..., counts: _Optional[_Union[EpisodeCounts, _Mapping]] = ..., retry_of: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class EpisodeCounts(_message.Message):
    __slots__ = ("queued", "running", "succeeded", "partial", "failed", "cancelled")
    QUEUED_FIELD_NUMBER: _ClassVar[int]
    RUNNING_FIELD_NUMBER: _ClassVar[int]
    SUCCEEDED_FIELD_NUMBER: _ClassVar[int]
    PARTIAL_FIELD_NUMBER: _ClassVar[int]
    FAILED_FIELD_NUMBER: _ClassVar[int]
    CANCELLED_FIELD_NUMBER: _ClassVar[int]
    queued: int
    running: int
    succeeded: int
    partial: int
    failed: int
    cancelled: int
    def __init__(self, queued: _Optional[int] = ..., running: _Optional[int] = ..., succeeded: _Optional[int] = ..., partial: _Optional[int] = ..., failed: _Optional[int] = ..., cancelled: _Optional[int] = ...) -> None: ...

class EpisodeProgress(_message.Message):
    __slots__ = ("master", "operation", "state", "progress", "languages", "package", "error")
    MASTER_FIELD_NUMBER: _ClassVar[int]
    OPERATION_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    PROGRESS_FIELD_NUMBER: _ClassVar[int]
    LANGUAGES_FIELD_NUMBER: _ClassVar[int]
    PACKAGE_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    master: str
    operation: str
    state: _localization_pb2.JobState
    progress: float
    languages: _containers.RepeatedCompositeFieldContainer[LanguageProgress]
    package: str
    error: _status_pb2.Status
    def __init__(self, master: _Optional[str] = ..., operation: _Optional[str] = ..., state: _Optional[_Union[_localization_pb2.JobState, str]] = ..., progress: _Optional[float] = ..., languages: _Optional[_Iterable[_Union[LanguageProgress, _Mapping]]] = ..., package: _Optional[str] = ..., error: _Optional[_Union[_status_pb2.Status, _Mapping]] = ...) -> None: ...

class LanguageProgress(_message.Message):
    __slots__ = ("language", "state", "stage", "progress", "error")
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    STAGE_FIELD_NUMBER: _ClassVar[int]
    PROGRESS_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    language: str
    state: _localization_pb2.LocalizationState
    stage: str
    progress: float
    error: _status_pb2.Status
    def __init__(self, language: _Optional[str] = ..., state: _Optional[_Union[_localization_pb2.LocalizationState, str]] = ..., stage: _Optional[str] = ..., progress: _Optional[float] = ..., error: _Optional[_Union[_status_pb2.Status, _Mapping]] = ...) -> None: ...
