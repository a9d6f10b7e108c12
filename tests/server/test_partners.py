"""Partners: told once of what becomes theirs, manifests and changes, their word, their problems on our lines."""

from __future__ import annotations

import errno
import itertools
import json
import os
from collections.abc import Callable
from datetime import timedelta
from fractions import Fraction
from pathlib import Path

import grpc
import pytest

from localize.errors import StorageFull
from server._gen.localization.v1 import (
    localization_pb2,
    localization_service_pb2,
    package_service_pb2,
    partner_pb2,
    partner_service_pb2,
)
from server.auth import Role
from server.client import CallFailed, Client
from server.database import now
from server.host import Host
from server.partner_client import PartnerClient
from tests.server.clock import Clock
from tests.server.conftest import send
from tests.server.test_rights import entries, open_window

ADDED, CHANGED, REMOVED = (package_service_pb2.FILE_CHANGE_KIND_ADDED, package_service_pb2.FILE_CHANGE_KIND_CHANGED,
                           package_service_pb2.FILE_CHANGE_KIND_REMOVED)


@pytest.fixture
def licensee(organization: str) -> str:
    return f"partner-{organization}"


@pytest.fixture
def partner(host: Host, licensee: str):
    with PartnerClient(host.address, token=host.credentials.create(licensee, Role.PARTNER)) as client:
        yield client


@pytest.fixture
def film(client: Client, master: str, tmp_path: Path) -> str:
    return send(client, master, tmp_path, "film")


def make(client: Client, master: str, *languages: str, **fields: str) -> str:
    return client.wait(client.localize(master, languages, **fields).name).package


def edit(client: Client, master: str, language: str, text: str) -> None:
    cue = client.call(client.localizations.ListCues, localization_service_pb2.ListCuesRequest(
        parent=f"{master}/localizations/{language}")).cues[0]
    client.call(client.localizations.UpdateCue, localization_service_pb2.UpdateCueRequest(
        cue=localization_pb2.Cue(name=cue.name, text=text, etag=cue.etag)))


def test_a_partner_is_told_once_of_what_becomes_its_own(client: Client, partner: PartnerClient, film: str, licensee: str,
                                                        organization: str, clock: Clock) -> None:
    first = make(client, film, "en", "th")
    open_window(client, licensee, language="th")
    events = partner.watch_packages()
    told = next(events)
    assert (told.resource, list(told.package.languages)) == (f"organizations/{organization}/{first}", ["th"])
    second = make(client, film, "en", "th", profile="netflix")  # while the watch is open
    again = next(events)
    assert again.package.name.endswith(second)
    events.close()
    # A window that opens later tells of what was hidden until then, and only of that which changed for the partner.
    open_window(client, licensee, language="en", begin=now() + timedelta(days=1))
    clock.forward(days=2)
    later = list(itertools.islice(partner.watch_packages(after=again.sequence), 2))
    assert [sorted(event.package.languages) for event in later] == [["en", "th"]] * 2
    assert [event.sequence for event in (told, again, *later)] == sorted(event.sequence for event in (told, again, *later))
    # Nothing of what a right no longer covers is told again, whatever number one goes on after.
    narrow = [event.resource for event in itertools.islice(partner.watch_packages(territory="TH"), 2)]
    assert len(narrow) == 2
    with pytest.raises(CallFailed) as caught:
        next(partner.watch_packages(after=-1))
    assert caught.value.field == "after_sequence"


def test_a_manifest_says_what_concerns_the_partner(client: Client, partner: PartnerClient, film: str, licensee: str,
                                                   organization: str) -> None:
    name = f"organizations/{organization}/{make(client, film, 'en', 'th')}"
    open_window(client, licensee, language="th")
    part = partner.manifest(name)
    found = json.loads(part.manifest)
    assert not part.complete
    assert [file["path"] for file in found["files"]] == ["subtitles/th.txt", "music.txt"]
    assert (found["languages"], found["voices"]) == (["th"], {"th": "espeak"})
    with pytest.raises(CallFailed) as caught:
        partner.call(partner.packages.GetManifest, package_service_pb2.GetManifestRequest(name=f"{name}x"))
    assert caught.value.status is grpc.StatusCode.NOT_FOUND
    open_window(client, licensee)
    whole = partner.manifest(name)
    assert whole.complete
    assert json.loads(whole.manifest)["languages"] == ["en", "th"]
    assert whole.sha256 == part.sha256
    log = entries(client)
    assert [(item.path, item.sent_bytes) for item in log] == [("manifest.json", len(part.manifest)), ("manifest.json", len(whole.manifest))]


def test_a_newer_package_supersedes_and_says_which_files_changed(client: Client, partner: PartnerClient, film: str,
                                                                 licensee: str, organization: str) -> None:
    owner = f"organizations/{organization}/"
    open_window(client, licensee, language="th")
    old = owner + make(client, film, "en", "th")
    other = owner + make(client, film, "en", "th", profile="netflix")
    edit(client, film, "th", "แก้แล้ว")
    edit(client, film, "en", "Edited.")
    new = owner + make(client, film, "en", "th", "ar")
    listed = {item.name: item for item in partner.list_packages(newest_only=False)}
    assert [(listed[name].supersedes, listed[name].superseded_by) for name in (old, other, new)] == [
        ("", new), ("", ""), (old, "")]  # another profile's package is another delivery
    assert {item.name for item in partner.list_packages()} == {other, new}
    found = partner.changes(new)
    assert found.base == old
    assert [(item.path, item.kind) for item in found.changes] == [("subtitles/th.txt", CHANGED)]
    assert found.unchanged_count == 1
    before = {file.path: file.sha256 for file in listed[old].files}
    assert found.changes[0].old_sha256 == before["subtitles/th.txt"]
    whole = client.call(client.packages.ListFileChanges, package_service_pb2.ListFileChangesRequest(name=new))
    assert {(item.path, item.kind) for item in whole.changes} == {
        ("subtitles/ar.txt", ADDED), ("subtitles/en.txt", CHANGED), ("subtitles/th.txt", CHANGED)}
    back = client.call(client.packages.ListFileChanges, package_service_pb2.ListFileChangesRequest(name=old, base=new))
    assert ("subtitles/ar.txt", REMOVED) in {(item.path, item.kind) for item in back.changes}
    assert [item.kind for item in partner.changes(other).changes] == [ADDED, ADDED]
    client.create_master("titles/harbour", "Two", master_id="e2")
    with pytest.raises(CallFailed) as caught:
        partner.changes(new, new.replace("/e1/", "/e2/"))
    assert caught.value.field == "base"


def test_a_partner_s_word_reaches_the_distributor(client: Client, partner: PartnerClient, film: str, licensee: str,
                                                  organization: str, connect: Callable[..., Client]) -> None:
    name = make(client, film, "th")
    long = f"organizations/{organization}/{name}"
    open_window(client, licensee)
    with pytest.raises(CallFailed) as caught:
        partner.acknowledge(long, "rejected")
    assert caught.value.field == "note"
    assert partner.acknowledge(long, "received").package == long
    partner.acknowledge(long, "ingested")
    (found,) = client.call(client.partners.ListAcknowledgements, partner_service_pb2.ListAcknowledgementsRequest(
        parent="titles/-/masters/-/packages/-")).acknowledgements
    assert (found.package, found.organization, found.state) == (name, licensee, partner_pb2.INGESTION_STATE_INGESTED)
    told = [event.acknowledgement.state for event in itertools.islice(
        (event for event in client.watch(film) if event.HasField("acknowledgement")), 2)]
    assert told == [partner_pb2.INGESTION_STATE_RECEIVED, partner_pb2.INGESTION_STATE_INGESTED]
    for someone, status in ((connect(Role.PARTNER, of="nobody"), grpc.StatusCode.NOT_FOUND),
                            (client, grpc.StatusCode.PERMISSION_DENIED)):
        with pytest.raises(CallFailed) as caught:
            someone.call(someone.partners.AcknowledgePackage, partner_service_pb2.AcknowledgePackageRequest(
                name=long, state=partner_pb2.INGESTION_STATE_RECEIVED))
        assert caught.value.status is status


def test_a_reported_problem_reaches_the_translator(client: Client, partner: PartnerClient, film: str, licensee: str,
                                                   organization: str, connect: Callable[..., Client]) -> None:
    name = make(client, film, "en", "th")
    long = f"organizations/{organization}/{name}"
    open_window(client, licensee, language="th")
    found = partner.report(long, "th", Fraction(9, 4), "The name is wrong.", kind="translation", path="subtitles/th.txt")
    assert (found.rule, found.severity, found.reporter, found.cue) == ("partner.translation", "error", licensee, "")
    translator = connect(Role.TRANSLATOR)
    parent = f"{film}/localizations/th"
    cues = translator.call(translator.localizations.ListCues, localization_service_pb2.ListCuesRequest(parent=parent)).cues
    assert [[item.message for item in cue.findings] for cue in cues] == [[], ["The name is wrong."], []]
    localization = translator.call(translator.localizations.GetLocalization,
                                   localization_service_pb2.GetLocalizationRequest(name=parent))
    assert localization.open_finding_count == 1
    listed = partner_service_pb2.ListFindingsRequest(parent=parent)
    (mine,) = translator.call(translator.partners.ListFindings, listed).findings
    assert (mine.cue, mine.time.seconds, mine.time.nanos, mine.package) == (cues[1].name, 2, 250_000_000, name)
    seen = {event.WhichOneof("change") for event in itertools.islice(
        (event for event in translator.stream(client.masters.WatchMaster, _watch(film))
         if event.HasField("finding") or (event.HasField("cue") and event.cue.findings)
         or (event.HasField("localization") and event.localization.open_finding_count)), 3)}
    assert seen == {"finding", "cue", "localization"}
    make(client, film, "en", "th")  # a run that says the same again forgets no finding
    assert translator.call(translator.localizations.GetCue,
                           localization_service_pb2.GetCueRequest(name=cues[1].name)).findings
    resolved = translator.call(translator.partners.ResolveFinding, partner_service_pb2.ResolveFindingRequest(
        name=mine.name, resolution="Corrected to the glossary's name."))
    assert resolved.state == partner_pb2.FINDING_STATE_RESOLVED
    assert not translator.call(translator.partners.ListFindings, listed).findings
    assert not translator.call(translator.localizations.GetCue,
                               localization_service_pb2.GetCueRequest(name=cues[1].name)).findings
    (theirs,) = partner.call(partner.partners.ListFindings, partner_service_pb2.ListFindingsRequest(
        parent="titles/-/masters/-/localizations/-", show_resolved=True)).findings
    assert theirs.resolution == "Corrected to the glossary's name."


MISTAKES = [
    ({"language": "en"}, "language", grpc.StatusCode.PERMISSION_DENIED),
    ({"language": "vi"}, "language", grpc.StatusCode.PERMISSION_DENIED),
    ({"language": "tlh"}, "language", grpc.StatusCode.INVALID_ARGUMENT),
    ({"message": " "}, "message", grpc.StatusCode.INVALID_ARGUMENT),
    ({"message": "x" * 2001}, "message", grpc.StatusCode.INVALID_ARGUMENT),
    ({"time": Fraction(-1)}, "time", grpc.StatusCode.INVALID_ARGUMENT),
    ({"path": "../th.txt"}, "path", grpc.StatusCode.INVALID_ARGUMENT),
    ({"path": "subtitles/en.txt"}, "path", grpc.StatusCode.PERMISSION_DENIED),
]
"""What is wrong with a report, the field that is named, and the status."""


def test_what_cannot_be_reported_is_named(client: Client, partner: PartnerClient, film: str, licensee: str, organization: str) -> None:
    name = f"organizations/{organization}/{make(client, film, 'en', 'th')}"
    open_window(client, licensee, language="th")
    for change, field, status in MISTAKES:
        values = {"package": name, "language": "th", "time": Fraction(1), "message": "Wrong."} | change
        with pytest.raises(CallFailed) as caught:
            partner.report(**values)
        assert (change, caught.value.field, caught.value.status) == (change, field, status)


def _watch(master: str):
    from server._gen.localization.v1 import master_service_pb2

    return master_service_pb2.WatchMasterRequest(name=master)


def test_two_packages_of_one_master_at_once_are_both_whole(client: Client, partner: PartnerClient, film: str, licensee: str,
                                                           organization: str, tmp_path: Path) -> None:
    open_window(client, licensee)
    running = [client.localize(film, [language]) for language in ("th", "en", "ar", "vi")]
    made = [f"organizations/{organization}/{client.wait(operation.name).package}" for operation in running]
    found = {item.name: item for item in partner.list_packages(newest_only=False)}
    assert set(found) == set(made)
    for number, name in enumerate(made):
        assert len(partner.download(name, tmp_path / f"{number}")) == 4  # each with its digest
    chain = sorted(found.values(), key=lambda item: item.create_time.ToNanoseconds())
    assert [item.supersedes for item in chain] == ["", *(item.name for item in chain[:-1])]
    assert {item.superseded_by for item in chain[:-1]} == {chain[-1].name}


def test_a_full_disk_is_said_and_the_download_goes_on_later(client: Client, partner: PartnerClient, film: str, licensee: str,
                                                            organization: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_window(client, licensee)
    name = f"organizations/{organization}/{make(client, film, 'th')}"
    whole = tmp_path / "whole"
    opened = Path.open

    class Full:
        """A file on a disk with room for 3 MB more."""

        def __init__(self, file) -> None:
            self.file, self.left = file, 3 << 20

        def __enter__(self):
            return self

        def __exit__(self, *_: object) -> None:
            self.file.close()

        def write(self, data: bytes) -> None:
            if len(data) > self.left:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            self.left -= len(data)
            self.file.write(data)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", lambda path, *mode, **more: Full(opened(path, *mode, **more)) if mode == ("ab",)
                        else opened(path, *mode, **more))
        with pytest.raises(StorageFull, match="no space left"):
            partner.download(name, whole)
    kept = (whole / "film.mkv.part").stat().st_size
    assert 0 < kept <= 3 << 20
    assert not (whole / "film.mkv").exists()
    partner.download(name, whole)
    assert (whole / "film.mkv").stat().st_size == 8 << 20
    offsets = [item.offset for item in entries(client) if item.path == "film.mkv"]
    assert offsets[-1] == kept
