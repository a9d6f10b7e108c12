"""Fitting: lines worded, said and brought to the length of their slots, each kept under a key of its own.

Two synthesis steps at most for a line that fits: at its natural rate, then at the rate its slot asks for; what is left
is stretched in time. A line that was measured otherwise than foretold may say one other rendering in between.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from localize.dubbing.choice import choose
from localize.dubbing.clip import ClipNote, encode_clip, read_note
from localize.dubbing.fit import EASY, SLOWEST, demand, fit, wanted_rate
from localize.dubbing.loudness import CELL, clip_cells
from localize.dubbing.pace import Pace
from localize.dubbing.slots import Slot
from localize.dubbing.takes import take_key, takes
from localize.engine import Report, Speech, SpeechRequest, Synthesizer
from localize.errors import NotSpeakable
from localize.model import Voice
from localize.record import to_data
from localize.store import Key, Store, key_of

VERSION: Final = 3
"""Raised when the same line would be fitted otherwise."""
#: Lines in one call to an engine: enough to keep a batch busy, few enough that memory does not grow with the film.
_BATCH: Final = 96


@dataclass(frozen=True, slots=True)
class Line:
    """One line to voice.

    Attributes:
        slot: Its room.
        texts: Renderings that may be said, the subtitle's first.
        voice: Who says it.
        language: Tag.
        pace: Of the voice.
    """

    slot: Slot
    texts: tuple[str, ...]
    voice: Voice
    language: str
    pace: Pace

    @property
    def cue(self) -> str:
        """Id of the utterance it renders."""
        return self.slot.utterance.id

    def request(self, rate: float = 1.0) -> SpeechRequest:
        """Return the order for its first rendering."""
        return SpeechRequest(self.texts[0], self.language, self.voice.id, rate)

    def seconds(self, text: str) -> float:
        """Return how long a rendering is foretold to take."""
        return self.pace.seconds(text, self.language)

    def key(self, synthesizer: Synthesizer) -> Key:
        """Return what its fit depends on, digested."""
        window, room = self.slot.window.duration, self.slot.room.duration
        others = (self.texts[1:], to_data(self.pace)) if len(self.texts) > 1 else ()
        return key_of("fit", VERSION, take_key(self.request(), synthesizer), others, str(window), str(room))

    def saying(self, text: str) -> Line:
        """Return the line with one rendering put first."""
        return replace(self, texts=(text, *(other for other in self.texts if other != text)))


@dataclass(frozen=True, slots=True)
class Fitted:
    """A fitted line: where its samples are, and what is known of them."""

    key: Key
    note: ClipNote


def fitted(lines: Sequence[Line], synthesizer: Synthesizer, store: Store,
           report: Report) -> tuple[dict[str, Fitted], dict[str, NotSpeakable], int]:
    """Return each line's fit by cue, the lines the engine refused, and how many takes were made.

    Raises:
        EngineError: If the engine fails.
    """
    keys = {line.cue: line.key(synthesizer) for line in lines}
    new = [line for line in lines if not store.has(keys[line.cue])]
    refused: dict[str, NotSpeakable] = {}
    made = 0
    for at in range(0, len(new), _BATCH):
        report(at / len(new))
        batch = new[at:at + _BATCH]
        worded = [line.saying(line.texts[choose(line.texts, line.seconds, line.slot)]) for line in batch]
        natural, first = takes([line.request() for line in worded], synthesizer, store)
        refused |= {line.cue: take for line, take in zip(worded, natural, strict=True) if isinstance(take, NotSpeakable)}
        sayable = [(line, take) for line, take in zip(worded, natural, strict=True) if isinstance(take, Speech)]
        better, second = _second_thoughts(sayable, synthesizer, store)
        subtitles = {line.cue: line.texts[0] for line in batch}
        made += first + second + _say_at_rate(better, subtitles, keys, synthesizer, store)
    report(1.0)
    found = {cue: Fitted(key, read_note(store.path(key))) for cue, key in keys.items() if cue not in refused}
    refused |= {cue: NotSpeakable("the voice makes no sound of it", field="text")
                for cue, item in found.items() if not item.note.samples}
    return {cue: item for cue, item in found.items() if item.note.samples}, refused, made


def _second_thoughts(sayable: Sequence[tuple[Line, Speech]], synthesizer: Synthesizer,
                     store: Store) -> tuple[list[tuple[Line, Speech]], int]:
    """Return lines and takes, another rendering said where a take came out otherwise than foretold and fits worse."""
    again: dict[int, str] = {}
    for number, (line, take) in enumerate(sayable):
        measured = float(take.duration)
        if len(line.texts) > 1 and measured and not SLOWEST <= demand(measured, line.slot) <= EASY:
            # What was foretold wrong for one rendering is so for the others: the same words are in them.
            off = measured / line.seconds(line.texts[0])
            seconds = {text: line.seconds(text) * off for text in line.texts}
            if chosen := choose(line.texts, seconds.__getitem__, line.slot):
                again[number] = line.texts[chosen]
    if not again:
        return list(sayable), 0
    others = {number: sayable[number][0].saying(text) for number, text in again.items()}
    said, made = takes([line.request() for line in others.values()], synthesizer, store)
    better = list(sayable)
    for (number, line), other in zip(others.items(), said, strict=True):
        if isinstance(other, Speech) and len(other.samples) and _away(other, line) < _away(sayable[number][1], line):
            better[number] = (line, other)
    return better, made


def _away(take: Speech, line: Line) -> float:
    return abs(float(np.log(demand(float(take.duration), line.slot))))


def _say_at_rate(sayable: Sequence[tuple[Line, Speech]], subtitles: dict[str, str], keys: dict[str, Key],
                 synthesizer: Synthesizer, store: Store) -> int:
    """Say lines again at the rate their slots ask for, fit and keep them; return how many takes were made."""
    rates = [wanted_rate(float(take.duration), line.slot) for line, take in sayable]
    adjusted, made = takes([line.request(rate) for (line, _), rate in zip(sayable, rates, strict=True)], synthesizer, store)
    for (line, take), rate, again in zip(sayable, rates, adjusted, strict=True):
        if isinstance(again, NotSpeakable):
            raise again
        seconds = float(take.duration)
        speech = fit(again, seconds, rate, line.slot)
        text = line.texts[0] if line.texts[0] != subtitles[line.cue] else ""
        store.put(keys[line.cue], encode_clip(speech, _note(speech, seconds, text)))
    return made


def _note(speech: Speech, natural: float, text: str) -> ClipNote:
    padded = np.abs(np.concatenate([speech.samples, np.zeros(-len(speech.samples) % CELL, np.float32)]))
    return ClipNote(len(speech.samples), round(natural / float(speech.duration), 4) if len(speech.samples) else 1.0,
                    tuple(float(f"{cell:.4g}") for cell in clip_cells(speech.samples)),
                    tuple(float(f"{peak:.4g}") for peak in padded.reshape(-1, CELL).max(axis=1)), text)
