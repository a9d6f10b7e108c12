"""Template rows: complete, distinct, repeatable, and inflected as each language asks."""

from __future__ import annotations

import re

import pytest

from training.templates import arabic, english, filipino, portuguese
from training.templates.generate import Templates
from training.templates.lexicon import LANGUAGES, load_entries, load_frames


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    return list(Templates(load_frames(), load_entries()).rows(800, seed=7))


def test_every_row_has_every_language_and_no_slot_left(rows: list[dict[str, str]]) -> None:
    assert len(rows) == 800
    for row in rows:
        assert list(row) == ["key", *LANGUAGES]
        for language in LANGUAGES:
            assert row[language]
            left = row[language].replace("{NAME}", "").replace("{NAME2}", "").replace("{PLACE}", "")
            assert not re.search(r"[\[\]<>{}|_~@^;]", left), (row["key"], language, row[language])
            for name in ("{NAME}", "{NAME2}", "{PLACE}"):
                assert (name in row[language]) == (name in row["zh"]), (row["key"], language)


def test_rows_are_distinct_and_repeat_with_the_seed(rows: list[dict[str, str]]) -> None:
    assert len({row["zh"] for row in rows}) == len(rows)
    assert rows[:200] == list(Templates(load_frames(), load_entries()).rows(200, seed=7))


def test_no_frame_dominates(rows: list[dict[str, str]]) -> None:
    frames = [row["key"].split("-")[0] for row in rows]
    assert max(map(frames.count, set(frames))) <= len(rows) * 0.05


def test_every_frame_renders_with_every_filling_of_its_slots() -> None:
    entries, frames = load_entries(), load_frames()
    assert len({frame.cells["zh"] for frame in frames}) == len(frames)
    for frame in frames:
        made = list(Templates([frame], entries).rows(2, seed=1))
        assert made, frame.cells["zh"]


@pytest.mark.parametrize(
    ("cell", "name", "brazil", "portugal"),
    [
        ("ajudar;me;", "i", "me ajude", "ajuda-me"),
        ("ajudar;me;", "ns2", "me ajudes", "me ajudes"),
        ("casar;R;com ele", "1", "me casar com ele", "casar-me com ele"),
        ("salvar;o;", "1", "o salvar", "salvá-lo"),
        ("pagar;;a conta", "p1", "paguei a conta", "paguei a conta"),
        ("ir;;embora", "s3", "vá embora", "vá embora"),
    ],
)
def test_portuguese(cell: str, name: str, brazil: str, portugal: str) -> None:
    phrase = portuguese.Phrase(*cell.split(";"))
    assert phrase.form(name, european=False) == brazil
    assert phrase.form(name, european=True) == portugal


def test_filipino_pronouns_climb() -> None:
    save = filipino.parse("O iligtas iniligtas ililigtas;^ka")
    leave = filipino.parse("A umalis umalis aalis;dito")
    assert save.pronouns("na ako") == "na kita"
    assert leave.pronouns("na ako") == "na ako"
    assert leave.pronouns("na kang") == "ka nang"
    assert leave.pronouns("!kong") == "kong"


def test_arabic_and_english_forms() -> None:
    take = arabic.parse("أخذ,أخذ,خذ;الطفل")
    assert take.form("1") == "آخذ الطفل"
    assert arabic.parse("حمي,حمى,احم,حم,حميت;~ك").form("p3") == "حماك"
    assert arabic.attach("ل", "المدير") == "للمدير"
    assert english.form("betray me", "p") == "betrayed me"
    assert english.form("leave", "ing") == "leaving"
