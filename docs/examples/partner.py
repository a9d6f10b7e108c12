"""A streaming partner, whole: waits for packages, fetches and checks them, and says so.

It uses nothing of ours but the messages made from ``proto/`` (any language's protoc makes them), so that it shows the
calls as they go over the wire::

    python docs/examples/partner.py --server packages.example:8443 --root-certificates ca.pem \
        --token-file token --catalogue ./catalogue --once

What it does for each package: reads the manifest, looks which files it has already by their digests, fetches the others
in ranges (going on where an earlier run stopped), checks every digest, moves the whole folder into the catalogue at
once, and acknowledges. The number of the last package dealt with is kept in the catalogue, so that it can be stopped and
started at any moment. ``--report LANGUAGE SECONDS TEXT`` reports a problem in the newest package instead.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

import grpc

from server._gen.localization.v1 import (
    package_pb2,
    package_service_pb2,
    package_service_pb2_grpc,
    partner_pb2,
    partner_service_pb2,
    partner_service_pb2_grpc,
)

RANGE = 8 << 20
"""Bytes of one range: what a broken connection can cost."""


class Rejected(Exception):
    """A package that cannot be taken, with the reason we give to the distributor."""


class Partner:
    """A partner's catalogue, kept up to date with what it is licensed for.

    Args:
        channel: To the server.
        token: Credential of role ``partner``.
        catalogue: Folder with a subfolder for each package, named after it.
        say: Takes lines for people.
    """

    def __init__(self, channel: grpc.Channel, token: str, catalogue: Path, say: Callable[[str], object] = print) -> None:
        self._packages: Any = package_service_pb2_grpc.PackageServiceStub(channel)
        self._partner: Any = partner_service_pb2_grpc.PartnerServiceStub(channel)
        self._metadata = (("authorization", f"Bearer {token}"),)
        self._catalogue = catalogue
        self._say = say

    def catch_up(self) -> None:
        """Take every package that is licensed now and not in the catalogue."""
        for package in self.licensed():
            self.take(package)

    def follow(self) -> None:
        """Take every package that comes, for ever, from the last one on that was dealt with."""
        while True:
            try:
                for event in self._packages.WatchPackages(
                        package_service_pb2.WatchPackagesRequest(parent="titles/-", after_sequence=self.last()),
                        metadata=self._metadata):
                    self.take(event.package)
                    self._remember(event.sequence)
            except grpc.RpcError as error:
                if error.code() is not grpc.StatusCode.UNAVAILABLE:
                    raise
                self._say("the server went away; watching again in a second")
                time.sleep(1)

    def licensed(self) -> Iterator[package_pb2.Package]:
        """Yield what is licensed now and not superseded."""
        request = package_service_pb2.ListPackagesRequest(parent="titles/-/masters/-", newest_only=True)
        while True:
            answer = self._packages.ListPackages(request, metadata=self._metadata, timeout=60)
            yield from answer.packages
            if not answer.next_page_token:
                return
            request.page_token = answer.next_page_token

    def take(self, package: package_pb2.Package) -> Path | None:
        """Fetch a package into the catalogue and acknowledge it; None if it was rejected."""
        final = self._catalogue / package.name.replace("/", "_")
        if final.exists():
            return final
        try:
            self._fetch_all(package, final)
        except Rejected as reason:
            self._say(f"rejected {package.name}: {reason}")
            self._acknowledge(package.name, partner_pb2.INGESTION_STATE_REJECTED, str(reason))
            return None
        self._acknowledge(package.name, partner_pb2.INGESTION_STATE_INGESTED)
        self._say(f"ingested {package.title} · {package.episode} ({', '.join(package.languages)})")
        return final

    def report(self, language: str, seconds: float, text: str) -> partner_pb2.Finding:
        """Report a problem at a time of the newest package, and return the finding."""
        newest = next(reversed(list(self.licensed())), None)
        if newest is None:
            raise Rejected("nothing is licensed to us now")
        request = partner_service_pb2.ReportProblemRequest(
            package=newest.name, language=language, message=text, kind=partner_service_pb2.PROBLEM_KIND_TRANSLATION)
        request.time.FromNanoseconds(round(seconds * 1e9))
        found: partner_pb2.Finding = self._partner.ReportProblem(request, metadata=self._metadata, timeout=60)
        return found

    def last(self) -> int:
        """Return the number of the last event that was dealt with."""
        path = self._catalogue / "last-event"
        return int(path.read_text()) if path.exists() else 0

    def _fetch_all(self, package: package_pb2.Package, final: Path) -> None:
        if not package.deliverable:
            self._say(f"for trying out only: {'; '.join(package.reasons)}")
        work = self._catalogue / f".{final.name}"  # nobody looks into it before it is whole
        older = self._catalogue / package.supersedes.replace("/", "_") if package.supersedes else None
        manifest = self._packages.GetManifest(package_service_pb2.GetManifestRequest(name=package.name),
                                              metadata=self._metadata, timeout=60)
        for file in package.files:
            place = _inside(work, file.path)
            place.parent.mkdir(parents=True, exist_ok=True)
            same = _inside(older, file.path) if older is not None else None
            if same is not None and same.exists() and _digest(same) == file.sha256:
                shutil.copyfile(same, place)  # did not change since the package that this one supersedes
            elif not (place.exists() and _digest(place) == file.sha256):
                self._fetch(package.name, file, place)
        (work / "manifest.json").write_bytes(manifest.manifest)
        work.replace(final)
        self._acknowledge(package.name, partner_pb2.INGESTION_STATE_RECEIVED)

    def _fetch(self, name: str, file: package_pb2.PackageFile, place: Path) -> None:
        """Fetch a file range by range, going on where an earlier run stopped; a wrong digest begins once more."""
        part = place.with_name(place.name + ".part")
        for attempt in range(2):
            with part.open("ab") as out:
                while (offset := out.tell()) < file.size:
                    for message in self._packages.DownloadFile(package_service_pb2.DownloadFileRequest(
                            name=name, path=file.path, offset=offset, length=RANGE), metadata=self._metadata):
                        out.write(message.data)
                    self._say(f"{file.path}: {out.tell() * 100 // file.size} %")
                    if out.tell() == offset:
                        raise Rejected(f"{file.path} ends at {offset} of {file.size} bytes")
            if _digest(part) == file.sha256:
                part.replace(place)
                return
            part.unlink()
            self._say(f"{file.path}: wrong digest at attempt {attempt + 1}")
        raise Rejected(f"{file.path} does not have the digest that the package names")

    def _acknowledge(self, name: str, state: partner_pb2.IngestionState, note: str = "") -> None:
        self._partner.AcknowledgePackage(partner_service_pb2.AcknowledgePackageRequest(name=name, state=state, note=note),
                                         metadata=self._metadata, timeout=60)

    def _remember(self, sequence: int) -> None:
        part = self._catalogue / "last-event.part"
        part.write_text(str(sequence))
        part.replace(self._catalogue / "last-event")


def _inside(folder: Path, name: str) -> Path:
    """Return a file's place in a folder. Never trust a path that came over a wire, not even ours."""
    parts = PurePosixPath(name).parts
    if not parts or name.startswith("/") or "\\" in name or "\0" in name or ".." in parts:
        raise Rejected(f"{name!r} would leave its folder")
    return folder.joinpath(*parts)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the partner; return its exit code."""
    parser = argparse.ArgumentParser(description="Keep a catalogue up to date with what is licensed to us.")
    parser.add_argument("--server", required=True, help="host:port")
    parser.add_argument("--token-file", type=Path, required=True, help="file with the token, not readable by others")
    parser.add_argument("--root-certificates", type=Path, help="PEM of the server's authority; none: no TLS, loopback only")
    parser.add_argument("--catalogue", type=Path, required=True, help="folder where packages go")
    parser.add_argument("--once", action="store_true", help="take what is licensed now and end; else watch for ever")
    parser.add_argument("--report", nargs=3, metavar=("LANGUAGE", "SECONDS", "TEXT"), help="report a problem and end")
    options = parser.parse_args(arguments)
    options.catalogue.mkdir(parents=True, exist_ok=True)
    credentials = options.root_certificates and grpc.ssl_channel_credentials(options.root_certificates.read_bytes())
    channel = grpc.secure_channel(options.server, credentials) if credentials else grpc.insecure_channel(options.server)
    with channel:
        partner = Partner(channel, options.token_file.read_text().strip(), options.catalogue,
                          lambda line: print(line, flush=True))
        try:
            if options.report:
                language, seconds, text = options.report
                finding = partner.report(language, float(seconds), text)
                sys.stdout.write(f"{finding.name}\n")
            elif options.once:
                partner.catch_up()
            else:
                # Python drops a KeyboardInterrupt that lands in a destructor or a callback of grpc's; the catalogue is whole
                # at any moment, so ending at once loses nothing.
                for number in (signal.SIGINT, signal.SIGTERM):
                    signal.signal(number, lambda *_: os._exit(0))
                partner.follow()
        except Rejected as reason:
            sys.stderr.write(f"partner: {reason}\n")
            return 1
        except KeyboardInterrupt:
            return 0
        except grpc.RpcError as error:
            sys.stderr.write(f"partner: {error.code().name.lower()}: {error.details()}\n")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
