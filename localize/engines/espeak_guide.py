"""Guide tracks for languages that espeak-ng has no voice for: Lao in Thai letters, Khmer in syllables of Latin ones.

What comes out tells a voice actor the words, their length and their place, no more: Lao keeps its consonants and vowels
and takes Thai tones; Khmer loses its vowel length. Such tracks are marked as guides and never delivered.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from localize.breaking import word_breaks

#: Lao lies in Unicode as Thai does, 0x80 higher; these letters are said or written otherwise.
_LAO: Final = {"ຊ": "ซ", "ຍ": "ย", "ົ": "", "ຼ": "ล", "ຽ": "ีย", "ໍ": "อ", "ໜ": "หน", "ໝ": "หม", "ໞ": "ก", "ໟ": "ย", "ຯ": ""}
_LAO_FIRST, _LAO_LAST, _TO_THAI = 0x0E81, 0x0ECD, 0x80

#: Khmer consonants of the first series, whose vowels are open, and of the second, whose vowels are close.
_FIRST: Final = {"ក": "k", "ខ": "kh", "ច": "c", "ឆ": "ch", "ដ": "d", "ឋ": "t", "ណ": "n", "ត": "t", "ថ": "th", "ប": "b",
                 "ផ": "ph", "ស": "s", "ហ": "h", "ឡ": "l", "អ": ""}
_SECOND: Final = {"គ": "k", "ឃ": "kh", "ង": "ng", "ជ": "c", "ឈ": "ch", "ញ": "ny", "ឌ": "d", "ឍ": "t", "ទ": "t", "ធ": "th",
                  "ន": "n", "ព": "p", "ភ": "ph", "ម": "m", "យ": "y", "រ": "r", "ល": "l", "វ": "w"}
#: Dependent vowels and the signs that act as vowels: after the first series, after the second.
_VOWELS: Final = {"ា": ("a", "ea"), "ិ": ("e", "i"), "ី": ("ei", "i"), "ឹ": ("e", "e"), "ឺ": ("eu", "e"), "ុ": ("o", "u"),
                  "ូ": ("ou", "u"), "ួ": ("uo", "uo"), "ើ": ("ae", "e"), "ឿ": ("eu", "eu"), "ៀ": ("ie", "ie"),
                  "េ": ("e", "e"), "ែ": ("ae", "e"), "ៃ": ("ai", "ei"), "ោ": ("ao", "o"), "ៅ": ("au", "ou"),
                  "ំ": ("om", "um"), "ះ": ("ah", "eh"), "ៈ": ("a", "a"), "័": ("a", "ea")}
#: Vowels that two signs write together.
_TOGETHER: Final = {"ុំ": ("om", "um"), "ាំ": ("am", "oam"), "ុះ": ("oh", "uh"), "ោះ": ("oh", "oh"), "េះ": ("eh", "eh"),
                    "ិះ": ("eh", "ih"), "ើះ": ("eh", "eh"), "ែះ": ("eh", "eh")}
_INHERENT: Final = ("o", "o")
_INDEPENDENT: Final = {"ឥ": "e", "ឦ": "ei", "ឧ": "o", "ឨ": "o", "ឩ": "u", "ឪ": "au", "ឫ": "ri", "ឬ": "ri", "ឭ": "li", "ឮ": "li",
                       "ឯ": "e", "ឰ": "ai", "ឱ": "ao", "ឲ": "ao", "ឳ": "au"}
_PUNCTUATION: Final = str.maketrans({"។": ". ", "៕": ". ", "៖": ": ", "ៗ": " ", "៘": " ", "\u200b": " "})
#: A consonant with its subscripts, shifters, vowels and marks; a consonant silenced by a sign says nothing.
_CLUSTER: Final = re.compile("(?P<silent>[ក-អ]៍)|(?P<base>[ក-អ])(?P<sub>(?:្[ក-អ])*)(?P<shift>[៉៊]?)(?P<vowels>[\u17b6-\u17c8័]*)"
                             "(?P<marks>[់៌៎៏\u17d3\u17dd]*)|(?P<own>[ឥ-ឳ](?:្[ក-អ])*)|(?P<rest>[^ក-ឳ]+?)", re.DOTALL)


def lao_in_thai(text: str) -> str:
    """Return Lao in Thai letters, which the Thai voice reads; all else stays."""
    return "".join(_LAO[sign] if sign in _LAO else chr(ord(sign) - _TO_THAI) if _LAO_FIRST <= ord(sign) <= _LAO_LAST else sign
                   for sign in text)


def khmer_in_latin(text: str) -> str:
    """Return Khmer in syllables of Latin letters, which an Indonesian voice reads; all else stays."""
    text = text.translate(_PUNCTUATION)
    cuts = [0, *word_breaks(text, "km"), len(text)]
    words = [_word(text[begin:end]) for begin, end in pairwise(cuts)]
    return re.sub(r"\s+([.,:;!?%])", r"\1", " ".join(" ".join(words).split()))


def _word(text: str) -> str:
    said: list[str] = []
    open_syllable = False
    for match in _CLUSTER.finditer(text):
        if match["silent"]:
            continue
        if match["rest"] or match["own"]:
            said.append(match["rest"] or _INDEPENDENT[match["own"][0]] + "".join(map(_closing, match["own"][2::2])))
            open_syllable = bool(match["own"])
            continue
        # A bare consonant after an open syllable closes it; before a vowel, or first, it opens one of its own.
        if open_syllable and not (match["sub"] or match["vowels"] or match["shift"]):
            said.append(_closing(match["base"]))
            open_syllable = False
            continue
        said.append(_syllable(match["base"], match["sub"], match["shift"], match["vowels"]))
        open_syllable = not said[-1].endswith(("m", "h"))
    return "".join(said)


def _syllable(base: str, subscripts: str, shift: str, vowels: str) -> str:
    letters = base + subscripts.replace("្", "")
    onset = "".join(_FIRST.get(sign, _SECOND.get(sign, "")) for sign in letters)
    if letters[0] == "ប" and shift == "៉":
        onset = "p" + onset[1:]
    series = int(base in _SECOND)
    if shift:
        series = int(shift == "៊")
    pair = _TOGETHER.get(vowels)
    sound = pair[series] if pair else "".join(_VOWELS[sign][series] for sign in vowels if sign in _VOWELS)
    sound = sound or _INHERENT[series]
    return onset + sound


def _closing(base: str) -> str:
    # Final stops are unreleased and voiceless; a final r is silent.
    sound = _FIRST.get(base, _SECOND.get(base, ""))
    return {"b": "p", "d": "t", "r": "", "kh": "k", "th": "t", "ph": "p", "ch": "c", "w": "u", "y": "i"}.get(sound, sound)
