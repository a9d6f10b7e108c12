"""The Chinese text that is said: where it comes from, how it is cleaned, what is held out.

Held out are the lines whose SHA-1 (over their characters alone) falls below a share, so that a line met in two
sources is held out of both, and the choice needs no list.
"""

from __future__ import annotations

import csv
import hashlib
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CORPUS = Path(__file__).parent.parent / "corpus"
HELD_OUT = {"dialogue": 8, "parallel": 4, "more": 4}
_SLOT = re.compile(r"\{(NAME2?|PLACE)\}")
_NOT_SPOKEN = re.compile(r"[^一-鿿，。？！]")
_FOLD = str.maketrans({"、": "，", "；": "，", "：": "，", ",": "，", ";": "，", ":": "，", "?": "？", "!": "！", ".": "。",
                       "…": "，", "—": "，", "·": "", " ": "", "“": "", "”": "", '"': "", "「": "", "」": "", "《": "",
                       "》": "", "『": "", "』": "", "‘": "", "’": "", "～": "", "\u3000": ""})

SURNAMES = "林陈李王张赵周吴沈顾陆苏叶江傅秦白萧楚宋韩唐许何郑冯谢杨刘黄徐孙马朱胡郭高罗梁曹袁邓方程蒋"
GIVEN = "晓明雪梅宇轩子涵思雨婷浩然志强建国美玲静怡丽娜小芳文博嘉欣天佑清月若曦云飞海涛大伟俊杰秀英心妍慕白子墨一诺欢颜"
FORMS = ("小{0}", "老{0}", "阿{0}", "{0}总", "{0}先生", "{0}小姐", "{0}老师", "{0}医生", "{0}队长", "{0}大人", "{0}公子", "{0}姑娘")
PLACES = ("北京", "上海", "广州", "深圳", "香港", "南京", "杭州", "成都", "重庆", "西安", "武汉", "天津", "苏州", "长安",
          "洛阳", "江南", "京城", "云南", "大理", "曼谷", "新加坡", "美国", "英国", "日本", "韩国", "法国", "医院", "码头",
          "公司", "学校", "酒店", "机场", "警局", "老家", "山谷", "青云山", "黄浦", "南沙", "边关", "草原")


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence to say; ``text`` may hold slots."""

    source: str
    text: str

    @property
    def held_out(self) -> bool:
        core = re.sub(r"[^一-鿿{}A-Z]", "", self.text)
        return int(hashlib.sha1(core.encode()).hexdigest(), 16) % 100 < HELD_OUT[self.source]

    def filled(self, chance: random.Random) -> str:
        """Return the text with names and places drawn for its slots."""
        return _SLOT.sub(lambda m: chance.choice(PLACES) if m.group(1) == "PLACE" else a_name(chance), self.text)


def a_name(chance: random.Random) -> str:
    """Return a Chinese name: full, given alone, or a form of address."""
    kind, surname = chance.random(), chance.choice(SURNAMES)
    given = "".join(chance.sample(GIVEN, 2 if chance.random() < 0.6 else 1))
    if kind < 0.55:
        return surname + given
    return given if kind < 0.7 and len(given) > 1 else chance.choice(FORMS).format(surname)


def clean(text: str) -> str:
    """Return simplified Chinese with ，。？！ alone, or nothing when the line holds anything else."""
    from opencc import OpenCC

    global _converter  # noqa: PLW0603
    if _converter is None:
        _converter = OpenCC("t2s")
    slots = _SLOT.findall(text)
    folded = _converter.convert(_SLOT.sub("\0", text)).translate(_FOLD)
    folded = re.sub(r"[，。？！]*([。？！])[，。？！]*|，+", lambda m: m.group(1) or "，", folded).lstrip("，。？！").rstrip("，")
    if not folded or _NOT_SPOKEN.search(folded.replace("\0", "")):
        return ""
    for slot in slots:
        folded = folded.replace("\0", "{" + slot + "}", 1)
    return folded if folded[-1] in "。？！" else folded + "。"


_converter = None


def pieces(text: str, limit: int = 30) -> Iterator[str]:
    """Cut a long line at its punctuation into parts of at most ``limit`` characters."""
    part = ""
    for chunk in re.findall(r"[^，。？！]*[，。？！]", text):
        if part and len(part) + len(chunk) > limit:
            yield part.rstrip("，")
            part = ""
        part += chunk
    if part and len(part) <= limit + 10:
        yield part


def lines(parallel: Path | None) -> list[Line]:
    """Return all lines once each: dialogue and more from the repository, Tatoeba and TICO-19 from ``parallel``."""
    found: dict[str, Line] = {}

    def add(source: str, raw: str) -> None:
        for part in pieces(clean(raw)):
            found.setdefault(part, Line(source, part))

    for path in sorted((CORPUS / "dialogue").glob("*.jsonl")):
        for row in path.read_text(encoding="utf-8").splitlines():
            add("dialogue", json.loads(row)["zh"])
    for path in sorted((CORPUS / "more").glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            for record in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                add("more", record.get("zh") or "")
    for name in ("manythings.en-zh", "tatoeba.en-zh", "en-zh.dev971") if parallel else ():
        for row in (parallel / f"{name}.tsv").read_text(encoding="utf-8").splitlines():  # type: ignore[operator]
            add("parallel", row.split("\t")[1])
    return list(found.values())


def dictionary(limit: int = 60000) -> list[tuple[str, int]]:
    """Return jieba's commonest words of 1-4 characters with their counts: they widen what the decoder can spell."""
    import jieba

    path = Path(jieba.__file__).parent / "dict.txt"
    words = (row.split(" ") for row in path.read_text(encoding="utf-8").splitlines())
    kept = [(w[0], int(w[1])) for w in words if 1 < len(w[0]) <= 4 and re.fullmatch(r"[一-鿿]+", w[0])]
    return sorted(kept, key=lambda w: -w[1])[:limit]
