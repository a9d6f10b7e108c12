"""The visible notice: at the beginning of every language, within its rules, out of the dialogue's way."""

from __future__ import annotations

from fractions import Fraction

import pytest

from localize.language import TARGETS
from localize.model import Cue, CueKind, Severity, SubtitleTrack
from localize.rules import PROFILES, rules
from localize.shaping.notice import with_notice
from localize.stages.check import check
from localize.time import Span

RATE = Fraction(25)


def track(tag: str, *spans: tuple[float, float]) -> SubtitleTrack:
    return SubtitleTrack(tag, tuple(Cue.of(f"u{number}", Span(Fraction(begin), Fraction(end)), "x" * 8)
                                    for number, (begin, end) in enumerate(spans)))


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("tag", [item.tag for item in TARGETS])
def test_it_keeps_the_rules_of_every_language_and_profile(tag: str, profile: str):
    for dubbed in (False, True):
        made = with_notice(SubtitleTrack(tag, ()), rules(tag, profile), RATE, Fraction(60), dubbed=dubbed)

        assert [finding for finding in check(made, rules(tag, profile), frame_rate=RATE)
                if finding.severity is Severity.ERROR] == []
        assert all(cue.kind is CueKind.FORCED for cue in made.cues)
        assert made.cues[0].span.begin == 0
        assert made.cues[-1].span.end - made.cues[0].span.begin >= 2


def test_it_stands_where_nobody_speaks():
    made = with_notice(track("en", (1, 2), (4, 5)), rules("en", "generic"), RATE, Fraction(60), dubbed=False)

    notice = next(cue for cue in made.cues if cue.id.startswith("notice"))
    assert not notice.settings
    assert all(notice.span.overlap(cue.span) == 0 for cue in made.cues if cue is not notice)
    assert [cue.span for cue in made.cues] == sorted(cue.span for cue in made.cues)


def test_it_stands_at_the_upper_edge_while_somebody_speaks():
    made = with_notice(track("en", (0, 4)), rules("en", "generic"), RATE, Fraction(60), dubbed=False)

    notice = next(cue for cue in made.cues if cue.id.startswith("notice"))
    assert notice.settings == (("line", "0"),)
    assert made.cues[-1].id == "u0" or made.cues[0].id == "u0"


def test_it_fits_a_film_shorter_than_itself():
    made = with_notice(SubtitleTrack("en", ()), rules("en", "generic"), RATE, Fraction(1), dubbed=False)

    assert made.cues[-1].span.end <= 1
