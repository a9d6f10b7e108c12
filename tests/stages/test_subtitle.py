from __future__ import annotations

from fractions import Fraction

from localize.model import LineOrigin, Transcript, TranslatedLine, Translation, Utterance
from localize.rules import rules
from localize.stages.check import check
from localize.stages.subtitle import subtitle
from localize.time import Span


def shaped(text: str, seconds: int, *alternatives: str, tag: str = "en"):
    utterance = Utterance("u1", Span(Fraction(1), Fraction(1 + seconds)), "原文")
    line = TranslatedLine("u1", "原文", text, LineOrigin.MACHINE, "", alternatives=alternatives)
    return subtitle(Transcript("zh", (utterance,)), Translation(tag, (line,)), rules(tag), Fraction(25), Fraction(60))


def test_a_line_that_can_be_read_stays_as_it_is():
    track = shaped("You came back.", 2, "Back?")
    assert [cue.text for cue in track.cues] == ["You came back."]
    assert track.metadata == ()


def test_a_line_too_fast_to_read_is_condensed():
    long = "I never in my whole life wanted to sell this old house to anybody at all, you see"
    track = shaped(long, 1, "I never wanted to sell at all, you see", "I won't sell")
    assert track.cues[0].text == "I won't sell"
    assert track.metadata == (("condensed", "u1"),)


def test_what_cannot_be_condensed_is_a_finding_with_the_numbers():
    track = shaped("I never in my whole life wanted to sell this old house to anybody", 1)
    (finding,) = [item for item in check(track, rules("en")) if item.rule == "characters-per-second"]
    assert finding.allowed == "20 characters/s"
    assert "Netflix" in finding.source


def test_long_lines_take_several_cues_with_ids_of_their_own():
    text = "We walked along the river for hours. Nobody said a word. Then he told me everything he had done that year."
    track = shaped(text, 9)
    assert [cue.id for cue in track.cues] == ["u1.1", "u1.2"]
    assert check(track, rules("en")) == ()


def test_empty_lines_give_no_cue():
    assert shaped(" ", 2).cues == ()
