"""Approved lines are used again, near ones offered; people's edits stay, are flagged, and suggest terms."""

from __future__ import annotations

import uuid
from pathlib import Path

import grpc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.memory import Unit, read_tmx, write_tmx
from server._gen.localization.v1 import (
    correction_service_pb2,
    glossary_service_pb2,
    localization_pb2,
    localization_service_pb2,
    memory_pb2,
    memory_service_pb2,
    title_pb2,
)
from server.auth import Role
from server.client import CallFailed, Client
from server.services.memory import _said

LINES = ["林晚，你别走！", "师父来了。", "天黑了，快回家吧。"]


@pytest.fixture
def title(client: Client) -> str:
    client.create_glossary("Harbour", "source,en\n码头,pier\n".encode(), source="zh", glossary_id="harbour")
    made = client.create_title("Moonlit Harbour", source="zh", title_id="harbour", glossary="glossaries/harbour")
    made.characters.extend([title_pb2.Character(name="林晚", renderings={"en": "Lin Wan"}),
                            title_pb2.Character(name="苏秋", renderings={"en": "Su Qiu"})])
    return update(client, made)


def update(client: Client, title: title_pb2.Title) -> str:
    from server._gen.localization.v1 import title_service_pb2

    return str(client.call(client.titles.UpdateTitle, title_service_pb2.UpdateTitleRequest(title=title)).name)


def localize(client: Client, title: str, episode: str, lines: list[str], folder: Path, languages: tuple[str, ...] = ("en",),
             ) -> str:
    """Upload an episode and localize it; return its name."""
    master = f"{title}/masters/{episode}"
    if episode not in {item.name.rpartition("/")[2] for item in _masters(client, title)}:
        client.create_master(title, episode, master_id=episode)
    path = folder / f"{episode}.txt"
    path.write_text(f" {uuid.uuid4()}\n" + "\n".join(lines) + "\n", encoding="utf-8")
    client.upload(master, path)
    client.wait(client.localize(master, list(languages)).name)
    return master


def _masters(client: Client, title: str) -> list[object]:
    from server._gen.localization.v1 import master_service_pb2

    return list(client.call(client.masters.ListMasters, master_service_pb2.ListMastersRequest(parent=title)).masters)


def cues(client: Client, master: str, language: str = "en") -> list[localization_pb2.Cue]:
    return list(client.call(client.localizations.ListCues, localization_service_pb2.ListCuesRequest(
        parent=f"{master}/localizations/{language}")).cues)


def edit(client: Client, cue: localization_pb2.Cue, text: str) -> localization_pb2.Cue:
    found: localization_pb2.Cue = client.call(client.localizations.UpdateCue, localization_service_pb2.UpdateCueRequest(
        cue=localization_pb2.Cue(name=cue.name, text=text, etag=cue.etag)))
    return found


def units(client: Client, title: str = "") -> list[memory_pb2.MemoryUnit]:
    return list(client.call(client.memory.ListMemoryUnits, memory_service_pb2.ListMemoryUnitsRequest(title=title)).memory_units)


def test_edits_and_approvals_are_used_again_with_other_names(client: Client, title: str, tmp_path: Path) -> None:
    first = localize(client, title, "e1", LINES, tmp_path)
    made = cues(client, first)
    edited = edit(client, made[0], "Lin Wan, don't go!")
    assert (edited.approved, edited.edited_source_text, edited.machine_text) == (True, LINES[0], made[0].text)
    answer = client.call(client.memory.ApproveCues, memory_service_pb2.ApproveCuesRequest(
        cues=[localization_pb2.Cue(name=made[1].name, etag=made[1].etag)]))
    assert [(cue.approved, cue.locked) for cue in answer.cues] == [(True, False)]
    kept = {unit.source: unit for unit in units(client, title)}
    assert kept["{NAME}，你别走！"].texts["en"] == "{NAME}, don't go!"
    assert kept["{NAME}，你别走！"].cues["en"] == made[0].name
    second = localize(client, title, "e2", ["苏秋，你别走！", "师父来了", "天亮了。"], tmp_path)
    again = cues(client, second)
    assert [cue.text for cue in again[:2]] == ["Su Qiu, don't go!", made[1].text]
    assert [cue.origin for cue in again] == [localization_pb2.CUE_ORIGIN_MEMORY, localization_pb2.CUE_ORIGIN_MEMORY,
                                             localization_pb2.CUE_ORIGIN_MACHINE]


def test_another_title_uses_the_organization_s_lines_after_its_own(client: Client, title: str, tmp_path: Path) -> None:
    edit(client, cues(client, localize(client, title, "e1", LINES, tmp_path))[1], "Sifu has come.")
    other = client.create_title("Other", source="zh", title_id="other").name
    master = localize(client, other, "e1", LINES, tmp_path)
    assert cues(client, master)[1].text == "Sifu has come."
    edit(client, cues(client, master)[1], "Master is here.")
    assert cues(client, localize(client, other, "e2", LINES, tmp_path))[1].text == "Master is here."


def test_near_lines_are_offered_with_what_differs(client: Client, title: str, tmp_path: Path) -> None:
    first = localize(client, title, "e1", LINES, tmp_path)
    edit(client, cues(client, first)[0], "Lin Wan, don't go!")
    second = localize(client, title, "e2", ["苏秋，你不要走！"], tmp_path)
    (match,) = client.call(client.memory.SuggestTranslations, memory_service_pb2.SuggestTranslationsRequest(
        cue=cues(client, second)[0].name)).matches
    assert match.text == "Su Qiu, don't go!"
    assert 0.6 <= match.similarity < 1
    assert "'别' is '不要'" in match.note
    assert memory_pb2.DIFFERENCE_KIND_REPLACED in {part.kind for part in match.differences}


@given(st.text("甲乙", max_size=4), st.text("甲乙", max_size=4))
def test_words_say_what_differs(unit: str, line: str) -> None:
    from localize.memory import differences

    assert bool(_said(differences(unit, line))) is (unit != line)


def test_a_changed_source_flags_the_edit_and_keeps_it(client: Client, title: str, tmp_path: Path) -> None:
    master = localize(client, title, "e1", LINES, tmp_path)
    edited = edit(client, cues(client, master)[1], "Sifu has come.")
    assert not edited.source_changed
    localize(client, title, "e1", [LINES[0], "师父走了。", LINES[2]], tmp_path)
    cue = cues(client, master)[1]
    assert (cue.text, cue.source_text, cue.edited_source_text, cue.source_changed, cue.locked) == (
        "Sifu has come.", "师父走了。", "师父来了。", True, True)
    assert not edit(client, cue, "Sifu has left.").source_changed


def test_a_new_run_takes_approval_from_a_text_that_changed(client: Client, title: str, tmp_path: Path) -> None:
    master = localize(client, title, "e1", ["他在码头。"], tmp_path)
    (cue,) = cues(client, master)
    client.call(client.memory.ApproveCues, memory_service_pb2.ApproveCuesRequest(cues=[cue]))
    localize(client, title, "e1", ["他在戏台。"], tmp_path)
    assert not cues(client, master)[0].approved


def test_tmx_goes_in_and_out_whole(client: Client, title: str) -> None:
    file = [Unit("a", {"zh-CN": "走吧。", "en": "Let's go.", "tlh": "x"}, "from 2019"), Unit("b", {"en": "Hello", "th": "สวัสดี"}),
            Unit("c", {"zh": "天黑了"}), Unit("d", {"tlh": "x"})]
    request = memory_service_pb2.ImportMemoryRequest(title=title, content=write_tmx(file), filename="old.tmx")
    answer = client.call(client.memory.ImportMemory, request)
    assert (answer.created_count, answer.updated_count, len(answer.left_out)) == (2, 0, 2)
    again = client.call(client.memory.ImportMemory, request)
    assert (again.created_count, again.unchanged_count) == (0, 2)
    pieces = client.stream(client.memory.ExportMemory, memory_service_pb2.ExportMemoryRequest(title=title))
    out = read_tmx(b"".join(piece.data for piece in pieces))
    assert {tuple(sorted(unit.texts.items())) for unit in out} == {
        (("en", "Let's go."), ("zh", "走吧。")), (("en", "Hello"), ("th", "สวัสดี"))}
    name = units(client, title)[0].name
    client.call(client.memory.RemoveMemoryUnit, memory_service_pb2.RemoveMemoryUnitRequest(name=name))
    assert len(units(client)) == 1
    with pytest.raises(CallFailed) as caught:
        client.call(client.memory.RemoveMemoryUnit, memory_service_pb2.RemoveMemoryUnitRequest(name=name))
    assert caught.value.status is grpc.StatusCode.NOT_FOUND


@pytest.mark.parametrize("content", [b"", b"no xml", b"<tmx><body>", b"<html/>", b"<tmx version='1.4'><body/></tmx>" * 2])
def test_a_broken_file_changes_nothing(client: Client, title: str, content: bytes) -> None:
    with pytest.raises(CallFailed) as caught:
        client.call(client.memory.ImportMemory, memory_service_pb2.ImportMemoryRequest(title=title, content=content))
    assert caught.value.status is grpc.StatusCode.INVALID_ARGUMENT
    assert not units(client)


def test_partners_see_no_memory_and_organizations_not_each_other_s(connect, client: Client, title: str, tmp_path: Path) -> None:
    edit(client, cues(client, localize(client, title, "e1", LINES, tmp_path))[0], "Lin Wan, stay!")
    with pytest.raises(CallFailed) as caught:
        units(connect(Role.PARTNER))
    assert caught.value.status is grpc.StatusCode.PERMISSION_DENIED
    assert units(connect(Role.TRANSLATOR, of="org-of-somebody-else")) == []


def proposals(client: Client) -> list[object]:
    return list(client.call(client.corrections.ListTermProposals, correction_service_pb2.ListTermProposalsRequest(
        parent="glossaries/harbour")).proposals)


def test_a_proposal_is_accepted_or_dismissed(client: Client, title: str, tmp_path: Path) -> None:
    lines = ["师父，走了。", "师父。走吧！", "天黑了"]
    made = cues(client, localize(client, title, "e1", lines, tmp_path))
    assert made[0].text == "English: 师父，走了。"
    for cue in made[:2]:
        edit(client, cue, cue.text.replace("师父", "Sifu"))
    (found,) = proposals(client)
    assert (found.source, found.old_rendering, found.new_rendering, found.language, found.source_cue_count) == (
        "师父", "师父", "Sifu", "en", 2)
    assert found.question == "You changed '师父' from '师父' to 'Sifu' in 2 cues: make it a term?"
    stale = correction_service_pb2.AcceptTermProposalRequest(name=found.name, etag="stale")
    with pytest.raises(CallFailed) as caught:
        client.call(client.corrections.AcceptTermProposal, stale)
    assert caught.value.field == "etag"
    term = client.call(client.corrections.AcceptTermProposal, correction_service_pb2.AcceptTermProposalRequest(name=found.name))
    assert (term.sources[0], term.renderings["en"].preferred) == ("师父", "Sifu")
    assert proposals(client) == []
    with pytest.raises(CallFailed) as caught:
        client.call(client.corrections.DismissTermProposal, correction_service_pb2.DismissTermProposalRequest(name=found.name))
    assert caught.value.status is grpc.StatusCode.NOT_FOUND
    client.call(client.glossaries.RetireTerm, glossary_service_pb2.RetireTermRequest(name=term.name))
    assert proposals(client) == []


def test_a_dismissed_proposal_is_not_made_again(client: Client, title: str, tmp_path: Path) -> None:
    made = cues(client, localize(client, title, "e1", ["码头，走。", "码头。来！"], tmp_path))
    for cue in made:
        edit(client, cue, cue.text.replace("pier", "wharf"))
    (found,) = proposals(client)
    assert (found.source, found.old_rendering, found.new_rendering) == ("码头", "pier", "wharf")
    assert found.term.startswith("glossaries/harbour/terms/")
    assert found.question.endswith("change the term?")
    client.call(client.corrections.DismissTermProposal, correction_service_pb2.DismissTermProposalRequest(name=found.name))
    assert proposals(client) == []
