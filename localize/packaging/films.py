"""The films of a package: the master's picture untouched, the original sound, every dub and subtitle track."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Final

from localize.engine import MuxPlan, MuxTrack
from localize.errors import EngineError
from localize.language import language
from localize.model import FileRole, Finding, Severity
from localize.packaging.assembly import Assembly

_DEMUXERS: Final = {"mkv": "matroska", "mp4": "mov"}


def write_dubs(work: Assembly) -> Iterator[MuxTrack]:
    """Write each dub as a file of its own and yield the tracks that films get from them."""
    for result in work.results:
        if result.dub is None or result.dub_audio is None:
            continue
        path = f"dubs/{result.language}.m4a"
        work.muxer.label(result.dub_audio, work.out / path, work.label)
        dub = result.dub
        work.add(path, FileRole.DUB, result.language, {
            "codec": "aac", "layout": dub.layout, "duration": f"{float(dub.duration):.3f}",
            "loudness_lufs": f"{dub.loudness:.1f}", "true_peak_dbtp": f"{dub.true_peak:.1f}", "guide": str(dub.guide).lower()})
        tongue = language(result.language)
        yield MuxTrack(work.out / path, tongue.tag, f"{tongue.native} (guide)" if dub.guide else tongue.native)


def write_films(work: Assembly, dubs: Sequence[MuxTrack], subtitles: Sequence[MuxTrack]) -> None:
    """Write a film in each container.

    Raises:
        EngineError: If no container could be written, or a picture came out changed.
    """
    wanted = work.muxer.picture_digest(work.source, work.master.container)
    work.details["picture"] = json.dumps({"sha256": wanted, "untouched": True})
    failed: list[EngineError] = []
    for container in ("mkv", "mp4"):
        name = f"{stem(work.master.name)}.{container}"
        plan = MuxPlan(container, work.source, work.master, work.transcript.language, work.options.title, tuple(dubs),
                       tuple(subtitles), work.label)
        try:
            notes = work.muxer.mux(plan, work.out / name)
        except EngineError as error:
            failed.append(error)
            work.findings.append(Finding("package.container", Severity.ERROR, f"no {container.upper()}: {error.message}"))
            continue
        if work.muxer.picture_digest(work.out / name, _DEMUXERS[container]) != wanted:
            raise EngineError(f"the picture in {name} is not the master's", field=container)
        work.findings += [Finding("package.mux", Severity.NOTE, note) for note in notes]
        work.add(name, FileRole.VIDEO, "", {"codec": work.master.video.codec, "duration": f"{float(work.master.duration):.3f}",
                                            "dubs": len(dubs), "subtitles": len(subtitles), "picture_sha256": wanted})
    if len(failed) == 2:
        raise failed[0]


def stem(name: str) -> str:
    """Return a file name's stem as a safe name."""
    return re.sub(r"[^\w.-]+", "-", name.rpartition(".")[0] or name).strip("-.") or "film"
