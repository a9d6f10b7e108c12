"""The mixer: dialogue over a bed as a stream of blocks, in constant memory, to a delivery's loudness.

From the bed's survey and the loudness of each line the programme's loudness is known before it is mixed, so one pass
mixes and encodes. What was encoded is then read back and measured; only where that disappoints is it mixed again.

The gain of the whole goes in steps of half a decibel, and each voice's depends on the voice alone: a changed line
leaves every sample away from it as it was, unless it moves the programme's loudness over such a step.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

import numpy as np

from localize.dubbing.bed import RATE, Bed
from localize.dubbing.clip import ClipNote, decode_clip, read_note
from localize.dubbing.layouts import CENTRE, CHANNELS, MONO, STEREO, SURROUND
from localize.dubbing.loudness import Cells, Meter, curve, during, integrated, mask, weighted
from localize.dubbing.marking import marked
from localize.dubbing.peaks import PeakMeter, decibels, limit
from localize.dubbing.room import furnished
from localize.dubbing.sources import Source
from localize.dubbing.speech_layer import SpeechLayer, speech_cells, voice_gains
from localize.dubbing.targets import LoudnessTarget
from localize.engine import Report, Samples, SoundFiles, Watermarker
from localize.model import DubPlan, Room, Segment
from localize.store import Key, Store, key_of

PEAK_SLACK: Final = 0.05
"""dB by which a true peak may be over: half of what meters may differ by (EBU Tech 3341)."""
SILENT: Final = -70.0
"""LUFS under which a mix has no loudness to reach."""
STEMS: Final = ("dialogue", "bed", "mix")
"""Stems that are kept: dialogue and bed at the master's level, unlimited; the mix as delivered, before encoding."""
#: AAC overshoots what went into it: the limiter stays this much under the ceiling, in dB. Own value, from measuring.
_CODEC: Final = 0.7
#: A ceiling that was overshot is lowered by so many dB more than that: the coder overshoots elsewhere the second time.
_AGAIN: Final = 0.4
_ATTEMPTS: Final = 4
_ROUNDS: Final = 4
#: How much of a cell's peak reduction its power loses: 0.2 dB of 2. Own value: dubs in id, vi, ar at -16 and -14 LUFS.
_BITE: Final = 0.1
#: Steps of the gain, in dB: fine enough for any tolerance (the least is 1 LU), coarse enough to stay where it is.
_STEP: Final = 0.5
#: The curve in the report: at most so many points, never closer than a second.
_POINTS: Final = 600


@dataclass(frozen=True, slots=True)
class Mixed:
    """A finished mix, as it measures after encoding.

    Attributes:
        loudness: LUFS, gated as the delivery asks.
        programme: LUFS of the whole programme.
        true_peak: dBTP.
        samples: Its length.
        curve: Short-term loudness in LUFS, evenly spaced.
        gain: dB between the master's level and the delivery's.
        ceiling: dBTP that the limiter kept to.
    """

    loudness: float
    programme: float
    true_peak: float
    samples: int
    curve: tuple[float, ...]
    gain: float
    ceiling: float


class Mixer:
    """One plan over one bed.

    Args:
        plan: Its lines.
        source: Where the bed is read from.
        bed: How it is laid.
        store: Holds the lines' samples; keeps what is made.
        room: Where the voices are heard to be.
        notice: Samples, mono at 48 kHz, that the mix begins with, as loud as they are; the stems stay without.
        watermarker: Marks the mix; None for no mark.
    """

    def __init__(self, plan: DubPlan, source: Source, bed: Bed, store: Store, room: Room = Room.NONE,
                 notice: Samples | None = None, watermarker: Watermarker | None = None) -> None:
        self._plan, self._source, self._bed, self._store, self._room = plan, source, bed, store, room
        self._notice, self._watermarker = notice, watermarker
        self._channels = CHANNELS[source.layout]
        #: Dialogue goes to the centre where there is one, else to both sides, which makes it 3 dB louder.
        self._into = {MONO: (0,), STEREO: (0, 1), SURROUND: (CENTRE,)}[source.layout]
        self._gains = voice_gains(plan.segments, bed.dialogue - (3.01 if source.layout == STEREO else 0.0), dict(plan.levels))
        self._samples = round(plan.duration * RATE)
        self._spoken = [item.span for item in plan.segments]

    def make(self, target: LoudnessTarget, sound: SoundFiles, key: Key, report: Report) -> Mixed:
        """Mix, encode, measure what was encoded, and keep it; again with a better gain where it is off."""
        near = min(0.5, target.tolerance / 2)
        ceiling = target.true_peak - _CODEC
        gain = _stepped(self._settled(target, ceiling))
        with tempfile.TemporaryDirectory(prefix="localize-mix-") as folder:
            file = Path(folder) / "mix.m4a"
            for attempt in range(_ATTEMPTS):
                sound.write(file, self._source.layout, self._limited(gain, ceiling, lambda part, done=attempt: report(  # type: ignore[misc]
                    (done + part) / (done + 1))))
                mixed = self._measured(sound.read(file), target, gain, ceiling)
                off, over = target.loudness - mixed.loudness, mixed.true_peak - target.true_peak
                if mixed.loudness < SILENT or (abs(off) <= near and over <= PEAK_SLACK):
                    break
                if abs(off) > near:
                    # The limiter takes back part of every dB.
                    gain += float(np.sign(off)) * max(_STEP, abs(_stepped(float(np.clip(1.3 * off, -6, 6)))))
                ceiling -= over + _AGAIN if over > PEAK_SLACK else 0.0
            self._store.put(key, file)
        return mixed

    def keep_stems(self, sound: SoundFiles, key: Key, mixed: Mixed, names: Sequence[str] = STEMS) -> tuple[tuple[str, Key], ...]:
        """Keep stems (by default dialogue, bed and mix) as lossless 24-bit files, and return their names and keys."""
        kept = []
        with tempfile.TemporaryDirectory(prefix="localize-stem-") as folder:
            for name in names:
                file = Path(folder) / f"{name}.flac"
                blocks = (self._limited(mixed.gain, mixed.ceiling, lambda _: None) if name == "mix" else
                          self._blocks(1.0, lambda _: None, dialogue=name == "dialogue", music=name == "bed"))
                sound.write(file, self._source.layout, blocks)
                kept.append((name, self._store.put(key_of("stem of", key, name), file)))
        return tuple(kept)

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
        # Before the limiter: a mark moves the peaks.
        blocks = blocks if self._watermarker is None else marked(blocks, self._watermarker)
        return limit(blocks, float(10 ** (ceiling / 20)), self._channels)

    def _blocks(self, gain: float, report: Report, *, dialogue: bool = True, music: bool = True) -> Iterator[Samples]:
        layer = SpeechLayer(self._plan.segments, self._gains, self._load)
        at = 0
        for source in self._source.blocks():
            report(at / max(self._samples, 1))
            block = self._bed.lay(source, at) if music else np.zeros_like(source)
            if dialogue:
                layer.add(block, at, self._into)
            block *= np.float32(gain)
            if dialogue and music:
                self._announce(block, at)
            at += len(block)
            yield block

    def _announce(self, block: Samples, at: int) -> None:
        """Add the notice to a block that begins at a sample, in place; after the gain, for it is as loud as it should be."""
        if self._notice is not None and at < len(self._notice):
            heard = self._notice[at:at + len(block)]
            # On both sides of a stereo mix it would be 3 dB louder.
            level = np.float32(1.0 if len(self._into) == 1 else np.sqrt(0.5))
            for channel in self._into:
                block[:len(heard), channel] += level * heard

    def _load(self, segment: Segment) -> Samples:
        return furnished(decode_clip(self._store.path(segment.speech).read_bytes()).samples, self._room)

    def _note(self, segment: Segment) -> ClipNote:
        return read_note(self._store.path(segment.speech))

    def _gated(self, cells: Cells, target: LoudnessTarget) -> float:
        if target.dialogue_gated:
            return during(cells, mask(self._spoken, len(cells)))
        return integrated(cells)

    def _measured(self, blocks: Iterable[Samples], target: LoudnessTarget, gain: float, ceiling: float) -> Mixed:
        meter, highest, samples = Meter(self._channels), PeakMeter(self._channels), 0
        for block in blocks:
            meter.take(block)
            highest.take(block)
            samples += len(block)
        cells = weighted(meter.cells())
        return Mixed(self._gated(cells, target), integrated(cells), decibels(highest.finish()), samples,
                     curve(cells, max(1, min(_POINTS, int(self._plan.duration)))), gain, ceiling)


def share(plan: DubPlan) -> float:
    """Return the part of the programme, 0 to 1, in which the dub speaks."""
    spoken = sum((item.span.duration for item in plan.segments), Fraction(0))
    return float(spoken / plan.duration) if plan.duration else 0.0


def _stepped(gain: float) -> float:
    return round(gain / _STEP) * _STEP
