"""Titles: made, changed, listed; and what all resources share: ids, etags, masks, pages, repeated requests."""

from __future__ import annotations

import uuid

import grpc
import pytest
from google.protobuf import field_mask_pb2

from localize.model import Address, Character, Formality, Gender
from server._gen.localization.v1 import title_pb2, title_service_pb2
from server.client import CallFailed, Client
from server.convert import character_data, characters_of


def test_a_title_keeps_its_characters(client: Client) -> None:
    made = client.create_title("月港", source="zh", kind="film", title_id="harbour", characters=[
        Character("林晚", ("小晚",), Gender.FEMALE, (("en", "Lin Wan"), ("th", "หลินหวั่น")), "espeak-ng/en+f2")])
    found = client.call(client.titles.GetTitle, title_service_pb2.GetTitleRequest(name="titles/harbour"))
    assert found == made
    assert found.characters[0].gender == title_pb2.GENDER_FEMALE
    assert dict(found.characters[0].renderings) == {"en": "Lin Wan", "th": "หลินหวั่น"}


def test_a_title_keeps_how_its_characters_address_each_other(client: Client) -> None:
    people = (Character("小武", addresses=(Address("陈师傅", ("师父", "您"), (("th", "อาจารย์"), ("vi", "sư phụ")), Formality.HONORIFIC,
                                                 "teacher"),)), Character("陈师傅"))
    found = client.create_title("龙门", source="zh", kind="film", title_id="gate", characters=people)
    (row,) = found.characters[0].addresses
    assert (row.addressee, list(row.sources), row.formality) == ("陈师傅", ["师父", "您"], title_pb2.FORMALITY_HONORIFIC)
    assert characters_of(character_data(found.characters)) == people


@pytest.mark.parametrize(("title", "identifier", "field", "code"), [
    (title_pb2.Title(display_name="x", source_language="th"), "x", "title.source_language", "unknown_language"),
    (title_pb2.Title(display_name="x", source_language="tlh"), "x", "title.source_language", "unknown_language"),
    (title_pb2.Title(display_name=" ", source_language="zh"), "x", "title.display_name", "invalid_input"),
    (title_pb2.Title(display_name="x", source_language="zh"), "../x", "title_id", "invalid_input"),
    (title_pb2.Title(display_name="x", source_language="zh", characters=[title_pb2.Character(name="")]), "x",
     "title.characters[0].name", "invalid_input"),
    (title_pb2.Title(display_name="x", source_language="zh", characters=[
        title_pb2.Character(name="a", renderings={"xx": "A"})]), "x", "title.characters[0].renderings",
     "unknown_language"),
    (title_pb2.Title(display_name="x", source_language="zh", characters=[
        title_pb2.Character(name="小武", renderings={"th": "小武"})]), "x", "title.characters[0].renderings", "invalid_input"),
    (title_pb2.Title(display_name="x", source_language="zh", characters=[
        title_pb2.Character(name="小武", aliases=["阿武"]), title_pb2.Character(name="阿武")]), "x", "title.characters", "invalid_input"),
    (title_pb2.Title(display_name="x", source_language="zh", characters=[title_pb2.Character(name="小武", addresses=[
        title_pb2.Address(sources=["师父"])])]), "x", "title.characters[0].addresses[0].addressee", "invalid_input"),
    (title_pb2.Title(display_name="x", source_language="zh", characters=[title_pb2.Character(name="小武", addresses=[
        title_pb2.Address(addressee="陈师傅")])]), "x", "title.characters[0].addresses[0].sources", "invalid_input"),
    (title_pb2.Title(display_name="x", source_language="zh", glossary="glossaries/none"), "x", "title.glossary",
     "not_found"),
])
def test_what_is_wrong_is_named(client: Client, title: title_pb2.Title, identifier: str, field: str, code: str) -> None:
    with pytest.raises(CallFailed) as caught:
        client.call(client.titles.CreateTitle, title_service_pb2.CreateTitleRequest(title=title, title_id=identifier))
    assert (caught.value.field, caught.value.code) == (field, code)


def test_a_second_title_of_one_id_is_refused(client: Client) -> None:
    client.create_title("One", source="zh", title_id="same")
    with pytest.raises(CallFailed) as caught:
        client.create_title("Two", source="zh", title_id="same")
    assert caught.value.status is grpc.StatusCode.ALREADY_EXISTS


def test_a_repeated_request_makes_one_title(client: Client) -> None:
    request = title_service_pb2.CreateTitleRequest(
        title=title_pb2.Title(display_name="One", source_language="zh"), request_id=str(uuid.uuid4()))
    first = client.call(client.titles.CreateTitle, request)
    assert client.call(client.titles.CreateTitle, request) == first
    request.title.display_name = "Another"
    with pytest.raises(CallFailed) as caught:
        client.call(client.titles.CreateTitle, request)
    assert caught.value.field == "request_id"


def test_validate_only_makes_nothing(client: Client) -> None:
    request = title_service_pb2.CreateTitleRequest(
        title=title_pb2.Title(display_name="One", source_language="zh"), title_id="ghost", validate_only=True)
    assert client.call(client.titles.CreateTitle, request).name == "titles/ghost"
    with pytest.raises(CallFailed) as caught:
        client.call(client.titles.GetTitle, title_service_pb2.GetTitleRequest(name="titles/ghost"))
    assert caught.value.status is grpc.StatusCode.NOT_FOUND


def test_an_old_etag_is_refused(client: Client) -> None:
    title = client.create_title("One", source="zh", title_id="guarded")
    request = title_service_pb2.UpdateTitleRequest(
        title=title_pb2.Title(name=title.name, note="first", etag=title.etag))
    changed = client.call(client.titles.UpdateTitle, request)
    assert changed.note == "first"
    assert changed.etag != title.etag
    with pytest.raises(CallFailed) as caught:
        client.call(client.titles.UpdateTitle, request)
    assert (caught.value.status, caught.value.field) == (grpc.StatusCode.ABORTED, "etag")


def test_the_mask_says_what_changes(client: Client) -> None:
    title = client.create_title("One", source="zh", title_id="masked")
    request = title_service_pb2.UpdateTitleRequest(
        title=title_pb2.Title(name=title.name, display_name="Two", note="kept out"),
        update_mask=field_mask_pb2.FieldMask(paths=["display_name"]))
    changed = client.call(client.titles.UpdateTitle, request)
    assert (changed.display_name, changed.note, changed.source_language) == ("Two", "", "zh")
    request.update_mask.paths[:] = ["create_time"]
    with pytest.raises(CallFailed) as caught:
        client.call(client.titles.UpdateTitle, request)
    assert caught.value.field == "update_mask"


def test_pages_hold_every_title_once(client: Client) -> None:
    wanted = [client.create_title(f"T{number}", source="zh", title_id=f"t{number}").name for number in range(5)]
    seen, token = [], ""
    while True:
        answer = client.call(client.titles.ListTitles, title_service_pb2.ListTitlesRequest(page_size=2, page_token=token))
        seen += [title.name for title in answer.titles]
        token = answer.next_page_token
        if not token:
            break
    assert seen == wanted


@pytest.mark.parametrize("token", ["nonsense", "W10="])
def test_a_strange_page_token_is_refused(client: Client, token: str) -> None:
    with pytest.raises(CallFailed) as caught:
        client.call(client.titles.ListTitles, title_service_pb2.ListTitlesRequest(page_token=token))
    assert caught.value.field == "page_token"


def test_a_page_token_is_of_one_organization(connect) -> None:
    ours, theirs = connect(), connect(of="somebody-else")
    for client in (ours, theirs):
        for number in range(2):
            client.create_title("T", source="zh", title_id=f"t{number}")
    token = ours.call(ours.titles.ListTitles, title_service_pb2.ListTitlesRequest(page_size=1)).next_page_token
    with pytest.raises(CallFailed):
        theirs.call(theirs.titles.ListTitles, title_service_pb2.ListTitlesRequest(page_size=1, page_token=token))
