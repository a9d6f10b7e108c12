"""Shaped subtitles as libass draws them out of our own SRT files, looked at in pixels, script by script.

Each test draws a few cues in one run: one frame a second, one cue a frame, white on black.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from localize import formats
from localize.engines.media import find_ffmpeg, run
from localize.engines.media.fonts import fonts_of
from localize.language import language
from localize.model import Cue, SubtitleTrack
from localize.rules import rules
from localize.shaping import compose
from localize.shaping.bidi import isolated
from localize.time import Span, format_clock

WIDTH, HEIGHT = 1280, 480
LONG = {
    "vi": "Tôi chưa từng nghĩ rằng một ngày nào đó chúng ta sẽ gặp lại nhau ở nơi này.",
    "th": "ฉันไม่เคยคิดเลยว่าวันหนึ่งเราจะต้องมาพบกันอีกครั้งที่นี่",
    "my": "တစ်နေ့ကျရင် ဒီလိုနေရာမျိုးမှာ ပြန်တွေ့ရမယ်လို့ ကျွန်တော် ဘယ်တုန်းကမှ မတွေးခဲ့ဖူးဘူး။",
    "km": "ខ្ញុំមិនដែលគិតថាថ្ងៃណាមួយយើងនឹងជួបគ្នាម្តងទៀតនៅកន្លែងបែបនេះបន្ទាប់ពីច្រើនឆ្នាំមកនេះទេ",
    "lo": "ຂ້ອຍບໍ່ເຄີຍຄິດວ່າມື້ໜຶ່ງພວກເຮົາຈະໄດ້ພົບກັນອີກຄັ້ງໃນສະຖານທີ່ແບບນີ້",
    "ar": "لم أفكر يوما أننا سنلتقي مرة أخرى في مكان كهذا بعد كل هذه السنوات",
}
#: A base letter, the same with marks above or below it, and the base twice: marks take no column.
STACKED = {"th": ("ท", "ที่", "ทท"), "lo": ("ທ", "ທີ່", "ທທ"), "my": ("က", "ကို", "ကက"), "km": ("ក", "ក្ក", "កក"),
           "vi": ("e", "ệ", "ee"), "ar": ("ب", "بّ", "بب")}


def drawn(folder: Path, tag: str, texts: Sequence[str]) -> list[np.ndarray]:
    """Return for each text which pixels are ink; it goes through our SRT writer and ffmpeg's reader."""
    fonts = fonts_of(language(tag))
    # The last font is the Latin one: a script with no other has none of its own.
    if not fonts or (len(fonts) == 1 and language(tag).script not in {"Latn", "Arab"}):
        pytest.skip(f"no font for {language(tag).script} is installed (fonts-noto-core)")
    (folder / "fonts").mkdir()
    for number, font in enumerate(fonts):
        (folder / "fonts" / f"{number}{font.path.suffix}").symlink_to(font.path)
    cues = tuple(Cue.of(str(number), Span(Fraction(number), number + Fraction(9, 10)), text)
                 for number, text in enumerate(texts))
    file = formats.write(isolated(SubtitleTrack(tag, cues), "srt"), "srt")
    (folder / "cues.ass").write_text(ass(formats.read(file, language=tag), fonts[0].family), "utf-8")
    # ffmpeg's "subtitles" filter only shapes simply, which leaves Khmer and Burmese in pieces; "ass" can do better.
    data = run([find_ffmpeg(), "-nostdin", "-v", "error", "-f", "lavfi", "-i",
                f"color=black:size={WIDTH}x{HEIGHT}:rate=1:duration={len(texts)}", "-vf",
                "ass=cues.ass:fontsdir=fonts:shaping=complex", "-f", "rawvideo", "-pix_fmt", "gray", "pipe:1"],
               "draw subtitles", cwd=folder)
    frames = np.frombuffer(data, np.uint8).reshape(len(texts), HEIGHT, WIDTH)
    if keep := os.environ.get("LOCALIZE_KEEP_PICTURES"):
        from PIL import Image

        Image.fromarray(frames.reshape(-1, WIDTH)).save(Path(keep) / f"{folder.name}.png")
    return [frame > 96 for frame in frames]


def ass(track: SubtitleTrack, family: str) -> str:
    """Return the cues as an ASS file: white, no outline, direction found by libass (encoding -1)."""
    events = "".join(f"Dialogue: 0,{format_clock(cue.span.begin)[1:-1]},{format_clock(cue.span.end)[1:-1]},Line,,0,0,0,,"
                     + cue.text.replace("\n", "\\N") + "\n" for cue in track.cues)
    return (f"[Script Info]\nScriptType: v4.00+\nPlayResX: {WIDTH}\nPlayResY: {HEIGHT}\n\n[V4+ Styles]\nFormat: Name,"
            "Fontname,Fontsize,PrimaryColour,BorderStyle,Outline,Shadow,Alignment,MarginL,MarginR,MarginV,Encoding\n"
            f"Style: Line,{family},52,&H00FFFFFF,1,0,0,2,10,10,40,-1\n\n[Events]\nFormat: Layer,Start,End,Style,Name,"
            f"MarginL,MarginR,MarginV,Effect,Text\n{events}")


def box(ink: np.ndarray) -> tuple[int, int]:
    """Return width and height of what is drawn."""
    across, down = np.flatnonzero(ink.any(axis=0)), np.flatnonzero(ink.any(axis=1))
    return int(np.ptp(across)) + 1, int(np.ptp(down)) + 1


@pytest.mark.parametrize("tag", LONG)
def test_a_script_is_drawn_whole(tmp_path: Path, tag: str):
    ((upper, lower),) = compose(LONG[tag], rules(tag))
    letters = sorted({letter for letter in LONG[tag] if letter.isalpha()})
    texts = [f"{upper}\n{lower}", upper, lower, *STACKED[tag], "\U000f1234", *letters]
    both, one, two, plain, stacked, twice, missing, *found = drawn(tmp_path, tag, texts)
    two_lines(both, one, two)
    marks(box(plain), box(stacked), box(twice), joined=tag == "ar")
    # What a letter without a glyph looks like: U+F1234 is in no font.
    tofu = trimmed(missing)
    for letter, ink in zip(letters, found, strict=True):
        assert ink.any(), letter
        glyph = trimmed(ink)
        assert glyph.shape != tofu.shape or (glyph != tofu).mean() > 0.05, letter


def two_lines(both: np.ndarray, one: np.ndarray, two: np.ndarray) -> None:
    """A shaped cue is as wide as its wider line, with all their ink: nothing wraps by itself."""
    assert one.sum() > 1000
    assert two.sum() > 1000
    assert abs(box(both)[0] - max(box(one)[0], box(two)[0])) <= 3
    assert abs(int(both.sum()) - int(one.sum() + two.sum())) <= 0.05 * both.sum()
    assert box(both)[0] < WIDTH * 0.95
    assert box(both)[1] > 1.3 * max(box(one)[1], box(two)[1])


def marks(plain: tuple[int, int], stacked: tuple[int, int], twice: tuple[int, int], *, joined: bool) -> None:
    """Marks stand above or below their letter and take no column; joined letters may be as narrow."""
    assert stacked[1] > plain[1]
    assert stacked[0] <= plain[0] * 1.25
    assert stacked[0] < twice[0] or joined


def trimmed(ink: np.ndarray) -> np.ndarray:
    """Return what is drawn without the empty rows and columns."""
    return ink[np.ix_(ink.any(axis=1), ink.any(axis=0))]


def test_arabic_letters_join_and_run_from_the_right(tmp_path: Path):
    joined, apart, alef_first = drawn(tmp_path, "ar", ["ببببب", "\u200c".join("ببببب"), "ا سسسسس"])
    assert box(joined)[0] < 0.8 * box(apart)[0]
    columns = np.flatnonzero(alef_first.any(axis=0))
    # The alef comes first in the text: a tall stroke at the right end; the sin's teeth at the left are low.
    right, left = alef_first[:, columns[-1] - 3:columns[-1] + 1], alef_first[:, columns[0]:columns[0] + 4]
    assert right.any(axis=1).sum() > left.any(axis=1).sum()


def test_a_latin_name_that_opens_an_arabic_line_stands_at_its_right_end(tmp_path: Path):
    name, line = drawn(tmp_path, "ar", ["WWWW", "WWWW، تعال هنا الآن"])
    wide = box(name)[0]
    last = np.flatnonzero(line.any(axis=0))[-1]
    right = line[:, last - wide + 1:last + 1]
    assert abs(int(right.sum()) - int(name.sum())) < 0.15 * name.sum()


def test_isolates_draw_nothing(tmp_path: Path):
    bare, wrapped = drawn(tmp_path, "ar", ["نعم \u200eWW", "نعم \u2066WW\u2069"])
    assert bare.sum() > 100
    assert abs(int(bare.sum()) - int(wrapped.sum())) <= 0.02 * bare.sum()
