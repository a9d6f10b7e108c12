"""A package while it is put together: its folder, its files, what was found on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from localize.engine import Identity, LoudnessMeter, Muxer, Origin, Painter, SoundFiles
from localize.errors import EngineError
from localize.model import FileRole, Finding, LanguageResult, Master, PackageFile, RightsWindow, Severity, Transcript
from localize.packaging.seal import Labelled, Metadata, Seal
from localize.provenance import carries_label, labels
from localize.rules import Profile, profile
from localize.store import digest_file

LACKS: Final = "package.lacks"
"""Rule of the findings that tell what a profile cannot be given."""

_SILENCE: Final = -70.0
"""LUFS of silence: the absolute gate of BS.1770."""

_TYPES: Final = {
    "mkv": "video/x-matroska", "mp4": "video/mp4", "mov": "video/quicktime", "m4a": "audio/mp4", "wav": "audio/wav", "flac": "audio/flac",
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
        episode: Name of the episode, or empty.
        profile: Name of the delivery profile.
        models: What everything was made with.
        failures: Pairs of tag and why that language was not made.
        hearing_impaired: Whether the subtitles are the variant for the deaf and hard of hearing.
        rights: Where, when and in which languages the title may be shown.
        made_from: Digest of all the package depends on; two packages of the same are the same.
        previous: The manifest of the package that this one supersedes, or empty.
        details: Pairs for the manifest, values as JSON text (glossary revisions …).
        seal: Labels and signs the files.
    """

    title: str
    episode: str = ""
    profile: str = "generic"
    models: tuple[Identity, ...] = ()
    failures: tuple[tuple[str, str], ...] = ()
    hearing_impaired: bool = False
    rights: tuple[RightsWindow, ...] = ()
    made_from: str = ""
    previous: bytes = b""
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
        sound: Reads and writes dub files.
        out: The folder it is written into.
        options: What was asked for.
        files: What has been written.
        findings: What was found while packing.
        details: Pairs for the manifest, values as JSON text.
        meter: Measures the original sound; None to leave its loudness out.
    """

    master: Master
    source: Path
    transcript: Transcript
    results: tuple[LanguageResult, ...]
    muxer: Muxer
    painter: Painter
    sound: SoundFiles
    out: Path
    options: PackageOptions
    files: list[PackageFile] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    details: dict[str, str] = field(default_factory=dict)
    meter: LoudnessMeter | None = None
    _label: Metadata | None = None
    _loudness: float | None = None

    @property
    def profile(self) -> Profile:
        """The delivery profile."""
        return profile(self.options.profile)

    @property
    def label(self) -> Metadata:
        """What containers are muxed with."""
        if self._label is None:
            self._label = self.options.seal.metadata(self.source, self.master.digest)
        return self._label

    def original_loudness(self, place: Path) -> Mapping[str, object]:
        """Return what the manifest says of the original sound's loudness; nothing where there is no meter.

        Args:
            place: A file of ours whose first sound track it is; it is measured once for all files.
        """
        if self._loudness is None and self.meter is not None:
            self._loudness = max(self.meter.programme(place), _SILENCE)
        return {} if self._loudness is None else {"loudness_lufs": f"{self._loudness:.1f}"}

    def lack(self, what: str, tag: str = "") -> None:
        """Note what the profile asks for and cannot be given: the package is then not deliverable.

        Args:
            what: A sentence for a person, without the language.
            tag: The language it concerns, or empty.
        """
        self.findings.append(Finding(LACKS, Severity.ERROR, what, tag, source=f"profile {self.options.profile}"))

    def add(self, path: str, role: FileRole, tag: str = "", details: Mapping[str, object] | None = None,
            media_type: str = "") -> None:
        """Label, sign and count in a file that was written, with the sidecar its signature may need.

        Args:
            path: Relative, with forward slashes.
            role: What it is for.
            tag: Its language, or empty.
            details: What the manifest says of it (codec, duration, loudness …).
            media_type: Where the ending does not tell it.
        """
        place = self.out / path
        if any(item.path == path for item in self.files):
            raise EngineError(f"two files of the package would be called {path}", field="names")
        self._labelled(place)
        sealed = self.options.seal.seal(place, role, self._origin(path, role, tag))
        signature = {"signature": sealed.signature} if sealed.signature else {}
        self._count(place, role, tag, {**(details or {}), **signature}, media_type)
        for sidecar in sealed.sidecars:
            self._count(sidecar, FileRole.PROVENANCE, tag, {"of": path})

    def _labelled(self, place: Path) -> None:
        """Put the label into a file that came without: most are muxed with it."""
        if self.label and carries_label(place) and not labels(place):
            part = place.with_name(f".{place.stem}.part{place.suffix}")
            self.muxer.label(place, part, self.label)
            part.replace(place)

    def _origin(self, path: str, role: FileRole, tag: str) -> Origin:
        text = role in {FileRole.SUBTITLE, FileRole.FORCED}
        made = [result for result in self.results if tag in {"", result.language}]
        jobs = {item.job: item for item in self.options.models}
        return Origin(path, self.source, self.master, self.transcript.language, tuple(result.language for result in made),
                      () if text else tuple(result.language for result in made if result.dub_audio is not None), text,
                      jobs.get("translate"), jobs.get("synthesize"))

    def _count(self, place: Path, role: FileRole, tag: str, details: Mapping[str, object], media_type: str = "") -> None:
        pairs = tuple((name, str(value)) for name, value in details.items())
        self.files.append(PackageFile(place.relative_to(self.out).as_posix(), role,
                                      media_type or _TYPES.get(place.suffix[1:], "application/octet-stream"),
                                      place.stat().st_size, digest_file(place), tag, pairs))
