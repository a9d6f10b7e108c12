from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest

from localize.rules import rules
from localize.shaping import compose
from localize.shaping.grammar import BOUND, GROUP, PLAIN, opportunities, penalty

CORPUS = Path(__file__).parents[2] / "training" / "corpus" / "dialogue"


@pytest.mark.parametrize(("before", "after"), [
    ("Con không dám trái lời sư", "phụ"), ("Hãy nói cho tôi biết bí", "mật"), ("Chuyện này liên quan đến công", "ty"),
    ("Xin Hoàng", "thượng tha mạng"), ("Tôi là bác", "sĩ"),
])
def test_vietnamese_words_stay_whole(before: str, after: str):
    assert penalty(f"{before} {after}", len(before) + 1, "vi") == GROUP


@pytest.mark.parametrize(("before", "after"), [("Chạy mau,", "sư phụ"), ("Ngày mai", "hoàng đế đến"), ("Ta biết", "công tử")])
def test_vietnamese_breaks_between_words(before: str, after: str):
    assert penalty(f"{before} {after}", len(before) + 1, "vi") <= PLAIN


def test_a_mark_parts_a_group():
    assert penalty("Anh nói sư, phụ", len("Anh nói sư, "), "vi") < PLAIN


def test_vietnamese_dialogue_breaks_between_words_wherever_it_can():
    if not CORPUS.is_dir():
        pytest.skip("the dialogue corpus is not in this installation")
    broken = long = 0
    for path in sorted(CORPUS.glob("*.jsonl")):
        lines = [json.loads(line)["vi"] for line in path.read_text("utf-8").splitlines()]
        # Neighbours joined: single lines of dialogue seldom fill a subtitle line.
        for text in (" ".join(pair) for pair in zip(lines[::2], lines[1::2], strict=False)):
            cues = compose(text, rules("vi"))
            bad = {text[:item.at].rstrip() for item in opportunities(text, "vi") if item.penalty == GROUP}
            at = 0
            for before, _ in pairwise([line for cue in cues for line in cue]):
                at = text.index(before, at) + len(before)
                long += 1
                broken += text[:at] in bad
    assert long > 500
    assert broken == 0


@pytest.mark.parametrize(("tag", "text", "name"), [
    ("th", "ฉันไม่เคยคิดเลยว่าวันหนึ่งจะได้พบหลินเหว่ยอีกครั้งในที่แบบนี้", "หลินเหว่ย"),
    ("lo", "ຂ້ອຍບໍ່ເຄີຍຄິດວ່າມື້ໜຶ່ງຈະໄດ້ພົບຫຼິນເຫວີຍອີກຄັ້ງໃນບ່ອນແບບນີ້", "ຫຼິນເຫວີຍ"),
    ("en", "Tell everybody that the old man of Moon River Inn is here", "Moon River Inn"),
])
def test_names_are_not_parted(tag: str, text: str, name: str):
    parted = [item for item in opportunities(text, tag) if text.index(name) < item.at < text.index(name) + len(name)]
    kept = [item for item in opportunities(text, tag, (name,)) if text.index(name) < item.at < text.index(name) + len(name)]
    assert parted
    assert {item.penalty for item in kept} == {BOUND}
    lines = [line for cue in compose(text, rules(tag), whole=(name,)) for line in cue]
    assert len(lines) > 1
    assert any(name in line for line in lines)
