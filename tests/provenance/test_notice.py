"""Notices: a line in every language we deliver, and the rhythm of AI in Morse code."""

from __future__ import annotations

import re

import numpy as np
import pytest

from localize.breaking import width
from localize.errors import UnknownLanguage
from localize.language import TARGETS
from localize.provenance.notice import RATE, Notice, notice_text, rhythm
from localize.rules import rules


@pytest.mark.parametrize("tag", [item.tag for item in TARGETS])
def test_every_language_says_both_that_it_is_ai_and_that_it_was_made(tag: str):
    for dubbed in (False, True):
        text = notice_text(tag, dubbed=dubbed)
        # An AI element and a making element: a bare "AI" does not do (GB 45438-2025, 5.1).
        assert re.search(r"\bAI\b|AI|\bIA\b|الاصطناعي", text)
        assert len(text) > len("AI") + 8
        assert width(text) <= 2 * rules(tag, "generic").characters_per_line
    assert notice_text(tag, dubbed=True) != notice_text(tag, dubbed=False)


def test_there_is_none_for_other_languages():
    with pytest.raises(UnknownLanguage, match="no notice in de"):
        notice_text("de", dubbed=False)


def test_the_rhythm_is_short_long_short_short():
    sound = rhythm(-16.0)
    on = np.abs(sound[:len(sound) // 480 * 480].reshape(-1, 480)).max(1) > 0.01  # in hundredths of a second
    edges = np.flatnonzero(np.diff(np.concatenate([[False], on, [False]]).astype(int)))
    lengths = np.diff(edges)[::2]
    gaps = np.diff(edges)[1::2]

    assert [round(length / 10) for length in lengths] == [1, 3, 1, 1]
    assert [round(gap / 10) for gap in gaps] == [1, 3, 1]
    assert len(sound) < 3 * RATE


@pytest.mark.parametrize("loudness", [-27.0, -16.0])
def test_the_rhythm_is_as_loud_as_the_programme(loudness: float):
    sound = rhythm(loudness).astype(np.float64)
    tones = sound[np.abs(sound) > 0]

    # ITU-R BS.1770: 880 Hz is weighted by less than 0.1 dB more than 997 Hz; a mean square of x measures -0.691 + 10 lg x.
    assert -0.691 + 10 * np.log10(np.mean(tones**2)) == pytest.approx(loudness, abs=0.6)


def test_both_is_seen_and_heard():
    assert [(notice.seen, notice.heard) for notice in Notice] == [(False, False), (True, False), (False, True), (True, True)]
