"""Quality control of a dub before it is mixed: each figure with its threshold and where that comes from."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from localize.dubbing.fit import GOOD, LIMIT, Verdict, verdict
from localize.dubbing.slots import LEAD, Slot
from localize.model import DubMode, Finding, Measure, Segment, Severity

#: ITU-R BT.1359-1: sound early by 45 ms or late by 125 ms is detectable.
_EARLY, _LATE = 0.045, 0.125
_BT1359: Final = "ITU-R BT.1359-1, detectability +45/-125 ms"
_FIT: Final = "Fit rule of the dub stage: at most 1.25x, flagged to 1.40x"
_BAND: Final = "Outside 0.92-1.08 of the natural rate a shorter or longer rendering is said"
_APART: Final = "Lines apart in the original stay apart"
_LEADS: Final = (1.0, 2.0)
_OWN: Final = "own threshold, nothing is published"
_JUMP: Final = 0.25
_OVERLAP: Final = 0.6
_CALM: Final = (0.85, 1.25)


def line_findings(segment: Segment, slot: Slot, duration: Fraction, language: str) -> tuple[Finding, ...]:
    """Return what is wrong with one placed line."""
    seconds = float(segment.span.duration)
    found = []
    what = verdict(seconds, segment.rate, slot)
    if what is Verdict.OVER:
        over = seconds - float(slot.room.duration)
        found.append(Finding(
            "dub.overrun", Severity.ERROR, f"said whole, but {over:.3f} s longer than its slot even at {segment.rate:.2f}x",
            language, segment.cue, f"{seconds:.2f} s", f"{float(slot.room.duration):.2f} s", _FIT))
    elif what is Verdict.FAST:
        found.append(Finding("dub.fast", Severity.WARNING, "said faster than sounds natural", language, segment.cue,
                             f"{segment.rate:.2f}x", f"{GOOD}x", _FIT))
    if segment.span.end > duration:
        found.append(Finding(
            "dub.past-end", Severity.ERROR, "is longer than the whole picture: what lies after it is not heard", language,
            segment.cue, f"{float(segment.span.end - duration):.2f} s", "0 s", "Dub length equals picture length"))
    early = float(slot.window.begin - segment.span.begin)
    if early > _EARLY:
        found.append(Finding("dub.moved", Severity.WARNING, "begins before the original, so that nothing is cut at the picture's end",
                             language, segment.cue, f"-{early * 1000:.0f} ms", f"-{_EARLY * 1000:.0f} ms", _BT1359))
    if segment.subtitle:
        found.append(Finding("dub.reworded", Severity.NOTE, f"says {segment.text!r}, which fits its slot; the subtitle has "
                             f"{segment.subtitle!r}", language, segment.cue, source=_BAND))
    return tuple(found)


def collisions(segments: Sequence[Segment], slots: Sequence[Slot], language: str) -> tuple[Finding, ...]:
    """Return a finding for every two lines that overlap although the original's do not."""
    found = []
    by_cue = {slot.utterance.id: slot for slot in slots}
    for number, segment in enumerate(segments):
        for other in segments[number + 1:]:
            if other.span.begin >= segment.span.end:
                break
            ours, theirs = by_cue[segment.cue].window, by_cue[other.cue].window
            shared = segment.span.overlap(other.span)
            if shared > ours.overlap(theirs) and ours.overlap(theirs) == 0:
                found.append(Finding("dub.collision", Severity.ERROR, f"is still speaking when {other.cue} begins",
                                     language, segment.cue, f"{float(shared):.2f} s", "0 s",
                                     _APART))
    return tuple(found)


def measures(segments: Sequence[Segment], slots: Sequence[Slot], wanted: int, speakers: dict[str, str], collided: int = 0,
             mode: DubMode = DubMode.LIP) -> tuple[Measure, ...]:
    """Return the figures of a whole track.

    Args:
        segments: Lines placed.
        slots: Of all utterances.
        wanted: How many lines have something to say.
        speakers: Speaker of each cue.
        collided: How many lines run into another.
        mode: Whether the lines take the original's place or follow it.
    """
    by_cue = {slot.utterance.id: slot for slot in slots}
    rates = [item.rate for item in segments] or [1.0]
    calm = sum(_CALM[0] <= rate <= _CALM[1] + 0.005 for rate in rates) / len(rates)
    over = sum(verdict(float(s.span.duration), s.rate, by_cue[s.cue]) is Verdict.OVER for s in segments)
    jump = _largest_jump(segments, speakers)
    voiced = len(segments) / wanted if wanted else 1.0
    return (
        _onset(segments, by_cue),
        _lead(segments, by_cue) if mode is DubMode.VOICE_OVER else _overlap(segments, by_cue),
        Measure("dub.rate", f"{calm:.0%} within {_CALM[0]}-{_CALM[1]}", ">= 95 %", _FIT, calm >= 0.95),
        Measure("dub.rate-max", f"{max(rates):.2f}x", f"{LIMIT}x", _FIT, max(rates) <= LIMIT + 0.005),
        Measure("dub.jump", f"{jump:.2f}", f"{_JUMP}", _OWN, jump <= _JUMP),
        Measure("dub.overruns", str(over), "0", _FIT, over == 0),
        Measure("dub.collisions", str(collided), "0", _APART, collided == 0),
        Measure("dub.voiced", f"{voiced:.0%}", "100 %", "Every line that says something is voiced", voiced >= 1),
        _one_voice(segments, speakers),
    )


_SAID: Final = {
    "dub.onset": "a line begins further from the original than goes unnoticed",
    "dub.lead": "the original is not heard for a second or two before the voice-over",
    "dub.overlap": "speech of the dub and of the original share too little of their time",
    "dub.rate": "too many lines are hurried or drawn out",
    "dub.rate-max": "a line is said faster than anybody should hear",
    "dub.jump": "a speaker changes speed from one line to the next",
    "dub.voiced": "not every line that says something is voiced",
    "dub.one-voice": "a speaker has more than one voice",
}
_GRAVE: Final = frozenset({"dub.rate-max", "dub.voiced"})


def failed(figures: Sequence[Measure], language: str) -> tuple[Finding, ...]:
    """Return a finding for each figure that did not pass; overruns and collisions have one for each line already."""
    return tuple(Finding(item.rule, Severity.ERROR if item.rule in _GRAVE else Severity.WARNING, _SAID[item.rule], language,
                         "", item.measured, item.allowed, item.source)
                 for item in figures if not item.passed and item.rule in _SAID)


def _onset(segments: Sequence[Segment], slots: dict[str, Slot]) -> Measure:
    offsets = [float(item.span.begin - slots[item.cue].window.begin) for item in segments] or [0.0]
    worst = max(offsets, key=abs)
    return Measure("dub.onset", f"{worst * 1000:+.0f} ms", "-45 to +125 ms", _BT1359,
                   all(-_EARLY <= offset <= _LATE for offset in offsets))


def _lead(segments: Sequence[Segment], slots: dict[str, Slot]) -> Measure:
    leads = [float(item.span.begin - slots[item.cue].utterance.span.begin) for item in segments] or [float(LEAD)]
    return Measure("dub.lead", f"{min(leads):.2f} to {max(leads):.2f} s", "1 to 2 s", "United Nations voice-over practice",
                   _LEADS[0] <= min(leads) and max(leads) <= _LEADS[1])


def _overlap(segments: Sequence[Segment], slots: dict[str, Slot]) -> Measure:
    shared = sum((item.span.overlap(slots[item.cue].window) for item in segments), Fraction(0))
    union = sum((max(item.span.end, slots[item.cue].window.end) - min(item.span.begin, slots[item.cue].window.begin)
                 for item in segments), Fraction(0))
    overlap = float(shared / union) if union else 1.0
    return Measure("dub.overlap", f"{overlap:.0%}", f">= {_OVERLAP:.0%}", _OWN, overlap >= _OVERLAP)


def _largest_jump(segments: Sequence[Segment], speakers: dict[str, str]) -> float:
    last: dict[str, float] = {}
    largest = 0.0
    for segment in segments:
        speaker = speakers[segment.cue]
        if speaker in last:
            largest = max(largest, abs(segment.rate - last[speaker]))
        last[speaker] = segment.rate
    return largest


def _one_voice(segments: Sequence[Segment], speakers: dict[str, str]) -> Measure:
    voices: dict[str, set[str]] = {}
    for segment in segments:
        voices.setdefault(speakers[segment.cue], set()).add(segment.voice)
    most = max((len(found) for found in voices.values()), default=1)
    return Measure("dub.one-voice", f"{most} voices for one speaker" if most > 1 else "1 voice for each speaker",
                   "1 voice", "Each character has one voice", most == 1)
