"""Puts tracks together, picture and original sound as they are: ffmpeg for MP4 and MOV, mkvmerge (else ffmpeg) for MKV."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

from localize.boxes import hide_tracks
from localize.engine import MuxPlan, MuxTrack
from localize.engines.media.chapters import Chapter, as_metadata, chapters_within
from localize.engines.media.confine import input_arguments, open_media
from localize.engines.media.matroska import mux_with_mkvmerge
from localize.engines.media.probe import lead_of
from localize.engines.media.programs import find_ffmpeg, find_program, run
from localize.errors import EngineError
from localize.language import language
from localize.originals import originals
from localize.provenance import KEY, labels
from localize.time import Seconds

#: What the MP4 family carries as it is (ISO/IEC 14496-14, -15; MP4RA registrations that ffmpeg writes).
_MP4_PICTURE: Final = frozenset({"h264", "hevc", "av1", "vp9", "mpeg4", "mpeg2video", "mpeg1video", "vvc"})
_MP4_SOUND: Final = frozenset({"aac", "ac3", "eac3", "mp3", "mp2", "alac", "opus", "flac", "dts", "dca", "truehd"})
_MOV_SOUND: Final = _MP4_SOUND - {"opus", "flac"}
_QUIET: Final = ("-nostdin", "-v", "error", "-y")


def mux(plan: MuxPlan, out: Path) -> tuple[str, ...]:
    """Write one file; see :meth:`localize.engine.Muxer.mux`."""
    metadata = _metadata(plan)
    with open_media(plan.source, plan.master.container) as opened:
        lead = lead_of(opened)
    chapters, notes = chapters_within(plan.source, plan.master)
    if plan.container == "mkv":
        program = find_program("mkvmerge")
        if program is not None:
            mux_with_mkvmerge(program, plan, metadata, chapters, lead, out)
            return notes
        _with_ffmpeg(plan, metadata, chapters, lead, out)
        return (*notes, "mkvmerge is not installed: languages stand in Matroska's legacy element, without BCP 47")
    if plan.container not in {"mp4", "mov"}:
        raise EngineError(f"{plan.container!r} is not a container we write", field="container")
    if plan.container == "mp4" and plan.master.video.codec not in _MP4_PICTURE:
        raise EngineError(f"MP4 cannot carry {plan.master.video.codec} pictures untouched", field="container",
                          hint="the MKV carries them")
    notes += _with_ffmpeg(plan, metadata, chapters, lead, out)
    # ffmpeg switches the first track of each kind on, where none is the default: a subtitle nobody asked for.
    hide_tracks(out, [number for number, track in enumerate(plan.subtitles) if not track.default])
    return notes


def replaced_sound(codec: str, container: str) -> bool:
    """Return whether a container of the MP4 family cannot carry a sound codec as it is."""
    return codec not in (_MOV_SOUND if container == "mov" else _MP4_SOUND) and not (
        container == "mov" and codec.startswith("pcm_"))


def _metadata(plan: MuxPlan) -> tuple[tuple[str, str], ...]:
    """Return what the file will say of itself: a label in the plan has taken in the master's own, if there is one."""
    theirs = () if KEY in dict(plan.metadata) else labels(plan.source)
    return tuple({"title": plan.title, **({KEY: theirs[0]} if theirs else {}), **dict(plan.metadata)}.items())


def _with_ffmpeg(plan: MuxPlan, metadata: tuple[tuple[str, str], ...], chapters: tuple[Chapter, ...], lead: Seconds,
                 out: Path) -> tuple[str, ...]:
    notes: list[str] = []
    mp4 = plan.container != "mkv"
    command: list[str | Path] = [find_ffmpeg(), *_QUIET, *input_arguments(plan.source, plan.master.container)]
    # Ours begin with the picture; where the master's sound begins before it, they wait as long.
    wait = ["-itsoffset", f"{float(lead):.6f}"] if lead else []
    for track in plan.dubs:
        command += [*wait, *input_arguments(track.path, "mov")]
    for track in plan.subtitles:
        command += [*wait, "-protocol_whitelist", "file", "-f", "srt", "-i", f"file:{track.path.resolve()}"]
    inputs = 1 + len(plan.dubs) + len(plan.subtitles)
    with tempfile.TemporaryDirectory() as folder:
        chapter_file = Path(folder, "chapters.txt")
        chapter_file.write_text(as_metadata(chapters, lead), encoding="utf-8")
        command += ["-protocol_whitelist", "file", "-f", "ffmetadata", "-i", f"file:{chapter_file}"]
        command += ["-map", f"0:{plan.master.video.index}"]
        for stream in plan.master.audio if plan.original else ():
            command += ["-map", f"0:{stream.index}"]
        for number in range(1, inputs):
            command += ["-map", str(number)]
        command += ["-map_metadata", "0", "-map_chapters", str(inputs), "-c", "copy", "-c:s", "mov_text" if mp4 else "srt"]
        if mp4:
            command += _replaced_sound(plan, notes)
            if plan.master.video.codec == "hevc":  # Apple's players take hvc1 alone
                command += ["-tag:v", "hvc1"]
        command += _names(plan, mp4=mp4)
        for name, value in metadata:
            command += ["-metadata", f"{name}={value}"]
        if mp4:
            command += ["-movflags", "+use_metadata_tags" + ("+faststart" if plan.faststart else "")]
        run([*command, "-max_interleave_delta", "0", "-f", "matroska" if not mp4 else plan.container,
             f"file:{out.resolve()}"], f"mux {out.name}")
    return tuple(notes)


def _replaced_sound(plan: MuxPlan, notes: list[str]) -> list[str]:
    arguments: list[str] = []
    for number, stream in enumerate(plan.master.audio if plan.original else ()):
        if replaced_sound(stream.codec, plan.container):
            arguments += [f"-c:a:{number}", "aac", f"-b:a:{number}", f"{96 * max(1, stream.channels)}k"]
            notes.append(f"{plan.container.upper()} cannot carry {stream.codec}: sound track {stream.index} is AAC there, "
                         "untouched in the MKV")
    return arguments


def _names(plan: MuxPlan, *, mp4: bool) -> list[str]:
    """Return language, name and disposition of every track of sound and subtitles."""
    own = originals(plan.master, plan.language) if plan.original else ()
    theirs = [(MuxTrack(Path(), item.tag, item.name, default=item.default), item.iso639_2) for item in own]
    ours = [(track, language(track.language).iso639_2) for track in plan.dubs]
    texts = [(track, language(track.language).iso639_2) for track in plan.subtitles]
    arguments: list[str] = []
    for kind, tracks in (("a", [*theirs, *ours]), ("s", texts)):
        for number, (track, code) in enumerate(tracks):
            # MP4 loses BCP 47: ISO 639-2/T, and the full tag where players show it (reference: delivery).
            name = f"{track.name} [{track.language}]" if mp4 else track.name
            arguments += [f"-metadata:s:{kind}:{number}", f"language={code if mp4 else track.language}",
                          f"-metadata:s:{kind}:{number}", f"{'handler_name' if mp4 else 'title'}={name}",
                          f"-disposition:{kind}:{number}", _disposition(track, dub=number >= len(theirs), kind=kind)]
    return arguments


def _disposition(track: MuxTrack, *, dub: bool, kind: str) -> str:
    """Return ffmpeg's flags; MP4 keeps all but ``original`` (ISO 14496-12 ``kind`` boxes with DASH roles)."""
    flags = [name for name, on in (("default", track.default), ("forced", track.forced),
                                   ("hearing_impaired", track.hearing_impaired)) if on]
    if kind == "a":
        flags.append("dub" if dub else "original")
    return "+".join(flags) or "0"
