"""Where finished files are labelled and signed: one Protocol, a seal that only labels, and one that signs as well.

A :class:`Seal` is asked twice: for the metadata that containers are muxed with, and for each file that was written,
before its digest is taken. Whatever it changes in a file, the manifest vouches for the result; the manifest is sealed
last of all, so that its signature covers every file through the digests in it.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Protocol, runtime_checkable

from localize.engine import Origin, Signer
from localize.model import FileRole
from localize.provenance import KEY, label, labels
from localize.record import to_data
from localize.store import Store, digest_file, key_of

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

    def within(self, store: Store) -> Seal:
        """Return a seal that finds in a store what was sealed before: equal files stay equal, signature and all."""
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

    def within(self, store: Store) -> Seal:  # noqa: ARG002 - the Protocol's
        """Return itself: a label is the same every time."""
        return self

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
        store: Where what was signed before is found; None to sign anew each time.
    """

    def __init__(self, producer: str, signer: Signer, store: Store | None = None) -> None:
        super().__init__(producer)
        self._signer, self._store = signer, store

    @property
    def identity(self) -> str:
        """The producer, and the certificate."""
        return f"{self._producer} {self._signer.identity.revision}"

    def seal(self, path: Path, role: FileRole, origin: Origin) -> Sealed:
        """Sign it, if it is handed out alone."""
        if role not in _SIGNED and path.name != _MANIFEST:
            return Sealed()
        if self._store is None:
            return _sealed(self._signer.sign(path, origin))
        # A signature holds a time and a random number: signed anew, a file that nobody changed would be another file, and
        # a partner would fetch it again.
        key = key_of("signed", self._signer.identity.revision, digest_file(path), to_data(replace(origin, source=Path())))
        if self._store.has(key):
            found: dict[str, str] = json.loads(self._store.path(key).read_bytes())
            if self._store.has(found["sha256"]):
                place = path.with_name(found["name"])
                shutil.copyfile(self._store.path(found["sha256"]), place)
                return _sealed(None if place == path else place)
        sidecar = self._signer.sign(path, origin)
        made = sidecar or path
        self._store.put(key, json.dumps({"name": made.name, "sha256": digest_file(made)}).encode())
        return _sealed(sidecar)

    def within(self, store: Store) -> Seal:
        """Return a seal that signs no file twice."""
        return Signed(self._producer, self._signer, store)

    def account(self) -> Mapping[str, object]:
        """Return whose certificate it is."""
        found = self._signer.identity
        return {"producer": self._producer, "signed": {
            "owner": found.name.partition("/")[2], "serial": self._signer.serial, "certificate_sha256": found.revision,
            "test": found.starter}}

    def against(self) -> tuple[str, ...]:
        """Return that a test certificate is for trying out."""
        return ("signed with a test certificate: for trying out, not for delivery",) if self._signer.identity.starter else ()


def _sealed(sidecar: Path | None) -> Sealed:
    return Sealed(EMBEDDED) if sidecar is None else Sealed(BESIDE, (sidecar,))
