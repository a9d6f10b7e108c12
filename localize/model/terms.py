"""How well terms were kept: counts of a translation, of a job, of a whole title."""

from __future__ import annotations

from dataclasses import dataclass

Counts = tuple[tuple[str, int], ...]
"""Names and how often, most often first."""


@dataclass(frozen=True, slots=True)
class EntryUse:
    """One glossary entry in one language.

    Attributes:
        entry: Its id, without revision.
        source: Its source form.
        wanted: Its preferred rendering.
        hits: How often it stands in source lines.
        met: How often the line holds an allowed rendering.
        forms: Renderings found, as the glossary has them, and how often.
        over: Lines that hold a rendering of it although its source form does not stand in theirs.
    """

    entry: str
    source: str
    wanted: str
    hits: int
    met: int
    forms: Counts = ()
    over: int = 0

    @property
    def consistency(self) -> float:
        """Share of its hits that are rendered alike, 0 to 1; a hit that is not met is like no other."""
        return max((count for _, count in self.forms), default=0) / self.hits if self.hits else 1.0


@dataclass(frozen=True, slots=True)
class TermReport:
    """How well the terms of a translation were kept.

    Attributes:
        hits: Terms found in source lines that have a rendering in the language.
        strict: Met by the preferred rendering, letter by letter.
        normalised: Met by the preferred rendering as the language spells and bends it; those of ``strict`` included.
        met: Met by any allowed rendering; those of ``normalised`` included.
        asked: Hits in lines that a model was asked for.
        asked_met: Those of them that are met.
        plain_met: Those of them that the model met unasked: what there would be without a glossary.
        over: Lines that hold a term's rendering although its source form does not stand in theirs, summed over entries.
        strategies: What met the terms.
        unmet: Why terms are not met.
        entries: Each entry that was found, or said too much, in the order of their ids.
    """

    hits: int = 0
    strict: int = 0
    normalised: int = 0
    met: int = 0
    asked: int = 0
    asked_met: int = 0
    plain_met: int = 0
    over: int = 0
    strategies: Counts = ()
    unmet: Counts = ()
    entries: tuple[EntryUse, ...] = ()

    @property
    def accuracy(self) -> float:
        """Share of hits met by any allowed rendering, 0 to 1; 1 where no term stands."""
        return _share(self.met, self.hits)

    @property
    def strict_accuracy(self) -> float:
        """Share met letter by letter."""
        return _share(self.strict, self.hits)

    @property
    def normalised_accuracy(self) -> float:
        """Share met by the preferred rendering, bent or not."""
        return _share(self.normalised, self.hits)

    @property
    def plain_accuracy(self) -> float:
        """Share that the model alone would have met, of the hits it was asked for."""
        return _share(self.plain_met, self.asked)

    @property
    def consistency(self) -> float:
        """Share of hits rendered as their entry is most often rendered, 0 to 1."""
        return _share(sum(max((count for _, count in use.forms), default=0) for use in self.entries), self.hits)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0
