"""Target text as it is compared: each language's ways of writing the same letters folded, with a way back.

The folding is per character, so that what is found can be replaced where it stands in the line.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from localize.glossary.fold import Folded

# Alef forms, final ya and ta marbuta are written either way in practice; so are the Persian ya and kaf that some keyboards
# give. Marks and tatweel carry no letters.
_ARABIC: Final = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ـ": None,
                                **dict.fromkeys((*range(0x610, 0x61B), *range(0x64B, 0x660), 0x670))})
#: Two spellings of the same Khmer words, both in use.
_KHMER: Final = (("ឲ្យ", "ឱ្យ"), ("ម្តា", "ម្ដា"))
#: The tone mark of an open -oa, -oe, -uy stands on either vowel (hòa, hoà).
_VIETNAMESE: Final = re.compile("([òóỏõọ])([ae])(?!\\w)|([ùúủũụ])(y)(?!\\w)")
#: Sara am and its Lao sister are not composed by NFC, and keyboards give both.
_AM: Final = {"\u0e4d\u0e32": "\u0e33", "\u0ecd\u0eb2": "\u0eb3"}
_SAME: Final = str.maketrans({"’": "'", "ʼ": "'", "‐": "-", "‑": "-", "\u200b": None, "\u200c": None, "\u200d": None,
                              "\u2060": None, "\ufeff": None, "\u00ad": None, "\u00a0": " "})
#: What is dropped, or written with what stands before it: only then do positions shift.
_UNEVEN: Final = re.compile("[\u200b-\u200d\u2060\ufeff\u00ad\u0640\u0610-\u061a\u064b-\u065f\u0670]|"
                            "\u0e4d\u0e32|\u0ecd\u0eb2")


def written(text: str, tag: str) -> Folded:
    """Return target text folded for comparison: NFC, case and the language's spelling variants gone.

    Args:
        text: A line or a rendering; positions count in its NFC form (:func:`composed`).
        tag: Target tag.
    """
    spelled = _respelt(composed(text), tag)
    if not _UNEVEN.search(spelled) and (tag != "ar" or unicodedata.is_normalized("NFKC", spelled)):
        whole = _letters(spelled, tag)
        if len(whole) == len(spelled):  # letter for letter: what nearly every text is, and ten times as fast
            return Folded(whole, tuple(range(len(whole) + 1)))
    out: list[str] = []
    origin: list[int] = []
    for index, character in enumerate(spelled):
        for piece in _letters(character, tag):
            if out and (joined := _AM.get(out[-1] + piece)):
                out[-1] = joined
                continue
            out.append(piece)
            origin.append(index)
    origin.append(index + 1 if text else 0)
    return Folded("".join(out), tuple(origin))


def composed(text: str) -> str:
    """Return text in NFC: the form whose positions :func:`written` tells."""
    return unicodedata.normalize("NFC", text)


def _letters(text: str, tag: str) -> str:
    if tag == "ar":
        return unicodedata.normalize("NFKC", text).translate(_ARABIC).translate(_SAME).casefold()
    return text.casefold().translate(_SAME)


def _respelt(text: str, tag: str) -> str:
    """Return text with variants of spelling that span letters folded, none longer or shorter than before."""
    if tag == "km":
        for variant, usual in _KHMER:
            text = text.replace(variant, usual)
    if tag == "vi":
        return _VIETNAMESE.sub(_tone_moved, text)
    return text


def _tone_moved(found: re.Match[str]) -> str:
    first, second = (found[1] or found[3]), (found[2] or found[4])
    parts = unicodedata.normalize("NFD", first)
    return parts[0] + composed(second + parts[1])
