"""A whole server on object storage: what it made is there for a server that has no copy of it."""

from __future__ import annotations

import hashlib
import shutil
import signal
from pathlib import Path

from localize.store.s3 import connect
from server._gen.localization.v1 import package_service_pb2
from server.client import Client
from tests.server.test_durability import Server
from tests.server.test_partners import make
from tests.store.service import SECRET, s3_server


def test_a_server_keeps_its_artifacts_in_a_bucket(tmp_path: Path, monkeypatch) -> None:
    for name, value in SECRET.items():
        monkeypatch.setenv(name, value)
    data = tmp_path / "data"
    (data / "gate").mkdir(parents=True)
    film = tmp_path / "episode.txt"
    film.write_text("film\n今晚唱粤剧。\n你来不来？\n", encoding="utf-8")
    with s3_server() as service:
        bucket = "films"
        connect(service).create_bucket(Bucket=bucket)
        settings = {"LOCALIZE_STORE": f"s3://{bucket}/v1", "LOCALIZE_STORE_ENDPOINT": service}
        with Server(data, **settings) as server, Client(server.address) as client:
            client.create_title("Harbour", source="zh", title_id="harbour")
            master = client.create_master("titles/harbour", "One", master_id="e1").name
            client.upload(master, film)
            package = make(client, master, "en", "th")
            server.end(signal.SIGTERM)
        pages = connect(service).get_paginator("list_objects_v2").paginate(Bucket=bucket)
        keys = {item["Key"] for page in pages for item in page["Contents"]}
        digest = hashlib.sha256(film.read_bytes()).hexdigest()
        assert f"v1/{digest[:2]}/{digest[2:]}" in keys
        shutil.rmtree(data / "store")  # as on a machine that was never used
        with Server(data, **settings) as server, Client(server.address) as client:
            found = client.call(client.packages.GetPackage, package_service_pb2.GetPackageRequest(name=package))
            paths = client.download(package, tmp_path / "out")
            assert {hashlib.sha256(path.read_bytes()).hexdigest() for path in paths} == {file.sha256 for file in found.files}
            assert len((data / "made.log").read_text().splitlines()) == len(set((data / "made.log").read_text().splitlines()))
            make(client, master, "en", "th")  # finds every result in the bucket
            assert len((data / "made.log").read_text().splitlines()) == len(set((data / "made.log").read_text().splitlines()))
            server.end(signal.SIGTERM)
