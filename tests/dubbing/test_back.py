"""Back-transcription: the starter recogniser listens to dubs in the language it knows, and to one it does not."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from localize.dubbing.back import RULE, back_findings, back_transcribed, distance, ear, plain, sample
from localize.engines.espeak import Espeak
from localize.engines.whisper import Whisper
from localize.errors import EngineUnavailable
from localize.model import LineOrigin, Segment, Severity, Transcript, TranslatedLine, Translation, Utterance
from localize.stages.dub import dub
from localize.store import LocalStore
from localize.time import Span

LINES = ("你今天怎么来得这么晚？", "对不起，我迟到了。", "我们明天再去看医生吧。", "他已经回家了。")


@pytest.fixture(scope="module")
def starter():
    engine = Whisper.starter()
    try:
        _ = engine.identity
    except EngineUnavailable as error:
        pytest.skip(f"no starter model: {error}")
    return engine


@pytest.fixture
def store(tmp_path):
    return LocalStore(tmp_path / "store")


@pytest.fixture
def segments(store):
    said = tuple(Utterance(f"u{n}", Span(Fraction(4 * n), Fraction(4 * n + 3)), "x") for n in range(len(LINES)))
    lines = tuple(TranslatedLine(f"u{n}", "x", text, LineOrigin.PERSON, str(n)) for n, text in enumerate(LINES))
    with Espeak(workers=1) as espeak:
        return dub(Transcript("en", said), Translation("zh", lines), (), espeak, store, duration=Fraction(20)).segments


def rate(measure) -> int:
    return int(measure.measured.partition("%")[0])


def test_what_is_said_is_heard_again_and_what_is_not_is_not(starter, segments, store):
    (found,) = back_transcribed(segments, starter, "zh", store)
    assert found.rule == RULE
    assert "4 lines" in found.measured
    # The starter itself gets a fifth to a third of espeak-ng's characters wrong.
    assert rate(found) <= 60
    shuffled = [replace(item, text=other.text) for item, other in zip(segments, (*segments[1:], segments[0]), strict=True)]
    (wrong,) = back_transcribed(shuffled, starter, "zh", store)
    assert rate(wrong) >= rate(found) + 25
    assert [(item.rule, item.severity) for item in back_findings((wrong,), "zh")] == [(RULE, Severity.WARNING)]


def test_lines_are_listened_to_once(starter, segments, store, monkeypatch):
    first = back_transcribed(segments, starter, "zh", store)
    monkeypatch.setattr(Whisper, "recognize", lambda *_: pytest.fail("listened again"))
    assert back_transcribed(segments, starter, "zh", store) == first


def test_a_recogniser_that_does_not_speak_the_language_says_nothing(starter, segments, store):
    assert back_transcribed(segments, starter, "id", store) == ()
    assert back_transcribed((), starter, "zh", store) == ()


def test_a_dub_can_be_made_where_no_recogniser_is_installed(segments, store):
    missing = Whisper(Path("no-such-folder"))
    assert ear(missing) is None
    assert back_transcribed(segments, missing, "zh", store) == ()


@pytest.mark.parametrize(("one", "other", "edits"), [("", "", 0), ("abc", "", 3), ("", "ab", 2), ("kitten", "sitting", 3), ("天地人", "天人", 1)])
def test_edits(one, other, edits):
    assert distance(one, other) == distance(other, one) == edits


def test_spelling_that_is_not_heard_does_not_count():
    assert plain("Olá,  MUNDO! ２５…") == "olámundo25"


def test_the_sample_is_spread_over_the_dub():
    span = Span(Fraction(0), Fraction(1))
    many = [Segment(str(n), span, span, "v", "k", 1.0, "x") for n in range(400)]
    chosen = [int(item.cue) for item in sample(many)]
    assert len(chosen) == 40
    assert chosen == [5 + 10 * n for n in range(40)]
    assert sample(many[:3]) == tuple(many[:3])
