"""Mix: a dub's dialogue over its bed, to a delivery's loudness, exactly as long as the picture, and measured.

Memory does not grow with the film, and what is the same for all languages is measured once.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from localize.dubbing.bed import RATE, Bed, BedKind, bed_of, has_centre_dialogue
from localize.dubbing.envelope import merged
from localize.dubbing.mix_quality import mix_findings, mix_measures, source_findings
from localize.dubbing.mixer import STEMS, Mixed, Mixer, share
from localize.dubbing.residual import Match
from localize.dubbing.sources import Source, from_file, matched, original, separated, surveyed, track_of
from localize.dubbing.targets import GENERIC, LoudnessTarget
from localize.engine import LoudnessMeter, Media, Report, Separator, SoundFiles, Watermarker
from localize.model import Dub, DubMode, DubPlan, Master, Room
from localize.provenance.notice import rhythm
from localize.record import from_json, to_data, to_json
from localize.store import Key, Store, key_of

VERSION: Final = 4
"""Raised when the same plan would be mixed otherwise."""
_NO_VOICE: Final = "dub.no-voice"


@dataclass(frozen=True, slots=True)
class MixOptions:
    """How a dub is mixed.

    Attributes:
        target: Loudness and true peak.
        stem: A music-and-effects stem, as long as the picture; none by default.
        stream: Index of the original's sound track in the file; the first by default.
        stems: Whether dialogue, bed and mix are kept as lossless files of their own too.
        room: A light reverb for the voices.
        notice: Whether it begins with the rhythm that says that AI made it.
        watermarker: Puts an inaudible mark into the mix; None for none.
        lossless: Whether the mix alone is kept as a lossless file too, for deliveries that take no coded sound.
    """

    target: LoudnessTarget = GENERIC
    stem: Path | None = None
    stream: int | None = None
    stems: bool = False
    room: Room = Room.NONE
    notice: bool = False
    watermarker: Watermarker | None = None
    lossless: bool = False


@dataclass(frozen=True, slots=True)
class _Under:
    """What the dialogue is laid over: how, the sound, and how it lies on the original if it came from elsewhere."""

    bed: Bed
    source: Source
    match: Match | None = None


def mix(plan: DubPlan, master: Master, path: Path, media: Media, sound: SoundFiles, store: Store, *,
        options: MixOptions = MixOptions(), separator: Separator | None = None, meter: LoudnessMeter | None = None,
        report: Report = lambda _: None) -> Dub:
    """Return the finished dub of a plan: mixed, encoded, measured.

    Args:
        plan: From the dub stage.
        master: The film.
        path: Its file.
        media: Reads it.
        sound: Reads stems and writes the track.
        store: Keeps the track, and what was measured.
        options: How it is mixed.
        separator: Takes the voices out where there is neither a stem nor a centre of their own; None to duck instead.
        meter: Confirms the loudness; None to believe our own meter.
        report: Takes progress; may raise :class:`~localize.errors.Cancelled`.

    Returns:
        A dub whose ``audio`` is the key of an M4A file; empty where the language has no voice.

    Raises:
        InvalidMedia: If the master's sound or the stem cannot be used.
        EngineError: If encoding or separating fails.
    """
    if any(item.rule == _NO_VOICE for item in plan.findings):
        return Dub(plan.language, (), "", "", plan.duration, findings=plan.findings, measures=plan.measures, mode=plan.mode)
    whole = original(master, path, media, options.stream, plan.duration)
    # Under a voice-over the original is to be heard: a bed without its voices would be none.
    stem = from_file(options.stem, sound, plan.duration) if options.stem and plan.mode is DubMode.LIP else None
    target = options.target.for_share(share(plan))
    key = key_of("mix", VERSION, whole.key, stem.key if stem else "", to_data(separator.identity) if separator else "",
                 to_data(plan.segments), to_data(plan.levels), to_data(plan.source), plan.mode, str(plan.duration),
                 to_data(target), options.room, *(["notice"] if options.notice else []),
                 *([to_data(options.watermarker.identity)] if options.watermarker else []))
    stems = STEMS if options.stems else ("mix",) if options.lossless else ()
    record = key_of("mix record", key, stems if options.lossless else options.stems, meter is not None, to_data(plan.findings),
                    to_data(plan.voices))
    if store.has(record) and store.has(key):
        return from_json(store.path(record).read_bytes(), Dub)
    under = _under(plan, whole, stem, separator, sound, store, lambda part: report(0.3 * min(part, 1.0)))
    mixer = Mixer(plan, under.source, under.bed, store, options.room, rhythm(target.loudness) if options.notice else None,
                  options.watermarker)
    mixed = _mixed(mixer, target, sound, store, key, lambda part: report(0.3 + 0.7 * min(part, 1.0)))
    figures = mix_measures(plan, under.bed, target, mixed, meter.programme(store.path(key)) if meter else None, under.match)
    findings = (*plan.findings, *mix_findings(figures, plan.language),
                *source_findings(track_of(master, options.stream), plan, under.source if under.match else None))
    dub = Dub(plan.language, plan.segments, key, under.source.layout, plan.duration, round(mixed.loudness, 2),
              round(mixed.true_peak, 2), plan.guide, plan.voices, findings, (*plan.measures, *figures), under.bed.kind.value,
              mixer.keep_stems(sound, key, mixed, stems), plan.mode, mixed.curve)
    store.put(record, to_json(dub))
    return dub


def _mixed(mixer: Mixer, target: LoudnessTarget, sound: SoundFiles, store: Store, key: Key, report: Report) -> Mixed:
    """Return the mix as it measures, made only where it is not there yet."""
    measured = key_of("mixed", key)
    if not (store.has(key) and store.has(measured)):
        store.put(measured, to_json(mixer.make(target, sound, key, report)))
    return from_json(store.path(measured).read_bytes(), Mixed)


def _under(plan: DubPlan, whole: Source, stem: Source | None, separator: Separator | None, sound: SoundFiles, store: Store,
           report: Report) -> _Under:
    """Return the bed by the best way there is: stem, 5.1 without its centre, separation, ducking."""
    survey = surveyed(whole, store, report)
    spoken = [item.span for item in plan.segments]
    if plan.mode is DubMode.VOICE_OVER:
        return _Under(bed_of(survey, plan.source, spoken, BedKind.VOICED_OVER), whole)
    if stem is None and has_centre_dialogue(survey, plan.source):
        return _Under(bed_of(survey, plan.source, spoken, BedKind.CENTRE_REMOVED), whole)
    if stem is None and separator is None:
        return _Under(bed_of(survey, plan.source, spoken, BedKind.DUCKED), whole)
    other, kind = stem, BedKind.STEM
    if other is None:
        assert separator is not None
        other, kind = separated(whole, separator, sound, store, plan.duration, report), BedKind.SEPARATED
    match = matched(whole, other, store, merged(plan.source, RATE, 0.0))
    bed = bed_of(survey, plan.source, spoken, kind, under=surveyed(other, store, report), residual=match.residual)
    return _Under(bed, other, match)
