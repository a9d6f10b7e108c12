"""The whole of it: every check, in order, with progress by bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from localize.engine import Muxer, Report, SignatureReader
from localize.errors import LocalizeError
from localize.model import Severity
from localize.verification.contents import MANIFEST, Manifest, of_files, opened, present
from localize.verification.fault import Check, Fault, error
from localize.verification.playlists import of_playlist
from localize.verification.provenance import of_label, of_signatures
from localize.verification.substance import of_picture, of_subtitles, of_voices


@dataclass(frozen=True, slots=True)
class Tools:
    """What verifying works with.

    Attributes:
        signatures: Reads signatures.
        muxer: Reads pictures.
        trusts: Whether the reader of signatures was told whom to trust.
    """

    signatures: SignatureReader
    muxer: Muxer
    trusts: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found.

    Attributes:
        manifest: The manifest; empty if it cannot be read.
        faults: What is wrong, in order of the checks.
        checked: How many files each check looked at.
    """

    manifest: Manifest
    faults: tuple[Fault, ...]
    checked: dict[Check, int] = field(default_factory=dict)

    @property
    def good(self) -> bool:
        """Whether nothing is wrong that makes the package bad."""
        return not any(fault.severity is Severity.ERROR for fault in self.faults)


def verify(folder: Path, tools: Tools, report: Report = lambda _: None) -> Verdict:
    """Check a package in a folder, from the folder alone.

    Args:
        folder: Where its ``manifest.json`` lies.
        tools: What reads signatures and pictures.
        report: Takes progress; may raise :class:`~localize.errors.Cancelled`.
    """
    try:
        manifest = opened(folder)
    except LocalizeError as failed:
        return Verdict({}, (error(Check.MANIFEST, MANIFEST, f"{failed.field}: {failed.message}" if failed.field not in {"", MANIFEST}
                                  else failed.message, failed.hint or "ask who made the package"),))
    work = _Work(folder, manifest, tools, report)
    faults = tuple(work.run())
    return Verdict(manifest, faults, work.checked)


@dataclass(slots=True)
class _Work:
    """A package being verified: progress counts each file's bytes once for each time they are read."""

    folder: Path
    manifest: dict[str, Any]
    tools: Tools
    report: Report
    checked: dict[Check, int] = field(default_factory=lambda: dict.fromkeys(Check, 0))
    done: int = 0
    total: int = 1

    def run(self) -> Iterator[Fault]:
        rows = {row["path"]: row for row in self.manifest["files"]}
        there = present(self.folder, self.manifest)
        # Read three times at most: for the digest, the signature, the picture.
        self.total = max(1, sum(row["size"] for row in rows.values()) + sum(
            rows[name]["size"] * (("signature" in rows[name]) + ("picture_sha256" in rows[name])) for name in there))
        yield from of_files(self.folder, self.manifest, self._told)
        self.checked |= {Check.MANIFEST: 1, Check.FILES: len(rows), Check.VOICES: sum(map(len, self.manifest["voices"].values()))}
        for name in there:
            yield from self._counted(Check.LABELS, of_label(self.folder, name), rows[name]["media_type"].startswith(("video/", "audio/")))
        for name, faults in of_signatures(self.folder, self.manifest, there, self.tools.signatures, trusts=self.tools.trusts):
            self.checked[Check.SIGNATURES] += bool(name and self.manifest["provenance"]["signed"])
            yield from faults
            self._told(rows[name]["size"] if name in rows else 0)
        yield from self._substance(rows, there)
        yield from of_voices(self.manifest)
        self.report(1.0)

    def _substance(self, rows: dict[str, Any], there: tuple[str, ...]) -> Iterator[Fault]:
        by_role: dict[str, tuple[Check, Callable[[dict[str, Any]], Iterator[Fault]]]] = {
            "playlist": (Check.PLAYLISTS, lambda row: of_playlist(self.folder, row["path"], rows)),
            "subtitle": (Check.SUBTITLES, lambda row: of_subtitles(self.folder, row, self.manifest)),
            "forced": (Check.SUBTITLES, lambda row: of_subtitles(self.folder, row, self.manifest)),
        }
        for name in there:
            role = rows[name]["role"]
            if role in by_role:
                check, look = by_role[role]
                yield from self._counted(check, look(rows[name]))
            if "picture_sha256" in rows[name]:
                yield from self._counted(Check.PICTURE, of_picture(self.folder, rows[name], self.manifest, self.tools.muxer))
                self._told(rows[name]["size"])

    def _counted(self, check: Check, faults: Iterator[Fault], counts: bool = True) -> Iterator[Fault]:
        self.checked[check] += counts
        yield from faults

    def _told(self, size: int) -> None:
        self.done += size
        self.report(min(1.0, self.done / self.total))
