"""A client for whole titles: every episode at once, and again what failed.

::

    with SeriesClient("127.0.0.1:8443", token="loc_…") as client:
        operation = client.localize_title("titles/harbour", ["en", "th", "pt-BR"])
        done = client.wait_for_title(operation.name, told=lambda metadata: bar(metadata.progress))
        if done.failed_episode_count:
            client.wait_for_title(client.retry_failed(operation.name).name)
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from server._gen.localization.v1 import series_service_pb2
from server.client import Client

Told = Callable[[series_service_pb2.LocalizeTitleMetadata], None]


class SeriesClient(Client):
    """A connection to a server. Arguments as of :class:`server.client.Client`."""

    def localize_title(self, title: str, languages: Sequence[str], *, masters: Sequence[str] = (), profile: str = "",
                       glossary: str = "", priority: int = 0, request_id: str = "") -> Any:
        """Ask for the episodes of a title in languages and return the ``google.longrunning.Operation``.

        Args:
            title: Name of the title.
            languages: Target tags.
            masters: Names of the episodes; all that have their media if empty.
            profile: Delivery profile; ``generic`` if empty.
            glossary: Name of a glossary; the title's own if empty.
            priority: 1 runs first, 100 last, among our own; 0 for 50.
            request_id: Makes the call repeatable.

        Raises:
            CallFailed: If the service refuses it.
        """
        return self.call(self.series.LocalizeTitle, series_service_pb2.LocalizeTitleRequest(
            title=title, languages=languages, masters=masters, profile=profile, glossary=glossary, priority=priority,
            request_id=request_id or str(uuid.uuid4())))

    def retry_failed(self, operation: str, *, priority: int = 0) -> Any:
        """Run again the episodes of an operation in which something failed; return the new operation.

        Raises:
            CallFailed: If the service refuses it, or nothing failed.
        """
        return self.call(self.series.RetryFailed, series_service_pb2.RetryFailedRequest(
            name=operation, priority=priority, request_id=str(uuid.uuid4())))

    def wait_for_title(self, operation: str, *, told: Told | None = None, step: float = 1.0,
                       ) -> series_service_pb2.LocalizeTitleResponse:
        """Wait until every episode is done and return the response.

        Args:
            operation: Name of the operation.
            told: Told the metadata again and again, at least every ``step`` seconds.
            step: Seconds.

        Raises:
            CallFailed: If nothing was made, or the service stays out of reach.
        """
        def tell(found: Any) -> None:
            metadata = series_service_pb2.LocalizeTitleMetadata()
            found.metadata.Unpack(metadata)
            if told is not None:
                told(metadata)

        response = series_service_pb2.LocalizeTitleResponse()
        self.finished(operation, told=tell, step=step).response.Unpack(response)
        return response
