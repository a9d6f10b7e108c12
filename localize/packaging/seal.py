"""Where finished files are labelled and signed: one Protocol, a seal that only labels, and one that signs as well.

A :class:`Seal` is asked twice: for the metadata that containers are muxed with, and for each file that was written,
before its digest is taken. Whatever it changes in a file, the manifest vouches for the result; the manifest is sealed
last of all, so that its signature covers every file through the digests in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol, runtime_checkable

from localize.engine import Origin, Signer
from localize.model import FileRole
from localize.provenance import KEY, label, labels

Metadata = tuple[tuple[str, str], ...]
"""Pairs of name and value that a container says of itself."""

EMBEDDED: Final = "embedded"
BESIDE: Final = "beside"
"""Where a file's signature is: in it, or in a sidecar."""

_MANIFEST: Final = "manifest.json"
#: Files that are handed out alone, and so must speak for themselves. Streams and pictures are covered by the manifest.
_SIGNED: Final = frozenset({FileRole.VIDEO, FileRole.DUB, FileRole.STEM, FileRole.SUBTITLE, FileRole.FORCED})


@dataclass(frozen=True, slots=True)
class Sealed:
    """What became of a file.

    Attributes:
        signature: ``embedded``, ``beside``, or empty for none.
        sidecars: Files written beside it.
    """

    signature: str = ""
    sidecars: tuple[Path, ...] = ()


@runtime_checkable
class Seal(Protocol):
    """Labels and signs the files of a package."""

    @property
    def identity(self) -> str:
        """What the sealed bytes depend on (producer, certificate): goes into the package's key."""
        ...

    def metadata(self, source: Path, master: str) -> Metadata:
        """Return what containers are muxed with, for a package of the master in that file and of that digest."""
        ...

    def seal(self, path: Path, role: FileRole, origin: Origin) -> Sealed:
        """Sign a finished file, in place or beside it.

        Called once for each file, before its digest is taken; the manifest comes last.

        Raises:
            EngineError: If it cannot be done.
        """
        ...

    def account(self) -> Mapping[str, object]:
        """Return what the manifest says of labels and signatures, JSON-able."""
        ...

    def against(self) -> tuple[str, ...]:
        """Return why what it seals may not be delivered; nothing if it may."""
        ...


class Labelled:
    """The AIGC label in containers, and no signature.

    Args:
        producer: Who makes the packages, as the label names him.
    """

    def __init__(self, producer: str = "localize") -> None:
        self._producer = producer

    @property
    def identity(self) -> str:
        """The producer."""
        return self._producer

    def metadata(self, source: Path, master: str) -> Metadata:
        """Return the label: the master's own, if it brings one, with us in it."""
        return ((KEY, label(self._producer, master, labels(source))),)

    def seal(self, path: Path, role: FileRole, origin: Origin) -> Sealed:  # noqa: ARG002 - the Protocol's
        """Sign nothing."""
        return Sealed()

    def account(self) -> Mapping[str, object]:
        """Return that nothing is signed."""
        return {"producer": self._producer, "signed": None}

    def against(self) -> tuple[str, ...]:
        """Return nothing: who wants signatures asks for them."""
        return ()


class Signed(Labelled):
    """The label, and a signature in or beside every file that is handed out alone, and the manifest's.

    Args:
        producer: Who makes the packages, as the label names him.
        signer: Signs.
    """

    def __init__(self, producer: str, signer: Signer) -> None:
        super().__init__(producer)
        self._signer = signer

    @property
    def identity(self) -> str:
        """The producer, and the certificate."""
        return f"{self._producer} {self._signer.identity.revision}"

    def seal(self, path: Path, role: FileRole, origin: Origin) -> Sealed:
        """Sign it, if it is handed out alone."""
        if role not in _SIGNED and path.name != _MANIFEST:
            return Sealed()
        sidecar = self._signer.sign(path, origin)
        return Sealed(EMBEDDED) if sidecar is None else Sealed(BESIDE, (sidecar,))

    def account(self) -> Mapping[str, object]:
        """Return whose certificate it is."""
        found = self._signer.identity
        return {"producer": self._producer, "signed": {
            "owner": found.name.partition("/")[2], "serial": self._signer.serial, "certificate_sha256": found.revision,
            "test": found.starter}}

    def against(self) -> tuple[str, ...]:
        """Return that a test certificate is for trying out."""
        return ("signed with a test certificate: for trying out, not for delivery",) if self._signer.identity.starter else ()
