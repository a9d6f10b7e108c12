"""espeak-ng's voices: a language, a variant of the speaker, and a pitch (``espeak-ng/id+f2``, ``espeak-ng/id+f3@65``)."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any, Final

from localize.errors import NotFound, NotSpeakable, UnknownLanguage
from localize.language import Language, Voicing, language
from localize.model import Gender, Voice

_ID: Final = re.compile(r"(?:espeak-ng/)?(?P<language>[A-Za-z-]+)(?:\+(?P<variant>[A-Za-z0-9]+))?(?:@(?P<pitch>\d{1,3}))?")
_LICENCE: Final = "GPL-3.0-or-later (program); its sound is free to use"
NATURAL_PITCH: Final = 50
"""espeak-ng's pitch parameter at which a variant speaks as it was made."""


@cache
def voices(tag: str) -> tuple[Voice, ...]:
    """Return the voices of a tag, the most different first; none where espeak-ng does not speak the language."""
    try:
        spoken = language(tag)
    except UnknownLanguage:
        return ()
    if spoken.voicing is Voicing.NONE:
        return ()
    return tuple(Voice(_id(spoken, entry["variant"], entry["pitch"]), "espeak-ng", spoken.tag, Gender(entry["gender"]),
                       float(entry["hertz"]), "preset", _LICENCE, spoken.voicing is Voicing.GUIDE)
                 for entry in _entries())


def parse(voice: str, spoken: Language) -> tuple[str, int]:
    """Return the variant (``+f2``, or empty) and the pitch (0 to 100) of a voice id; an empty id is the plain voice.

    Raises:
        NotFound: If the id is no espeak-ng voice of that language.
        NotSpeakable: If espeak-ng does not speak the language at all.
    """
    if spoken.voicing is Voicing.NONE:
        raise NotSpeakable(f"espeak-ng has no {spoken.name} voice", field="language",
                           hint="deliver subtitles only, or use another engine")
    if not voice:
        return "", NATURAL_PITCH
    match = _ID.fullmatch(voice)
    if match is None or match["language"].lower() != spoken.tag.lower():
        raise NotFound(f"{voice!r} is no espeak-ng voice for {spoken.tag}", field="voice",
                       hint=f"one such as {voices(spoken.tag)[0].id}")
    variant, pitch = match["variant"] or "", int(match["pitch"] or NATURAL_PITCH)
    # espeak-ng takes an unknown variant in silence and speaks with its plain voice: two characters would sound alike.
    if variant and variant not in {entry["variant"] for entry in _entries()}:
        raise NotFound(f"{voice!r}: espeak-ng has no variant {variant!r} that we cast", field="voice")
    return f"+{variant}" if variant else "", min(pitch, 100)


def _id(spoken: Language, variant: str, pitch: int) -> str:
    return f"espeak-ng/{spoken.tag}+{variant}" + (f"@{pitch}" if pitch != NATURAL_PITCH else "")


@cache
def _entries() -> tuple[dict[str, Any], ...]:
    text = resources.files("localize").joinpath("data", "espeak_voices.toml").read_text("utf-8")
    return tuple(tomllib.loads(text)["voice"])
