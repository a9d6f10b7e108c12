"""Normal forms of source lines: what counts as the same line, and what as nearly the same."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from localize.glossary.fold import fold

_PUNCTUATION: Final = re.compile(r"[^\w{}]+")
# Particles that colour a line without changing what it says; 吗 and 了 do change it.
_PARTICLES: Final = re.compile(r"[啊呀吧呢啦嘛哦哟喔噢哈喽诶欸哎唉]+")
_CONTRACTIONS: Final = (("what's", "what is"), ("won't", "will not"), ("can't", "cannot"), ("n't", " not"), ("'re", " are"),
                        ("'ll", " will"), ("'ve", " have"), ("'m", " am"), ("let's", "let us"))


def exact(line: str) -> str:
    """Return the form under which lines are the same: NFKC, trimmed, spaces gone, punctuation unified.

    Chinese punctuation folds to ASCII by NFKC but for the ideographic full stop and ellipsis.
    """
    text = line.strip().replace("……", "…").replace("。", ".").replace("...", "…")
    text = unicodedata.normalize("NFKC", text).replace("、", ",").replace("...", "…").replace("’", "'")
    return re.sub(r"\s+", " " if text.isascii() else "", text).rstrip(".")


def near(line: str) -> str:
    """Return the form under which lines are nearly the same: punctuation, particles, script variant and case gone."""
    text = fold(line.replace("’", "'")).text
    if re.search(r"[a-z]", _without_slots(text)) and not re.search(r"[\u3400-\u9fff]", text):
        for short, long in _CONTRACTIONS:
            text = text.replace(short, long)
        return _PUNCTUATION.sub(" ", text).strip()
    return _PARTICLES.sub("", _PUNCTUATION.sub("", text)) or _PUNCTUATION.sub("", text)


def _without_slots(text: str) -> str:
    return re.sub(r"\{\w+\}", "", text)


def asks(line: str) -> bool:
    """Return whether a line is marked as a question: near matches must agree in that."""
    return "?" in line or "？" in line
