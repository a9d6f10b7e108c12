"""The same over PostgreSQL: a server of its own, a job, kill -9, and the end."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.client import Client
from tests.server.conftest import send
from tests.server.test_durability import Server, reached

pytestmark = pytest.mark.slow


def _programs() -> Path | None:
    found = shutil.which("initdb")
    homes = [Path(found).resolve().parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return next((home for home in reversed(homes) if (home / "initdb").exists()), None)


@pytest.fixture
def url() -> Iterator[str]:
    home = _programs()
    if home is None:
        pytest.skip("PostgreSQL is not installed")
    pytest.importorskip("psycopg")
    # It refuses to run as root, and sockets need short paths.
    user = "nobody" if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    if user:
        shutil.chown(folder, user)
    data, control = str(folder / "d"), str(home / "pg_ctl")
    subprocess.run([home / "initdb", "-D", data, "-U", "localize", "-A", "trust", "--no-sync"], check=True, user=user,
                   capture_output=True, cwd=folder)
    options = f"-k {folder} -c listen_addresses='' -c fsync=off"
    subprocess.run([control, "-D", data, "-o", options, "-l", str(folder / "log"), "-w", "start"], check=True, user=user,
                   stdout=subprocess.DEVNULL, cwd=folder)
    try:
        yield f"postgresql://localize@/postgres?host={folder}"
    finally:
        subprocess.run([control, "-D", data, "-m", "immediate", "stop"], check=True, user=user, cwd=folder,
                       stdout=subprocess.DEVNULL)
        shutil.rmtree(folder)


def test_a_killed_job_ends_on_postgresql(url: str, tmp_path: Path) -> None:
    (tmp_path / "gate").mkdir()
    with Server(tmp_path, LOCALIZE_DATABASE_URL=url) as server, Client(server.address) as client:
        title = client.create_title("Harbour", source="zh", title_id="harbour")
        master = client.create_master(title.name, "1", master_id="e1").name
        operation = client.localize(send(client, master, tmp_path, "hold:translate/th"), ["en", "th", "ar"]).name
        reached(tmp_path, "translate-th")
        server.end(signal.SIGKILL)
    with Server(tmp_path, LOCALIZE_DATABASE_URL=url) as server, Client(server.address) as client:
        assert len(client.download(client.wait(operation).package, tmp_path / "out")) == 3
        sequences = []
        for event in client.watch(master):
            sequences.append(event.sequence)
            if event.HasField("operation") and event.operation.done:
                break
        assert sequences == sorted(sequences)
        assert server.end(signal.SIGTERM) == 0
    made = (tmp_path / "made.log").read_text().split()
    assert len(made) == len(set(made))
