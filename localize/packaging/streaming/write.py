"""Writes the streams of a package: every track once, then the playlists of HLS and the manifest of DASH."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Final

from localize.dubbing.layouts import CHANNELS
from localize.engine import Fragmenter, FragmentPlan
from localize.errors import EngineError
from localize.language import language
from localize.model import AudioStream, FileRole, Finding, LanguageResult, LineOrigin, Severity
from localize.originals import originals
from localize.packaging.assembly import Assembly
from localize.packaging.naming import track_name
from localize.packaging.streaming import dash, hls, text
from localize.packaging.streaming.codecs import coding_of
from localize.packaging.streaming.index import read_index
from localize.packaging.streaming.rendition import Kind, Rendition
from localize.packaging.subtitles import Written
from localize.provenance import KEY, mp4

_FOLDER: Final = "stream"
_SECONDS: Final = 6.0
"""Of a segment: Apple's HLS Authoring Specification, 7.5."""
_TYPES: Final = {Kind.PICTURE: "video/mp4", Kind.SOUND: "audio/mp4", Kind.IMSC: "application/mp4"}
_LONGEST: Final = 12
"""Seconds of a segment above which players start slowly: own value, twice the length aimed at."""


def write_streams(work: Assembly, fragmenter: Fragmenter, subtitles: Sequence[Written], wanted: str) -> None:
    """Write the streams that the profile asks for.

    Args:
        work: The package.
        fragmenter: Cuts tracks.
        subtitles: The subtitle tracks of the package.
        wanted: Digest of the master's picture.

    Raises:
        EngineError: If a track cannot be cut, or the picture came out changed.
    """
    delivery = work.profile.delivery
    if not delivery.streams or work.master.video.codec not in delivery.pictures:
        return  # what cannot be streamed untouched has been told with the picture
    root = work.out / _FOLDER
    for folder in ("audio", "subtitles", "imsc"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    picture = _picture(work, fragmenter, root, wanted)
    renditions = [picture, *_originals(work, fragmenter, root), *_dubs(work, fragmenter, root)]
    target = max(math.ceil(item.segments.longest) for item in renditions)
    for written in subtitles:
        renditions += _texts(work, written, root)
    _judge(work, picture)
    if "hls" in delivery.streams:
        for item in renditions:
            longest = math.ceil(item.index.longest) if item.kind is Kind.IMSC and item.index else target
            _put(work, item.playlist, hls.media_playlist(item, longest), item.language)
        _put(work, "main.m3u8", hls.multivariant_playlist(renditions, work.master.video))
    if "dash" in delivery.streams:
        _put(work, "manifest.mpd", dash.manifest(renditions, work.master.video, work.master.duration))


def _put(work: Assembly, name: str, data: bytes, tag: str = "") -> None:
    (work.out / _FOLDER / name).write_bytes(data)
    work.add(f"{_FOLDER}/{name}", FileRole.PLAYLIST, tag)


def _picture(work: Assembly, fragmenter: Fragmenter, root: Path, wanted: str) -> Rendition:
    master = work.master
    out = root / "video.mp4"
    fragmenter.fragment(FragmentPlan(work.source, master.container, master.video.index, sound=False, codec=master.video.codec,
                                     seconds=_SECONDS, begin=Fraction(0), metadata=work.label), out)
    if work.muxer.picture_digest(out, "mov") != wanted:
        raise EngineError(f"the picture in {out.name} is not the master's", field="picture")
    coding = coding_of(out)
    made = Rendition(Kind.PICTURE, out.name, codec=coding.codec, index=read_index(out), range=coding.range)
    _count(work, made, {"picture_sha256": wanted})
    return made


def _originals(work: Assembly, fragmenter: Fragmenter, root: Path) -> Iterator[Rendition]:
    """Yield the master's own sound, copied where it is AAC; streams have one codec for all who listen."""
    master, begins = work.master, fragmenter.begins(work.source, work.master)
    for number, (track, item) in enumerate(zip(master.audio, originals(master, work.transcript.language), strict=True), start=1):
        again = track.codec != "aac"
        out = root / "audio" / f"{item.tag}{'' if item.default else f'-{number}'}.mp4"
        plan = FragmentPlan(work.source, master.container, track.index, sound=True, codec=track.codec, seconds=_SECONDS,
                            begin=begins.get(track.index, Fraction(0)), encode=again, channels=track.channels,
                            language=item.iso639_2, metadata=work.label)
        fragmenter.fragment(plan, out)
        if again:
            work.findings.append(Finding("package.mux", Severity.NOTE, f"the stream's original sound is AAC, "
                                         f"made from the master's {track.codec}", item.tag))
        yield _sound(work, out, item.tag, item.name, track, original=True, default=item.default)


def _dubs(work: Assembly, fragmenter: Fragmenter, root: Path) -> Iterator[Rendition]:
    for result in work.results:
        if result.dub is None or result.dub_audio is None:
            continue
        tag, channels = result.language, CHANNELS[result.dub.layout]
        out = root / "audio" / f"{tag}.mp4"
        fragmenter.fragment(FragmentPlan(result.dub_audio, "mov", 0, sound=True, codec="aac", seconds=_SECONDS,
                                         begin=Fraction(0), channels=channels, language=language(tag).iso639_2,
                                         metadata=work.label), out)
        yield _sound(work, out, tag, track_name(tag, guide=result.dub.guide),
                     AudioStream(0, "aac", 48_000, channels, result.dub.layout), result=result)


def _sound(work: Assembly, out: Path, tag: str, name: str, track: AudioStream, *, original: bool = False,
           default: bool = False, result: LanguageResult | None = None) -> Rendition:
    made = Rendition(Kind.SOUND, f"audio/{out.name}", tag, name, coding_of(out).codec, read_index(out), original=original,
                     default=default, machine=not original, channels=track.channels, sample_rate=track.sample_rate)
    dub = result.dub if result is not None else None
    heard: Mapping[str, object] = work.original_loudness(out) if default else {}
    if dub is not None:
        heard = {"loudness_lufs": f"{dub.loudness:.1f}", "true_peak_dbtp": f"{dub.true_peak:.1f}",
                 "guide": str(dub.guide).lower()}
    _count(work, made, {"layout": track.layout, **heard})
    return made


def _texts(work: Assembly, written: Written, root: Path) -> Iterator[Rendition]:
    """Write a subtitle track both ways and yield its two renditions."""
    track, mux, duration = written.cues, written.track, work.master.duration
    stem = f"{track.language}-forced" if mux.forced else track.language
    machine = _by_machine(work, track.language)
    (root / "subtitles" / stem).mkdir(exist_ok=True)
    pieces = []
    for number, piece in enumerate(text.pieces(track, duration), start=1):
        name = f"{number:05d}.vtt"
        (root / "subtitles" / stem / name).write_bytes(text.vtt(piece))
        work.add(f"{_FOLDER}/subtitles/{stem}/{name}", FileRole.STREAM, track.language, {
            "codec": "vtt", "duration": f"{float(piece.duration):.3f}", "cues": len(piece.track.cues)})
        pieces.append((name, piece.duration))
    yield Rendition(Kind.WEBVTT, f"subtitles/{stem}", track.language, mux.name, pieces=tuple(pieces), forced=mux.forced,
                    hearing_impaired=mux.hearing_impaired, machine=machine)
    data = text.imsc(track, duration, work.master.video.frame_rate)
    for name, value in work.label:
        data = mp4.insert(data, value) if name == KEY else data
    out = root / "imsc" / f"{stem}.mp4"
    out.write_bytes(data)
    made = Rendition(Kind.IMSC, f"imsc/{out.name}", track.language, mux.name, coding_of(out).codec, read_index(out),
                     forced=mux.forced, hearing_impaired=mux.hearing_impaired, machine=machine)
    _count(work, made, {"cues": len(track.cues)})
    yield made


def _by_machine(work: Assembly, tag: str) -> bool:
    people = {LineOrigin.PERSON}
    return any(line.origin not in people for result in work.results if result.language == tag
               for line in result.translation.lines)


def _count(work: Assembly, made: Rendition, details: Mapping[str, object]) -> None:
    index = made.segments
    work.add(f"{_FOLDER}/{made.path}", FileRole.STREAM, made.language, {
        "codec": made.codec, "duration": f"{float(index.duration):.3f}", "segments": len(index.segments),
        "bandwidth": index.peak, **details}, _TYPES[made.kind])


def _judge(work: Assembly, picture: Rendition) -> None:
    if picture.segments.longest > _LONGEST:
        work.findings.append(Finding(
            "package.segments", Severity.WARNING, "key frames stand far apart: streams start and seek slowly",
            measured=f"{float(picture.segments.longest):.1f} s", allowed=f"{_LONGEST} s",
            source="Apple HLS Authoring Specification, 1.10 and 7.5"))
