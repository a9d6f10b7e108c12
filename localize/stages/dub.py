"""Dub: every line cast, said, fitted into its slot and placed, to the sample.

Two keys for each line: its *take* (text, voice, rate, engine) and its *fit* (the take and the room it has). Running
again says nothing; a changed line is said alone; a changed mix says nothing at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np

from localize.dubbing.casting import cast
from localize.dubbing.clip import ClipNote, encode_clip, read_note
from localize.dubbing.fit import RATE, fit, wanted_rate
from localize.dubbing.loudness import CELL, clip_cells, lufs
from localize.dubbing.quality import collisions, line_findings, measures
from localize.dubbing.slots import Slot, slots
from localize.dubbing.takes import take_key, takes
from localize.dubbing.wording import check_script, wording
from localize.engine import Report, Speech, SpeechRequest, Synthesizer
from localize.errors import NotSpeakable
from localize.model import Character, DubPlan, Finding, Segment, Severity, Transcript, Translation, Voice
from localize.store import Key, Store, key_of
from localize.time import Seconds, Span

VERSION: Final = 2
"""Raised when the same line would be fitted otherwise."""
#: Lines in one call to an engine: enough to keep a batch busy, few enough that memory does not grow with the film.
_BATCH: Final = 96


@dataclass(frozen=True, slots=True)
class _Line:
    """One line to voice."""

    slot: Slot
    text: str
    voice: Voice
    language: str

    def request(self, rate: float = 1.0) -> SpeechRequest:
        return SpeechRequest(self.text, self.language, self.voice.id, rate)

    def key(self, synthesizer: Synthesizer) -> Key:
        window, room = self.slot.window.duration, self.slot.room.duration
        return key_of("fit", VERSION, take_key(self.request(), synthesizer), str(window), str(room))


@dataclass(frozen=True, slots=True)
class _Fitted:
    """A fitted line: where its samples are, and what is known of them."""

    key: Key
    note: ClipNote


def dub(transcript: Transcript, translation: Translation, characters: Sequence[Character], synthesizer: Synthesizer,
        store: Store, *, duration: Seconds, report: Report = lambda _: None) -> DubPlan:
    """Return every line of a translation voiced and placed; nothing is cut off, and nothing left silent unsaid.

    Args:
        transcript: What is said when; forced (on-screen) texts are not voiced.
        translation: A line for every utterance.
        characters: Of the title, in its order: their voices are the same in every episode.
        synthesizer: The voices.
        store: Keeps takes and fits.
        duration: Seconds of picture.
        report: Takes progress; may raise :class:`~localize.errors.Cancelled`.

    Raises:
        NotFound: If a character has a chosen voice that does not exist.
        EngineError: If the engine fails.
    """
    tag = translation.language
    heard = [item for item in transcript.utterances if not item.forced]
    room = slots(heard, duration)
    source = tuple(slot.window for slot in room)
    voices = synthesizer.voices(tag)
    if not voices:
        return DubPlan(tag, (), source, duration, findings=(_no_voice(tag, synthesizer),))
    casting = cast(characters, [item.speaker for item in heard], voices, tag)
    texts = {line.utterance: line.text for line in translation.lines}
    lines, unsaid, findings = [], 0, list(casting.findings)
    for slot in room:
        text = texts.get(slot.utterance.id, "")
        problem = _problem(slot, text, tag, duration)
        if problem is None:
            lines.append(_Line(slot, text, casting.voice(slot.utterance.speaker), tag))
        else:
            findings.append(problem)
            unsaid += problem.severity is Severity.ERROR
    fitted, refused, made = _fitted(lines, synthesizer, store, report)
    segments = tuple(_segment(line, fitted[line.slot.utterance.id]) for line in lines if line.slot.utterance.id in fitted)
    findings += [_refused(cue, error, tag) for cue, error in refused.items()]
    by_cue = {slot.utterance.id: slot for slot in room}
    for segment in segments:
        findings += line_findings(segment, by_cue[segment.cue], duration, tag)
    findings += collisions(segments, room, tag)
    speakers = {item.id: item.speaker for item in heard}
    return DubPlan(tag, segments, source, duration, any(line.voice.guide for line in lines),
                   tuple((name, voice.id) for name, voice in casting.voices), made, tuple(findings),
                   measures(segments, room, len(lines) + unsaid, speakers))


def _problem(slot: Slot, text: str, tag: str, duration: Seconds) -> Finding | None:
    """Return why a line is not voiced, if it is not."""
    cue = slot.utterance.id
    if not wording(text):
        empty = Severity.ERROR if not text.strip() and wording(slot.utterance.text) else Severity.NOTE
        return Finding("dub.nothing-to-say", empty, "has no words to say", tag, cue,
                       source="Every line that says something is voiced")
    if slot.utterance.span.begin >= duration:
        return Finding("dub.past-end", Severity.ERROR, "begins after the end of the picture: it is not voiced", tag, cue,
                       f"{float(slot.utterance.span.begin):.2f} s", f"{float(duration):.2f} s",
                       "Dub length equals picture length")
    try:
        check_script(wording(text), tag)
    except NotSpeakable as error:
        return _refused(cue, error, tag)
    return None


def _refused(cue: str, error: NotSpeakable, tag: str) -> Finding:
    return Finding("dub.not-speakable", Severity.ERROR, f"is not voiced: {error.message}", tag, cue,
                   source="An unsupported script is never spelled out letter by letter")


def _no_voice(tag: str, synthesizer: Synthesizer) -> Finding:
    return Finding("dub.no-voice", Severity.WARNING,
                   f"{synthesizer.identity.name} has no voice for this language: delivered with subtitles only", tag,
                   source="Voices of the installed engine")


def _fitted(lines: Sequence[_Line], synthesizer: Synthesizer, store: Store,
            report: Report) -> tuple[dict[str, _Fitted], dict[str, NotSpeakable], int]:
    """Return each line's fit by cue, the lines the engine refused, and how many takes were made.

    Two synthesis steps at most: all lines at their natural rate, then those that must be faster or slower again at
    that rate; the remainder is stretched in time.
    """
    keys = {line.slot.utterance.id: line.key(synthesizer) for line in lines}
    new = [line for line in lines if not store.has(keys[line.slot.utterance.id])]
    refused: dict[str, NotSpeakable] = {}
    made = 0
    for at in range(0, len(new), _BATCH):
        report(at / len(new))
        batch = new[at:at + _BATCH]
        natural, first = takes([line.request() for line in batch], synthesizer, store)
        refused |= {line.slot.utterance.id: take for line, take in zip(batch, natural, strict=True)
                    if isinstance(take, NotSpeakable)}
        sayable = [(line, take) for line, take in zip(batch, natural, strict=True) if isinstance(take, Speech)]
        made += first + _fit_batch(sayable, keys, synthesizer, store)
    report(1.0)
    found = {cue: _read(key, store) for cue, key in keys.items() if cue not in refused}
    refused |= {cue: NotSpeakable("the voice makes no sound of it", field="text")
                for cue, item in found.items() if not item.note.samples}
    return {cue: item for cue, item in found.items() if item.note.samples}, refused, made


def _fit_batch(sayable: Sequence[tuple[_Line, Speech]], keys: dict[str, Key], synthesizer: Synthesizer,
               store: Store) -> int:
    """Say lines again at the rate their slots ask for, fit and keep them; return how many takes were made."""
    rates = [wanted_rate(float(take.duration), line.slot) for line, take in sayable]
    adjusted, made = takes([line.request(rate) for (line, _), rate in zip(sayable, rates, strict=True)], synthesizer, store)
    for (line, take), rate, again in zip(sayable, rates, adjusted, strict=True):
        if isinstance(again, NotSpeakable):
            raise again
        seconds = float(take.duration)
        speech = fit(again, seconds, rate, line.slot)
        note = _note(speech, seconds)
        store.put(keys[line.slot.utterance.id], encode_clip(speech, note))
    return made


def _note(speech: Speech, natural: float) -> ClipNote:
    padded = np.abs(np.concatenate([speech.samples, np.zeros(-len(speech.samples) % CELL, np.float32)]))
    return ClipNote(len(speech.samples), round(natural / float(speech.duration), 4) if len(speech.samples) else 1.0,
                    tuple(float(f"{cell:.4g}") for cell in clip_cells(speech.samples)),
                    tuple(float(f"{peak:.4g}") for peak in padded.reshape(-1, CELL).max(axis=1)))


def _read(key: Key, store: Store) -> _Fitted:
    return _Fitted(key, read_note(store.path(key)))


def _segment(line: _Line, fitted: _Fitted) -> Segment:
    begin = Fraction(round(line.slot.window.begin * RATE), RATE)
    note = fitted.note
    loudness = lufs(sum(note.cells) * CELL / note.samples)
    return Segment(line.slot.utterance.id, line.slot.room, Span(begin, begin + Fraction(note.samples, RATE)),
                   line.voice.id, fitted.key, note.rate, wording(line.text), round(loudness, 2))
