"""PackageService."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from localize.delivery import MANIFEST
from localize.errors import InvalidInput
from server import convert, names, paging, rights, tables
from server._gen.localization.v1 import event_pb2, package_pb2, package_service_pb2, package_service_pb2_grpc
from server.audit import Audit, Download, peer
from server.auth import Role
from server.backend import Backend, get_master, get_title
from server.feed import Feed
from server.gate import Call
from server.links import Links
from server.packages import View, file_changes, licensed, manifest, package_message, package_record, view
from server.refusals import NotReady, WrongOffset

_CHUNK: Final = 512 << 10


class PackageService(package_service_pb2_grpc.PackageServiceServicer):
    """Packages and their download.

    Args:
        backend: What services share.
        links: Makes links for players; None if this server serves none.
    """

    def __init__(self, backend: Backend, links: Links | None = None) -> None:
        self._backend = backend
        self._links = links
        self._feed = Feed(backend)
        self._downloads = Audit(backend, "grpc")
        self._promises = Audit(backend, "link")

    def GetPackage(self, request: package_service_pb2.GetPackageRequest, call: Call) -> package_pb2.Package:
        """Return a package."""
        place = rights.territory(request.territory, "territory")
        with self._backend.database.read() as session:
            found = view(session, self._backend, call.caller, request.name, place=place)
            return package_message(session, self._backend, found)

    def ListPackages(self, request: package_service_pb2.ListPackagesRequest, call: Call,
                     ) -> package_service_pb2.ListPackagesResponse:
        """List packages, oldest first."""
        owner, (title, master) = names.owned(request.parent, names.MASTER, field="parent", wildcard=True)
        place = rights.territory(request.territory, "territory")
        table, partner = tables.Package, call.caller.role is Role.PARTNER
        query = sa.select(table)
        if not partner:
            query = query.where(table.organization == call.organization)
        elif owner != names.ANY and (owner or title != names.ANY):
            query = query.where(table.organization == (owner or call.organization))
        query = query if title == names.ANY else query.where(table.title == title)
        query = query if master == names.ANY else query.where(table.master == master)
        if partner:
            window = tables.RightsWindow
            query = query.where(sa.exists().where(window.organization == table.organization, window.title == table.title,
                                                  window.partner == call.organization))
        with self._backend.database.read() as session:
            if not partner and names.ANY not in {title, master}:
                get_master(session, call, request.parent, "parent")
            # Ids follow time.
            rows, token = paging.page(session, query, [table.id, table.organization, table.title, table.master],
                                      size=request.page_size, token=request.page_token)
            found = [package_message(session, self._backend, item) for row in rows
                     if (item := self._see(session, call, row, place)) is not None]
        return package_service_pb2.ListPackagesResponse(
            packages=[item for item in found if not (request.newest_only and item.superseded_by)], next_page_token=token)

    def GetManifest(self, request: package_service_pb2.GetManifestRequest, call: Call,
                    ) -> package_service_pb2.GetManifestResponse:
        """Return a package's manifest."""
        with self._downloads.download(call.caller, request.name, MANIFEST, address=peer(call.context.peer())) as download:
            with self._backend.database.read() as session:
                found = manifest(view(session, self._backend, call.caller, request.name), self._backend.store)
            download.sent = download.wanted = len(found.manifest)
            return found

    def ListFileChanges(self, request: package_service_pb2.ListFileChangesRequest, call: Call,
                        ) -> package_service_pb2.ListFileChangesResponse:
        """Compare the files of two packages."""
        with self._backend.database.read() as session:
            new = view(session, self._backend, call.caller, request.name)
            base = request.base or package_message(session, self._backend, new).supersedes
            old = view(session, self._backend, call.caller, base, field="base") if base else None
        if old is not None and (old.row.organization, old.row.title, old.row.master) != (
                new.row.organization, new.row.title, new.row.master):
            raise InvalidInput("the packages are of two masters", field="base", hint="compare packages of one master")
        found = file_changes(old.files if old else (), new.files)
        return package_service_pb2.ListFileChangesResponse(
            base=old.name if old else "", changes=found,
            unchanged_count=sum(file.path != MANIFEST for file in new.files) - sum(
                bool(item.new_sha256) for item in found))

    def CreateLink(self, request: package_service_pb2.CreateLinkRequest, call: Call) -> package_service_pb2.Link:
        """Make a link for players."""
        if self._links is None:
            raise NotReady("this server serves no links", field="", hint="start it with --http 127.0.0.1:8080")
        place = rights.territory(request.territory, "territory")
        lifetime = request.lifetime.ToTimedelta() if request.HasField("lifetime") else timedelta(0)
        with self._promises.download(call.caller, request.name, request.path, address=peer(call.context.peer())):
            with self._backend.database.read() as session:
                found = view(session, self._backend, call.caller, request.name, place=place)
                if request.path:
                    found.file(request.path)
            uri, until = self._links.make(call.caller, found.row, request.path, lifetime, place)
        return package_service_pb2.Link(uri=uri, expire_time=convert.stamp(until))

    def DownloadFile(self, request: package_service_pb2.DownloadFileRequest, call: Call,
                     ) -> Iterator[package_service_pb2.DownloadFileResponse]:
        """Send a file, or a part of it."""
        place = rights.territory(request.territory, "territory")
        with self._downloads.download(call.caller, request.name, request.path, offset=request.offset,
                                      address=peer(call.context.peer())) as download:
            with self._backend.database.read() as session:
                found = view(session, self._backend, call.caller, request.name, place=place)
            yield from self._send(found, request, download)

    def WatchPackages(self, request: package_service_pb2.WatchPackagesRequest, call: Call,
                      ) -> Iterator[event_pb2.Event]:
        """Send every package that is finished; to a partner, every one that becomes licensed."""
        owner, (title,) = names.owned(request.parent, names.TITLE, field="parent", wildcard=True)
        if call.caller.role is Role.PARTNER:
            yield from self._watch(call, owner or (call.organization if title != names.ANY else names.ANY), title, request)
            return
        if title != names.ANY:
            with self._backend.database.read() as session:
                get_title(session, call, request.parent, "parent")
        yield from self._backend.events.follow(call, "titles" if title == names.ANY else request.parent,
                                               request.after_sequence, kind="package")

    def _watch(self, call: Call, owner: str, title: str, request: package_service_pb2.WatchPackagesRequest,
               ) -> Iterator[event_pb2.Event]:
        place = rights.territory(request.territory, "territory")
        if names.ANY in {owner, title}:
            scope = "organizations" if owner == names.ANY else names.join(names.OWNED, owner).rstrip("/")
        else:
            scope = names.join(names.OWNED + names.TITLE, owner, title)
        followed = self._backend.events.follow(call, scope, request.after_sequence, kind="package",
                                               prepare=lambda: self._feed.settle(call.organization))
        for event in followed:
            if (now := self._feed.current(call.caller, event, place)) is not None:
                yield now

    def _see(self, session: Session, call: Call, row: tables.Package, place: str) -> View | None:
        record = package_record(row, self._backend.store)
        if call.caller.role is not Role.PARTNER:
            return View(row, record, record.files, None, shared=False)
        windows = rights.windows(session, call.organization, row.organization, row.title)
        return licensed(session, row, record, windows, self._backend.clock(), place)

    def _send(self, found: View, request: package_service_pb2.DownloadFileRequest, download: Download) -> Iterator[Any]:
        file = found.file(request.path)
        if request.offset < 0 or request.length < 0:
            raise InvalidInput("a range is not negative", field="offset" if request.offset < 0 else "length")
        if request.offset > file.size:
            raise WrongOffset(f"the file has {file.size} bytes", offset=0)
        offset, first = request.offset, True
        end = min(file.size, offset + request.length) if request.length else file.size
        download.wanted = end - offset
        with self._backend.store.path(file.sha256).open("rb") as opened:
            opened.seek(offset)
            while (data := opened.read(min(_CHUNK, end - offset))) or first:
                yield package_service_pb2.DownloadFileResponse(
                    offset=offset, data=data, size=file.size if first else 0, sha256=file.sha256 if first else "")
                offset, first = offset + len(data), False
                download.sent += len(data)
