"""The commands: tokens, migrations, settings, TLS, and the refusals that keep a server safe."""

from __future__ import annotations

import datetime as dt
import ipaddress
from pathlib import Path

import pytest

from localize.errors import LocalizeError
from server.__main__ import main
from server._gen.localization.v1 import status_service_pb2
from server.auth import Credentials
from server.client import CallFailed, Client
from server.gate import Gate
from server.host import Host
from server.services.status import StatusService
from server.serving import GrpcServer
from server.settings import Settings


def test_a_token_is_made_listed_and_revoked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = ["--data", str(tmp_path)]
    assert main(["token", "create", *data, "--organization", "acme", "--role", "translator", "--label", "Mei"]) == 0
    token = capsys.readouterr().out.strip()
    identifier = token.split("_")[1]
    assert main(["token", "list", *data]) == 0
    assert capsys.readouterr().out == f"{identifier}  acme  translator  good  Mei\n"
    assert main(["token", "revoke", identifier, *data]) == 0
    main(["token", "list", *data])
    assert "revoked" in capsys.readouterr().out
    assert main(["token", "revoke", "nothing", *data]) == 1
    assert main(["token", "create", *data, "--organization", "Not Good", "--role", "admin"]) == 1


def test_the_schema_can_be_made_ahead(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["migrate", "--data", str(tmp_path)]) == 0
    assert "up to date" in capsys.readouterr().out
    assert (tmp_path / "localize.sqlite").exists()
    assert (tmp_path / "jobs.sqlite").exists()


@pytest.mark.parametrize(("arguments", "status", "said"), [
    (["serve", "--listen", "nowhere"], 2, "listen"), (["serve", "--tls-key", "key.pem"], 2, "certificate"),
    (["worker", "--queue", "huangpu"], 1, "--executor"), (["worker", "--executor", "w1", "--queue", "huangpu"], 1, "SQLite"),
    (["serve", "--no-jobs"], 1, "SQLite")])
def test_settings_that_cannot_be_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str],
                                             status: int, said: str) -> None:
    assert main([*arguments, "--data", str(tmp_path)]) == status
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("command", [["serve"], ["worker"], ["migrate"], ["token"], ["token", "create"]])
def test_every_command_explains_itself(capsys: pytest.CaptureFixture[str], command: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main([*command, "--help"])
    assert caught.value.code == 0
    assert "usage: localize-server" in capsys.readouterr().out


def test_tls_by_flag(host: Host, tmp_path: Path) -> None:
    certificate, key = _certificate(tmp_path)
    settings = Settings(listen="127.0.0.1:0", tls_certificate=certificate, tls_key=key, insecure_loopback=True)
    gate = Gate(Credentials(host.database, insecure_loopback=True))
    server = GrpcServer(settings, gate, {"localization.v1.StatusService": StatusService(host.backend)})
    server.start()
    request, address = status_service_pb2.GetStatusRequest(), f"127.0.0.1:{server.port}"
    try:
        with Client(address, root_certificates=certificate.read_bytes()) as client:
            assert client.call(client.status.GetStatus, request).organization == "local"
        with Client(address) as client, pytest.raises(CallFailed):
            client.call(client.status.GetStatus, request, timeout=5)
    finally:
        server.stop(0)


def test_a_taken_port_and_a_broken_certificate_are_said(host: Host, tmp_path: Path) -> None:
    with pytest.raises(LocalizeError, match="cannot listen"):
        GrpcServer(Settings(listen=host.address), Gate(host.credentials), {})
    (tmp_path / "cert.pem").write_text("none")
    settings = Settings(listen="127.0.0.1:0", tls_certificate=tmp_path / "cert.pem", tls_key=tmp_path / "key.pem")
    with pytest.raises(LocalizeError, match="cannot read key"):
        GrpcServer(settings, Gate(host.credentials), {})


def _certificate(folder: Path) -> tuple[Path, Path]:
    x509 = pytest.importorskip("cryptography.x509")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.oid.NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
            .serial_number(1).not_valid_before(now).not_valid_after(now + dt.timedelta(hours=1))
            .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
            .sign(key, hashes.SHA256()))
    certificate, private = folder / "cert.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                          serialization.NoEncryption()))
    return certificate, private


def test_what_is_past_its_time_can_be_counted_and_forgotten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = ["--data", str(tmp_path)]
    assert main(["prune", *data, "--dry-run"]) == 0
    assert capsys.readouterr().out.startswith("would forget 0 events")
    assert main(["prune", *data]) == 0
    assert main(["prune", *data, "--keep-days", "0"]) == 1
    assert "--keep-days 90" in capsys.readouterr().err
