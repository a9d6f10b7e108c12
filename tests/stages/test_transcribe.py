"""Reconciling what was heard, read and sent along."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.errors import InvalidInput
from localize.model import TextOrigin, Transcript, Utterance, Word
from localize.stages.transcribe import alike, reconcile, transcript
from localize.time import Span


def span(begin: float, end: float) -> Span:
    return Span(Fraction(str(begin)), Fraction(str(end)))


def heard(name: str, begin: float, end: float, text: str, sure: float = 0.7, speaker: str = "") -> Utterance:
    step = (Fraction(str(end)) - Fraction(str(begin))) / len(text)
    words = tuple(Word(char, Span(Fraction(str(begin)) + step * number, Fraction(str(begin)) + step * (number + 1)), sure)
                  for number, char in enumerate(text))
    return Utterance(name, span(begin, end), text, words, speaker, TextOrigin.SPEECH, sure)


def shown(name: str, begin: float, end: float, text: str, sure: float = 0.99, *, forced: bool = False) -> Utterance:
    return Utterance(name, span(begin, end), text, origin=TextOrigin.BURNED_IN, confidence=sure, forced=forced)


def auto(speech: list[Utterance], read: list[Utterance]) -> Transcript:
    return reconcile(transcript(speech, "zh"), transcript(read, "zh"), None, mode="auto")


def test_wording_of_the_picture_and_timing_of_the_sound():
    made = auto([heard("a", 1.1, 2.8, "我刚从佛山回来")], [shown("b1", 1.0, 3.0, "我刚从佛山回来。")])
    (line,) = made.utterances
    assert line.text == "我刚从佛山回来。"
    assert line.span == span(1.1, 2.8)
    assert line.origin is TextOrigin.BURNED_IN
    assert line.words
    assert line.id == "u0001"
    assert made.findings == ()


def test_a_disagreement_is_a_finding_and_the_surer_wins():
    made = auto([heard("a", 1, 3, "我刚从火山回去", sure=0.5)], [shown("b1", 1, 3, "我刚从佛山回来。", sure=0.98)])
    (line,), (finding,) = made.utterances, made.findings
    assert line.text == "我刚从佛山回来。"
    assert (finding.rule, finding.cue) == ("transcript.disagreement", "u0001")
    assert "火山" in finding.message
    made = auto([heard("a", 1, 3, "我刚从佛山回来", sure=0.95)], [shown("b1", 1, 3, "我刚从沸山口来", sure=0.6)])
    assert made.utterances[0].text == "我刚从佛山回来"
    assert made.utterances[0].origin is TextOrigin.SPEECH


def test_speech_not_understood_leaves_the_subtitle_its_own_time():
    made = auto([heard("a", 1.6, 1.9, "咖啡")], [shown("b1", 1, 3, "我刚从佛山回来。")])
    assert made.utterances[0].span == span(1, 3)


def test_one_stretch_of_speech_over_two_subtitles_is_parted_by_its_words():
    speech = heard("a", 0, 4, "我从来没有爱过你你走吧")
    made = auto([speech], [shown("b1", 0, 2.8, "我从来没有爱过你"), shown("b2", 2.9, 4.1, "你走吧")])
    assert [line.text for line in made.utterances] == ["我从来没有爱过你", "你走吧"]
    assert all(line.words for line in made.utterances)
    assert made.utterances[0].span.end <= made.utterances[1].span.begin
    assert made.findings == ()


def test_signs_are_forced_narrative_and_unheard_subtitles_count_as_spoken():
    made = auto([heard("a", 5, 7, "你好")],
                [shown("b1", 1, 3, "三年前"), shown("b2", 5, 7, "你好"), shown("b3", 8, 9, "禁止入内", forced=True)])
    assert [(line.text, line.forced) for line in made.utterances] == [("三年前", False), ("你好", False),
                                                                   ("禁止入内", True)]
    assert [finding.rule for finding in made.findings] == ["transcript.unheard"]


def test_where_the_recogniser_heard_next_to_nothing_subtitles_stay_dialogue():
    made = auto([heard("a", 1, 2, "你好")], [shown(f"b{number}", number * 3, number * 3 + 2, "你好") for number in range(8)])
    assert not any(line.forced for line in made.utterances)
    assert "transcript.speech-missed" in {finding.rule for finding in made.findings}


def test_speech_without_a_subtitle_stays():
    made = auto([heard("a", 1, 2, "你好"), heard("c", 5, 6, "谁在那里")], [shown("b1", 1, 2, "你好")])
    assert [line.text for line in made.utterances] == ["你好", "谁在那里"]
    assert made.findings[0].rule == "transcript.speech-only"
    assert made.findings[0].cue == "u0002"


def test_two_lines_of_a_subtitle_are_one_utterance():
    made = reconcile(None, transcript([shown("b1", 1, 3, "明天早上八点\n把所有人叫来")], "zh"), None, mode="burned-in")
    assert made.utterances[0].text == "明天早上八点 把所有人叫来"


def test_a_dialogue_list_comes_first_and_signs_are_added():
    sidecar = transcript([Utterance("s1", span(4, 6), "你好", origin=TextOrigin.SIDECAR, speaker="何伯")], "zh")
    read = transcript([shown("b1", 1, 2, "三年前"), shown("b2", 4, 6, "你好！")], "zh")
    made = reconcile(transcript([heard("a", 4, 6, "泥好")], "zh"), read, sidecar, mode="auto")
    assert [(line.text, line.forced, line.speaker) for line in made.utterances] == [
        ("三年前", True, ""), ("你好", False, "何伯")]


def test_a_mode_without_its_source():
    with pytest.raises(InvalidInput) as caught:
        reconcile(None, None, None, mode="burned-in")
    assert caught.value.field == "transcribe"
    with pytest.raises(InvalidInput, match="no way to transcribe"):
        reconcile(None, None, None, mode="guess")


def test_alike_ignores_marks():
    assert alike("你好，世界！", "你好世界") == 1
    assert alike("Ｈｅｌｌｏ", "hello") == 1
    assert alike("你好", "再见") == 0


TIMES = st.lists(st.tuples(st.integers(0, 200), st.integers(1, 30)), max_size=12)


@given(TIMES, TIMES)
def test_nothing_is_lost_and_all_is_in_order(speech: list[tuple[int, int]], read: list[tuple[int, int]]):
    spoken = [heard(f"a{n}", begin, begin + long, f"话{n}") for n, (begin, long) in enumerate(speech)]
    seen = [shown(f"b{n}", begin, begin + long, f"字{n}") for n, (begin, long) in enumerate(read)]
    made = auto(spoken, seen)
    told = "".join(finding.message for finding in made.findings)
    for item in seen:
        assert any(item.text == line.text for line in made.utterances) or item.text in told
    for item in spoken:
        assert any(item.text == line.text or item.span.overlap(line.span) > 0 for line in made.utterances)
    assert [line.id for line in made.utterances] == [f"u{n:04d}" for n in range(1, len(made.utterances) + 1)]
