"""Rules of one script: Thai ellipsis and full stops, Arabic punctuation, bidirectional controls."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from localize.checking.report import broken
from localize.language import language
from localize.model import Cue, Finding, Severity
from localize.rules import Rules

#: UAX #9: embeddings and overrides are legacy; isolates are what a plain-text format needs.
_EMBEDDINGS: Final = re.compile("[\u202a-\u202e]")
_OPENERS, _CLOSER, _LINE_MARKS = "\u2066\u2067\u2068", "\u2069", "\u200e\u200f\u061c"
_FULL_STOP: Final = re.compile(r"(?<![.\dA-Za-z])\.\s*(?:\n|$)")
#: Presentation forms: visual order or a font's glyphs in place of letters (Unicode, chapter 9.2).
_PRESENTATION: Final = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]")
_CONTINUED: Final = ("…", "...")


def of_script(cues: Sequence[Cue], rules: Rules) -> Iterator[Finding]:
    """Yield what is wrong with marks of the script, in order of the cues."""
    right_to_left = language(rules.language).rtl
    for cue in cues:
        if not rules.final_period and _FULL_STOP.search(cue.text):
            yield broken(rules, "final-period", Severity.WARNING, cue, "a full stop at the end", ".", "none")
        if rules.punctuation:
            yield from _marks(cue, rules)
        yield from _controls(cue, rules, right_to_left=right_to_left)
    if not rules.continuation_ellipsis:
        for cue, following in pairwise(cues):
            if cue.text.endswith(_CONTINUED) and following.text.startswith(_CONTINUED):
                yield broken(rules, "continuation-ellipsis", Severity.WARNING, cue,
                             f"an ellipsis runs on into cue {following.id}", "… …", "none across cues that follow at once")


def _marks(cue: Cue, rules: Rules) -> Iterator[Finding]:
    # A mark between Latin letters or digits belongs to them: 3,000 or "OK, go".
    for wrong, right in rules.punctuation:
        for at, mark in enumerate(cue.text):
            if mark == wrong and not (cue.text[max(0, at - 1):at].isascii() and cue.text[max(0, at - 1):at].isalnum()):
                yield broken(rules, "punctuation", Severity.WARNING, cue, "a mark of another script", wrong, right)
                break
    if match := _PRESENTATION.search(cue.text):
        yield broken(rules, "presentation-forms", Severity.ERROR, cue, "letters as presentation forms",
                     f"U+{ord(match[0]):04X}", "letters in logical order")


def _controls(cue: Cue, rules: Rules, *, right_to_left: bool) -> Iterator[Finding]:
    if match := _EMBEDDINGS.search(cue.text):
        yield broken(rules, "bidi-controls", Severity.WARNING, cue, "an embedding or override control",
                     f"U+{ord(match[0]):04X}", "isolates (U+2066 to U+2069)")
    for line in cue.text.split("\n"):
        depth = 0
        for mark in line:
            depth += (mark in _OPENERS) - (mark == _CLOSER)
            if depth < 0:
                break
        if depth:
            yield broken(rules, "bidi-controls", Severity.ERROR, cue, "isolates are not closed on their line",
                         f"{depth:+d}", "as many closed as opened")
            break
    if not right_to_left and re.search(f"[{_OPENERS}{_CLOSER}{_LINE_MARKS}]", cue.text):
        yield broken(rules, "bidi-controls", Severity.NOTE, cue, "direction controls in a left-to-right language",
                     "controls", "none")
