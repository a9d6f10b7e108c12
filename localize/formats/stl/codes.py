"""EBU STL's character code tables: ISO 6937 by its diacritics, and the ISO 8859 parts (EBU Tech 3264, appendix 2)."""

from __future__ import annotations

import unicodedata
from typing import Final

_SINGLE: Final = {
    0xA0: "\u00a0", 0xA1: "¡", 0xA2: "¢", 0xA3: "£", 0xA4: "$", 0xA5: "¥", 0xA7: "§", 0xA8: "¤", 0xA9: "‘", 0xAA: "“",
    0xAB: "«", 0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xB0: "°", 0xB1: "±", 0xB2: "²", 0xB3: "³", 0xB4: "×",
    0xB5: "µ", 0xB6: "¶", 0xB7: "·", 0xB8: "÷", 0xB9: "’", 0xBA: "”", 0xBB: "»", 0xBC: "¼", 0xBD: "½", 0xBE: "¾",
    0xBF: "¿", 0xD0: "—", 0xD1: "¹", 0xD2: "®", 0xD3: "©", 0xD4: "™", 0xD5: "♪", 0xD6: "¬", 0xD7: "¦", 0xDC: "⅛",
    0xDD: "⅜", 0xDE: "⅝", 0xDF: "⅞", 0xE0: "Ω", 0xE1: "Æ", 0xE2: "Đ", 0xE3: "ª", 0xE4: "Ħ", 0xE6: "Ĳ", 0xE7: "Ŀ",
    0xE8: "Ł", 0xE9: "Ø", 0xEA: "Œ", 0xEB: "º", 0xEC: "Þ", 0xED: "Ŧ", 0xEE: "Ŋ", 0xEF: "ŉ", 0xF0: "ĸ", 0xF1: "æ",
    0xF2: "đ", 0xF3: "ð", 0xF4: "ħ", 0xF5: "ı", 0xF6: "ĳ", 0xF7: "ŀ", 0xF8: "ł", 0xF9: "ø", 0xFA: "œ", 0xFB: "ß",
    0xFC: "þ", 0xFD: "ŧ", 0xFE: "ŋ", 0xFF: "\u00ad"}
#: A diacritic stands before its letter: code to combining character.
_MARKS: Final = {0xC1: "\u0300", 0xC2: "\u0301", 0xC3: "\u0302", 0xC4: "\u0303", 0xC5: "\u0304", 0xC6: "\u0306",
                 0xC7: "\u0307", 0xC8: "\u0308", 0xC9: "\u0308", 0xCA: "\u030a", 0xCB: "\u0327", 0xCD: "\u030b",
                 0xCE: "\u0328", 0xCF: "\u030c"}
#: Before a space the diacritic stands alone.
_ALONE: Final = dict(zip((0xC1, 0xC2, 0xC3, 0xC4, 0xC5, 0xC6, 0xC7, 0xC8, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF),
                         "`´^~¯˘˙¨˚¸˝˛ˇ", strict=True))
_TO_SINGLE: Final = {char: code for code, char in reversed(_SINGLE.items())}
_TO_MARK: Final = {char: code for code, char in reversed(_MARKS.items())}
_ISO_8859: Final = {"01": "iso8859_5", "02": "iso8859_6", "03": "iso8859_7", "04": "iso8859_8"}
#: What the tables lack and a reader will not miss.
_PLAIN: Final = {"…": "...", "–": "-", "‐": "-", "‑": "-", "„": "“", "‚": "‘", "′": "’", "″": "”", "\u2009": " ",
                 "\u202f": "\u00a0", "\u200b": "", "\u2060": "", "\u200e": "", "\u200f": "", "€": "EUR", "Ð": "Đ"}

TABLES: Final = ("00", "02", "01", "03", "04")
"""Code tables (GSI field CCT) in the order they are tried: Latin, Arabic, Cyrillic, Greek, Hebrew."""

CARRIED: Final = {"00": ("en", "id", "ms", "fil", "pt-BR", "pt-PT"), "02": ("ar",)}
"""The service's languages that EBU STL can carry, by code table."""

NOT_CARRIED: Final = ("zh", "yue", "vi", "th", "my", "km", "lo")
"""The service's languages that no table of EBU STL has the letters for."""


def decode(data: bytes, table: str) -> str:
    """Return the text of printable codes in a table; unknown codes become U+FFFD."""
    if table in _ISO_8859:
        return data.decode(_ISO_8859[table], "replace")
    pieces, at = [], 0
    while at < len(data):
        code = data[at]
        if code in _MARKS and at + 1 < len(data):
            pieces.append(_marked(code, chr(data[at + 1])))
            at += 2
            continue
        pieces.append(chr(code) if code < 0x80 else _SINGLE.get(code, "\ufffd"))
        at += 1
    return "".join(pieces)


def _marked(code: int, letter: str) -> str:
    if letter == " ":
        return _ALONE.get(code, _MARKS[code])
    # ISO 6937 writes g with cedilla by the acute, which no g has.
    return "ģ" if (code, letter) == (0xC2, "g") else unicodedata.normalize("NFC", letter + _MARKS[code])


def encode(text: str, table: str) -> tuple[bytes, str]:
    """Return text in a table, and the characters that it lacks, each written as a question mark."""
    data, missing = bytearray(), []
    for char in unicodedata.normalize("NFC", text):
        found = _encode_char(char, table)
        if found is None and char in _PLAIN:
            found = b"".join(_encode_char(item, table) or b"?" for item in _PLAIN[char])
        if found is None:
            missing.append(char)
            found = b"?"
        data += found
    return bytes(data), "".join(missing)


def _encode_char(char: str, table: str) -> bytes | None:
    if " " <= char <= "~":
        return char.encode()
    if table in _ISO_8859:
        try:
            found = char.encode(_ISO_8859[table])
        except UnicodeEncodeError:
            return None
        # 80 to 9F are control codes of the text field.
        return found if found[0] >= 0xA0 else None
    if char in _TO_SINGLE:
        return bytes([_TO_SINGLE[char]])
    alone = next((code for code, mark in _ALONE.items() if mark == char), None)
    if alone is not None:
        return bytes([alone, 0x20])
    if char == "ģ":
        return b"\xc2g"
    parts = unicodedata.normalize("NFD", char)
    if len(parts) == 2 and parts[0].isascii() and parts[1] in _TO_MARK:
        return bytes([_TO_MARK[parts[1]], ord(parts[0])])
    return None


def choose(text: str) -> str:
    """Return the table that lacks least of a text."""
    return min(TABLES, key=lambda table: len(encode(text, table)[1]))
