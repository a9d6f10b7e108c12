"""Speakers: who says each line, heard from the master where nobody has said so.

Lines that come with a name keep it. Where no line has one, lines of a second and more are clustered by voice; the
number of voices may be given, else it is estimated, rather too low: one voice for two people is heard less than two
voices for one. Short lines take the speaker of a neighbour.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

import numpy as np

from localize.dubbing.clusters import APART, clusters, whitened
from localize.dubbing.voiceprints import RATE, WIDTH, Features, Voiceprint, voiceprint
from localize.engine import Report, Samples, SpeakerEmbedder
from localize.model import Finding, Gender, Severity, Speaker, Transcript, Utterance
from localize.time import Seconds, Span

VERSION: Final = 1
"""Raised when the same sound would give other speakers."""
SHORTEST: Final = 1.0
"""Seconds a line must last to be clustered: reference, "cluster only cues >= 1 s"."""
#: More of one line than this tells nothing new of its voice.
_LONGEST: Final = 10.0
#: Seconds of a piece of a line, for how much one voice varies.
_PIECE: Final = 0.75
#: A short line is a third person's if that person sounds this much nearer than both neighbours. Own value.
_SURELY: Final = 0.6
#: Unit vectors of one person's embeddings lie nearer than this: a cosine of 0.5, the usual verification threshold.
_EMBEDDED_APART: Final = 1.0
#: Mean speaking pitch: men 85 to 155 Hz, women 165 to 255 (Titze, Principles of Voice Production, 1994).
_MALE_BELOW, _FEMALE_ABOVE = 150.0, 170.0


@dataclass(frozen=True, slots=True)
class _Heard:
    """A line's voice.

    Attributes:
        place: Of the line in the transcript.
        print: Its voiceprint.
        deviations: Of its pieces from their mean.
        embedding: By a model, where there is one and the line is long enough.
        long: Whether it is clustered, or inherits.
    """

    place: int
    print: Voiceprint
    deviations: Features
    embedding: Features | None
    long: bool


def gender_of(pitch: float) -> Gender:
    """Return the gender that a median pitch in hertz tells of an adult; unknown in between, and for 0."""
    if not pitch or _MALE_BELOW <= pitch <= _FEMALE_ABOVE:
        return Gender.UNKNOWN
    return Gender.MALE if pitch < _MALE_BELOW else Gender.FEMALE


def with_speakers(transcript: Transcript, samples: Samples, *, names: Sequence[str] = (), count: int = 0,
                  embedder: SpeakerEmbedder | None = None, report: Report = lambda _: None) -> Transcript:
    """Return the transcript with a speaker for every spoken line, and what is known of each speaker's voice.

    Args:
        transcript: Names in it are kept as they are; then nothing is guessed.
        samples: The master's dialogue, mono, 16 kHz.
        names: Of the speakers, in the order in which they first speak; they also tell the number.
        count: How many speakers there are; 0 if not known.
        embedder: A model of voices; None for timbre and pitch.
        report: Takes progress; may raise :class:`~localize.errors.Cancelled`.
    """
    spoken = [number for number, item in enumerate(transcript.utterances) if not item.forced]
    wanted = len(names) or count
    if len(names) == 1:
        transcript = _all_of(transcript, names[0])
    named = any(transcript.utterances[place].speaker for place in spoken)
    heard = _heard(transcript.utterances, spoken, samples, None if named else embedder, report)
    if named:
        given = {place: transcript.utterances[place].speaker for place in spoken}
        return replace(transcript, speakers=_profiles(given, heard, transcript.utterances, named=True))
    rows = _rows(heard)
    long = [number for number, item in enumerate(heard) if item.long]
    labels = _labels([heard[number] for number in long], rows[long], wanted)
    shown = [*names, *(f"Speaker {number}" for number in range(len(names) + 1, max(labels, default=0) + 2))]
    who = {heard[number].place: shown[label] for number, label in zip(long, labels, strict=True)}
    who |= _inherited(spoken, who, transcript.utterances, {item.place: row for item, row in zip(heard, rows, strict=True)})
    told = tuple(replace(item, speaker=who.get(place, item.speaker))
                 for place, item in enumerate(transcript.utterances))
    return replace(transcript, utterances=told, speakers=_profiles(who, heard, told, named=bool(names)),
                   findings=(*transcript.findings, *_told(labels, wanted, len(spoken))))


def _all_of(transcript: Transcript, name: str) -> Transcript:
    return replace(transcript, utterances=tuple(item if item.forced or item.speaker else replace(item, speaker=name)
                                                for item in transcript.utterances))


def by_turns(transcript: Transcript, turns: Sequence[tuple[Span, str]]) -> Transcript:
    """Return the transcript with the speakers of a person's turns: each line takes whose turn it overlaps most."""
    def name(item: Utterance) -> str:
        shares: dict[str, Seconds] = {}
        for span, who in turns:
            shares[who] = shares.get(who, Fraction(0)) + span.overlap(item.span)
        best = max(shares, key=lambda who: shares[who], default="")
        return best if best and shares[best] > 0 else item.speaker

    return replace(transcript, utterances=tuple(item if item.forced else replace(item, speaker=name(item))
                                                for item in transcript.utterances))


def _cut(samples: Samples, span: Span) -> Samples:
    begin = int(span.begin * RATE)
    return samples[begin:min(int(span.end * RATE), begin + int(_LONGEST * RATE))]


def _heard(utterances: Sequence[Utterance], spoken: Sequence[int], samples: Samples,
           embedder: SpeakerEmbedder | None, report: Report) -> list[_Heard]:
    found = []
    for done, place in enumerate(spoken):
        report(done / len(spoken))
        cut = _cut(samples, utterances[place].span)
        made = voiceprint(cut)
        if made is not None and made.pitch:
            long = len(cut) >= SHORTEST * RATE
            found.append(_Heard(place, made, _deviations(cut), embedder.embed(cut) if embedder and long else None, long))
    report(1.0)
    return found


def _deviations(cut: Samples) -> Features:
    """Return how the pieces of a line differ from their mean."""
    prints = [voiceprint(piece) for piece in np.array_split(cut, max(1, int(len(cut) / (_PIECE * RATE))))]
    rows = np.array([item.vector() for item in prints if item is not None and item.pitch])
    return rows - rows.mean(axis=0) if len(rows) > 1 else np.empty((0, WIDTH))


def _rows(heard: Sequence[_Heard]) -> Features:
    if not heard:
        return np.empty((0, WIDTH))
    return whitened(np.array([item.print.vector() for item in heard]), np.concatenate([item.deviations for item in heard]))


def _labels(long: Sequence[_Heard], rows: Features, count: int) -> tuple[int, ...]:
    if not long:
        return ()
    embedded = [item.embedding for item in long if item.embedding is not None]
    if len(embedded) < len(long):
        return clusters(rows, count, APART)
    vectors = np.array(embedded)
    return clusters(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), count, _EMBEDDED_APART)


def _inherited(spoken: Sequence[int], who: Mapping[int, str], utterances: Sequence[Utterance],
               rows: Mapping[int, Features]) -> dict[int, str]:
    """Return a speaker for every line that was too short or too faint.

    It is a neighbour's, the one who sounds nearer; or somebody else's who sounds nearer by far than both.
    """
    if not who:
        return {}
    middles = {name: np.mean([rows[place] for place in who if who[place] == name], axis=0) for name in set(who.values())}
    found: dict[int, str] = {}
    for place in (place for place in spoken if place not in who):
        nearby = [known for known in (max((item for item in who if item < place), default=None),
                                      min((item for item in who if item > place), default=None)) if known is not None]
        nearby.sort(key=lambda known: _gap(utterances[known], utterances[place]))
        found[place] = who[nearby[0]]
        if place in rows:
            far = {name: float(np.linalg.norm(middle - rows[place])) for name, middle in middles.items()}
            beside = min((who[known] for known in nearby), key=lambda name: far[name])
            nearest = min(sorted(far), key=lambda name: far[name])
            found[place] = nearest if far[nearest] < _SURELY * far[beside] else beside
    return found


def _gap(one: Utterance, other: Utterance) -> float:
    return float(max(one.span.begin - other.span.end, other.span.begin - one.span.end))


def _profiles(who: Mapping[int, str], heard: Sequence[_Heard], utterances: Sequence[Utterance], *,
              named: bool) -> tuple[Speaker, ...]:
    """Return what is known of every speaker, in the order in which they first speak."""
    prints = {item.place: item.print for item in heard}
    found = []
    for name in dict.fromkeys(who[place] for place in sorted(who) if who[place]):
        own = [prints[place] for place in who if who[place] == name and place in prints]
        pitches = [item.pitch for item in own]
        pitch = round(float(np.median(pitches)), 1) if pitches else 0.0
        timbre = np.mean([item.timbre for item in own], axis=0).round(3).tolist() if own else []
        seconds = sum((utterances[place].span.duration for place in who if who[place] == name), start=Fraction(0))
        found.append(Speaker(name, gender_of(pitch), pitch, round(float(seconds), 2), tuple(timbre), guessed=not named))
    return tuple(found)


def _told(labels: Sequence[int], wanted: int, lines: int) -> tuple[Finding, ...]:
    found = len(set(labels))
    if wanted and found < wanted:
        return (Finding("transcript.speakers-few", Severity.WARNING, "fewer lines than speakers are long enough to tell voices apart",
                        measured=f"{found} speakers", allowed=f"{wanted} speakers", source="given by the user"),)
    if wanted or not lines:
        return ()
    return (Finding("transcript.speakers-estimated", Severity.NOTE,
                    "speakers were told apart by voice and their number estimated: give names or a number to be sure",
                    measured=f"{found} speakers", source="Clusters of timbre and pitch"),)
