import datetime

from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.api import resource_pb2 as _resource_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class MasterState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    MASTER_STATE_UNSPECIFIED: _ClassVar[MasterState]
    MASTER_STATE_AWAITING_UPLOAD: _ClassVar[MasterState]
    MASTER_STATE_READY: _ClassVar[MasterState]

class UploadKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    UPLOAD_KIND_UNSPECIFIED: _ClassVar[UploadKind]
    UPLOAD_KIND_MEDIA: _ClassVar[UploadKind]
    UPLOAD_KIND_DIALOGUE_LIST: _ClassVar[UploadKind]
    UPLOAD_KIND_M_AND_E: _ClassVar[UploadKind]
MASTER_STATE_UNSPECIFIED: MasterState
MASTER_STATE_AWAITING_UPLOAD: MasterState
MASTER_STATE_READY: MasterState
UPLOAD_KIND_UNSPECIFIED: UploadKind
UPLOAD_KIND_MEDIA: UploadKind
UPLOAD_KIND_DIALOGUE_LIST: UploadKind
UPLOAD_KIND_M_AND_E: UploadKind

class Master(_message.Message):
    __slots__ = ("name", "display_name", "state", "media", "dialogue_list", "etag", "create_time", "update_time", "m_and_e")
    NAME_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    MEDIA_FIELD_NUMBER: _ClassVar[int]
    DIALOGUE_LIST_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    M_AND_E_FIELD_NUMBER: _ClassVar[int]
    name: str
    display_name: str
    state: MasterState
    media: MediaFile
    dialogue_list: MediaFile
    etag: str
    create_time: _timestamp_pb2.Timestamp
    update_time: _timestamp_pb2.Timestamp
    m_and_e: MediaFile
    def __init__(self, name: _Optional[str] = ..., display_name: _Optional[str] = ..., state: _Optional[_Union[MasterState, str]] = ..., media: _Optional[_Union[MediaFile, _Mapping]] = ..., dialogue_list: _Optional[_Union[MediaFile, _Mapping]] = ..., etag: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., m_and_e: _Optional[_Union[MediaFile, _Mapping]] = ...) -> None: ...

class MediaFile(_message.Message):
    __slots__ = ("filename", "size", "sha256")
    FILENAME_FIELD_NUMBER: _ClassVar[int]
    SIZE_FIELD_NUMBER: _ClassVar[int]
    SHA256_FIELD_NUMBER: _ClassVar[int]
    filename: str
    size: int
    sha256: str
    def __init__(self, filename: _Optional[str] = ..., size: _Optional[int] = ..., sha256: _Optional[str] = ...) -> None: ...

class UploadSession(_message.Message):
    __slots__ = ("name", "master", "kind", "filename", "size", "offset", "complete", "chunk_size")
    NAME_FIELD_NUMBER: _ClassVar[int]
    MASTER_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    FILENAME_FIELD_NUMBER: _ClassVar[int]
    SIZE_FIELD_NUMBER: _ClassVar[int]
    OFFSET_FIELD_NUMBER: _ClassVar[int]
    COMPLETE_FIELD_NUMBER: _ClassVar[int]
    CHUNK_SIZE_FIELD_NUMBER: _ClassVar[int]
    name: str
    master: str
    kind: UploadKind
    filename: str
    size: int
    offset: int
    complete: bool
    chunk_size: int
    def __init__(self, name: _Optional[str] = ..., master: _Optional[str] = ..., kind: _Optional[_Union[UploadKind, str]] = ..., filename: _Optional[str] = ..., size: _Optional[int] = ..., offset: _Optional[int] = ..., complete: _Optional[bool] = ..., chunk_size: _Optional[int] = ...) -> None: ...
