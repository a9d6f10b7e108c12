"""The sample partner of ``docs/examples``, as a process of its own: it watches, is killed, goes on, and keeps its catalogue whole."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import grpc
import pytest

from server._gen.localization.v1 import package_service_pb2, partner_pb2, partner_service_pb2, rights_pb2
from server.auth import Role
from server.client import Client
from server.host import Host
from tests.server.conftest import send
from tests.server.test_partners import edit, make
from tests.server.test_rights import entries, open_window

SAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "partner.py"


@pytest.fixture
def licensee(organization: str) -> str:
    return f"sample-{organization}"


@pytest.fixture
def sample(host: Host, licensee: str, tmp_path: Path) -> Iterator:
    """Start the sample with options, and end it with the test."""
    token = tmp_path / "token"
    token.write_text(host.credentials.create(licensee, Role.PARTNER))
    started: list[subprocess.Popen[str]] = []

    def start(*options: str) -> subprocess.Popen[str]:
        started.append(subprocess.Popen(
            [sys.executable, str(SAMPLE), "--server", host.address, "--token-file", str(token), "--catalogue",
             str(tmp_path / "catalogue"), *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env=os.environ | {"PYTHONPATH": str(SAMPLE.parents[2])}))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


def until(process: subprocess.Popen[str], text: str) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if text in line:
            return line
    raise AssertionError(process.stderr.read() if process.stderr else "")


def acknowledged(client: Client) -> dict[str, int]:
    found = client.call(client.partners.ListAcknowledgements, partner_service_pb2.ListAcknowledgementsRequest(
        parent="titles/-/masters/-/packages/-")).acknowledgements
    return {item.package: item.state for item in found}


def test_the_sample_watches_goes_on_and_reports(client: Client, master: str, licensee: str, organization: str, tmp_path: Path,
                                                sample) -> None:
    send(client, master, tmp_path, "film")
    open_window(client, licensee)
    old = make(client, master, "en", "th")
    first = sample()
    until(first, "film.mkv: 100 %")  # it has the film, and no more is promised
    first.send_signal(signal.SIGKILL)
    first.wait()
    second = sample()
    assert "en, th" in until(second, "ingested Moonlit Harbour · Episode 1")
    assert acknowledged(client) == {old: partner_pb2.INGESTION_STATE_INGESTED}
    folder = tmp_path / "catalogue" / f"organizations/{organization}/{old}".replace("/", "_")
    package = client.call(client.packages.GetPackage, package_service_pb2.GetPackageRequest(name=old))
    assert {file.path: file.sha256 for file in package.files} == {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*") if path.is_file()}
    # A newer package arrives while it watches: of that, only what changed is fetched.
    before = len(entries(client))
    edit(client, master, "th", "แก้แล้ว")
    new = make(client, master, "en", "th")
    until(second, "ingested")
    assert {item.path for item in entries(client)[before:]} == {"subtitles/th.txt", "manifest.json"}
    second.send_signal(signal.SIGINT)
    assert second.wait(10) == 0
    once = sample("--once")
    assert once.wait(20) == 0  # nothing waits
    assert acknowledged(client) == dict.fromkeys((old, new), partner_pb2.INGESTION_STATE_INGESTED)
    report = sample("--report", "th", "2.2", "The name is wrong.")
    assert report.wait(20) == 0
    (finding,) = client.call(client.partners.ListFindings, partner_service_pb2.ListFindingsRequest(
        parent=f"{master}/localizations/th")).findings
    assert (finding.message, finding.reporter, finding.package) == ("The name is wrong.", licensee, new)
    assert {item.outcome for item in entries(client)} <= {rights_pb2.AUDIT_OUTCOME_COMPLETE, rights_pb2.AUDIT_OUTCOME_BROKEN}


def test_the_sample_says_that_nothing_is_licensed(sample) -> None:
    refused = sample("--report", "th", "2.2", "x")
    assert refused.communicate(timeout=20)[1] == "partner: nothing is licensed to us now\n"
    assert refused.returncode == 1


def test_the_sample_goes_on_within_a_file_and_takes_no_wrong_bytes(host: Host, client: Client, master: str, licensee: str,
                                                                    tmp_path: Path) -> None:
    specification = importlib.util.spec_from_file_location("sample_partner", SAMPLE)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    send(client, master, tmp_path, "film")
    open_window(client, licensee)
    name = make(client, master, "th")
    whole = tmp_path / "whole"
    client.download(name, whole)
    data = (whole / "film.mkv").read_bytes()
    with grpc.insecure_channel(host.address) as channel:
        said: list[str] = []
        partner = module.Partner(channel, host.credentials.create(licensee, Role.PARTNER), tmp_path / "c", said.append)
        (package,) = partner.licensed()
        work = tmp_path / "c" / f".{package.name.replace('/', '_')}"
        work.mkdir(parents=True)
        (work / "film.mkv.part").write_bytes(data[:5000])  # an earlier run's
        (work / "music.txt.part").write_bytes(b"not the beginning")  # longer than the file, and not its bytes
        partner.take(package)
        film = [item for item in entries(client) if item.path == "film.mkv" and item.organization == licensee]
        assert film[0].offset == 5000
        assert (work.with_name(work.name[1:]) / "film.mkv").read_bytes() == data
        assert (work.with_name(work.name[1:]) / "music.txt").read_bytes() == b"la la la"
        assert any("music.txt: wrong digest" in line for line in said)
        package.files[0].sha256 = "0" * 64
        package.name = package.name[:-1] + ("0" if package.name[-1] != "0" else "1")
        with pytest.raises(grpc.RpcError):
            partner.take(package)
