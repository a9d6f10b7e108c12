"""The master's own sound tracks as players are to see them: the original, and what else came with it."""

from __future__ import annotations

from dataclasses import dataclass

import langcodes

from localize.errors import UnknownLanguage
from localize.language import language
from localize.model import Master


@dataclass(frozen=True, slots=True)
class Original:
    """One of the master's sound tracks.

    Attributes:
        index: Stream index in the file.
        tag: BCP 47 tag.
        iso639_2: ISO 639-2/T code, for MP4.
        name: As players show it; no two of a master are alike.
        default: Whether players choose it unasked: the first is.
    """

    index: int
    tag: str
    iso639_2: str
    name: str
    default: bool


def originals(master: Master, spoken: str) -> tuple[Original, ...]:
    """Return the master's sound tracks.

    The first is in the language that is spoken, whatever the file says; the others are in the language the file gives them
    (``zxx`` for music and effects), or in that of the first where it gives none.

    Args:
        master: The film.
        spoken: Tag of the language spoken.
    """
    found = []
    for number, track in enumerate(master.audio):
        tag = spoken if number == 0 else _tag(track.language) or spoken
        suffix = f"(original {number + 1})" if number else "(original)"
        found.append(Original(track.index, tag, _code(tag), f"{_name(tag)} {suffix}".strip(), default=number == 0))
    return tuple(found)


def _tag(given: str) -> str:
    """Return a file's language as a tag; empty for none and for what is no language."""
    try:
        parsed = langcodes.Language.get(given.strip())
    except (ValueError, LookupError):
        return ""
    return parsed.to_tag() if parsed.is_valid() and parsed.language not in {None, "und", "mul"} else ""


def _code(tag: str) -> str:
    try:
        return language(tag).iso639_2 if tag != "zxx" else tag
    except UnknownLanguage:
        try:
            return langcodes.Language.get(tag).to_alpha3()
        except LookupError:
            return "und"


def _name(tag: str) -> str:
    if tag == "zxx":  # no linguistic content
        return ""
    try:
        return language(tag).native
    except UnknownLanguage:
        return tag
