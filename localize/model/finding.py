"""Findings of quality control: data, not prose."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad a finding is."""

    ERROR = "error"
    """A platform would send the file back."""
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing quality control noticed.

    Attributes:
        rule: Dotted name of the rule, stable (``reading-speed``, ``term.unmet``, ``dub.no-voice``).
        severity: How bad it is.
        message: For a person, one sentence.
        language: Tag, or empty for the source side.
        cue: Id of the cue, or empty for the whole track.
        measured: With its unit, or empty.
        allowed: With its unit, or empty.
        source: Where the allowed value comes from.
    """

    rule: str
    severity: Severity
    message: str
    language: str = ""
    cue: str = ""
    measured: str = ""
    allowed: str = ""
    source: str = ""
