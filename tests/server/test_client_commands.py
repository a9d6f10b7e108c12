"""``localize-client``: from edit to proposal, term, preview, application and back, in a terminal."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

from server._gen.localization.v1 import localization_pb2, localization_service_pb2
from server.auth import Role
from server.client import Client
from server.client_main import main
from server.host import Host

Run = Callable[..., int]


@pytest.fixture
def run(host: Host, organization: str) -> Run:
    """Run a command as a distributor."""
    token = host.credentials.create(organization, Role.DISTRIBUTOR)
    return lambda *arguments: main(["--server", host.address, "--token", token, *arguments])


@pytest.fixture
def cue(client: Client, tmp_path: Path) -> str:
    """A localized episode whose title keeps to a glossary; returns its first cue."""
    client.create_glossary("Harbour", "source,en,th\n码头,pier,ท่าเรือ\n".encode(), source="zh", glossary_id="harbour")
    title = client.create_title("Moonlit Harbour", source="zh", title_id="harbour", glossary="glossaries/harbour")
    master = client.create_master(title.name, "Episode 1", master_id="e1").name
    path = tmp_path / "e1.txt"
    path.write_text(f" {uuid.uuid4()}\n师父，走了。\n师父。走吧！\n天黑了\n", encoding="utf-8")
    client.upload(master, path)
    client.wait(client.localize(master, ["en", "th"]).name)
    return f"{master}/localizations/en/cues/u0001"


def text(client: Client, cue: str) -> str:
    return str(client.call(client.localizations.GetCue, localization_service_pb2.GetCueRequest(name=cue)).text)


def test_a_term_is_previewed_applied_and_taken_back(run: Run, client: Client, cue: str,
                                                    capsys: pytest.CaptureFixture[str]) -> None:
    change = ["--set", "师父=en:Sifu;th:ซือฝู"]
    assert run("glossary", "preview", "glossaries/harbour", *change) == 0
    shown = capsys.readouterr().out
    assert "1 terms differ; 4 of 6 cues are made again" in shown
    assert "+ English:  Sifu ，走了。" in shown
    etag = shown.rpartition("etag ")[2].strip()
    assert run("glossary", "apply", "glossaries/harbour", *change, "--etag", etag, "--summary", "师父 is Sifu") == 0
    assert "4 cues read otherwise now, in 1 masters" in capsys.readouterr().err
    assert "Sifu" in text(client, cue)
    assert run("glossary", "apply", "glossaries/harbour", *change, "--etag", etag) == 2
    assert "somebody changed it first" in capsys.readouterr().err
    assert run("glossary", "revisions", "glossaries/harbour") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["3", "2", "1"]
    assert "师父 is Sifu" in lines[0]
    assert run("glossary", "rollback", "glossaries/harbour", "2", "--json") == 0
    assert json.loads(capsys.readouterr().out)["changedCueCount"] == 4
    assert "Sifu" not in text(client, cue)


def test_edits_suggest_a_term(run: Run, client: Client, cue: str, capsys: pytest.CaptureFixture[str]) -> None:
    for name in (cue, cue.replace("u0001", "u0002")):
        client.call(client.localizations.UpdateCue, localization_service_pb2.UpdateCueRequest(
            cue=localization_pb2.Cue(name=name, text=text(client, name).replace("师父", "Sifu"))))
    assert run("glossary", "proposals", "glossaries/harbour") == 0
    line = capsys.readouterr().out
    assert "You changed '师父' from '师父' to 'Sifu' in 2 cues: make it a term?" in line
    assert run("glossary", "proposals", "glossaries/harbour", "--accept", line.split()[0]) == 0
    capsys.readouterr()
    assert run("glossary", "terms", "glossaries/harbour") == 0
    assert "师父  en: Sifu" in capsys.readouterr().out


def test_a_file_is_taken_in_or_refused_row_by_row(run: Run, cue: str, tmp_path: Path,
                                                  capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = tmp_path / "terms.csv", tmp_path / "bad.csv"
    good.write_text("source,en\n码头,wharf\n师父,Sifu\n", encoding="utf-8")
    bad.write_text("source,en\n他,he\n灯,师父\n", encoding="utf-8")
    assert run("glossary", "preview", "glossaries/harbour", "--import", str(good), "--json") == 0
    assert json.loads(capsys.readouterr().out)["termCount"] == 2
    assert run("glossary", "apply", "glossaries/harbour", "--import", str(bad)) == 2
    said = capsys.readouterr().err
    assert "row 2" in said
    assert "row 3" in said
    assert run("glossary", "apply", "glossaries/harbour", "--import", str(tmp_path / "none.csv")) == 2


def test_the_memory_goes_in_and_out(run: Run, cue: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("cue", "approve", cue) == 0
    assert run("memory", "export", str(tmp_path / "out.tmx"), "--title", "titles/harbour") == 0
    assert run("memory", "import", str(tmp_path / "out.tmx")) == 0
    assert "1 new" in capsys.readouterr().err
    assert run("memory", "suggest", cue.replace("u0001", "u0002"), "--least", "0.3") == 0
    assert "'" in capsys.readouterr().out


@pytest.mark.parametrize(("arguments", "said"), [
    (["glossary", "preview", "glossaries/none"], "there is no glossaries/none"),
    (["glossary", "preview", "glossaries/harbour", "--set", "师父"], "sets nothing"),
    (["glossary", "preview", "glossaries/harbour", "--retire", "没有"], "no term in force"),
    (["glossary", "rollback", "glossaries/harbour", "99"], "no revision 99"),
    (["glossary", "proposals", "glossaries/harbour", "--accept", "a", "--dismiss", "b"], "either accept or dismiss"),
    (["memory", "import", "no-such-file.tmx"], "no-such-file"),
    (["--ca", "no-such-file.pem", "memory", "suggest", "x"], "no-such-file"),
])
def test_what_is_wrong_is_said(run: Run, client: Client, arguments: list[str], said: str,
                               capsys: pytest.CaptureFixture[str]) -> None:
    client.create_glossary("Harbour", b"source,en\nx,y\n", source="zh", glossary_id="harbour")
    assert run(*arguments) == 2
    assert said in capsys.readouterr().err


def test_a_token_does_not_travel_unencrypted_and_silence_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--server", "films.example:8443", "--token", "loc_x", "memory", "suggest", "x"]) == 2
    assert "unencrypted" in capsys.readouterr().err


@pytest.mark.parametrize("command", [[], ["glossary"], ["glossary", "preview"], ["memory"], ["cue", "approve"]])
def test_every_command_explains_itself(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main([*command, "--help"])
    assert caught.value.code == 0
    assert "examples:" in capsys.readouterr().out
