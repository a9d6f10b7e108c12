"""Signed links: what one organization may fetch, until when, in a string that cannot be changed without us.

A link's token is its claims as JSON and their HMAC-SHA256, both in base64url. It binds the organization and its token,
the package, the file or all of the package, the territory, and the end. The server's key lies in its data folder: all
processes on that folder make and read each other's links, and removing the file makes all links useless.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Callable
from dataclasses import astuple, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from urllib.parse import quote

from localize.errors import InvalidInput, NotAllowed, NotFound
from localize.store import typed_errors
from server import names, tables
from server.auth import Caller, Role

PREFIX: Final = "/v1/links/"
_DEFAULT: Final = timedelta(minutes=5)
_KEY: Final = "links.key"


class BadLink(NotAllowed):
    """The link was changed, cut, or made by another server."""

    code = "bad_link"


class ExpiredLink(NotAllowed):
    """The link's time is over."""

    code = "expired_link"


@dataclass(frozen=True, slots=True)
class Claims:
    """What a link says.

    Attributes:
        organization: Whom it was made for.
        role: Of the token that made it.
        token: Id of that token.
        package: Name of the package, with its organization.
        path: Of the file; empty for every file of the package.
        place: The territory that the right must be for, or empty.
        until: Seconds since 1970, UTC.
    """

    organization: str
    role: str
    token: str
    package: str
    path: str
    place: str
    until: int

    @property
    def caller(self) -> Caller:
        """Who fetches, in effect."""
        return Caller(self.organization, Role(self.role), self.token)


class Links:
    """Makes links and reads them.

    Args:
        folder: Where the key lies; made if it is not there.
        base: URL that links begin with, without a slash at its end.
        longest: Of a link's life.
        clock: The time.
    """

    def __init__(self, folder: Path, base: str, longest: timedelta, clock: Callable[[], datetime]) -> None:
        self._key = _key(folder / _KEY)
        self._base = base.rstrip("/")
        self._longest = longest
        self._clock = clock

    def make(self, caller: Caller, row: tables.Package, path: str, lifetime: timedelta, place: str,
             ) -> tuple[str, datetime]:
        """Return a link and when it ends.

        Args:
            caller: For whom.
            row: The package.
            path: Of a file; empty for the package, whose link ends with a slash.
            lifetime: How long; zero for five minutes.
            place: A territory, or empty.

        Raises:
            InvalidInput: If the lifetime is negative or longer than the server allows.
        """
        lifetime = lifetime or min(_DEFAULT, self._longest)
        if not timedelta(0) < lifetime <= self._longest:
            raise InvalidInput(f"a link lives up to {int(self._longest.total_seconds())} seconds", field="lifetime")
        until = self._clock() + lifetime
        package = names.join(names.OWNED + names.PACKAGE, row.organization, row.title, row.master, row.id)
        claims = Claims(caller.organization, caller.role.value, caller.token, package, path, place, int(until.timestamp()))
        body = _encode(json.dumps(astuple(claims), ensure_ascii=False, separators=(",", ":")).encode())
        link = f"{self._base}{PREFIX}{body}.{self._sign(body)}/{quote(path)}"
        return link, datetime.fromtimestamp(claims.until, UTC)

    def read(self, token: str, path: str) -> Claims:
        """Return what a link says, if it is ours, whole, in date, and for this file.

        Raises:
            BadLink: If we did not sign it.
            ExpiredLink: If its time is over.
            NotFound: If it is for another file.
        """
        body, _, signature = token.partition(".")
        try:
            good = hmac.compare_digest(self._sign(body).encode(), signature.encode())
            claims = Claims(*json.loads(_decode(body))) if good else None
        except (binascii.Error, ValueError):
            claims = None
        if claims is None:
            raise BadLink("this link was changed or cut, or another server made it", field="link",
                          hint="ask for a new one with CreateLink, and use it as it came")
        if claims.until <= self._clock().timestamp():
            raise ExpiredLink(f"this link ended at {datetime.fromtimestamp(claims.until, UTC):%Y-%m-%dT%H:%M:%SZ}",
                              field="link", hint="ask for a new one with CreateLink")
        if claims.path and claims.path != path:
            raise NotFound("this link is for another file", field="path", hint="make one for the package to reach all of it")
        return claims

    def _sign(self, body: str) -> str:
        return _encode(hmac.digest(self._key, body.encode(), hashlib.sha256))


def _key(path: Path) -> bytes:
    """Return the key of a file, which is made if it is not there; whoever comes second takes the first one's."""
    with typed_errors(path.name):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        if not path.exists():
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            try:
                os.write(handle, secrets.token_bytes(32))
                os.fsync(handle)
            finally:
                os.close(handle)
            try:
                os.link(part, path)  # never over another's, as a rename would
            except FileExistsError:
                pass
            finally:
                part.unlink()
        return path.read_bytes()


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
