"""Quality control of a dub before it is mixed: each figure with its threshold and where that comes from."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from localize.dubbing.fit import GOOD, LIMIT, Verdict, verdict
from localize.dubbing.slots import Slot
from localize.model import Finding, Measure, Segment, Severity

#: ITU-R BT.1359-1: sound early by 45 ms or late by 125 ms is detectable.
_EARLY, _LATE = 0.045, 0.125
_BT1359: Final = "ITU-R BT.1359-1, detectability +45/-125 ms"
_FIT: Final = "Fit rule of the dub stage: at most 1.25x, flagged to 1.40x"
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
            "dub.overrun", Severity.ERROR, f"said whole, but {over:.2f} s longer than its slot even at {segment.rate:.2f}x",
            language, segment.cue, f"{seconds:.2f} s", f"{float(slot.room.duration):.2f} s", _FIT))
    elif what is Verdict.FAST:
        found.append(Finding("dub.fast", Severity.WARNING, "said faster than sounds natural", language, segment.cue,
                             f"{segment.rate:.2f}x", f"{GOOD}x", _FIT))
    if segment.span.end > duration:
        found.append(Finding(
            "dub.past-end", Severity.ERROR, "runs past the end of the picture: what lies after it is not heard", language,
            segment.cue, f"{float(segment.span.end - duration):.2f} s", "0 s", "Dub length equals picture length"))
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
                                     "Lines apart in the original stay apart"))
    return tuple(found)


def measures(segments: Sequence[Segment], slots: Sequence[Slot], wanted: int,
             speakers: dict[str, str]) -> tuple[Measure, ...]:
    """Return the figures of a whole track.

    Args:
        segments: Lines placed.
        slots: Of all utterances.
        wanted: How many lines have something to say.
        speakers: Speaker of each cue.
    """
    by_cue = {slot.utterance.id: slot for slot in slots}
    offsets = [float(item.span.begin - by_cue[item.cue].window.begin) for item in segments] or [0.0]
    rates = [item.rate for item in segments] or [1.0]
    calm = sum(_CALM[0] <= rate <= _CALM[1] + 0.005 for rate in rates) / len(rates)
    over = sum(verdict(float(s.span.duration), s.rate, by_cue[s.cue]) is Verdict.OVER for s in segments)
    shared = sum((item.span.overlap(by_cue[item.cue].window) for item in segments), Fraction(0))
    union = sum((max(item.span.end, by_cue[item.cue].window.end) - item.span.begin for item in segments), Fraction(0))
    overlap = float(shared / union) if union else 1.0
    jump = _largest_jump(segments, speakers)
    worst = max(offsets, key=abs)
    voiced = len(segments) / wanted if wanted else 1.0
    return (
        Measure("dub.onset", f"{worst * 1000:+.0f} ms", "-45 to +125 ms", _BT1359,
                all(-_EARLY <= offset <= _LATE for offset in offsets)),
        Measure("dub.overlap", f"{overlap:.0%}", f">= {_OVERLAP:.0%}", _OWN, overlap >= _OVERLAP),
        Measure("dub.rate", f"{calm:.0%} within {_CALM[0]}-{_CALM[1]}", ">= 95 %", _FIT, calm >= 0.95),
        Measure("dub.rate-max", f"{max(rates):.2f}x", f"{LIMIT}x", _FIT, max(rates) <= LIMIT + 0.005),
        Measure("dub.jump", f"{jump:.2f}", f"{_JUMP}", _OWN, jump <= _JUMP),
        Measure("dub.overruns", str(over), "0", _FIT, over == 0),
        Measure("dub.voiced", f"{voiced:.0%}", "100 %", "Every line that says something is voiced", voiced >= 1),
        _one_voice(segments, speakers),
    )


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
