from __future__ import annotations

from fractions import Fraction

import pytest

from localize import formats
from localize.model import Cue, Element, SubtitleTrack, Text
from localize.rules import rules
from localize.shaping.bidi import isolate, isolated
from localize.stages.check import check
from localize.time import Span

SPAN = Span(Fraction(1), Fraction(4))


@pytest.mark.parametrize(("line", "wanted"), [
    ("قال Lin Wan إنه هنا", "قال \u2066Lin Wan\u2069 إنه هنا"),
    ("Lin Wan، تعال", "\u2066Lin Wan\u2069، تعال"),
    ("النتيجة 3-1 لنا", "النتيجة \u20663-1\u2069 لنا"),
    ("الساعة 10:30 ليلا", "الساعة \u206610:30\u2069 ليلا"),
    ("دفع 3,000 دولار", "دفع 3,000 دولار"),
    ("نسبة 50% فقط", "نسبة \u206650%\u2069 فقط"),
    ("لا شيء هنا", "لا شيء هنا"),
    ("قال \u2066Li\u2069 نعم", "قال \u2066Li\u2069 نعم"),
])
def test_left_to_right_runs_are_kept_whole(line: str, wanted: str):
    assert isolate(line) == wanted
    assert isolate(wanted) == wanted


def test_only_right_to_left_languages_in_plain_text_formats():
    arabic = SubtitleTrack("ar", (Cue.of("1", SPAN, "قال Lin Wan\nإنه هنا"),))
    assert isolated(arabic, "srt").cues[0].text == "قال \u2066Lin Wan\u2069\nإنه هنا"
    assert isolated(arabic, "ttml") == arabic
    english = SubtitleTrack("en", (Cue.of("1", SPAN, "Lin Wan"),))
    assert isolated(english, "srt") == english
    assert check(isolated(arabic, "srt"), rules("ar")) == check(arabic, rules("ar")) == ()


def test_markup_stays():
    track = SubtitleTrack("ar", (Cue("1", SPAN, (Element("i", (Text("قال Lin Wan"),)),)),))
    assert isolated(track, "vtt").cues[0].content == (Element("i", (Text("قال \u2066Lin Wan\u2069"),)),)


@pytest.mark.parametrize("name", ["srt", "vtt"])
def test_files_keep_the_controls(name: str):
    track = isolated(SubtitleTrack("ar", (Cue.of("1", SPAN, "قال Lin Wan إنه هنا"),)), name)
    assert formats.read(formats.write(track, name), language="ar").cues[0].text == track.cues[0].text
