"""What a client gets when a call fails: one error type, with the service's code, field and hint."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import grpc
from google.rpc import error_details_pb2
from grpc_status import rpc_status

from localize.errors import LocalizeError


class CallFailed(LocalizeError):
    """The service refused a call, or could not be reached.

    Attributes:
        status: gRPC's status code.
        code: The service's code, such as ``unknown_language``.
        metadata: What else the error says.
        violations: Pairs of field and description: rows of a file that were refused, fields of a request at fault.
    """

    def __init__(self, status: grpc.StatusCode, message: str, metadata: Mapping[str, str],
                 violations: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(message, field=metadata.get("field", ""), hint=metadata.get("hint", ""))
        self.status = status
        self.code = metadata.get("code", status.name.lower())
        self.metadata = dict(metadata)
        self.violations = tuple(violations)


def failure(error: grpc.RpcError) -> CallFailed:
    """Return what a gRPC error says, with the service's code, field and hint."""
    status = rpc_status.from_call(error)  # type: ignore[arg-type] # every RpcError of a call is a Call
    if status is not None:
        return from_status(status)
    return CallFailed(error.code(), error.details() or str(error.code()), {})


def from_status(status: Any) -> CallFailed:
    """Return what a ``google.rpc.Status`` says."""
    info, request = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest()
    for detail in status.details:
        if detail.Is(error_details_pb2.ErrorInfo.DESCRIPTOR):
            detail.Unpack(info)
        elif detail.Is(error_details_pb2.BadRequest.DESCRIPTOR):
            detail.Unpack(request)
    code = next(code for code in grpc.StatusCode if code.value[0] == status.code)
    return CallFailed(code, status.message, info.metadata,
                      [(item.field, item.description) for item in request.field_violations])
