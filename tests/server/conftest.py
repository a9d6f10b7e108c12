"""A real server in this process, with the toy pipeline; every test has an organization of its own in it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from dbos import DBOS, error

from server.auth import Role
from server.client import Client
from server.host import Host
from server.settings import Settings
from tests.server.clock import Clock
from tests.server.toy import ToyPipeline

_NUMBERS = itertools.count()


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The server's data."""
    folder = tmp_path_factory.mktemp("server")
    (folder / "gate").mkdir()
    return folder


@pytest.fixture(scope="session")
def server_clock() -> Clock:
    """The clock of the server."""
    return Clock()


@pytest.fixture
def clock(server_clock: Clock) -> Iterator[Clock]:
    """The server's clock, which goes right again after the test."""
    yield server_clock
    server_clock.ahead = timedelta(0)


@pytest.fixture(scope="session")
def host(folder: Path, server_clock: Clock) -> Iterator[Host]:
    """A server that wants tokens."""
    settings = Settings(data=folder, listen="127.0.0.1:0", poll=0.05, shutdown_grace=0.0, threads=24, watchers=4,
                        language_workers=2, http="127.0.0.1:0")
    host = Host(settings, lambda store: ToyPipeline(store, folder / "made.log", folder / "gate"), clock=server_clock)
    host.serve()
    yield host
    _end_jobs()
    host.stop()


def _end_jobs() -> None:
    """Cancel what tests left running: a workflow that waits for another would keep this process from ending."""
    left = DBOS.list_workflows(status=["PENDING", "ENQUEUED"], load_input=False, load_output=False)
    DBOS.cancel_workflows([item.workflow_id for item in left])
    for item in left:
        if "." not in item.workflow_id:  # parts of a job have a dot; the job ends after them
            with suppress(error.DBOSException):
                DBOS.retrieve_workflow(item.workflow_id).get_result()


@pytest.fixture
def organization() -> str:
    """An organization that no other test has."""
    return f"org-{next(_NUMBERS)}"


@pytest.fixture
def connect(host: Host, organization: str) -> Iterator[Callable[..., Client]]:
    """Make a client with a token of a role, of this test's organization or another's."""
    made: list[Client] = []

    def connect(role: Role = Role.DISTRIBUTOR, of: str = "") -> Client:
        made.append(Client(host.address, token=host.credentials.create(of or organization, role)))
        return made[-1]

    yield connect
    for client in made:
        client.close()


@pytest.fixture
def client(connect: Callable[..., Client]) -> Client:
    """A distributor's client."""
    return connect()


@pytest.fixture
def master(client: Client) -> str:
    """A master that awaits its media."""
    title = client.create_title("Moonlit Harbour", source="zh", kind="micro-drama", title_id="harbour")
    return client.create_master(title.name, "Episode 1", master_id="e1").name


@pytest.fixture
def ready(client: Client, master: str, tmp_path: Path) -> str:
    """A master of three lines, ready to be localized."""
    return send(client, master, tmp_path, "")


def send(client: Client, master: str, folder: Path, orders: str) -> str:
    """Upload a toy master with orders for the toy pipeline."""
    path = folder / "episode.txt"
    path.write_text(f"{orders}\n今晚唱粤剧。\n你来不来？\n我在码头等你。\n", encoding="utf-8")
    client.upload(master, path)
    return master
