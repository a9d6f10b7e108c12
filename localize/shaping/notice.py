"""The visible notice: a forced cue at the beginning of a language's subtitles."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Final

from localize.model import Cue, CueKind, SubtitleTrack
from localize.provenance.notice import notice_text
from localize.rules import Rules
from localize.shaping.forced import place_forced
from localize.shaping.said import forced
from localize.time import Seconds, Span

_SECONDS: Final = Fraction(3)
"""How long the notice is wanted: a video's label is to be seen for two seconds at least. Own value."""


def with_notice(track: SubtitleTrack, rules: Rules, rate: Fraction, duration: Seconds, *, dubbed: bool) -> SubtitleTrack:
    """Return a track that begins with the notice: where nobody speaks, else at the upper edge while somebody does.

    Args:
        track: Of one language.
        rules: Its rules.
        rate: Frames per second.
        duration: Of the picture.
        dubbed: Whether there is a synthetic dub as well.

    Raises:
        UnknownLanguage: If there is no notice in the language.
    """
    placed = place_forced(forced(notice_text(track.language, dubbed=dubbed), rules), Span(Fraction(0), min(_SECONDS, duration)), sorted(cue.span for cue in track.cues), rules,
                          rate, duration)
    cues = [replace(Cue.of(f"notice.{number}", item.span, "\n".join(item.lines)), kind=CueKind.FORCED,
                    settings=(("line", "0"),) if item.raised else ()) for number, item in enumerate(placed, 1)]
    return replace(track, cues=tuple(sorted((*cues, *track.cues), key=lambda cue: cue.span)))
