"""Whether a translated line holds a term's rendering, by the ways each language writes and bends words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from localize.glossary.endings import pattern
from localize.glossary.fold import Folded
from localize.glossary.term import Rendering
from localize.glossary.written import composed, written


@dataclass(frozen=True, slots=True)
class Place:
    """A rendering that stands in a line.

    Attributes:
        form: As the term base has it.
        begin: Index of its first character in the composed line (:func:`localize.glossary.written.composed`).
        end: Index after its last, endings and what is written together with it included.
        text: As it stands there.
    """

    form: str
    begin: int
    end: int
    text: str

    def within(self, other: Place) -> bool:
        """Return whether this place lies inside another."""
        return other.begin <= self.begin and self.end <= other.end


def found(line: str, rendering: Rendering, tag: str, *, inflects: bool = True) -> str:
    """Return the allowed rendering that stands in ``line``, or an empty string.

    A forbidden rendering never counts: where it covers the place of an allowed one, the allowed one is not met.
    """
    return next((place.form for place in places(line, rendering, tag, inflects=inflects)), "")


def forbidden(line: str, rendering: Rendering, tag: str, *, inflects: bool = True) -> str:
    """Return the first forbidden rendering that stands in ``line``, or an empty string."""
    return next((place.form for place in barred(line, rendering, tag, inflects=inflects)), "")


def places(line: str, rendering: Rendering, tag: str, *, inflects: bool = True) -> tuple[Place, ...]:
    """Return where the allowed renderings stand, the preferred one first; places inside a forbidden one are left out."""
    text, folded = composed(line), written(line, tag)
    allowed = _all((rendering.preferred, *rendering.allowed), text, folded, tag, inflects=inflects)
    bad = _all(rendering.forbidden, text, folded, tag, inflects=inflects)
    return tuple(place for place in allowed if not any(place.within(other) for other in bad))


def barred(line: str, rendering: Rendering, tag: str, *, inflects: bool = True) -> tuple[Place, ...]:
    """Return where forbidden renderings stand; those inside a longer allowed one are no fault and left out."""
    text, folded = composed(line), written(line, tag)
    bad = _all(rendering.forbidden, text, folded, tag, inflects=inflects)
    allowed = _all((rendering.preferred, *rendering.allowed), text, folded, tag, inflects=inflects)
    return tuple(place for place in bad
                 if not any(place.within(other) and not other.within(place) for other in allowed))


def _all(forms: Iterable[str], text: str, folded: Folded, tag: str, *, inflects: bool) -> list[Place]:
    made = []
    for form in filter(None, forms):
        for match in pattern(form, tag, inflects=inflects).finditer(folded.text):
            begin, end = folded.span(match.start(), match.end())
            made.append(Place(form, begin, end, text[begin:end]))
    return made
