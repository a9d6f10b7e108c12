"""Quality control of a subtitle track: every rule as a finding with what was measured and what is allowed."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from localize.checking import of_cuts, of_gaps, of_quotes, of_script, of_times, of_wording
from localize.model import Finding, SubtitleTrack
from localize.rules import Rules
from localize.time import Seconds, to_frames


def check(track: SubtitleTrack, rules: Rules, *, frame_rate: Fraction | None = None,
          cuts: Sequence[Seconds] = ()) -> tuple[Finding, ...]:
    """Return what a platform would object to, in order of time.

    Args:
        track: Anybody's subtitles.
        rules: Of the language, profile and audience.
        frame_rate: Frames per second, for gaps and shot changes; the track's own, else 25.
        cuts: Shot changes, in seconds.
    """
    rate = frame_rate or track.frame_rate or Fraction(25)
    changes = sorted({to_frames(cut, rate) for cut in cuts})
    findings: list[Finding] = []
    for number, cue in enumerate(track.cues):
        findings += of_wording(cue, rules)
        findings += of_times(cue, rules)
        if number + 1 < len(track.cues):
            findings += of_gaps(cue, track.cues[number + 1], rules, rate)
        if changes:
            findings += of_cuts(cue, changes, rules, rate)
    findings += of_quotes(track.cues, rules)
    findings += of_script(track.cues, rules)
    order = {cue.id: number for number, cue in enumerate(track.cues)}
    return tuple(sorted(findings, key=lambda finding: order[finding.cue]))
