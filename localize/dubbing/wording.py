"""The words a voice is given: markup, symbols and foreign scripts dealt with before synthesis.

A voice that meets a script it does not know spells it out letter by letter (one Khmer line became 50 s), so the
script is checked here, before any engine sees the line.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final

from localize.errors import NotSpeakable
from localize.language import Language, language

#: Tags of subtitles and SSML are never said and never obeyed; the words between them stay.
_TAG: Final = re.compile(r"</?[A-Za-z][^<>]*/?>|<!--.*?-->|<\?[^<>]*\?>|<!\[CDATA\[|\]\]>|\{\\[^{}]*\}", re.DOTALL)
_ENTITY: Final = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&nbsp;": " "}
#: Symbols that are read as words; all other symbols (emoji, notes, arrows) are drawings.
_READ: Final = frozenset("°№%€£¥₫฿₱₭៛$+=&@")
#: Joiners shape Arabic, Burmese and Indic clusters; inside Latin they only glue emoji.
_JOINERS: Final = frozenset("\u200c\u200d")
_LOOSE: Final = re.compile("(?<![\u0600-\u06ff\u1000-\u109f\u1780-\u17ff])[\u200c\u200d]+")
#: First words of Unicode character names that belong to every script.
_COMMON: Final = frozenset({"COMBINING", "MODIFIER", "FEMININE", "MASCULINE", "VARIATION"})
_NAMES: Final = {
    "Latn": frozenset({"LATIN"}),
    "Thai": frozenset({"THAI", "LATIN"}),
    "Mymr": frozenset({"MYANMAR", "LATIN"}),
    "Khmr": frozenset({"KHMER", "LATIN"}),
    "Laoo": frozenset({"LAO", "LATIN"}),
    "Arab": frozenset({"ARABIC", "LATIN"}),
    "Hans": frozenset({"CJK", "LATIN", "IDEOGRAPHIC"}),
    "Hant": frozenset({"CJK", "LATIN", "IDEOGRAPHIC"}),
}


def wording(text: str) -> str:
    """Return what there is to say in a line: no markup, no drawings, no control characters; empty if nothing.

    Tags are dropped rather than escaped: a voice would say "less than". Digits of every script become ASCII, which
    every voice reads. A line without a letter or digit has nothing to say.
    """
    text = _TAG.sub(" ", unicodedata.normalize("NFC", text))
    for entity, character in _ENTITY.items():
        text = text.replace(entity, character)
    text = " ".join(_LOOSE.sub("", "".join(_said(character) for character in text)).split())
    return text if any(character.isalnum() for character in text) else ""


def check_script(text: str, tag: str) -> None:
    """Check that every letter of ``text`` belongs to the language's script, or to Latin for names.

    Raises:
        NotSpeakable: At the first letter that does not, naming its script.
    """
    spoken = language(tag)
    allowed = _NAMES[spoken.script] | _COMMON
    for character in text:
        if unicodedata.category(character)[0] in "LM" and _script(character) not in allowed:
            raise NotSpeakable(_complaint(character, spoken), field="text",
                               hint="translate or transliterate it: the voice would spell it out letter by letter")


def _complaint(character: str, spoken: Language) -> str:
    return f"the line holds {character!r} ({_script(character).title()} script), which a {spoken.name} voice cannot say"


@cache
def _script(character: str) -> str:
    """Return the first word of the character's Unicode name: for letters and marks that is the script."""
    return unicodedata.name(character, "UNNAMED").split()[0].split("-")[0]


@cache
def _said(character: str) -> str:
    if 0xFF01 <= ord(character) <= 0xFF5E:  # fullwidth ASCII
        return chr(ord(character) - 0xFEE0)
    kind = unicodedata.category(character)
    if kind == "Nd":
        return str(unicodedata.digit(character))
    if character in _READ or character in _JOINERS:
        return character
    if kind in {"So", "Sk", "Cf", "Co", "Cn", "Cs"} or 0xFE00 <= ord(character) <= 0xFE0F or kind == "Me":
        return "" if kind in {"Cf", "Me"} or 0xFE00 <= ord(character) <= 0xFE0F else " "
    if kind == "Cc":
        return " "
    return character
