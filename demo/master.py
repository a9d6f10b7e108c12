"""Makes the demo master: ``python -m demo.master OUT.mp4``. Under half a minute; never kept in git.

25 fps, 1280x720, H.264; AAC 5.1 with the dialogue in the centre and nowhere else; Chinese subtitles burned in by
libass where a Chinese font is installed.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from pathlib import Path
from typing import Final

from demo import pictures, sound, voices
from demo.script import LINES, ROLES, SIGN
from localize.engine import Samples
from localize.engines.media import find_ffmpeg, run
from localize.engines.media.fonts import Font, font_for
from localize.time import Span, format_clock, snap

FRAME_RATE: Final = Fraction(25)
_FIRST, _LAST = Fraction(3), Fraction(2)
_PAUSE, _CUT_PAUSE = Fraction(9, 25), Fraction(14, 25)
_SIGN_SPAN: Final = Span(Fraction(10, 25), Fraction(65, 25))
_HOLD: Final = Fraction(4, 25)
"""How long a subtitle stays after its line."""


@dataclass(frozen=True, slots=True)
class DemoLine:
    """A line of the film: who says it, when, what, and whether the phrase memory knows it."""

    speaker: str
    span: Span
    text: str
    known: bool


@dataclass(frozen=True, slots=True)
class DemoMaster:
    """The film and the truth about it.

    Attributes:
        path: The MP4.
        lines: What is said, with exact times.
        sign: The one on-screen text nobody says, and when it is seen.
        subtitles: When each line's burned-in subtitle is seen, in the order of the lines; empty without a font.
        duration: Seconds.
        notes: What could not be had, one line each.
    """

    path: Path
    lines: tuple[DemoLine, ...]
    sign: tuple[str, Span]
    subtitles: tuple[Span, ...]
    duration: Fraction
    notes: tuple[str, ...] = ()


def make_master(out: Path) -> DemoMaster:
    """Make the film and return the truth about it.

    Raises:
        EngineUnavailable: If ffmpeg or espeak-ng is missing in every form.
        EngineError: If one of them fails.
    """
    spoken = [voices.say(ROLES[line.role], line.text) for line in LINES]
    spans, total = _schedule(spoken)
    font = font_for("Hans")
    lines = tuple(DemoLine(ROLES[line.role].name, span, line.text, line.known)
                  for line, span in zip(LINES, spans, strict=True))
    seen = tuple(_seen(spans, number) for number in range(len(spans))) if font else ()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shots = _shots(spans, total)
        scenes = [(shot.partition("-")[0], float(span.begin), float(span.end)) for shot, span in shots]
        timed = [(float(span.begin), samples, rate) for span, (samples, rate) in zip(spans, spoken, strict=True)]
        sound.mix(timed, scenes, float(total)).tofile(folder / "sound.f32")
        if font:
            _write_subtitles(folder, font, lines, seen)
        corners = _draw(folder, {shot for shot, _ in shots})
        _encode(folder, shots, corners, burn=font is not None, out=out)
    notes = () if font else ("no Chinese font is installed (fonts-noto-cjk): the demo has no burned-in subtitles",)
    return DemoMaster(out, lines, (SIGN, _SIGN_SPAN), seen, total, notes)


def _schedule(spoken: list[tuple[Samples, int]]) -> tuple[list[Span], Fraction]:
    spans: list[Span] = []
    at = _FIRST
    for number, (samples, rate) in enumerate(spoken):
        if number:
            at += _PAUSE if LINES[number].shot == LINES[number - 1].shot else _CUT_PAUSE
        begin = snap(at, FRAME_RATE)
        at = begin + Fraction(len(samples), rate)
        spans.append(Span(begin, at))
    return spans, snap(at + _LAST, FRAME_RATE)


def _seen(spans: list[Span], number: int) -> Span:
    end = snap(spans[number].end + _HOLD, FRAME_RATE)
    if number + 1 < len(spans):  # two frames apart, as subtitlers do
        end = min(end, spans[number + 1].begin - 2 / FRAME_RATE)
    return Span(spans[number].begin, end)


def _shots(spans: list[Span], total: Fraction) -> list[tuple[str, Span]]:
    shots: list[tuple[str, Span]] = []
    begin = Fraction(0)
    for shot, group in groupby(range(len(LINES)), key=lambda number: LINES[number].shot):
        last = list(group)[-1]
        end = total if last + 1 == len(LINES) else snap((spans[last].end + spans[last + 1].begin) / 2, FRAME_RATE)
        shots.append((shot, Span(begin, end)))
        begin = end
    return shots


def _draw(folder: Path, shots: set[str]) -> dict[str, tuple[int, int]]:
    # People are cut to their outline: laying a small picture over a large one costs a third.
    corners = {}
    for shot in shots:
        drawn = pictures.people(shot)
        left, top, right, bottom = drawn.getbbox() or (0, 0, pictures.WIDTH, pictures.HEIGHT)
        corners[shot] = (left // 2 * 2, top // 2 * 2)
        drawn.crop((*corners[shot], right, bottom)).save(folder / f"{shot}.png", compress_level=1)
    for scene in {shot.partition("-")[0] for shot in shots}:
        pictures.background(scene).save(folder / f"{scene}.back.png", compress_level=1)
    return corners


def _write_subtitles(folder: Path, font: Font, lines: tuple[DemoLine, ...], seen: tuple[Span, ...]) -> None:
    fonts = folder / "fonts"
    fonts.mkdir()
    shutil.copy(font.path, fonts)
    style = f"{font.family},46,&H00FFFFFF,&H00FFFFFF,&H00101010,&H64000000,0,0,0,0,100,100,1,0,1,3,0"
    events = [f"Dialogue: 0,{_clock(span.begin)},{_clock(span.end)},Line,,0,0,0,,{line.text}"
              for line, span in zip(lines, seen, strict=True)]
    events.append(f"Dialogue: 0,{_clock(_SIGN_SPAN.begin)},{_clock(_SIGN_SPAN.end)},Sign,,0,0,0,,{SIGN}")
    head = (f"[Script Info]\nScriptType: v4.00+\nPlayResX: {pictures.WIDTH}\nPlayResY: {pictures.HEIGHT}\n\n"
            "[V4+ Styles]\nFormat: Name,Fontname,Fontsize,PrimaryColour,SecondaryColour,OutlineColour,BackColour,"
            "Bold,Italic,Underline,StrikeOut,ScaleX,ScaleY,Spacing,Angle,BorderStyle,Outline,Shadow,Alignment,"
            f"MarginL,MarginR,MarginV,Encoding\nStyle: Line,{style},2,40,40,36,1\nStyle: Sign,{style},7,70,40,60,1\n\n"
            "[Events]\nFormat: Layer,Start,End,Style,Name,MarginL,MarginR,MarginV,Effect,Text\n")
    (folder / "lines.ass").write_text(head + "\n".join(events) + "\n", encoding="utf-8")


def _clock(at: Fraction) -> str:
    # ASS counts hundredths; frames of 25 fps fall on even ones, so half a frame earlier names the frame exactly.
    return format_clock(max(Fraction(0), at - Fraction(1, 100)))[1:-1]


def _encode(folder: Path, shots: list[tuple[str, Span]], corners: dict[str, tuple[int, int]], *, burn: bool,
            out: Path) -> None:
    inputs: list[str | Path] = []
    chains: list[str] = []
    for number, (shot, span) in enumerate(shots):
        inputs += ["-i", folder / f"{shot.partition('-')[0]}.back.png", "-i", folder / f"{shot}.png"]
        frames = int(span.duration * FRAME_RATE)
        left, top = corners[shot]
        across = f"(iw-ow)*{'n' if number % 2 else f'({frames}-n)'}/{frames}"
        still = "loop=loop=-1:size=1:start=0,settb=1/25,setpts=N"
        chains.append(f"[{number * 2}:v]format=yuv420p,{still},crop={pictures.WIDTH}:{pictures.HEIGHT}:x='{across}'"
                      f":y='(ih-oh)/2'[back{number}]")
        chains.append(f"[{number * 2 + 1}:v]format=yuva420p,{still}[front{number}]")
        chains.append(f"[back{number}][front{number}]overlay=x='{left}+6*sin(n/17)':y='{top}+8+5*sin(n/7)',"
                      f"trim=end_frame={frames},setpts=N[shot{number}]")
    joined = "".join(f"[shot{number}]" for number in range(len(shots)))
    burned = ",ass=lines.ass:fontsdir=fonts" if burn else ""
    chains.append(f"{joined}concat=n={len(shots)}:v=1:a=0,fps=25{burned}[picture]")
    run([find_ffmpeg(), "-nostdin", "-v", "error", "-y", *inputs, "-f", "f32le", "-ar", str(sound.RATE), "-ac", "6",
         "-i", folder / "sound.f32", "-filter_complex", ";".join(chains), "-map", "[picture]",
         "-map", f"{len(shots) * 2}:a", "-c:v", "libx264", "-preset", "superfast", "-crf", "21", "-pix_fmt", "yuv420p",
         "-g", "50", "-r", "25", "-c:a", "aac", "-aac_coder", "fast", "-b:a", "384k", "-t",
         f"{float(shots[-1][1].end):.3f}",
         "-metadata", "title=木棉茶楼 第二集", "-metadata:s:a:0", "language=zho", "-f", "mp4", out.resolve()],
        "make the demo master", cwd=folder)


def main() -> None:
    """Make the master where the command line says and show what it holds."""
    made = make_master(Path(sys.argv[1] if len(sys.argv) > 1 else "demo.mp4"))
    for note in made.notes:
        sys.stderr.write(f"note: {note}\n")
    for line in made.lines:
        begin = format_clock(line.span.begin)
        sys.stdout.write(f"{begin}  {line.speaker}  {line.text}{'' if line.known else '  (new)'}\n")
    sys.stdout.write(f"{made.path}: {float(made.duration):.2f} s, {len(made.lines)} lines\n")


if __name__ == "__main__":
    main()
