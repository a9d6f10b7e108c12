"""Page tokens: where a list goes on, opaque to clients and bound to the list they came from."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Sequence
from typing import Any, Final, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from localize.errors import InvalidInput

R = TypeVar("R")
DEFAULT: Final = 50
LARGEST: Final = 500


def page(session: Session, query: sa.Select[R], order: Sequence[Any], *, size: int, token: str,
         descending: bool = False) -> tuple[list[R], str]:
    """Return one page of a query's rows, and the token of the next page; empty on the last.

    Args:
        session: Where to ask.
        query: What is listed, without order or limit.
        order: Columns that put the rows in a total order.
        size: As the request has it: 0 for the default; more than the largest is cut.
        token: As the request has it.
        descending: The last of the order first.

    Raises:
        InvalidInput: If the size is negative, or the token is not one of this list.
    """
    if size < 0:
        raise InvalidInput("a page cannot have fewer than no rows", field="page_size", hint="0 for the default")
    wanted = min(size or DEFAULT, LARGEST)
    bound = _digest(session, query)
    if token:
        after = _decode(token, bound, len(order))
        last_seen = sa.tuple_(*(sa.literal(value, column.type) for value, column in zip(after, order, strict=True)))
        query = query.where(sa.tuple_(*order) < last_seen if descending else sa.tuple_(*order) > last_seen)
    columns = [column.desc() for column in order] if descending else list(order)
    rows: list[R] = list(session.scalars(query.order_by(*columns).limit(wanted + 1)))
    if len(rows) <= wanted:
        return rows, ""
    last = rows[wanted - 1]
    return rows[:wanted], _encode(bound, [getattr(last, column.key) for column in order])


def _digest(session: Session, query: sa.Select[Any]) -> str:
    """Return what the query asks for, digested: a token of another list or organization does not fit."""
    compiled = query.compile(session.get_bind())
    return hashlib.sha256(repr((str(compiled), sorted(compiled.params.items()))).encode()).hexdigest()[:16]


def _encode(bound: str, values: list[Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps([bound, *values]).encode()).decode()


def _decode(token: str, bound: str, count: int) -> list[Any]:
    try:
        found = json.loads(base64.b64decode(token, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError):
        found = None
    good = isinstance(found, list) and len(found) == count + 1 and found[0] == bound
    if not good or not all(isinstance(value, (str, int)) for value in found):
        raise InvalidInput("the page token is not one of this list", field="page_token",
                           hint="pass the token back as it came, with the same request")
    return list(found[1:])
