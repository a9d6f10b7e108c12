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


def test_vertical_pictures_take_shorter_lines_in_wide_scripts():
    assert rules("th", "tiktok").characters_per_line == 20
    assert "9:16" in rules("th", "tiktok").source("characters_per_line")
    assert profile("tiktok").aspect == "vertical"


def test_italics_only_where_the_language_and_the_platform_allow_them():
    assert rules("en", "netflix").italics
    assert not rules("th", "netflix").italics
    assert not rules("en", "youtube").italics
    assert "YouTube" in rules("en", "youtube").source("italics")


@pytest.mark.parametrize("language", [item.tag for item in TARGETS])
def test_audiences_are_ordered_by_how_fast_they_read(language: str):
    speed = {audience: rules(language, audience=audience).characters_per_second for audience in Audience}
    assert speed[Audience.CHILD] < speed[Audience.ADULT] <= speed[Audience.SDH]
    assert speed[Audience.SDH_CHILD] < speed[Audience.SDH]


def test_marks_of_the_script():
    assert dict(rules("ar").punctuation)["?"] == "؟"
    assert rules("en").punctuation == ()
    assert rules("pt-PT").ordinal_point
    assert not rules("pt-BR").ordinal_point


def test_profiles_inherit():
    assert profile("netflix").formats == ("ttml",)
    assert profile("netflix").true_peak == -2.0
    assert profile("youtube").true_peak == profile("generic").true_peak


def test_unknown_names():
    with pytest.raises(NotFound, match="netflix"):
        profile("notflix")
    with pytest.raises(UnknownLanguage):
        rules("tlh")
