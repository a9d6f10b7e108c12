"""Dub: every line cast, said, fitted into its slot and placed, to the sample.

Two keys for each line: its *take* (text, voice, rate, engine) and its *fit* (the take and the room it has). Running
again says nothing; a changed line is said alone; a changed mix says nothing at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from localize.dubbing.casting import Cast, cast
from localize.dubbing.choice import renderings
from localize.dubbing.fit import RATE
from localize.dubbing.fitting import VERSION as FITTING
from localize.dubbing.fitting import Fitted, Line, fitted
from localize.dubbing.loudness import CELL, lufs
from localize.dubbing.pace import VERSION as PACE
from localize.dubbing.pace import paces
from localize.dubbing.quality import collisions, failed, line_findings, measures
from localize.dubbing.slots import Slot, slots
from localize.dubbing.wording import check_script, wording
from localize.engine import Report, Synthesizer
from localize.errors import NotSpeakable
from localize.model import (
    Character,
    DubMode,
    DubPlan,
    Finding,
    Segment,
    Severity,
    Transcript,
    TranslatedLine,
    Translation,
)
from localize.store import Store
from localize.time import Seconds, Span

VERSION: Final = 3 + FITTING + PACE
"""Rises when the same line would be voiced or fitted otherwise."""


def dub(transcript: Transcript, translation: Translation, characters: Sequence[Character], synthesizer: Synthesizer,
        store: Store, *, duration: Seconds, mode: DubMode = DubMode.LIP, casting: Cast | None = None,
        report: Report = lambda _: None) -> DubPlan:
    """Return every line of a translation voiced and placed; nothing is cut off, and nothing left silent unsaid.

    Args:
        transcript: What is said when; forced (on-screen) texts are not voiced.
        translation: A line for every utterance.
        characters: Of the title, in its order: their voices are the same in every episode.
        synthesizer: The voices.
        store: Keeps takes and fits.
        duration: Seconds of picture.
        mode: Whether the lines take the original's place or follow it.
        casting: Who speaks with which voice; by default as :func:`~localize.dubbing.casting.cast` has it for this
            master alone.
        report: Takes progress; may raise :class:`~localize.errors.Cancelled`.

    Raises:
        NotFound: If a character has a chosen voice that does not exist.
        EngineError: If the engine fails.
    """
    tag = translation.language
    heard = [item for item in transcript.utterances if not item.forced]
    room = slots(heard, duration, mode)
    source = tuple(slot.window for slot in slots(heard, duration))
    voices = synthesizer.voices(tag)
    if not voices:
        return DubPlan(tag, (), source, duration, findings=(_no_voice(tag, synthesizer),), mode=mode)
    casting = casting or cast(characters, [item.speaker for item in heard], voices, tag, heard=transcript.speakers)
    texts = {line.utterance: line for line in translation.lines}
    chosen, unsaid, findings = [], 0, list(casting.findings)
    for slot in room:
        line = texts.get(slot.utterance.id)
        problem = _problem(slot, line.text if line else "", tag, duration)
        if problem is None and line is not None:
            chosen.append((slot, line))
        elif problem is not None:
            findings.append(problem)
            unsaid += problem.severity is Severity.ERROR
    speaking = [casting.voice(slot.utterance.speaker) for slot, _ in chosen]
    pace, learned = paces(speaking, tag, synthesizer, store)
    lines = [Line(slot, renderings(line, tag), voice, tag, pace[voice.id])
             for (slot, line), voice in zip(chosen, speaking, strict=True)]
    fits, refused, made = fitted(lines, synthesizer, store, report)
    segments = tuple(sorted((_segment(line, fits[line.cue], texts[line.cue], duration) for line in lines if line.cue in fits),
                            key=lambda item: item.span.begin))
    findings += [_refused(cue, error, tag) for cue, error in refused.items()]
    by_cue = {slot.utterance.id: slot for slot in room}
    for segment in segments:
        findings += line_findings(segment, by_cue[segment.cue], duration, tag)
    collided = collisions(segments, room, tag)
    figures = measures(segments, room, len(lines) + unsaid, {item.id: item.speaker for item in heard}, len(collided), mode)
    return DubPlan(tag, segments, source, duration, any(line.voice.guide for line in lines),
                   tuple((name, voice.id) for name, voice in casting.voices), made + learned,
                   (*findings, *collided, *failed(figures, tag)), figures, mode,
                   tuple((voice, item.level) for voice, item in sorted(pace.items())))


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


def _segment(line: Line, made: Fitted, translated: TranslatedLine, duration: Seconds) -> Segment:
    begin = Fraction(round(line.slot.window.begin * RATE), RATE)
    note = made.note
    length = Fraction(note.samples, RATE)
    if begin + length > duration >= length:
        # At the picture's end nothing is cut off: the line begins earlier.
        begin = Fraction((duration * RATE).__floor__() - note.samples, RATE)
    loudness = lufs(sum(note.cells) * CELL / note.samples)
    return Segment(line.cue, line.slot.room, Span(begin, begin + length), line.voice.id, made.key, note.rate,
                   wording(note.text or translated.text), round(loudness, 2), translated.text if note.text else "")
