"""Options about how dubs are made."""

from __future__ import annotations

import argparse

import numpy as np
import pytest

from localize.cli.dubbing import add_dubbing, dub_options
from localize.engines.sound import SoundFile
from localize.errors import InvalidInput, InvalidMedia
from localize.model import DubMode, DubOptions, Room
from localize.store import LocalStore


def options(store, *words: str) -> DubOptions:
    parser = argparse.ArgumentParser()
    add_dubbing(parser)
    return dub_options(parser.parse_args(words), store)


@pytest.fixture
def store(tmp_path):
    return LocalStore(tmp_path / "store")


def test_nothing_said_is_a_dub_in_place(store):
    assert options(store) == dub_options(argparse.Namespace(), store) == DubOptions()


def test_a_stem_is_kept_by_its_digest(store, tmp_path):
    path = tmp_path / "me.wav"
    SoundFile().write(path, "stereo", [np.zeros((4800, 2), np.float32)])
    made = options(store, "--m-and-e", str(path), "--dub-mode", "voice-over", "--stems", "--room", "large")
    assert made == DubOptions(DubMode.VOICE_OVER, made.m_and_e, True, Room.LARGE)
    assert store.path(made.m_and_e).read_bytes() == path.read_bytes()


def test_what_is_no_stem_is_refused_before_anything_runs(store, tmp_path):
    with pytest.raises(InvalidInput, match="there is no file"):
        options(store, "--m-and-e", str(tmp_path / "none.wav"))
    path = tmp_path / "notes.wav"
    path.write_text("not sound")
    with pytest.raises(InvalidMedia):
        options(store, "--m-and-e", str(path))
