"""Reading burned-in subtitles, on films whose text is known to the frame."""

from __future__ import annotations

import shutil
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from demo.master import DemoMaster
from localize.engines.burned_in import BurnedInReader
from localize.engines.burned_in.ocr import Box
from localize.engines.burned_in.reader import clean
from localize.engines.burned_in.regions import Region, regions
from localize.engines.burned_in.track import Tracker
from localize.engines.media.ffmpeg import FFmpeg
from localize.engines.media.fonts import font_for
from localize.model import TextOrigin
from localize.stages.ingest import ingest
from tests.engines.media.films import CODECS, make

MEDIA = FFmpeg()
FONT = font_for("Hans")
needs_font = pytest.mark.skipif(FONT is None, reason="no Chinese font is installed (fonts-noto-cjk)")


def read(path: Path):
    return BurnedInReader(MEDIA).read(path, ingest(path, path.name, MEDIA), "zh", lambda _: None)


@needs_font
@pytest.mark.timeout(900)  # half a minute on two free cores: it makes the film and reads all of it
def test_every_line_of_the_demo_is_read_to_the_frame(demo_film: DemoMaster):
    progress: list[float] = []
    master = ingest(demo_film.path, "demo.mp4", MEDIA)
    found = BurnedInReader(MEDIA).read(demo_film.path, master, "zh", progress.append)
    spoken = [utterance for utterance in found if not utterance.forced]
    assert [utterance.text for utterance in spoken] == [line.text for line in demo_film.lines]
    assert [utterance.span for utterance in spoken] == list(demo_film.subtitles)
    sign, seen = demo_film.sign
    assert [(utterance.text, utterance.span) for utterance in found if utterance.forced] == [(sign, seen)]
    assert {utterance.origin for utterance in found} == {TextOrigin.BURNED_IN}
    assert progress == sorted(progress)
    assert progress[-1] == 1.0


@needs_font
def test_two_lines_over_a_busy_moving_picture(tmp_path: Path):
    assert FONT is not None
    (tmp_path / "fonts").mkdir()
    shutil.copy(FONT.path, tmp_path / "fonts")
    (tmp_path / "lines.ass").write_text(
        "[Script Info]\nScriptType: v4.00+\nPlayResX: 640\nPlayResY: 360\n\n[V4+ Styles]\nFormat: Name,Fontname,"
        "Fontsize,PrimaryColour,OutlineColour,BorderStyle,Outline,Shadow,Alignment,MarginL,MarginR,MarginV,Encoding\n"
        f"Style: Line,{FONT.family},26,&H00FFFFFF,&H00000000,1,2,0,2,20,20,16,1\n\n[Events]\nFormat: Layer,Start,End,"
        "Style,Name,MarginL,MarginR,MarginV,Effect,Text\n"
        "Dialogue: 0,0:00:00.99,0:00:02.99,Line,,0,0,0,,我从小在珠江边长大。\n"
        "Dialogue: 0,0:00:02.99,0:00:04.99,Line,,0,0,0,,明天早上八点\\N把所有人叫来\n"
        "Dialogue: 0,0:00:05.99,0:00:07.99,Line,,0,0,0,,你终于回来了。\n", encoding="utf-8")
    path = make(tmp_path / "busy.mp4", "-f", "lavfi", "-i", "testsrc2=size=640x360:rate=25", "-f",
                "lavfi", "-i", "anullsrc", "-vf",
                f"lutyuv=y=val*0.6,subtitles={tmp_path}/lines.ass:fontsdir={tmp_path}/fonts", *CODECS, "-g", "25",
                "-t", "9")
    found = [utterance for utterance in read(path) if not utterance.forced]
    assert [utterance.text for utterance in found] == ["我从小在珠江边长大。", "明天早上八点\n把所有人叫来",
                                                     "你终于回来了。"]
    assert [utterance.span.begin for utterance in found] == [1, 3, 6]
    assert [utterance.span.end for utterance in found] == [3, 5, 8]


def test_a_film_without_text_has_none(tmp_path: Path):
    path = make(tmp_path / "bare.mp4", "-f", "lavfi", "-i", "gradients=size=320x240:rate=25:duration=3", "-f", "lavfi",
                "-i", "anullsrc=duration=3", *CODECS)
    assert read(path) == ()


def test_the_band_is_where_most_frames_have_text():
    subtitle = Box(400, 640, 880, 690, 0.8)
    sign = Box(60, 50, 180, 110, 0.8)
    found = [(Fraction(at), (subtitle,)) for at in range(5)] + [(Fraction(9), (sign, Box(0, 0, 9, 3, 0.9)))]
    band, other = regions(found, 1280, 720)
    assert not band.sign
    assert band.box.top < subtitle.top
    assert band.box.bottom > subtitle.bottom
    assert other.sign
    assert other.seen == (9,)


def test_runs_end_at_the_frame_where_the_text_changes():
    tracker = Tracker(Region(Box(0, 0, 200, 40), 24, sign=False))
    blank = np.full((40, 200), 40, np.uint8)
    first, second = blank.copy(), blank.copy()
    first[8:32, 10:100:6] = 250
    second[8:32, 12:150:7] = 250
    pictures = [blank] * 3 + [first] * 10 + [second] * 10 + [blank] * 3
    runs = [run for number, picture in enumerate(pictures) if (run := tracker.push(Fraction(number), picture))]
    assert [(run.begin, run.end) for run in runs] == [(3, 13), (13, 23)]
    assert tracker.close(Fraction(26)) is None


@pytest.mark.parametrize(("raw", "language", "wanted"), [
    ("你要多少钱?", "zh", "你要多少钱？"), ("，你 好", "zh", "你好"), ("...", "zh", ""), ("Hello, you", "en", "Hello, you"),
])
def test_clean(raw: str, language: str, wanted: str):
    assert clean(raw, language) == wanted
