"""The dub stage chooses among renderings by their length, and follows the original as a voice-over."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from localize.dubbing.pace import calibration, paces
from localize.dubbing.slots import LEAD
from localize.engine import SpeechRequest
from localize.engines.espeak import Espeak
from localize.language import TARGETS
from localize.model import (
    DubMode,
    LineOrigin,
    Severity,
    TermHit,
    Transcript,
    TranslatedLine,
    Translation,
    Utterance,
)
from localize.stages.dub import dub
from localize.store import LocalStore
from localize.time import Span

LONG = "Aku sudah menunggumu di sini sepanjang malam, sampai matahari terbit."
MIDDLE = "Aku menunggumu sepanjang malam."
SHORT = "Aku menunggumu."


@pytest.fixture(scope="module")
def espeak():
    with Espeak(workers=2) as engine:
        yield engine


@pytest.fixture
def store(tmp_path):
    return LocalStore(tmp_path / "store")


def plan_of(espeak, store, line: TranslatedLine, window: float, *others: tuple[float, float, str], mode=DubMode.LIP):
    rest = [(TranslatedLine(f"v{n}", "话", text, LineOrigin.MACHINE, f"{n}"), begin, end)
            for n, (begin, end, text) in enumerate(others)]
    rows = [(line, 1.0, 1.0 + window), *rest]
    said = tuple(Utterance(item.utterance, Span(Fraction(str(begin)), Fraction(str(end))), "话") for item, begin, end in rows)
    return dub(Transcript("zh", said), Translation("id", tuple(item for item, *_ in rows)), (), espeak, store,
               duration=Fraction(60), mode=mode)


def line(*texts: str, origin=LineOrigin.MACHINE, terms=()) -> TranslatedLine:
    return TranslatedLine("u0", "话", texts[0], origin, "k", terms=terms, alternatives=texts[1:])


NEXT = (3.2, 5.0, "Sudahlah, ayo kita pulang sekarang.")


def test_a_line_too_long_gives_way_to_a_shorter_one_and_says_so(espeak, store):
    plan = plan_of(espeak, store, line(LONG, MIDDLE, SHORT), 2.0, NEXT)
    segment = plan.segments[0]
    assert (segment.text, segment.subtitle) == (MIDDLE, LONG)
    assert 0.92 <= segment.rate <= 1.08
    assert [(item.cue, item.severity) for item in plan.findings if item.rule == "dub.reworded"] == [("u0", Severity.NOTE)]
    assert plan_of(espeak, store, line(LONG, MIDDLE, SHORT), 2.0, NEXT).segments == plan.segments  # also from the store


def test_a_line_too_short_gives_way_to_a_longer_one(espeak, store):
    assert plan_of(espeak, store, line(SHORT, LONG, MIDDLE), 1.9).segments[0].text == MIDDLE


def test_a_line_that_fits_stays_and_a_worse_one_is_never_taken(espeak, store):
    segment = plan_of(espeak, store, line(MIDDLE, SHORT, LONG), 2.0).segments[0]
    assert (segment.text, segment.subtitle) == (MIDDLE, "")
    assert plan_of(espeak, store, line(MIDDLE, LONG), 1.4, (2.5, 4.0, "Ya.")).segments[0].text == MIDDLE


def test_no_term_is_broken_for_time(espeak, store):
    terms = (TermHit("a", "话", 0, 1, "matahari", met=True, found="matahari"),)
    assert plan_of(espeak, store, line(LONG, SHORT, terms=terms), 2.0, NEXT).segments[0].text == LONG
    kept = line(LONG, SHORT, "Aku menunggu sampai Matahari.", terms=terms)
    assert plan_of(espeak, store, kept, 2.0, NEXT).segments[0].text == "Aku menunggu sampai Matahari."


@pytest.mark.parametrize("origin", [LineOrigin.PERSON, LineOrigin.MEMORY, LineOrigin.FUZZY])
def test_what_people_wrote_is_said_as_they_wrote_it(espeak, store, origin):
    assert plan_of(espeak, store, line(LONG, MIDDLE, origin=origin), 2.0, NEXT).segments[0].text == LONG


@pytest.mark.parametrize("nasty", ["", "…", "😀", "我等你一夜。", "<b></b>"])
def test_an_alternative_that_cannot_be_said_is_passed_over(espeak, store, nasty):
    assert plan_of(espeak, store, line(LONG, nasty, MIDDLE), 2.0, NEXT).segments[0].text == MIDDLE


def test_a_changed_alternative_fits_its_own_line_again_and_no_other(espeak, store):
    first = plan_of(espeak, store, line(LONG, MIDDLE), 2.0, NEXT)
    second = plan_of(espeak, store, line(LONG, "Aku menunggu sampai pagi datang."), 2.0, NEXT)
    assert second.segments[0].text == "Aku menunggu sampai pagi datang."
    assert second.segments[1] == first.segments[1]


def test_every_target_language_has_lines_to_learn_from():
    for language in TARGETS:
        lines = calibration(language.tag)
        assert len(lines) == 14
        assert all(lines)


@pytest.mark.parametrize(("tag", "texts"), [
    ("id", (SHORT, MIDDLE, LONG)), ("pt-BR", ("Esperei você.", "Esperei você a noite inteira, até o sol nascer.")),
    ("vi", ("Anh đã đợi em rất lâu rồi.", "Anh đã đợi em suốt cả đêm, cho đến khi mặt trời mọc."))])
def test_durations_are_foretold(espeak, store, tag, texts):
    voice = espeak.voices(tag)[0]
    pace, made = paces([voice, voice], tag, espeak, store)
    assert made == 14
    for text in texts:
        said = float(espeak.synthesize([SpeechRequest(text, tag, voice.id)])[0].duration)
        assert pace[voice.id].seconds(text, tag) == pytest.approx(said, rel=0.2)
    assert pace[voice.id].seconds("…", tag) == 0
    assert paces([voice], tag, espeak, store) == (pace, 0)


def test_what_is_learned_does_not_depend_on_the_film(espeak, store, tmp_path):
    voice = espeak.voices("id")[0]
    plan_of(espeak, store, line(LONG), 2.0, NEXT)
    here, made = paces([voice], "id", espeak, store)
    elsewhere = paces([voice], "id", espeak, LocalStore(tmp_path / "other"))[0]
    assert made == 0
    # espeak-ng itself says a line up to three percent otherwise after other lines.
    assert here[voice.id].seconds(LONG, "id") == pytest.approx(elsewhere[voice.id].seconds(LONG, "id"), rel=0.03)


def test_a_voice_over_lets_the_original_be_heard_first(espeak, store):
    plan = plan_of(espeak, store, line(MIDDLE), 3.0, (4.2, 7.0, "Sudahlah, ayo kita pulang."), (57.5, 59.9, SHORT), mode=DubMode.VOICE_OVER)
    assert plan.mode is DubMode.VOICE_OVER
    assert [item.span.begin for item in plan.segments[:2]] == [1 + LEAD, Fraction("4.2") + LEAD]
    # Near the picture's end it follows closer: it must be whole before the end.
    assert plan.segments[2].span.begin < Fraction("57.7")
    assert all(item.span.end <= 60 for item in plan.segments)
    measures = {item.rule: item for item in plan.measures}
    assert not measures["dub.lead"].passed
    assert "dub.overlap" not in measures
    assert {item.rule: item.passed for item in plan_of(espeak, store, line(MIDDLE), 3.0, mode=DubMode.VOICE_OVER).measures}["dub.lead"]


def test_a_voice_over_and_a_dub_share_their_takes(espeak, store):
    first = plan_of(espeak, store, line(MIDDLE), 3.0)
    assert first.made > 0
    again = plan_of(espeak, store, line(MIDDLE), 3.0, mode=DubMode.VOICE_OVER)
    assert again.made == 0
    assert replace(again.segments[0], span=first.segments[0].span, slot=first.segments[0].slot) == first.segments[0]
