"""The gRPC server itself: its services, its port, its start and its end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import grpc
from google.longrunning import operations_pb2, operations_pb2_grpc
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection

from localize.errors import StorageError
from server._gen.localization.v1 import (
    correction_service_pb2,
    correction_service_pb2_grpc,
    glossary_service_pb2,
    glossary_service_pb2_grpc,
    localization_service_pb2,
    localization_service_pb2_grpc,
    master_service_pb2,
    master_service_pb2_grpc,
    memory_service_pb2,
    memory_service_pb2_grpc,
    package_service_pb2,
    package_service_pb2_grpc,
    partner_service_pb2,
    partner_service_pb2_grpc,
    rights_service_pb2,
    rights_service_pb2_grpc,
    series_service_pb2,
    series_service_pb2_grpc,
    status_service_pb2,
    status_service_pb2_grpc,
    title_service_pb2,
    title_service_pb2_grpc,
    voice_service_pb2,
    voice_service_pb2_grpc,
)
from server.gate import Gate
from server.settings import Settings, read_pem

_LARGEST_MESSAGE: Final = 8 << 20
_OPTIONS: Final = (
    ("grpc.max_receive_message_length", _LARGEST_MESSAGE),
    ("grpc.max_send_message_length", _LARGEST_MESSAGE),
    # Two servers on one port would share its calls in silence.
    ("grpc.so_reuseport", 0),
    ("grpc.keepalive_time_ms", 60_000),
    ("grpc.http2.min_ping_interval_without_data_ms", 10_000),
    ("grpc.keepalive_permit_without_calls", 1),
)

# The generated functions have no types; this says what they take.
_ADDERS: Final[tuple[tuple[Any, Callable[[Any, grpc.Server], None]], ...]] = (
    (title_service_pb2.DESCRIPTOR, title_service_pb2_grpc.add_TitleServiceServicer_to_server),
    (master_service_pb2.DESCRIPTOR, master_service_pb2_grpc.add_MasterServiceServicer_to_server),
    (localization_service_pb2.DESCRIPTOR, localization_service_pb2_grpc.add_LocalizationServiceServicer_to_server),
    (package_service_pb2.DESCRIPTOR, package_service_pb2_grpc.add_PackageServiceServicer_to_server),
    (rights_service_pb2.DESCRIPTOR, rights_service_pb2_grpc.add_RightsServiceServicer_to_server),
    (series_service_pb2.DESCRIPTOR, series_service_pb2_grpc.add_SeriesServiceServicer_to_server),
    (partner_service_pb2.DESCRIPTOR, partner_service_pb2_grpc.add_PartnerServiceServicer_to_server),
    (glossary_service_pb2.DESCRIPTOR, glossary_service_pb2_grpc.add_GlossaryServiceServicer_to_server),
    (correction_service_pb2.DESCRIPTOR, correction_service_pb2_grpc.add_CorrectionServiceServicer_to_server),
    (memory_service_pb2.DESCRIPTOR, memory_service_pb2_grpc.add_MemoryServiceServicer_to_server),
    (status_service_pb2.DESCRIPTOR, status_service_pb2_grpc.add_StatusServiceServicer_to_server),
    (voice_service_pb2.DESCRIPTOR, voice_service_pb2_grpc.add_VoiceServiceServicer_to_server),
    (operations_pb2.DESCRIPTOR, operations_pb2_grpc.add_OperationsServicer_to_server),
)


class GrpcServer:
    """A server that is bound to its port but not started yet.

    Args:
        settings: Address, TLS, threads.
        gate: What every call passes.
        services: Servicers by the full name of their service.

    Attributes:
        port: The port it is bound to.

    Raises:
        StorageError: If the port is taken.
        InvalidInput: If the TLS files cannot be read.
    """

    def __init__(self, settings: Settings, gate: Gate, services: dict[str, object]) -> None:
        self._pool = ThreadPoolExecutor(settings.threads, thread_name_prefix="call")
        self._server = grpc.server(self._pool, interceptors=[gate], options=_OPTIONS,
                                   maximum_concurrent_rpcs=settings.threads * 4)
        known = {service.full_name: add for file, add in _ADDERS for service in file.services_by_name.values()}
        for name, servicer in services.items():
            known[name](servicer, self._server)
        self.health = health.HealthServicer()
        health_pb2_grpc.add_HealthServicer_to_server(self.health, self._server)
        self._names = (*services, health_pb2.DESCRIPTOR.services_by_name["Health"].full_name)
        reflection.enable_server_reflection((*self._names, reflection.SERVICE_NAME), self._server)
        self.port = _bind(self._server, settings)

    def start(self) -> None:
        """Begin to take calls and say so to health checks."""
        self._server.start()
        self._tell(health_pb2.HealthCheckResponse.SERVING, ("", *self._names))

    def stop(self, grace: float) -> None:
        """Take no more calls, give those that run ``grace`` seconds, and return when all have ended."""
        self._tell(health_pb2.HealthCheckResponse.NOT_SERVING, ("", *self._names))
        self._server.stop(grace).wait()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _tell(self, status: Any, names: Sequence[str]) -> None:
        for name in names:
            self.health.set(name, status)


def _bind(server: grpc.Server, settings: Settings) -> int:
    try:
        if settings.tls_certificate is not None and settings.tls_key is not None:
            authorities = read_pem(settings.tls_client_ca) if settings.tls_client_ca else None
            credentials = grpc.ssl_server_credentials(
                [(read_pem(settings.tls_key), read_pem(settings.tls_certificate))], root_certificates=authorities,
                require_client_auth=authorities is not None)
            return int(server.add_secure_port(settings.listen, credentials))
        return int(server.add_insecure_port(settings.listen))
    except RuntimeError as error:
        raise StorageError(f"cannot listen on {settings.listen}", field="listen",
                           hint="is another server there? port 0 takes a free one") from error
