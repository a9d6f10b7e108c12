"""Where finished files are labelled and signed: one Protocol, and the label that every package carries at least.

A :class:`Seal` is asked twice: for the metadata that containers are muxed with, and for each file that was written,
before its digest is taken. Whatever it changes in a file, the manifest vouches for the result.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Protocol, runtime_checkable

from localize.model import FileRole
from localize.store import key_of

Metadata = tuple[tuple[str, str], ...]
"""Pairs of name and value that a container says of itself."""


@runtime_checkable
class Seal(Protocol):
    """Labels and signs the files of a package."""

    @property
    def identity(self) -> str:
        """What the sealed bytes depend on (producer, certificate): goes into the package's key."""
        ...

    def metadata(self, master: str) -> Metadata:
        """Return what containers are muxed with, for a package of the master of that digest."""
        ...

    def seal(self, path: Path, role: FileRole) -> tuple[Path, ...]:
        """Label or sign a finished file in place; return sidecar files written beside it.

        Called once for each file, before its digest is taken; the manifest comes last.

        Raises:
            EngineError: If it cannot be done.
        """
        ...


class Labelled:
    """The AIGC label in containers, and no signature.

    Args:
        producer: Who makes the packages; printable ASCII without spaces stays.
    """

    def __init__(self, producer: str = "localize") -> None:
        self._producer = producer

    @property
    def identity(self) -> str:
        """The producer."""
        return self._producer

    def metadata(self, master: str) -> Metadata:
        """Return the label."""
        return (("AIGC", aigc_label(self._producer, master)),)

    def seal(self, path: Path, role: FileRole) -> tuple[Path, ...]:  # noqa: ARG002 - the Protocol's
        """Change nothing: the muxer has put the label in."""
        return ()


def aigc_label(producer: str, produced: str) -> str:
    """Return the label of AI-made material (GB 45438-2025): one JSON value of strings, ASCII without spaces.

    Args:
        producer: Who made it.
        produced: What it was made of; the label carries a digest of it as its number.
    """
    clean = re.sub(r"[^\x21-\x7e]", "", producer) or "unknown"
    return json.dumps({"Label": "1", "ContentProducer": clean, "ProduceID": key_of("aigc", produced)[:32],
                       "ReservedCode1": "", "ContentPropagator": clean, "PropagateID": key_of("aigc", produced)[:32],
                       "ReservedCode2": ""}, separators=(",", ":"))
