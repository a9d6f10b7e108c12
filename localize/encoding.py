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
_LIKELY: Final = {"zh": {"gb18030", "big5hkscs"}, "yue": {"big5hkscs", "gb18030"}, "ar": {"cp1256", "iso8859_6"}, "th": {"cp874"},
                  "vi": {"cp1258"}}


#: The commonest characters of Chinese and Cantonese dialogue and its punctuation, in both scripts: they make up more
#: than half of any text, and next to nothing of bytes that are not Chinese.
_EVERYDAY: Final = frozenset(
    "，。！？：；、…—“”‘’「」『』《》（）的一是不了在人有我他这這个個们們中来來上大为為和国國地到以说說时時要就出会會可也你对對生能而"
    "子那得于着著下自之年过過发發后後作里裡用道行所然家种種事成方多经經么麼去法学學如都同现現当當没沒动動面起看定天分还還进進好小部其些"
    "主样樣理心她本前开開但因只从從想实實喂嗯吗嗎吧呢啊哦呀走谢謝什怎谁誰哪知真快等给給让讓把被很再见見爸妈媽哥姐老师師先女儿兒孩请請"
    "问問别別话話钱錢爱愛死回今晚明早点點手头頭眼您咱佢哋嘅唔係喺冇咁嚟啲昨忘世界二三")
_ARABIC: Final = frozenset("ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءآأؤإئ،؟؛ًٌٍَُِّْـ")
_LATIN: Final = frozenset("éèêëàâäáãåæçîïíìñôöóòõøœùûüúßÉÈÀÁÇÑÖÜÅ¿¡«»’‘“”–—…·♪°")
_VIETNAMESE: Final = frozenset("ăâđêôơưĂÂĐÊÔƠƯàáèéìíòóùúÀÁÈÉÌÍÒÓÙÚ\u0300\u0301\u0303\u0309\u0323")
_THAI_RARE: Final = frozenset("ฃฅฆฌฎฏฐฑฒฤฦฬฮ๏๚๛ฯ๐๑๒๓๔๕๖๗๘๙ฺํ")
_THAI_MARK: Final = frozenset("ัิีึืฺุู็่้๊๋์ํ๎ำา")


def _is_odd(char: str) -> bool:
    """Return whether a character has no business in a subtitle: controls, private use."""
    return "\x80" <= char <= "\x9f" or "\ue000" <= char <= "\uf8ff"


def _chinese(high: str, codec: str, last: int) -> float:
    """Return how much a text looks like Chinese: everyday characters, then those of the charset's common level."""
    score = 0.0
    for char in high:
        if char in _EVERYDAY:
            score += 1
        elif _is_odd(char):
            score -= 2
        elif "\u4e00" <= char <= "\u9fff":
            score += 0.5 if _lead(char, codec) <= last else 0.25
    return score / len(high)


def _lead(char: str, codec: str) -> int:
    try:
        return char.encode(codec)[0]
    except UnicodeEncodeError:
        return 0xFF


def _letters(high: str, letters: frozenset[str]) -> float:
    return (sum(char in letters for char in high) - 2 * sum(_is_odd(char) for char in high)) / len(high)


def _thai(high: str) -> float:
    """Return how much a text looks like Thai: marks follow letters, vowels are many, and some letters are rare."""
    bad = 0.0
    vowels = 0
    for number, char in enumerate(high):
        before = high[number - 1] if number else ""
        alone = char in _THAI_MARK and not ("ก" <= before <= "ฮ" or before in _THAI_MARK)
        bad += 1 if alone or not "\u0e01" <= char <= "\u0e5b" else 0.5 if char in _THAI_RARE else 0
        vowels += char in _THAI_MARK or char in "ะาเแโใไ"
    return 1 - 3 * bad / len(high) - (0.3 if vowels < 0.25 * len(high) else 0)


#: GB 2312's first level ends with lead byte D7, Big5's with C6.
_CANDIDATES: Final[tuple[tuple[str, Callable[[str], float]], ...]] = (
    ("gb18030", lambda high: _chinese(high, "gb2312", 0xD7)),
    ("big5hkscs", lambda high: _chinese(high, "big5", 0xC6)),
    ("cp1256", lambda high: 2 * _letters(high, _ARABIC) - 1),
    ("iso8859_6", lambda high: 2 * _letters(high, _ARABIC) - 1),
    ("cp874", _thai),
    ("cp1252", lambda high: _letters(high, _LATIN)),
    ("cp1258", lambda high: _letters(high, _VIETNAMESE) - 0.1),
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
    return sum(char > "\x7f" for char in sample) - bad > 2 * bad


def _guess(data: bytes, language: str) -> str | None:
    best, score = None, 0.15
    likely = _LIKELY.get(language.split("-", maxsplit=1)[0], set())
    # The sample may end inside a character: its last line is left off.
    sample = data[:_SAMPLE]
    sample = sample if len(data) <= _SAMPLE else sample[:sample.rfind(b"\n") + 1]
    for name, weigh in _CANDIDATES:
        # Every byte is something in Windows-1258: it is believed only of Vietnamese.
        if name == "cp1258" and name not in likely:
            continue
        try:
            text = sample.decode(name)
        except UnicodeDecodeError:
            continue
        high = "".join(char for char in text if char > "\x7f")
        if not high:
            continue
        # Only Latin mixes its high letters with ASCII ones inside words.
        mixed = 0.0 if name in {"cp1252", "cp1258"} else len(_MIXED.findall(text)) / len(high)
        mine = weigh(high) - 2 * mixed + (0.5 if name in likely else 0.0)
        if mine > score:
            best, score = name, mine
    return best
