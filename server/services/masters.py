"""MasterService."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from localize.errors import InvalidInput
from server import convert, names, paging, tables
from server._gen.localization.v1 import event_pb2, master_pb2, master_service_pb2, master_service_pb2_grpc
from server.backend import Backend, found, get_master, get_title
from server.gate import Call
from server.refusals import AlreadyExists
from server.repeatable import change
from server.uploads import CHUNK, Uploads

_CHANGEABLE = ("display_name",)


class MasterService(master_service_pb2_grpc.MasterServiceServicer):
    """Masters and their upload.

    Args:
        backend: What services share.
        uploads: The files on their way in.
    """

    def __init__(self, backend: Backend, uploads: Uploads) -> None:
        self._backend = backend
        self._uploads = uploads

    def CreateMaster(self, request: master_service_pb2.CreateMasterRequest, call: Call) -> master_pb2.Master:
        """Make a master that awaits its media."""
        return change(self._backend.database, call, request, master_pb2.Master,
                      lambda session: self._create(session, call, request))

    def GetMaster(self, request: master_service_pb2.GetMasterRequest, call: Call) -> master_pb2.Master:
        """Return a master."""
        with self._backend.database.read() as session:
            return convert.master(get_master(session, call, request.name))

    def ListMasters(self, request: master_service_pb2.ListMastersRequest, call: Call,
                    ) -> master_service_pb2.ListMastersResponse:
        """List the masters of a title, or of all."""
        (title,) = names.parse(request.parent, names.TITLE, field="parent", wildcard=True)
        query = sa.select(tables.Master).where(tables.Master.organization == call.organization)
        with self._backend.database.read() as session:
            if title != names.ANY:
                get_title(session, call, request.parent, "parent")
                query = query.where(tables.Master.title == title)
            rows, token = paging.page(session, query, [tables.Master.title, tables.Master.id],
                                      size=request.page_size, token=request.page_token)
        return master_service_pb2.ListMastersResponse(masters=[convert.master(row) for row in rows],
                                                      next_page_token=token)

    def UpdateMaster(self, request: master_service_pb2.UpdateMasterRequest, call: Call) -> master_pb2.Master:
        """Change a master."""
        def update(session: Session) -> master_pb2.Master:
            row = get_master(session, call, request.master.name, "master.name")
            convert.check_etag(row, request.master.etag)
            for field in convert.masked(request.master, request.update_mask, _CHANGEABLE):
                setattr(row, field, getattr(request.master, field))
            row.touch()
            session.flush()
            return announce(self._backend, session, row)

        return change(self._backend.database, call, request, master_pb2.Master, update)

    def StartUpload(self, request: master_service_pb2.StartUploadRequest, call: Call) -> master_pb2.UploadSession:
        """Begin an upload."""
        def start(session: Session) -> master_pb2.UploadSession:
            row = get_master(session, call, request.master, "master")
            if request.size < 0:
                raise InvalidInput("a file cannot have fewer than no bytes", field="size", hint="0 if not known yet")
            upload = tables.Upload(
                organization=call.organization, id=names.chosen_id("", "upload"), title=row.title, master=row.id,
                kind=int(request.kind or master_pb2.UPLOAD_KIND_MEDIA), filename=names.safe_filename(request.filename),
                size=request.size, complete=False, received=0)
            session.add(upload)
            session.flush()
            return self._session(upload)

        return change(self._backend.database, call, request, master_pb2.UploadSession, start)

    def QueryUpload(self, request: master_service_pb2.QueryUploadRequest, call: Call) -> master_pb2.UploadSession:
        """Return how far an upload has come."""
        return self._session(self._row(call, request.name))

    def Upload(self, request: Iterator[master_service_pb2.UploadRequest], call: Call) -> master_pb2.UploadSession:
        """Take the bytes of an upload."""
        first = next(request, None)
        if first is None or not first.name:
            raise InvalidInput("the first message must name the upload", field="name", hint="StartUpload gives it")
        row = self._row(call, first.name)
        if row.complete:
            return self._session(row)
        with self._uploads.receive(row) as receiver:
            message: master_service_pb2.UploadRequest | None = first
            while message is not None:
                if message.name not in {"", first.name}:
                    raise InvalidInput("one stream is one upload", field="name")
                if message.data:
                    receiver.take(message.offset, message.data)
                if message.sha256:
                    media = receiver.finish(message.sha256)
                    return self._arrived(call, row, media)
                message = next(request, None)
        return self._session(row)

    def WatchMaster(self, request: master_service_pb2.WatchMasterRequest, call: Call) -> Iterator[event_pb2.Event]:
        """Send the changes of a master and all that belongs to it."""
        with self._backend.database.read() as session:
            get_master(session, call, request.name)
        yield from self._backend.events.follow(call, request.name, request.after_sequence)

    def _create(self, session: Session, call: Call, request: master_service_pb2.CreateMasterRequest,
                ) -> master_pb2.Master:
        title = get_title(session, call, request.parent, "parent")
        identifier = names.chosen_id(request.master_id, "master")
        if session.get(tables.Master, (call.organization, title.id, identifier)):
            raise AlreadyExists(f"there is a master {identifier!r} already", field="master_id")
        row = tables.Master(organization=call.organization, title=title.id, id=identifier,
                            display_name=request.master.display_name or identifier)
        session.add(row)
        session.flush()
        return announce(self._backend, session, row)

    def _row(self, call: Call, name: str) -> tables.Upload:
        (identifier,) = names.parse(name, names.UPLOAD)
        with self._backend.database.read() as session:
            return found(session.get(tables.Upload, (call.organization, identifier)), name)

    def _arrived(self, call: Call, row: tables.Upload, media: dict[str, str | int]) -> master_pb2.UploadSession:
        """Give the master its file."""
        with self._backend.database.write() as session:
            upload = found(session.get(tables.Upload, (call.organization, row.id)), row.id)
            master = found(session.get(tables.Master, (call.organization, row.title, row.master)), row.master)
            if row.kind == master_pb2.UPLOAD_KIND_DIALOGUE_LIST:
                master.dialogue_list = media
            elif row.kind == master_pb2.UPLOAD_KIND_M_AND_E:
                master.m_and_e = media
            else:
                master.media = media
            upload.complete, upload.received, upload.sha256 = True, int(media["size"]), str(media["sha256"])
            master.touch()
            session.flush()
            announce(self._backend, session, master)
        self._uploads.discard(row)
        return self._session(upload)

    def _session(self, row: tables.Upload) -> master_pb2.UploadSession:
        return master_pb2.UploadSession(
            name=names.join(names.UPLOAD, row.id), master=names.join(names.MASTER, row.title, row.master),
            kind=cast("master_pb2.UploadKind", row.kind), filename=row.filename, size=row.size,
            offset=row.received if row.complete else self._uploads.offset(row), complete=row.complete,
            chunk_size=CHUNK)


def announce(backend: Backend, session: Session, row: tables.Master) -> master_pb2.Master:
    """Log a master's change and return its message."""
    message = convert.master(row)
    backend.events.add(session, row.organization, message.name, message)
    return message
