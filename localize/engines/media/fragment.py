"""One track of a film as CMAF: a fragmented MP4 with an index at its front, picture and sound copied as they are."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO, Final

from localize.boxes import Box, boxes, children, content, find
from localize.engine import FragmentPlan
from localize.engines.media.confine import input_arguments
from localize.engines.media.programs import find_ffmpeg, run
from localize.errors import EngineError

_QUIET: Final = ("-nostdin", "-v", "error", "-y")
#: An index at the front (sidx), no trailer, fragments whose addresses need nothing outside them (ISO/IEC 23000-19).
_FLAGS: Final = ("+frag_keyframe+empty_moov+delay_moov+default_base_moof+cmaf+global_sidx+skip_trailer"
                 "+use_metadata_tags")


def fragment(plan: FragmentPlan, out: Path) -> None:
    """Write one track; see :meth:`localize.engine.Fragmenter.fragment`."""
    command: list[str | Path] = [find_ffmpeg(), *_QUIET, *input_arguments(plan.source, plan.container)]
    if plan.begin < 0:
        command += ["-ss", f"{float(-plan.begin):.6f}"]
    command += ["-map", f"0:{plan.stream}", "-map_metadata", "-1", "-map_chapters", "-1"]
    if plan.sound:
        # The edit list takes the coder's lead-in off; without it sound comes some 20 ms late.
        command += [*(("-c", "aac", "-b:a", f"{96 * plan.channels}k") if plan.encode else ("-c", "copy")),
                    "-use_editlist", "1", "-frag_duration", str(round(plan.seconds * 1_000_000))]
    else:
        # A fragment begins at a key frame: the first after nearly the length asked for.
        command += ["-c", "copy", "-min_frag_duration", str(round(plan.seconds * 980_000)),
                    *(("-tag:v", "hvc1") if plan.codec == "hevc" else ())]
    for name, value in plan.metadata:
        command += ["-metadata", f"{name}={value}"]
    if plan.language:
        command += ["-metadata:s:0", f"language={plan.language}"]
    run([*command, "-movflags", _FLAGS, "-f", "mp4", f"file:{out.resolve()}"], f"cut {out.name} into fragments")
    if plan.begin > 0:
        _delay(out, plan)


def _delay(path: Path, plan: FragmentPlan) -> None:
    """Set a track later by the time at which it begins: copying it alone has made it begin at zero."""
    with path.open("r+b") as file:
        top = list(boxes(file, 0, path.stat().st_size))
        movie = next(item for item in top if item.kind == "moov")
        header = find(file, movie, "trak", "mdia", "mdhd")
        if header is None:
            raise EngineError(f"{path.name} has no media header", field="fragment")
        told = content(file, header)
        scale = int.from_bytes(told[20:24] if told[0] else told[12:16], "big")
        ticks = round(plan.begin * scale)
        for item in top:
            if item.kind == "sidx":
                _add(file, item, 12, ticks)
            for part in children(file, item) if item.kind == "moof" else ():
                time = find(file, part, "tfdt") if part.kind == "traf" else None
                if time is not None:
                    _add(file, time, 4, ticks)


def _add(file: BinaryIO, box: Box, offset: int, ticks: int) -> None:
    """Add to the number at an offset in a box; it is 64 bits wide in version 1."""
    file.seek(box.body)
    wide = 8 if file.read(1)[0] else 4
    file.seek(box.body + offset)
    value = int.from_bytes(file.read(wide), "big") + ticks
    file.seek(box.body + offset)
    file.write(value.to_bytes(wide, "big"))
