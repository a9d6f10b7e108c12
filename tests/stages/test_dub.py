"""The dub stage on espeak-ng's real voices."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from localize.dubbing.clip import decode_clip
from localize.dubbing.fit import RATE
from localize.engine import SpeechRequest
from localize.engines.espeak import Espeak
from localize.errors import NotFound
from localize.model import (
    Character,
    Gender,
    LineOrigin,
    Severity,
    Transcript,
    TranslatedLine,
    Translation,
    Utterance,
)
from localize.stages.dub import dub
from localize.store import LocalStore
from localize.time import Span

CAST = (Character("林娜", ("娜娜",), Gender.FEMALE), Character("陈总", (), Gender.MALE), Character("小美", (), Gender.FEMALE))


@pytest.fixture(scope="module")
def espeak():
    with Espeak(workers=2) as engine:
        yield engine


@pytest.fixture
def store(tmp_path):
    return LocalStore(tmp_path / "store")


class Counting:
    """Counts what a synthesizer is asked for."""

    def __init__(self, engine: Espeak) -> None:
        self.engine, self.asked = engine, []

    @property
    def identity(self):
        return self.engine.identity

    def voices(self, language):
        return self.engine.voices(language)

    def synthesize(self, requests):
        self.asked += requests
        return self.engine.synthesize(requests)


def seconds(value: float) -> Fraction:
    return Fraction(str(value))


def scene(*lines: tuple[float, float, str, str], tag: str = "id") -> tuple[Transcript, Translation]:
    said = tuple(Utterance(f"u{number}", Span(seconds(begin), seconds(end)), "话", speaker=speaker)
                 for number, (begin, end, speaker, _) in enumerate(lines))
    made = tuple(TranslatedLine(f"u{number}", "话", text, LineOrigin.MACHINE, f"{number}") for number, (*_, text) in enumerate(lines))
    return Transcript("zh", said), Translation(tag, made)


DIALOGUE = ((1.0, 3.0, "林娜", "Kamu dari mana saja?"), (3.4, 6.0, "陈总", "Aku menunggumu sepanjang malam."),
            (6.2, 8.0, "娜娜", "Maaf, aku terlambat."), (9.0, 11.0, "小美", "Sudahlah, ayo kita pulang."))


def run(espeak, store, *lines, tag="id", duration=12, cast=CAST):
    return dub(*scene(*lines, tag=tag), cast, espeak, store, duration=seconds(duration))


def rules(plan, severity=None):
    return [item.rule for item in plan.findings if severity in {None, item.severity}]


def test_every_line_is_placed_to_the_sample_and_fits(espeak, store):
    plan = run(espeak, store, *DIALOGUE)
    assert [item.cue for item in plan.segments] == ["u0", "u1", "u2", "u3"]
    assert plan.findings == ()
    assert all(item.passed for item in plan.measures)
    for segment in plan.segments:
        speech = decode_clip(store.path(segment.speech).read_bytes())
        assert speech.sample_rate == RATE
        assert Fraction(len(speech.samples), RATE) == segment.span.duration
        assert segment.span.begin == segment.slot.begin
        assert segment.span.end <= segment.slot.end
        # Trimmed: it begins and ends with speech.
        assert np.abs(speech.samples[:RATE // 20]).max() > 0.001


def test_voices_follow_gender_and_stay_over_episodes(espeak, store):
    plan = run(espeak, store, *DIALOGUE)
    voices = dict(plan.voices)
    assert voices["林娜"] == voices["娜娜"]
    assert len({voices["林娜"], voices["陈总"], voices["小美"]}) == 3
    genders = {voice.id: voice.gender for voice in espeak.voices("id")}
    assert [genders[voices[name]] for name in ("林娜", "陈总", "小美")] == [Gender.FEMALE, Gender.MALE, Gender.FEMALE]
    other = run(espeak, store, (1, 3, "小美", "Hai."), cast=(*CAST, Character("老王", gender=Gender.MALE)))
    assert dict(other.voices)["小美"] == voices["小美"]


def test_a_chosen_voice_is_kept_and_a_wrong_one_is_said(espeak, store):
    chosen = replace(CAST[0], voice="espeak-ng/id+f5")
    plan = run(espeak, store, *DIALOGUE, cast=(chosen, *CAST[1:]))
    assert dict(plan.voices)["林娜"] == "espeak-ng/id+f5"
    assert list(dict(plan.voices).values()).count("espeak-ng/id+f5") == 2  # the name and the alias
    with pytest.raises(NotFound):
        run(espeak, store, *DIALOGUE, cast=(replace(chosen, voice="espeak-ng/id+f77"),))
    # Chosen for Indonesian, it says nothing about Malay.
    assert run(espeak, store, *DIALOGUE, cast=(chosen,), tag="ms").voices[0][1].startswith("espeak-ng/ms+")


def test_running_again_says_nothing(espeak, store):
    engine = Counting(espeak)
    first = run(engine, store, *DIALOGUE)
    assert first.made == len(engine.asked) > 0
    engine.asked.clear()
    again = run(engine, store, *DIALOGUE)
    assert engine.asked == []
    assert again == replace(first, made=0)


def test_a_changed_line_is_said_alone(espeak, store):
    engine = Counting(espeak)
    first = run(engine, store, *DIALOGUE)
    engine.asked.clear()
    changed = (*DIALOGUE[:2], (6.2, 8.0, "娜娜", "Maafkan aku."), DIALOGUE[3])
    second = run(engine, store, *changed)
    assert {request.text for request in engine.asked} == {"Maafkan aku."}
    assert [one.speech == two.speech for one, two in zip(first.segments, second.segments, strict=True)] == [
        True, True, False, True]


def test_a_moved_line_keeps_its_take(espeak, store):
    engine = Counting(espeak)
    run(engine, store, *DIALOGUE)
    engine.asked.clear()
    run(engine, store, *((begin + 0.5, end + 0.5, who, text) for begin, end, who, text in DIALOGUE[:3]), duration=30)
    assert [request for request in engine.asked if request.rate == 1.0] == []


def test_a_long_line_uses_the_gap_then_hurries(espeak, store):
    text = "Aku menunggumu sepanjang malam di rumah."
    natural = float(run(espeak, store, (0, 30, "", text), duration=40).segments[0].span.duration) * 0.92
    relaxed = run(espeak, store, (0, natural * 0.6, "", text)).segments[0]
    assert relaxed.rate <= 1.09
    hurried = run(espeak, store, (0, natural * 0.6, "", text), (natural / 1.2 + 0.08, 9, "", "Ya.")).segments[0]
    assert 1.1 < hurried.rate <= 1.25
    assert hurried.span.end <= hurried.slot.end
    fast = run(espeak, store, (0, natural * 0.6, "", text), (natural / 1.33 + 0.08, 9, "", "Ya."))
    assert 1.25 < fast.segments[0].rate <= 1.41
    assert "dub.fast" in rules(fast)
    assert "dub.overrun" not in rules(fast)


def test_a_line_too_long_is_said_whole_and_fails_loudly(espeak, store):
    text = "Aku menunggumu sepanjang malam di rumah, dan kamu tidak pernah datang untuk menjemputku."
    plan = run(espeak, store, (1, 2, "林娜", text), (2.1, 4, "陈总", "Maaf."))
    assert {"dub.overrun", "dub.collision"} <= set(rules(plan, Severity.ERROR))
    assert plan.segments[0].rate == pytest.approx(1.40, abs=0.01)
    natural = espeak.synthesize([SpeechRequest(text, "id", plan.segments[0].voice)])[0]
    assert float(plan.segments[0].span.duration) * 1.4 == pytest.approx(float(natural.duration), rel=0.05)
    assert not {item.rule: item.passed for item in plan.measures}["dub.overruns"]


@pytest.mark.parametrize(("text", "rule", "severity"), [
    ("…!", "dub.nothing-to-say", Severity.NOTE), ("😀", "dub.nothing-to-say", Severity.NOTE), ("", "dub.nothing-to-say", Severity.ERROR),
    ("Halo 你好", "dub.not-speakable", Severity.ERROR),
])
def test_lines_that_cannot_be_said_are_named_and_the_others_are_said(espeak, store, text, rule, severity):
    plan = run(espeak, store, DIALOGUE[0], (3.4, 6, "陈总", text), *DIALOGUE[2:])
    assert [(item.rule, item.severity, item.cue) for item in plan.findings if item.cue] == [(rule, severity, "u1")]
    assert ("dub.voiced" in rules(plan, Severity.ERROR)) == (severity is Severity.ERROR)
    assert [item.cue for item in plan.segments] == ["u0", "u2", "u3"]
    assert {item.rule: item.passed for item in plan.measures}["dub.voiced"] == (severity is Severity.NOTE)


@pytest.mark.parametrize(("text", "said"), [
    ("12345", "12345"), ("Oke 😀 <b>ya</b>", "Oke ya"), ('<speak><break time="30s"/>Ya &amp; tidak</speak>', "Ya & tidak"),
    ("Temui aku di Bangkok, 7-Eleven!", "Temui aku di Bangkok, 7-Eleven!")])
def test_nasty_lines_are_said(espeak, store, text, said):
    plan = run(espeak, store, (0, 4, "", text), duration=300)
    assert [item.text for item in plan.segments] == [said]
    assert rules(plan, Severity.ERROR) == []
    assert plan.segments[0].span.duration < 8  # nothing is spelled out, no break of thirty seconds is obeyed


def test_two_thousand_characters_are_said_whole_and_fail_loudly(espeak, store):
    plan = run(espeak, store, (0, 2, "", "kata " * 400), (2, 4, "", "Ya."), duration=300)
    assert [item.cue for item in plan.segments] == ["u0", "u1"]
    assert plan.segments[0].span.duration > 60
    assert plan.segments[0].rate == pytest.approx(1.40, abs=0.01)
    assert {"dub.overrun", "dub.collision"} <= set(rules(plan, Severity.ERROR))
    longer_than_the_film = run(espeak, store, (0, 2, "", "kata " * 400), duration=12)
    assert "dub.past-end" in rules(longer_than_the_film, Severity.ERROR)


def test_cues_at_and_past_the_end_and_of_no_length(espeak, store):
    plan = run(espeak, store, (1, 1, "林娜", "Ya."), (4, 4, "陈总", "Tidak."), (9, 20, "林娜", "Aku menunggumu sepanjang malam."),
               (30, 31, "陈总", "Terlambat."), duration=10)
    assert [item.cue for item in plan.segments] == ["u0", "u1", "u2"]
    assert {item.cue for item in plan.findings if item.rule == "dub.past-end"} == {"u3"}
    # The line that began a second before the end is said whole: it begins earlier, and says so.
    last = plan.segments[-1]
    assert last.span.end == 10
    assert {item.cue for item in plan.findings if item.rule == "dub.moved"} == {"u2"}
    assert not {item.rule: item.passed for item in plan.measures}["dub.onset"]


def test_speakers_who_overlap_in_the_original_may_overlap(espeak, store):
    plan = run(espeak, store, (1, 4, "林娜", "Kamu dari mana saja semalam?"), (2, 5, "陈总", "Aku menunggumu sepanjang malam."))
    assert plan.findings == ()
    assert plan.segments[0].span.end > plan.segments[1].span.begin


def test_a_language_without_voice_gets_no_segments_and_a_finding(espeak, store, monkeypatch):
    monkeypatch.setattr(espeak, "voices", lambda tag: ())
    plan = run(espeak, store, (1, 3, "林娜", "សួស្តី"), tag="km")
    assert plan.segments == ()
    assert rules(plan) == ["dub.no-voice"]


def test_guide_tracks_say_so(espeak, store):
    for tag, text in (("th", "ฉันรอคุณทั้งคืน"), ("km", "ខ្ញុំបានរង់ចាំអ្នកពេញមួយយប់"), ("lo", "ຂ້ອຍລໍຖ້າເຈົ້າທັງຄືນ")):
        plan = run(espeak, store, (1, 3, "林娜", text), tag=tag)
        assert plan.guide
        assert len(plan.segments) == 1
    assert not run(espeak, store, *DIALOGUE).guide


def test_forced_text_is_not_voiced(espeak, store):
    transcript, translation = scene(*DIALOGUE)
    shown = replace(transcript.utterances[0], forced=True)
    plan = dub(replace(transcript, utterances=(shown, *transcript.utterances[1:])), translation, CAST, espeak, store,
               duration=Fraction(12))
    assert [item.cue for item in plan.segments] == ["u1", "u2", "u3"]
    assert plan.findings == ()


def test_an_empty_transcript_is_an_empty_plan(espeak, store):
    assert run(espeak, store).segments == ()
