"""Reading the rule files: a language's rules, with a profile's changes on top.

A file names what it ``inherits``; tables are merged key by key, the nearer file wins. A profile's ``[rules]`` table
changes the rules of every language it delivers.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

from localize.errors import NotFound
from localize.language import language
from localize.rules.delivery import Delivery
from localize.time import Seconds


class Audience(StrEnum):
    """Whom the subtitles are for; reading speeds differ."""

    ADULT = "adult"
    CHILD = "child"
    SDH = "sdh"
    SDH_CHILD = "sdh-child"


@dataclass(frozen=True, slots=True)
class Rules:
    """The subtitle rules of one language for one audience under one profile.

    Attributes:
        language: Tag.
        characters_per_line: Grapheme clusters on one line.
        lines: Lines in one cue.
        characters_per_second: Reading speed.
        minimum_duration: Seconds.
        maximum_duration: Seconds.
        gap_frames: Frames between two cues that follow each other.
        chain_frames: Gaps from ``gap_frames + 1`` to this many frames are closed to ``gap_frames``.
        out_time_extension: Seconds an out-time may run past the speech.
        two_speaker_dash: What each of two speakers' lines opens with.
        italics: Whether italics may be used.
        ellipsis: The ellipsis character.
        unit_space: Whether a space stands between number and unit.
        forced_narrative: ``capitals`` or ``parentheses``.
        spell_out_to: Numbers up to this are spelled out; 0 for none.
        snap_in: Seconds within which an in-time moves to a shot change.
        snap_out: Seconds within which an out-time moves to ``gap_frames`` before a shot change.
        quotes: Pairs of quotation marks that may be used, opening and closing.
        punctuation: Pairs of a mark that does not belong to the script and the one that does.
        final_period: Whether a sentence may end with a full stop.
        continuation_ellipsis: Whether an ellipsis may run from one cue into the next that follows at once.
        acronym_periods: Whether acronyms may have full stops.
        ordinal_point: Whether an ordinal has a full stop (``1.ª``).
        speaker_label: How SDH names a speaker; ``{}`` stands for the name.
        sound_tag: How SDH tells a sound; ``{}`` stands for it.
        sources: Pairs of rule name and where its value comes from.
    """

    language: str
    characters_per_line: int
    lines: int
    characters_per_second: int
    minimum_duration: Seconds
    maximum_duration: Seconds
    gap_frames: int
    chain_frames: int
    out_time_extension: Seconds
    two_speaker_dash: str
    italics: bool
    ellipsis: str
    unit_space: bool
    forced_narrative: str
    spell_out_to: int
    snap_in: Seconds
    snap_out: Seconds
    quotes: tuple[str, ...]
    punctuation: tuple[tuple[str, str], ...]
    final_period: bool
    continuation_ellipsis: bool
    acronym_periods: bool
    ordinal_point: bool
    speaker_label: str
    sound_tag: str
    sources: tuple[tuple[str, str], ...]

    def source(self, rule: str) -> str:
        """Return where the value of a rule comes from."""
        return dict(self.sources).get(rule, "")


@dataclass(frozen=True, slots=True)
class Profile:
    """What a platform takes: formats, rules, loudness and naming together.

    Attributes:
        name: As given to ``--profile``.
        formats: Subtitle formats, the first is the main one.
        loudness: LUFS (LKFS), integrated.
        loudness_tolerance: LU either way.
        true_peak: dBTP, at most.
        dialogue_gated: Whether loudness is measured on dialogue only.
        aspect: ``any`` or ``vertical``.
        faststart: Whether the MP4 index goes to the front.
        styling: Whether the platform draws markup.
        delivery: Containers, streams, sound files and names.
        sources: Pairs of setting and where its value comes from.
    """

    name: str
    formats: tuple[str, ...]
    loudness: float
    loudness_tolerance: float
    true_peak: float
    dialogue_gated: bool
    aspect: str
    faststart: bool
    styling: bool
    delivery: Delivery
    sources: tuple[tuple[str, str], ...]

    def source(self, setting: str) -> str:
        """Return where a setting comes from."""
        return dict(self.sources).get(setting, f"profile {self.name}")


#: Tables that a file adds to; others it replaces.
_TABLES: Final = frozenset({"sources", "delivery", "names", "endings"})

PROFILES: Final[tuple[str, ...]] = ("generic", "generic-hls", "netflix", "disney", "youtube", "tiktok", "broadcast-ebu")
"""Names of the profiles that ship."""


@lru_cache(maxsize=512)
def rules(tag: str, profile_name: str = "generic", audience: Audience = Audience.ADULT) -> Rules:
    """Return the subtitle rules of a language under a profile, for an audience.

    Raises:
        UnknownLanguage: If the tag is unknown.
        NotFound: If the profile is unknown.
    """
    tongue, delivery = language(tag), _profile_data(profile_name)
    data = _merged("languages", tongue.tag)
    note = delivery.get("sources", {}).get("rules", f"profile {profile_name}")
    # A profile may tighten a rule, never loosen it: Thai stays at 35 characters where a profile allows 37.
    for changes in (delivery.get("rules", {}), delivery.get("rules_by_language", {}).get(tongue.tag, {})):
        for name, value in changes.items():
            if name != "characters_per_line" or value < data[name]:
                data[name] = value
                data["sources"][name] = note
    if data["italics"] and not delivery.get("styling", True):
        data["italics"] = False
        data["sources"]["italics"] = delivery["sources"].get("styling", f"profile {profile_name}: styling is not drawn")
    data["characters_per_second"] = data["characters_per_second"][audience.value]
    return _record(data)


def _record(data: dict[str, Any]) -> Rules:
    """Return the record of merged data, every value in its own type."""
    seconds = ("minimum_duration", "maximum_duration", "out_time_extension", "snap_in", "snap_out")
    return Rules(**{**data, **{name: Fraction(data[name]) for name in seconds}, "quotes": tuple(data["quotes"]),
                    "punctuation": tuple(data["punctuation"].items()), "sources": tuple(sorted(data["sources"].items()))})


@lru_cache(maxsize=64)
def profile(name: str) -> Profile:
    """Return a delivery profile.

    Raises:
        NotFound: If there is none of that name.
    """
    data = _profile_data(name)
    return Profile(
        name=data["name"], formats=tuple(data["formats"]), loudness=data["loudness"],
        loudness_tolerance=data["loudness_tolerance"], true_peak=data["true_peak"],
        dialogue_gated=data["dialogue_gated"], aspect=data["aspect"], faststart=data["faststart"],
        styling=data.get("styling", True), delivery=Delivery.of(data), sources=tuple(sorted(data["sources"].items())))


def _profile_data(name: str) -> dict[str, Any]:
    if name not in PROFILES:
        raise NotFound(f"no delivery profile {name!r}", field="profile", hint="one of " + ", ".join(PROFILES))
    return _merged("profiles", name)


def _merged(folder: str, name: str) -> dict[str, Any]:
    """Return a file's data on top of what it inherits; a fresh copy, for the caller to change."""
    data = tomllib.loads(_text(folder, name))
    if parent := data.pop("inherits", ""):
        below = _merged(folder, parent)
        for table in _TABLES & below.keys():
            below[table].update(data.pop(table, {}))
        below.update(data)
        return below
    return data


@lru_cache(maxsize=64)
def _text(folder: str, name: str) -> str:
    return (files("localize.rules") / folder / f"{name}.toml").read_text("utf-8")
