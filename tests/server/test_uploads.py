"""Uploads: resumed where they stopped, hashed as they arrive, refused with a field."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import grpc
import pytest

from localize.errors import StorageFull
from localize.store import LocalStore
from server import tables
from server._gen.localization.v1 import master_pb2, master_service_pb2
from server.client import CallFailed, Client
from server.host import Host
from server.uploads import Uploads

Message = master_service_pb2.UploadRequest
DATA = os.urandom(700_000)
DIGEST = hashlib.sha256(DATA).hexdigest()


def start(client: Client, master: str, size: int = len(DATA), filename: str = "ep01.mp4") -> str:
    session: master_pb2.UploadSession = client.call(client.masters.StartUpload, master_service_pb2.StartUploadRequest(
        master=master, filename=filename, size=size))
    return session.name


def query(client: Client, name: str) -> master_pb2.UploadSession:
    found: master_pb2.UploadSession = client.call(client.masters.QueryUpload,
                                                  master_service_pb2.QueryUploadRequest(name=name))
    return found


def test_a_file_arrives_whole(client: Client, master: str, host: Host, tmp_path: Path) -> None:
    path, seen = tmp_path / "第一集.mp4", []
    path.write_bytes(DATA * 3)
    done = client.upload(master, path, progress=lambda kept, size: seen.append((kept, size)))
    assert done.complete
    assert seen[-1] == (len(DATA) * 3, len(DATA) * 3)
    found = client.call(client.masters.GetMaster, master_service_pb2.GetMasterRequest(name=master))
    assert found.state == master_pb2.MASTER_STATE_READY
    assert (found.media.filename, found.media.size) == ("第一集.mp4", len(DATA) * 3)
    assert host.backend.store.path(found.media.sha256).read_bytes() == DATA * 3


def test_a_client_that_goes_away_goes_on_where_the_server_is(client: Client, master: str) -> None:
    name, arrived, gone = start(client, master), threading.Event(), threading.Event()

    def half() -> Iterator[Message]:
        yield Message(name=name, offset=0, data=DATA[:300_000])
        arrived.set()
        gone.wait(20)

    call = client.masters.Upload.future(half(), metadata=client._metadata)
    assert arrived.wait(20)
    while query(client, name).offset != 300_000:  # until the server has read what the client sent
        pass
    call.cancel()
    gone.set()
    client.call(client.masters.Upload, iter([Message(name=name, offset=300_000, data=DATA[300_000:])]))
    assert not query(client, name).complete
    done = client.call(client.masters.Upload, iter([Message(name=name, offset=len(DATA), sha256=DIGEST)]))
    assert (done.complete, done.offset) == (True, len(DATA))


def test_a_new_stream_takes_over_from_a_dead_one(client: Client, master: str) -> None:
    name, gone = start(client, master), threading.Event()

    def silent() -> Iterator[Message]:
        yield Message(name=name, offset=0, data=DATA[:100])
        gone.wait(20)
        yield Message(offset=100, data=DATA[100:200])

    old = client.masters.Upload.future(silent(), metadata=client._metadata)
    while query(client, name).offset != 100:
        pass
    client.call(client.masters.Upload, iter([Message(name=name, offset=100, data=DATA[100:])]))
    gone.set()
    assert old.code() is grpc.StatusCode.ABORTED
    assert client.call(client.masters.Upload, iter([Message(name=name, offset=len(DATA), sha256=DIGEST)])).complete


def test_wrong_bytes_are_not_kept(client: Client, master: str) -> None:
    name = start(client, master)
    with pytest.raises(CallFailed) as caught:
        client.call(client.masters.Upload, iter([Message(name=name, offset=0, data=DATA[:-1] + b"?", sha256=DIGEST)]))
    assert (caught.value.status, caught.value.code) == (grpc.StatusCode.DATA_LOSS, "digest_mismatch")
    assert query(client, name).offset == 0
    assert client.call(client.masters.Upload, iter([Message(name=name, offset=0, data=DATA, sha256=DIGEST)])).complete


def test_a_wrong_offset_says_the_right_one(client: Client, master: str) -> None:
    name = start(client, master)
    client.call(client.masters.Upload, iter([Message(name=name, offset=0, data=DATA[:1000])]))
    with pytest.raises(CallFailed) as caught:
        client.call(client.masters.Upload, iter([Message(name=name, offset=5000, data=b"x")]))
    assert caught.value.status is grpc.StatusCode.OUT_OF_RANGE
    assert caught.value.metadata["offset"] == "1000"


@pytest.mark.parametrize("filename", ["../../etc/passwd", "a/b.mp4", "C:\\film.mp4", "", " ", ".hidden", "a\x00b", "a\nb",
                                      "x" * 300])
def test_names_that_look_like_paths_are_refused(client: Client, master: str, filename: str) -> None:
    with pytest.raises(CallFailed) as caught:
        start(client, master, filename=filename)
    assert (caught.value.code, caught.value.field) == ("unsafe_path", "filename")


@pytest.mark.parametrize(("size", "messages", "code", "field"), [
    (0, [Message(offset=0, sha256=DIGEST)], "invalid_media", "data"),
    (10, [Message(offset=0, data=b"x" * 11)], "invalid_input", "size"),
    (10, [Message(offset=0, data=b"x" * 5, sha256=DIGEST)], "wrong_offset", "offset"),
    (0, [Message(offset=0, data=b"x" * 5, sha256="abc")], "invalid_input", "sha256"),
    (0, [Message(offset=0, data=b"x" * ((2 << 20) + 1))], "invalid_input", "data"),
])
def test_what_cannot_be_a_file_is_refused(client: Client, master: str, size: int, messages: list[Message], code: str,
                                          field: str) -> None:
    first = Message()
    first.CopyFrom(messages[0])
    first.name = start(client, master, size)
    with pytest.raises(CallFailed) as caught:
        client.call(client.masters.Upload, iter([first, *messages[1:]]))
    assert (caught.value.code, caught.value.field) == (code, field)


def test_an_upload_survives_a_restart(tmp_path: Path) -> None:
    row, store = tables.Upload(id="u1", filename="a.mp4", size=len(DATA)), LocalStore(tmp_path / "store")
    with Uploads(tmp_path, store).receive(row) as receiver:
        receiver.take(0, DATA[:400_000])
    again = Uploads(tmp_path, store)
    assert again.offset(row) == 400_000
    with again.receive(row) as receiver:
        receiver.take(400_000, DATA[400_000:])
        assert receiver.finish(DIGEST)["sha256"] == DIGEST
    assert store.path(DIGEST).read_bytes() == DATA


def test_a_full_disk_is_said_and_nothing_is_lost(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("needs /dev/full")
    (tmp_path / "u2.part").symlink_to("/dev/full")
    row = tables.Upload(id="u2", filename="a.mp4", size=0)
    uploads = Uploads(tmp_path, LocalStore(tmp_path / "store"))
    with uploads.receive(row) as receiver, pytest.raises(StorageFull):
        receiver.take(0, b"x" * 100)
    assert uploads.offset(row) == 0
