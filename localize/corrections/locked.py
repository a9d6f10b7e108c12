"""People's lines whose source has changed since: kept as they are, and flagged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from localize.memory.normal import exact
from localize.model import Finding, LineOrigin, Severity, TranslatedLine


def source_changed(written_for: str, source: str) -> bool:
    """Return whether a line was written for another source line; white space and full stops make no other line."""
    return bool(written_for) and exact(written_for) != exact(source)


def stale_edits(lines: Iterable[TranslatedLine], written_for: Mapping[str, str], language: str) -> tuple[Finding, ...]:
    """Return a finding for each line a person wrote for a source line that has changed since.

    Args:
        lines: Of a translation.
        written_for: Source lines by utterance id, as they were when people wrote.
        language: Target tag.
    """
    return tuple(
        Finding("edit.source-changed", Severity.WARNING,
                "a person wrote this line for another source line: it is kept as they wrote it; look at it again",
                language, line.utterance, line.source, written_for[line.utterance], "people's lines are never overwritten")
        for line in lines
        if line.origin is LineOrigin.PERSON and source_changed(written_for.get(line.utterance, ""), line.source))
