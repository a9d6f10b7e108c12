"""Matroska by mkvmerge, which writes BCP 47 languages and costs less than ffmpeg's muxer."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from localize.engine import MuxPlan, MuxTrack
from localize.engines.media.chapters import Chapter, as_matroska
from localize.engines.media.programs import run
from localize.errors import EngineError
from localize.originals import originals
from localize.time import Seconds

#: mkvmerge ends with 1 when it only warned.
_DONE: Final = (0, 1)


def mux_with_mkvmerge(program: Path, plan: MuxPlan, metadata: tuple[tuple[str, str], ...],
                      chapters: tuple[Chapter, ...], lead: Seconds, out: Path) -> None:
    """Write an MKV: the master's picture and sound untouched, every dub and subtitle track tagged and named.

    Args:
        program: mkvmerge.
        plan: What goes in.
        metadata: What the file says of itself.
        chapters: Of the film.
        lead: Seconds by which the master's sound begins before its picture.
        out: The file.
    """
    with tempfile.TemporaryDirectory() as name:
        arguments = ["--title", plan.title]
        if tags := _tags(metadata):
            Path(name, "tags.xml").write_text(tags, encoding="utf-8")
            arguments += ["--global-tags", str(Path(name, "tags.xml"))]
        if chapters:
            Path(name, "chapters.xml").write_text(as_matroska(chapters, lead, plan.language), encoding="utf-8")
            arguments += ["--chapters", str(Path(name, "chapters.xml"))]
        arguments += _source(program, plan)
        wait = ["--sync", f"0:{round(lead * 1000)}"] if lead else []
        for track in plan.dubs:
            arguments += [*wait, *_track(track, sound=True)]
        for track in plan.subtitles:
            arguments += [*wait, "--sub-charset", "0:UTF-8", *_track(track, sound=False)]
        # Arguments go in a file: a title that begins with a dash is then no option, and their number is unlimited.
        options = Path(name, "options.json")
        options.write_text(json.dumps(["--quiet", "--output", str(out.resolve()), *arguments]), encoding="utf-8")
        run([program, f"@{options}"], f"mux {out.name}", accept=_DONE)


def _source(program: Path, plan: MuxPlan) -> list[str]:
    """Return the arguments for the master: its picture and sound alone, named as the original."""
    described = json.loads(run([program, "--identify", "--identification-format", "json", f"={plan.source.resolve()}"],
                               "identify the master", accept=_DONE))
    tracks = described.get("tracks", [])
    pictures = [item["id"] for item in tracks if item["type"] == "video"]
    sounds = [item["id"] for item in tracks if item["type"] == "audio"]
    if not pictures or len(sounds) != len(plan.master.audio):
        raise EngineError("mkvmerge does not see the master's tracks as we do", field="mkvmerge")
    arguments = ["--no-subtitles", "--no-attachments", "--no-buttons", "--no-track-tags", "--no-global-tags",
                 "--no-chapters", "--video-tracks", str(pictures[0]), "--language", f"{pictures[0]}:{plan.language}",
                 *(() if plan.original else ("--no-audio",))]
    for track, item in zip(sounds, originals(plan.master, plan.language), strict=True) if plan.original else ():
        arguments += ["--language", f"{track}:{item.tag}", "--track-name", f"{track}:{item.name}",
                      "--default-track-flag", f"{track}:{'yes' if item.default else 'no'}",
                      "--original-flag", f"{track}:yes"]
    return [*arguments, f"={plan.source.resolve()}"]


def _track(track: MuxTrack, *, sound: bool) -> list[str]:
    flags = [("--default-track-flag", track.default), ("--forced-display-flag", track.forced),
             ("--hearing-impaired-flag", track.hearing_impaired)]
    if sound:  # Matroska has no flag for a dub: a sound track that is not the original is one
        flags.append(("--original-flag", False))
    return ["--no-global-tags", "--no-track-tags", "--no-chapters", "--language", f"0:{track.language}",
            "--track-name", f"0:{track.name}",
            *(part for name, on in flags for part in (name, f"0:{'yes' if on else 'no'}")),
            *(("--no-video", "--no-subtitles") if sound else ("--no-video", "--no-audio")), f"={track.path.resolve()}"]


def _tags(metadata: tuple[tuple[str, str], ...]) -> str:
    """Return the tags as XML; nothing for none, which mkvmerge would refuse."""
    simple = "".join(f"<Simple><Name>{escape(name)}</Name><String>{escape(value)}</String></Simple>"
                     for name, value in metadata if name != "title")
    if not simple:
        return ""
    return ('<?xml version="1.0" encoding="UTF-8"?><Tags><Tag><Targets><TargetTypeValue>50</TargetTypeValue></Targets>'
            f"{simple}</Tag></Tags>")
