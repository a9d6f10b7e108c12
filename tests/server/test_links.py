"""Links for players: ranges over HTTP with a signature in the address, and nothing by a link that is not good."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import grpc
import httpx
import m3u8
import pytest
from google.protobuf import duration_pb2

from localize.errors import NotAllowed, StorageError
from server._gen.localization.v1 import package_service_pb2, rights_pb2, rights_service_pb2
from server.auth import Role
from server.client import CallFailed, Client
from server.host import Host
from server.links import Links
from server.settings import Settings
from server.web import Web
from tests.server.clock import Clock
from tests.server.conftest import send
from tests.server.test_rights import entries, fetch, open_window


@pytest.fixture
def licensee(organization: str) -> str:
    return f"player-{organization}"


@pytest.fixture
def partner(connect: Callable[..., Client], licensee: str) -> Client:
    return connect(Role.PARTNER, of=licensee)


@pytest.fixture
def package(client: Client, master: str, organization: str, licensee: str, tmp_path: Path) -> str:
    """A licensed package, by the name that partners know."""
    send(client, master, tmp_path, "film")
    name = client.wait(client.localize(master, ["en", "th"]).name).package
    open_window(client, licensee)
    return f"organizations/{organization}/{name}"


def link(client: Client, package: str, path: str = "", seconds: int = 0) -> package_service_pb2.Link:
    lifetime = duration_pb2.Duration(seconds=seconds) if seconds else None
    found: package_service_pb2.Link = client.call(client.packages.CreateLink, package_service_pb2.CreateLinkRequest(
        name=package, path=path, lifetime=lifetime))
    return found


def test_a_player_fetches_ranges(partner: Client, package: str, client: Client) -> None:
    uri = link(partner, package, "film.mkv").uri
    whole = httpx.get(uri)
    assert (whole.status_code, whole.headers["content-type"], whole.headers["accept-ranges"]) == (200, "video/x-matroska", "bytes")
    assert whole.content == fetch(client, package, "film.mkv")
    part = httpx.get(uri, headers={"range": "bytes=1000-1999"})
    assert (part.status_code, part.content) == (206, whole.content[1000:2000])
    assert part.headers["content-range"] == f"bytes 1000-1999/{len(whole.content)}"
    assert httpx.get(uri, headers={"range": "bytes=-4"}).content == whole.content[-4:]
    assert httpx.get(uri, headers={"range": f"bytes={len(whole.content) - 4}-"}).content == whole.content[-4:]
    head = httpx.head(uri)
    assert (head.status_code, head.headers["content-length"], head.content) == (200, str(len(whole.content)), b"")
    etag = whole.headers["etag"]
    assert httpx.get(uri, headers={"range": "bytes=0-9", "if-range": etag}).status_code == 206
    assert httpx.get(uri, headers={"range": "bytes=0-9", "if-range": '"older"'}).status_code == 200
    assert httpx.get(uri, headers={"if-none-match": etag}).status_code == 304
    beyond = httpx.get(uri, headers={"range": f"bytes={len(whole.content)}-"})
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{len(whole.content)}")
    assert beyond.json()["error"]["message"] == f"the file has {len(whole.content)} bytes"
    log = [item for item in entries(client) if item.channel == "http"]
    assert [item.sent_bytes for item in log][:4] == [len(whole.content), 1000, 4, 4]
    assert (log[-1].outcome, log[-1].sent_bytes) == (rights_pb2.AUDIT_OUTCOME_REFUSED, 0)
    assert log[1].offset == 1000
    assert {item.address for item in log} == {"127.0.0.1"}


def test_a_package_s_link_leads_to_all_that_is_licensed(client: Client, partner: Client, package: str, connect: Callable[..., Client],
                                                        organization: str) -> None:
    base = link(partner, package).uri
    assert base.endswith("/")
    assert httpx.get(httpx.URL(base).join("subtitles/th.txt")).content == fetch(client, package, "subtitles/th.txt")
    thai = connect(Role.PARTNER, of=f"thai-{organization}")
    open_window(client, f"thai-{organization}", language="th")
    base = link(thai, package).uri
    assert httpx.get(base + "subtitles/th.txt").status_code == 200
    refused = httpx.get(base + "subtitles/en.txt")
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "not_allowed")
    assert httpx.get(base + "none.txt").status_code == 404
    with pytest.raises(CallFailed, match="holds en"):
        link(thai, package, "subtitles/en.txt")


def test_browsers_of_any_site_may_play(partner: Client, package: str) -> None:
    uri = link(partner, package, "film.mkv").uri
    asked = httpx.options(uri, headers={"origin": "https://player.example", "access-control-request-method": "GET",
                                        "access-control-request-headers": "range"})
    assert (asked.status_code, asked.headers["access-control-allow-origin"]) == (200, "*")
    assert "range" in asked.headers["access-control-allow-headers"].lower()
    answer = httpx.get(uri, headers={"origin": "https://player.example", "range": "bytes=0-1"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "content-range" in answer.headers["access-control-expose-headers"].lower()


def test_a_link_ends(partner: Client, package: str, clock: Clock, client: Client, licensee: str) -> None:
    # The clock runs on between the steps, and on a busy machine for seconds.
    made = link(partner, package, "film.mkv", seconds=3600)
    clock.forward(seconds=3000)
    assert httpx.head(made.uri).status_code == 200
    clock.forward(seconds=601)
    late = httpx.get(made.uri)
    assert (late.status_code, late.json()["error"]["code"]) == (403, "expired_link")
    assert "CreateLink" in late.json()["error"]["hint"]
    with pytest.raises(CallFailed) as caught:
        link(partner, package, seconds=7 * 3600)
    assert (caught.value.field, caught.value.status) == ("lifetime", grpc.StatusCode.INVALID_ARGUMENT)


def test_a_link_ends_with_the_right_it_rests_on(client: Client, partner: Client, package: str, clock: Clock, licensee: str,
                                                host: Host) -> None:
    made = link(partner, package, "film.mkv", seconds=6 * 3600)
    (window,) = client.call(client.rights.ListWindows, rights_service_pb2.ListWindowsRequest(parent="titles/harbour")).windows
    window.end_time.FromDatetime(clock() + timedelta(hours=1))
    client.call(client.rights.UpdateWindow, rights_service_pb2.UpdateWindowRequest(window=window))
    assert httpx.head(made.uri).status_code == 200
    clock.forward(hours=2)
    ended = httpx.get(made.uri)
    assert (ended.status_code, ended.json()["error"]["code"]) == (403, "not_allowed")
    assert "ended at" in ended.json()["error"]["message"]
    last = entries(client)[-1]
    assert (last.outcome, last.channel, last.organization) == (rights_pb2.AUDIT_OUTCOME_REFUSED, "http", licensee)


def test_a_link_dies_with_its_token(host: Host, client: Client, package: str, licensee: str) -> None:
    token = host.credentials.create(licensee, Role.PARTNER)
    with Client(host.address, token=token) as partner:
        uri = link(partner, package, "film.mkv").uri
    assert httpx.head(uri).status_code == 200
    host.credentials.revoke(token.split("_")[1])
    assert httpx.get(uri).status_code == 401


def test_a_changed_link_is_refused(partner: Client, package: str, organization: str) -> None:
    uri = httpx.URL(link(partner, package, "subtitles/th.txt").uri)
    before, token = uri.path.split("/links/")[0], uri.path.split("/")[3]
    body, signature = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    claims[0] = organization  # another organization
    forged = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    for changed in (f"{forged}.{signature}", f"{body}.{signature[::-1]}", body, f"{body}.", "nonsense.x", f"{body}.é"):
        answer = httpx.get(uri.copy_with(path=f"{before}/links/{changed}/subtitles/th.txt"))
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "bad_link")
    other = httpx.get(uri.copy_with(path=f"{before}/links/{token}/subtitles/en.txt"))
    assert (other.status_code, other.json()["error"]["message"]) == (404, "this link is for another file")


def test_no_address_leads_out_of_a_package(partner: Client, package: str) -> None:
    base = httpx.URL(link(partner, package).uri)
    for path in (b"%2e%2e%2fsecrets", b"..%2f..%2fetc%2fpasswd", b"%252e%252e%252fetc", b"%2fetc%2fpasswd", b"nul%00", b"a%5c..%5cb"):
        answer = httpx.get(base.copy_with(raw_path=base.raw_path + path))
        assert (path, answer.status_code, answer.json()["error"]["code"]) == (path, 400, "unsafe_path")


def test_only_reading_is_served(partner: Client, package: str) -> None:
    uri = link(partner, package, "film.mkv").uri
    assert {httpx.request(method, uri).status_code for method in ("POST", "PUT", "DELETE")} == {405}
    assert httpx.get(str(httpx.URL(uri).copy_with(path="/"))).status_code == 404


def test_a_link_of_another_server_is_no_link(tmp_path: Path, partner: Client, package: str, clock: Clock) -> None:
    ours, theirs = (Links(tmp_path / name, "http://x", timedelta(hours=1), clock) for name in ("a", "b"))
    again = Links(tmp_path / "a", "http://x", timedelta(hours=1), clock)
    token = link(partner, package).uri.split("/")[5]
    for links in (ours, theirs):
        with pytest.raises(NotAllowed, match="another server made it"):
            links.read(token, "film.mkv")
    assert ours._key == again._key != theirs._key
    assert (tmp_path / "a" / "links.key").stat().st_mode & 0o077 == 0


def test_a_server_without_http_makes_no_links_and_one_in_clear_does_not_start(host: Host, tmp_path: Path) -> None:
    from server.services.packages import PackageService

    with pytest.raises(NotAllowed, match="in clear"):
        Settings(http="0.0.0.0:0", listen="127.0.0.1:0").check_exposure()
    with pytest.raises(StorageError, match="cannot listen"):
        Web(Settings(http=host.http_address, data=tmp_path), host.backend, host.credentials)
    assert PackageService(host.backend)._links is None


def test_a_playlist_leaves_out_what_is_not_licensed(client: Client, connect: Callable[..., Client], master: str, organization: str,
                                                    tmp_path: Path) -> None:
    send(client, master, tmp_path, "film hls")
    name = f"organizations/{organization}/{client.wait(client.localize(master, ['en', 'th', 'ar']).name).package}"
    thai = connect(Role.PARTNER, of=f"thai-{organization}")
    open_window(client, f"thai-{organization}", language="th")
    listed = thai.call(thai.packages.GetPackage, package_service_pb2.GetPackageRequest(name=name))
    assert "streams/main.m3u8" not in {file.path for file in listed.files}  # its digest is not that of what he would get
    base = link(thai, name).uri
    answer = httpx.get(base + "streams/main.m3u8")
    assert [item.language for item in m3u8.loads(answer.text).media] == ["zh", "th"]  # the film's own sound comes with it
    whole = httpx.get(link(client, name).uri + "streams/main.m3u8")
    assert [item.language for item in m3u8.loads(whole.text).media] == ["zh", "en", "th", "ar"]
    assert answer.headers["etag"] != whole.headers["etag"]
    assert httpx.get(base + "streams/video.mp4", headers={"range": "bytes=0-3"}).content == bytes(4)
    assert httpx.get(base + "subtitles/en.txt").status_code == 403
