"""A killed server: its jobs end after the next start, and no finished step is made again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path
from typing import Self

import pytest

from localize.pipeline import JobSpec, plan
from server._gen.localization.v1 import localization_pb2, master_service_pb2
from server.client import Client
from server.uploads import CHUNK

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ["en", "th", "pt-BR", "ar"]


class Server:
    """A server in a process of its own."""

    def __init__(self, data: Path, **environment: str) -> None:
        self.process = subprocess.Popen([sys.executable, "-m", "tests.server.toy_server", str(data)], cwd=ROOT,
                                        stdout=subprocess.PIPE, text=True, env={**os.environ, **environment})
        assert self.process.stdout is not None
        self.address = self.process.stdout.readline().strip()
        assert self.address, "the server did not start"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.end(signal.SIGKILL)
        assert self.process.stdout is not None
        self.process.stdout.close()

    def end(self, number: int) -> int:
        """Send a signal and wait for the end."""
        self.process.send_signal(number)
        return self.process.wait(60)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "gate").mkdir()
    return tmp_path


@pytest.mark.timeout(480)  # four starts of a server: seconds on an idle machine, minutes on a crowded one
def test_nothing_is_lost_by_kill_9(data: Path) -> None:
    """Killed in an upload, in a language and in the package: the job ends, and every step is made once."""
    film = data / "episode.txt"
    film.write_text(f"hold:subtitle/th hold:package {'x' * 2 * CHUNK}\n今晚唱粤剧。\n你来不来？\n", encoding="utf-8")
    with Server(data) as server, Client(server.address) as client:
        title = client.create_title("Harbour", source="zh", title_id="harbour")
        master = client.create_master(title.name, "1", master_id="e1").name
        upload = client.call(client.masters.StartUpload, master_service_pb2.StartUploadRequest(
            master=master, filename=film.name, size=film.stat().st_size)).name
        client.call(client.masters.Upload, iter([master_service_pb2.UploadRequest(
            name=upload, offset=0, data=film.read_bytes()[:CHUNK])]))
        server.end(signal.SIGKILL)
    with Server(data) as server, Client(server.address) as client:
        kept: list[int] = []
        client.upload(master, film, session=upload, progress=lambda done, _all: kept.append(done))
        assert kept[0] == CHUNK
        operation = client.localize(master, LANGUAGES).name
        reached(data, "subtitle-th")
        server.end(signal.SIGKILL)
    with Server(data) as server:
        reached(data, "package")
        server.end(signal.SIGKILL)
    with Server(data) as server, Client(server.address) as client:
        response = client.wait(operation)
        assert {item.state for item in response.localizations} == {localization_pb2.LOCALIZATION_STATE_SUCCEEDED}
        assert len(client.download(response.package, data / "out")) == len(LANGUAGES)
        assert server.end(signal.SIGTERM) == 0
    spec = JobSpec(title="t", master="0" * 64, master_name="m", source="zh", targets=tuple(LANGUAGES))
    made = Counter((data / "made.log").read_text().split())
    assert set(made) <= {step.id for step in plan(spec)}
    assert set(made.values()) == {1}, "no finished step is made again"
    assert {"ingest", "transcript", "translate/th", "subtitle/th", "package"} <= set(made)


def reached(data: Path, step: str) -> None:
    """Wait until the server holds at a step, and open its gate for the next start."""
    tick, sign = threading.Event(), data / "gate" / f"reached-{step}"
    for _ in range(6000):
        if sign.exists():
            (data / "gate" / step).touch()
            return
        tick.wait(0.01)
    raise AssertionError(f"{step} was never reached")
