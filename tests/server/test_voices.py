"""Voices: the registry, its refusals, casting kept for the title, and what a revocation touches."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import grpc
import pytest
from google.protobuf import field_mask_pb2

from server._gen.localization.v1 import (
    package_service_pb2,
    rights_pb2,
    rights_service_pb2,
    title_pb2,
    voice_pb2,
    voice_service_pb2,
)
from server.auth import Role
from server.client import CallFailed, Client

DOCUMENT = "ab" * 32
TODAY = dt.datetime.now(dt.UTC).date()


def voice(**fields: object) -> voice_pb2.Voice:
    return voice_pb2.Voice(**{"kind": voice_pb2.VOICE_KIND_CLONED, "speaks": "toy/en+m1", "owner": "Studio",
                              "consent": voice_pb2.Consent(person="Wan Lin", document_sha256=DOCUMENT), **fields})


def create(client: Client, made: voice_pb2.Voice, identifier: str = "lin-wan") -> voice_pb2.Voice:
    return client.call(client.voices.CreateVoice, voice_service_pb2.CreateVoiceRequest(voice=made, voice_id=identifier))


def choose(client: Client, name: str, language: str = "en", character: str = "何伯", **more: object) -> voice_pb2.CastMember:
    return client.call(client.voices.SetCasting, voice_service_pb2.SetCastingRequest(member=voice_pb2.CastMember(
        title="titles/harbour", language=language, character=character, voice=name, **more)))


def casting(client: Client, language: str = "") -> dict[tuple[str, str], voice_pb2.CastMember]:
    found = client.call(client.voices.ListCasting, voice_service_pb2.ListCastingRequest(parent="titles/harbour",
                                                                                         language=language))
    return {(item.language, item.character): item for item in found.members}


def episode(client: Client, folder: Path, number: int, *lines: str) -> str:
    if number == 1:
        client.create_title("Harbour", source="zh", title_id="harbour")
    made = client.create_master("titles/harbour", f"Episode {number}", master_id=f"e{number}")
    path = folder / f"e{number}.txt"
    path.write_text("\n" + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    client.upload(made.name, path)
    return made.name


def run(client: Client, master: str, *languages: str) -> str:
    return client.wait(client.localize(master, languages or ("en",)).name, step=0.05).package


def test_a_voice_is_kept_and_changed(client: Client):
    client.create_title("Harbour", source="zh", title_id="harbour")
    scope = voice_pb2.VoiceScope(titles=["titles/harbour"], languages=["en", "pt-br"], territories=["BR"],
                                 begin_date="2026-01-01", end_date="2030-12-31")
    made = create(client, voice(scope=scope, display_name="Lin Wan", licence="by contract", gender=title_pb2.GENDER_FEMALE,
                                pitch_hz=210.5))
    assert made.name == "voices/lin-wan"
    assert list(made.scope.languages) == ["en", "pt-BR"]
    assert client.call(client.voices.GetVoice, voice_service_pb2.GetVoiceRequest(name=made.name)) == made
    changed = client.call(client.voices.UpdateVoice, voice_service_pb2.UpdateVoiceRequest(
        voice=voice_pb2.Voice(name=made.name, owner="Another", scope=voice_pb2.VoiceScope(), etag=made.etag),
        update_mask=field_mask_pb2.FieldMask(paths=["owner", "scope"])))
    assert (changed.owner, changed.display_name, list(changed.scope.titles)) == ("Another", "Lin Wan", [])
    assert changed.consent == made.consent
    with pytest.raises(CallFailed) as caught:
        client.call(client.voices.UpdateVoice, voice_service_pb2.UpdateVoiceRequest(
            voice=voice_pb2.Voice(name=made.name, owner="x", etag=made.etag)))
    assert caught.value.field == "etag"
    assert [item.name for item in client.call(client.voices.ListVoices, voice_service_pb2.ListVoicesRequest()).voices] == [
        made.name]


@pytest.mark.parametrize(("made", "field"), [
    (voice(consent=voice_pb2.Consent()), "voice.consent"), (voice(consent=voice_pb2.Consent(person="A")), "voice.consent"),
    (voice(consent=voice_pb2.Consent(person="A", document_sha256="12")), "voice.consent.document_sha256"),
    (voice(kind=voice_pb2.VOICE_KIND_UNSPECIFIED), "voice.kind"), (voice(speaks=" "), "voice.speaks"),
    (voice(scope=voice_pb2.VoiceScope(languages=["xx"])), "voice.scope.languages"),
    (voice(scope=voice_pb2.VoiceScope(territories=["Brazil"])), "voice.scope.territories"),
    (voice(scope=voice_pb2.VoiceScope(begin_date="yesterday")), "voice.scope.begin_date"),
    (voice(scope=voice_pb2.VoiceScope(begin_date="2026-02-01", end_date="2026-01-01")), "voice.scope.end_date"),
    (voice(scope=voice_pb2.VoiceScope(titles=["titles/none"])), "voice.scope.titles[0]"),
])
def test_what_is_wrong_is_named(client: Client, made: voice_pb2.Voice, field: str):
    with pytest.raises(CallFailed) as caught:
        create(client, made)
    assert caught.value.field == field


def test_one_entry_for_an_engines_voice(client: Client):
    create(client, voice())
    with pytest.raises(CallFailed) as caught:
        create(client, voice(), "another")
    assert (caught.value.status, caught.value.field) == (grpc.StatusCode.ALREADY_EXISTS, "voice.speaks")


def test_who_may_do_what(client: Client, connect: Callable[..., Client]):
    create(client, voice())
    translator, partner, stranger = connect(Role.TRANSLATOR), connect(Role.PARTNER), connect(of="somebody-else")
    request = voice_service_pb2.GetVoiceRequest(name="voices/lin-wan")
    assert translator.call(translator.voices.GetVoice, request).owner == "Studio"
    for caller, method, wanted in ((translator, "RevokeVoice", grpc.StatusCode.PERMISSION_DENIED),
                                   (partner, "GetVoice", grpc.StatusCode.PERMISSION_DENIED),
                                   (stranger, "GetVoice", grpc.StatusCode.NOT_FOUND)):
        with pytest.raises(CallFailed) as caught:
            caller.call(getattr(caller.voices, method), request if method == "GetVoice" else
                        voice_service_pb2.RevokeVoiceRequest(name="voices/lin-wan", reason="x"))
        assert caught.value.status is wanted


def test_a_title_keeps_its_casting_across_episodes(client: Client, tmp_path: Path):
    first = episode(client, tmp_path, 1, "何伯：早。", "林小满：早。", "不可能！")
    run(client, first)
    kept = casting(client)
    assert set(kept) == {("en", "何伯"), ("en", "林小满")}  # who has no name has no casting
    assert kept["en", "何伯"].voice != kept["en", "林小满"].voice
    second = episode(client, tmp_path, 2, "林小满：晚。", "周启明：晚。")
    run(client, second)
    later = casting(client)
    assert {key: later[key] for key in kept} == kept
    assert len({item.voice for item in later.values()}) == 3


def test_episodes_made_side_by_side_agree(client: Client, tmp_path: Path):
    masters = [episode(client, tmp_path, 1, "何伯：早。", "林小满：早。"), episode(client, tmp_path, 2, "林小满：晚。", "何伯：晚。")]
    jobs = [client.localize(master, ["en", "th"]).name for master in masters]
    packages = [client.wait(job, step=0.05).package for job in jobs]
    assert len(packages) == 2
    assert len({item.voice for item in casting(client, "en").values()}) == 2


def test_a_chosen_voice_is_taken_and_given_back(client: Client, tmp_path: Path):
    master = episode(client, tmp_path, 1, "何伯：早。")
    create(client, voice(kind=voice_pb2.VOICE_KIND_PRESET, speaks="toy/en+m2"))
    chosen = choose(client, "voices/lin-wan")
    assert chosen.chosen
    run(client, master)
    assert casting(client)["en", "何伯"].voice == "voices/lin-wan"
    with pytest.raises(CallFailed) as caught:
        choose(client, "toy/en+m1", etag="stale")
    assert caught.value.field == "etag"
    choose(client, "")
    assert casting(client) == {}
    run(client, master, "en")
    assert not casting(client)["en", "何伯"].chosen


@pytest.mark.parametrize(("wanted", "field"), [
    ({"name": "voices/nobody"}, "member.voice"), ({"name": "x", "language": "zh"}, "member.language"),
    ({"name": "x", "character": " "}, "member.character"), ({"name": "x", "character": "x" * 300}, "member.character"),
])
def test_a_casting_that_cannot_be(client: Client, wanted: dict, field: str):
    client.create_title("Harbour", source="zh", title_id="harbour")
    with pytest.raises(CallFailed) as caught:
        choose(client, **wanted)
    assert caught.value.field == field


def test_a_clone_out_of_its_term_is_refused_when_it_is_cast(client: Client):
    client.create_title("Harbour", source="zh", title_id="harbour")
    create(client, voice(scope=voice_pb2.VoiceScope(end_date=str(TODAY - dt.timedelta(days=2)))))
    with pytest.raises(CallFailed, match="term ended") as caught:
        choose(client, "voices/lin-wan")
    assert caught.value.status is grpc.StatusCode.PERMISSION_DENIED


def test_a_revoked_voice_refuses_new_work_and_its_packages_are_listed(client: Client, tmp_path: Path):
    master = episode(client, tmp_path, 1, "何伯：早。")
    made = create(client, voice())
    choose(client, made.name)
    package = run(client, master)
    revoked = client.call(client.voices.RevokeVoice, voice_service_pb2.RevokeVoiceRequest(name=made.name,
                                                                                          reason="contract ended"))
    assert revoked.revoke_reason == "contract ended"
    assert revoked.HasField("revoke_time")
    with pytest.raises(CallFailed, match="contract ended") as caught:
        client.localize(master, ["en"])
    assert (caught.value.status, caught.value.field) == (grpc.StatusCode.PERMISSION_DENIED, "casting")
    used = client.call(client.voices.ListVoicePackages, voice_service_pb2.ListVoicePackagesRequest(parent=made.name))
    assert list(used.packages) == [package]
    assert client.call(client.packages.GetPackage, package_service_pb2.GetPackageRequest(name=package)).name == package
    # The other languages are not concerned.
    run(client, master, "th")
    again = client.call(client.voices.RevokeVoice, voice_service_pb2.RevokeVoiceRequest(name=made.name, reason="other"))
    assert again.revoke_reason == "contract ended"
    with pytest.raises(CallFailed) as caught:
        client.call(client.voices.RevokeVoice, voice_service_pb2.RevokeVoiceRequest(name=made.name, reason=" "))
    assert caught.value.field == "reason"


def test_a_voice_that_is_revoked_while_a_job_waits_is_refused_at_synthesis(client: Client, tmp_path: Path, folder: Path):
    client.create_title("Harbour", source="zh", title_id="harbour")
    made = client.create_master("titles/harbour", "Episode 1", master_id="e1")
    path = tmp_path / "e.txt"
    path.write_text("hold:translate/vi\n何伯：早。\n", encoding="utf-8")
    client.upload(made.name, path)
    create(client, voice(speaks="toy/vi+m1"))
    choose(client, "voices/lin-wan", "vi")
    (folder / "gate" / "translate-vi").unlink(missing_ok=True)
    operation = client.localize(made.name, ["vi"])
    client.call(client.voices.RevokeVoice, voice_service_pb2.RevokeVoiceRequest(name="voices/lin-wan", reason="he asked"))
    (folder / "gate" / "translate-vi").touch()
    with pytest.raises(CallFailed, match="he asked"):
        client.wait(operation.name, step=0.05)


def test_speakers_are_told_with_the_request(client: Client, tmp_path: Path):
    master = episode(client, tmp_path, 1, "早。")
    client.wait(client.localize(master, ["en"], speakers=["何伯", "林小满"]).name, step=0.05)
    client.wait(client.localize(master, ["th"], speakers=3).name, step=0.05)
    for wrong, field in ((["a", "a"], "speakers.names"), (99, "speakers.count"), (-1, "speakers.count")):
        with pytest.raises(CallFailed) as caught:
            client.localize(master, ["id"], speakers=wrong)
        assert caught.value.field == field


def test_where_a_title_may_be_shown_decides_whether_a_voice_may_be_heard(client: Client, tmp_path: Path):
    master = episode(client, tmp_path, 1, "何伯：早。")
    create(client, voice(scope=voice_pb2.VoiceScope(territories=["ID", "MY"])))
    choose(client, "voices/lin-wan")
    with pytest.raises(CallFailed, match="whole world"):
        client.localize(master, ["en"])

    def show_in(territory: str) -> None:
        client.call(client.rights.CreateWindow, rights_service_pb2.CreateWindowRequest(
            parent="titles/harbour", window=rights_pb2.RightsWindow(organization="a-partner", territory=territory)))

    show_in("ID")
    run(client, master)
    show_in("TH")
    with pytest.raises(CallFailed, match="not TH"):
        client.localize(master, ["en"])
