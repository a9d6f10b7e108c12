"""A package's streams in a real player, over signed links of our own server: another origin, ranges, and rights."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from localize.record import to_json
from localize.store import LocalStore
from server import tables
from server._gen.localization.v1 import rights_pb2
from server.auth import Caller, Credentials, Role
from server.backend import Backend
from server.database import Database
from server.settings import Settings
from server.watch import Events
from server.web import Web
from tests.packaging.made import Made
from tests.player import test_play
from tests.player.ranges import served

pytestmark = [*test_play.pytestmark, pytest.mark.timeout(200)]
made = test_play.made


@pytest.fixture
def backend(made: Made, tmp_path: Path) -> Iterator[Backend]:
    """A server's rows and artifacts: the package, owned by acme."""
    settings = Settings(data=tmp_path, http="127.0.0.1:0", listen="127.0.0.1:0")
    database = Database(settings.metadata_url)
    database.migrate()
    store = LocalStore(tmp_path / "store")
    for file in made.package.files:
        store.put(file.sha256, made.out / file.path)
    key = {"organization": "acme", "title": "harbour"}
    with database.write() as session:
        for row in (tables.Title(organization="acme", id="harbour", display_name="Harbour", source_language="zh"),
                    tables.Master(**key, id="e1"),
                    tables.Package(**key, master="e1", id="p1", record=store.put_bytes(to_json(made.package)), job="j1"),
                    tables.RightsWindow(**key, id="w1", partner="streamco", territory="AE", language="ar", trial=True)):
            session.add(row)
            session.flush()
    yield Backend(settings, database, Events(database, 1), store)
    database.close()


def test_a_partner_s_player_plays_what_is_licensed(backend: Backend) -> None:
    credentials = Credentials(backend.database)
    token = credentials.create("streamco", Role.PARTNER).split("_")[1]
    web = Web(backend.settings, backend, credentials)
    web.start()
    try:
        with backend.database.read() as session:
            row = session.get_one(tables.Package, ("acme", "harbour", "e1", "p1"))
        uri, _ = web.links.make(Caller("streamco", Role.PARTNER, token), row, "", timedelta(minutes=2), "")
        with served(player=test_play.HERE) as address:
            done = subprocess.run(
                [test_play.NODE, test_play.HERE / "play.cjs", test_play.CHROMIUM, f"{address}/player/page.html",
                 f"openHls('{uri}stream/main.m3u8')", "listenHls('ar')", "readHls('ar', 9)", "window.faults"],
                capture_output=True, text=True, timeout=120, check=False)
    finally:
        web.stop()
    assert done.returncode == 0, done.stderr + done.stdout
    opened, heard, cue, faults = (json.loads(line) for line in done.stdout.splitlines())
    assert [track["lang"] for track in opened["audio"]] == ["zh", "ar"]  # English is not licensed
    assert {track["lang"] for track in opened["subtitles"]} == {"ar"}
    assert heard == pytest.approx(test_play.TONES["ar"], abs=6)
    assert "المتجر ليس للبيع" in cue["text"]
    assert not [fault for fault in faults if fault.endswith("true")]
    with backend.database.read() as session:
        entries = session.scalars(sa.select(tables.AuditEntry)).all()
    assert {entry.partner for entry in entries} == {"streamco"}
    assert rights_pb2.AUDIT_OUTCOME_REFUSED not in {entry.outcome for entry in entries}
    assert any(entry.offset > 0 and entry.sent_bytes > 0 for entry in entries)  # it asked for ranges
