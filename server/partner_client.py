"""A client for partners: what is new, its manifest, its files, links for players, and our word about it.

::

    with PartnerClient("packages.example:8443", token="loc_…", root_certificates=pem) as client:
        for event in client.watch_packages(after=last):
            client.download(event.package.name, folder, progress=bar)
            client.acknowledge(event.package.name, "ingested")
            last = event.sequence
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction
from typing import Final

import grpc
from google.protobuf import duration_pb2

from server._gen.localization.v1 import event_pb2, package_pb2, package_service_pb2, partner_pb2, partner_service_pb2
from server.callfailed import CallFailed
from server.client import Client
from server.convert import duration

_ATTEMPTS: Final = 5
_STATES: Final = {"received": partner_pb2.INGESTION_STATE_RECEIVED, "ingested": partner_pb2.INGESTION_STATE_INGESTED,
                  "rejected": partner_pb2.INGESTION_STATE_REJECTED}
_KINDS: Final = {"translation": partner_service_pb2.PROBLEM_KIND_TRANSLATION,
                 "spelling": partner_service_pb2.PROBLEM_KIND_SPELLING,
                 "timing": partner_service_pb2.PROBLEM_KIND_TIMING, "sound": partner_service_pb2.PROBLEM_KIND_SOUND,
                 "display": partner_service_pb2.PROBLEM_KIND_DISPLAY,
                 "compliance": partner_service_pb2.PROBLEM_KIND_COMPLIANCE, "other": partner_service_pb2.PROBLEM_KIND_OTHER}


class PartnerClient(Client):
    """A connection to a server, with a partner's token. Arguments as of :class:`server.client.Client`."""

    def list_packages(self, parent: str = "titles/-/masters/-", *, newest_only: bool = True, territory: str = "",
                      ) -> Iterator[package_pb2.Package]:
        """Yield every package that is licensed now, oldest first.

        Args:
            parent: A master, or ``titles/-/masters/-`` for all.
            newest_only: Leave out what a newer package supersedes.
            territory: Only by rights for this one, such as ``TH``; by any if empty.

        Raises:
            CallFailed: If the service refuses it.
        """
        request = package_service_pb2.ListPackagesRequest(parent=parent, newest_only=newest_only, territory=territory)
        while True:
            answer = self.call(self.packages.ListPackages, request)
            yield from answer.packages
            if not answer.next_page_token:
                return
            request.page_token = answer.next_page_token

    def watch_packages(self, after: int = 0, *, parent: str = "titles/-", territory: str = "") -> Iterator[event_pb2.Event]:
        """Yield an event for every package that becomes licensed, going on after the last one when the connection breaks.

        Args:
            after: Sequence number of the last event that was dealt with; 0 for all.
            parent: A title, or ``titles/-`` for all.
            territory: Only by rights for this one; by any if empty.

        Raises:
            CallFailed: If the service refuses it, or stays out of reach.
        """
        failures = 0
        while True:
            request = package_service_pb2.WatchPackagesRequest(parent=parent, after_sequence=after, territory=territory)
            try:
                for event in self.stream(self.packages.WatchPackages, request):
                    failures, after = 0, event.sequence
                    yield event
            except CallFailed as error:
                failures += 1
                if error.status is not grpc.StatusCode.UNAVAILABLE or failures == _ATTEMPTS:
                    raise

    def manifest(self, package: str) -> package_service_pb2.GetManifestResponse:
        """Return a package's manifest, without what is not licensed.

        Raises:
            CallFailed: If the service refuses it.
        """
        found: package_service_pb2.GetManifestResponse = self.call(
            self.packages.GetManifest, package_service_pb2.GetManifestRequest(name=package))
        return found

    def changes(self, package: str, base: str = "") -> package_service_pb2.ListFileChangesResponse:
        """Return which files differ from another package of the same master, by default from the one superseded.

        Raises:
            CallFailed: If the service refuses it.
        """
        found: package_service_pb2.ListFileChangesResponse = self.call(
            self.packages.ListFileChanges, package_service_pb2.ListFileChangesRequest(name=package, base=base))
        return found

    def link(self, package: str, path: str = "", *, lifetime: timedelta | None = None, territory: str = "") -> str:
        """Return an address at which a player fetches a file without a token, or all of a package with paths behind it.

        Raises:
            CallFailed: If the service refuses it, or serves no links.
        """
        given = None
        if lifetime is not None:
            given = duration_pb2.Duration()
            given.FromTimedelta(lifetime)
        found: package_service_pb2.Link = self.call(self.packages.CreateLink, package_service_pb2.CreateLinkRequest(
            name=package, path=path, lifetime=given, territory=territory))
        return found.uri

    def acknowledge(self, package: str, state: str, note: str = "") -> partner_pb2.Acknowledgement:
        """Say how far we are with a package: ``received``, ``ingested``, or ``rejected`` with a note.

        Raises:
            CallFailed: If the service refuses it.
        """
        found: partner_pb2.Acknowledgement = self.call(
            self.partners.AcknowledgePackage, partner_service_pb2.AcknowledgePackageRequest(
                name=package, state=_STATES[state], note=note))
        return found

    def report(self, package: str, language: str, time: Fraction, message: str, *, kind: str = "other", path: str = "",
               ) -> partner_pb2.Finding:
        """Report a problem at a time of the film; its line gets a finding that translators see.

        Args:
            package: Name of the package it was seen in.
            language: Tag.
            time: Seconds from the first frame.
            message: What is wrong.
            kind: ``translation spelling timing sound display compliance`` or ``other``.
            path: The file it was seen in, or empty.

        Raises:
            CallFailed: If the service refuses it.
        """
        found: partner_pb2.Finding = self.call(self.partners.ReportProblem, partner_service_pb2.ReportProblemRequest(
            package=package, language=language, time=duration(time), kind=_KINDS[kind], message=message, path=path,
            request_id=str(uuid.uuid4())))
        return found
