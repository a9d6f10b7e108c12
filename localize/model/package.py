"""Packages: files with roles, and the manifest that vouches for them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from localize.errors import InvalidInput
from localize.model.dub import Dub
from localize.model.finding import Finding
from localize.model.track import SubtitleTrack
from localize.model.translation import Translation


class FileRole(StrEnum):
    """What a file of a package is for."""

    VIDEO = "video"
    """Picture with every sound and subtitle track."""
    SUBTITLE = "subtitle"
    FORCED = "forced"
    DUB = "dub"
    REPORT = "report"
    PICTURE = "picture"
    STEM = "stem"
    PLAYLIST = "playlist"
    STREAM = "stream"
    """A rendition of a stream: what playlists point at."""
    PROVENANCE = "provenance"
    """A label or signature beside the file it vouches for."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class PackageFile:
    """One file of a package.

    Attributes:
        path: Relative, with forward slashes, inside the package.
        role: What it is for.
        media_type: MIME type.
        size: Bytes.
        sha256: Hex digest.
        language: Tag, or empty.
        details: Pairs such as codec, duration, loudness.
    """

    path: str
    role: FileRole
    media_type: str
    size: int
    sha256: str
    language: str = ""
    details: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ModelUse:
    """A model a package was made with: job, name, revision, licence, and whether it is a starter model."""

    job: str
    name: str
    revision: str
    licence: str
    starter: bool


@dataclass(frozen=True, slots=True)
class RightsWindow:
    """Where and when a title may be shown.

    Attributes:
        territory: ISO 3166-1 alpha-2 code, or a UN M49 number: ``001`` is the world.
        language: Tag, or empty for every language.
        begin: First day, ``YYYY-MM-DD``, or empty for no beginning.
        end: Last day, or empty for no end.

    Raises:
        InvalidInput: If the territory is no code, a day is none, or the end comes before the beginning.
    """

    territory: str
    language: str = ""
    begin: str = ""
    end: str = ""

    def __post_init__(self) -> None:
        if not re.fullmatch("[A-Z]{2}|[0-9]{3}", self.territory):
            raise InvalidInput(f"{self.territory!r} is no territory", field="territory", hint="two letters, as BR; 001 for the world")
        for name, day in (("begin", self.begin), ("end", self.end)):
            try:
                datetime.strptime(day or "1970-01-01", "%Y-%m-%d")  # noqa: DTZ007 - a day, nowhere
            except ValueError as error:
                raise InvalidInput(f"{day!r} is no day", field=name, hint="YYYY-MM-DD") from error
        if self.begin and self.end and self.end < self.begin:
            raise InvalidInput(f"ends ({self.end}) before it begins ({self.begin})", field="end")


@dataclass(frozen=True, slots=True)
class Changes:
    """What became of the files of an older package, by path."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Package:
    """A finished delivery.

    Attributes:
        title: Display name.
        master: Digest of the master.
        files: Everything in it, ``manifest.json`` last; the manifest lists all but itself.
        models: What made it.
        languages: Target tags it holds.
        deliverable: False when anything in it is for trying out only.
        reasons: Why it is not deliverable, or empty.
        findings: Of all stages.
        details: Further pairs for the manifest (glossary revisions, voices …), values as JSON text.
        episode: Name of the episode, or empty.
        profile: Delivery profile.
        rights: Where, when and in which languages the title may be shown, as known when it was made.
        made_from: Digest of all it depends on.
        supersedes: Digest of the older package's manifest, or empty.
        changes: Against that older package.
    """

    title: str
    master: str
    files: tuple[PackageFile, ...]
    models: tuple[ModelUse, ...]
    languages: tuple[str, ...]
    deliverable: bool
    reasons: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    details: tuple[tuple[str, str], ...] = ()
    episode: str = ""
    profile: str = "generic"
    rights: tuple[RightsWindow, ...] = ()
    made_from: str = ""
    supersedes: str = ""
    changes: Changes = Changes()


@dataclass(frozen=True, slots=True)
class LanguageResult:
    """All that was made in one language, ready to be packed.

    Attributes:
        language: Tag.
        translation: Its lines.
        subtitles: Its cues.
        dub: Its dub, if one was asked for.
        dub_audio: The dub's M4A file, if the language has a voice.
        findings: Of checking the subtitles.
        stems: Pairs of name and file of the dub's stems, where they were asked for.
        dub_lossless: The dub before it was coded, where it was kept.
    """

    language: str
    translation: Translation
    subtitles: SubtitleTrack
    dub: Dub | None = None
    dub_audio: Path | None = None
    findings: tuple[Finding, ...] = ()
    stems: tuple[tuple[str, Path], ...] = ()
    dub_lossless: Path | None = None
