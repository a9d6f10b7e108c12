"""The sheet and the dub's timeline by themselves; the page is tested with the package it shows."""

from __future__ import annotations

import io
from fractions import Fraction
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from PIL import Image

from localize.model import Segment, Transcript, Utterance
from localize.report import Tile, contact_sheet, to_jpeg
from localize.report.timeline import timeline
from localize.time import Span


@pytest.mark.parametrize(("tiles", "size"), [(1, (336, 226)), (3, (992, 226)), (4, (992, 444))])
def test_the_sheet_has_three_columns(tiles: int, size: tuple[int, int]):
    picture = np.zeros((180, 320, 3), np.uint8)
    with Image.open(io.BytesIO(contact_sheet([Tile(picture, "en English")] * tiles))) as image:
        assert image.size == size


def test_a_sheet_of_nothing_is_a_picture_and_shrinks_to_jpeg():
    with Image.open(io.BytesIO(to_jpeg(contact_sheet([]), 100))) as image:
        assert image.format == "JPEG"
        assert image.width == 100


def test_the_timeline_is_an_svg_with_a_bar_for_each_line():
    said = Transcript("zh", (Utterance("u1", Span(Fraction(1), Fraction(2)), "<你好>"),
                             Utterance("u2", Span(Fraction(3), Fraction(4)), "三年前", forced=True)))
    segments = [Segment("u1", said.utterances[0].span, Span(Fraction(1), Fraction(2)), "v", "k", rate, "a & b")
                for rate in (1.0, 1.3, 1.5)]
    root = ET.fromstring(timeline(said, segments, Fraction(75)))
    bars = [bar for bar in root if bar.tag == "rect"]
    assert [bar.get("class") for bar in bars] == ["o", "ok", "fast", "bad"]
    assert "<你好>" in (bars[0][0].text or "")
    assert float(bars[0].get("x") or 0) == pytest.approx(1160 / 75, abs=0.1)
