"""Engines that say a line in fewer words, for viewers who could not read it in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from localize.engine.identity import Identity


@dataclass(frozen=True, slots=True)
class Shortening:
    """A line that must be shorter.

    Attributes:
        text: The line.
        language: Its tag.
        limit: Graphemes it may have.
        keep: Wordings that must stay: terms of the glossary, as they stand in the line.
    """

    text: str
    language: str
    limit: int
    keep: tuple[str, ...] = ()


@runtime_checkable
class Shortener(Protocol):
    """Rewrites lines to fewer words."""

    @property
    def identity(self) -> Identity:
        """Engine and weights."""
        ...

    def shorten(self, requests: Sequence[Shortening]) -> tuple[tuple[str, ...], ...]:
        """Return rewritings of each line, best first; whether they fit and keep their terms is for the caller to check.

        Raises:
            UnknownLanguage: If a tag is unknown.
            EngineError: If decoding fails.
        """
        ...
