"""A whole server in one process: database, store, uploads, queue and gRPC, put together and taken apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

import sqlalchemy as sa

from localize.errors import NotAllowed
from localize.store import Store, open_store
from server.auth import Credentials
from server.backend import Backend
from server.corrections import Corrections
from server.database import Database, now
from server.gate import Gate
from server.jobs import QUEUES, Jobs, Runner
from server.operations import Operations
from server.services.corrections import CorrectionService
from server.services.glossaries import GlossaryService
from server.services.localizations import LocalizationService
from server.services.masters import MasterService
from server.services.memory import MemoryService
from server.services.packages import PackageService
from server.services.partners import PartnerService
from server.services.rights import RightsService
from server.services.series import SeriesService
from server.services.status import StatusService
from server.services.titles import TitleService
from server.services.voices import VoiceService
from server.serving import GrpcServer
from server.settings import Settings
from server.uploads import Uploads
from server.watch import Events
from server.web import Web

_STALE: Final = 24 * 3600.0
"""Seconds after which an unfinished file is nobody's: workers on other machines may write to the same store."""


class Host:
    """A server, from its settings to its port.

    Args:
        settings: Of this server.
        make_runner: Makes what runs the steps of jobs, over the store.
        queues: Queues this process works on.
        clock: The time by which rights open and close and links expire.

    Raises:
        NotAllowed: If the settings would expose the server, or several processes would share an SQLite queue.
    """

    def __init__(self, settings: Settings, make_runner: Callable[[Store], Runner],
                 queues: Sequence[str] = QUEUES, clock: Callable[[], datetime] = now) -> None:
        if set(queues) != set(QUEUES) and sa.make_url(settings.queue_url).get_backend_name() == "sqlite":
            raise NotAllowed("on SQLite one process does all the work", field="queues",
                             hint="give --database-url postgresql://… to spread it")
        self.settings = settings
        self.database = Database(settings.metadata_url)
        self.database.migrate()
        store = open_store(settings.store, settings.data / "store", endpoint=settings.store_endpoint)
        self.events = Events(self.database, settings.watchers)
        self.backend = Backend(settings, self.database, self.events, store, clock)
        self.credentials = Credentials(self.database, insecure_loopback=settings.insecure_loopback)
        self.jobs = Jobs(self.backend, make_runner(store), queues)
        self._grpc: GrpcServer | None = None
        self._web: Web | None = None

    @property
    def address(self) -> str:
        """``host:port`` of the gRPC server, once it serves."""
        assert self._grpc is not None, "the server does not serve yet"
        return f"{self.settings.listen.rpartition(':')[0]}:{self._grpc.port}"

    @property
    def http_address(self) -> str:
        """``host:port`` where links lead, once it serves; empty if it serves none."""
        return f"{self.settings.http.rpartition(':')[0]}:{self._web.port}" if self._web is not None else ""

    def work(self) -> None:
        """Work on the queues, without serving."""
        self.jobs.start()

    def serve(self) -> None:
        """Bind the port, take up the jobs that were in flight, and begin to take calls.

        Raises:
            NotAllowed: If the address is open to the network without credentials or encryption.
            StorageError: If the port is taken.
        """
        self.settings.check_exposure()
        self._web = Web(self.settings, self.backend, self.credentials) if self.settings.http else None
        uploads = Uploads(self.settings.data / "uploads", self.backend.store)
        episodes = LocalizationService(self.backend, self.jobs.submit)
        services = {
            "localization.v1.TitleService": TitleService(self.backend),
            "localization.v1.MasterService": MasterService(self.backend, uploads),
            "localization.v1.LocalizationService": episodes,
            "localization.v1.SeriesService": SeriesService(self.backend, episodes, self.jobs.submit),
            "localization.v1.PackageService": PackageService(self.backend, self._web.links if self._web else None),
            "localization.v1.RightsService": RightsService(self.backend),
            "localization.v1.PartnerService": PartnerService(self.backend),
            "localization.v1.GlossaryService": GlossaryService(self.backend),
            "localization.v1.CorrectionService": CorrectionService(
                self.backend, Corrections(self.backend, self.jobs.runner.foresight, self.jobs.submit)),
            "localization.v1.MemoryService": MemoryService(self.backend),
            "localization.v1.VoiceService": VoiceService(self.backend),
            "localization.v1.StatusService": StatusService(self.backend),
            "google.longrunning.Operations": Operations(self.backend),
        }
        self.backend.store.sweep(_STALE)
        self._grpc = GrpcServer(self.settings, Gate(self.credentials), services)
        self.jobs.start()
        self._grpc.start()
        if self._web is not None:
            self._web.start()

    def stop(self) -> None:
        """End calls and steps within the grace that the settings give, and close the database."""
        self.events.stop()
        if self._web is not None:
            self._web.stop()
        if self._grpc is not None:
            self._grpc.stop(self.settings.shutdown_grace)
        self.jobs.stop(self.settings.shutdown_grace)
        self.database.close()
