"""Back-transcription: what a recogniser hears the dub say, against what it should say.

Asked of an even sample of the lines, set one after another with silence between, so that a window of the recogniser
holds several of them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np

from localize.dubbing.clip import decode_clip
from localize.dubbing.stretch import resample
from localize.engine import Identity, Recognizer, Samples
from localize.errors import EngineError, EngineUnavailable
from localize.model import Finding, Measure, Segment, Severity, Utterance
from localize.record import from_json, to_data, to_json
from localize.store import Store, key_of
from localize.time import Span

VERSION: Final = 1
"""Raised when the same lines would be judged otherwise."""
RULE: Final = "dub.back-transcription"
#: Lines that are listened to: a tenth of an ordinary episode, all of a short one.
_SAMPLE: Final = 40
_RATE: Final = 16_000
_BETWEEN: Final = 0.8
#: Characters that a recogniser may get wrong: good ones miss 5-10 % of clean read speech. Own threshold.
_ALLOWED: Final = 0.20


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard of each sampled line, in their order; none where the recogniser does not know the language."""

    lines: tuple[str, ...] = ()


def ear(recognizer: Recognizer) -> Identity | None:
    """Return who would listen; None where the model is not installed: a dub can be made without."""
    try:
        return recognizer.identity
    except EngineUnavailable:
        return None


def back_transcribed(segments: Sequence[Segment], recognizer: Recognizer, language: str,
                     store: Store) -> tuple[Measure, ...]:
    """Return the back-transcription error of a dub; nothing where the recogniser does not speak its language.

    Raises:
        EngineError: If recognition fails.
    """
    chosen, listener = sample(segments), ear(recognizer)
    if not chosen or listener is None:
        return ()
    key = key_of("heard", VERSION, to_data(listener), language, [item.speech for item in chosen])
    if not store.has(key):
        store.put(key, to_json(_heard(chosen, recognizer, language, store)))
    heard = from_json(store.path(key).read_bytes(), Heard).lines
    if not heard:
        return ()
    wrong = sum(distance(plain(item.text), plain(line)) for item, line in zip(chosen, heard, strict=True))
    rate = wrong / max(1, sum(len(plain(item.text)) for item in chosen))
    return (Measure(RULE, f"{rate:.0%} of the characters of {len(chosen)} lines, heard by {listener.name}",
                    f"<= {_ALLOWED:.0%}", "own threshold, nothing is published", rate <= _ALLOWED),)


def back_findings(figures: Sequence[Measure], language: str) -> tuple[Finding, ...]:
    """Return a finding where the dub is not understood."""
    return tuple(Finding(RULE, Severity.WARNING, "a recogniser does not understand what the dub says", language, "",
                         item.measured, item.allowed, item.source) for item in figures if not item.passed)


def sample(segments: Sequence[Segment]) -> tuple[Segment, ...]:
    """Return lines spread evenly over a dub, in order."""
    count = min(_SAMPLE, len(segments))
    return tuple(segments[(2 * number + 1) * len(segments) // (2 * count)] for number in range(count))


def plain(text: str) -> str:
    """Return a text's letters and digits alone, without case: spelling of punctuation and spaces is not heard."""
    return "".join(character for character in unicodedata.normalize("NFKC", text).casefold()
                   if unicodedata.category(character)[0] in "LNM")


def distance(wanted: str, found: str) -> int:
    """Return how many characters must be put in, taken out or changed to make one text of the other (Levenshtein)."""
    row = list(range(len(found) + 1))
    for number, character in enumerate(wanted, 1):
        diagonal, row[0] = row[0], number
        for column, other in enumerate(found, 1):
            diagonal, row[column] = row[column], min(row[column] + 1, row[column - 1] + 1, diagonal + (character != other))
    return row[-1]


def _heard(segments: Sequence[Segment], recognizer: Recognizer, language: str, store: Store) -> Heard:
    sounds = [resample(decode_clip(store.path(item.speech).read_bytes()), _RATE).samples for item in segments]
    silence: Samples = np.zeros(round(_BETWEEN * _RATE), np.float32)
    spans, at = [], len(silence)
    for sound in sounds:
        spans.append(Span(Fraction(at, _RATE), Fraction(at + len(sound), _RATE)))
        at += len(sound) + len(silence)
    audio = np.concatenate([silence, *(part for sound in sounds for part in (sound, silence))])
    try:
        found = recognizer.recognize(audio, language, lambda _: None)
    except EngineError as error:
        if error.field == "language":  # it does not speak it
            return Heard()
        raise
    texts = [""] * len(spans)
    for span, text in _words(found):
        middle = (span.begin + span.end) / 2
        nearest = min(range(len(spans)), key=lambda number: max(spans[number].begin - middle, middle - spans[number].end))
        texts[nearest] += text
    return Heard(tuple(texts))


def _words(found: Sequence[Utterance]) -> list[tuple[Span, str]]:
    words = []
    for item in found:
        words += [(word.span, word.text) for word in item.words] if item.words else [(item.span, item.text)]
    return words
