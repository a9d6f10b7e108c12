"""A dub in the report: every figure with its source, and three pictures that are sound SVG."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from xml.etree import ElementTree as ET

import pytest

from localize.model import Dub, DubMode, Measure, Segment, Transcript, Utterance
from localize.report.dub import dub_section
from localize.report.loudness import loudness
from localize.report.rates import rates
from localize.report.timeline import timeline
from localize.time import Span

SPAN = Span(Fraction(1), Fraction(3))
SAID = Transcript("zh", (Utterance("u1", SPAN, "话"),))


def segment(rate: float, span: Span = SPAN, subtitle: str = "") -> Segment:
    return Segment("u1", span, span, "v", "k", rate, "a & <b>", subtitle=subtitle)


DUB = Dub("id", (segment(1.0), segment(1.3, subtitle="x")), "key", "stereo", Fraction(60), -16.0, -1.2, voices=(("林娜", "v"), ("", "w")),
          measures=(Measure("dub.onset", "+0 ms", "-45 to +125 ms", "ITU-R BT.1359-1", True),
                    Measure("dub.jump", "0.30", "0.25", "own <threshold>", False)), bed="ducked", curve=(-20.0, -16.0, -70.0))


def svgs(html: str) -> list[ET.Element]:
    return [ET.fromstring(found) for found in re.findall(r"<svg.*?</svg>", html, re.DOTALL)]


def test_every_figure_stands_with_its_threshold_and_source():
    html = dub_section(DUB, SAID, Fraction(60))
    for text in ("+0 ms", "-45 to +125 ms", "ITU-R BT.1359-1", "NOT PASSED", "own &lt;threshold&gt;", "narrator: w",
                 "1 lines say another rendering", "the original, lowered"):
        assert text in html, text
    assert len(svgs(html)) == 3
    assert "voice-over" in dub_section(replace(DUB, mode=DubMode.VOICE_OVER, bed="voiced-over"), SAID, Fraction(60))


def test_a_dub_without_a_curve_has_two_pictures():
    assert len(svgs(dub_section(replace(DUB, curve=(), segments=()), SAID, Fraction(60)))) == 2


@pytest.mark.parametrize(("rate", "kind"), [(0.5, "fast"), (0.85, "ok"), (1.0, "ok"), (1.2, "ok"), (1.25, "fast"), (1.39, "fast"), (1.41, "bad"), (9.0, "bad")])
def test_a_rate_stands_in_a_bar_of_its_colour(rate, kind):
    (picture,) = svgs(rates([segment(rate)]))
    assert [bar.get("class") for bar in picture.iter("rect")] == [kind]


def test_the_histogram_counts_every_line():
    (picture,) = svgs(rates([segment(1.0)] * 7 + [segment(1.02)] * 3 + [segment(1.31)]))
    titles = [title.text for title in picture.iter("title")]
    assert [title and title.partition(": ")[2] for title in titles] == ["10 of 11 lines", "1 of 11 lines"]


def test_the_curve_goes_up_where_it_is_louder():
    (picture,) = svgs(loudness((-30.0, -10.0, -90.0), -16.0, Fraction(90)))
    line = next(picture.iter("polyline")).get("points") or ""
    heights = [float(point.partition(",")[2]) for point in line.split()]
    assert heights[1] < heights[0] < heights[2] <= 150


def test_a_long_film_is_drawn_in_rows_and_a_line_across_two_stands_in_both():
    spans = (Span(Fraction(10), Fraction(12)), Span(Fraction(119), Fraction(122)), Span(Fraction(2600), Fraction(2690)))
    (picture,) = svgs(timeline(Transcript("zh", ()), [segment(1.0, span) for span in spans], Fraction(2700)))
    bars = [(float(bar.get("x") or 0), float(bar.get("y") or 0), float(bar.get("width") or 0)) for bar in picture.iter("rect")]
    assert len(bars) == 5
    assert bars[1][1] < bars[2][1]
    assert bars[2][0] == 0
    assert all(x >= 0 and x + wide <= 1160.1 for x, _, wide in bars)
    assert dub_section(DUB, SAID, Fraction(2700)).count("<details>") == 1
