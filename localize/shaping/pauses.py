"""Pauses inside an utterance: where a speaker draws breath, a subtitle may change.

Longer pauses part utterances before this (see ``stages.transcribe``). Translation moves words, so a pause says where a
break is welcome, not where it must be; that a cue begins when the speech goes on is exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from localize.model import Utterance
from localize.time import Seconds

LEAST: Final = Seconds(3, 10)
"""Seconds: pauses of speech are counted from 0.25 s (Goldman-Eisler, Psycholinguistics, 1968); shorter silences are
stops and syllable ends. A little above that, for the 20 to 50 ms by which recognisers misplace words."""


@dataclass(frozen=True, slots=True)
class Pause:
    """A silence between two words.

    Attributes:
        resumes: When speech goes on, in seconds of the picture.
        share: Share of the utterance's wording said before it, 0 to 1.
    """

    resumes: Seconds
    share: float


def pauses(utterance: Utterance) -> tuple[Pause, ...]:
    """Return the pauses of an utterance, in order; none where its words have no times."""
    words = [word for word in utterance.words if word.text.strip()]
    total = sum(len(word.text.strip()) for word in words)
    found, said = [], 0
    for before, after in pairwise(words):
        said += len(before.text.strip())
        if after.span.begin - before.span.end >= LEAST:
            found.append(Pause(after.span.begin, said / total))
    return tuple(found)
