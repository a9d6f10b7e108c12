"""How dubs are made, seen from outside: the stem arrives with the master, the wishes with the request."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from localize.model import DubMode, DubOptions, Room
from localize.pipeline import JobSpec
from localize.record import from_json
from server import tables
from server._gen.localization.v1 import dub_pb2, localization_service_pb2, master_service_pb2
from server.client import CallFailed, Client
from server.host import Host

WISHES = DubOptions(DubMode.VOICE_OVER, stems=True, room=Room.SMALL)


def spec(host: Host, operation: str) -> JobSpec:
    with host.backend.database.read() as session:
        return from_json(session.get_one(tables.Job, operation.rpartition("/")[2]).spec.encode(), JobSpec)


def test_a_stem_is_kept_with_the_master_and_used(client: Client, ready: str, host: Host, tmp_path: Path) -> None:
    path = tmp_path / "me.wav"
    path.write_bytes(b"RIFF" + bytes(50_000))
    client.upload(ready, path, m_and_e=True)
    master = client.call(client.masters.GetMaster, master_service_pb2.GetMasterRequest(name=ready))
    assert (master.m_and_e.filename, master.m_and_e.size) == ("me.wav", 50_004)
    assert master.media.filename != "me.wav"
    made = spec(host, client.localize(ready, ["en"], dub=WISHES).name)
    assert made.dub_options == replace(WISHES, m_and_e=master.m_and_e.sha256)
    assert host.backend.store.path(made.dub_options.m_and_e).read_bytes() == path.read_bytes()


def test_nothing_said_is_a_dub_in_place(client: Client, ready: str, host: Host) -> None:
    assert spec(host, client.localize(ready, ["en"]).name).dub_options == DubOptions()


@pytest.mark.parametrize(("settings", "field"), [({"mode": 9}, "dub.mode"), ({"room": 9}, "dub.room")])
def test_what_is_no_wish_is_named(client: Client, ready: str, settings: dict, field: str) -> None:
    with pytest.raises(CallFailed) as caught:
        client.call(client.localizations.Localize, localization_service_pb2.LocalizeRequest(
            master=ready, languages=["en"], dub=dub_pb2.DubSettings(**settings)))
    assert (caught.value.field, caught.value.code) == (field, "invalid_input")
