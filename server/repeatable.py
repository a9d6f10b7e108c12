"""Changes that can be asked for twice: one transaction, ``validate_only``, and ``request_id``."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, Final, TypeVar

from google.protobuf.message import Message
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from localize.errors import InvalidInput
from server import tables
from server.database import Database
from server.gate import Call

M = TypeVar("M", bound=Message)
_LONGEST: Final = 128


def change(database: Database, call: Call, request: Any, answer: type[M], make: Callable[[Session], M]) -> M:
    """Make a change in one transaction and return its answer.

    With ``validate_only`` everything is checked as usual and then rolled back. With a ``request_id``, the second
    call of the same organization, method and id gets the first one's answer.

    Args:
        database: Where.
        call: Who asks.
        request: The request's message; read for ``request_id`` and ``validate_only`` where it has them.
        answer: Type of the answer.
        make: Makes the change in a session; called again if another call got in between.

    Raises:
        InvalidInput: If the ``request_id`` was used for another request, or is too long.
    """
    if getattr(request, "validate_only", False):
        with database.read() as session:
            made = make(session)
            session.rollback()
            return made
    identifier = str(getattr(request, "request_id", ""))
    if len(identifier) > _LONGEST:
        raise InvalidInput(f"a request id has at most {_LONGEST} characters", field="request_id")
    try:
        return _attempt(database, call, request, identifier, answer, make)
    except IntegrityError:
        # Somebody made the same resource, or the same call, since we looked; now we shall see it.
        return _attempt(database, call, request, identifier, answer, make)


def answered(database: Database, call: Call, request: Any, answer: type[M]) -> M | None:
    """Return what a call with the same ``request_id`` was answered; None if there was none.

    For calls that look around before they change anything.

    Raises:
        InvalidInput: If the ``request_id`` was used for another request.
    """
    identifier = str(getattr(request, "request_id", ""))
    if not identifier or getattr(request, "validate_only", False):
        return None
    with database.read() as session:
        return _kept(session, call, request, identifier, answer)


def _kept(session: Session, call: Call, request: Message, identifier: str, answer: type[M]) -> M | None:
    row = session.get(tables.Request, (call.organization, request.DESCRIPTOR.full_name, identifier))
    if row is None:
        return None
    if row.digest != _digest(request):
        raise InvalidInput("this request id was used for another request", field="request_id",
                           hint="make a new one for every request")
    return answer.FromString(row.answer)


def _digest(request: Message) -> str:
    return hashlib.sha256(request.SerializeToString(deterministic=True)).hexdigest()


def _attempt(database: Database, call: Call, request: Message, identifier: str, answer: type[M],
             make: Callable[[Session], M]) -> M:
    with database.write() as session:
        if not identifier:
            return make(session)
        method = request.DESCRIPTOR.full_name
        if (kept := _kept(session, call, request, identifier, answer)) is not None:
            return kept
        row = tables.Request(organization=call.organization, method=method, request_id=identifier,
                             digest=_digest(request), answer=b"")
        session.add(row)
        session.flush()
        made = make(session)
        row.answer = made.SerializeToString(deterministic=True)
        return made
