"""``localize voices``: as a person would use it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from localize.cli import main
from localize.cli.speaking import read_casting
from localize.model import CastEntry


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LOCALIZE_VOICES", str(tmp_path / "voices.json"))
    (tmp_path / "consent.pdf").write_bytes(b"I agree. Wan Lin")
    return tmp_path


def add(place: Path, *more: str) -> int:
    return main(["voices", "add", "lin-wan", "--speaks", "espeak-ng/id+f2", "--kind", "cloned", "--owner", "Studio", "--person",
                 "Wan Lin", "--document", str(place / "consent.pdf"), *more])


def test_a_voice_from_registration_to_revocation(place: Path, capsys: pytest.CaptureFixture[str]):
    assert add(place, "--title", "Kapok", "--language", "id", "--territory", "ID", "--ends", "2999-12-31") == 0
    kept = json.loads((place / "voices.json").read_text("utf-8"))["voices"][0]
    assert kept["consent"]["document"] == hashlib.sha256(b"I agree. Wan Lin").hexdigest()
    use = ["--title", "Kapok", "--language", "id", "--territory", "ID"]
    capsys.readouterr()
    assert main(["voices", "check", "lin-wan", *use]) == 0
    assert "may be used" in capsys.readouterr().out
    assert main(["voices", "check", "lin-wan", "--title", "Other", "--language", "id"]) == 1
    assert "may not be used: its scope is the title Kapok" in capsys.readouterr().out
    assert main(["voices", "list", "--language", "id", "--json"]) == 0
    listed = {row["id"]: row for row in json.loads(capsys.readouterr().out)["voices"]}
    assert (listed["espeak-ng/id+f2"]["kind"], listed["espeak-ng/id+f2"]["registered"]) == ("cloned", "lin-wan")
    assert listed["espeak-ng/id+m3"]["registered"] == ""
    assert main(["voices", "cast", "林小满", "--title", "Kapok", "--language", "id", "--voice", "lin-wan", "--casting",
                 str(place / "cast.json")]) == 0
    assert read_casting(place / "cast.json") == (CastEntry("林小满", "id", "lin-wan", chosen=True),)
    assert main(["voices", "revoke", "lin-wan", "--reason", "contract ended"]) == 0
    assert main(["voices", "check", "lin-wan", *use]) == 1
    assert "contract ended" in capsys.readouterr().out
    assert main(["voices", "cast", "何伯", "--language", "id", "--voice", "lin-wan", "--casting", str(place / "cast.json")]) == 2
    assert main(["voices", "cast", "林小满", "--language", "id", "--voice", "", "--casting", str(place / "cast.json")]) == 0
    assert read_casting(place / "cast.json") == ()


def test_the_tables_for_people(place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLUMNS", "160")
    add(place)
    assert main(["voices", "list"]) == 0
    shown = capsys.readouterr().out
    assert "espeak-ng/vi+f2" in shown
    assert "lin-wan" in shown


@pytest.mark.parametrize(("arguments", "word"), [
    (["add", "x", "--speaks", "y", "--kind", "cloned"], "consent"),
    (["add", "x", "--speaks", "y", "--document", "none.pdf", "--person", "A"], "no document"),
    (["add", "X y", "--speaks", "y"], "id"), (["add", "x", "--speaks", "y", "--language", "tlh"], "tlh"),
    (["add", "x", "--speaks", "y", "--document-sha256", "12", "--person", "A"], "sha256"),
    (["check", "nobody"], "registered"), (["revoke", "nobody", "--reason", "x"], "registered"),
    (["cast", "A", "--language", "en", "--voice", "x"], "title"),
])
def test_what_is_wrong_is_said(place: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], word: str):
    assert main(["voices", *arguments]) == 2
    assert word in capsys.readouterr().err


def test_a_second_voice_of_one_id_is_refused_unless_it_replaces(place: Path, capsys: pytest.CaptureFixture[str]):
    assert add(place) == 0
    assert add(place) == 2
    assert "--replace" in capsys.readouterr().err
    assert add(place, "--replace", "--name", "Lin") == 0


def test_nowhere_to_keep_it(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.delenv("LOCALIZE_VOICES", raising=False)
    assert main(["voices", "add", "x", "--speaks", "y"]) == 2
    assert "--voices FILE" in capsys.readouterr().err


def test_packages_that_have_a_voice(place: Path, capsys: pytest.CaptureFixture[str]):
    add(place)
    for name, voice in (("one", "espeak-ng/id+f2"), ("two", "espeak-ng/id+m3")):
        (place / name).mkdir()
        (place / name / "manifest.json").write_text(json.dumps({"voices": {"id": {"林小满": {"voice": voice}}}}), "utf-8")
    capsys.readouterr()
    assert main(["voices", "used", "lin-wan", str(place / "one"), str(place / "two")]) == 0
    assert capsys.readouterr().out == f"{place / 'one'}: 林小满 (id)\n"
    (place / "two" / "manifest.json").write_text("[]")
    assert main(["voices", "used", "lin-wan", str(place / "two")]) == 2
