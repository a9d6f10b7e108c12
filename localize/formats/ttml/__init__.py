"""TTML: TTML1 as Netflix takes it, IMSC 1.1 Text, EBU-TT-D. One reader for all; a writer for each.

Own code on lxml, not ttconv: ttconv's reader leaves ids, agents and ``forcedDisplay`` behind, passes over broken times,
fails on endless sequences, and takes time quadratic in the number of cues for the moments of the picture. The tests
hold this reader against it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from localize.format import counted, elements, markup_losses, rounded_losses
from localize.formats.ttml import cues, document, picture
from localize.formats.ttml.document import PROPERTIES
from localize.formats.ttml.write import Profile, clean, is_ours, render, tick_rate
from localize.model import CueKind, SubtitleTrack
from localize.time import to_milliseconds

_TEXT_STYLES: Final = PROPERTIES | {"fontStyle", "fontWeight", "textDecoration", "color"}


@dataclass(frozen=True, slots=True)
class Ttml:
    """One profile of TTML.

    Attributes:
        name: Name of the format.
        extensions: File name endings.
        profile: How it is written.
        writable: True.
    """

    name: str
    extensions: tuple[str, ...]
    profile: Profile
    writable: bool = True

    def parse(self, data: bytes) -> SubtitleTrack:
        """Return the track of a document of any TTML profile.

        A paragraph whose text changes while it is shown makes several cues. ``picture`` holds the moments at which
        the picture changes, exactly.

        Raises:
            InvalidSubtitle: If it is no XML, declares a document type, or has a time that cannot be read.
        """
        return cues.track(document.read(document.parse_xml(data)))

    def render(self, track: SubtitleTrack) -> bytes:
        """Return the document: UTF-8; times rounded once, in the profile's unit."""
        return render(track, self.profile)

    def losses(self, track: SubtitleTrack) -> tuple[str, ...]:
        """Return what the profile cannot hold of a track."""
        return tuple(_losses(track, self.profile))


# Netflix, "Timed Text Style Guide: General Requirements" (215758617): TTML1, .xml; ticks as its own files have them.
TTML: Final = Ttml("ttml", (".ttml", ".xml", ".dfxp"), Profile("ttml", "ticks", ruby=False, forced=False, referential=False, root=(
    ("ttp:timeBase", "media"),)))
"""TTML1, as Netflix takes it."""

IMSC: Final = Ttml("imsc", (".imsc", ".imsc.xml"), Profile("imsc", "frames", ruby=True, forced=True, referential=False, root=(
    ("ttp:contentProfiles", "http://www.w3.org/ns/ttml/profile/imsc1.1/text"), ("ttp:timeBase", "media"))))
"""IMSC 1.1 Text profile."""

# EBU Tech 3380: media time base, full clock times only, cell resolution stated.
EBU_TT_D: Final = Ttml("ebu-tt-d", (".ebuttd", ".ebuttd.xml", ".ebu-tt-d"), Profile(
    "ebu-tt-d", "clock", ruby=False, forced=False, referential=True,
    root=(("ttp:timeBase", "media"), ("ttp:cellResolution", "32 15"))))
"""EBU-TT-D."""


def picture_changes(data: bytes) -> tuple[tuple[Fraction, bool], ...]:
    """Return the moments, in seconds, at which a document's picture changes, and whether something is shown then.

    Raises:
        InvalidSubtitle: As :meth:`Ttml.parse`.
    """
    return picture.changes(document.read(document.parse_xml(data)))


def _losses(track: SubtitleTrack, profile: Profile) -> Iterator[str]:
    names = {"i", "b", "u", "lang"} | ({"ruby", "rt"} if profile.ruby else set())
    if not profile.ruby:
        ruby = sum(any(item.name == "rt" for item in elements(cue.content)) for cue in track.cues)
        if ruby:
            yield f"ruby text in {counted(ruby, 'cue')} (the base is kept)"
        names |= {"ruby", "rt"}
    yield from markup_losses(track, frozenset(names), frozenset(_TEXT_STYLES))
    if not profile.forced and (forced := sum(cue.kind is CueKind.FORCED for cue in track.cues)):
        yield f"the kind (forced) of {counted(forced, 'cue')}"
    if kinds := sum(cue.kind in {CueKind.NARRATION, CueKind.SOUND} for cue in track.cues):
        yield f"the kind (narration, sound) of {counted(kinds, 'cue')}"
    if unnamed := sum(re.fullmatch(r"[A-Za-z_][\w.\-]*", cue.id) is None and cue.id != str(number)
                      for number, cue in enumerate(track.cues, 1)):
        yield f"the id of {counted(unnamed, 'cue')} (no XML name)"
    if foreign := [region.id for region in track.regions if not is_ours(region.settings)]:
        yield f"regions {', '.join(foreign)} (their cues keep line and position)"
    if others := sorted({name for cue in track.cues for name, _ in cue.settings} - {
            "line", "position", "size", "align", "duration", "identifier"}):
        yield f"cue settings {', '.join(others)}"
    if profile.referential and (speakers := sum(bool(cue.speaker) for cue in track.cues)):
        yield f"the speaker of {counted(speakers, 'cue')}"
    if track.styles:
        yield counted(len(track.styles), "style sheet")
    if headers := sorted({name for name, _ in track.metadata} - {"title", "desc", "copyright", "profile",
                                                                 "contentProfiles"}):
        yield f"headers {', '.join(headers)}"
    if bad := sum(clean(cue.text) != cue.text for cue in track.cues):
        yield f"control characters in {counted(bad, 'cue')} (written as U+FFFD)"
    yield from _time_losses(track, profile)


def _time_losses(track: SubtitleTrack, profile: Profile) -> Iterator[str]:
    times = [time for cue in track.cues for time in (cue.span.begin, cue.span.end)]
    rate = track.frame_rate if profile.times == "frames" else None
    if profile.times == "ticks":
        yield from rounded_losses(track, Fraction(tick_rate(track)), "a tick of a document at this frame rate")
    if profile.times != "ticks":
        rounded = sum(time * 1000 != to_milliseconds(time) and (rate is None or (time * rate).denominator != 1)
                      for time in times)
        if rounded:
            yield f"{counted(rounded, 'time')} finer than a millisecond (rounded)"
