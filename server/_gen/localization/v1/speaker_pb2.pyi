from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable
from typing import ClassVar as _ClassVar, Optional as _Optional

DESCRIPTOR: _descriptor.FileDescriptor

class SpeakerHints(_message.Message):
    __slots__ = ("names", "count", "turns")
    NAMES_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    TURNS_FIELD_NUMBER: _ClassVar[int]
    names: _containers.RepeatedScalarFieldContainer[str]
    count: int
    turns: str
    def __init__(self, names: _Optional[_Iterable[str]] = ..., count: _Optional[int] = ..., turns: _Optional[str] = ...) -> None: ...
