"""A language's own marks: ellipsis, quotation marks, script punctuation, units, full stops."""

from __future__ import annotations

import re
from typing import Final

from localize.rules import Rules

_UNIT: Final = re.compile(r"(\d)\s*((?:km|cm|mm|kg|mg|ml|GB|MB|kW|kHz|Hz|°C|m|g|h|min)(?![\w/]))")
_ORDINAL: Final = re.compile(r"(\d)([ªº])")
_ACRONYM: Final = re.compile(r"\b(?:[A-Z]\.){2,}")
_FULL_STOP: Final = re.compile(r"(?<![.\dA-Za-z])\.\s*$")
_DOUBLE: Final = re.compile(r'"([^"]*)"')
#: Chinese quotation marks and those the rest of the world reads in their place.
_CHINESE: Final = (("「", "“"), ("」", "”"), ("『", "‘"), ("』", "’"), ("《", "“"), ("》", "”"))


def tidy(text: str, rules: Rules) -> str:
    """Return the text with the marks the language's rules ask for; words and their order stay."""
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
    return text if rules.final_period else _FULL_STOP.sub("", text)
