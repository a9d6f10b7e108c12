"""What became of the terms of a line in a rendering: which are held, how exactly, and which can be put right at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from localize.glossary import Match, Mode, Rendering
from localize.glossary.verify import Place, barred, places
from localize.glossary.written import composed
from localize.model import Held, Strategy, TermHit, Unmet
from localize.terminology.lines import SourceLine, guessed

_VOWELS: Final = frozenset("aeiou")


def enforced(line: SourceLine, target: str) -> tuple[tuple[Match, Rendering], ...]:
    """Return the matches that a translation into ``target`` is held to: the glossary's own that have a rendering."""
    found = ((match, match.term.rendering(target)) for match in line.matches if not guessed(match))
    return tuple((match, rendering) for match, rendering in found if rendering is not None and rendering.preferred)


def judge(text: str, line: SourceLine, target: str, strategy: Strategy) -> tuple[TermHit, ...]:
    """Return the fate of each term of a line in ``text``, in order.

    A rendering that stands inside another entry's longer one belongs to that alone: *Grand Master* holds no *Master*.

    Args:
        text: The translation.
        line: What is translated.
        target: Its tag.
        strategy: What made the text; terms that are not met say ``unmet``.
    """
    pairs = enforced(line, target)
    stands = _stands(text, pairs, target)
    hits = []
    for match, rendering in pairs:
        place = stands[match.term.id]
        hits.append(TermHit(match.term.name, match.form, match.begin, match.end, rendering.preferred, place is not None,
                            place.form if place else "", strategy if place else Strategy.UNMET,
                            _held(place, rendering)))
    return tuple(hits)


def _stands(text: str, pairs: Sequence[tuple[Match, Rendering]], target: str) -> dict[str, Place | None]:
    """Return where each entry is held, or None."""
    found = {match.term.id: places(text, rendering, target, inflects=match.term.inflects)
             for match, rendering in {match.term.id: (match, rendering) for match, rendering in pairs}.values()}
    held: dict[str, Place | None] = {}
    for name, own in found.items():
        others = [place for other, stand in found.items() if other != name for place in stand]
        held[name] = next((item for item in own if not any(_swallows(other, item) for other in others)), None)
    return held


def righted(text: str, line: SourceLine, target: str, strategy: Strategy) -> tuple[str, tuple[TermHit, ...]]:
    """Return ``text`` put right and the fate of its terms: ``replaced`` where that was needed, else as made.

    Args:
        text: The translation.
        line: What is translated.
        target: Its tag.
        strategy: What made the text.
    """
    right = put_right(text, line, target)
    before = judge(text, line, target, strategy)
    if right == text:
        return text, before
    after = judge(right, line, target, Strategy.REPLACED)
    return right, tuple(old if old.met and new.met else new for old, new in zip(before, after, strict=True))


def put_right(text: str, line: SourceLine, target: str) -> str:
    """Return ``text`` with known wrong renderings exchanged for the wanted ones, where that is safe.

    Safe means: the term is not met, one forbidden rendering of it stands in the text, once, and unbent, so that the wanted
    one can take its place as it is. The English article before it follows the new word.
    """
    pairs = enforced(line, target)
    held = _stands(text, pairs, target)
    for match, rendering in {match.term.id: (match, rendering) for match, rendering in pairs}.values():
        if held[match.term.id] is not None or not rendering.forbidden:
            continue
        bad = _distinct(barred(text, rendering, target, inflects=match.term.inflects))
        unbent = _distinct(barred(text, rendering, target, inflects=False))
        if len(bad) == len(unbent) == 1:
            text = _exchanged(composed(text), unbent[0], rendering.preferred, target)
    return text


def weight(hits: Iterable[TermHit], line: SourceLine, target: str) -> int:
    """Return how much of what is wanted a rendering holds: a preferred term never outweighs one that must stand."""
    modes = [match.term.mode for match, _ in enforced(line, target)]
    return sum((1 if mode is Mode.PREFER else len(modes) + 1) for hit, mode in zip(hits, modes, strict=True) if hit.met)


def unmet(hits: Sequence[TermHit], why: Unmet) -> tuple[TermHit, ...]:
    """Return the hits with the reason for those that are not met."""
    return tuple(hit if hit.met else replace(hit, reason=why) for hit in hits)


def _swallows(other: Place, place: Place) -> bool:
    return place.within(other) and not other.within(place)


def _held(place: Place | None, rendering: Rendering) -> Held:
    if place is None:
        return Held.NOT
    if place.form != rendering.preferred:
        return Held.VARIANT
    return Held.STRICT if place.text == composed(rendering.preferred) else Held.NORMALISED


def _distinct(found: Iterable[Place]) -> list[Place]:
    """Return the places that lie in no other: *Canton* in *Canton City* is one place, not two."""
    listed = sorted(set(found), key=lambda place: (place.begin, -place.end, place.form))
    kept: list[Place] = []
    for place in listed:
        if not any(place.within(other) for other in kept):
            kept.append(place)
    return kept


def _exchanged(text: str, place: Place, rendering: str, target: str) -> str:
    before, after = text[:place.begin], text[place.end:]
    if place.text[:1].isupper() and not before.strip():
        rendering = rendering[:1].upper() + rendering[1:]
    if target == "en":
        before = _with_article(before, rendering)
    return before + rendering + after


def _with_article(before: str, word: str) -> str:
    """Return what stands before an English word with *a* or *an* as the word's first letter asks; sound is not known."""
    words = before.split(" ")
    if len(words) > 1 and not words[-1] and words[-2].lower() in {"a", "an"}:
        article = "an" if word[:1].lower() in _VOWELS else "a"
        words[-2] = article.capitalize() if words[-2][0].isupper() else article
    return " ".join(words)
