"""Numbers in words for the voices that cannot read them: Thai, Burmese, and Filipino on its borrowed voice.

espeak-ng 1.51 says Thai and Burmese numbers digit by digit, and its Malay voice would count in Malay.
"""

from __future__ import annotations

import re
from typing import Final

_NUMBER: Final = re.compile(r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
#: Longer runs are telephone or account numbers: they are read digit by digit.
_LONGEST: Final = 12

_THAI: Final = ("ศูนย์", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า")
_THAI_PLACES: Final = ("", "สิบ", "ร้อย", "พัน", "หมื่น", "แสน")
_BURMESE: Final = ("သုည", "တစ်", "နှစ်", "သုံး", "လေး", "ငါး", "ခြောက်", "ခုနစ်", "ရှစ်", "ကိုး")
#: Place names, plain and before a lower digit, where ten, hundred and thousand take the creaky tone.
_BURMESE_PLACES: Final = (("", ""), ("ဆယ်", "ဆယ့်"), ("ရာ", "ရာ့"), ("ထောင်", "ထောင့်"), ("သောင်း", "သောင်း"), ("သိန်း", "သိန်း"))
_FILIPINO: Final = ("sero", "isa", "dalawa", "tatlo", "apat", "lima", "anim", "pito", "walo", "siyam")
_FILIPINO_TEENS: Final = ("sampu", "labing-isa", "labindalawa", "labintatlo", "labing-apat", "labinlima", "labing-anim",
                          "labimpito", "labingwalo", "labinsiyam")
_FILIPINO_TENS: Final = ("", "", "dalawampu", "tatlumpu", "apatnapu", "limampu", "animnapu", "pitumpu", "walumpu",
                         "siyamnapu")
_POINT: Final = {"th": "จุด", "my": "ဒသမ", "fil": " punto "}
_DIGITS: Final = {"th": _THAI, "my": _BURMESE, "fil": _FILIPINO}


def spell_numbers(text: str, tag: str) -> str:
    """Return the text with its ASCII numbers in words; unchanged for languages whose voice reads them."""
    if tag not in _DIGITS:
        return text
    joint = " " if tag == "fil" else ""
    return _NUMBER.sub(lambda match: f"{joint}{_spell(match.group(), tag)}{joint}", text)


def _spell(number: str, tag: str) -> str:
    whole, _, decimals = number.replace(",", "").partition(".")
    joint = " " if tag == "fil" else ""
    digits = _DIGITS[tag]
    if len(whole) > _LONGEST or (len(whole) > 1 and whole[0] == "0"):
        words = joint.join(digits[int(digit)] for digit in whole)
    else:
        words = {"th": _thai, "my": _burmese, "fil": _filipino}[tag](int(whole))
    if decimals:
        words += _POINT[tag] + joint.join(digits[int(digit)] for digit in decimals)
    return words


def _thai(number: int) -> str:
    if number >= 1_000_000:
        rest = number % 1_000_000
        return _thai(number // 1_000_000) + "ล้าน" + (_thai(rest) if rest else "")
    text = str(number)
    words = []
    for place, digit in zip(range(len(text) - 1, -1, -1), map(int, text), strict=True):
        if not digit:
            continue
        if place == 1:
            words.append({1: "", 2: "ยี่"}.get(digit, _THAI[digit]) + "สิบ")
        elif place == 0 and digit == 1 and number > 10:
            words.append("เอ็ด")
        else:
            words.append(_THAI[digit] + _THAI_PLACES[place])
    return "".join(words) or _THAI[0]


def _burmese(number: int) -> str:
    if number >= 1_000_000:
        rest = number % 1_000_000
        return _burmese(number // 1_000_000) + "သန်း" + (_burmese(rest) if rest else "")
    text = str(number)
    words = ""
    for place, digit in zip(range(len(text) - 1, -1, -1), map(int, text), strict=True):
        if digit:
            lower = number % 10**place != 0
            words += _BURMESE[digit] + _BURMESE_PLACES[place][int(lower)]
    return words or _BURMESE[0]


def _filipino(number: int) -> str:
    for size, name in ((1_000_000_000, "bilyon"), (1_000_000, "milyon"), (1000, "libo")):
        if number >= size:
            head, rest = divmod(number, size)
            return f"{_linked(_filipino(head))} {name}" + (f" at {_filipino(rest)}" if rest else "")
    if number >= 100:
        head, rest = divmod(number, 100)
        # "isandaan, dalawang daan", but "apat na raan" after a consonant.
        name = "raan" if _FILIPINO[head][-1] not in "aeiou" else "daan"
        hundreds = "isandaan" if head == 1 else f"{_linked(_FILIPINO[head])} {name}"
        return hundreds + (f" at {_filipino(rest)}" if rest else "")
    if number >= 20:
        tens, rest = divmod(number, 10)
        return _FILIPINO_TENS[tens] + (f"'t {_FILIPINO[rest]}" if rest else "")
    return _FILIPINO_TEENS[number - 10] if number >= 10 else _FILIPINO[number]


def _linked(words: str) -> str:
    """Return the words with Filipino's linker: ``-ng`` after a vowel, ``na`` after a consonant."""
    if words[-1] in "aeiou":
        return words + "ng"
    return words[:-1] + "ng" if words[-1] == "n" else f"{words} na"
