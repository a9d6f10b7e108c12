"""A package while it is put together: its folder, its files, what was found on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from localize.engine import Identity, Muxer, Painter
from localize.model import FileRole, Finding, LanguageResult, Master, PackageFile, Transcript
from localize.packaging.seal import Labelled, Metadata, Seal
from localize.store import digest_file

_TYPES: Final = {
    "mkv": "video/x-matroska", "mp4": "video/mp4", "m4a": "audio/mp4", "wav": "audio/wav", "flac": "audio/flac",
    "srt": "application/x-subrip", "vtt": "text/vtt", "sbv": "text/x-sbv", "ttml": "application/ttml+xml",
    "imsc": "application/ttml+xml", "ebuttd": "application/ttml+xml", "xml": "application/ttml+xml",
    "stl": "application/x-ebu-stl", "m3u8": "application/vnd.apple.mpegurl", "mpd": "application/dash+xml",
    "png": "image/png", "html": "text/html", "json": "application/json", "c2pa": "application/c2pa",
}


@dataclass(frozen=True, slots=True)
class PackageOptions:
    """How a package is made and what it says of itself.

    Attributes:
        title: Display name.
        models: What everything was made with.
        failures: Pairs of tag and why that language was not made.
        formats: Subtitle formats wanted beside SRT, by name.
        hearing_impaired: Whether the subtitles are the variant for the deaf and hard of hearing.
        details: Pairs for the manifest, values as JSON text (glossary revisions …).
        seal: Labels and signs the files.
    """

    title: str
    models: tuple[Identity, ...] = ()
    failures: tuple[tuple[str, str], ...] = ()
    formats: tuple[str, ...] = ("vtt",)
    hearing_impaired: bool = False
    details: tuple[tuple[str, str], ...] = ()
    seal: Seal = field(default_factory=Labelled)


@dataclass(slots=True)
class Assembly:
    """A package being made.

    Attributes:
        master: The film.
        source: Its file.
        transcript: What is said in it.
        results: What was made, a language each.
        muxer: Puts tracks together.
        painter: Draws frames.
        out: The folder it is written into.
        options: What was asked for.
        files: What has been written.
        findings: What was found while packing.
        details: Pairs for the manifest, values as JSON text.
    """

    master: Master
    source: Path
    transcript: Transcript
    results: tuple[LanguageResult, ...]
    muxer: Muxer
    painter: Painter
    out: Path
    options: PackageOptions
    files: list[PackageFile] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    details: dict[str, str] = field(default_factory=dict)

    @property
    def label(self) -> Metadata:
        """What containers are muxed with."""
        return self.options.seal.metadata(self.master.digest)

    def add(self, path: str, role: FileRole, tag: str = "", details: Mapping[str, object] | None = None) -> None:
        """Seal a file that was written and count it in, with the sidecars the seal gave it.

        Args:
            path: Relative, with forward slashes.
            role: What it is for.
            tag: Its language, or empty.
            details: What the manifest says of it (codec, duration, loudness …).
        """
        sidecars = self.options.seal.seal(self.out / path, role)
        self._count(self.out / path, role, tag, details or {})
        for sidecar in sidecars:
            self._count(sidecar, FileRole.PROVENANCE, tag, {"of": path})

    def _count(self, place: Path, role: FileRole, tag: str, details: Mapping[str, object]) -> None:
        pairs = tuple((name, str(value)) for name, value in details.items())
        self.files.append(PackageFile(place.relative_to(self.out).as_posix(), role,
                                      _TYPES.get(place.suffix[1:], "application/octet-stream"),
                                      place.stat().st_size, digest_file(place), tag, pairs))
