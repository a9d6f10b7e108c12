"""What is in the files: subtitles that keep the profile's rules, the master's own picture, voices that may be heard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from localize import formats
from localize.engine import Muxer
from localize.errors import LocalizeError
from localize.model import Severity
from localize.rules import Audience, rules
from localize.stages.check import check
from localize.verification.contents import Manifest
from localize.verification.fault import Check, Fault, error, warning

_DEMUXERS: Final = {"mkv": "matroska", "mp4": "mov", "mov": "mov"}


def of_subtitles(folder: Path, row: dict[str, Any], manifest: Manifest) -> Iterator[Fault]:
    """Yield what a subtitle file breaks: its format, or rules of its language and profile.

    Errors that the manifest owns up to, as findings of that language and rule, are not news: the package says itself
    that it is not deliverable.
    """
    name, tag = row["path"], row["language"]
    try:
        track = formats.read((folder / name).read_bytes(), name, language=tag)
        wanted = rules(tag, manifest["profile"], Audience(manifest.get("audience", Audience.ADULT.value)))
    except (LocalizeError, ValueError, OSError) as failed:
        why = failed.message if isinstance(failed, LocalizeError) else str(failed)
        yield error(Check.SUBTITLES, name, f"cannot be read: {why}", "have it made again")
        return
    if row.get("cues", len(track.cues)) != len(track.cues):
        yield error(Check.SUBTITLES, name, f"holds {len(track.cues)} cues, not {row['cues']}", "have it made again")
    rate = Fraction(manifest["master"]["video"]["frame_rate"])
    owned = {item["rule"] for item in manifest["findings"] if item.get("language") == tag and item["severity"] == Severity.ERROR}
    if any("place" in lost for lost in row.get("left_out", ())):
        owned.add("overlap")  # on-screen text at the other edge, in a format that has no edges
    grave = Counter(found.rule for found in check(track, wanted, frame_rate=rate) if found.severity is Severity.ERROR)
    for rule, count in sorted(grave.items()):
        if rule not in owned:
            yield error(Check.SUBTITLES, name, f"breaks the {manifest['profile']} profile: {count} of {rule}",
                        f"localize check {name} --lang {tag} --profile {manifest['profile']} shows each cue")


def of_picture(folder: Path, row: dict[str, Any], manifest: Manifest, muxer: Muxer) -> Iterator[Fault]:
    """Yield what is wrong with a film's picture."""
    name, container = row["path"], _DEMUXERS.get(row["path"].rpartition(".")[2])
    if container is None:
        yield warning(Check.PICTURE, name, "is of a container whose picture we do not compare")
        return
    try:
        found = muxer.picture_digest(folder / name, container)
    except LocalizeError as failed:
        yield error(Check.PICTURE, name, f"its picture cannot be read: {failed.message}", "fetch the package again")
        return
    if found != manifest["picture"]["sha256"]:
        yield error(Check.PICTURE, name, "its picture is not the master's", "have it muxed again: nothing may re-encode it")


def of_voices(manifest: Manifest) -> Iterator[Fault]:
    """Yield the voices cloned from a person who is not said to have consented."""
    for tag, cast in manifest["voices"].items():
        for character, voice in cast.items():
            if voice.get("kind") == "cloned" and not (voice.get("consent") and voice.get("person")):
                yield error(Check.VOICES, "", f"{character} speaks {tag} with the cloned voice {voice['voice']!r}, and no consent "
                            "is named", "add the person's consent to the voice registry")
