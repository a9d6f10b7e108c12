"""Rights: a partner sees and fetches what it is licensed for, in time, and every download is in the log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import grpc
import pytest
from google.protobuf import field_mask_pb2

from localize.model import FileRole, Package, PackageFile
from server._gen.localization.v1 import package_service_pb2, rights_pb2, rights_service_pb2
from server.auth import Role
from server.client import CallFailed, Client
from server.database import now
from server.rights import languages_in
from tests.server.clock import Clock
from tests.server.conftest import send

STREAM = "streamco"


def open_window(client: Client, partner: str, *, begin: datetime | None = None, end: datetime | None = None,
                **fields: object) -> rights_pb2.RightsWindow:
    values = {"organization": partner, "territory": "TH", "trial": True} | fields
    window = rights_pb2.RightsWindow(**values)
    for name, moment in (("begin_time", begin), ("end_time", end)):
        if moment is not None:
            getattr(window, name).FromDatetime(moment)
    found: rights_pb2.RightsWindow = client.call(client.rights.CreateWindow, rights_service_pb2.CreateWindowRequest(
        parent="titles/harbour", window=window))
    return found


def get(client: Client, name: str, **fields: str) -> object:
    return client.call(client.packages.GetPackage, package_service_pb2.GetPackageRequest(name=name, **fields))


def fetch(client: Client, name: str, path: str, **fields: object) -> bytes:
    request = package_service_pb2.DownloadFileRequest(name=name, path=path, **fields)
    return b"".join(message.data for message in client.stream(client.packages.DownloadFile, request))


def entries(client: Client, **fields: object) -> list[rights_pb2.AuditEntry]:
    return list(client.call(client.rights.ListAuditEntries, rights_service_pb2.ListAuditEntriesRequest(
        parent="titles/-", **fields)).entries)


@pytest.fixture
def partner(connect: Callable[..., Client], organization: str) -> Client:
    """A client of another organization, which streams films."""
    return connect(Role.PARTNER, of=f"{STREAM}-{organization}")


@pytest.fixture
def licensee(organization: str) -> str:
    return f"{STREAM}-{organization}"


@pytest.fixture
def package(client: Client, master: str, organization: str, tmp_path: Path) -> str:
    """A package in three languages, by the name that partners know."""
    send(client, master, tmp_path, "film")
    return f"organizations/{organization}/{client.wait(client.localize(master, ['en', 'th', 'ar']).name).package}"


def test_a_partner_sees_only_what_it_is_licensed_for(client: Client, partner: Client, package: str, licensee: str) -> None:
    with pytest.raises(CallFailed) as caught:
        get(partner, package)
    assert caught.value.status is grpc.StatusCode.NOT_FOUND  # no window was ever opened: it does not know of it
    window = open_window(client, licensee, language="th")
    assert (window.open, window.territory, window.name.split("/")[:3]) == (True, "TH", ["titles", "harbour", "windows"])
    found = get(partner, package)
    assert list(found.languages) == ["th"]
    assert [file.path for file in found.files] == ["subtitles/th.txt", "music.txt"]
    assert (found.title, found.episode, found.withheld_file_count, found.operation) == ("Moonlit Harbour", "Episode 1", 4, "")
    assert fetch(partner, package, "subtitles/th.txt")
    with pytest.raises(CallFailed, match="holds en, which is not licensed") as caught:
        fetch(partner, package, "subtitles/en.txt")
    assert caught.value.status is grpc.StatusCode.PERMISSION_DENIED
    with pytest.raises(CallFailed, match="holds ar, en"):
        fetch(partner, package, "film.mkv")  # a container is open only to who may have every language in it
    open_window(client, licensee)
    whole = get(partner, package)
    assert (len(whole.files), whole.withheld_file_count, sorted(whole.languages)) == (6, 0, ["ar", "en", "th"])
    assert fetch(partner, package, "film.mkv")


def test_rights_begin_and_end_by_the_server_s_clock(client: Client, partner: Client, package: str, licensee: str,
                                                    clock: Clock) -> None:
    begin, end = now() + timedelta(days=1), now() + timedelta(days=30)
    open_window(client, licensee, begin=begin, end=end)
    with pytest.raises(CallFailed, match=f"begins at {begin:%Y-%m-%dT}") as caught:
        get(partner, package)
    assert caught.value.status is grpc.StatusCode.PERMISSION_DENIED
    clock.forward(days=2)
    assert len(get(partner, package).files) == 6
    clock.forward(days=40)
    for call in (lambda: get(partner, package), lambda: fetch(partner, package, "film.mkv")):
        with pytest.raises(CallFailed, match=f"ended at {end:%Y-%m-%dT}") as caught:
            call()
        assert caught.value.status is grpc.StatusCode.PERMISSION_DENIED
    assert not partner.call(partner.packages.ListPackages,
                            package_service_pb2.ListPackagesRequest(parent="titles/-/masters/-")).packages
    refused = entries(client, outcome=rights_pb2.AUDIT_OUTCOME_REFUSED)
    assert [(item.organization, item.path, item.sent_bytes) for item in refused] == [(licensee, "film.mkv", 0)]
    assert "ended at" in refused[0].reason


def test_a_territory_s_right_is_for_that_territory(client: Client, partner: Client, package: str, licensee: str) -> None:
    open_window(client, licensee, territory="th", language="th")
    open_window(client, licensee, territory="001", language="en")
    assert sorted(get(partner, package).languages) == ["en", "th"]
    assert list(get(partner, package, territory="VN").languages) == ["en"]
    with pytest.raises(CallFailed, match="holds th"):
        fetch(partner, package, "subtitles/th.txt", territory="VN")
    with pytest.raises(CallFailed) as caught:
        get(partner, package, territory="Siam")
    assert (caught.value.field, caught.value.code) == ("territory", "invalid_input")


def test_what_is_for_trying_out_needs_a_window_that_says_so(client: Client, partner: Client, package: str, licensee: str) -> None:
    window = open_window(client, licensee, trial=False)
    with pytest.raises(CallFailed, match="for trying out"):
        get(partner, package)
    window.trial = True
    client.call(client.rights.UpdateWindow, rights_service_pb2.UpdateWindowRequest(
        window=window, update_mask=field_mask_pb2.FieldMask(paths=["trial"])))
    assert get(partner, package).deliverable is False
    with pytest.raises(CallFailed, match="somebody changed it first"):
        client.call(client.rights.DeleteWindow, rights_service_pb2.DeleteWindowRequest(name=window.name, etag=window.etag))
    client.call(client.rights.DeleteWindow, rights_service_pb2.DeleteWindowRequest(name=window.name))
    with pytest.raises(CallFailed) as caught:
        get(partner, package)
    assert caught.value.status is grpc.StatusCode.NOT_FOUND


def test_a_partner_of_two_distributors_tells_their_titles_apart(connect: Callable[..., Client], client: Client, partner: Client,
                                                                package: str, licensee: str, tmp_path: Path) -> None:
    other = connect(of="other-studio")
    if not other.call(other.packages.ListPackages, package_service_pb2.ListPackagesRequest(parent="titles/-/masters/-")).packages:
        other.create_title("Another Harbour", source="zh", title_id="harbour")
        other.create_master("titles/harbour", "One", master_id="e1")
        send(other, "titles/harbour/masters/e1", tmp_path, "other")
        other.wait(other.localize("titles/harbour/masters/e1", ["th"]).name)
    open_window(client, licensee)
    open_window(other, licensee)
    listed = partner.call(partner.packages.ListPackages, package_service_pb2.ListPackagesRequest(parent="titles/-/masters/-"))
    assert {item.title for item in listed.packages} == {"Moonlit Harbour", "Another Harbour"}
    only = partner.call(partner.packages.ListPackages, package_service_pb2.ListPackagesRequest(
        parent="organizations/other-studio/titles/harbour/masters/-"))
    assert {item.title for item in only.packages} == {"Another Harbour"}
    mine = partner.call(partner.rights.ListWindows, rights_service_pb2.ListWindowsRequest(parent="titles/-")).windows
    assert len(mine) == 2
    assert all(window.name.startswith("organizations/") for window in mine)
    assert get(other, only.packages[0].name).title == "Another Harbour"  # its owner may write the long name too


def test_windows_and_the_log_are_the_distributor_s(connect: Callable[..., Client], client: Client, partner: Client, package: str,
                                                   licensee: str) -> None:
    window = open_window(client, licensee)
    for someone, method, request in (
            (partner, partner.rights.CreateWindow, rights_service_pb2.CreateWindowRequest(parent="titles/harbour", window=window)),
            (partner, partner.rights.ListAuditEntries, rights_service_pb2.ListAuditEntriesRequest(parent="titles/-")),
            (connect(Role.TRANSLATOR), partner.rights.DeleteWindow, rights_service_pb2.DeleteWindowRequest(name=window.name))):
        with pytest.raises(CallFailed) as caught:
            someone.call(method, request)
        assert caught.value.status is grpc.StatusCode.PERMISSION_DENIED
    stranger = connect(of="stranger")
    with pytest.raises(CallFailed) as caught:
        stranger.call(stranger.rights.GetWindow, rights_service_pb2.GetWindowRequest(name=window.name))
    assert caught.value.status is grpc.StatusCode.NOT_FOUND
    assert not entries(stranger)


@pytest.mark.parametrize(("fields", "field"), [
    ({"territory": ""}, "window.territory"), ({"territory": "THA"}, "window.territory"),
    ({"language": "klingon"}, "window.language"), ({"organization": "No Such!"}, "window.organization"),
    ({"begin": datetime(2026, 5, 1, tzinfo=UTC), "end": datetime(2026, 4, 1, tzinfo=UTC)}, "window.end_time"),
])
def test_what_cannot_be_a_window_is_named(client: Client, master: str, fields: dict, field: str) -> None:
    values = {"partner": "p"} | fields
    values["partner"] = values.pop("organization", "p")
    with pytest.raises(CallFailed) as caught:
        open_window(client, **values)
    assert (caught.value.field, caught.value.status) == (field, grpc.StatusCode.INVALID_ARGUMENT)


def test_every_download_is_in_the_log(client: Client, partner: Client, package: str, licensee: str) -> None:
    open_window(client, licensee)
    data = fetch(partner, package, "subtitles/th.txt")
    assert fetch(partner, package, "subtitles/th.txt", offset=100, length=50) == data[100:150]
    assert fetch(partner, package, "subtitles/th.txt", offset=len(data)) == b""
    with pytest.raises(CallFailed) as caught:
        fetch(partner, package, "subtitles/th.txt", offset=len(data) + 1)
    assert caught.value.status is grpc.StatusCode.OUT_OF_RANGE
    assert f"the file has {len(data)} bytes" in str(caught.value)
    fetch(client, package, "subtitles/ar.txt")
    found = entries(client)
    assert [(item.path, item.offset, item.sent_bytes, item.outcome, item.organization == licensee) for item in found] == [
        ("subtitles/th.txt", 0, len(data), rights_pb2.AUDIT_OUTCOME_COMPLETE, True),
        ("subtitles/th.txt", 100, 50, rights_pb2.AUDIT_OUTCOME_COMPLETE, True),
        ("subtitles/th.txt", len(data), 0, rights_pb2.AUDIT_OUTCOME_COMPLETE, True),
        ("subtitles/th.txt", len(data) + 1, 0, rights_pb2.AUDIT_OUTCOME_REFUSED, True),
        ("subtitles/ar.txt", 0, len(fetch(client, package, "subtitles/ar.txt")), rights_pb2.AUDIT_OUTCOME_COMPLETE, False)]
    first = found[0]
    assert (first.address, first.channel, first.role) == ("127.0.0.1", "grpc", "partner")
    assert first.token
    assert first.end_time.ToDatetime() >= first.begin_time.ToDatetime()
    assert package.endswith(first.package)


def test_a_download_that_breaks_off_is_in_the_log_as_such(client: Client, partner: Client, package: str, licensee: str) -> None:
    open_window(client, licensee)
    stream = partner.stream(partner.packages.DownloadFile, package_service_pb2.DownloadFileRequest(
        name=package, path="film.mkv"))
    next(stream)
    stream.close()
    for _ in range(200):  # the server notices when it next writes
        found = entries(client)
        if found and found[-1].outcome == rights_pb2.AUDIT_OUTCOME_BROKEN:
            break
    assert found[-1].outcome == rights_pb2.AUDIT_OUTCOME_BROKEN
    assert found[-1].sent_bytes < 8 << 20


def test_no_path_leads_out_of_a_package(client: Client, package: str) -> None:
    for path in ("../secrets", "/etc/passwd", "..%2f..%2fetc%2fpasswd", "%252e%252e%252fetc", "a/../../b", "nul\0",
                 "C:\\film", "subtitles//en.txt", "", "./film.mkv"):
        with pytest.raises(CallFailed) as caught:
            fetch(client, package, path)
        assert (path, caught.value.code, caught.value.status) == (path, "unsafe_path", grpc.StatusCode.INVALID_ARGUMENT)


@pytest.mark.parametrize(("file", "languages"), [
    (("th.srt", FileRole.SUBTITLE, "th"), {"th"}), (("film.mkv", FileRole.VIDEO, ""), {"en", "th"}),
    (("contact-sheet.png", FileRole.PICTURE, ""), {"en", "th"}), (("report.html", FileRole.REPORT, ""), {"en", "th"}),
    (("video.mp4", FileRole.STREAM, ""), set()), (("me.wav", FileRole.STEM, ""), set()), (("vo.wav", FileRole.STEM, "th"), {"th"}),
    (("two.mkv", FileRole.VIDEO, "", (("languages", "zh, th"),)), {"th"}),
    (("th.c2pa", FileRole.OTHER, "", (("of", "th.srt"),)), {"th"}), (("odd", FileRole.OTHER, "", (("of", "odd"),)), {"en", "th"}),
])
def test_who_has_a_file_has_the_languages_in_it(file: tuple, languages: set[str]) -> None:
    path, role, tag, *details = file
    item = PackageFile(path, role, "x", 1, "0" * 64, tag, *details)
    other = PackageFile("th.srt", FileRole.SUBTITLE, "x", 1, "1" * 64, "th")
    package = Package("T", "0" * 64, (other, item), (), ("en", "th"), deliverable=True)
    assert languages_in(item, package) == languages
