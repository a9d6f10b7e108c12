"""``localize glossary`` and ``localize memory``: reports, exit codes, what is written and what is not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from localize.cli.main import main
from localize.cli.title import read_characters, read_terms
from localize.errors import InvalidGlossary, InvalidInput
from localize.glossary import import_terms
from localize.memory import import_memory, write_tmx
from localize.memory.unit import Unit
from localize.model import Formality

GOOD = "source,en,th\n师父,Master,อาจารย์\n广州,Guangzhou,กว่างโจว\n"
MIXED = "source,en,th\n师父,Master,อาจารย์\n师兄,Brother,师兄\n"
PEOPLE = [{"name": "小武", "gender": "male", "renderings": {"en": "Wu"}, "addresses": [
    {"addressee": "陈师傅", "sources": ["师父", "您"], "formality": "honorific", "kinship": "teacher", "renderings": {"en": "Sifu"}}]},
    {"name": "陈师傅"}]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("good.csv", GOOD), ("mixed.csv", MIXED), ("other.csv", "source,en\n师父,Sifu\n"),
                       ("high.csv", "source,en,priority\n师父,Sifu,9\n"), ("people.json", json.dumps(PEOPLE))):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_check_says_what_is_there_and_what_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["glossary", "check", str(folder / "good.csv")]) == 0
    assert capsys.readouterr().out == "good.csv: 2 terms; en 2, th 2\n"
    assert main(["glossary", "check", str(folder / "mixed.csv")]) == 1
    said = capsys.readouterr()
    assert "1 terms" in said.out
    assert "row 3, th" in said.err
    assert "1 of 2 rows refused" in said.err


def test_check_answers_in_json(folder: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["glossary", "check", "--json", str(folder / "mixed.csv"), str(folder / "good.csv")]) == 1
    mixed, good = json.loads(capsys.readouterr().out)["files"]
    assert mixed["refused"][0]["row"] == 3
    assert set(mixed["refused"][0]) == {"row", "column", "value", "reason", "hint"}
    assert (good["rows"], good["refused"]) == (2, [])


def test_check_finds_contradictions_between_files(folder: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["glossary", "check", str(folder / "good.csv"), str(folder / "other.csv")]) == 1
    assert "in other, beside the others" in capsys.readouterr().err
    assert main(["glossary", "check", str(folder / "good.csv"), str(folder / "high.csv")]) == 0


def test_convert_is_all_or_nothing(folder: Path, capsys: pytest.CaptureFixture[str]):
    out = folder / "out.tbx"
    assert main(["glossary", "convert", str(folder / "mixed.csv"), str(out)]) == 1
    assert not out.exists()
    assert "nothing is written" in capsys.readouterr().err
    assert main(["glossary", "convert", str(folder / "mixed.csv"), str(out), "--skip-refused"]) == 0
    assert [term.sources for term in import_terms(out.read_bytes()).whole().terms] == [("师父",)]


def test_convert_there_and_back(folder: Path):
    tbx, tsv, back = folder / "a.tbx", folder / "a.tsv", folder / "back.csv"
    for read, written in ((folder / "good.csv", tbx), (tbx, tsv), (tsv, back)):
        assert main(["glossary", "convert", str(read), str(written)]) == 0
    assert import_terms(back.read_bytes(), "g").whole() == import_terms(GOOD.encode(), "g").whole()


@pytest.mark.parametrize("arguments", [
    ["convert", "good.csv", "good.csv"], ["convert", "good.csv", "out.xlsx"], ["check", "none.csv"],
    ["convert", "good.csv", "no/such/folder.csv"],
])
def test_wrong_usage_is_two(folder: Path, arguments: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(folder)
    assert main(["glossary", *arguments]) == 2
    assert capsys.readouterr().err.startswith("localize: ")
    assert (folder / "good.csv").read_text(encoding="utf-8") == GOOD


def test_match_knows_who_speaks_to_whom(folder: Path, capsys: pytest.CaptureFixture[str]):
    line = ["glossary", "match", str(folder / "good.csv"), "师父！", "--characters", str(folder / "people.json"), "--to", "en"]
    assert main(line) == 0
    assert capsys.readouterr().out == "0-2  师父  en: Master\n"
    assert main([*line, "--speaker", "小武", "--addressee", "陈师傅"]) == 0
    assert capsys.readouterr().out == "0-2  师父  en: Sifu  [小武 → 陈师傅]\n"


def test_characters_say_how_they_address_each_other(folder: Path):
    first, _ = read_characters(folder / "people.json")
    (address,) = first.addresses
    assert (address.addressee, address.sources, address.formality) == ("陈师傅", ("师父", "您"), Formality.HONORIFIC)
    assert address.renderings == (("en", "Sifu"),)
    (folder / "people.json").write_text('[{"name": "a", "addresses": [{"to": "b"}]}]', encoding="utf-8")
    with pytest.raises(InvalidInput, match="no list of characters"):
        read_characters(folder / "people.json")


def test_jobs_take_several_files_or_say_which_one_is_wrong(folder: Path):
    assert len(read_terms([folder / "good.csv", folder / "high.csv"]).terms) == 3
    with pytest.raises(InvalidGlossary, match=r"mixed\.csv, row 3"):
        read_terms([folder / "good.csv", folder / "mixed.csv"])


def test_memories_are_checked_and_converted(folder: Path, capsys: pytest.CaptureFixture[str]):
    tmx, xlf, back = folder / "m.tmx", folder / "m.xlf", folder / "back.tmx"
    units = (Unit("1", {"zh": "好", "th": "ดี"}), Unit("2", {"zh": "走", "th": "ไป"}))
    tmx.write_bytes(write_tmx(units))
    assert main(["memory", "check", str(tmx)]) == 0
    assert capsys.readouterr().out == "2 entries; th 2, zh 2\n"
    assert main(["memory", "convert", str(tmx), str(xlf), "--to", "th"]) == 0
    assert main(["memory", "convert", str(xlf), str(back)]) == 0
    assert import_memory(back.read_bytes()).whole() == units
    assert main(["memory", "convert", str(tmx), str(folder / "x.xlf")]) == 2


def test_a_refused_memory_entry_stops_the_conversion(folder: Path, capsys: pytest.CaptureFixture[str]):
    tmx, out = folder / "m.tmx", folder / "out.tmx"
    tmx.write_text('<tmx version="1.4"><body><tu tuid="a"><tuv xml:lang="zh"><seg>好</seg></tuv></tu>'
                   '<tu tuid="a"><tuv xml:lang="zh"><seg>走</seg></tuv></tu></body></tmx>', encoding="utf-8")
    assert main(["memory", "check", "--json", str(tmx)]) == 1
    assert json.loads(capsys.readouterr().out)["refused"][0]["row"] == 2
    assert main(["memory", "convert", str(tmx), str(out)]) == 1
    assert not out.exists()
    assert main(["memory", "convert", str(tmx), str(out), "--skip-refused"]) == 0
    assert len(import_memory(out.read_bytes()).units) == 1


def test_people_who_share_a_name_stop_a_job_before_it_runs(folder: Path, capsys: pytest.CaptureFixture[str]):
    (folder / "twins.json").write_text('[{"name": "小武", "aliases": ["阿武"]}, {"name": "阿武"}]', encoding="utf-8")
    (folder / "film.mp4").write_bytes(b"no film")
    assert main(["run", str(folder / "film.mp4"), "--from", "zh", "--to", "en", "--out", str(folder / "out"), "--store",
                 str(folder / "store"), "--characters", str(folder / "twins.json")]) == 2
    assert "stands in two terms" in capsys.readouterr().err
