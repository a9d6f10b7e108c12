"""A dub in the report: its figures, each with its threshold and source, and its pictures."""

from __future__ import annotations

from html import escape
from typing import Final

from localize.model import Dub, DubMode, Measure, Transcript
from localize.report.loudness import loudness
from localize.report.rates import rates
from localize.report.timeline import timeline
from localize.time import Seconds

_NAMES: Final = {
    "dub.onset": "Onset against the original, worst", "dub.overlap": "Speech shared with the original", "dub.lead": "Lead of the original",
    "dub.rate": "Rates", "dub.rate-max": "Fastest line", "dub.jump": "Largest jump between a speaker's lines",
    "dub.overruns": "Lines longer than their slots", "dub.collisions": "Lines that run into others", "dub.voiced": "Lines voiced",
    "dub.one-voice": "Voices", "dub.loudness": "Loudness", "dub.loudness-confirmed": "Loudness, by two meters",
    "dub.true-peak": "True peak", "dub.length": "Length against the picture", "dub.over-music": "Dialogue over music, least",
    "dub.residual-dialogue": "Original's voices left in the bed", "dub.back-transcription": "Back-transcription",
}
#: Seconds of which the timeline is shown at once.
_LONG: Final = 600
_BEDS: Final = {
    "stem": "over the music-and-effects stem", "centre-removed": "over 5.1 without its centre", "separated": "over a separated bed",
    "ducked": "over the original, lowered where anybody speaks", "voiced-over": "voice-over: the original lowered under it",
    "none": "over nothing",
}


def dub_section(dub: Dub, transcript: Transcript, duration: Seconds) -> str:
    """Return the HTML that shows a dub."""
    voices = ", ".join(f"{escape(who or 'narrator')}: {escape(voice)}" for who, voice in dub.voices)
    other = sum(bool(item.subtitle) for item in dub.segments)
    mode = "" if dub.mode is DubMode.LIP else f" · {dub.mode.value}"
    reworded = f" · {other} lines say another rendering than the subtitle" if other else ""
    return (f'<h3>Dub</h3><p class="soft">{len(dub.segments)} lines · {dub.layout}{mode} · {dub.loudness:.1f} LUFS · '
            f"{dub.true_peak:.1f} dBTP · {_BEDS.get(dub.bed, escape(dub.bed))}{reworded}<br>{voices}</p>"
            f"{_table(dub.measures)}"
            f'<p class="soft">Speech of the original (above) and of the dub (below); green: a natural rate, yellow: hurried or drawn '
            f"out, red: too fast</p>{_folded(timeline(transcript, dub.segments, duration), duration)}"
            f'<figure>{rates(dub.segments)}<figcaption class="soft">Lines by rate</figcaption></figure>'
            + (f'<figure>{loudness(dub.curve, dub.loudness, duration)}<figcaption class="soft">Short-term loudness of the finished '
               f"mix, LUFS; dashed: {dub.loudness:.1f} LUFS integrated</figcaption></figure>" if dub.curve else ""))


def _folded(picture: str, duration: Seconds) -> str:
    """Return a long timeline behind a fold: a page of twelve languages must stay readable."""
    if duration <= _LONG:
        return picture
    return f"<details><summary>Timeline of {float(duration) / 60:.0f} minutes</summary>{picture}</details>"


def _table(measures: tuple[Measure, ...]) -> str:
    rows = "".join(f'<tr><td class="{"met" if item.passed else "unmet"}">{"passed" if item.passed else "NOT PASSED"}</td>'
                   f"<td>{escape(_NAMES.get(item.rule, item.rule))}</td><td>{escape(item.measured)}</td>"
                   f'<td>{escape(item.allowed)}</td><td class="soft">{escape(item.source)}</td></tr>' for item in measures)
    return ('<div class="scroll"><table><tr><th></th><th>Figure</th><th>Measured</th><th>Allowed</th><th>Source</th></tr>'
            f"{rows}</table></div>")
