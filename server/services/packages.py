"""PackageService."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from localize.errors import InvalidInput, NotFound
from server import names, paging, tables
from server._gen.localization.v1 import event_pb2, package_pb2, package_service_pb2, package_service_pb2_grpc
from server.backend import Backend, found, get_master, get_title
from server.gate import Call
from server.packages import package_message, package_record
from server.refusals import WrongOffset

_CHUNK: Final = 512 << 10


class PackageService(package_service_pb2_grpc.PackageServiceServicer):
    """Packages and their download.

    Args:
        backend: What services share.
    """

    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    def GetPackage(self, request: package_service_pb2.GetPackageRequest, call: Call) -> package_pb2.Package:
        """Return a package."""
        with self._backend.database.read() as session:
            return package_message(_row(session, call, request.name), self._backend.store)

    def ListPackages(self, request: package_service_pb2.ListPackagesRequest, call: Call,
                     ) -> package_service_pb2.ListPackagesResponse:
        """List packages, oldest first."""
        title, master = names.parse(request.parent, names.MASTER, field="parent", wildcard=True)
        table = tables.Package
        query = sa.select(table).where(table.organization == call.organization)
        query = query if title == names.ANY else query.where(table.title == title)
        query = query if master == names.ANY else query.where(table.master == master)
        with self._backend.database.read() as session:
            if names.ANY not in {title, master}:
                get_master(session, call, request.parent, "parent")
            # Ids follow time.
            rows, token = paging.page(session, query, [table.id, table.title, table.master], size=request.page_size,
                                      token=request.page_token)
        return package_service_pb2.ListPackagesResponse(
            packages=[package_message(row, self._backend.store) for row in rows], next_page_token=token)

    def DownloadFile(self, request: package_service_pb2.DownloadFileRequest, call: Call,
                     ) -> Iterator[package_service_pb2.DownloadFileResponse]:
        """Send a file from an offset on."""
        with self._backend.database.read() as session:
            record = package_record(_row(session, call, request.name), self._backend.store)
        # A name is looked up, never opened: no path leads out of the package.
        file = next((item for item in record.files if item.path == request.path), None)
        if file is None:
            raise NotFound(f"the package has no file {request.path!r}", field="path", hint="GetPackage lists them")
        if request.offset < 0:
            raise InvalidInput("an offset is not negative", field="offset")
        if request.offset > file.size:
            raise WrongOffset(f"the file has {file.size} bytes", offset=0)
        offset, first = request.offset, True
        with self._backend.store.path(file.sha256).open("rb") as opened:
            opened.seek(offset)
            while (data := opened.read(_CHUNK)) or first:
                yield package_service_pb2.DownloadFileResponse(
                    offset=offset, data=data, size=file.size if first else 0, sha256=file.sha256 if first else "")
                offset, first = offset + len(data), False

    def WatchPackages(self, request: package_service_pb2.WatchPackagesRequest, call: Call,
                      ) -> Iterator[event_pb2.Event]:
        """Send every package that is finished."""
        (title,) = names.parse(request.parent, names.TITLE, field="parent", wildcard=True)
        if title != names.ANY:
            with self._backend.database.read() as session:
                get_title(session, call, request.parent, "parent")
        yield from self._backend.events.follow(call, "" if title == names.ANY else request.parent,
                                               request.after_sequence, kind="package")


def _row(session: Session, call: Call, name: str) -> tables.Package:
    parts = names.parse(name, names.PACKAGE)
    return found(session.get(tables.Package, (call.organization, *parts)), name)
