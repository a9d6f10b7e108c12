"""Mix: a dub's dialogue over its bed, as a stream of blocks, to a delivery's loudness, exactly as long as the picture.

Memory does not grow with the film. The bed's source is measured once for all languages; from that and the loudness
of each line the programme's loudness is known before it is mixed, so one pass mixes and encodes. What was encoded is
then read back and measured; only where that disappoints is it mixed again.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Final

import numpy as np

from localize.dubbing.bed import ABOVE, RATE, Bed, Survey, Surveyor, bed_of
from localize.dubbing.clip import ClipNote, decode_clip, read_note
from localize.dubbing.layouts import CENTRE, CHANNELS, MONO, STEREO, SURROUND, canonical, conform, is_folded, matrix
from localize.dubbing.loudness import Cells, Meter, during, integrated, mask, weighted
from localize.dubbing.peaks import PeakMeter, decibels, limit
from localize.dubbing.speech_layer import SpeechLayer, speech_cells, voice_gains
from localize.dubbing.targets import GENERIC, LoudnessTarget
from localize.engine import Media, Report, Samples, SoundFiles
from localize.errors import InvalidMedia
from localize.model import AudioStream, Dub, DubPlan, Finding, Master, Measure, Segment, Severity
from localize.record import from_json, to_data, to_json
from localize.store import Store, digest_file, key_of

VERSION: Final = 2
"""Raised when the same plan would be mixed otherwise."""
#: AAC overshoots what went into it: the limiter stays this much under the ceiling, in dB. Own value, from measuring.
_CODEC: Final = 0.7
_ATTEMPTS: Final = 4
_ROUNDS: Final = 4
#: How much of a cell's peak reduction its power loses: 0.2 dB of 2. Own value: dubs in id, vi, ar at -16 and -14 LUFS.
_BITE: Final = 0.1
_SILENT: Final = -70.0
#: A dub whose original can still be heard this little under it lets through no words. Own value.
_RESIDUAL: Final = -30.0
_NO_VOICE: Final = "dub.no-voice"


@dataclass(frozen=True, slots=True)
class MixOptions:
    """How a dub is mixed.

    Attributes:
        target: Loudness and true peak.
        stem: A music-and-effects stem, as long as the picture; none by default.
        stream: Index of the original's sound track in the file; the first by default.
        stems: Whether dialogue and bed are kept as files of their own too.
    """

    target: LoudnessTarget = GENERIC
    stem: Path | None = None
    stream: int | None = None
    stems: bool = False


@dataclass(frozen=True, slots=True)
class _Source:
    """Where the bed comes from: a way to read it from the start, in our layout."""

    key: str
    layout: str
    blocks: Callable[[], Iterator[Samples]]


@dataclass(frozen=True, slots=True)
class _Measured:
    """What an encoded mix measures."""

    loudness: float
    true_peak: float
    samples: int


def mix(plan: DubPlan, master: Master, path: Path, media: Media, sound: SoundFiles, store: Store, *,
        options: MixOptions = MixOptions(), report: Report = lambda _: None) -> Dub:
    """Return the finished dub of a plan: mixed, encoded, measured.

    Args:
        plan: From the dub stage.
        master: The film.
        path: Its file.
        media: Reads it.
        sound: Reads stems and writes the track.
        store: Keeps the track, and what was measured.
        options: How it is mixed.
        report: Takes progress; may raise :class:`~localize.errors.Cancelled`.

    Returns:
        A dub whose ``audio`` is the key of an M4A file; empty where the language has no voice.

    Raises:
        InvalidMedia: If the master's sound or the stem cannot be used.
        EngineError: If encoding fails.
    """
    if any(item.rule == _NO_VOICE for item in plan.findings):
        return Dub(plan.language, (), "", "", plan.duration, findings=plan.findings, measures=plan.measures)
    original = _original(master, path, media, options.stream, plan.duration)
    stem = _stem(options.stem, sound, plan.duration) if options.stem else None
    target = options.target.for_share(_share(plan))
    key = key_of("mix", VERSION, original.key, stem.key if stem else "", to_data(plan.segments), to_data(plan.source),
                 str(plan.duration), to_data(target), options.stems)
    record = key_of("mix record", key, to_data(plan.findings), to_data(plan.voices))
    if store.has(record) and store.has(key):
        return from_json(store.path(record).read_bytes(), Dub)
    survey = _surveyed(original, store, _between(report, 0.0, 0.3))
    under = _surveyed(stem, store, _between(report, 0.0, 0.3)) if stem else None
    bed = bed_of(survey, plan.source, [item.span for item in plan.segments], stem=under)
    made = _Mixer(plan, stem or original, bed, store).make(target, sound, key, _between(report, 0.3, 1.0))
    kept = _Mixer(plan, stem or original, bed, store).keep_stems(sound, key) if options.stems else ()
    dub = _dub(plan, bed, target, stem or original, made, key)
    dub = replace(dub, stems=kept, findings=dub.findings + _source_findings(master, options.stream, plan, under))
    store.put(record, to_json(dub))
    return dub


def _original(master: Master, path: Path, media: Media, stream: int | None, duration: Fraction) -> _Source:
    track = _track(master, stream)
    by = matrix(track.layout, track.channels)

    def blocks() -> Iterator[Samples]:
        read = media.decode(path, master, stream=track.index, rate=RATE, layout="native")
        return _exactly((conform(block, by) for block in read), round(duration * RATE), by.shape[1])

    return _Source(key_of("original", master.digest, track.index, str(duration)),
                   canonical(track.layout, track.channels), blocks)


def _stem(path: Path, sound: SoundFiles, duration: Fraction) -> _Source:
    layout = sound.layout(path)
    first = next(iter(sound.read(path)), None)
    if first is None:
        raise InvalidMedia("the music-and-effects stem holds no sound", field="stem")
    by = matrix(layout, first.shape[1])

    def blocks() -> Iterator[Samples]:
        return _exactly((conform(block, by) for block in sound.read(path)), round(duration * RATE), by.shape[1])

    return _Source(key_of("stem", digest_file(path), str(duration)), canonical(layout, first.shape[1]), blocks)


def _track(master: Master, stream: int | None) -> AudioStream:
    for track in master.audio:
        if stream is None or track.index == stream:
            return track
    raise InvalidMedia("has no sound to dub over" if stream is None else f"has no sound track {stream}", field="audio")


def _exactly(blocks: Iterable[Samples], samples: int, channels: int) -> Iterator[Samples]:
    """Yield a stream in blocks of a second, cut or filled with silence to so many samples."""
    held: Samples = np.zeros((0, channels), np.float32)
    left = samples
    for block in blocks:
        held = np.concatenate([held, block])
        while len(held) >= RATE and left:
            piece = held[:min(RATE, left)]
            held, left = held[len(piece):], left - len(piece)
            yield piece
        if not left:
            return
    while left:
        piece = held[:min(RATE, left)]
        held = held[len(piece):]
        piece = np.concatenate([piece, np.zeros((min(RATE, left) - len(piece), channels), np.float32)])
        left -= len(piece)
        yield piece


def _surveyed(source: _Source, store: Store, report: Report) -> Survey:
    key = key_of("survey", VERSION, source.key)
    if not store.has(key):
        surveyor = Surveyor(CHANNELS[source.layout])
        for number, block in enumerate(source.blocks()):
            surveyor.take(block)
            report(number / (number + 60))
        survey = surveyor.survey()
        file = io.BytesIO()
        np.savez(file, cells=survey.cells.astype(np.float32), leak=survey.leak, peaks=survey.peaks)
        store.put(key, file.getvalue())
    with np.load(store.path(key)) as kept:
        return Survey(kept["cells"].astype(np.float64), kept["leak"], kept["peaks"])


def _between(report: Report, low: float, high: float) -> Report:
    return lambda part: report(low + (high - low) * min(part, 1.0))


def _share(plan: DubPlan) -> float:
    spoken = sum((item.span.duration for item in plan.segments), Fraction(0))
    return float(spoken / plan.duration) if plan.duration else 0.0


class _Mixer:
    """One plan over one bed."""

    def __init__(self, plan: DubPlan, source: _Source, bed: Bed, store: Store) -> None:
        self._plan, self._source, self._bed, self._store = plan, source, bed, store
        self._channels = CHANNELS[source.layout]
        #: Dialogue goes to the centre where there is one, else to both sides, which makes it 3 dB louder.
        self._into = {MONO: (0,), STEREO: (0, 1), SURROUND: (CENTRE,)}[source.layout]
        self._gains = voice_gains(plan.segments, bed.dialogue - (3.01 if source.layout == STEREO else 0.0))
        self._samples = round(plan.duration * RATE)
        self._spoken = [item.span for item in plan.segments]

    def make(self, target: LoudnessTarget, sound: SoundFiles, key: str, report: Report) -> _Measured:
        """Mix, encode, measure what was encoded, and keep it; again with a better gain where it is off."""
        near = min(0.5, target.tolerance / 2)
        ceiling = target.true_peak - _CODEC
        gain = self._settled(target, ceiling)
        with tempfile.TemporaryDirectory(prefix="localize-mix-") as folder:
            file = Path(folder) / "mix.m4a"
            for attempt in range(_ATTEMPTS):
                sound.write(file, self._source.layout, self._limited(gain, ceiling, _between(
                    report, attempt / (attempt + 1), 1.0)))
                measured = self._measure(sound.read(file), target)
                off, over = target.loudness - measured.loudness, measured.true_peak - target.true_peak
                if measured.loudness < _SILENT or (abs(off) <= near and over <= 0):
                    break
                # The limiter takes back part of every dB.
                gain += float(np.clip(1.3 * off, -6, 6)) if abs(off) > near else 0.0
                ceiling -= over + 0.1 if over > 0 else 0.0
            self._store.put(key, file)
        return measured

    def _settled(self, target: LoudnessTarget, ceiling: float) -> float:
        """Return the gain in dB that brings the limited mix to its loudness, as far as it can be foreseen."""
        said, highest = speech_cells(self._plan.segments, self._gains, self._note, len(self._bed.cells))
        cells, peaks = self._bed.cells + said * len(self._into), self._bed.peaks + highest
        gain = target.loudness - self._gated(cells, target)
        for _ in range(_ROUNDS):
            over = np.maximum(peaks * 10 ** (gain / 20) / 10 ** (ceiling / 20), 1.0)
            loudness = self._gated(cells * (10 ** (gain / 10) * over**-_BITE), target)
            gain += float(np.clip(target.loudness - loudness, -6, 6))
        return gain

    def _limited(self, gain: float, ceiling: float, report: Report) -> Iterator[Samples]:
        blocks = self._blocks(float(10 ** (gain / 20)), report)
        return limit(blocks, float(10 ** (ceiling / 20)), self._channels)

    def keep_stems(self, sound: SoundFiles, key: str) -> tuple[tuple[str, str], ...]:
        """Keep dialogue and bed as 24-bit files, unlimited, and return their names and keys."""
        kept = []
        with tempfile.TemporaryDirectory(prefix="localize-stem-") as folder:
            for name, dialogue, music in (("dialogue", True, False), ("bed", False, True)):
                file = Path(folder) / f"{name}.wav"
                sound.write(file, self._source.layout, self._blocks(1.0, lambda _: None, dialogue=dialogue, music=music))
                kept.append((name, self._store.put(key_of("stem of", key, name), file)))
        return tuple(kept)

    def _blocks(self, gain: float, report: Report, *, dialogue: bool = True, music: bool = True) -> Iterator[Samples]:
        layer = SpeechLayer(self._plan.segments, self._gains, self._load)
        at = 0
        for source in self._source.blocks():
            report(at / max(self._samples, 1))
            block = self._bed.lay(source, at) if music else np.zeros_like(source)
            if dialogue:
                layer.add(block, at, self._into)
            block *= np.float32(gain)
            at += len(block)
            yield block

    def _load(self, segment: Segment) -> Samples:
        return decode_clip(self._store.path(segment.speech).read_bytes()).samples

    def _note(self, segment: Segment) -> ClipNote:
        return read_note(self._store.path(segment.speech))

    def _gated(self, cells: Cells, target: LoudnessTarget) -> float:
        if target.dialogue_gated:
            return during(cells, mask(self._spoken, len(cells)))
        return integrated(cells)

    def _measure(self, blocks: Iterable[Samples], target: LoudnessTarget) -> _Measured:
        meter, highest, samples = Meter(self._channels), PeakMeter(self._channels), 0
        for block in blocks:
            meter.take(block)
            highest.take(block)
            samples += len(block)
        return _Measured(self._gated(weighted(meter.cells()), target), decibels(highest.finish()), samples)


def _dub(plan: DubPlan, bed: Bed, target: LoudnessTarget, source: _Source, made: _Measured, key: str) -> Dub:
    measures = _measures(plan, bed, target, made)
    findings = tuple(Finding(item.rule, _severity(item.rule), _MESSAGES[item.rule], plan.language, "", item.measured,
                             item.allowed, item.source) for item in measures if not item.passed)
    return Dub(plan.language, plan.segments, key, source.layout, plan.duration, round(made.loudness, 2),
               round(made.true_peak, 2), plan.guide, plan.voices, plan.findings + findings, plan.measures + measures,
               bed.kind.value)


_MESSAGES: Final = {
    "dub.loudness": "the mix is not as loud as the delivery asks", "dub.true-peak": "the mix peaks too high",
    "dub.length": "the track is not as long as the picture",
    "dub.over-music": "music stands too close under the dialogue",
    "dub.residual-dialogue": "the original's voices can still be heard under the dub: a music-and-effects stem helps",
}


def _severity(rule: str) -> Severity:
    return Severity.ERROR if rule in {"dub.loudness", "dub.true-peak", "dub.length"} else Severity.WARNING


def _measures(plan: DubPlan, bed: Bed, target: LoudnessTarget, made: _Measured) -> tuple[Measure, ...]:
    wanted = round(plan.duration * RATE)
    gating = "dialogue-gated on the dub's own lines" if target.dialogue_gated else "programme"
    silent = made.loudness < _SILENT
    return (
        Measure("dub.loudness", f"{made.loudness:.1f} LUFS, {gating}", f"{target.loudness:g} ±{target.tolerance:g} LUFS",
                target.source, silent or abs(made.loudness - target.loudness) <= target.tolerance),
        Measure("dub.true-peak", f"{made.true_peak:.1f} dBTP", f"{target.true_peak:g} dBTP", target.source,
                made.true_peak <= target.true_peak + 0.05),
        Measure("dub.length", f"{made.samples} samples", f"{wanted} samples", "Dub length equals picture length",
                made.samples == wanted),
        Measure("dub.over-music", f"{bed.above:.1f} LU" if plan.segments else "no dialogue", f">= {ABOVE:g} LU",
                "Dialogue at 10 LU over music at least", not plan.segments or bed.above >= ABOVE - 0.5),
        Measure("dub.residual-dialogue", f"{bed.residual:.0f} dB ({bed.kind})", f"<= {_RESIDUAL:g} dB",
                "own threshold, nothing is published", not plan.source or bed.residual <= _RESIDUAL),
    )


def _source_findings(master: Master, stream: int | None, plan: DubPlan, stem: Survey | None) -> tuple[Finding, ...]:
    track = _track(master, stream)
    found = []
    if is_folded(track.layout, track.channels):
        found.append(Finding("dub.layout", Severity.NOTE, f"{track.layout} was folded to 5.1", plan.language,
                             measured=track.layout, allowed="mono, stereo, 5.1", source="5.1 order L R C LFE Ls Rs"))
    if stem is not None and stem.channels != CHANNELS[canonical(track.layout, track.channels)]:
        found.append(Finding("dub.layout", Severity.WARNING, "the stem has another layout than the master: the dub has the stem's",
                             plan.language, measured=f"{stem.channels} channels", allowed=f"{track.channels} channels",
                             source="2.0 stays 2.0, 5.1 stays 5.1"))
    return tuple(found)


