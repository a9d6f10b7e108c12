from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pytest

from localize.engine import Identity, Shortener, Shortening
from localize.rules import rules
from localize.shaping.condense import rewritten, shortened
from localize.shaping.said import Line, Said
from localize.time import Span

F = Fraction
LONG = "Master Chen told me that he will never come back to this village again"


class Told(Shortener):
    """Gives the answers it was told, and keeps what it was asked."""

    def __init__(self, *answers: str) -> None:
        self.answers, self.asked = answers, []

    @property
    def identity(self) -> Identity:
        return Identity("condense", "told", "1")

    def shorten(self, requests: Sequence[Shortening]) -> tuple[tuple[str, ...], ...]:
        self.asked += requests
        return tuple(self.answers for _ in requests)


def said(text: str = LONG, **more: object) -> Said:
    return Said((Line("u1", Span(F(0), F(2)), text, **more),))


def one(shortener: Shortener, item: Said, room: int) -> str:
    (found,) = rewritten([item], [F(room)], rules("en"), shortener)
    return found.lines[0].text


def test_what_can_be_read_is_not_asked_for():
    told = Told("Chen is gone.")
    assert one(told, said(), 80) == LONG
    assert told.asked == []


def test_the_first_rewriting_that_fits():
    told = Told("Master Chen told me that he will never come back", "Chen won't come back here.", "He will not be back")
    assert one(told, said(), 30) == "Chen won't come back here."
    assert told.asked == [Shortening(LONG, "en", 30)]


def test_the_shortest_if_none_fits():
    assert one(Told("Master Chen told me he will never be back", "Master Chen will not be back, he said"), said(), 20) == (
        "Master Chen will not be back, he said")


@pytest.mark.parametrize("answer", ["", "Gone.", LONG + " and again", "He won't be back, I was told today"])
def test_stumps_longer_ones_and_lost_terms_are_not_taken(answer: str):
    assert one(Told(answer), said(terms=("Master Chen",)), 30) == LONG


def test_what_a_person_wrote_stays():
    told = Told("Chen won't come back here.")
    assert one(told, said(fixed=True), 30) == LONG
    assert told.asked == []


def test_marks_follow_the_language():
    assert one(Told("Master Chen is gone... for 3 days"), said(), 40) == "Master Chen is gone… for three days"


def test_the_translators_rendering_comes_first():
    assert shortened(said(shorter=("Chen won't come back here.",)), F(30)).lines[0].text == "Chen won't come back here."


def test_two_speakers_share_the_room():
    pair = Said((Line("a", Span(F(0), F(2)), "No!"), Line("b", Span(F(0), F(2)), "You must not go there tonight")))
    told = Told("Don't go tonight")
    (found,) = rewritten([pair], [F(20)], rules("en"), told)
    assert [line.text for line in found.lines] == ["No!", "Don't go tonight"]
    assert told.asked[0].limit == 17
