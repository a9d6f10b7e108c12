import datetime

from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.api import resource_pb2 as _resource_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Package(_message.Message):
    __slots__ = ("name", "languages", "files", "deliverable", "reasons", "models", "finding_counts", "operation", "create_time", "title", "episode", "profile", "supersedes", "superseded_by", "withheld_file_count")
    class FindingCountsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: int
        def __init__(self, key: _Optional[str] = ..., value: _Optional[int] = ...) -> None: ...
    NAME_FIELD_NUMBER: _ClassVar[int]
    LANGUAGES_FIELD_NUMBER: _ClassVar[int]
    FILES_FIELD_NUMBER: _ClassVar[int]
    DELIVERABLE_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    MODELS_FIELD_NUMBER: _ClassVar[int]
    FINDING_COUNTS_FIELD_NUMBER: _ClassVar[int]
    OPERATION_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    EPISODE_FIELD_NUMBER: _ClassVar[int]
    PROFILE_FIELD_NUMBER: _ClassVar[int]
    SUPERSEDES_FIELD_NUMBER: _ClassVar[int]
    SUPERSEDED_BY_FIELD_NUMBER: _ClassVar[int]
    WITHHELD_FILE_COUNT_FIELD_NUMBER: _ClassVar[int]
    name: str
    languages: _containers.RepeatedScalarFieldContainer[str]
    files: _containers.RepeatedCompositeFieldContainer[PackageFile]
    deliverable: bool
    reasons: _containers.RepeatedScalarFieldContainer[str]
    models: _containers.RepeatedCompositeFieldContainer[ModelUse]
    finding_counts: _containers.ScalarMap[str, int]
    operation: str
    create_time: _timestamp_pb2.Timestamp
    title: str
    episode: str
    profile: str
    supersedes: str
    superseded_by: str
    withheld_file_count: int
    def __init__(self, name: _Optional[str] = ..., languages: _Optional[_Iterable[str]] = ..., files: _Optional[_Iterable[_Union[PackageFile, _Mapping]]] = ..., deliverable: _Optional[bool] = ..., reasons: _Optional[_Iterable[str]] = ..., models: _Optional[_Iterable[_Union[ModelUse, _Mapping]]] = ..., finding_counts: _Optional[_Mapping[str, int]] = ..., operation: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., title: _Optional[str] = ..., episode: _Optional[str] = ..., profile: _Optional[str] = ..., supersedes: _Optional[str] = ..., superseded_by: _Optional[str] = ..., withheld_file_count: _Optional[int] = ...) -> None: ...

class PackageFile(_message.Message):
    __slots__ = ("path", "role", "media_type", "size", "sha256", "language")
    PATH_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    MEDIA_TYPE_FIELD_NUMBER: _ClassVar[int]
    SIZE_FIELD_NUMBER: _ClassVar[int]
    SHA256_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    path: str
    role: str
    media_type: str
    size: int
    sha256: str
    language: str
    def __init__(self, path: _Optional[str] = ..., role: _Optional[str] = ..., media_type: _Optional[str] = ..., size: _Optional[int] = ..., sha256: _Optional[str] = ..., language: _Optional[str] = ...) -> None: ...

class ModelUse(_message.Message):
    __slots__ = ("job", "model", "revision", "licence", "starter")
    JOB_FIELD_NUMBER: _ClassVar[int]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    LICENCE_FIELD_NUMBER: _ClassVar[int]
    STARTER_FIELD_NUMBER: _ClassVar[int]
    job: str
    model: str
    revision: str
    licence: str
    starter: bool
    def __init__(self, job: _Optional[str] = ..., model: _Optional[str] = ..., revision: _Optional[str] = ..., licence: _Optional[str] = ..., starter: _Optional[bool] = ...) -> None: ...
