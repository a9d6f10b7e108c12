from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.api import resource_pb2 as _resource_pb2
from google.protobuf import field_mask_pb2 as _field_mask_pb2
from server._gen.localization.v1 import glossary_pb2 as _glossary_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CreateGlossaryRequest(_message.Message):
    __slots__ = ("glossary", "glossary_id", "request_id", "validate_only")
    GLOSSARY_FIELD_NUMBER: _ClassVar[int]
    GLOSSARY_ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    VALIDATE_ONLY_FIELD_NUMBER: _ClassVar[int]
    glossary: _glossary_pb2.Glossary
    glossary_id: str
    request_id: str
    validate_only: bool
    def __init__(self, glossary: _Optional[_Union[_glossary_pb2.Glossary, _Mapping]] = ..., glossary_id: _Optional[str] = ..., request_id: _Optional[str] = ..., validate_only: _Optional[bool] = ...) -> None: ...

class GetGlossaryRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ListGlossariesRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListGlossariesResponse(_message.Message):
    __slots__ = ("glossaries", "next_page_token")
    GLOSSARIES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    glossaries: _containers.RepeatedCompositeFieldContainer[_glossary_pb2.Glossary]
    next_page_token: str
    def __init__(self, glossaries: _Optional[_Iterable[_Union[_glossary_pb2.Glossary, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class UpdateGlossaryRequest(_message.Message):
    __slots__ = ("glossary", "update_mask", "validate_only")
    GLOSSARY_FIELD_NUMBER: _ClassVar[int]
    UPDATE_MASK_FIELD_NUMBER: _ClassVar[int]
    VALIDATE_ONLY_FIELD_NUMBER: _ClassVar[int]
    glossary: _glossary_pb2.Glossary
    update_mask: _field_mask_pb2.FieldMask
    validate_only: bool
    def __init__(self, glossary: _Optional[_Union[_glossary_pb2.Glossary, _Mapping]] = ..., update_mask: _Optional[_Union[_field_mask_pb2.FieldMask, _Mapping]] = ..., validate_only: _Optional[bool] = ...) -> None: ...

class ImportTermsRequest(_message.Message):
    __slots__ = ("parent", "csv", "filename", "replace", "request_id", "validate_only", "leave_out_refused_rows")
    PARENT_FIELD_NUMBER: _ClassVar[int]
    CSV_FIELD_NUMBER: _ClassVar[int]
    FILENAME_FIELD_NUMBER: _ClassVar[int]
    REPLACE_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    VALIDATE_ONLY_FIELD_NUMBER: _ClassVar[int]
    LEAVE_OUT_REFUSED_ROWS_FIELD_NUMBER: _ClassVar[int]
    parent: str
    csv: bytes
    filename: str
    replace: bool
    request_id: str
    validate_only: bool
    leave_out_refused_rows: bool
    def __init__(self, parent: _Optional[str] = ..., csv: _Optional[bytes] = ..., filename: _Optional[str] = ..., replace: _Optional[bool] = ..., request_id: _Optional[str] = ..., validate_only: _Optional[bool] = ..., leave_out_refused_rows: _Optional[bool] = ...) -> None: ...

class ImportTermsResponse(_message.Message):
    __slots__ = ("glossary", "created_count", "updated_count", "unchanged_count", "retired_count", "row_count", "refused_rows")
    GLOSSARY_FIELD_NUMBER: _ClassVar[int]
    CREATED_COUNT_FIELD_NUMBER: _ClassVar[int]
    UPDATED_COUNT_FIELD_NUMBER: _ClassVar[int]
    UNCHANGED_COUNT_FIELD_NUMBER: _ClassVar[int]
    RETIRED_COUNT_FIELD_NUMBER: _ClassVar[int]
    ROW_COUNT_FIELD_NUMBER: _ClassVar[int]
    REFUSED_ROWS_FIELD_NUMBER: _ClassVar[int]
    glossary: _glossary_pb2.Glossary
    created_count: int
    updated_count: int
    unchanged_count: int
    retired_count: int
    row_count: int
    refused_rows: _containers.RepeatedCompositeFieldContainer[RefusedRow]
    def __init__(self, glossary: _Optional[_Union[_glossary_pb2.Glossary, _Mapping]] = ..., created_count: _Optional[int] = ..., updated_count: _Optional[int] = ..., unchanged_count: _Optional[int] = ..., retired_count: _Optional[int] = ..., row_count: _Optional[int] = ..., refused_rows: _Optional[_Iterable[_Union[RefusedRow, _Mapping]]] = ...) -> None: ...

class RefusedRow(_message.Message):
    __slots__ = ("row", "column", "value", "reason", "hint")
    ROW_FIELD_NUMBER: _ClassVar[int]
    COLUMN_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    HINT_FIELD_NUMBER: _ClassVar[int]
    row: int
    column: str
    value: str
    reason: str
    hint: str
    def __init__(self, row: _Optional[int] = ..., column: _Optional[str] = ..., value: _Optional[str] = ..., reason: _Optional[str] = ..., hint: _Optional[str] = ...) -> None: ...

class ExportTermsRequest(_message.Message):
    __slots__ = ("parent", "format")
    PARENT_FIELD_NUMBER: _ClassVar[int]
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    parent: str
    format: str
    def __init__(self, parent: _Optional[str] = ..., format: _Optional[str] = ...) -> None: ...

class ExportTermsResponse(_message.Message):
    __slots__ = ("data",)
    DATA_FIELD_NUMBER: _ClassVar[int]
    data: bytes
    def __init__(self, data: _Optional[bytes] = ...) -> None: ...

class CreateTermRequest(_message.Message):
    __slots__ = ("parent", "term", "request_id", "validate_only")
    PARENT_FIELD_NUMBER: _ClassVar[int]
    TERM_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    VALIDATE_ONLY_FIELD_NUMBER: _ClassVar[int]
    parent: str
    term: _glossary_pb2.Term
    request_id: str
    validate_only: bool
    def __init__(self, parent: _Optional[str] = ..., term: _Optional[_Union[_glossary_pb2.Term, _Mapping]] = ..., request_id: _Optional[str] = ..., validate_only: _Optional[bool] = ...) -> None: ...

class GetTermRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ListTermsRequest(_message.Message):
    __slots__ = ("parent", "page_size", "page_token", "show_retired")
    PARENT_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    SHOW_RETIRED_FIELD_NUMBER: _ClassVar[int]
    parent: str
    page_size: int
    page_token: str
    show_retired: bool
    def __init__(self, parent: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., show_retired: _Optional[bool] = ...) -> None: ...

class ListTermsResponse(_message.Message):
    __slots__ = ("terms", "next_page_token")
    TERMS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    terms: _containers.RepeatedCompositeFieldContainer[_glossary_pb2.Term]
    next_page_token: str
    def __init__(self, terms: _Optional[_Iterable[_Union[_glossary_pb2.Term, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class UpdateTermRequest(_message.Message):
    __slots__ = ("term", "update_mask", "validate_only")
    TERM_FIELD_NUMBER: _ClassVar[int]
    UPDATE_MASK_FIELD_NUMBER: _ClassVar[int]
    VALIDATE_ONLY_FIELD_NUMBER: _ClassVar[int]
    term: _glossary_pb2.Term
    update_mask: _field_mask_pb2.FieldMask
    validate_only: bool
    def __init__(self, term: _Optional[_Union[_glossary_pb2.Term, _Mapping]] = ..., update_mask: _Optional[_Union[_field_mask_pb2.FieldMask, _Mapping]] = ..., validate_only: _Optional[bool] = ...) -> None: ...

class RetireTermRequest(_message.Message):
    __slots__ = ("name", "etag", "validate_only")
    NAME_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    VALIDATE_ONLY_FIELD_NUMBER: _ClassVar[int]
    name: str
    etag: str
    validate_only: bool
    def __init__(self, name: _Optional[str] = ..., etag: _Optional[str] = ..., validate_only: _Optional[bool] = ...) -> None: ...
