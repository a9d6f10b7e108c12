"""Bytes to text: encodings asked for, declared, or told from the bytes themselves.

Subtitle files of the region come in UTF-8, UTF-16, GB18030, Big5, Windows-1256 and TIS-620. What decodes without
error is weighed by how much of it is what people write in that encoding; the track's language, if known, decides ties.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from typing import Final

from localize.errors import InvalidSubtitle

_BOMS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
                (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_SAMPLE: Final = 256 * 1024
#: Which encodings a language is likely in, so that a short file in it is not taken for another.
_LIKELY: Final = {"zh": {"gb18030", "big5hkscs"}, "yue": {"big5hkscs", "gb18030"}, "ar": {"cp1256"}, "th": {"cp874"},
                  "vi": {"cp1258"}}


def _common(text: str, inside: Callable[[str], bool], rare: Callable[[str], bool]) -> float:
    """Return the share of non-ASCII characters that are usual, less twice those that are not."""
    high = [char for char in text if char > "\x7f"]
    if not high:
        return 0.0
    return (sum(map(inside, high)) - 2 * sum(map(rare, high))) / len(high)


def _is_odd(char: str) -> bool:
    """Return whether a character has no business in a subtitle: controls, private use, surrogates."""
    return "\x80" <= char <= "\x9f" or "\ue000" <= char <= "\uf8ff"


def _hanzi_gb(char: str) -> bool:
    """Return whether a character is of GB 2312's first level, which running Chinese hardly leaves."""
    try:
        first = char.encode("gb2312")[0]
    except UnicodeEncodeError:
        return False
    return first <= 0xD7


def _hanzi_big5(char: str) -> bool:
    try:
        first = char.encode("big5")[0]
    except UnicodeEncodeError:
        return False
    return first <= 0xC6


_ARABIC: Final = frozenset("ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءآأؤإئ،؟؛ًٌٍَُِّْـ")
_CANDIDATES: Final[tuple[tuple[str, Callable[[str], bool], Callable[[str], bool]], ...]] = (
    ("gb18030", _hanzi_gb, lambda char: _is_odd(char) or char > "\uffff"),
    ("big5hkscs", _hanzi_big5, _is_odd),
    ("cp1256", lambda char: char in _ARABIC, lambda char: _is_odd(char) or (char > "\x7f" and char not in _ARABIC)),
    ("cp874", lambda char: "\u0e01" <= char <= "\u0e5b", lambda char: not "\u0e01" <= char <= "\u0e5b"),
    ("cp1252", lambda char: char in "éèêëàâäáãåæçîïíìñôöóòõøœùûüúßÉÈÀÁÇÑÖÜÅ¿¡«»’‘“”–—…·♪°", lambda char: char in "ÐÞ¤¦¬×÷¢¥§©®±µ¶"),
)

_MIXED: Final = re.compile(r"[A-Za-z](?=[^\x00-\x7f])|[^\x00-\x7f](?=[A-Za-z])")


def decode(data: bytes, encoding: str | None = None, language: str = "und") -> tuple[str, str]:
    """Return the text of a file and the name of its encoding.

    Args:
        data: The bytes, with or without a byte order mark.
        encoding: What the caller says it is in, by any name Python knows; None to find out.
        language: BCP 47 tag of the text, if known; it decides between encodings that fit alike.

    Raises:
        InvalidSubtitle: If the encoding is unknown, or the bytes are not in it.
    """
    if encoding is not None:
        return _asked(data, encoding)
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _strict(data[len(mark):], name), name
    wide = _utf16(data)
    if wide:
        return _strict(data, wide), wide
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        best = _guess(data, language)
        # A file of UTF-8 with a broken byte or two is still UTF-8: the good sequences before it tell.
        if _is_mostly_utf8(data):
            return data.decode("utf-8", "replace"), "utf-8"
        if best is None:
            raise InvalidSubtitle(f"the encoding is not known (byte {error.start})", field="encoding",
                                  hint="name it: --encoding gb18030, big5, cp1256, tis-620 …") from error
        return data.decode(best, "replace"), best


def _asked(data: bytes, encoding: str) -> tuple[str, str]:
    try:
        name = codecs.lookup(encoding).name
    except LookupError as error:
        raise InvalidSubtitle(f"{encoding!r} is no encoding we know", field="encoding") from error
    # TIS-620 in the wild is Windows-874: the same letters, and the quotation marks that TIS-620 lacks.
    # Big5 in Hong Kong carries HKSCS, without which Cantonese cannot be written.
    name = {"tis-620": "cp874", "gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "utf-8-sig": "utf-8"}.get(name, name)
    for mark, marked in _BOMS:
        if data.startswith(mark) and name.replace("_", "-").startswith(marked[:6]):
            return _strict(data[len(mark):], marked if name in {"utf-16", "utf-32"} else name), name
    return _strict(data, name), name


def _strict(data: bytes, name: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        raise InvalidSubtitle(f"the file is not {name}: byte {error.start} does not fit", field="encoding",
                              hint="name another encoding, or none to have it found") from error


def _utf16(data: bytes) -> str:
    """Return utf-16-le or utf-16-be when every other byte of the beginning is NUL, as digits and arrows make it."""
    head = data[:4096]
    if len(head) < 8:
        return ""
    even, odd = head[0::2].count(0) / len(head[0::2]), head[1::2].count(0) / len(head[1::2])
    if odd > 0.3 and even < 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > 0.3 and odd < 0.05 else ""


def _is_mostly_utf8(data: bytes) -> bool:
    sample = data[:_SAMPLE].decode("utf-8", "replace")
    bad = sample.count("\ufffd")
    return sum(char > "\x7f" for char in sample) - bad > 4 * bad


def _guess(data: bytes, language: str) -> str | None:
    best, score = None, 0.2
    likely = _LIKELY.get(language.split("-", maxsplit=1)[0], set())
    for name, inside, rare in _CANDIDATES:
        # The sample may end inside a character: its last line is left off.
        sample = data[:_SAMPLE]
        sample = sample if len(data) <= _SAMPLE else sample[:sample.rfind(b"\n") + 1]
        try:
            text = sample.decode(name)
        except UnicodeDecodeError:
            continue
        # Only Latin mixes its high letters with ASCII ones inside words.
        mixed = 0.0 if name == "cp1252" else len(_MIXED.findall(text)) / max(1, sum(char > "\x7f" for char in text))
        mine = _common(text, inside, rare) - 2 * mixed + (0.5 if name in likely else 0.0)
        if mine > score:
            best, score = name, mine
    return best
