"""Subtitles drawn by libass, looked at in pixels."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from localize.engine import Painter, Still
from localize.engines.media.ffmpeg import FFmpeg
from localize.engines.media.fonts import font_for
from localize.language import TARGETS
from localize.model import Master
from localize.stages.ingest import ingest
from tests.engines.media.films import CODECS, make

MEDIA = FFmpeg()
LINES = {"Latn": "Tôi không muốn bán cửa hàng.", "Thai": "ฉันเพิ่งกลับมาจากฝอซาน", "Mymr": "ဒီလက်ဖက်ရည်ဆိုင်",
         "Khmr": "ខ្ញុំទើបតែត្រឡប់មក", "Laoo": "ຂ້ອຍຫາກໍກັບມາ", "Arab": "لا أريد أن أبيع المتجر"}


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Master]:
    path = make(tmp_path_factory.mktemp("paint") / "black.mp4", "-f", "lavfi", "-i",
                "color=black:size=640x360:rate=25:duration=2", "-f", "lavfi", "-i", "anullsrc=duration=2", *CODECS)
    return path, ingest(path, "black.mp4", MEDIA)


def ink(film: tuple[Path, Master], text: str, tag: str, *, raised: bool = False) -> np.ndarray:
    (picture,) = MEDIA.paint(*film, [Still(Fraction(1), text, tag, raised)], 640)
    assert picture.shape == (360, 640, 3)
    return picture.max(axis=2) > 128


def test_it_is_a_painter():
    assert isinstance(MEDIA, Painter)


@pytest.mark.parametrize("tag", ["vi", "th", "my", "km", "lo", "ar"])
def test_every_script_is_drawn_in_a_font_that_has_it(film: tuple[Path, Master], tag: str):
    script = next(language.script for language in TARGETS if language.tag == tag)
    if font_for(script) is None:
        pytest.skip(f"no font for {script} is installed (fonts-noto-core)")
    drawn = ink(film, LINES[script], tag)
    assert drawn[250:].sum() > 250  # something is there, at the bottom
    assert drawn[:200].sum() == 0
    boxes = ink(film, "\U000f1234" * len(LINES[script]), tag)  # no font has this: what a missing glyph looks like
    assert abs(int(drawn.sum()) - int(boxes.sum())) > 50


def test_arabic_is_shaped_and_runs_from_right_to_left(film: tuple[Path, Master]):
    if font_for("Arab") is None:
        pytest.skip("no Arabic font is installed")
    # Joined letters are narrower than the same letters held apart by zero-width non-joiners.
    joined, apart = ink(film, "ببببب", "ar"), ink(film, "\u200c".join("ببببب"), "ar")
    assert np.ptp(np.flatnonzero(joined.any(axis=0))) < np.ptp(np.flatnonzero(apart.any(axis=0)))
    # The first letter in logical order, a bare alef, stands at the right end.
    columns = ink(film, "ا سسس", "ar")
    at = np.flatnonzero(columns.any(axis=0))
    right = columns[:, at[-1] - 3:at[-1] + 1].any(axis=1).sum()
    left = columns[:, at[0]:at[0] + 4].any(axis=1).sum()
    assert right > left


def test_a_latin_name_in_arabic_keeps_its_place_and_its_size(film: tuple[Path, Master]):
    if font_for("Arab") is None or font_for("Latn") is None:
        pytest.skip("no Arabic or Latin font is installed")
    name, mixed = ink(film, "WWWW", "en"), ink(film, "ا ب WWWW", "ar")
    columns = np.flatnonzero(mixed.any(axis=0))
    wide = np.ptp(np.flatnonzero(name.any(axis=0)))
    left = mixed[:, columns[0]:columns[0] + wide + 1]  # the last words of a line stand at its left end
    assert abs(int(left.sum()) - int(name.sum())) < 0.15 * name.sum()


def test_raised_text_stays_clear_of_the_bottom(film: tuple[Path, Master]):
    low, high = ink(film, "Hello", "en"), ink(film, "Hello", "en", raised=True)
    assert np.flatnonzero(high.any(axis=1)).max() < np.flatnonzero(low.any(axis=1)).min()


def test_markup_in_a_line_is_text(film: tuple[Path, Master]):
    assert ink(film, "{\\an8}Hello", "en")[:200].sum() == 0


def test_no_text_is_a_bare_frame(film: tuple[Path, Master]):
    assert not ink(film, "", "en").any()
