"""Rules about wording: lines, dashes, italics, numbers, ellipsis, quotation marks, units."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from localize.breaking import width
from localize.checking.report import broken
from localize.format import elements
from localize.model import Cue, Finding, Severity
from localize.numerals import UNITS, numerals
from localize.rules import Rules

_DASH: Final = re.compile(r"^[\u200e\u200f\u2066-\u2069]*([-–—‐‑])(\s*)(?=\S)")
_UNIT: Final = re.compile(rf"\d(\s*)({UNITS})(?![\w/])")
_ORDINAL: Final = re.compile(r"\d(\.?)[ªº]")
_ACRONYM: Final = re.compile(r"\b(?:[A-Z]\.){2,}")
_QUOTES: Final = '“”„‟‘‚«»‹›「」『』《》〈〉"'


def of_wording(cue: Cue, rules: Rules) -> Iterator[Finding]:
    """Yield what is wrong with one cue's text."""
    yield from _lines(cue, rules)
    yield from _dashes(cue, rules)
    yield from _italics(cue, rules)
    yield from _numbers(cue, rules)
    yield from _units(cue, rules)
    if "..." in cue.text:
        yield broken(rules, "ellipsis", Severity.WARNING, cue, "three full stops for an ellipsis", "...", rules.ellipsis)


def _lines(cue: Cue, rules: Rules) -> Iterator[Finding]:
    lines = cue.text.split("\n")
    if not cue.text.strip():
        yield broken(rules, "empty", Severity.ERROR, cue, "the cue has no text", "0 characters", "text")
    if len(lines) > rules.lines:
        yield broken(rules, "lines", Severity.ERROR, cue, "too many lines", f"{len(lines)}", f"{rules.lines}")
    for line in lines:
        if width(line) > rules.characters_per_line:
            yield broken(rules, "characters-per-line", Severity.ERROR, cue, "a line is too long",
                         f"{width(line)} characters", f"{rules.characters_per_line} characters")


def _dashes(cue: Cue, rules: Rules) -> Iterator[Finding]:
    lines = cue.text.split("\n")
    found = [_DASH.match(line) for line in lines]
    if len(lines) < 2 or not any(found):
        return
    wanted = rules.two_speaker_dash
    if not all(found):
        # One dash may be a thought broken off or a list; two speakers need one each.
        if found[-1] is not None:
            yield broken(rules, "two-speaker-dash", Severity.WARNING, cue, "only one of two lines opens with a dash",
                         lines[-1][:4], f"{wanted!r} before both")
        return
    for match in found:
        if match is not None and match[1] + match[2] != wanted:
            yield broken(rules, "two-speaker-dash", Severity.ERROR, cue, "two speakers take another dash",
                         repr(match[1] + match[2]), repr(wanted))
            return


def _italics(cue: Cue, rules: Rules) -> Iterator[Finding]:
    if rules.italics:
        return
    slanted = any(item.name == "i" or dict(item.style).get("fontStyle") in {"italic", "oblique"}
                  for item in elements(cue.content))
    if slanted:
        yield broken(rules, "italics", Severity.ERROR, cue, "italics are not used", "italics", "upright text")


def _numbers(cue: Cue, rules: Rules) -> Iterator[Finding]:
    for item in numerals(cue.text, rules.spell_out_to):
        if item.value <= rules.spell_out_to:
            yield broken(rules, "spell-out-to", Severity.WARNING, cue, "a small number in figures", str(item.value),
                         f"words up to {rules.spell_out_to}")
        else:
            yield broken(rules, "spell-out-to", Severity.WARNING, cue, "a number in figures opens the cue", str(item.value),
                         "words at the beginning")


def _units(cue: Cue, rules: Rules) -> Iterator[Finding]:
    if rules.source("unit_space"):
        for match in _UNIT.finditer(cue.text):
            if bool(match[1]) != rules.unit_space:
                yield broken(rules, "unit-space", Severity.WARNING, cue, "the space before a unit", match[0],
                             f"6 {match[2]}" if rules.unit_space else f"6{match[2]}")
    if rules.source("ordinal_point"):
        for match in _ORDINAL.finditer(cue.text):
            if not match[1]:
                yield broken(rules, "ordinal-point", Severity.WARNING, cue, "an ordinal without its full stop", match[0],
                             "1.ª")
    if not rules.acronym_periods and (acronym := _ACRONYM.search(cue.text)):
        yield broken(rules, "acronym-periods", Severity.WARNING, cue, "full stops in an acronym", acronym[0],
                     acronym[0].replace(".", ""))


def of_quotes(cues: Sequence[Cue], rules: Rules) -> Iterator[Finding]:
    """Yield quotation marks the language does not use, and cues that leave the style most of the file keeps."""
    allowed = set("".join(rules.quotes))
    styles = [_style(cue.text) for cue in cues]
    curly, straight = styles.count("curly"), styles.count("straight")
    minor, major = ("curly", "straight") if curly < straight else ("straight", "curly")
    for cue, style in zip(cues, styles, strict=True):
        foreign = sorted({mark for mark in cue.text if mark in _QUOTES} - allowed)
        if foreign:
            yield broken(rules, "quotes", Severity.WARNING, cue, "quotation marks of another language", " ".join(foreign),
                         " ".join(rules.quotes))
        if style == "both" or (style == minor and curly and straight):
            yield broken(rules, "quotes", Severity.WARNING, cue, "straight and curly quotation marks in one file",
                         minor if style != "both" else "both", major)


def _style(text: str) -> str:
    # Double quotes alone decide: apostrophes are often straight where quotation marks are curly.
    curly, straight = bool({"“", "”", "„"} & set(text)), '"' in text
    return "both" if curly and straight else "curly" if curly else "straight" if straight else ""
