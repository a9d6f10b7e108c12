"""The films of a package: the master's picture untouched, the original sound, every dub and subtitle track."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from localize.engine import MuxPlan, MuxTrack
from localize.errors import EngineError
from localize.model import FileRole, Finding, Severity
from localize.packaging.assembly import Assembly
from localize.packaging.naming import file_name

_DEMUXERS: Final = {"mkv": "matroska", "mp4": "mov", "mov": "mov"}
#: What QuickTime carries and MP4 has no sample entry for.
_QUICKTIME: Final = frozenset({"prores", "dnxhd", "cfhd", "mjpeg"})
#: Upright enough for a feed of 9:16 pictures: at least 3:4.
_UPRIGHT: Final = 4 / 3


def judge_picture(work: Assembly) -> str:
    """Return the digest of the master's picture, and note what the profile cannot take of it."""
    wanted = work.muxer.picture_digest(work.source, work.master.container)
    work.details["picture"] = json.dumps({"sha256": wanted, "untouched": True})
    _judge_picture(work)
    return wanted


def write_films(work: Assembly, dubs: Sequence[MuxTrack], subtitles: Sequence[MuxTrack], wanted: str) -> None:
    """Write the films of the profile.

    Args:
        work: The package.
        dubs: Sound tracks to add.
        subtitles: Subtitle tracks to add.
        wanted: Digest of the master's picture.

    Raises:
        EngineError: If the profile wants films and none could be written, or a picture came out changed.
    """
    failed: list[EngineError] = []
    plans = list(_plans(work, dubs, subtitles))
    for plan, path in plans:
        try:
            _write(work, plan, path, wanted)
        except EngineError as error:
            if error.field == "picture":
                raise
            failed.append(error)
            work.lack(f"no {plan.container.upper()}: {error.message}")
    if plans and len(failed) == len(plans):
        raise failed[0]


def _plans(work: Assembly, dubs: Sequence[MuxTrack], subtitles: Sequence[MuxTrack]) -> list[tuple[MuxPlan, str]]:
    master, options = work.master, work.options
    title = " ".join(filter(None, (options.title, options.episode)))
    plans = []
    for asked in work.profile.delivery.containers:
        container = "mov" if asked == "mp4" and master.video.codec in _QUICKTIME else asked
        whole = MuxPlan(container, work.source, master, work.transcript.language, title, tuple(dubs), tuple(subtitles),
                        work.label, faststart=work.profile.faststart)
        if not work.profile.delivery.single_sound:
            plans.append((whole, file_name(work, "film", container)))
            continue
        # The platform plays the first sound track and no other; its subtitles are files beside the film.
        plans += [(replace(whole, dubs=(replace(dub, default=True),), subtitles=(), original=False),
                   file_name(work, "film", container, tag=dub.language)) for dub in dubs]
        plans.append((replace(whole, dubs=(), subtitles=()),
                      file_name(work, "film", container, tag=work.transcript.language)))
    return plans


def _write(work: Assembly, plan: MuxPlan, path: str, wanted: str) -> None:
    place = work.out / path
    place.parent.mkdir(parents=True, exist_ok=True)
    notes = work.muxer.mux(plan, place)
    if work.muxer.picture_digest(place, _DEMUXERS[plan.container]) != wanted:
        raise EngineError(f"the picture in {path} is not the master's", field="picture")
    work.findings += [Finding("package.mux", Severity.NOTE, note) for note in notes]
    tag = "" if plan.original or not plan.dubs else plan.dubs[0].language
    heard = work.original_loudness(place) if plan.original and work.master.audio else {}
    work.add(path, FileRole.VIDEO, tag, {
        **heard,
        "codec": work.master.video.codec, "duration": f"{float(work.master.duration):.3f}", "dubs": len(plan.dubs),
        "subtitles": len(plan.subtitles), "picture_sha256": wanted})


def _judge_picture(work: Assembly) -> None:
    """Note what the profile cannot take of the picture: it is never encoded again to suit it."""
    video, profile = work.master.video, work.profile
    if profile.aspect == "vertical" and video.height < video.width * _UPRIGHT:
        work.lack(f"the picture is {video.width}x{video.height} and an upright one (9:16) is asked for; "
                  "it is never cropped or encoded again")
    if profile.delivery.pictures and video.codec not in profile.delivery.pictures:
        work.lack(f"the picture is {video.codec}, and {', '.join(profile.delivery.pictures)} are taken; "
                  "it is never encoded again")
