import datetime

from google.longrunning import operations_pb2 as _operations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from server._gen.localization.v1 import localization_pb2 as _localization_pb2
from server._gen.localization.v1 import master_pb2 as _master_pb2
from server._gen.localization.v1 import package_pb2 as _package_pb2
from server._gen.localization.v1 import partner_pb2 as _partner_pb2
from server._gen.localization.v1 import title_pb2 as _title_pb2
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Event(_message.Message):
    __slots__ = ("sequence", "event_time", "resource", "title", "master", "localization", "cue", "package", "operation", "acknowledgement", "finding")
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    EVENT_TIME_FIELD_NUMBER: _ClassVar[int]
    RESOURCE_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    MASTER_FIELD_NUMBER: _ClassVar[int]
    LOCALIZATION_FIELD_NUMBER: _ClassVar[int]
    CUE_FIELD_NUMBER: _ClassVar[int]
    PACKAGE_FIELD_NUMBER: _ClassVar[int]
    OPERATION_FIELD_NUMBER: _ClassVar[int]
    ACKNOWLEDGEMENT_FIELD_NUMBER: _ClassVar[int]
    FINDING_FIELD_NUMBER: _ClassVar[int]
    sequence: int
    event_time: _timestamp_pb2.Timestamp
    resource: str
    title: _title_pb2.Title
    master: _master_pb2.Master
    localization: _localization_pb2.Localization
    cue: _localization_pb2.Cue
    package: _package_pb2.Package
    operation: _operations_pb2.Operation
    acknowledgement: _partner_pb2.Acknowledgement
    finding: _partner_pb2.Finding
    def __init__(self, sequence: _Optional[int] = ..., event_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., resource: _Optional[str] = ..., title: _Optional[_Union[_title_pb2.Title, _Mapping]] = ..., master: _Optional[_Union[_master_pb2.Master, _Mapping]] = ..., localization: _Optional[_Union[_localization_pb2.Localization, _Mapping]] = ..., cue: _Optional[_Union[_localization_pb2.Cue, _Mapping]] = ..., package: _Optional[_Union[_package_pb2.Package, _Mapping]] = ..., operation: _Optional[_Union[_operations_pb2.Operation, _Mapping]] = ..., acknowledgement: _Optional[_Union[_partner_pb2.Acknowledgement, _Mapping]] = ..., finding: _Optional[_Union[_partner_pb2.Finding, _Mapping]] = ...) -> None: ...
