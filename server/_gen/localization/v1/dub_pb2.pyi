from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class DubMode(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DUB_MODE_UNSPECIFIED: _ClassVar[DubMode]
    DUB_MODE_LIP: _ClassVar[DubMode]
    DUB_MODE_VOICE_OVER: _ClassVar[DubMode]

class DubRoom(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DUB_ROOM_UNSPECIFIED: _ClassVar[DubRoom]
    DUB_ROOM_NONE: _ClassVar[DubRoom]
    DUB_ROOM_SMALL: _ClassVar[DubRoom]
    DUB_ROOM_LARGE: _ClassVar[DubRoom]
DUB_MODE_UNSPECIFIED: DubMode
DUB_MODE_LIP: DubMode
DUB_MODE_VOICE_OVER: DubMode
DUB_ROOM_UNSPECIFIED: DubRoom
DUB_ROOM_NONE: DubRoom
DUB_ROOM_SMALL: DubRoom
DUB_ROOM_LARGE: DubRoom

class DubSettings(_message.Message):
    __slots__ = ("mode", "stems", "room")
    MODE_FIELD_NUMBER: _ClassVar[int]
    STEMS_FIELD_NUMBER: _ClassVar[int]
    ROOM_FIELD_NUMBER: _ClassVar[int]
    mode: DubMode
    stems: bool
    room: DubRoom
    def __init__(self, mode: _Optional[_Union[DubMode, str]] = ..., stems: _Optional[bool] = ..., room: _Optional[_Union[DubRoom, str]] = ...) -> None: ...
