"""Slots: how long each line of a dub may take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from localize.model import Utterance
from localize.time import Seconds, Span

GUARD: Final = Fraction(2, 25)
"""Silence kept before the next line: two frames at 25 fps, the gap subtitles keep too."""
LONGEST_TAIL: Final = Fraction(3, 2)
"""How far a line may run on into silence: later the lips have long been closed."""


@dataclass(frozen=True, slots=True)
class Slot:
    """The room of one line.

    Attributes:
        utterance: What is said there in the original.
        window: When the original is heard, cut at the picture's end.
        room: The window and the gap after it, less the guard.
    """

    utterance: Utterance
    window: Span
    room: Span


def slots(utterances: Sequence[Utterance], duration: Seconds) -> tuple[Slot, ...]:
    """Return the slot of each utterance, in order of time; empty ones lie past the end.

    A line may run on into the silence after it, up to :data:`GUARD` before the next line of anybody. Where
    speakers overlap in the original, each keeps their own window.

    Args:
        utterances: What is heard, in order of begin.
        duration: Seconds of picture.
    """
    made = []
    for number, utterance in enumerate(utterances):
        begin = min(utterance.span.begin, duration)
        end = min(max(utterance.span.end, begin), duration)
        following = utterances[number + 1].span.begin if number + 1 < len(utterances) else duration + GUARD
        until = min(max(end, following - GUARD), end + LONGEST_TAIL, duration)
        made.append(Slot(utterance, Span(begin, end), Span(begin, max(end, until))))
    return tuple(made)
