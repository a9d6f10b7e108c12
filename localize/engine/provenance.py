"""Engines of provenance: who made a file, said in a way that cannot be changed unseen."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol, runtime_checkable

from localize.engine.identity import Identity, Samples
from localize.model import Master


@dataclass(frozen=True, slots=True)
class Origin:
    """What a file was made of and how: what its signature will say.

    Attributes:
        title: Display name of the file.
        source: Its master's file, which becomes the parent.
        master: What the master holds.
        spoken: Tag of the master's language.
        translated: Tags of the languages that it was translated to.
        dubbed: Tags of the languages whose speech in it is synthetic.
        whole: Whether nothing of the master's picture or sound is in it (a subtitle file).
        translator: What translated.
        synthesizer: What spoke.
    """

    title: str
    source: Path
    master: Master
    spoken: str
    translated: tuple[str, ...]
    dubbed: tuple[str, ...] = ()
    whole: bool = False
    translator: Identity | None = None
    synthesizer: Identity | None = None


@runtime_checkable
class Signer(Protocol):
    """Signs finished files: the last thing that happens to them."""

    @property
    def identity(self) -> Identity:
        """The certificate's owner as name, its digest as revision; ``starter`` for a test certificate."""
        ...

    @property
    def serial(self) -> str:
        """The certificate's serial number, decimal, as readers of signatures show it."""
        ...

    def sign(self, path: Path, origin: Origin) -> Path | None:
        """Sign a file in place, or beside it where its container has no room; return the sidecar, if there is one.

        Raises:
            EngineError: If signing fails.
            StorageFull: If the disk is full.
        """
        ...


class Standing(StrEnum):
    """How far a signature can be believed."""

    NONE = "none"
    """The file is not signed."""
    INVALID = "invalid"
    """The signature is not good, or not of these bytes."""
    VALID = "valid"
    """The signature is good; whether its owner is trusted was not asked, or he is not."""
    TRUSTED = "trusted"
    """The signature is good, and an authority that is trusted vouches for its owner."""


@dataclass(frozen=True, slots=True)
class Signature:
    """What a file's signature says.

    Attributes:
        standing: How far it can be believed.
        owner: Name in the certificate, or empty.
        serial: The certificate's serial number, decimal, or empty.
        test: Whether the certificate is a test certificate of ours.
        actions: Names of what was done, in order (``c2pa.opened`` …).
        history: Owners of all signatures the file and its parents carry, this one's first.
        parent: Identifier of the parent, ``sha256:`` and the master's digest if we signed, or empty.
        problems: What is wrong, in words.
    """

    standing: Standing
    owner: str = ""
    serial: str = ""
    test: bool = False
    actions: tuple[str, ...] = ()
    history: tuple[str, ...] = ()
    parent: str = ""
    problems: tuple[str, ...] = ()


@runtime_checkable
class SignatureReader(Protocol):
    """Reads signatures and checks them against the bytes."""

    def read(self, path: Path, sidecar: Path | None = None) -> Signature:
        """Return what is said of a file, in itself or in its sidecar; never raises for what the file holds."""
        ...


@runtime_checkable
class Watermarker(Protocol):
    """Puts a mark into sound that nobody hears and a program finds again."""

    @property
    def identity(self) -> Identity:
        """Engine and weights."""
        ...

    def mark(self, sound: Samples) -> Samples:
        """Return sound of shape ``(n, channels)`` at 48 kHz with the mark in it, of the same shape.

        Raises:
            EngineUnavailable: If the engine is not installed.
        """
        ...

    def found(self, sound: Samples) -> float:
        """Return how sure it is that sound of shape ``(n, channels)`` at 48 kHz carries the mark, 0 to 1."""
        ...
