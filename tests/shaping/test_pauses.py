from __future__ import annotations

from fractions import Fraction

from localize.model import Utterance, Word
from localize.rules import rules
from localize.shaping import Draft, compose, place
from localize.shaping.pauses import pauses
from localize.time import Span

F = Fraction


def _utterance(*times: tuple[str, F, F]) -> Utterance:
    words = tuple(Word(text, Span(begin, end)) for text, begin, end in times)
    return Utterance("u1", Span(words[0].span.begin, words[-1].span.end), "".join(word.text for word in words), words)


def test_a_pause_is_a_silence_of_three_tenths():
    found = pauses(_utterance(("我", F(0), F(1, 5)), ("们", F(1, 5), F(1, 2)), ("走", F(4, 5), F(1)), ("吧", F(12, 10), F(2))))
    assert [(item.resumes, item.share) for item in found] == [(F(4, 5), 0.5)]


def test_no_words_no_pauses():
    assert pauses(Utterance("u1", Span(F(0), F(2)), "走吧")) == ()


def test_a_new_cue_is_welcome_at_a_pause():
    text = "river stone cloud " * 7
    plain, rested = compose(text, rules("en")), compose(text, rules("en"), (0.38,))
    ends = [len(" ".join(" ".join(cue).split())) for cue in (plain[0], rested[0])]
    assert len(plain) == len(rested) == 2
    assert abs(ends[1] / len(text.strip()) - 0.38) < 0.07 < abs(ends[0] / len(text.strip()) - 0.38)


def test_a_pause_does_not_part_what_fits():
    assert compose("Go now, my friend", rules("en"), (0.5,)) == (("Go now, my friend",),)


def test_a_cue_begins_when_speech_goes_on():
    found, rate = rules("en"), F(25)
    cues = (("I told you then that nobody comes here", "and nobody ever leaves this old house"),
            ("so take your lamp and go back to bed", "before the others wake up and see us"))
    spoken = Span(F(0), F(12))
    even = place([Draft("a", spoken, cues)], found, rate, F(60))
    at_pause = place([Draft("a", spoken, cues, (F(162, 25),))], found, rate, F(60))
    far = place([Draft("a", spoken, cues, (F(1),))], found, rate, F(60))
    assert at_pause[1][1].begin == F(162, 25) != even[1][1].begin
    assert at_pause[0][1].end <= F(162, 25)
    assert [span for _, span in far] == [span for _, span in even]
