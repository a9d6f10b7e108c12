"""HLS playlists (RFC 8216, and its successor for IMSC, ranges of brightness and characteristics)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final

from localize.model import VideoStream
from localize.packaging.streaming.rendition import Kind, Rendition

#: The version that byte ranges in fragmented MP4 ask for (RFC 8216, 7).
_VERSION: Final = 7
_SOUND, _GROUPS = "sound", {Kind.WEBVTT: "webvtt", Kind.IMSC: "imsc"}
_DEAF: Final = ("public.accessibility.transcribes-spoken-dialog", "public.accessibility.describes-music-and-sound")


def media_playlist(rendition: Rendition, target: int) -> bytes:
    """Return the playlist of one track.

    Args:
        rendition: The track.
        target: Seconds that no segment of picture or sound is longer than: equal in all their playlists.
    """
    longest = max((math.ceil(seconds) for _, seconds in rendition.pieces), default=1)
    lines = ["#EXTM3U", f"#EXT-X-VERSION:{_VERSION}",
             f"#EXT-X-TARGETDURATION:{longest if rendition.kind is Kind.WEBVTT else target}",
             "#EXT-X-PLAYLIST-TYPE:VOD", "#EXT-X-MEDIA-SEQUENCE:0"]
    if rendition.kind is not Kind.WEBVTT:
        name, index = rendition.file_name, rendition.segments
        lines.append(f'#EXT-X-MAP:URI="{name}",BYTERANGE="{index.header}@0"')
        for segment in index.segments:
            lines += [f"#EXTINF:{float(segment.duration):.5f},", f"#EXT-X-BYTERANGE:{segment.size}@{segment.offset}", name]
    for name, seconds in rendition.pieces:
        lines += [f"#EXTINF:{float(seconds):.5f},", f"{rendition.file_name}/{name}"]
    return ("\n".join([*lines, "#EXT-X-ENDLIST"]) + "\n").encode()


def multivariant_playlist(renditions: Sequence[Rendition], video: VideoStream) -> bytes:
    """Return the playlist that names every track: one variant with WebVTT, the same picture again with IMSC."""
    lines = ["#EXTM3U", f"#EXT-X-VERSION:{_VERSION}", "#EXT-X-INDEPENDENT-SEGMENTS"]
    lines += [_media(item) for item in renditions if item.kind is not Kind.PICTURE]
    picture = next(item for item in renditions if item.kind is Kind.PICTURE)
    sounds = [item for item in renditions if item.kind is Kind.SOUND]
    written: list[Kind | None] = [kind for kind in _GROUPS if any(item.kind is kind for item in renditions)]
    for kind in written or [None]:
        lines += [_variant(picture, sounds, video, kind), picture.playlist]
    return ("\n".join(lines) + "\n").encode()


def _media(item: Rendition) -> str:
    sound = item.kind is Kind.SOUND
    pairs = [("TYPE", "AUDIO" if sound else "SUBTITLES"), ("GROUP-ID", _quoted(_SOUND if sound else _GROUPS[item.kind])),
             ("LANGUAGE", _quoted(item.language)), ("NAME", _quoted(item.name)),
             ("DEFAULT", "YES" if item.default else "NO"), ("AUTOSELECT", "YES")]
    if not sound:
        pairs.append(("FORCED", "YES" if item.forced else "NO"))
    if marks := ",".join(_characteristics(item)):
        pairs.append(("CHARACTERISTICS", _quoted(marks)))
    if sound:
        pairs.append(("CHANNELS", _quoted(str(item.channels))))
    return "#EXT-X-MEDIA:" + ",".join(f"{name}={value}" for name, value in [*pairs, ("URI", _quoted(item.playlist))])


def _characteristics(item: Rendition) -> Iterator[str]:
    """Yield Apple's media characteristics: what a track is, in words that players act on."""
    if item.original:
        yield "public.original-content"
    elif item.kind is Kind.SOUND:
        yield "public.translation"
        yield "public.translation.dubbed"
    if item.hearing_impaired:
        yield from _DEAF
    if item.machine:
        yield "public.machine-generated"


def _variant(picture: Rendition, sounds: Sequence[Rendition], video: VideoStream, kind: Kind | None) -> str:
    codecs = [picture.codec, *dict.fromkeys(item.codec for item in sounds)]
    if kind is Kind.IMSC:
        codecs.append("stpp.ttml.im1t")
    peak = picture.segments.peak + max((item.segments.peak for item in sounds), default=0)
    average = picture.segments.average + max((item.segments.average for item in sounds), default=0)
    pairs = [("BANDWIDTH", str(peak)), ("AVERAGE-BANDWIDTH", str(average)), ("CODECS", _quoted(",".join(codecs))),
             ("RESOLUTION", f"{video.width}x{video.height}"), ("FRAME-RATE", f"{float(video.frame_rate):.3f}"),
             ("VIDEO-RANGE", picture.range)]
    if sounds:
        pairs.append(("AUDIO", _quoted(_SOUND)))
    if kind is not None:
        pairs.append(("SUBTITLES", _quoted(_GROUPS[kind])))
    return "#EXT-X-STREAM-INF:" + ",".join(f"{name}={value}" for name, value in [*pairs, ("CLOSED-CAPTIONS", "NONE")])


def _quoted(text: str) -> str:
    # RFC 8216, 4.2: a quoted string holds neither line ends nor double quotes.
    return '"' + text.replace('"', "'").replace("\n", " ").replace("\r", " ") + '"'
