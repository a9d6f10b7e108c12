"""Corrections that travel: foretold, applied to exactly what they touch, taken back; never half, never over a person's words."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.longrunning import operations_pb2

from server._gen.localization.v1 import (
    correction_pb2,
    correction_service_pb2,
    glossary_pb2,
    glossary_service_pb2,
    localization_pb2,
    localization_service_pb2,
    title_pb2,
    title_service_pb2,
)
from server.auth import Role
from server.client import CallFailed, Client

LANGUAGES = ["en", "th", "ar"]
EPISODES = {"e1": ["师父来了。", "天黑了。", "我在码头等你。"], "e2": ["走吧。", "你来不来？"], "e3": ["找師父去。", "今晚唱粤剧。"]}
FILE = "source,en,th,ar\n粤剧,Cantonese opera,,\n码头,pier,ท่าเรือ,\n".encode()


def term(*sources: str, name: str = "", etag: str = "", **renderings: str) -> glossary_pb2.Term:
    return glossary_pb2.Term(name=name, etag=etag, sources=sources, renderings={
        tag: glossary_pb2.Rendering(preferred=text) for tag, text in renderings.items()})


SIFU = correction_pb2.GlossaryChange(upserts=[term("师父", en="Sifu", th="ซือฝู")])


@pytest.fixture
def title(client: Client, tmp_path: Path) -> str:
    """A title of three episodes with a glossary, localized into three languages."""
    client.create_glossary("Harbour", FILE, source="zh", glossary_id="harbour")
    name = client.create_title("Moonlit Harbour", source="zh", title_id="harbour", glossary="glossaries/harbour").name
    started = [client.localize(upload(client, name, episode, lines, tmp_path), LANGUAGES)
               for episode, lines in EPISODES.items()]
    for operation in started:
        client.wait(operation.name)
    return name


def upload(client: Client, title: str, episode: str, lines: list[str], folder: Path, orders: str = "") -> str:
    master = client.create_master(title, episode, master_id=episode).name
    path = folder / "episode.txt"
    path.write_text(f"{orders} {uuid.uuid4()}\n" + "\n".join(lines) + "\n", encoding="utf-8")
    client.upload(master, path)
    return master


def preview(client: Client, change: correction_pb2.GlossaryChange | None = None, **more: Any) -> Any:
    return client.call(client.corrections.PreviewGlossaryChange, correction_service_pb2.PreviewGlossaryChangeRequest(
        glossary="glossaries/harbour", change=change, **more))


def apply(client: Client, change: correction_pb2.GlossaryChange | None = None, **more: Any) -> Any:
    return client.call(client.corrections.ApplyGlossaryChange, correction_service_pb2.ApplyGlossaryChangeRequest(
        glossary="glossaries/harbour", change=change, request_id=str(uuid.uuid4()), **more))


def finish(client: Client, operation: Any) -> correction_service_pb2.ApplyGlossaryChangeResponse:
    for _ in range(60):
        found = client.call(client.operations.WaitOperation, operations_pb2.WaitOperationRequest(name=operation.name))
        if found.done:
            response = correction_service_pb2.ApplyGlossaryChangeResponse()
            assert found.response.Unpack(response), found.error
            return response
    raise AssertionError(operation.name)


def revisions(client: Client, **more: Any) -> list[correction_pb2.GlossaryRevision]:
    return list(client.call(client.corrections.ListGlossaryRevisions, correction_service_pb2.ListGlossaryRevisionsRequest(
        parent="glossaries/harbour", **more)).revisions)


def texts(client: Client, title: str) -> dict[str, tuple[str, str]]:
    """Return text and etag of every cue by name."""
    found = {}
    for episode in EPISODES:
        for tag in LANGUAGES:
            answer = client.call(client.localizations.ListCues, localization_service_pb2.ListCuesRequest(
                parent=f"{title}/masters/{episode}/localizations/{tag}"))
            found |= {cue.name: (cue.text, cue.etag) for cue in answer.cues}
    return found


def glossary(client: Client) -> glossary_pb2.Glossary:
    found: glossary_pb2.Glossary = client.call(client.glossaries.GetGlossary, glossary_service_pb2.GetGlossaryRequest(
        name="glossaries/harbour"))
    return found


def test_a_change_is_foretold_and_touches_exactly_that(client: Client, title: str, folder: Path) -> None:
    before = texts(client, title)
    told = preview(client, SIFU)
    assert texts(client, title) == before
    assert len(revisions(client)) == 2
    # Arabic has no rendering of the term: its line keeps its key only if the entry says nothing there; a match is covered.
    named = {cue for item in told.localizations for cue in item.cues}
    assert {item.localization.split("/")[3] for item in told.localizations} == {"e1", "e3"}
    assert told.cue_count == len(named) == sum(item.cue_count for item in told.localizations)
    assert (told.total_cue_count, told.locked_cue_count, told.term_count) == (21, 0, 1)
    assert told.localizations[0].display_name == "Moonlit Harbour e1"
    samples = {item.cue: item for item in told.sample}
    line = samples[f"{title}/masters/e1/localizations/en/cues/u0001"]
    assert (line.before, line.after) == ("English: 师父来了。", "English:  Sifu 来了。")
    assert line.terms[0].met
    assert told.estimated_duration.nanos > 0
    made = (folder / "made.log").read_text().count("\n")
    response = finish(client, apply(client, SIFU, etag=told.etag))
    after = texts(client, title)
    changed = {name for name in before if before[name][0] != after[name][0]}
    assert changed == {name for name in named if "/ar/" not in name}
    assert changed == {f"{title}/masters/{place}" for place in (
        "e1/localizations/en/cues/u0001", "e1/localizations/th/cues/u0001", "e3/localizations/en/cues/u0001",
        "e3/localizations/th/cues/u0001")}
    assert response.changed_cue_count == 4
    assert {after[name][1] for name in before if name not in named} == {before[name][1] for name in before if name not in named}
    assert [item.master for item in response.masters] == [f"{title}/masters/e1", f"{title}/masters/e3"]
    assert all(item.package and item.state == localization_pb2.JOB_STATE_SUCCEEDED for item in response.masters)
    # Steps that follow an untouched translation were found; those of the touched ones were made.
    log = (folder / "made.log").read_text().splitlines()[made:]
    assert {step for step in log if step.startswith("subtitle/")} == {
        f"subtitle/{item.localization.rpartition('/')[2]}" for item in told.localizations}
    assert preview(client).cue_count == 0
    assert texts(client, title) == after


def test_a_rendering_in_one_language_leaves_the_others_alone(client: Client, title: str) -> None:
    (pier,) = (item for item in terms(client) if item.sources[0] == "码头")
    change = correction_pb2.GlossaryChange(upserts=[glossary_pb2.Term(name=pier.name, etag=pier.etag, renderings={
        "en": glossary_pb2.Rendering(preferred="wharf"), "th": glossary_pb2.Rendering(preferred="ท่าเรือ")})])
    told = preview(client, change, sample_size=-1)
    assert [item.localization.rpartition("/")[2] for item in told.localizations] == ["en"]
    assert not told.sample


def terms(client: Client) -> list[glossary_pb2.Term]:
    return list(client.call(client.glossaries.ListTerms, glossary_service_pb2.ListTermsRequest(
        parent="glossaries/harbour", show_retired=True)).terms)


@pytest.mark.slow
def test_changes_made_before_are_told_and_applied_later(client: Client, title: str) -> None:
    made = client.call(client.glossaries.CreateTerm, glossary_service_pb2.CreateTermRequest(
        parent="glossaries/harbour", term=term("天黑", en="nightfall")))
    told = preview(client)
    assert [item.cues[0] for item in told.localizations if "/en" in item.localization] == [
        f"{title}/masters/e1/localizations/en/cues/u0002"]
    assert made.revision == 1
    finish(client, apply(client))
    assert "nightfall" in texts(client, title)[f"{title}/masters/e1/localizations/en/cues/u0002"][0]


def test_roll_back_gives_the_old_lines_back_and_makes_nothing_anew(client: Client, title: str, folder: Path) -> None:
    before = {name: text for name, (text, _) in texts(client, title).items()}
    start = glossary(client).revision
    finish(client, apply(client, SIFU, summary="师父 is Sifu"))
    latest = revisions(client)[0]
    assert (latest.summary, latest.author, latest.term_count) == ("师父 is Sifu", "distributor", 1)
    assert latest.operation
    assert (latest.changes[0].HasField("before"), latest.changes[0].after.sources[0]) == (False, "师父")
    back = correction_pb2.GlossaryChange(roll_back_to=start)
    assert preview(client, back).cue_count > 0
    finish(client, apply(client, back))
    assert {name: text for name, (text, _) in texts(client, title).items()} == before
    assert {item.sources[0]: item.status for item in terms(client)}["师父"] == glossary_pb2.TERM_STATUS_RETIRED
    # And forward again: the retired term comes back as it was.
    finish(client, apply(client, correction_pb2.GlossaryChange(roll_back_to=start + 1)))
    assert "Sifu" in texts(client, title)[f"{title}/masters/e1/localizations/en/cues/u0001"][0]
    assert [item.revision for item in revisions(client)] == list(range(start + 3, 0, -1))
    page = client.call(client.corrections.ListGlossaryRevisions, correction_service_pb2.ListGlossaryRevisionsRequest(
        parent="glossaries/harbour", page_size=2))
    assert [item.revision for item in revisions(client, page_size=2, page_token=page.next_page_token)] == [start + 1, start]


def test_people_s_lines_stay_and_are_named(connect: Callable[..., Client], client: Client, title: str) -> None:
    translator = connect(Role.TRANSLATOR)
    name = f"{title}/masters/e1/localizations/en/cues/u0001"
    translator.call(translator.localizations.UpdateCue, localization_service_pb2.UpdateCueRequest(
        cue=localization_pb2.Cue(name=name, text="Master has come.")))
    told = preview(translator, SIFU)
    (english,) = (item for item in told.localizations if item.localization.endswith("e1/localizations/en"))
    assert (list(english.cues), list(english.locked_cues), told.locked_cue_count) == ([], [name], 1)
    with pytest.raises(CallFailed) as caught:
        apply(translator, SIFU)
    assert caught.value.status is grpc.StatusCode.PERMISSION_DENIED
    finish(client, apply(client, SIFU))
    assert texts(client, title)[name][0] == "Master has come."


@pytest.mark.parametrize(("change", "field", "code"), [
    (correction_pb2.GlossaryChange(roll_back_to=99), "change.roll_back_to", "not_found"),
    (correction_pb2.GlossaryChange(roll_back_to=-1), "change.roll_back_to", "not_found"),
    (correction_pb2.GlossaryChange(retired_terms=["glossaries/harbour/terms/none"]), "change.retired_terms[0]", "not_found"),
    (correction_pb2.GlossaryChange(retired_terms=["glossaries/other/terms/none"]), "change.retired_terms[0]", "not_found"),
    (correction_pb2.GlossaryChange(upserts=[term("x", name="glossaries/harbour/terms/none")]), "change.upserts[0].name",
     "not_found"),
    (correction_pb2.GlossaryChange(upserts=[term()]), "change.upserts[0].sources", "invalid_glossary"),
    (correction_pb2.GlossaryChange(upserts=[term("码头", en="wharf")]), "change.upserts[0].sources", "already_exists"),
    (correction_pb2.GlossaryChange(upserts=[term("师父", "码头", en="Sifu")]), "source", "invalid_glossary"),
    (correction_pb2.GlossaryChange(upserts=[term("师父", en="师父")]), "en", "invalid_glossary"),
    (correction_pb2.GlossaryChange(upserts=[term("师父", en="Si\u202efu")]), "en", "invalid_glossary"),
    (correction_pb2.GlossaryChange(upserts=[term("师父", tlh="x")]), "change.upserts[0].renderings", "unknown_language"),
])
def test_what_cannot_be_changed_changes_nothing(client: Client, change: correction_pb2.GlossaryChange, field: str,
                                                code: str) -> None:
    client.create_glossary("Harbour", FILE, source="zh", glossary_id="harbour")
    before = terms(client)
    for call in (preview, apply):
        with pytest.raises(CallFailed) as caught:
            call(client, change)
        assert (caught.value.field, caught.value.code) == (field, code)
    assert terms(client) == before
    assert glossary(client).revision == 2


@pytest.mark.parametrize(("more", "field"), [({"sample_size": 51}, "sample_size"), ({"cue_limit": 10_001}, "cue_limit"),
                                             ({"etag": "old"}, "etag")])
def test_a_preview_says_what_is_wrong_with_it(client: Client, more: dict[str, Any], field: str) -> None:
    client.create_glossary("Harbour", FILE, source="zh", glossary_id="harbour")
    with pytest.raises(CallFailed) as caught:
        preview(client, SIFU, **more)
    assert caught.value.field == field


def test_of_two_translators_the_second_is_told(client: Client, title: str) -> None:
    told = preview(client, SIFU)
    finish(client, apply(client, SIFU, etag=told.etag))
    with pytest.raises(CallFailed) as caught:
        apply(client, correction_pb2.GlossaryChange(upserts=[term("天黑", en="dusk")]), etag=told.etag)
    assert (caught.value.status, caught.value.field) == (grpc.StatusCode.ABORTED, "etag")
    (sifu,) = (item for item in terms(client) if item.sources[0] == "师父")
    stale = term("师父", name=sifu.name, etag="stale", en="Master")
    with pytest.raises(CallFailed):
        apply(client, correction_pb2.GlossaryChange(upserts=[stale]))
    assert "天黑" not in {item.sources[0] for item in terms(client)}


def test_a_repeated_call_and_validate_only(client: Client, title: str) -> None:
    request = correction_service_pb2.ApplyGlossaryChangeRequest(glossary="glossaries/harbour", change=SIFU, validate_only=True)
    assert client.call(client.corrections.ApplyGlossaryChange, request).name == ""
    assert glossary(client).revision == 2
    request = correction_service_pb2.ApplyGlossaryChangeRequest(glossary="glossaries/harbour", request_id="once", change=SIFU)
    first = client.call(client.corrections.ApplyGlossaryChange, request)
    finish(client, first)
    with pytest.raises(CallFailed):
        # The term is there now: the change itself cannot be made twice, whatever the request id.
        client.call(client.corrections.ApplyGlossaryChange, correction_service_pb2.ApplyGlossaryChangeRequest(
            glossary="glossaries/harbour", request_id="twice", change=SIFU))
    assert client.call(client.corrections.ApplyGlossaryChange, request).name == first.name
    client.call(client.operations.DeleteOperation, operations_pb2.DeleteOperationRequest(name=first.name))
    with pytest.raises(CallFailed):
        client.call(client.operations.GetOperation, operations_pb2.GetOperationRequest(name=first.name))


def test_a_running_localization_is_waited_for_and_one_master_fails_alone(
        client: Client, title: str, tmp_path: Path, folder: Path) -> None:
    master = upload(client, title, "e4", ["师父走了。"], tmp_path, orders="hold:subtitle/en fail:dub/th")
    (folder / "gate" / "subtitle-en").touch()
    client.wait(client.localize(master, ["en", "th"]).name)
    (folder / "gate" / "subtitle-en").unlink()
    running = client.localize(f"{title}/masters/e1", LANGUAGES)  # ends by itself: nothing is held there
    held = client.localize(master, ["en"], profile="netflix")
    try:
        assert held.name in preview(client, SIFU).busy_operations
        with pytest.raises(CallFailed) as caught:
            apply(client, SIFU)
        assert (caught.value.code, glossary(client).revision) == ("not_ready", 2)
    finally:
        (folder / "gate" / "subtitle-en").touch()
        client.wait(held.name)
        client.wait(running.name)
    response = finish(client, apply(client, SIFU))
    states = {item.master.rpartition("/")[2]: item for item in response.masters}
    assert states["e1"].state == states["e3"].state == localization_pb2.JOB_STATE_SUCCEEDED
    (folder / "gate" / "subtitle-en").unlink()


@pytest.mark.slow
def test_a_cancelled_correction_keeps_the_glossary(client: Client, title: str, tmp_path: Path, folder: Path) -> None:
    master = upload(client, title, "e5", ["师父在哪？"], tmp_path, orders="hold:dub/en")
    (folder / "gate" / "dub-en").touch()
    client.wait(client.localize(master, ["en"]).name)
    (folder / "gate" / "dub-en").unlink()
    operation = apply(client, SIFU)
    client.call(client.operations.CancelOperation, operations_pb2.CancelOperationRequest(name=operation.name))
    (folder / "gate" / "dub-en").touch()
    found = client.call(client.operations.GetOperation, operations_pb2.GetOperationRequest(name=operation.name))
    metadata = correction_pb2.CorrectionMetadata()
    found.metadata.Unpack(metadata)
    assert found.done
    assert localization_pb2.JOB_STATE_CANCELLED in {item.state for item in metadata.masters}
    assert glossary(client).revision == 3
    # What was not made is told again, and can be applied.
    assert preview(client).cue_count > 0
    finish(client, apply(client))
    assert preview(client).cue_count == 0
    (folder / "gate" / "dub-en").unlink()


@pytest.mark.slow
def test_a_character_s_rendering_travels_too(client: Client, title: str) -> None:
    client.call(client.titles.UpdateTitle, title_service_pb2.UpdateTitleRequest(title=title_pb2.Title(
        name=title, characters=[title_pb2.Character(name="师父", renderings={"en": "Sifu Zhou"})])))
    told = preview(client)
    assert {item.localization.rpartition("/")[2] for item in told.localizations} >= {"en"}
    finish(client, apply(client))
    assert "Sifu Zhou" in texts(client, title)[f"{title}/masters/e1/localizations/en/cues/u0001"][0]


@pytest.mark.slow
def test_ten_thousand_terms_at_once(client: Client, title: str) -> None:
    many = correction_pb2.GlossaryChange(upserts=[term(f"词{number}", en=f"word {number}") for number in range(9_999)])
    many.upserts.append(term("师父", en="Sifu"))
    told = preview(client, many, sample_size=1)
    assert (told.term_count, len({cue for item in told.localizations for cue in item.cues if "/en/" in cue})) == (10_000, 2)
    finish(client, apply(client, many, etag=told.etag))
    assert glossary(client).term_count == 10_002
    assert (revisions(client)[0].term_count, len(revisions(client)[0].changes)) == (10_000, 1000)
