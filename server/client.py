"""A client for programs: the service's calls with their types, uploads and downloads that resume, one error type.

::

    with Client("127.0.0.1:8443", token="loc_…") as client:
        title = client.create_title("Moonlit Harbour", source="zh", kind="micro-drama", title_id="moonlit-harbour")
        master = client.create_master(title.name, "Episode 1")
        client.upload(master.name, Path("ep01.mp4"))
        operation = client.localize(master.name, ["en", "th", "ar"])
        done = client.wait(operation.name, lambda event: ...)
        client.download(done.package, Path("out"))

Every call raises :class:`CallFailed`, which carries the service's code, field and hint.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import grpc
from google.longrunning import operations_pb2, operations_pb2_grpc

from localize.errors import DigestMismatch
from localize.model import Character, DubOptions
from localize.store import typed_errors
from server._gen.localization.v1 import (
    correction_service_pb2_grpc,
    event_pb2,
    glossary_pb2,
    glossary_service_pb2,
    glossary_service_pb2_grpc,
    localization_pb2,
    localization_service_pb2,
    localization_service_pb2_grpc,
    master_pb2,
    master_service_pb2,
    master_service_pb2_grpc,
    memory_service_pb2_grpc,
    package_pb2,
    package_service_pb2,
    package_service_pb2_grpc,
    partner_service_pb2_grpc,
    rights_service_pb2_grpc,
    series_service_pb2_grpc,
    speaker_pb2,
    status_service_pb2_grpc,
    title_pb2,
    title_service_pb2,
    title_service_pb2_grpc,
    voice_service_pb2_grpc,
)
from server.callfailed import CallFailed, failure, from_status
from server.choices import AUDIENCES, MODES, NOTICES, number_of
from server.dubs import dub_settings
from server.people import character_message
from server.transfer import Progress, chunks, inside, sha256_of

__all__ = ["CallFailed", "Client", "Progress"]

_ATTEMPTS: Final = 5
_AGAIN: Final = frozenset({grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.OUT_OF_RANGE, grpc.StatusCode.ABORTED})
_LATER: Final = frozenset({grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.RESOURCE_EXHAUSTED})
_PATIENCE: Final = 60
_OPTIONS: Final = (("grpc.max_receive_message_length", 8 << 20), ("grpc.keepalive_time_ms", 30_000))
_KINDS: Final = {"film": title_pb2.TITLE_KIND_FILM, "series": title_pb2.TITLE_KIND_SERIES,
                 "micro-drama": title_pb2.TITLE_KIND_MICRO_DRAMA, "": title_pb2.TITLE_KIND_UNSPECIFIED}


class Client:
    """A connection to a server.

    Args:
        address: ``host:port``.
        token: Credential; empty for a server that admits loopback calls.
        root_certificates: PEM of the authority that signed the server's certificate; None for no TLS.

    Attributes:
        titles: Stub of ``TitleService``; the others likewise, for calls that have no method here.
    """

    def __init__(self, address: str, *, token: str = "", root_certificates: bytes | None = None) -> None:
        self._metadata = (("authorization", f"Bearer {token}"),) if token else ()
        self._channel = (grpc.insecure_channel(address, options=_OPTIONS) if root_certificates is None else
                         grpc.secure_channel(address, grpc.ssl_channel_credentials(root_certificates), options=_OPTIONS))
        self.titles = _stub(title_service_pb2_grpc.TitleServiceStub, self._channel)
        self.masters = _stub(master_service_pb2_grpc.MasterServiceStub, self._channel)
        self.localizations = _stub(localization_service_pb2_grpc.LocalizationServiceStub, self._channel)
        self.packages = _stub(package_service_pb2_grpc.PackageServiceStub, self._channel)
        self.voices = _stub(voice_service_pb2_grpc.VoiceServiceStub, self._channel)
        self.rights = _stub(rights_service_pb2_grpc.RightsServiceStub, self._channel)
        self.series = _stub(series_service_pb2_grpc.SeriesServiceStub, self._channel)
        self.partners = _stub(partner_service_pb2_grpc.PartnerServiceStub, self._channel)
        self.glossaries = _stub(glossary_service_pb2_grpc.GlossaryServiceStub, self._channel)
        self.corrections = _stub(correction_service_pb2_grpc.CorrectionServiceStub, self._channel)
        self.memory = _stub(memory_service_pb2_grpc.MemoryServiceStub, self._channel)
        self.status = _stub(status_service_pb2_grpc.StatusServiceStub, self._channel)
        self.operations = _stub(operations_pb2_grpc.OperationsStub, self._channel)

    def __enter__(self) -> Self:
        """Return the client."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        """Close the connection."""
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self._channel.close()

    def call(self, method: Any, request: Any, *, timeout: float | None = 60.0) -> Any:
        """Make one call of a stub's method and return its answer.

        Args:
            method: Such as ``client.titles.GetTitle``.
            request: Its request.
            timeout: Seconds; None for no limit.

        Raises:
            CallFailed: If the service refuses it or cannot be reached.
        """
        try:
            return method(request, metadata=self._metadata, timeout=timeout)
        except grpc.RpcError as error:
            raise failure(error) from error

    def stream(self, method: Any, request: Any) -> Iterator[Any]:
        """Make a call that answers with a stream, and yield its messages.

        Raises:
            CallFailed: If the service refuses it or cannot be reached.
        """
        answers = method(request, metadata=self._metadata)
        try:
            yield from answers
        except grpc.RpcError as error:
            raise failure(error) from error
        finally:
            answers.cancel()

    def create_title(self, display_name: str, *, source: str, kind: str = "", title_id: str = "", glossary: str = "",
                     characters: Iterable[Character] = ()) -> title_pb2.Title:
        """Make a title.

        Args:
            display_name: What people call it.
            source: Tag of the language spoken.
            kind: ``film``, ``series``, ``micro-drama`` or empty.
            title_id: Last part of its name; made up if empty.
            glossary: Name of the glossary its localizations keep to.
            characters: The people in it.

        Raises:
            CallFailed: If the service refuses it.
        """
        title = title_pb2.Title(display_name=display_name, source_language=source, kind=_KINDS[kind], glossary=glossary,
                                characters=[character_message(character) for character in characters])
        found: title_pb2.Title = self.call(self.titles.CreateTitle, title_service_pb2.CreateTitleRequest(
            title=title, title_id=title_id, request_id=str(uuid.uuid4())))
        return found

    def create_master(self, title: str, display_name: str, *, master_id: str = "") -> master_pb2.Master:
        """Make a master of a title, which awaits its media.

        Raises:
            CallFailed: If the service refuses it.
        """
        found: master_pb2.Master = self.call(self.masters.CreateMaster, master_service_pb2.CreateMasterRequest(
            parent=title, master=master_pb2.Master(display_name=display_name), master_id=master_id,
            request_id=str(uuid.uuid4())))
        return found

    def create_glossary(self, display_name: str, csv: bytes, *, source: str, glossary_id: str = "",
                        ) -> glossary_pb2.Glossary:
        """Make a glossary and read its terms from CSV.

        Raises:
            CallFailed: If the service refuses it; a glossary with a broken file is made but empty.
        """
        made = self.call(self.glossaries.CreateGlossary, glossary_service_pb2.CreateGlossaryRequest(
            glossary=glossary_pb2.Glossary(display_name=display_name, source_language=source),
            glossary_id=glossary_id, request_id=str(uuid.uuid4())))
        answer = self.call(self.glossaries.ImportTerms, glossary_service_pb2.ImportTermsRequest(
            parent=made.name, csv=csv, request_id=str(uuid.uuid4())))
        found: glossary_pb2.Glossary = answer.glossary
        return found

    def upload(self, master: str, path: Path, *, dialogue_list: bool = False, m_and_e: bool = False,
               progress: Progress | None = None, session: str = "") -> master_pb2.UploadSession:
        """Upload a file, going on where the server is after a broken connection.

        Args:
            master: Name of the master it belongs to.
            path: The file.
            dialogue_list: Whether it is the master's dialogue list and not its media.
            m_and_e: Whether it is the master's music-and-effects stem.
            progress: Told bytes kept and bytes in all.
            session: Name of an upload that was begun before, to go on with.

        Raises:
            CallFailed: If the service refuses it, or stays out of reach.
        """
        size = path.stat().st_size
        kind = (master_pb2.UPLOAD_KIND_DIALOGUE_LIST if dialogue_list else
                master_pb2.UPLOAD_KIND_M_AND_E if m_and_e else master_pb2.UPLOAD_KIND_MEDIA)
        if not session:
            session = self.call(self.masters.StartUpload, master_service_pb2.StartUploadRequest(
                master=master, kind=kind, filename=path.name, size=size, request_id=str(uuid.uuid4()))).name
        for attempt in range(_ATTEMPTS):
            try:
                begun = self.call(self.masters.QueryUpload, master_service_pb2.QueryUploadRequest(name=session))
                messages = chunks(path, session, begun.offset, size, progress or (lambda _done, _all: None))
                done: master_pb2.UploadSession = self.call(self.masters.Upload, messages, timeout=None)
            except CallFailed as error:
                if error.status not in _AGAIN or attempt == _ATTEMPTS - 1:
                    raise
            else:
                return done
        raise AssertionError("the last attempt returns or raises")

    def localize(self, master: str, languages: Sequence[str], *, transcribe: str = "auto", glossary: str = "",
                 profile: str = "", audience: str = "adult", dub: DubOptions | None = None, speakers: Sequence[str] | int = 0,
                 notice: str = "none", request_id: str = "") -> Any:
        """Ask for a master in languages and return the ``google.longrunning.Operation``.

        Args:
            master: Name of the master.
            languages: Target tags.
            transcribe: ``auto``, ``speech``, ``burned-in`` or ``sidecar``.
            glossary: Name of a glossary; the title's own if empty.
            profile: Delivery profile; ``generic`` if empty.
            audience: ``adult``, ``child``, ``sdh`` or ``sdh-child``.
            dub: How its dubs are made; the stem is the one that was uploaded to the master.
            speakers: Who speaks, in the order in which they first speak, or how many do; 0 if not known.
            notice: How people are told that AI made it: ``none``, ``visible``, ``audible`` or ``both``.
            request_id: Makes the call repeatable.

        Raises:
            CallFailed: If the service refuses it.
        """
        known = {"count": speakers} if isinstance(speakers, int) else {"names": speakers}
        return self.call(self.localizations.Localize, localization_service_pb2.LocalizeRequest(
            master=master, languages=languages, transcribe=number_of(MODES, transcribe, "transcribe"), glossary=glossary, profile=profile,
            audience=number_of(AUDIENCES, audience, "audience"), dub=dub_settings(dub) if dub else None,
            speakers=speaker_pb2.SpeakerHints(**known) if speakers else None, notice=number_of(NOTICES, notice, "notice"),
            request_id=request_id or str(uuid.uuid4())))

    def watch(self, name: str, after: int = 0) -> Iterator[event_pb2.Event]:
        """Yield the events of a title or a master, going on after the last one when the connection breaks.

        Raises:
            CallFailed: If the service refuses it, or stays out of reach.
        """
        failures = 0
        while True:
            method, request = ((self.masters.WatchMaster, master_service_pb2.WatchMasterRequest)
                               if "/masters/" in name else
                               (self.titles.WatchTitle, title_service_pb2.WatchTitleRequest))
            try:
                for event in self.stream(method, request(name=name, after_sequence=after)):
                    failures, after = 0, event.sequence
                    yield event
            except CallFailed as error:
                failures += 1
                if error.status is not grpc.StatusCode.UNAVAILABLE or failures == _ATTEMPTS:
                    raise

    def wait(self, operation: str, *, told: Callable[[localization_pb2.LocalizeMetadata], None] | None = None,
             step: float = 0.5) -> localization_service_pb2.LocalizeResponse:
        """Wait until a localization is done and return its response.

        Args:
            operation: Name of the operation.
            told: Told the metadata again and again, at least every ``step`` seconds.
            step: Seconds.

        Raises:
            CallFailed: If the operation failed or was cancelled, or the service stays out of reach.
        """
        def tell(found: Any) -> None:
            metadata = localization_pb2.LocalizeMetadata()
            found.metadata.Unpack(metadata)
            if told is not None:
                told(metadata)

        response = localization_service_pb2.LocalizeResponse()
        self.finished(operation, told=tell, step=step).response.Unpack(response)
        return response

    def finished(self, operation: str, *, told: Callable[[Any], None] | None = None, step: float = 0.5) -> Any:
        """Wait until an operation of any kind is done and return it.

        Args:
            operation: Its name.
            told: Told the ``google.longrunning.Operation`` again and again, at least every ``step`` seconds.
            step: Seconds.

        Raises:
            CallFailed: If the operation failed or was cancelled, or the service stays out of reach.
        """
        request = operations_pb2.WaitOperationRequest(name=operation)
        request.timeout.FromMilliseconds(int(step * 1000))
        failures = 0
        while True:
            try:
                found = self.call(self.operations.WaitOperation, request)
            except CallFailed as error:
                failures += 1
                if error.status not in _LATER or failures == _PATIENCE:
                    raise
                threading.Event().wait(step)  # the server is busy or starts again: the job goes on without us
                continue
            failures = 0
            if told is not None:
                told(found)
            if found.HasField("error"):
                raise from_status(found.error)
            if found.done:
                return found

    def download(self, package: str, folder: Path, *, progress: Progress | None = None) -> list[Path]:
        """Fetch every file of a package into a folder; files that are there whole are not fetched again.

        Args:
            package: Name of the package.
            folder: Where to; made if it is not there.
            progress: Told bytes that are there and bytes in all, as they arrive.

        Raises:
            CallFailed: If the service refuses it, or stays out of reach.
            DigestMismatch: If bytes that arrived are not those the package names.
            UnsafePath: If the package names a file outside the folder.
            StorageFull: If the disk is full; what has arrived is gone on with next time.
        """
        found: package_pb2.Package = self.call(self.packages.GetPackage, package_service_pb2.GetPackageRequest(
            name=package))
        total, done, paths = sum(file.size for file in found.files), 0, []
        for file in found.files:
            path = inside(folder, file.path)
            before, told = done, progress or (lambda _done, _all: None)
            with typed_errors(str(path)):
                path.parent.mkdir(parents=True, exist_ok=True)
                self.download_file(package, file.path, path, progress=lambda here, _: told(before + here, total))  # noqa: B023 - called before the next round
            done += file.size
            paths.append(path)
            told(done, total)
        return paths

    def download_file(self, package: str, name: str, path: Path, *, progress: Progress | None = None) -> None:
        """Fetch one file of a package, going on with what is there of it.

        Args:
            package: Name of the package.
            name: Path of the file in it.
            path: Where to.
            progress: Told bytes that are there and bytes in all, as they arrive.

        Raises:
            CallFailed: If the service refuses it, or stays out of reach.
            DigestMismatch: If the bytes are not those the package names; the file is removed.
        """
        part = path.with_name(f"{path.name}.part")
        if path.exists():
            path.replace(part)
        for attempt in range(_ATTEMPTS):
            try:
                wanted = self._fetch(package, name, part, progress)
            except CallFailed as error:
                if error.status is grpc.StatusCode.OUT_OF_RANGE:
                    part.unlink(missing_ok=True)  # longer than the file: something else
                elif error.status is not grpc.StatusCode.UNAVAILABLE or attempt == _ATTEMPTS - 1:
                    raise
                continue
            if sha256_of(part) == wanted:
                part.replace(path)
                return
            # What was there before may have been another file's beginning: once more, from nothing.
            part.unlink()
        raise DigestMismatch(f"{name} does not have the digest that the package names", field=name)

    def _fetch(self, package: str, name: str, part: Path, progress: Progress | None) -> str:
        begin = part.stat().st_size if part.exists() else 0
        request = package_service_pb2.DownloadFileRequest(name=package, path=name, offset=begin)
        wanted, size = "", 0
        with part.open("ab") as file:
            for message in self.stream(self.packages.DownloadFile, request):
                wanted, size = message.sha256 or wanted, message.size or size
                file.write(message.data)
                if progress is not None:
                    progress(message.offset + len(message.data), size)
        return wanted


def _stub(make: Callable[[Any], Any], channel: grpc.Channel) -> Any:
    return make(channel)
