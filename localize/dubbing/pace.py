"""Pace: how long a voice takes to say a line, foretold from its letters, learned from what the voice said before.

Every voice says the same few lines of its language once (``calibration.tsv``, picked from the phrase memory that ships:
eight of one clause, six of two, spread in length); a line through their durations is its pace. What is learned depends
on engine, voice and those lines alone, never on the film, and is kept under their key: a changed line changes no other
line's forecast, and running again foretells the same.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from io import StringIO
from typing import Final

import numpy as np

from localize.dubbing.loudness import CELL, clip_cells, lufs
from localize.dubbing.stretch import resample
from localize.dubbing.takes import take_key, takes
from localize.dubbing.wording import wording
from localize.engine import Speech, SpeechRequest, Synthesizer
from localize.language import language
from localize.model import Voice
from localize.record import from_json, to_json
from localize.store import Store, key_of

VERSION: Final = 1
"""Raised when the same calibration would teach another pace."""
_RATE: Final = 48_000
#: A pause is made at punctuation inside a line, not at its end, which is trimmed.
_PAUSE: Final = re.compile(r"[,;:.!?،؛؟၊။，、。！？…]+(?=\s*\w)")
#: A digit is read as a word: about so many letters ("three", "sieben").
_DIGIT: Final = 4.0
#: Keeps fourteen lines from being learned by heart: a part of the variance of each column.
_RIDGE: Final = 0.02
#: Fewer lines than this teach nothing; then an ordinary speaker is assumed.
_FEWEST: Final = 5


@dataclass(frozen=True, slots=True)
class Pace:
    """What a voice needs for a line, in seconds.

    Attributes:
        start: For any line.
        letter: For each letter.
        word: For each word, where the language parts them by spaces.
        pause: For each pause inside.
        level: LUFS at which the voice speaks.
    """

    start: float = 0.25
    letter: float = 0.065
    word: float = 0.0
    pause: float = 0.2
    level: float = -23.0

    def seconds(self, text: str, tag: str) -> float:
        """Return how long the voice will take for a line; 0 where there is nothing to say."""
        said = wording(text)
        if not said:
            return 0.0
        letters, words, pauses = _counted(said, tag)
        return max(0.1, self.start + letters * self.letter + words * self.word + pauses * self.pause)


def paces(voices: Sequence[Voice], tag: str, synthesizer: Synthesizer, store: Store) -> tuple[dict[str, Pace], int]:
    """Return the pace of each voice by its id, and how many lines were said to learn them.

    Raises:
        EngineError: If the engine fails.
    """
    found: dict[str, Pace] = {}
    made = 0
    for voice in dict.fromkeys(voices):
        requests = [SpeechRequest(line, tag, voice.id) for line in calibration(tag)]
        key = key_of("pace", VERSION, [take_key(request, synthesizer) for request in requests])
        if not store.has(key):
            said, number = takes(requests, synthesizer, store)
            made += number
            store.put(key, to_json(_learned([(request.text, take) for request, take in zip(requests, said, strict=True)
                                             if isinstance(take, Speech) and len(take.samples)], tag)))
        found[voice.id] = from_json(store.path(key).read_bytes(), Pace)
    return found, made


@lru_cache(maxsize=32)
def calibration(tag: str) -> tuple[str, ...]:
    """Return the lines that every voice of a language says once."""
    text = (files("localize.dubbing") / "calibration.tsv").read_text("utf-8")
    rows = csv.DictReader(StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE)
    return tuple(row[tag] for row in rows)


def _learned(said: Sequence[tuple[str, Speech]], tag: str) -> Pace:
    if len(said) < _FEWEST:
        return Pace()
    counts = np.array([(1.0, *_counted(wording(text), tag)) for text, _ in said])
    seconds = np.array([float(take.duration) for _, take in said])
    scale = counts.std(axis=0)
    scale[scale == 0] = 1.0
    scaled = counts / scale
    keep = np.diag([1e-9, *[_RIDGE * len(said)] * 3])
    start, letter, word, pause = np.linalg.solve(scaled.T @ scaled + keep, scaled.T @ seconds) / scale
    return Pace(round(float(start), 4), round(float(letter), 4), round(float(word), 4), round(float(pause), 4),
                _level([take for _, take in said]))


def _level(said: Sequence[Speech]) -> float:
    energy = samples = 0.0
    for take in said:
        speech = resample(take, _RATE)
        energy += float(clip_cells(speech.samples).sum()) * CELL
        samples += len(speech.samples)
    return round(lufs(energy / samples), 2)


def _counted(said: str, tag: str) -> tuple[float, float, float]:
    """Return letters, words and pauses of a wording; words only where the language parts them by spaces."""
    letters = sum(character.isalpha() for character in said) + _DIGIT * sum(character.isdigit() for character in said)
    words = len(said.split()) if language(tag).spaces else 0
    return letters, float(words), float(len(_PAUSE.findall(said)))
