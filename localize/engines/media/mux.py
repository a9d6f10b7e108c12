"""Puts tracks together, picture and original sound as they are: ffmpeg for MP4, mkvmerge (else ffmpeg) for MKV."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from localize.engine import MuxPlan, MuxTrack
from localize.engines.media.confine import input_arguments, open_media
from localize.engines.media.matroska import mux_with_mkvmerge
from localize.engines.media.programs import find_ffmpeg, find_program, run
from localize.errors import EngineError
from localize.language import language

LABEL: Final = "AIGC"
"""Key of the label for AI-made material (GB 45438-2025): one to a file, one that is there stays."""

#: What the MP4 family carries as it is (ISO/IEC 14496-14, -15; MP4RA registrations that ffmpeg writes).
_MP4_PICTURE: Final = frozenset({"h264", "hevc", "av1", "vp9", "mpeg4", "mpeg2video", "mpeg1video", "vvc"})
_MP4_SOUND: Final = frozenset({"aac", "ac3", "eac3", "mp3", "mp2", "alac", "opus", "flac", "dts", "dca", "truehd"})
_QUIET: Final = ("-nostdin", "-v", "error", "-y")


def mux(plan: MuxPlan, out: Path) -> tuple[str, ...]:
    """Write one file; see :meth:`localize.engine.Muxer.mux`."""
    metadata = _metadata(plan)
    if plan.container == "mkv":
        program = find_program("mkvmerge")
        if program is not None:
            mux_with_mkvmerge(program, plan, metadata, out)
            return ()
        _with_ffmpeg(plan, metadata, out, mp4=False)
        return ("mkvmerge is not installed: languages stand in Matroska's legacy element, without BCP 47",)
    if plan.container != "mp4":
        raise EngineError(f"{plan.container!r} is not a container we write", field="container")
    if plan.master.video.codec not in _MP4_PICTURE:
        raise EngineError(f"MP4 cannot carry {plan.master.video.codec} pictures untouched", field="container",
                          hint="the MKV carries them")
    return _with_ffmpeg(plan, metadata, out, mp4=True)


def label(source: Path, out: Path, metadata: tuple[tuple[str, str], ...]) -> None:
    """Copy one of our own media files with metadata added; see :meth:`localize.engine.Muxer.label`."""
    container = "matroska" if source.suffix == ".mkv" else "mov"
    with open_media(source, container) as opened:
        kept = dict(opened.metadata)
    added = [part for name, value in metadata if not (name == LABEL and LABEL in kept)
             for part in ("-metadata", f"{name}={value}")]
    run([find_ffmpeg(), *_QUIET, *input_arguments(source, container), "-map", "0", "-c", "copy", *added,
         *(("-movflags", "use_metadata_tags") if container == "mov" else ()), *_format_of(out),
         f"file:{out.resolve()}"], f"label {out.name}")


def _format_of(out: Path) -> tuple[str, str]:
    return "-f", {".mkv": "matroska", ".m4a": "mp4", ".mp4": "mp4", ".mov": "mov"}[out.suffix]


def _metadata(plan: MuxPlan) -> tuple[tuple[str, str], ...]:
    """Return what the file will say of itself: the master's own label, if it has one, else ours."""
    with open_media(plan.source, plan.master.container) as opened:
        theirs = opened.metadata.get(LABEL)
    ours = dict(plan.metadata)
    if theirs:
        ours[LABEL] = str(theirs)
    return tuple({"title": plan.title, **ours}.items())


def _with_ffmpeg(plan: MuxPlan, metadata: tuple[tuple[str, str], ...], out: Path, *, mp4: bool) -> tuple[str, ...]:
    notes: list[str] = []
    command: list[str | Path] = [find_ffmpeg(), *_QUIET, *input_arguments(plan.source, plan.master.container)]
    for track in plan.dubs:
        command += input_arguments(track.path, "mov")
    for track in plan.subtitles:
        command += ["-protocol_whitelist", "file", "-f", "srt", "-i", f"file:{track.path.resolve()}"]
    command += ["-map", f"0:{plan.master.video.index}"]
    for stream in plan.master.audio:
        command += ["-map", f"0:{stream.index}"]
    for number in range(1, len(plan.dubs) + len(plan.subtitles) + 1):
        command += ["-map", str(number)]
    command += ["-map_metadata", "0", "-map_chapters", "0", "-c", "copy", "-c:s", "mov_text" if mp4 else "srt"]
    if mp4:
        command += _replaced_sound(plan, notes)
    command += _names(plan, mp4=mp4)
    for name, value in metadata:
        command += ["-metadata", f"{name}={value}"]
    if mp4:
        command += ["-movflags", "use_metadata_tags"]
    run([*command, "-max_interleave_delta", "0", "-f", "mp4" if mp4 else "matroska", f"file:{out.resolve()}"],
        f"mux {out.name}")
    return tuple(notes)


def _replaced_sound(plan: MuxPlan, notes: list[str]) -> list[str]:
    arguments: list[str] = []
    for number, stream in enumerate(plan.master.audio):
        if stream.codec not in _MP4_SOUND:
            arguments += [f"-c:a:{number}", "aac", f"-b:a:{number}", f"{96 * max(1, stream.channels)}k"]
            notes.append(f"MP4 cannot carry {stream.codec}: sound track {stream.index} is AAC there, untouched in the MKV")
    return arguments


def _names(plan: MuxPlan, *, mp4: bool) -> list[str]:
    """Return language, name and disposition of every track of sound and subtitles."""
    originals = [MuxTrack(Path(), plan.language, f"{language(plan.language).native} (original)", default=number == 0)
                 for number in range(len(plan.master.audio))]
    arguments: list[str] = []
    for kind, tracks in (("a", [*originals, *plan.dubs]), ("s", list(plan.subtitles))):
        for number, track in enumerate(tracks):
            tongue = language(track.language)
            # MP4 loses BCP 47: ISO 639-2/T, and the full tag where players show it (reference: delivery).
            name = f"{track.name} [{track.language}]" if mp4 else track.name
            arguments += [f"-metadata:s:{kind}:{number}", f"language={tongue.iso639_2 if mp4 else track.language}",
                          f"-metadata:s:{kind}:{number}", f"{'handler_name' if mp4 else 'title'}={name}",
                          f"-disposition:{kind}:{number}", _disposition(track, dub=number >= len(originals), kind=kind,
                                                                       mp4=mp4)]
    return arguments


def _disposition(track: MuxTrack, *, dub: bool, kind: str, mp4: bool) -> str:
    flags = [name for name, on in (("default", track.default), ("forced", track.forced)) if on]
    if not mp4:
        flags += ["hearing_impaired"] * track.hearing_impaired
        if kind == "a":
            flags.append("dub" if dub else "original")
    return "+".join(flags) or "0"
