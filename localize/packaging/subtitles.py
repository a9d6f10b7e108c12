"""The subtitle files of a package: every cue of a language, and its forced narrative alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from localize import formats
from localize.engine import MuxTrack
from localize.errors import InvalidSubtitle
from localize.language import language
from localize.model import CueKind, FileRole, Finding, Severity, SubtitleTrack
from localize.packaging.assembly import Assembly
from localize.shaping.bidi import isolated


def write_subtitles(work: Assembly) -> Iterator[MuxTrack]:
    """Write the subtitle files of each language and yield the tracks that films get from them."""
    for result in work.results:
        tongue = language(result.language)
        deaf = work.options.hearing_impaired
        yield MuxTrack(_write(work, result.subtitles, "subtitles", FileRole.SUBTITLE), tongue.tag,
                       f"{tongue.native} (SDH)" if deaf else tongue.native, hearing_impaired=deaf)
        forced = tuple(cue for cue in result.subtitles.cues if cue.kind is CueKind.FORCED)
        if forced:
            track = replace(result.subtitles, cues=forced)
            yield MuxTrack(_write(work, track, "forced", FileRole.FORCED), tongue.tag, f"{tongue.native} (forced)",
                           forced=True)


def _write(work: Assembly, track: SubtitleTrack, folder: str, role: FileRole) -> Path:
    (work.out / folder).mkdir(exist_ok=True)
    for name in dict.fromkeys(("srt", *work.options.formats)):
        path = f"{folder}/{track.language}{formats.by_name(name).extensions[0]}"
        try:
            data = formats.write(isolated(track, name), name, frame_rate=work.master.video.frame_rate)
        except InvalidSubtitle as error:  # EBU STL has no code table for seven of the languages
            work.findings.append(Finding("package.format", Severity.ERROR, f"no {name}: {error.message}", track.language))
            continue
        (work.out / path).write_bytes(data)
        # What every file of a format leaves out is told with the file: as findings it would bury the others.
        work.add(path, role, track.language, {"codec": name, "cues": len(track.cues),
                                              "left_out": "; ".join(formats.by_name(name).losses(track))})
    return work.out / folder / f"{track.language}.srt"
