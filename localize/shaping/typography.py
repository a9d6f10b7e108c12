"""A language's own marks: ellipsis, quotation marks, script punctuation, units, full stops."""

from __future__ import annotations

import re
from typing import Final

from localize.numerals import numerals, spelled
from localize.rules import Rules

_UNIT: Final = re.compile(r"(\d)\s*((?:km|cm|mm|kg|mg|ml|GB|MB|kW|kHz|Hz|°C|m|g|h|min)(?![\w/]))")
_ORDINAL: Final = re.compile(r"(\d)([ªº])")
_ACRONYM: Final = re.compile(r"\b(?:[A-Z]\.){2,}")
_FULL_STOP: Final = re.compile(r"(?<![.\dA-Za-z])\.\s*$")
_DOUBLE: Final = re.compile(r'"([^"]*)"')
#: Larger numbers that open a text are mostly years and sums, which nobody writes out.
_LARGEST: Final = 100
_SENTENCE_END: Final = tuple(".!?…")
#: A number that is part of a name or a count down a list: Room 5, No. 3, Day 1.
_NAME: Final = re.compile(r"(?:\b(?-i:[A-Z])[\w'’]*|\b(?:no|nos|number|page|line|gate|flight)\.?)\s$", re.IGNORECASE)
#: Chinese quotation marks and those the rest of the world reads in their place.
_CHINESE: Final = (("「", "“"), ("」", "”"), ("『", "‘"), ("』", "’"), ("《", "“"), ("》", "”"))


def tidy(text: str, rules: Rules) -> str:
    """Return the text with the marks the language's rules ask for, small numbers in words; the wording stays."""
    text = re.sub(r"\.{3,}", rules.ellipsis, text)
    allowed = set("".join(rules.quotes))
    for mark, ours in _CHINESE:
        if mark not in allowed:
            text = text.replace(mark, ours)
    if "“" in allowed and text.count('"') % 2 == 0:
        text = _DOUBLE.sub(r"“\1”", text)
    for wrong, right in rules.punctuation:
        # Between Latin letters or digits a mark belongs to them: 3,000.
        text = re.sub(rf"(?<![0-9A-Za-z]){re.escape(wrong)}", right, text)
    if rules.source("unit_space"):
        text = _UNIT.sub(r"\1 \2" if rules.unit_space else r"\1\2", text)
    if rules.ordinal_point:
        text = _ORDINAL.sub(r"\1.\2", text)
    if not rules.acronym_periods:
        text = _ACRONYM.sub(lambda found: found[0].replace(".", ""), text)
    text = _in_words(text, rules)
    return text if rules.final_period else _FULL_STOP.sub("", text)


def _in_words(text: str, rules: Rules) -> str:
    """Spell out small numbers, and one that opens the text; years and larger ones are for a person to reword."""
    for item in reversed(list(numerals(text, rules.spell_out_to))):
        before = text[:item.begin].rstrip()
        if item.value > _LARGEST or _NAME.search(text[:item.begin]):
            continue
        words = spelled(item.value, rules.language)
        # ICU counts in small letters; a sentence begins with a capital.
        opens = item.opens or before[-1:] in _SENTENCE_END
        text = text[:item.begin] + (words[:1].upper() + words[1:] if opens else words) + text[item.end:]
    return text
