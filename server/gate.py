"""Where calls come in: every method is admitted, permitted, and its errors are put on the wire here.

Servicers get a :class:`Call` in the place of gRPC's context, so that none can run without knowing who calls.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final, NoReturn

import grpc
from google.protobuf.message import Message
from grpc_status import rpc_status

from localize.errors import LocalizeError
from server.auth import OPEN, Caller, Credentials, permit
from server.refusals import status_of

_LOG: Final = logging.getLogger("localize.server")


@dataclass(frozen=True, slots=True)
class Call:
    """One call: who makes it, and gRPC's own view of it."""

    caller: Caller
    context: grpc.ServicerContext

    @property
    def organization(self) -> str:
        """Whose rows the call sees."""
        return self.caller.organization


class Gate(grpc.ServerInterceptor):  # type: ignore[type-arg] # the stubs make generic what is not
    """Admits calls and translates errors.

    Args:
        credentials: The tokens.
    """

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials

    def intercept_service(self, continuation: Callable[[Any], Any], handler_call_details: Any) -> Any:
        """Return the method's handler behind the gate; methods that are open to all pass as they are."""
        handler = continuation(handler_call_details)
        method = handler_call_details.method.lstrip("/")
        if handler is None or method in OPEN:
            return handler
        headers = {key: value for key, value in handler_call_details.invocation_metadata if key == "authorization"}
        guard = _Guard(self._credentials, method, str(headers.get("authorization", "")))
        shape = (bool(handler.request_streaming), bool(handler.response_streaming))
        behavior = {(False, False): handler.unary_unary, (True, False): handler.stream_unary,
                    (False, True): handler.unary_stream, (True, True): handler.stream_stream}[shape]
        make = {(False, False): grpc.unary_unary_rpc_method_handler, (True, False): grpc.stream_unary_rpc_method_handler,
                (False, True): grpc.unary_stream_rpc_method_handler,
                (True, True): grpc.stream_stream_rpc_method_handler}[shape]
        wrapped = guard.stream(behavior) if shape[1] else guard.single(behavior)
        return make(wrapped, request_deserializer=handler.request_deserializer,
                    response_serializer=handler.response_serializer)


@dataclass(frozen=True, slots=True)
class _Guard:
    credentials: Credentials
    method: str
    authorization: str

    def single(self, behavior: Callable[[Any, Any], Message]) -> Callable[[Any, grpc.ServicerContext], Message]:
        def call(request: Any, context: grpc.ServicerContext) -> Message:
            try:
                return behavior(request, self._admit(context))
            except LocalizeError as error:
                _abort(context, error)
            except grpc.RpcError:  # the client has gone while we read its stream: there is nobody to answer
                raise
            except Exception as error:  # noqa: BLE001 - here an RPC ends
                _abort(context, hidden(self.method, error))

        return call

    def stream(self, behavior: Callable[[Any, Any], Iterator[Message]],
               ) -> Callable[[Any, grpc.ServicerContext], Iterator[Message]]:
        def call(request: Any, context: grpc.ServicerContext) -> Iterator[Message]:
            try:
                yield from behavior(request, self._admit(context))
            except LocalizeError as error:
                _abort(context, error)
            except Exception as error:  # noqa: BLE001 - here an RPC ends
                _abort(context, hidden(self.method, error))

        return call

    def _admit(self, context: grpc.ServicerContext) -> Any:
        caller = self.credentials.admit(self.authorization)
        permit(caller, self.method)
        # Reflection is not ours and knows gRPC's context only.
        return context if self.method.startswith("grpc.") else Call(caller, context)


def hidden(method: str, error: Exception) -> LocalizeError:
    """Log what went wrong in us, and tell the caller a number to ask for, not what our insides look like."""
    incident = secrets.token_hex(4)
    _LOG.error("incident %s in %s", incident, method, exc_info=error)
    return LocalizeError("something is wrong in the server", hint=f"ask for incident {incident}")


def _abort(context: grpc.ServicerContext, error: LocalizeError) -> NoReturn:
    context.abort_with_status(rpc_status.to_status(status_of(error)))
