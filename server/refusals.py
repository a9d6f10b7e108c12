"""Errors on the wire: a typed error becomes a ``google.rpc.Status`` with details that a program can read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import grpc
from google.protobuf import any_pb2, duration_pb2
from google.protobuf.message import Message
from google.rpc import code_pb2, error_details_pb2, status_pb2

from localize import errors
from localize.glossary import Refusal

DOMAIN: Final = "localization"
"""``ErrorInfo.domain`` of every error of this service."""
_MOST_ROWS: Final = 25
"""Refused rows that an error tells of: gRPC carries errors in 8 KiB of trailers. ``validate_only`` lists them all."""
_LONGEST_ROW: Final = 160


class Unauthenticated(errors.NotAllowed):
    """The call carries no credential, or none that is good."""

    code = "unauthenticated"


class AlreadyExists(errors.Conflict):
    """A resource of that name is there already."""

    code = "already_exists"


class NotReady(errors.Conflict):
    """The resource is not in the state that the call needs."""

    code = "not_ready"


class WrongOffset(errors.Conflict):
    """An upload goes on at another place than the server's.

    Args:
        message: What is wrong.
        offset: Where to go on.
    """

    code = "wrong_offset"

    def __init__(self, message: str, *, offset: int) -> None:
        super().__init__(message, field="offset", hint=f"go on at {offset}")
        self.offset = offset


class RowsRefused(errors.InvalidGlossary):
    """A file of which some rows cannot be taken; nothing of it was.

    Args:
        what: The file, for the message.
        rows: Every refused row.
    """

    def __init__(self, what: str, rows: Sequence[Refusal]) -> None:
        first = rows[0]
        more = f"; {len(rows) - 1} more rows are refused" if len(rows) > 1 else ""
        super().__init__(first.reason + more, row=first.row, field=first.column, hint=first.hint)
        self.what = what
        self.rows = tuple(rows)


class Busy(errors.LocalizeError):
    """The server has no room for the call now."""

    code = "busy"


class Stopping(errors.LocalizeError):
    """The server is being stopped."""

    code = "stopping"


# From the most special to the most general: the first that fits is taken.
_CODES: Final[tuple[tuple[type[errors.LocalizeError], grpc.StatusCode], ...]] = (
    (Unauthenticated, grpc.StatusCode.UNAUTHENTICATED),
    (AlreadyExists, grpc.StatusCode.ALREADY_EXISTS),
    (NotReady, grpc.StatusCode.FAILED_PRECONDITION),
    (WrongOffset, grpc.StatusCode.OUT_OF_RANGE),
    (Busy, grpc.StatusCode.RESOURCE_EXHAUSTED),
    (Stopping, grpc.StatusCode.UNAVAILABLE),
    (errors.InvalidInput, grpc.StatusCode.INVALID_ARGUMENT),
    (errors.NotFound, grpc.StatusCode.NOT_FOUND),
    (errors.Conflict, grpc.StatusCode.ABORTED),
    (errors.NotAllowed, grpc.StatusCode.PERMISSION_DENIED),
    (errors.StorageFull, grpc.StatusCode.RESOURCE_EXHAUSTED),
    (errors.DigestMismatch, grpc.StatusCode.DATA_LOSS),
    (errors.StorageError, grpc.StatusCode.UNAVAILABLE),
    (errors.EngineUnavailable, grpc.StatusCode.FAILED_PRECONDITION),
    (errors.Cancelled, grpc.StatusCode.CANCELLED),
)


def code_of(error: errors.LocalizeError) -> grpc.StatusCode:
    """Return the status code of an error."""
    return next((code for kind, code in _CODES if isinstance(error, kind)), grpc.StatusCode.INTERNAL)


def describe(error: errors.LocalizeError) -> dict[str, Any]:
    """Return an error as JSON-able data: how rows keep it."""
    found = {"status": code_of(error).value[0], "code": error.code, "message": error.message, "field": error.field,
             "hint": error.hint}
    if isinstance(error, RowsRefused):
        found["rows"] = [{"row": row.row, "column": row.column, "text": row.shown()[:_LONGEST_ROW]} for row in error.rows[:_MOST_ROWS]]
    return found | {"offset": error.offset} if isinstance(error, WrongOffset) else found


def to_status(data: dict[str, Any]) -> Any:
    """Return the ``google.rpc.Status`` of :func:`describe`'s data.

    The details are an ``ErrorInfo`` (reason: the code in capitals; metadata: code, field, hint), a ``BadRequest``
    where a field of the request is at fault, and a ``RetryInfo`` where trying again may help.
    """
    metadata = {key: str(data[key]) for key in ("code", "field", "hint", "offset") if data.get(key) not in {None, ""}}
    details: list[Message] = [
        error_details_pb2.ErrorInfo(reason=data["code"].upper(), domain=DOMAIN, metadata=metadata)]
    if data.get("rows"):
        details.append(error_details_pb2.BadRequest(field_violations=[error_details_pb2.BadRequest.FieldViolation(
            field=f"row {row['row']}" + (f".{row['column']}" if row["column"] else ""), description=row["text"])
            for row in data["rows"]]))
    elif data["status"] == code_pb2.INVALID_ARGUMENT and data["field"]:
        text = f"{data['message']} ({data['hint']})" if data["hint"] else data["message"]
        details.append(error_details_pb2.BadRequest(field_violations=[
            error_details_pb2.BadRequest.FieldViolation(field=data["field"], description=text)]))
    if data["status"] in {code_pb2.UNAVAILABLE, code_pb2.RESOURCE_EXHAUSTED}:
        details.append(error_details_pb2.RetryInfo(retry_delay=duration_pb2.Duration(seconds=1)))
    status = status_pb2.Status(code=data["status"], message=data["message"])
    for detail in details:
        packed = any_pb2.Any()
        packed.Pack(detail)
        status.details.append(packed)
    return status


def status_of(error: errors.LocalizeError) -> Any:
    """Return the ``google.rpc.Status`` of an error."""
    return to_status(describe(error))
