"""Ways of telling a term to a model that was not trained for it: a placeholder in its place, or the rendering itself.

Which of them a model copies is found by trying (:data:`PROBES`), for each pair of languages; none is taken on trust.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from localize.engine import Hint, TranslationRequest


@dataclass(frozen=True, slots=True)
class Way:
    """A way of marking a hint.

    Attributes:
        kind: ``placeholder`` or ``substitution``.
        form: Of a placeholder, with ``{}`` for its number.
    """

    kind: str
    form: str = ""


WAYS: Final = (Way("placeholder", "XQ{}Z"), Way("placeholder", "⟦{}⟧"), Way("placeholder", "__{}__"), Way("substitution"))
"""In the order they are tried: letters that no vocabulary holds as one word, brackets no text holds, a mark of code, and
the rendering itself in the source."""

PROBES: Final[Mapping[str, tuple[str, ...]]] = {
    "zh": ("师父来了。", "我在等师父。"), "yue": ("師父嚟咗。", "我等緊師父。"), "en": ("Sifu is here.", "I am waiting for Sifu."),
}
"""Sentences whose term is marked to see whether the mark comes through."""
TERMS: Final = ("师父", "師父", "Sifu")
"""The term in each of them."""

#: A rendering no model would come upon itself, in each script.
_STRANGE: Final = {"th": "ซือฝุหลง", "my": "စီဖူးလုံ", "km": "ស៊ីហ្វូឡុង", "lo": "ຊືຝຸຫຼົງ", "ar": "سيفولونغ"}


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the marked line and what it stands for in the request's text.

    Attributes:
        text: In the marked line.
        begin: Index of the first character of the request's text.
        end: Index after the last.
        rendering: Of the hint, or empty for text as it stands.
    """

    text: str
    begin: int
    end: int
    rendering: str = ""


def marked(request: TranslationRequest, way: Way | None) -> tuple[Segment, ...]:
    """Return a line with its hints marked; hints inside others are left out, and numbers that the text holds already.

    Args:
        request: The line.
        way: How hints are marked; None leaves them out.
    """
    text, at, number, made = request.text, 0, 0, list[Segment]()
    for hint in sorted(request.hints, key=lambda item: (item.begin, -item.end)) if way else ():
        if hint.begin < at or hint.begin >= hint.end or way is None:
            continue
        sign = hint.rendering
        if way.kind == "placeholder":
            while way.form.format(number).casefold() in text.casefold():
                number += 1
            sign = way.form.format(number)
            number += 1
        made += [Segment(text[at:hint.begin], at, hint.begin), Segment(sign, hint.begin, hint.end, hint.rendering)]
        at = hint.end
    return (*made, Segment(text[at:], at, len(text)))


def filled(text: str, segments: Sequence[Segment]) -> str:
    """Return a rendering with each mark exchanged for what it stands for, in whatever case the model wrote it.

    All at once: a rendering that looks like another's mark stays as it is.
    """
    wanted = {segment.text.casefold(): segment.rendering for segment in segments if segment.rendering}
    if not wanted:
        return text
    marks = "|".join(re.escape(mark) for mark in sorted(wanted, key=len, reverse=True))
    return re.sub(marks, lambda found: wanted.get(found[0].casefold(), found[0]), text, flags=re.IGNORECASE)


def probes(source: str, target: str, way: Way) -> tuple[tuple[TranslationRequest, str], ...]:
    """Return requests that try a way, each with what its rendering must hold once."""
    strange = _STRANGE.get(target, "Xifulon")
    made = []
    for text in PROBES.get(source, ()):
        begin, term = next((text.index(term), term) for term in TERMS if term in text)
        request = TranslationRequest(text, source, target, (Hint(begin, begin + len(term), strange),))
        made.append((request, next(item.text for item in marked(request, way) if item.rendering)))
    return tuple(made)
