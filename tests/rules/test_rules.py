from __future__ import annotations

from fractions import Fraction

import pytest

from localize.errors import NotFound, UnknownLanguage
from localize.language import SOURCES, TARGETS
from localize.rules import PROFILES, Audience, profile, rules


@pytest.mark.parametrize("name", PROFILES)
@pytest.mark.parametrize("language", [item.tag for item in (*SOURCES, *TARGETS)])
def test_every_language_has_rules_in_every_profile_with_sources(name: str, language: str):
    found = rules(language, name)
    assert found.minimum_duration < found.maximum_duration
    for rule in ("characters_per_line", "characters_per_second", "minimum_duration", "gap_frames"):
        assert found.source(rule)


def test_numbers_of_the_style_guides():
    assert rules("en").characters_per_second == 20
    assert rules("ar", audience=Audience.SDH).characters_per_second == 23
    assert rules("th").characters_per_line == 35
    assert rules("vi", audience=Audience.CHILD).characters_per_second == 13
    assert rules("en").minimum_duration == Fraction(5, 6)


def test_a_profile_tightens_and_never_loosens():
    assert rules("en", "broadcast-ebu").characters_per_line == 37
    assert rules("th", "broadcast-ebu").characters_per_line == 35
    assert rules("en", "tiktok").characters_per_line == 24


def test_profiles_inherit():
    assert profile("netflix").formats == ("ttml",)
    assert profile("netflix").true_peak == -2.0
    assert profile("youtube").true_peak == profile("generic").true_peak


def test_unknown_names():
    with pytest.raises(NotFound, match="netflix"):
        profile("notflix")
    with pytest.raises(UnknownLanguage):
        rules("tlh")
