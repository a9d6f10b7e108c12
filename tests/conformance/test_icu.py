"""ICU's own break tests (rbbitst.txt): words, lines and characters of Thai, Lao, Burmese and Khmer."""

from __future__ import annotations

import codecs
import re

import pytest

from localize.breaking import graphemes, line_breaks, word_breaks
from tests.conformance.shared_cases import ROOT

#: Scripts that are written without spaces between words: Thai and Lao, Burmese, Khmer.
SCRIPTS = re.compile("[\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff]")
KNOWN_FAILURES: dict[str, str] = {}


def unescaped(text: str) -> str:
    return re.sub(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|x[0-9a-fA-F]{2}|.)",
                  lambda match: codecs.decode(match[0], "unicode_escape") if match[1][0] in "uUx" and len(match[1]) > 1 else match[1], text)


def broken(data: str) -> tuple[str, list[int]]:
    """Return the text of a case and the offsets of its breaks; the first, at 0, is left out."""
    text, offsets = "", []
    for piece in re.split(r"(<\d*>|•)", data.replace("\\\n", "")):
        if re.fullmatch(r"<\d*>|•", piece):
            offsets.append(len(text))
        else:
            text += unescaped(piece)
    return text, [offset for offset in offsets if offset]


def rows() -> list:
    path = ROOT / "icu" / "rbbitst.txt"
    if not path.is_file():
        return ["(no shared data)"]
    source = re.sub(r"^\s*#.*\n", "", path.read_text(encoding="utf-8-sig"), flags=re.MULTILINE)
    kind, locale, waiting, found = "", "en", "en", []
    for match in re.finditer(r"<locale ([^>]+)>|<(word|line|char|sent|title)>|<rules>|<data>(.*?)</data>", source, re.DOTALL):
        if match[1]:
            waiting = match[1]
        elif match[2]:
            kind, locale = match[2], waiting
        elif match[0] == "<rules>":
            kind = ""
        elif kind in {"word", "line", "char"}:
            text, offsets = broken(match[3])
            if SCRIPTS.search(text) and "@" not in locale:
                found.append((f"{kind}-{locale}-{source.count(chr(10), 0, match.start())}", kind, locale, text, offsets))
    return [pytest.param(*row[1:], id=row[0], marks=[pytest.mark.xfail(strict=True, reason=KNOWN_FAILURES[row[0]])]
                         if row[0] in KNOWN_FAILURES else []) for row in found]


ROWS = rows()


@pytest.mark.parametrize(("kind", "locale", "text", "offsets"), [row if not isinstance(row, str) else (row, "", "", []) for row in ROWS])
def test_breaks(kind, locale, text, offsets, shared, conformance_case):
    if kind == "word":
        found = word_breaks(text, locale)
    elif kind == "line":
        found = line_breaks(text, locale)
    else:
        clusters = graphemes(text)
        found = tuple(sum(map(len, clusters[:number])) for number in range(1, len(clusters)))
    assert [*found, len(text)] == offsets
    conformance_case(f"ICU {kind} breaks (th lo my km)")
