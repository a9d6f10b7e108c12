"""Jobs seen from outside: they end, one language fails alone, edits stay, cancelling works, packages arrive."""

from __future__ import annotations

import hashlib
import uuid
from pathlib import Path

import grpc
import pytest
from google.longrunning import operations_pb2

from server import names
from server._gen.localization.v1 import (
    localization_pb2,
    localization_service_pb2,
    package_service_pb2,
    title_pb2,
    title_service_pb2,
)
from server.auth import Role
from server.client import CallFailed, Client
from server.host import Host
from server.ledger import Ledger
from tests.server.conftest import send

ALL = ["en", "id", "ms", "vi", "th", "fil", "my", "km", "lo", "pt-BR", "pt-PT", "ar"]


def cues(client: Client, parent: str) -> list[localization_pb2.Cue]:
    return list(client.call(client.localizations.ListCues, localization_service_pb2.ListCuesRequest(parent=parent)).cues)


def test_eleven_languages_arrive_if_one_fails(client: Client, master: str, tmp_path: Path) -> None:
    send(client, master, tmp_path, "fail:translate/km")
    told: list[localization_pb2.LocalizeMetadata] = []
    response = client.wait(client.localize(master, ALL).name, told=told.append)
    states = {item.language: item for item in response.localizations}
    assert set(states) == set(ALL)
    failed = states.pop("km")
    assert {item.state for item in states.values()} == {localization_pb2.LOCALIZATION_STATE_SUCCEEDED}
    assert failed.state == localization_pb2.LOCALIZATION_STATE_FAILED
    assert failed.error.message == "translate/km was told to fail"
    assert failed.base == "huangpu"
    steps = {step.step: step for step in told[-1].steps}
    assert steps["subtitle/km"].state == localization_pb2.STEP_STATE_SKIPPED
    assert steps["translate/km"].error.message == failed.error.message
    assert steps["translate/ar"].made
    assert told[-1].progress == 1.0
    package = client.call(client.packages.GetPackage, package_service_pb2.GetPackageRequest(name=response.package))
    assert set(package.languages) == set(ALL) - {"km"}
    assert package.reasons == ["translate: translate/km was told to fail"]
    paths = client.download(response.package, tmp_path / "out")
    assert len(paths) == 11
    assert {hashlib.sha256(path.read_bytes()).hexdigest() for path in paths} == {file.sha256 for file in package.files}


def test_running_again_makes_nothing_twice(client: Client, ready: str, folder: Path) -> None:
    client.wait(client.localize(ready, ["en"]).name)
    made = (folder / "made.log").read_text()
    told: list[localization_pb2.LocalizeMetadata] = []
    client.wait(client.localize(ready, ["en"]).name, told=told.append)
    assert (folder / "made.log").read_text() == made
    assert not any(step.made for step in told[-1].steps)


def test_a_failing_source_side_fails_the_operation(client: Client, master: str, tmp_path: Path) -> None:
    path = tmp_path / "ep.txt"
    path.write_text("no film at all\n")
    client.upload(master, path)
    operation = client.localize(master, ["en", "ar"])
    with pytest.raises(CallFailed) as caught:
        client.wait(operation.name)
    assert (caught.value.code, caught.value.field) == ("invalid_media", "media")
    found = client.call(client.localizations.ListLocalizations,
                        localization_service_pb2.ListLocalizationsRequest(parent=master)).localizations
    assert [item.error.message for item in found] == ["this is no film", "this is no film"]


@pytest.mark.parametrize(("request_", "field", "code"), [
    ({"languages": ["tlh"]}, "languages[0]", "unknown_language"),
    ({"languages": ["en", "zh"]}, "languages[1]", "unknown_language"),
    ({"languages": []}, "languages", "invalid_input"),
    ({"languages": ["en"], "glossary": "glossaries/none"}, "glossary", "not_found"),
    ({"languages": ["en"], "profile": "none"}, "profile", "not_found"),
    ({"languages": ["en"], "transcribe": localization_service_pb2.TRANSCRIBE_MODE_DIALOGUE_LIST}, "transcribe",
     "invalid_input"),
    ({"languages": ["en"], "priority": 101}, "priority", "invalid_input"),
    ({"languages": ["en"], "audience": 99}, "audience", "invalid_input"),
    ({"languages": ["en"], "notice": 99}, "notice", "invalid_input"),
    ({"languages": ["en"], "transcribe": 99}, "transcribe", "invalid_input"),
])
def test_what_cannot_be_localized_is_named(client: Client, ready: str, request_: dict, field: str, code: str) -> None:
    with pytest.raises(CallFailed) as caught:
        client.call(client.localizations.Localize, localization_service_pb2.LocalizeRequest(master=ready, **request_))
    assert (caught.value.field, caught.value.code) == (field, code)


@pytest.mark.parametrize("notice", ["none", "visible", "audible", "both"])
def test_the_job_gives_the_notice_asked_for(client: Client, ready: str, host: Host, notice: str) -> None:
    (job,) = names.parse(client.localize(ready, ["en"], notice=notice).name, names.OPERATION)
    spec, _ = Ledger(host.backend).work(job)
    assert spec.notice == notice


@pytest.mark.parametrize("audience", ["adult", "child", "sdh", "sdh-child"])
def test_the_job_is_for_the_audience_asked_for(client: Client, ready: str, host: Host, audience: str) -> None:
    (job,) = names.parse(client.localize(ready, ["en"], audience=audience).name, names.OPERATION)
    spec, _ = Ledger(host.backend).work(job)
    assert spec.audience == audience


def test_a_master_without_media_is_not_ready(client: Client, master: str) -> None:
    with pytest.raises(CallFailed) as caught:
        client.localize(master, ["en"])
    assert caught.value.status is grpc.StatusCode.FAILED_PRECONDITION


def test_validate_only_begins_nothing_and_a_repeated_request_one_job(client: Client, ready: str) -> None:
    request = localization_service_pb2.LocalizeRequest(master=ready, languages=["en"], validate_only=True)
    assert client.call(client.localizations.Localize, request).name == ""
    listed = operations_pb2.ListOperationsRequest(name="operations")
    assert not client.call(client.operations.ListOperations, listed).operations
    first, second = (client.localize(ready, ["en"], request_id="again") for _ in range(2))
    assert first.name == second.name
    client.wait(first.name)
    listed.filter = "done=true"
    assert [item.name for item in client.call(client.operations.ListOperations, listed).operations] == [first.name]
    client.call(client.operations.DeleteOperation, operations_pb2.DeleteOperationRequest(name=first.name))
    assert not client.call(client.operations.ListOperations, listed).operations


def test_a_cancelled_operation_ends_and_can_be_asked_for_again(client: Client, master: str, tmp_path: Path,
                                                               folder: Path) -> None:
    gate = f"translate/th {uuid.uuid4()}"  # the second order keeps this master's bytes its own
    send(client, master, tmp_path, f"hold:{gate}")
    operation = client.localize(master, ["th", "en"])
    for event in client.watch(master):
        if event.HasField("localization") and event.localization.language == "th" and \
                event.localization.state == localization_pb2.LOCALIZATION_STATE_RUNNING:
            break
    with pytest.raises(CallFailed) as caught:
        client.localize(master, ["ar", "th"])
    assert operation.name in str(caught.value)
    client.call(client.operations.CancelOperation, operations_pb2.CancelOperationRequest(name=operation.name))
    with pytest.raises(CallFailed) as caught:
        client.wait(operation.name)
    assert caught.value.status is grpc.StatusCode.CANCELLED
    (folder / "gate" / "translate-th").touch()
    response = client.wait(client.localize(master, ["th", "en"]).name)
    assert {item.state for item in response.localizations} == {localization_pb2.LOCALIZATION_STATE_SUCCEEDED}


def test_a_person_s_edit_locks_the_cue_and_the_next_run_delivers_it(connect, client: Client, ready: str,
                                                                    tmp_path: Path) -> None:
    client.wait(client.localize(ready, ["en"]).name)
    before = cues(client, f"{ready}/localizations/en")
    assert [cue.source_text for cue in before] == ["今晚唱粤剧。", "你来不来？", "我在码头等你。"]
    assert (before[1].begin_time.seconds, before[1].end_time.nanos) == (2, 875_000_000)
    translator = connect(Role.TRANSLATOR)
    request = localization_service_pb2.UpdateCueRequest(
        cue=localization_pb2.Cue(name=before[1].name, text="Are you coming?", etag=before[1].etag))
    edited = translator.call(translator.localizations.UpdateCue, request)
    assert (edited.locked, edited.origin) == (True, localization_pb2.CUE_ORIGIN_PERSON)
    with pytest.raises(CallFailed) as caught:
        translator.call(translator.localizations.UpdateCue, request)
    assert caught.value.field == "etag"
    response = client.wait(client.localize(ready, ["en"]).name)
    after = cues(client, f"{ready}/localizations/en")
    assert [cue.text for cue in after] == [before[0].text, "Are you coming?", before[2].text]
    assert [after[0].etag, after[1].etag, after[2].etag] == [before[0].etag, edited.etag, before[2].etag]
    assert response.localizations[0].edited_cue_count == 1
    client.download(response.package, tmp_path)
    assert "Are you coming?" in (tmp_path / "subtitles" / "en.txt").read_text()


@pytest.mark.parametrize("text", ["", " \n", "a\x00b", "x" * 2001])
def test_an_edit_needs_words(client: Client, ready: str, text: str) -> None:
    client.wait(client.localize(ready, ["en"]).name)
    name = cues(client, f"{ready}/localizations/en")[0].name
    with pytest.raises(CallFailed) as caught:
        client.call(client.localizations.UpdateCue, localization_service_pb2.UpdateCueRequest(
            cue=localization_pb2.Cue(name=name, text=text)))
    assert caught.value.field == "cue.text"


def test_the_title_s_glossary_is_kept_to(client: Client, ready: str) -> None:
    glossary = client.create_glossary("G", "source,en\n粤剧,Cantonese opera\n".encode(), source="zh")
    client.call(client.titles.UpdateTitle, title_service_pb2.UpdateTitleRequest(
        title=title_pb2.Title(name="titles/harbour", glossary=glossary.name)))
    response = client.wait(client.localize(ready, ["en"]).name)
    assert (response.localizations[0].terms_met, response.localizations[0].terms_unmet) == (1, 0)
    assert cues(client, f"{ready}/localizations/en")[0].terms[0].wanted == "Cantonese opera"


def test_a_download_goes_on_and_a_path_opens_nothing_else(client: Client, ready: str, tmp_path: Path) -> None:
    package = client.wait(client.localize(ready, ["en"]).name).package
    request = package_service_pb2.DownloadFileRequest(name=package, path="subtitles/en.txt", offset=100)
    messages = list(client.stream(client.packages.DownloadFile, request))
    whole, part = tmp_path / "en.txt", tmp_path / "part.txt.part"
    client.download_file(package, "subtitles/en.txt", whole)
    assert b"".join(message.data for message in messages) == whole.read_bytes()[100:]
    part.write_bytes(whole.read_bytes()[:777])
    client.download_file(package, "subtitles/en.txt", tmp_path / "part.txt")
    assert (tmp_path / "part.txt").read_bytes() == whole.read_bytes()
    for path, status in (("../jobs.sqlite", grpc.StatusCode.INVALID_ARGUMENT),
                         ("/etc/passwd", grpc.StatusCode.INVALID_ARGUMENT), ("", grpc.StatusCode.INVALID_ARGUMENT),
                         ("subtitles", grpc.StatusCode.NOT_FOUND)):
        with pytest.raises(CallFailed) as caught:
            list(client.stream(client.packages.DownloadFile,
                               package_service_pb2.DownloadFileRequest(name=package, path=path)))
        assert caught.value.status is status
    listed = client.call(client.packages.ListPackages, package_service_pb2.ListPackagesRequest(parent="titles/-/masters/-"))
    assert [item.name for item in listed.packages] == [package]
