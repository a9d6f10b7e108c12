"""The episode, "The Kapok Teahouse", part two: who says what in which shot. Written for this project.

Lines marked ``known`` are recurring lines of drama that the phrase memory holds (with slots for names and places);
the others are in no data at all, so that they show what the machine makes of new text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Role:
    """A character: name, espeak-ng voice, pitch (0 to 99) and speed (words a minute)."""

    name: str
    voice: str
    pitch: int
    speed: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the script.

    Attributes:
        role: Key of the speaker.
        text: What is said, and burned in.
        shot: Key of the shot it is seen in.
        known: Whether the phrase memory holds it.
    """

    role: str
    text: str
    shot: str
    known: bool = True


ROLES: Final = {
    "lin": Role("林小满", "cmn-latn-pinyin+f2", 55, 185),
    "zhou": Role("周启明", "cmn-latn-pinyin+m3", 38, 190),
    "he": Role("何伯", "cmn-latn-pinyin+m7", 25, 175),
}

SIGN: Final = "三年前"
"""Seen, not spoken: forced narrative."""

LINES: Final = (
    Line("he", "林小满，你回来了！", "arcade"),
    Line("lin", "我刚从佛山回来。", "arcade"),
    Line("he", "天气热，喝杯凉茶吧。", "teahouse-he"),
    Line("lin", "这家茶楼开了五十年。", "teahouse-lin"),
    Line("he", "昨天有三个穿西装的人来量过地板。", "teahouse-he", known=False),
    Line("he", "周启明想买下整条骑楼街。", "teahouse-he", known=False),
    Line("lin", "我不想把店卖掉。", "teahouse-lin"),
    Line("zhou", "谁让你进来的？", "office-zhou"),
    Line("lin", "周启明，我有话对你说。", "office-lin"),
    Line("lin", "你答应过我父亲，不动木棉茶楼一块砖。", "office-lin", known=False),
    Line("zhou", "董事会已经决定了。", "office-zhou"),
    Line("lin", "我不会签这份合同。", "office-lin"),
    Line("zhou", "你要多少钱？", "office-zhou"),
    Line("lin", "这条街不卖，给多少都不卖。", "office-lin", known=False),
    Line("zhou", "最后一页上，早就有你父亲的手印。", "office-both", known=False),
    Line("lin", "不可能！", "office-both"),
    Line("he", "有些话，我一直没有说。", "river"),
    Line("he", "那个手印是我按的，我欠了赌债。", "river", known=False),
    Line("lin", "何伯，你为什么骗我？", "river-lin"),
    Line("zhou", "天一亮，推土机就开到门口。", "gate-zhou", known=False),
    Line("lin", "那就让醒狮队先站到门口来。", "gate-lin", known=False),
    Line("he", "鼓声一响，狮子就醒了。", "gate"),
    Line("zhou", "你会后悔的！", "gate-zhou"),
    Line("lin", "从头再来，我不怕。", "gate-lin"),
)
"""Twenty-four lines, eight of them new."""
