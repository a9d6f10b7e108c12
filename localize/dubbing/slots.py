"""Slots: how long each line of a dub may take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from localize.model import DubMode, Utterance
from localize.time import Seconds, Span

GUARD: Final = Fraction(2, 25)
"""Silence kept before the next line: two frames at 25 fps, the gap subtitles keep too."""
LONGEST_TAIL: Final = Fraction(3, 2)
"""How far a line may run on into silence: later the lips have long been closed."""
LEAD: Final = Fraction(3, 2)
"""How long a voice-over lets the original be heard before it speaks: "about 1-2 s", United Nations radio practice."""


@dataclass(frozen=True, slots=True)
class Slot:
    """The room of one line.

    Attributes:
        utterance: What is said there in the original.
        window: When the original is heard, cut at the picture's end; for a voice-over, that much later as it waits.
        room: The window and the gap after it, less the guard.
    """

    utterance: Utterance
    window: Span
    room: Span


def slots(utterances: Sequence[Utterance], duration: Seconds, mode: DubMode = DubMode.LIP) -> tuple[Slot, ...]:
    """Return the slot of each utterance, in order of time; empty ones lie past the end.

    A line may run on into the silence after it, up to :data:`GUARD` before the next line of anybody. Where
    speakers overlap in the original, each keeps their own window. A voice-over follows the original at
    :data:`LEAD`, closer only where the picture ends before.

    Args:
        utterances: What is heard, in order of begin.
        duration: Seconds of picture.
        mode: Whether the lines take the original's place or follow it.
    """
    windows = [_window(item.span, duration, mode) for item in utterances]
    made = []
    for number, (utterance, window) in enumerate(zip(utterances, windows, strict=True)):
        following = windows[number + 1].begin if number + 1 < len(windows) else duration + GUARD
        until = min(max(window.end, following - GUARD), window.end + LONGEST_TAIL, duration)
        made.append(Slot(utterance, window, Span(window.begin, max(window.end, until))))
    return tuple(made)


def _window(span: Span, duration: Seconds, mode: DubMode) -> Span:
    begin = min(span.begin, duration)
    end = min(max(span.end, begin), duration)
    lead = min(LEAD, duration - end) if mode is DubMode.VOICE_OVER else Fraction(0)
    return Span(begin + lead, end + lead)
