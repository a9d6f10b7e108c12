from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.api import resource_pb2 as _resource_pb2
from google.longrunning import operations_pb2 as _operations_pb2
from google.protobuf import field_mask_pb2 as _field_mask_pb2
from server._gen.localization.v1 import dub_pb2 as _dub_pb2
from server._gen.localization.v1 import localization_pb2 as _localization_pb2
from server._gen.localization.v1 import speaker_pb2 as _speaker_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Notice(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    NOTICE_UNSPECIFIED: _ClassVar[Notice]
    NOTICE_NONE: _ClassVar[Notice]
    NOTICE_VISIBLE: _ClassVar[Notice]
    NOTICE_AUDIBLE: _ClassVar[Notice]
    NOTICE_BOTH: _ClassVar[Notice]

class Audience(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    AUDIENCE_UNSPECIFIED: _ClassVar[Audience]
    AUDIENCE_ADULT: _ClassVar[Audience]
    AUDIENCE_CHILD: _ClassVar[Audience]
    AUDIENCE_SDH: _ClassVar[Audience]
    AUDIENCE_SDH_CHILD: _ClassVar[Audience]

class TranscribeMode(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TRANSCRIBE_MODE_UNSPECIFIED: _ClassVar[TranscribeMode]
    TRANSCRIBE_MODE_AUTO: _ClassVar[TranscribeMode]
    TRANSCRIBE_MODE_SPEECH: _ClassVar[TranscribeMode]
    TRANSCRIBE_MODE_BURNED_IN: _ClassVar[TranscribeMode]
    TRANSCRIBE_MODE_DIALOGUE_LIST: _ClassVar[TranscribeMode]
NOTICE_UNSPECIFIED: Notice
NOTICE_NONE: Notice
NOTICE_VISIBLE: Notice
NOTICE_AUDIBLE: Notice
NOTICE_BOTH: Notice
AUDIENCE_UNSPECIFIED: Audience
AUDIENCE_ADULT: Audience
AUDIENCE_CHILD: Audience
AUDIENCE_SDH: Audience
AUDIENCE_SDH_CHILD: Audience
TRANSCRIBE_MODE_UNSPECIFIED: TranscribeMode
TRANSCRIBE_MODE_AUTO: TranscribeMode
TRANSCRIBE_MODE_SPEECH: TranscribeMode
TRANSCRIBE_MODE_BURNED_IN: TranscribeMode
TRANSCRIBE_MODE_DIALOGUE_LIST: TranscribeMode

class LocalizeRequest(_message.Message):
    __slots__ = ("master", "languages", "transcribe", "glossary", "profile", "request_id", "validate_only", "priority", "audience", "dub", "speakers", "notice")
    MASTER_FIELD_NUMBER: _ClassVar[int]
    LANGUAGES_FIELD_NUMBER: _ClassVar[int]
    TRANSCRIBE_FIELD_NUMBER: _ClassVar[int]
    GLOSSARY_FIELD_NUMBER: _ClassVar[int]
    PROFILE_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    VALIDATE_ONLY_FIELD_NUMBER: _ClassVar[int]
    PRIORITY_FIELD_NUMBER: _ClassVar[int]
    AUDIENCE_FIELD_NUMBER: _ClassVar[int]
    DUB_FIELD_NUMBER: _ClassVar[int]
    SPEAKERS_FIELD_NUMBER: _ClassVar[int]
    NOTICE_FIELD_NUMBER: _ClassVar[int]
    master: str
    languages: _containers.RepeatedScalarFieldContainer[str]
    transcribe: TranscribeMode
    glossary: str
    profile: str
    request_id: str
    validate_only: bool
    priority: int
    audience: Audience
    dub: _dub_pb2.DubSettings
    speakers: _speaker_pb2.SpeakerHints
    notice: Notice
    def __init__(self, master: _Optional[str] = ..., languages: _Optional[_Iterable[str]] = ..., transcribe: _Optional[_Union[TranscribeMode, str]] = ..., glossary: _Optional[str] = ..., profile: _Optional[str] = ..., request_id: _Optional[str] = ..., validate_only: _Optional[bool] = ..., priority: _Optional[int] = ..., audience: _Optional[_Union[Audience, str]] = ..., dub: _Optional[_Union[_dub_pb2.DubSettings, _Mapping]] = ..., speakers: _Optional[_Union[_speaker_pb2.SpeakerHints, _Mapping]] = ..., notice: _Optional[_Union[Notice, str]] = ...) -> None: ...

class LocalizeResponse(_message.Message):
    __slots__ = ("package", "localizations")
    PACKAGE_FIELD_NUMBER: _ClassVar[int]
    LOCALIZATIONS_FIELD_NUMBER: _ClassVar[int]
    package: str
    localizations: _containers.RepeatedCompositeFieldContainer[_localization_pb2.Localization]
    def __init__(self, package: _Optional[str] = ..., localizations: _Optional[_Iterable[_Union[_localization_pb2.Localization, _Mapping]]] = ...) -> None: ...

class GetLocalizationRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ListLocalizationsRequest(_message.Message):
    __slots__ = ("parent", "page_size", "page_token")
    PARENT_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    parent: str
    page_size: int
    page_token: str
    def __init__(self, parent: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListLocalizationsResponse(_message.Message):
    __slots__ = ("localizations", "next_page_token")
    LOCALIZATIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    localizations: _containers.RepeatedCompositeFieldContainer[_localization_pb2.Localization]
    next_page_token: str
    def __init__(self, localizations: _Optional[_Iterable[_Union[_localization_pb2.Localization, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetCueRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ListCuesRequest(_message.Message):
    __slots__ = ("parent", "page_size", "page_token")
    PARENT_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    parent: str
    page_size: int
    page_token: str
    def __init__(self, parent: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListCuesResponse(_message.Message):
    __slots__ = ("cues", "next_page_token")
    CUES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    cues: _containers.RepeatedCompositeFieldContainer[_localization_pb2.Cue]
    next_page_token: str
    def __init__(self, cues: _Optional[_Iterable[_Union[_localization_pb2.Cue, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class UpdateCueRequest(_message.Message):
    __slots__ = ("cue", "update_mask", "validate_only")
    CUE_FIELD_NUMBER: _ClassVar[int]
    UPDATE_MASK_FIELD_NUMBER: _ClassVar[int]
    VALIDATE_ONLY_FIELD_NUMBER: _ClassVar[int]
    cue: _localization_pb2.Cue
    update_mask: _field_mask_pb2.FieldMask
    validate_only: bool
    def __init__(self, cue: _Optional[_Union[_localization_pb2.Cue, _Mapping]] = ..., update_mask: _Optional[_Union[_field_mask_pb2.FieldMask, _Mapping]] = ..., validate_only: _Optional[bool] = ...) -> None: ...
