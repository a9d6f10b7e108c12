"""Settings of a server: from ``LOCALIZE_*`` in the environment, overridden by flags."""

from __future__ import annotations

import ipaddress
import os
from datetime import timedelta
from pathlib import Path
from typing import Final

from pydantic import Field, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from localize.errors import InvalidInput, NotAllowed

CPUS: Final = os.cpu_count() or 1


class Settings(BaseSettings):
    """Everything that may differ between two servers.

    Attributes:
        data: Folder of the embedded server: database, store and uploads.
        database_url: SQLAlchemy URL of the metadata; SQLite inside ``data`` if empty.
        jobs_url: URL of the job queue's database; SQLite inside ``data``, or ``database_url`` beyond SQLite, if empty.
        listen: ``host:port``; port 0 takes a free one.
        insecure_loopback: Admit calls without a token, on loopback addresses only.
        tls_certificate: PEM file of the server's certificate chain.
        tls_key: PEM file of its private key.
        tls_client_ca: PEM file of authorities; if given, clients must show a certificate.
        threads: Calls served at once.
        watchers: How many of them may be watches, which last.
        models: Name of the set of models that engines load.
        executor: Name of this process among those that run jobs; the same after a restart.
        jobs: Jobs in flight at once; one that waits for its languages counts.
        organization_jobs: How many of them may be of one organization, so that there is room for others.
        source_workers: Steps of source sides, and packages, made at once.
        language_workers: Languages of one base made at once.
        poll: Seconds between two looks at a queue.
        shutdown_grace: Seconds that running calls and steps get when the server is told to stop.
        http: ``host:port`` where players fetch files by signed links; empty for no links. Port 0 takes a free one.
        http_url: Base of the links, where a proxy or another name stands before ``http``; made from it if empty.
        link_seconds: The longest that a link may be good for.
        store: Where artifacts and packages lie: a folder, or ``s3://bucket/prefix``; ``store`` inside ``data`` if empty.
            With S3, that folder holds local copies.
        store_endpoint: URL of an S3-compatible service other than Amazon's.
        signing_certificate: PEM file of the chain that signs packages (C2PA); without, they are labelled, not signed.
        signing_key: PEM file of its private key.
        timestamp_url: Of a timestamp authority (RFC 3161), or empty.
        producer: Who makes the packages, in the label of AI-made material.
        watermark: Whether dubs get an inaudible mark; needs the extra ``watermark``.
        keep_days: Days for which superseded events are kept; 0 for ever, and then nothing is forgotten by itself.
    """

    model_config = SettingsConfigDict(env_prefix="LOCALIZE_", extra="forbid", frozen=True)

    data: Path = Path("var")
    database_url: str = ""
    jobs_url: str = ""
    listen: str = "127.0.0.1:8443"
    insecure_loopback: bool = False
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    tls_client_ca: Path | None = None
    threads: int = Field(default=48, ge=4)
    watchers: int = Field(default=24, ge=1)
    models: str = "starter"
    executor: str = "local"
    jobs: int = Field(default=16, ge=1)
    organization_jobs: int = Field(default=4, ge=1)
    source_workers: int = Field(default=min(CPUS, 2), ge=1)
    language_workers: int = Field(default=CPUS, ge=1)
    poll: float = Field(default=0.2, gt=0.0)
    shutdown_grace: float = Field(default=5.0, ge=0.0)
    http: str = ""
    http_url: str = ""
    link_seconds: float = Field(default=6 * 3600.0, gt=0.0)
    store: str = ""
    store_endpoint: str = ""
    signing_certificate: Path | None = None
    signing_key: Path | None = None
    timestamp_url: str = ""
    producer: str = "localize"
    watermark: bool = False
    keep_days: int = Field(default=90, ge=0)

    @field_validator("listen", "http")
    @classmethod
    def _is_address(cls, value: str, info: ValidationInfo) -> str:
        if not value and info.field_name == "http":
            return value
        host, colon, port = value.rpartition(":")
        if not colon or not host or not port.isdecimal() or int(port) > 65535:
            raise ValueError("must be host:port")
        return value

    @model_validator(mode="after")
    def _is_whole(self) -> Settings:
        if (self.tls_certificate is None) != (self.tls_key is None):
            raise ValueError("a TLS certificate and its key go together")
        if (self.signing_certificate is None) != (self.signing_key is None):
            raise ValueError("a signing certificate and its key go together")
        if self.tls_client_ca is not None and self.tls_certificate is None:
            raise ValueError("client certificates need TLS: give tls_certificate and tls_key")
        if self.watchers >= self.threads:
            raise ValueError("watchers must leave threads for other calls")
        return self

    @property
    def metadata_url(self) -> str:
        """URL of the metadata database."""
        return self.database_url or f"sqlite:///{self.data.resolve() / 'localize.sqlite'}"

    @property
    def queue_url(self) -> str:
        """URL of the job queue's database: a file of its own on SQLite, so that queue polling never waits for edits."""
        if self.jobs_url:
            return self.jobs_url
        embedded = self.metadata_url.startswith("sqlite")
        return f"sqlite:///{self.data.resolve() / 'jobs.sqlite'}" if embedded else self.metadata_url

    @property
    def link_lifetime(self) -> timedelta:
        """The longest that a link may be good for."""
        return timedelta(seconds=self.link_seconds)

    def check_exposure(self) -> None:
        """Refuse a server that would be open to the network without credentials or without encryption.

        Raises:
            NotAllowed: If ``insecure_loopback`` is on and the address is not a loopback address, or if the address
                is not a loopback address and there is no TLS.
        """
        if self.http and not is_loopback(self.http.rpartition(":")[0].strip("[]")) and self.tls_certificate is None:
            raise NotAllowed(f"links must not travel in clear, and {self.http} is not a loopback address", field="http",
                             hint="give --tls-certificate and --tls-key, or listen on 127.0.0.1 behind a proxy that has TLS")
        host = self.listen.rpartition(":")[0].strip("[]")
        if is_loopback(host):
            return
        if self.insecure_loopback:
            raise NotAllowed(f"--insecure-loopback admits everyone, and {host} is not a loopback address",
                             field="listen", hint="listen on 127.0.0.1, or make tokens and leave the flag out")
        if self.tls_certificate is None:
            raise NotAllowed(f"tokens must not travel in clear, and {host} is not a loopback address",
                             field="tls_certificate", hint="give --tls-certificate and --tls-key")


def is_loopback(host: str) -> bool:
    """Return whether only this machine reaches ``host``."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def read_pem(path: Path) -> bytes:
    """Return the bytes of a PEM file.

    Raises:
        InvalidInput: If it cannot be read or holds no PEM block.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InvalidInput(f"cannot read {path.name}: {error.strerror}", field="tls") from error
    if b"-----BEGIN " not in data:
        raise InvalidInput(f"{path.name} holds no PEM block", field="tls")
    return data
