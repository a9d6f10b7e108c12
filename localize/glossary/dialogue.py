"""Who speaks to whom: the situation of each line of a dialogue.

A speaker is known where the transcript names one. Whom they speak to is known where the transcript says so, or where two
people speak in turn: the turns before and after belong to one other person, and so do all others of the five around the
line. Anything else (three people in a room, a long pause, a line without a speaker beside it) leaves the addressee
unknown, and terms scoped to an addressee do not hold there: a wrong form of address is worse than a plain one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from localize.glossary.scope import Situation, folded_name
from localize.glossary.term import Kind, Term
from localize.model import Utterance

PAUSE: Final = Fraction(10)
"""Seconds of silence that end an exchange: after them, nobody is taken to answer. A choice, not a measurement."""
_AROUND: Final = 2
"""Turns on either side that must belong to the same two people."""


@dataclass(slots=True)
class _Turn:
    """What one person says without another speaking: indices of utterances."""

    speaker: str
    lines: list[int]


def situations(utterances: Sequence[Utterance], place: Situation, terms: Iterable[Term] = ()) -> tuple[Situation, ...]:
    """Return the situation of each utterance.

    Args:
        utterances: In order of time.
        place: Title and episode.
        terms: Characters among them tell which names are the same person's; speakers take their main name.
    """
    known = main_names(terms)
    names = [main_name(item.speaker, known) for item in utterances]
    answered = _in_turn(utterances, names)
    return tuple(replace(place, speaker=name, addressee=main_name(item.addressee, known) or answered.get(index, ""))
                 for index, (item, name) in enumerate(zip(utterances, names, strict=True)))


def main_names(terms: Iterable[Term]) -> dict[str, str]:
    """Return the main name of each character by every folded spelling of it: aliases and renderings."""
    known: dict[str, str] = {}
    for term in terms:
        if term.kind is Kind.CHARACTER:
            spellings = (*term.sources, *(item.preferred for item in term.renderings.values() if item.preferred))
            for spelling in spellings:
                known.setdefault(folded_name(spelling), term.sources[0])
    return known


def main_name(name: str, known: Mapping[str, str]) -> str:
    """Return the name that a person goes by in terms; an unknown one as it is."""
    return known.get(folded_name(name), name.strip())


def _in_turn(utterances: Sequence[Utterance], names: Sequence[str]) -> dict[int, str]:
    """Return the addressee of each utterance that stands in an exchange of two."""
    answered: dict[int, str] = {}
    for exchange in _exchanges(utterances, names):
        for number, turn in enumerate(exchange):
            around = exchange[max(0, number - _AROUND): number + _AROUND + 1]
            others = {other.speaker for other in around} - {turn.speaker}
            if turn.speaker and len(others) == 1 and (other := others.pop()):
                answered.update(dict.fromkeys(turn.lines, other))
    return answered


def _exchanges(utterances: Sequence[Utterance], names: Sequence[str]) -> list[list[_Turn]]:
    """Return the turns of each exchange: on-screen text is nobody's turn, and a pause begins another exchange."""
    exchanges: list[list[_Turn]] = []
    ended: Fraction | None = None
    for index, item in enumerate(utterances):
        if item.forced:
            continue
        if ended is None or item.span.begin - ended > PAUSE:
            exchanges.append([])
        turns = exchanges[-1]
        if turns and turns[-1].speaker == names[index]:
            turns[-1].lines.append(index)
        else:
            turns.append(_Turn(names[index], [index]))
        ended = max(ended or item.span.end, item.span.end)
    return exchanges
