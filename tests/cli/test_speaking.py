"""What the command line is told about speakers and voices, and the files it keeps."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from localize.cli.speaking import (
    SpeakersGiven,
    casting_path,
    merged_casting,
    read_casting,
    registry_at,
    speakers_given,
    write_casting,
)
from localize.errors import InvalidInput, NotFound
from localize.model import CastEntry
from localize.store import LocalStore

ENTRIES = (CastEntry("何伯", "en", "espeak-ng/en+m7", chosen=True), CastEntry("何伯", "ar", "espeak-ng/ar+m3"))


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    return LocalStore(tmp_path / "store")


def test_speakers_by_number_names_or_turns(store: LocalStore, tmp_path: Path):
    assert speakers_given("", store) == SpeakersGiven()
    assert speakers_given("3", store) == SpeakersGiven(count=3)
    assert speakers_given("何伯, 林小满", store) == SpeakersGiven(names=("何伯", "林小满"))
    turns = tmp_path / "ep.rttm"
    turns.write_text("SPEAKER ep 1 0.5 2 <NA> <NA> 何伯 <NA> <NA>\n", "utf-8")
    assert store.has(speakers_given(str(turns), store).turns)


@pytest.mark.parametrize(("text", "error"), [("0", InvalidInput), ("none.rttm", NotFound)])
def test_speakers_that_cannot_be(store: LocalStore, text: str, error: type[Exception]):
    with pytest.raises(error):
        speakers_given(text, store)


def test_a_casting_survives_being_written(tmp_path: Path):
    path = tmp_path / "new" / "casting.json"
    assert read_casting(path) == ()
    write_casting(path, ENTRIES)
    assert set(read_casting(path)) == set(ENTRIES)


@pytest.mark.parametrize("text", ["", "[]", '{"a": 1}', '{"a": {"en": {}}}', '{"a": {"en": "x"}}'])
def test_a_broken_casting_is_said(tmp_path: Path, text: str):
    path = tmp_path / "casting.json"
    path.write_text(text)
    with pytest.raises(InvalidInput, match="casting"):
        read_casting(path)


def test_what_a_person_chose_is_never_overwritten():
    made = (CastEntry("何伯", "en", "other"), CastEntry("林小满", "en", "x"))
    assert set(merged_casting(ENTRIES, made)) == {*ENTRIES, made[1]}


def test_every_title_has_a_casting_of_its_own(tmp_path: Path):
    arguments = argparse.Namespace(casting=None, store=tmp_path / "store")
    one, other = casting_path(arguments, "月港 1/2"), casting_path(arguments, "../../etc")
    assert one.parent == other.parent == tmp_path / "store-casting"
    assert one != other
    assert casting_path(argparse.Namespace(casting=tmp_path / "c.json", store=tmp_path), "x") == tmp_path / "c.json"


def test_a_registry_that_is_not_there_yet_is_empty(tmp_path: Path):
    assert registry_at(None).voices == registry_at(tmp_path / "voices.json").voices == ()
