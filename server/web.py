"""The HTTP door: files of packages by signed links, for players, which have no token and ask for ranges.

``GET`` and ``HEAD`` of ``/v1/links/{link}/{path}``, with ``Range``, ``If-Range``, ``If-None-Match`` and CORS. A package's
link stands before the paths of its files, so that a playlist's relative addresses lead through the same link. Every
request asks anew whether the right is still open.
"""

from __future__ import annotations

import hashlib
import socket
import threading
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Final

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from localize.errors import DigestMismatch, InvalidInput, LocalizeError, NotAllowed, NotFound, StorageError
from localize.model import PackageFile
from server.audit import BROKEN, COMPLETE, REFUSED, Audit, ending
from server.auth import Credentials
from server.backend import Backend
from server.gate import hidden
from server.links import PREFIX, Links
from server.packages import view
from server.playlists import without_tracks
from server.refusals import Unauthenticated
from server.settings import Settings

_STATUSES: Final[tuple[tuple[type[LocalizeError], int], ...]] = (
    (Unauthenticated, 401), (NotAllowed, 403), (NotFound, 404), (InvalidInput, 400), (DigestMismatch, 500),
    (StorageError, 503))
_EXPOSED: Final = ("Accept-Ranges", "Content-Length", "Content-Range", "ETag")
_AT_ONCE: Final = 512
"""Connections; more are told to come back."""


@dataclass(frozen=True, slots=True)
class _Grant:
    """A file that may be fetched, its entry in the log, and, of a playlist, what is the caller's if that is not all."""

    sequence: int
    file: PackageFile
    place: Path
    made: datetime
    shortened: bytes | None


class Web:
    """The HTTP server of this process, bound to its port but not started.

    Args:
        settings: Address and TLS.
        backend: What services share.
        credentials: The tokens that links were made with.

    Attributes:
        links: Makes links to it.
        port: The port it is bound to.

    Raises:
        StorageError: If the port is taken.
    """

    def __init__(self, settings: Settings, backend: Backend, credentials: Credentials) -> None:
        self._socket = _bind(settings.http)
        self.port = int(self._socket.getsockname()[1])
        scheme = "http" if settings.tls_certificate is None else "https"
        base = settings.http_url or f"{scheme}://{settings.http.rpartition(':')[0]}:{self.port}"
        self.links = Links(settings.data, base, settings.link_lifetime, backend.clock)
        self._server = uvicorn.Server(uvicorn.Config(
            _app(_Door(backend, credentials, self.links)), loop="asyncio", http="h11", ws="none", lifespan="off",
            log_config=None, access_log=False, server_header=False, limit_concurrency=_AT_ONCE,
            timeout_graceful_shutdown=max(1, int(settings.shutdown_grace)),
            ssl_certfile=settings.tls_certificate, ssl_keyfile=settings.tls_key))
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]}, name="http",
                                        daemon=True)

    def start(self) -> None:
        """Begin to take requests."""
        self._thread.start()

    def stop(self) -> None:
        """Take no more requests, let those that run end within the grace, and return."""
        self._server.should_exit = True
        if self._thread.is_alive():
            self._thread.join()
        self._socket.close()


class _Door:
    def __init__(self, backend: Backend, credentials: Credentials, links: Links) -> None:
        self._backend = backend
        self._credentials = credentials
        self._links = links
        self._audit = Audit(backend, "http")

    async def fetch(self, request: Request) -> Response | _Audited:
        """Answer with a file, or with why not."""
        try:
            grant = await run_in_threadpool(self._admit, request)
        except LocalizeError as error:
            return _refusal(error)
        except Exception as error:  # noqa: BLE001 - here a request ends
            return _refusal(hidden("http", error))
        tag = grant.file.sha256 if grant.shortened is None else hashlib.sha256(grant.shortened).hexdigest()
        headers = {"etag": f'"{tag}"', "last-modified": format_datetime(grant.made, usegmt=True),
                   "cache-control": "private, max-age=60", "x-content-type-options": "nosniff"}
        if tag in request.headers.get("if-none-match", ""):
            await run_in_threadpool(self._audit.end, grant.sequence, 0, COMPLETE)
            return Response(status_code=304, headers=headers)
        if grant.shortened is not None:
            await run_in_threadpool(self._audit.end, grant.sequence, len(grant.shortened), COMPLETE)
            return Response(grant.shortened, headers=headers, media_type=grant.file.media_type)
        answer = FileResponse(grant.place, headers=headers, media_type=grant.file.media_type)
        return _Audited(answer, self._audit, grant, head=request.method == "HEAD")

    def _admit(self, request: Request) -> _Grant:
        path = request.path_params["path"]
        claims = self._links.read(request.path_params["link"], path)
        address = request.client.host if request.client else ""
        sequence = self._audit.begin(claims.caller, claims.package, path, offset=_offset(request), address=address)
        try:
            self._credentials.recheck(claims.caller)
            with self._backend.database.read() as session:
                found = view(session, self._backend, claims.caller, claims.package, place=claims.place)
            mixed = found.partial(path)
            file = mixed or found.file(path)
            place = self._backend.store.path(file.sha256)
            shortened = without_tracks(place.read_bytes(), path, found.may_have) if mixed else None
            return _Grant(sequence, file, place, found.row.create_time, shortened)
        except LocalizeError as error:
            self._audit.end(sequence, 0, ending(error), error.message)
            raise


@dataclass(frozen=True, slots=True)
class _Audited:
    """An answer whose bytes are counted; closes the log's entry whatever happens."""

    answer: FileResponse
    audit: Audit
    grant: _Grant
    head: bool

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        sent, wanted, status = 0, 0, 0

        async def counting(message: Message) -> None:
            nonlocal sent, wanted, status
            if message["type"] == "http.response.start":
                status = message["status"]
                lengths = [int(value) for name, value in message["headers"] if name.lower() == b"content-length"]
                wanted = 0 if self.head else sum(lengths)
            if status != 416:
                await send(message)
                sent += len(message.get("body", b""))

        reason, outcome = "", BROKEN
        try:
            await self.answer(scope, receive, counting)
            if status == 416:
                reason = f"the file has {self.grant.file.size} bytes"
                await _beyond(reason, self.grant.file.size)(scope, receive, send)
            refused = status >= 400
            outcome = REFUSED if refused else COMPLETE if sent >= wanted else BROKEN
        finally:
            await run_in_threadpool(self.audit.end, self.grant.sequence, 0 if status >= 400 else sent, outcome, reason)


def _app(door: _Door) -> Starlette:
    cors = Middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["GET", "HEAD"],
                      allow_headers=["Range", "If-Range", "If-None-Match"], expose_headers=_EXPOSED)
    return Starlette(routes=[Route(f"{PREFIX}{{link}}/{{path:path}}", door.fetch, methods=["GET", "HEAD"])],
                     middleware=[cors])


def _refusal(error: LocalizeError) -> JSONResponse:
    status = next((status for kind, status in _STATUSES if isinstance(error, kind)), 500)
    return JSONResponse({"error": {"code": error.code, "message": error.message, "field": error.field,
                                   "hint": error.hint}}, status, {"cache-control": "no-store"})


def _beyond(reason: str, size: int) -> JSONResponse:
    return JSONResponse({"error": {"code": "out_of_range", "message": reason, "field": "range", "hint": ""}}, 416,
                        {"content-range": f"bytes */{size}"})


def _offset(request: Request) -> int:
    begin = request.headers.get("range", "").removeprefix("bytes=").partition("-")[0].strip()
    return int(begin) if begin.isdecimal() else 0


def _bind(address: str) -> socket.socket:
    host, _, port = address.rpartition(":")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((host.strip("[]"), int(port)))
        found.listen(128)
    except OSError as error:
        found.close()
        raise StorageError(f"cannot listen on {address}", field="http",
                           hint="is another server there? port 0 takes a free one") from error
    return found
