"""The recogniser's recipe: its text, its tokens, and the times of its speech."""

from __future__ import annotations

import numpy as np
import pytest

from training.recognition import corpus, sound
from training.recognition.batches import Maker, batched, made_anew, sounds
from training.recognition.espeak import Manner, say
from training.recognition.symbols import SPECIALS, Symbols


@pytest.mark.parametrize(("raw", "clean"), [
    ("你來了嗎?", "你来了吗？"), ("“快走！”", "快走！"), ("{NAME}，请下命令", "{NAME}，请下命令。"), ("Tom游泳。", ""), ("3点半了。", ""), ("等等……好", "等等，好。"),
])
def test_text_is_simplified_and_bare(raw, clean):
    assert corpus.clean(raw) == clean


def test_the_tokens_are_in_the_order_that_ctranslate2_reads():
    symbols = Symbols.over(["你好"], 10)
    vocabulary = symbols.vocabulary()
    assert len(set(vocabulary)) == len(vocabulary) == symbols.size
    assert "" in vocabulary
    assert vocabulary[symbols.text_size:symbols.text_size + len(SPECIALS)] == list(SPECIALS)
    assert vocabulary[symbols.time(0)] == "<|0.00|>"
    assert vocabulary[-1] == vocabulary[symbols.time(99)] == "<|10.00|>"


def test_a_character_sounds_when_its_span_says():
    spoken = say("他来了，我不知道。", Manner())
    assert spoken is not None
    begins = [begin for _, begin, _, _ in spoken.characters]
    assert begins == sorted(begins)
    comma = next(n for n, c in enumerate(spoken.characters) if c[0] == 4)
    pause = slice(int(spoken.characters[comma - 1][2] * 16000) + 400, int(spoken.characters[comma][1] * 16000) - 400)
    said = [spoken.samples[int(a * 16000):int(b * 16000)] for _, a, b, _ in spoken.characters]
    assert sound.level(spoken.samples[pause]) < 0.1 * min(sound.level(s) for s in said)


def test_a_syllable_is_known_by_its_parts():
    assert sounds("li3")[0] == sounds("lai2")[0]
    assert sounds("li3")[1] == sounds("ni4")[1]
    assert sounds("li3")[2] == 3


def test_samples_are_the_same_for_a_seed_and_fit_the_window():
    lines = [corpus.Line("dialogue", text) for text in ("你好。", "{NAME}在哪里？", "我不知道。")]
    symbols = Symbols.over([line.text for line in lines] + [corpus.SURNAMES, corpus.GIVEN, *corpus.FORMS], 10)
    one, two = (made_anew(Maker(lines, [], symbols, sound.Bank(1, 2), seconds=10, hard=0.2), 5, 6) for _ in range(2))
    assert [s.tokens for s in one] == [s.tokens for s in two]
    assert all(len(s.mel) <= 500 for s in one)
    groups = list(batched(one, 1, 400))
    assert sum(len(g) for g in groups) == 6
    assert all(np.isfinite(s.mel).all() for g in groups for s in g)
