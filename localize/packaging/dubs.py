"""The dub files of a package: each language in every channel layout that the profile asks for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from localize.dubbing.targets import LoudnessTarget, target_of
from localize.engine import MuxTrack
from localize.model import Dub, DubMode, FileRole, LanguageResult
from localize.packaging.assembly import Assembly
from localize.packaging.layouts import Version, can_be, write_version
from localize.packaging.naming import file_name, track_name

_CODECS: Final = {"m4a": "aac", "wav": "pcm_s24le"}


def write_dubs(work: Assembly) -> Iterator[MuxTrack]:
    """Write each dub as files of its own and yield the tracks that films and streams get from them."""
    for result in work.results:
        if result.dub is None or result.dub_audio is None:
            continue
        for layout in work.profile.delivery.layouts or (result.dub.layout,):
            if not can_be(result.dub.layout, layout):
                work.lack(f"no {layout} dub: the mix is {result.dub.layout}, as the master's sound, and is never widened",
                          result.language)
            elif work.profile.delivery.sound:
                _write(work, result, result.dub, result.dub_audio, layout)
        yield MuxTrack(result.dub_audio, result.language, track_name(
            result.language, guide=result.dub.guide, voice_over=result.dub.mode is DubMode.VOICE_OVER))


def _write(work: Assembly, result: LanguageResult, dub: Dub, mix: Path, layout: str) -> None:
    ending = work.profile.delivery.sound
    path = file_name(work, "dub", ending, tag=result.language, layout=layout)
    place = work.out / path
    place.parent.mkdir(parents=True, exist_ok=True)
    target = target_of(work.profile).for_share(_share(dub))
    if ending == "m4a" and dub.layout == layout:
        work.muxer.label(mix, place, work.label)
        version = Version(layout, dub.loudness, dub.true_peak)
    else:
        # A delivery that takes no coded sound is not given sound that once was, where the mix itself was kept.
        version = write_version(dub, result.dub_lossless or mix, layout, target, work.sound, place)
        _judge(work, version, target, result.language)
    work.add(path, FileRole.DUB, result.language, {
        "codec": _CODECS[ending], "layout": version.layout, "duration": f"{float(dub.duration):.3f}",
        "loudness_lufs": f"{version.loudness:.1f}", "true_peak_dbtp": f"{version.true_peak:.1f}",
        "gating": "dialogue" if target.dialogue_gated else "programme", "guide": str(dub.guide).lower(),
        "mode": dub.mode.value, "bed": dub.bed, "reworded": sum(bool(item.subtitle) for item in dub.segments),
        **({"derived": version.derived} if version.derived else {})})


def _judge(work: Assembly, version: Version, target: LoudnessTarget, tag: str) -> None:
    if version.loudness > -70 and abs(version.loudness - target.loudness) > target.tolerance:
        work.lack(f"the {version.layout} dub measures {version.loudness:.1f} LUFS, "
                  f"{target.loudness:g} ±{target.tolerance:g} are asked for", tag)


def _share(dub: Dub) -> float:
    return float(sum(item.span.duration for item in dub.segments) / dub.duration) if dub.duration else 0.0
