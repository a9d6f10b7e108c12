"""Encodings are told from the bytes: few lines are enough."""

from __future__ import annotations

import json
import random

import pytest

from localize.encoding import decode
from localize.errors import InvalidSubtitle


@pytest.mark.parametrize(("language", "encoding"), [
    ("zh", "gb18030"), ("yue", "big5hkscs"), ("ar", "cp1256"), ("th", "cp874"), ("pt-BR", "cp1252"), ("zh", "utf-16"), ("th", "utf-8")])
def test_ten_lines_of_dialogue_are_enough(language, encoding, shared):
    rows = [json.loads(line) for path in sorted((shared / "data/dialogue").glob("*.jsonl"))
            for line in path.read_text(encoding="utf-8").splitlines()]
    texts = [row[language] for row in rows if row.get(language)]
    chooser = random.Random(7)
    for _ in range(40):
        text = "\n".join(chooser.sample(texts, 10))
        assert decode(text.encode(encoding))[0] == text


@pytest.mark.parametrize(("encoding", "text"), [("gb18030", "好"), ("big5", "你好"), ("cp1256", "لا"), ("cp874", "ครับ"), ("cp1252", "É você?")])
def test_a_word_is_enough_where_the_language_is_known(encoding, text):
    language = {"gb18030": "zh", "big5": "yue", "cp1256": "ar", "cp874": "th"}.get(encoding, "pt-BR")
    assert decode(text.encode(encoding), language=language)[0] == text


def test_vietnamese_is_believed_when_the_language_says_so():
    assert decode("Không, tôi đi".encode("cp1258"), language="vi") == ("Không, tôi đi", "cp1258")


def test_broken_utf_8_stays_utf_8():
    data = "你好世界，我们走吧".encode() + b"\xbb\xb5"
    assert decode(data) == ("你好世界，我们走吧\ufffd\ufffd", "utf-8")


@pytest.mark.parametrize("name", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_byte_order_marks_are_taken_off(name):
    data = "\ufeff你好".encode(name) if name not in {"utf-16", "utf-32"} else "你好".encode(name)
    assert decode(data)[0] == "你好"
    assert decode(data, name)[0] == "你好"


def test_what_cannot_be_decoded_is_refused():
    with pytest.raises(InvalidSubtitle, match="not utf-8"):
        decode("好".encode("gb18030"), "utf-8")
    with pytest.raises(InvalidSubtitle, match="no encoding"):
        decode(b"", "klingon")
    with pytest.raises(InvalidSubtitle, match="not known"):
        decode(bytes(range(128, 256)) * 4)
    with pytest.raises(InvalidSubtitle, match="does not fit"):
        decode(b"\xff\xfea")


def test_arabic_of_iso_8859_6_is_no_thai():
    line = "أين كنت الليلة الماضية؟"
    assert decode(line.encode("iso8859_6")) == (line, "iso8859_6")
    assert decode(line.encode("cp1256")) == (line, "cp1256")
