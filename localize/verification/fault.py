"""What can be wrong with a package."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from localize.model import Severity


class Check(StrEnum):
    """What is checked."""

    MANIFEST = "manifest"
    """It is of the published form, and names no file outside the package."""
    FILES = "files"
    """They are there, byte for byte, and no others."""
    LABELS = "labels"
    """Each container says once that it is AI-made."""
    SIGNATURES = "signatures"
    """They are good, of these bytes, and of the certificate that is named."""
    PLAYLISTS = "playlists"
    """What they name is there."""
    SUBTITLES = "subtitles"
    """They keep the rules of the profile."""
    PICTURE = "picture"
    """It is the master's, untouched."""
    VOICES = "voices"
    """A person's voice is heard with that person's consent."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong.

    Attributes:
        check: Which check found it.
        severity: An error makes the package bad; warnings and notes do not.
        path: The file, or empty for the package as a whole.
        message: What is wrong, one sentence.
        hint: What to do about it, or empty.
    """

    check: Check
    severity: Severity
    path: str
    message: str
    hint: str = ""


def error(check: Check, path: str, message: str, hint: str = "") -> Fault:
    """Return a fault that makes the package bad."""
    return Fault(check, Severity.ERROR, path, message, hint)


def warning(check: Check, path: str, message: str, hint: str = "") -> Fault:
    """Return a fault that a person should know of."""
    return Fault(check, Severity.WARNING, path, message, hint)
