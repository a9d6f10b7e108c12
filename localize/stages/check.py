"""Quality control of a subtitle track: every rule as a finding with what was measured and what is allowed."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from localize.breaking import width
from localize.model import Cue, Finding, Severity, SubtitleTrack
from localize.rules import Rules
from localize.time import to_frames


def check(track: SubtitleTrack, rules: Rules, *, frame_rate: Fraction | None = None) -> tuple[Finding, ...]:
    """Return what a platform would object to, in order of time.

    Args:
        track: Anybody's subtitles.
        rules: Of the language, profile and audience.
        frame_rate: Frames per second, for gaps; the track's own, else 25.
    """
    rate = frame_rate or track.frame_rate or Fraction(25)
    findings: list[Finding] = []
    for number, cue in enumerate(track.cues):
        findings += _text(cue, rules)
        findings += _time(cue, rules)
        if number + 1 < len(track.cues):
            findings += _gap(cue, track.cues[number + 1], rules, rate)
    return tuple(findings)


def _finding(rules: Rules, rule: str, severity: Severity, cue: Cue, message: str, measured: str, allowed: str) -> Finding:
    name = rule.replace("-", "_")
    return Finding(rule, severity, message, rules.language, cue.id, measured, allowed, rules.source(name))


def _text(cue: Cue, rules: Rules) -> Iterator[Finding]:
    lines = cue.text.split("\n")
    if not cue.text.strip():
        yield _finding(rules, "empty", Severity.ERROR, cue, "the cue has no text", "0 characters", "text")
    if len(lines) > rules.lines:
        yield _finding(rules, "lines", Severity.ERROR, cue, "too many lines", f"{len(lines)}", f"{rules.lines}")
    for line in lines:
        if width(line) > rules.characters_per_line:
            yield _finding(rules, "characters-per-line", Severity.ERROR, cue, "a line is too long",
                           f"{width(line)} characters", f"{rules.characters_per_line} characters")
    if "..." in cue.text:
        yield _finding(rules, "ellipsis", Severity.WARNING, cue, "three full stops for an ellipsis", "...", rules.ellipsis)


def _time(cue: Cue, rules: Rules) -> Iterator[Finding]:
    length = cue.span.duration
    if length < rules.minimum_duration:
        yield _finding(rules, "minimum-duration", Severity.ERROR, cue, "shown too short",
                       f"{float(length):.3f} s", f"{float(rules.minimum_duration):.3f} s")
    if length > rules.maximum_duration:
        yield _finding(rules, "maximum-duration", Severity.ERROR, cue, "shown too long",
                       f"{float(length):.3f} s", f"{float(rules.maximum_duration):.3f} s")
    size = sum(width(line) for line in cue.text.split("\n"))
    if length > 0 and size > length * rules.characters_per_second:
        yield _finding(rules, "characters-per-second", Severity.ERROR, cue, "too fast to read",
                       f"{float(size / length):.1f} characters/s", f"{rules.characters_per_second} characters/s")


def _gap(cue: Cue, following: Cue, rules: Rules, rate: Fraction) -> Iterator[Finding]:
    gap = to_frames(following.span.begin, rate) - to_frames(cue.span.end, rate)
    if gap < 0:
        yield _finding(rules, "overlap", Severity.ERROR, cue, f"runs into cue {following.id}", f"{gap} frames",
                       f"{rules.gap_frames} frames")
    elif gap < rules.gap_frames:
        yield _finding(rules, "gap-frames", Severity.ERROR, cue, f"too close to cue {following.id}", f"{gap} frames",
                       f"{rules.gap_frames} frames")
    elif rules.gap_frames < gap <= rules.chain_frames:
        yield _finding(rules, "chain-frames", Severity.WARNING, cue, f"the gap to cue {following.id} should be closed",
                       f"{gap} frames", f"{rules.gap_frames} frames or more than {rules.chain_frames}")
