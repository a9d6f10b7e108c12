"""Filipino verb phrases: focus decides the pronoun, and short pronouns climb."""

from __future__ import annotations

import functools
from dataclasses import dataclass

_GENITIVE = {"ako": "ko", "ka": "mo", "siya": "niya", "tayo": "natin", "kami": "namin"}
_GENITIVE |= {"sila": "nila", "kayo": "ninyo"}
_TO_NOMINATIVE = {short: long for long, short in _GENITIVE.items()}
_SHORT = {"ko", "mo", "ka"}


def linked(word: str) -> str:
    """Add the linker to a word that stands before what it modifies."""
    if word == "lang":
        return word
    if word[-1] in "aeiou":
        return word + "ng"
    return word + "g" if word.endswith("n") else word + " na"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A verb phrase: focus ``A`` or ``O``, three aspects, a pronoun that climbs, the rest."""

    focus: str
    infinitive: str
    completed: str
    contemplated: str
    clitic: str
    rest: str

    def form(self, name: str, between: str, *, keep_clitic: bool) -> str:
        """Write the verb in an aspect (``c``, ``f`` or infinitive) with words after it."""
        verb = {"c": self.completed, "f": self.contemplated}.get(name, self.infinitive)
        parts = [verb, between, self.clitic if keep_clitic else "", self.rest]
        return " ".join(part for part in parts if part)

    def pronouns(self, spec: str) -> str:
        """Order particles and pronouns: ``na ako`` gives ``na ako`` or ``ko na``.

        Args:
            spec: Particles and one nominative pronoun, which ends in ``ng`` where a
                linker follows; a leading ``!`` asks for the genitive whatever the focus.
        """
        always = spec.startswith("!")
        words = spec.removeprefix("!").split()
        particles, last = words[:-1], words[-1]
        link = last.endswith("ng")
        bare = last[:-2] if link else last
        if bare in {"nati", "nami"}:
            bare += "n"
        bare = _TO_NOMINATIVE.get(bare, bare)
        actor = _GENITIVE[bare] if always or self.focus == "O" else bare
        names = [actor, self.clitic] if self.clitic else [actor]
        if names == ["ko", "ka"]:
            names = ["kita"]
        short = [name for name in names if name in _SHORT]
        long = [name for name in names if name not in _SHORT]
        ordered = short + particles + long
        if link:
            ordered[-1] = linked(ordered[-1])
        return " ".join(ordered)

    def actor(self, particles: list[str], phrase: str, *, climbed: bool) -> str:
        """Write particles, the climbing pronoun and an actor that is a noun phrase."""
        named = marked(phrase, "ng") if self.focus == "O" else phrase
        clitic = [self.clitic] if self.clitic and not climbed else []
        first = clitic + particles if self.clitic in _SHORT else particles + clitic
        return " ".join([*first, named])


@functools.cache
def parse(cell: str) -> Phrase:
    """Read ``focus infinitive completed contemplated;[^pronoun ]rest``."""
    head, _, rest = cell.partition(";")
    focus, infinitive, completed, contemplated = head.split()
    clitic = ""
    if rest.startswith("^"):
        clitic, _, rest = rest[1:].partition(" ")
    return Phrase(focus, infinitive, completed, contemplated, clitic, rest)


def marked(phrase: str, case: str) -> str:
    """Change the marker of ``si X`` or ``ang X`` to the case ``ng`` or ``sa``."""
    marker, _, noun = phrase.partition(" ")
    table = {"ng": {"si": "ni", "ang": "ng"}, "sa": {"si": "kay", "ang": "sa"}}
    return f"{table[case][marker]} {noun}"
