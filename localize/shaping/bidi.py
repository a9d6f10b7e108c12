"""Right-to-left lines in plain-text formats: names in Latin letters and numbers kept whole by isolates.

SRT and WebVTT have no markup for direction that all players know, so the controls of UAX #9 stand in the text:
U+2066 (LRI) and U+2069 (PDI) around each left-to-right run. An isolate does not decide its line's direction (rule P2),
so a line that opens with a Latin name still runs from the right. TTML has ``direction`` and ``unicodeBidi`` and wants
no controls. The text stays in logical order, always.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from localize.language import language
from localize.model import Cue, Element, Node, SubtitleTrack, Text

PLAIN_TEXT: Final = frozenset({"srt", "vtt", "sbv"})
"""Formats that need controls in the text."""

_OPEN, _CLOSE = "\u2066", "\u2069"
_CONTROLS: Final = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
#: Letters that are written from left to right, or digits, with what holds them together inside: "Li Na", "3-1",
#: "10:30", "+971 50 123", "50%". A lone number without such marks needs no help: UAX #9 keeps its digits in order.
_WORD: Final = r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff0-9]"
_RUN: Final = re.compile(rf"[+$€£#@]?{_WORD}(?:[A-Za-z\u00c0-\u024f\u1e00-\u1eff0-9'’.,:/&+%°@_ -]*{_WORD})?[%°+]?")
_DIGITS: Final = re.compile(r"[0-9]+(?:[.,][0-9]+)*")


def isolated(track: SubtitleTrack, format_name: str) -> SubtitleTrack:
    """Return the track with left-to-right runs isolated, where its language and the format need it.

    Args:
        track: In logical order, without controls of its own.
        format_name: Name of the format it is about to be written in.
    """
    if format_name not in PLAIN_TEXT or track.language == "und" or not language(track.language).rtl:
        return track
    return replace(track, cues=tuple(_cue(cue) for cue in track.cues))


def isolate(line: str) -> str:
    """Return a line with its left-to-right runs between LRI and PDI; a line with controls stays as it is."""
    if _CONTROLS.search(line):
        return line
    return _RUN.sub(lambda run: run[0] if _DIGITS.fullmatch(run[0]) else f"{_OPEN}{run[0]}{_CLOSE}", line)


def _cue(cue: Cue) -> Cue:
    return replace(cue, content=tuple(_node(node) for node in cue.content))


def _node(node: Node) -> Node:
    if isinstance(node, Text):
        return Text(isolate(node.value))
    if isinstance(node, Element):
        return replace(node, children=tuple(_node(child) for child in node.children))
    return node
