"""Figures in a text that a style guide wants as words, and the words.

Netflix's English style guide: spell out one to ten, and any number that opens a cue. What is counted in units, times of
day, money and parts of names stays in figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from icu4py.locale import Locale
from icu4py.messageformat import MessageFormat

#: Units that stand behind a number.
UNITS: Final = r"(?:km|cm|mm|m|kg|mg|g|ml|l|GB|MB|kW|kHz|Hz|°C|h|min)"
#: A number alone: no decimals, ordinals, times, money, percentages, nor parts of a word.
_NUMBER: Final = re.compile(r"(?<![\w.,:/$€£¥#+-])(\d+)(?![\w%°:/-]|[.,]\d)")
#: Units and clock words after which a small number stays a numeral.
_COUNTED: Final = re.compile(rf"\s?(?:{UNITS}|%|a\.?m\.?|p\.?m\.?|o'clock|percent|AD|BC)(?!\w)", re.IGNORECASE)
_OPENING: Final = "-–— \"“‘'([\u2066\u2067\u2068\u200e\u200f"


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number in figures that should stand in words.

    Attributes:
        begin: Offset of its first figure.
        end: Offset after its last.
        value: The number.
        opens: Whether it is the first thing in the text.
    """

    begin: int
    end: int
    value: int
    opens: bool


def numerals(text: str, up_to: int) -> Iterator[Numeral]:
    """Yield the numbers in figures that should stand in words, in order.

    Args:
        text: Of one cue; a line feed counts as a space.
        up_to: Numbers up to this are spelled out wherever they stand; 0 for none at all.
    """
    if not up_to:
        return
    text = text.replace("\n", " ")
    first = len(text) - len(text.lstrip(_OPENING))
    for match in _NUMBER.finditer(text):
        opens, value = match.start() == first, int(match[1])
        if opens or (value <= up_to and not _COUNTED.match(text, match.end())):
            yield Numeral(match.start(), match.end(), value, opens)


def spelled(value: int, language: str) -> str:
    """Return a number in words of a language, by ICU's rules (CLDR): 21 is "twenty-one" in English."""
    return str(_speller(language).format({"n": value}))


@lru_cache(maxsize=16)
def _speller(language: str) -> MessageFormat:
    return MessageFormat("{n, spellout}", Locale(language))
