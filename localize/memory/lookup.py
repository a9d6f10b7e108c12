"""Looking lines up in a translation memory."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from localize.glossary import Match
from localize.memory.names import NAME_SLOTS, PLACE_SLOT, Finder, Slotted, rendering_of, slot
from localize.memory.normal import asks, exact, near
from localize.memory.unit import Unit

_SLOT: Final = re.compile(r"\{(?:NAME2?|PLACE)\}")
_SLOT_OR_NOT: Final = re.compile(r"\{(?:NAME2?|PLACE)\}|.", re.DOTALL)
_SENTENCES: Final = re.compile(r"[^。！？!?…]+[。！？!?…]*")
_SOURCES: Final = ("zh", "yue", "en")


@dataclass(frozen=True, slots=True)
class Hit:
    """What the memory has for a line.

    Attributes:
        unit: Id of the entry (``a+b`` where a line was put together of two).
        text: The rendering, names filled in.
        exact: False for near matches.
        similarity: 1.0 exact; 0.9 same but for punctuation, particles or script; 0.85 put together of sentences.
        difference: What differs, in words; empty for exact ones.
        names: The names that were filled in.
    """

    unit: str
    text: str
    exact: bool
    similarity: float
    difference: str
    names: tuple[Match, ...] = ()


class TranslationMemory:
    """Units looked up by source line, with names as placeables.

    Args:
        units: Entries; the first of equal sources wins.
        below: A memory that is asked too: its hit is taken where it is the better one.
    """

    def __init__(self, units: Iterable[Unit], below: TranslationMemory | None = None) -> None:
        self._below = below
        self._exact: dict[tuple[str, str], Unit] = {}
        self._near: dict[tuple[str, str], Unit] = {}
        digest = hashlib.sha256()
        for unit in units:
            digest.update(repr((unit.id, sorted(unit.texts.items()))).encode())
            for tag in _SOURCES:
                if text := unit.texts.get(tag):
                    line, order = _canonical(text)
                    self._exact.setdefault((tag, exact(line)), _renamed(unit, order))
                    self._near.setdefault((tag, near(line)), _renamed(unit, order))
        if below is not None:
            digest.update(below.revision.encode())
        self.revision: str = digest.hexdigest()

    def __len__(self) -> int:
        """Return how many distinct source lines it knows."""
        return len(self._exact) + len(self._below or ())

    def look_up(self, line: str, source: str, target: str, names: Finder) -> Hit | None:
        """Return the rendering of a line, or None.

        Looks for the same line, then for one that differs in punctuation, particles or script variant (for ``yue``
        also among Mandarin lines), then for each sentence of the line alone.
        """
        hit = self._whole(line, source, target, names)
        if self._below is not None and (hit is None or not hit.exact):
            other = self._below._whole(line, source, target, names)  # noqa: SLF001 - a memory like this one
            hit = other if other is not None and (hit is None or other.similarity > hit.similarity) else hit
        return hit or self._by_sentence(line, source, target, names) or (
            self._below._by_sentence(line, source, target, names) if self._below is not None else None)  # noqa: SLF001

    def _whole(self, line: str, source: str, target: str, names: Finder) -> Hit | None:
        slotted, literal = slot(line, names), {}
        if not slotted.matches and "{" in line:
            # A line that comes with slots of its own (a template) keeps them.
            text, order = _canonical(line)
            slotted, literal = Slotted(text, ()), {new: name for name, new in order.items()}
            literal |= {PLACE_SLOT: PLACE_SLOT} if PLACE_SLOT in text else {}
        if slotted.matches and (unit := self._exact.get((source, exact(line)))) and unit.texts.get(target):
            # Approved word for word, names and all: nothing fits better.
            return Hit(unit.id, unit.texts[target], True, 1.0, "", tuple(match for _, match in slotted.matches))
        unit = self._exact.get((source, exact(slotted.text)))
        if unit is not None and (text := _filled(unit, target, slotted.matches, literal)):
            return Hit(unit.id, text, True, 1.0, "", tuple(match for _, match in slotted.matches))
        others = (source, "zh") if source == "yue" else ("zh", "yue") if source == "zh" else (source,)
        form = near(slotted.text) if self._near else ""
        for tag in others:
            unit = self._near.get((tag, form))
            if unit is None or asks(line) != asks(unit.texts[tag]):
                continue
            if text := _filled(unit, target, slotted.matches, literal):
                difference = "punctuation, particles or script variant" if tag == source else f"found as {tag}"
                return Hit(unit.id, text, False, 0.9, difference, tuple(match for _, match in slotted.matches))
        return None

    def _by_sentence(self, line: str, source: str, target: str, names: Finder) -> Hit | None:
        parts = [part.strip() for part in _SENTENCES.findall(line)]
        if len(parts) < 2 or len(parts) > 4:
            return None
        hits = [self._whole(part, source, target, names) for part in parts]
        found = [hit for hit in hits if hit is not None]
        if len(found) != len(parts):
            return None
        joint = "" if target in {"th", "lo"} else " "
        text = (joint or " ").join(hit.text.strip() for hit in found)
        return Hit("+".join(hit.unit for hit in found), text, False, 0.85, "put together of sentences",
                   tuple(match for hit in found for match in hit.names))


def filled_for(unit: Unit, target: str, matches: tuple[tuple[str, Match], ...]) -> str:
    """Return a unit's rendering with a line's names in its slots; empty if they do not fit."""
    return _filled(unit, target, matches, {})


def slots_of(text: str) -> list[str]:
    """Return a line's characters, each slot in one piece."""
    return [piece for part in _SLOT_OR_NOT.findall(text) for piece in ([part] if _SLOT.fullmatch(part) else part)]


def _canonical(text: str) -> tuple[str, dict[str, str]]:
    """Return a source with its person slots numbered in order of appearance, and what became of which."""
    order: dict[str, str] = {}
    for name in _SLOT.findall(text):
        if name != PLACE_SLOT and name not in order:
            order[name] = NAME_SLOTS[len(order)]
    return _SLOT.sub(lambda found: order.get(found.group(), found.group()), text), order


def _renamed(unit: Unit, order: dict[str, str]) -> Unit:
    if all(name == new for name, new in order.items()):
        return unit
    texts = {tag: _SLOT.sub(lambda found: order.get(found.group(), found.group()), text)
             for tag, text in unit.texts.items()}
    return Unit(unit.id, texts, unit.note)


def _filled(unit: Unit, target: str, matches: tuple[tuple[str, Match], ...], literal: Mapping[str, str]) -> str:
    text = unit.texts.get(target, "")
    if not text:
        return ""
    renderings = {name: rendering_of(match, target) for name, match in matches} | dict(literal)
    if not all(renderings.values()):
        return ""
    wanted = set(_SLOT.findall(text))
    # Every name of the line must reach the target, and the target must ask for no other.
    return _SLOT.sub(lambda found: renderings[found.group()], text) if wanted == set(renderings) else ""
