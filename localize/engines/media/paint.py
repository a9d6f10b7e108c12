"""Subtitles drawn on frames of the master by libass: what a viewer will see, shaping and direction included."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import ffmpeg
import numpy as np

from localize.engine import Pixels, Still
from localize.engines.media.confine import input_options
from localize.engines.media.fonts import Font, fonts_of
from localize.engines.media.programs import find_ffmpeg, run
from localize.errors import EngineError
from localize.language import language
from localize.model import Master
from localize.time import format_clock

#: An em as a share of the picture's height; what is left free below; and below, over burned-in text.
_EM, _MARGIN, _RAISED = 0.052, 0.045, 0.15
#: Runs of Latin letters, digits and the marks between them, inside another script.
_LATIN_RUN: Final = re.compile(r"[0-9A-Za-z\u00c0-\u024f\u1e00-\u1eff](?:[0-9A-Za-z\u00c0-\u024f\u1e00-\u1eff.,'’:%&+ -]*"
                               r"[0-9A-Za-z\u00c0-\u024f\u1e00-\u1eff%])?")
_COLUMNS: Final = ("Name,Fontname,Fontsize,PrimaryColour,OutlineColour,BackColour,BorderStyle,Outline,Shadow,Alignment,"
                   "MarginL,MarginR,MarginV,Encoding")


def paint(path: Path, master: Master, stills: Sequence[Still], width: int) -> tuple[Pixels, ...]:
    """Return each still as RGB; see :meth:`localize.engine.Painter.paint`."""
    height = max(2, round(master.video.height * width / master.video.width / 2) * 2)
    return tuple(_still(path, master, still, width, height) for still in stills)


def missing_fonts(languages: Sequence[str]) -> tuple[str, ...]:
    """Return the tags that no installed font can draw."""
    return tuple(tag for tag in languages if not fonts_of(language(tag)))


def _still(path: Path, master: Master, still: Still, width: int, height: int) -> Pixels:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "fonts").mkdir()
        fonts = fonts_of(language(still.language))
        for number, font in enumerate(fonts):
            (folder / "fonts" / f"{number}{font.path.suffix}").symlink_to(font.path)
        (folder / "still.ass").write_text(_ass(still, fonts, width, height), "utf-8")
        source = ffmpeg.input(f"file:{path.resolve()}", ss=format_clock(still.at), **input_options(master.container))
        picture = source[str(master.video.index)].filter("scale", width, height)
        if still.text:
            # Named without a path: ffmpeg runs in the folder, whose name could hold filter syntax.
            picture = picture.filter("ass", "still.ass", fontsdir="fonts")
        graph = ffmpeg.output(picture, "pipe:1", vframes=1, format="rawvideo", pix_fmt="rgb24")
        data = run(ffmpeg.compile(graph, cmd=[str(find_ffmpeg()), "-nostdin", "-v", "error"]), "draw a frame", cwd=folder)
    if len(data) != width * height * 3:
        raise EngineError(f"there is no frame at {format_clock(still.at)}", field="at")
    return np.frombuffer(data, dtype=np.uint8).reshape(height, width, 3)


def _ass(still: Still, fonts: Sequence[Font], width: int, height: int) -> str:
    margin = round(height * (_RAISED if still.raised else _MARGIN))
    family, size = (fonts[0].family, _size(fonts[0], height)) if fonts else ("Sans", round(height * _EM * 1.36))
    # Encoding -1 lets libass find the base direction of a line (UAX #9, P2); any other means left to right.
    style = (f"Style: Line,{family},{size},&H00FFFFFF,&H00101010,&H00000000,1,{max(1.0, height / 240):.1f},0,2,10,10,"
             f"{margin},-1")
    return (f"[Script Info]\nScriptType: v4.00+\nWrapStyle: 0\nScaledBorderAndShadow: yes\nPlayResX: {width}\n"
            f"PlayResY: {height}\n\n[V4+ Styles]\nFormat: {_COLUMNS}\n{style}\n\n[Events]\nFormat: Layer,Start,End,"
            "Style,Name,MarginL,MarginR,MarginV,Effect,Text\n"
            f"Dialogue: 0,0:00:00.00,0:00:30.00,Line,,0,0,0,,{_text(still, fonts, height)}\n")


def _text(still: Still, fonts: Sequence[Font], height: int) -> str:
    # Braces would be read as overrides; a backslash before N as a break.
    text = still.text.replace("\\", "⧵").replace("{", "(").replace("}", ")")
    if len(fonts) > 1:  # names in Latin letters take the Latin font, at the size that matches
        latin = f"{{\\fn{fonts[1].family}\\fs{_size(fonts[1], height)}}}"
        text = _LATIN_RUN.sub(lambda run: f"{latin}{run.group()}{{\\r}}", text)
    return text.replace("\n", "\\N")


def _size(font: Font, height: int) -> int:
    return round(height * _EM * font.line_height)
