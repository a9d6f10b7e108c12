"""A line made ready for espeak-ng: respelled where its voice is borrowed, split where a voice cannot read Latin."""

from __future__ import annotations

import re
from typing import Final

from localize.dubbing.wording import check_script, wording
from localize.engines.espeak_guide import khmer_in_latin, lao_in_thai
from localize.engines.espeak_numbers import spell_numbers

VERSION: Final = 2
"""Part of the engine's identity: raised when the same line would be said otherwise."""

#: Languages without a voice are written for a neighbour's, and their tracks are guides.
_GUIDES: Final = {"km": khmer_in_latin, "lo": lao_in_thai}
_LATIN: Final = re.compile(r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'’.\- ]*[A-Za-zÀ-ɏ.]|[A-Za-zÀ-ɏ]")
#: Filipino on the Malay voice: particles written short are said long, final a is no schwa, c ñ j as in Spanish words.
_FILIPINO: Final = (
    (re.compile(r"\bmga\b"), "manga"), (re.compile(r"\bng\b"), "nang"), (re.compile(r"[’']([ty])\b"), r"\1"),
    (re.compile("ñ"), "ny"), (re.compile(r"c(?=[eiéí])"), "s"), (re.compile(r"c(?!h)"), "k"), (re.compile("qu?"), "k"),
    (re.compile(r"(?<=\w)a\b"), "ah"), (re.compile(r"\bdy"), "j"), (re.compile(r"\bts"), "c"),
)


def pieces(text: str, tag: str, voice: str, variant: str) -> tuple[tuple[str, str], ...]:
    """Return what to say as pairs of espeak-ng voice and text; empty when there is nothing to say.

    Args:
        text: The line as translated.
        tag: Language tag.
        voice: The language's espeak-ng voice.
        variant: Such as ``+f2``; the same person also says the Latin names.

    Raises:
        NotSpeakable: If the line holds a script the voice cannot say.
    """
    said = wording(text)
    if not said:
        return ()
    check_script(said, tag)
    if tag in _GUIDES:
        said = _GUIDES[tag](said)
    said = spell_numbers(said, "th" if tag == "lo" else tag)
    if tag == "fil":
        said = respell_filipino(said)
    if tag != "my":
        return ((voice + variant, said),)
    # The Burmese voice spells Latin letter by letter; the Thai, Arabic and Chinese voices switch to English alone.
    return tuple(_split_latin(said, voice + variant, "en-us" + variant))


def respell_filipino(text: str) -> str:
    """Return Filipino spelled so that a Malay voice says it nearly right; the case is lost, which no voice hears."""
    text = text.lower()
    for pattern, replacement in _FILIPINO:
        text = pattern.sub(replacement, text)
    return " ".join(text.split())


def _split_latin(text: str, own: str, english: str) -> list[tuple[str, str]]:
    parts, at = [], 0
    for match in _LATIN.finditer(text):
        parts += [(own, text[at:match.start()]), (english, match.group())]
        at = match.end()
    parts.append((own, text[at:]))
    return [(voice, part.strip()) for voice, part in parts if any(character.isalnum() for character in part)]
