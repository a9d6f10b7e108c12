"""Notices people see or hear: one line of text in each language, and the rhythm of ``AI`` in Morse code."""

from __future__ import annotations

import json
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np

from localize.engine import Samples
from localize.errors import UnknownLanguage

RATE: Final = 48_000
#: "短长 短短": A and I in Morse code (GB 45438-2025, 5.3 c). A dash is three dots, letters stand three dots apart.
_RHYTHM: Final = ((1, 3), (1, 1))
_DOT: Final = 0.1
"""Seconds: twelve words a minute, slow enough to be told from an effect. Own value."""
_PITCH: Final = 880.0
_EDGE: Final = 0.008
"""Seconds over which a tone comes and goes, so that it does not click."""
_LEAD: Final = 0.5
"""Seconds before the first tone: players fade in."""


class Notice(StrEnum):
    """How people are told that a language was made by AI."""

    NONE = "none"
    VISIBLE = "visible"
    """A line at the beginning of the subtitles and of the forced narrative."""
    AUDIBLE = "audible"
    """A rhythm at the beginning of the dub."""
    BOTH = "both"

    @property
    def seen(self) -> bool:
        """Whether there is a line."""
        return self in {Notice.VISIBLE, Notice.BOTH}

    @property
    def heard(self) -> bool:
        """Whether there is a rhythm."""
        return self in {Notice.AUDIBLE, Notice.BOTH}


def notice_text(tag: str, *, dubbed: bool) -> str:
    """Return the line that is shown in a language.

    Raises:
        UnknownLanguage: If there is none in that language.
    """
    found = _texts().get(tag)
    if found is None:
        raise UnknownLanguage(f"there is no notice in {tag}", field="notice", hint="localize/provenance/notices.json")
    return found["dub" if dubbed else "subtitles"]


def rhythm(loudness: float) -> Samples:
    """Return the audible notice, mono at 48 kHz: as loud, in mean square over its tones, as a loudness in LUFS.

    Args:
        loudness: LUFS of the programme that it stands in; a tone near 1 kHz measures what its mean square is
            (ITU-R BS.1770-5, less 0.69 dB), so the notice is neither lost nor startling.
    """
    amplitude = float(np.sqrt(2) * 10 ** ((loudness + 0.69) / 20))
    silence = [np.zeros(round(_LEAD * RATE), np.float32)]
    for letter in _RHYTHM:
        for length in letter:
            silence += [_tone(length * _DOT, amplitude), np.zeros(round(_DOT * RATE), np.float32)]
        silence.append(np.zeros(round(2 * _DOT * RATE), np.float32))
    return np.concatenate(silence)


def _tone(seconds: float, amplitude: float) -> Samples:
    count = round(seconds * RATE)
    time = np.arange(count) / RATE
    edge = np.clip(np.minimum(time, seconds - time) / _EDGE, 0, 1)
    return np.asarray(amplitude * np.sin(2 * np.pi * _PITCH * time) * np.sin(edge * np.pi / 2) ** 2, np.float32)


@cache
def _texts() -> dict[str, dict[str, str]]:
    return dict(json.loads((files("localize.provenance") / "notices.json").read_text("utf-8")))
