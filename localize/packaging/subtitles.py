"""The subtitle files of a package: every cue of a language, and its forced narrative alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from localize import formats
from localize.engine import MuxTrack
from localize.errors import InvalidSubtitle
from localize.model import CueKind, Element, FileRole, SubtitleTrack
from localize.packaging.assembly import Assembly
from localize.packaging.naming import file_name, kind_of, track_name
from localize.shaping.bidi import isolated

#: Formats in which a platform's colour can be said.
_COLOURED: Final = frozenset({"ttml", "imsc", "ebu-tt-d"})


@dataclass(frozen=True, slots=True)
class Written:
    """A subtitle track as the package has it.

    Attributes:
        cues: What is shown, in logical order without controls.
        track: What films get.
    """

    cues: SubtitleTrack
    track: MuxTrack


def write_subtitles(work: Assembly, scratch: Path) -> Iterator[Written]:
    """Write the subtitle files of each language and yield the tracks that films and streams get.

    Args:
        work: The package.
        scratch: A folder for the SRT files that are muxed, where the package itself holds none.
    """
    deaf = work.options.hearing_impaired
    for result in work.results:
        yield _write(work, result.subtitles, scratch, hearing_impaired=deaf)
        forced = tuple(cue for cue in result.subtitles.cues if cue.kind is CueKind.FORCED)
        if forced:
            yield _write(work, replace(result.subtitles, cues=forced), scratch, forced=True)


def _write(work: Assembly, track: SubtitleTrack, scratch: Path, *, forced: bool = False,
           hearing_impaired: bool = False) -> Written:
    muxed = scratch / f"{track.language}{'.forced' if forced else ''}.srt"
    muxed.write_bytes(formats.write(isolated(track, "srt"), "srt", frame_rate=work.master.video.frame_rate))
    for name in work.profile.formats:
        _file(work, track, name, forced=forced)
    name = track_name(track.language, forced=forced, hearing_impaired=hearing_impaired)
    return Written(track, MuxTrack(muxed, track.language, name, forced=forced, hearing_impaired=hearing_impaired))


def _file(work: Assembly, track: SubtitleTrack, name: str, *, forced: bool) -> None:
    form = formats.by_name(name)
    ending = dict(work.profile.delivery.endings).get(name, form.extensions[0][1:])
    path = file_name(work, "forced" if forced else "subtitle", ending, tag=track.language, kind=kind_of(work, forced=forced))
    shown = _coloured(track, work.profile.delivery.colour) if name in _COLOURED else isolated(track, name)
    try:
        data = formats.write(shown, name, frame_rate=work.master.video.frame_rate)
    except InvalidSubtitle as error:  # EBU STL has no code table for seven of the languages
        why = "it has no letters for the language" if error.field == "language" else error.message
        work.lack(f"no {name.upper()}: {why}", track.language)
        return
    place = work.out / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)
    # What every file of a format leaves out is told with the file: as findings it would bury the others.
    work.add(path, FileRole.FORCED if forced else FileRole.SUBTITLE, track.language,
             {"codec": name, "cues": len(track.cues), "left_out": "; ".join(form.losses(track))})


def _coloured(track: SubtitleTrack, colour: str) -> SubtitleTrack:
    if not colour:
        return track
    return replace(track, cues=tuple(
        replace(cue, content=(Element("span", cue.content, style=(("color", colour),)),)) for cue in track.cues))
