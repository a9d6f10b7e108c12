"""Quality control of a finished mix: each figure with its threshold and where that comes from."""

from __future__ import annotations

from typing import Final

from localize.dubbing.bed import ABOVE, RATE, Bed, BedKind
from localize.dubbing.layouts import CHANNELS, canonical, is_folded
from localize.dubbing.mixer import PEAK_SLACK, SILENT, Mixed
from localize.dubbing.residual import Match
from localize.dubbing.sources import SLACK, Source
from localize.dubbing.targets import LoudnessTarget
from localize.model import AudioStream, DubPlan, Finding, Measure, Severity

#: A dub whose original can still be heard this little under it lets through no words. Own value.
_RESIDUAL: Final = -30.0
#: How far two meters may differ on the same file: EBU Tech 3341 allows a meter 0.1 LU on its test signals.
_AGREE: Final = 0.2
_OWN: Final = "own threshold, nothing is published"
_MESSAGES: Final = {
    "dub.loudness": "the mix is not as loud as the delivery asks", "dub.true-peak": "the mix peaks too high",
    "dub.length": "the track is not as long as the picture",
    "dub.loudness-confirmed": "two meters do not agree on the loudness of the mix",
    "dub.over-music": "music stands too close under the dialogue",
    "dub.residual-dialogue": "the original's voices can still be heard under the dub: a music-and-effects stem helps",
}
_GRAVE: Final = frozenset({"dub.loudness", "dub.true-peak", "dub.length"})


def mix_measures(plan: DubPlan, bed: Bed, target: LoudnessTarget, mixed: Mixed, confirmed: float | None,
                 match: Match | None) -> tuple[Measure, ...]:
    """Return the figures of a mix.

    Args:
        plan: What was mixed.
        bed: Over what.
        target: The delivery's loudness.
        mixed: What was measured after encoding.
        confirmed: Programme loudness by another meter, if one was asked.
        match: How a bed from elsewhere lies on the original, if it is one.
    """
    wanted = round(plan.duration * RATE)
    gating = "dialogue-gated on the dub's own lines" if target.dialogue_gated else "programme"
    silent = mixed.loudness < SILENT
    figures = [
        Measure("dub.loudness", f"{mixed.loudness:.1f} LUFS, {gating}", f"{target.loudness:g} ±{target.tolerance:g} LUFS",
                target.source, silent or abs(mixed.loudness - target.loudness) <= target.tolerance),
        Measure("dub.true-peak", f"{mixed.true_peak:.1f} dBTP", f"{target.true_peak:g} dBTP", target.source,
                mixed.true_peak <= target.true_peak + PEAK_SLACK),
        Measure("dub.length", f"{mixed.samples} samples", f"{wanted} samples", "Dub length equals picture length",
                mixed.samples == wanted),
        Measure("dub.over-music", f"{bed.above:.1f} LU" if plan.segments else "no dialogue", f">= {ABOVE:g} LU",
                "Dialogue at 10 LU over music at least", not plan.segments or bed.above >= ABOVE),
    ]
    if confirmed is not None:
        figures.append(Measure(
            "dub.loudness-confirmed", f"{mixed.programme:.1f} LUFS ours, {confirmed:.1f} LUFS ebur128", f"within {_AGREE} LU",
            "FFmpeg's ebur128 on the encoded file, whole programme",
            mixed.programme < SILENT or abs(mixed.programme - confirmed) <= _AGREE))
    if bed.kind is not BedKind.VOICED_OVER:
        figures.append(_residual(plan, bed, match))
    return tuple(figures)


def _residual(plan: DubPlan, bed: Bed, match: Match | None) -> Measure:
    untold = match is not None and not match.aligned
    measured = ("cannot be told: the bed does not lie on the original sample by sample" if untold
                else f"{bed.residual:.0f} dB ({bed.kind})")
    return Measure("dub.residual-dialogue", measured, f"<= {_RESIDUAL:g} dB", _OWN,
                   untold or not plan.source or bed.residual <= _RESIDUAL)


def mix_findings(figures: tuple[Measure, ...], language: str) -> tuple[Finding, ...]:
    """Return a finding for each figure of a mix that did not pass."""
    return tuple(Finding(item.rule, Severity.ERROR if item.rule in _GRAVE else Severity.WARNING, _MESSAGES[item.rule],
                         language, "", item.measured, item.allowed, item.source)
                 for item in figures if not item.passed and item.rule in _MESSAGES)


def source_findings(track: AudioStream, plan: DubPlan, under: Source | None) -> tuple[Finding, ...]:
    """Return what is to be said of the sound the dub is laid over: folded channels, a stem of another form."""
    found = []
    if is_folded(track.layout, track.channels):
        found.append(Finding("dub.layout", Severity.NOTE, f"{track.layout} was folded to 5.1", plan.language,
                             measured=track.layout, allowed="mono, stereo, 5.1", source="5.1 order L R C LFE Ls Rs"))
    if under is None:
        return tuple(found)
    if under.layout != canonical(track.layout, track.channels):
        found.append(Finding("dub.layout", Severity.WARNING, "the stem has another layout than the master: the dub has the stem's",
                             plan.language, measured=f"{CHANNELS[under.layout]} channels", allowed=f"{track.channels} channels",
                             source="2.0 stays 2.0, 5.1 stays 5.1"))
    if abs(under.missing) > SLACK:
        found.append(Finding("dub.stem-length", Severity.WARNING,
                             "the stem is shorter than the picture: silence follows it" if under.missing > 0 else
                             "the stem is longer than the picture: its end is not heard", plan.language,
                             measured=f"{float(plan.duration) - under.missing:.2f} s", allowed=f"{float(plan.duration):.2f} s",
                             source="Dub length equals picture length"))
    return tuple(found)
