"""Who may call what: tokens, roles, organizations."""

from __future__ import annotations

import grpc
import pytest
from google.longrunning import operations_pb2
from grpc_health.v1 import health_pb2, health_pb2_grpc

from localize.errors import NotAllowed
from server import serving, tables
from server._gen.localization.v1 import (
    glossary_service_pb2,
    localization_service_pb2,
    master_service_pb2,
    package_service_pb2,
    status_service_pb2,
    title_service_pb2,
)
from server.auth import OPEN, PERMISSIONS, Caller, Role, permit
from server.client import CallFailed, Client
from server.host import Host
from server.settings import Settings
from tests.server.conftest import send


@pytest.mark.parametrize("token", ["", "nonsense", "loc_000000000000_" + "A" * 43])
def test_without_a_good_token_nothing_is_answered(host: Host, token: str) -> None:
    with Client(host.address, token=token) as client:
        for method, request in ((client.titles.ListTitles, title_service_pb2.ListTitlesRequest()),
                                (client.status.GetStatus, status_service_pb2.GetStatusRequest()),
                                (client.operations.ListOperations, operations_pb2.ListOperationsRequest())):
            with pytest.raises(CallFailed) as caught:
                client.call(method, request)
            assert caught.value.status is grpc.StatusCode.UNAUTHENTICATED
        with pytest.raises(CallFailed):
            list(client.stream(client.titles.WatchTitle, title_service_pb2.WatchTitleRequest(name="titles/x")))


def test_health_needs_no_token(host: Host) -> None:
    with grpc.insecure_channel(host.address) as channel:
        answer = health_pb2_grpc.HealthStub(channel).Check(
            health_pb2.HealthCheckRequest(service="localization.v1.TitleService"))
    assert answer.status == health_pb2.HealthCheckResponse.SERVING


def test_a_revoked_or_expired_token_is_refused(host: Host, organization: str) -> None:
    token = host.credentials.create(organization, Role.ADMIN)
    identifier = token.split("_")[1]
    caller = host.credentials.admit(f"Bearer {token}")
    assert caller == Caller(organization, Role.ADMIN)
    with host.database.write() as session:
        row = session.get_one(tables.Token, identifier)
        assert token.split("_", 2)[2] not in (row.digest, row.label)
    host.credentials.revoke(identifier)
    with pytest.raises(NotAllowed):
        host.credentials.admit(f"Bearer {token}")
    late = host.credentials.create(organization, Role.ADMIN, days=-1)
    with pytest.raises(NotAllowed):
        host.credentials.admit(f"Bearer {late}")


def test_another_organization_sees_nothing(connect, client: Client, ready: str) -> None:
    client.create_glossary("G", "source,en\n粤剧,Cantonese opera\n".encode(), source="zh", glossary_id="g")
    operation = client.localize(ready, ["en"])
    package = client.wait(operation.name).package
    upload = client.call(client.masters.StartUpload, master_service_pb2.StartUploadRequest(master=ready, filename="x"))
    other = connect(of="stranger")
    theirs = [
        (other.titles.GetTitle, title_service_pb2.GetTitleRequest(name="titles/harbour")),
        (other.masters.GetMaster, master_service_pb2.GetMasterRequest(name=ready)),
        (other.masters.QueryUpload, master_service_pb2.QueryUploadRequest(name=upload.name)),
        (other.localizations.Localize, localization_service_pb2.LocalizeRequest(master=ready, languages=["th"])),
        (other.localizations.GetLocalization,
         localization_service_pb2.GetLocalizationRequest(name=f"{ready}/localizations/en")),
        (other.localizations.ListCues, localization_service_pb2.ListCuesRequest(parent=f"{ready}/localizations/en")),
        (other.packages.GetPackage, package_service_pb2.GetPackageRequest(name=package)),
        (other.glossaries.ListTerms, glossary_service_pb2.ListTermsRequest(parent="glossaries/g")),
        (other.operations.GetOperation, operations_pb2.GetOperationRequest(name=operation.name)),
        (other.operations.CancelOperation, operations_pb2.CancelOperationRequest(name=operation.name)),
    ]
    for method, request in theirs:
        with pytest.raises(CallFailed) as caught:
            other.call(method, request)
        assert caught.value.status is grpc.StatusCode.NOT_FOUND
    download = package_service_pb2.DownloadFileRequest(name=package, path="subtitles/en.txt")
    with pytest.raises(CallFailed):
        list(other.stream(other.packages.DownloadFile, download))
    with pytest.raises(CallFailed):
        list(other.stream(other.masters.WatchMaster, master_service_pb2.WatchMasterRequest(name=ready)))
    assert not other.call(other.operations.ListOperations, operations_pb2.ListOperationsRequest()).operations
    assert not other.call(other.packages.ListPackages,
                          package_service_pb2.ListPackagesRequest(parent="titles/-/masters/-")).packages


def test_roles_may_do_what_they_are_for(connect, client: Client, master: str, tmp_path) -> None:
    send(client, master, tmp_path, "")
    partner, translator = connect(Role.PARTNER), connect(Role.TRANSLATOR)
    assert translator.call(translator.masters.GetMaster, master_service_pb2.GetMasterRequest(name=master)).name == master
    for someone, method, request in (
            (partner, partner.localizations.Localize, localization_service_pb2.LocalizeRequest()),
            (partner, partner.masters.GetMaster, master_service_pb2.GetMasterRequest(name=master)),
            (partner, partner.localizations.UpdateCue, localization_service_pb2.UpdateCueRequest()),
            (translator, translator.masters.StartUpload, master_service_pb2.StartUploadRequest()),
            (translator, translator.titles.CreateTitle, title_service_pb2.CreateTitleRequest())):
        with pytest.raises(CallFailed) as caught:
            someone.call(method, request)
        assert caught.value.status is grpc.StatusCode.PERMISSION_DENIED


def test_every_method_has_its_roles(host: Host) -> None:
    files = [file for file, _ in serving._ADDERS if file.package == "localization.v1"]
    methods = {f"{service.name}/{method.name}" for file in files
               for service in file.services_by_name.values() for method in service.methods}
    assert methods == set(PERMISSIONS)
    with pytest.raises(NotAllowed):
        permit(Caller("x", Role.ADMIN), "localization.v1.TitleService/Unknown")
    assert all(method.startswith("grpc.health.") for method in OPEN)


@pytest.mark.parametrize("settings", [
    {"listen": "0.0.0.0:0", "insecure_loopback": True}, {"listen": "0.0.0.0:0"}, {"listen": "[::]:0"},
    {"listen": "example.org:1", "insecure_loopback": True}])
def test_an_open_server_is_refused(settings: dict) -> None:
    with pytest.raises(NotAllowed):
        Settings(**settings).check_exposure()
    Settings(listen="127.0.0.1:0", insecure_loopback=True).check_exposure()
