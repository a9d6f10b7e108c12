"""Dialogue lists that come with a master."""

from __future__ import annotations

from fractions import Fraction

import pytest

from localize.engine import SidecarReader
from localize.engines.sidecar import Sidecar
from localize.errors import InvalidSubtitle
from localize.model import TextOrigin
from localize.time import Span

SRT = "1\n00:00:01,000 --> 00:00:02,500\n林小满，\n你回来了！\n\n2\n00:00:03,000 --> 00:00:04,000\n你好\n"


def test_it_is_a_sidecar_reader():
    assert isinstance(Sidecar(), SidecarReader)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_srt_in_the_encodings_of_the_region(encoding: str):
    text = SRT * 1 + "".join(f"\n{n}\n00:00:{n:02d},000 --> 00:00:{n:02d},900\n这家茶楼开了五十年，我不想把店卖掉。\n"
                             for n in range(5, 20))
    made = Sidecar().read(text.encode(encoding), "episode.srt", "zh")
    first = made.utterances[0]
    assert (first.text, first.span) == ("林小满， 你回来了！", Span(Fraction(1), Fraction(5, 2)))
    assert first.origin is TextOrigin.SIDECAR


def test_csv_with_speakers_in_either_language():
    for header in ("begin,end,speaker,text", "入点,出点,角色,台词"):
        made = Sidecar().read(f"{header}\n00:00:03.000,00:00:04.500,何伯,你好\n00:00:01.0,00:00:02.0,林小满,再见\n".encode(),
                              "list.csv", "zh")
        assert [(item.speaker, item.text) for item in made.utterances] == [("林小满", "再见"), ("何伯", "你好")]


def test_csv_may_say_to_whom():
    made = Sidecar().read("begin,end,speaker,addressee,text\n0:00:01,0:00:02,小武,陈师傅,师父！\n0:00:03,0:00:04,小武,,走\n".encode(),
                          "list.csv", "zh")
    assert [item.addressee for item in made.utterances] == ["陈师傅", ""]


@pytest.mark.parametrize(("data", "words"), [
    (b"", "no format|empty|no lines"), (b"begin,end,text\n", "no lines"), (b"begin,text\n1,2\n", "no column end"),
    ("begin,end,text\n一点,00:00:02.0,你好\n".encode(), "line 2"),
])
def test_broken_lists(data: bytes, words: str):
    with pytest.raises(InvalidSubtitle, match=words):
        Sidecar().read(data, "list.csv", "zh")
