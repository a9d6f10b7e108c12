"""A service of our own for the tests of this folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from localize.store import LocalStore
from localize.store.s3 import S3Store, connect
from tests.store.service import SECRET, s3_server


@pytest.fixture(scope="session")
def service() -> Iterator[str]:
    """The address of an S3 server."""
    with s3_server() as address:
        yield address


@pytest.fixture(autouse=True)
def _credentials(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in SECRET.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture
def bucket(service: str, request: pytest.FixtureRequest) -> str:
    """A bucket of this test's own."""
    name = f"b{abs(hash(request.node.nodeid)):x}"
    connect(service).create_bucket(Bucket=name)
    return name


@pytest.fixture
def remote(service: str, bucket: str, tmp_path: Path) -> Callable[..., S3Store]:
    """Make a store on the bucket, each with a cache of its own: as if on another machine."""
    def make(endpoint: str = "", cache: str = "cache") -> S3Store:
        return S3Store(connect(endpoint or service), bucket, "artifacts/v1", LocalStore(tmp_path / cache))

    return make
