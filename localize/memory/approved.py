"""A line that a person approved as an entry of the memory: the names in it become slots where they can be found."""

from __future__ import annotations

import hashlib

from localize.memory.names import Finder, rendering_of, slot
from localize.memory.unit import Unit


def approved_unit(source: str, text: str, spoken: str, tag: str, names: Finder) -> Unit:
    """Return the entry for an approved line.

    Names of persons and places become slots if each of them stands in the rendering, so that the line also serves where
    somebody else is named; otherwise the line is kept as it is, and serves where it is said word for word.

    Args:
        source: The source line.
        text: Its rendering.
        spoken: Tag of the source language.
        tag: Target tag.
        names: Finds the title's names.
    """
    slotted = slot(source, names)
    filled = text
    for name, match in slotted.matches:
        rendering = rendering_of(match, tag)
        if name in filled:  # the same name again
            continue
        if not rendering or rendering not in filled:
            return _unit(source, text, spoken, tag)
        filled = filled.replace(rendering, name)
    return _unit(slotted.text, filled, spoken, tag)


def _unit(source: str, text: str, spoken: str, tag: str) -> Unit:
    return Unit(hashlib.sha256(f"{spoken}\t{source}".encode()).hexdigest()[:24], {spoken: source, tag: text})
