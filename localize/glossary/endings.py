"""How the words of a rendering bend in each target language, as regular expressions over folded text.

Only what keeps a word the same word is let through: number, gender, possession, articles and prepositions written together
with it, linkers and particles. A rendering that does not bend takes nothing after it; what is written in front of an
Arabic word (and, with, to, the) is no bending and always may stand there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final

from localize.glossary.inflect import bent
from localize.glossary.written import composed, written
from localize.language import language

#: wa-, fa-, then bi-, ka-, li-, al- and what they merge to (li + al = lil); sa- is for verbs.
_ARABIC_BEFORE: Final = "[وف]?(?:بال|كال|لل|ال|ب|ك|ل)?"
#: Possessives, plurals and duals; the ta marbuta opens before them. Words of two letters would be found everywhere.
_ARABIC_AFTER: Final = "(?:ي|ك|كم|ه|ها|هم|هن|نا|ون|ين|ان|ات)?"
_ARABIC_SHORT: Final = 3
#: Possessives, then the particles that lean on a word; with or without a hyphen, as in "Sifu-nya".
_MALAY: Final = "(?:-?(?:nya|ku|mu))?(?:-?(?:lah|kah|tah|pun))?"
#: After a vowel the linker is -ng, after n it is -g; 't and 'y are at and ay.
_FILIPINO_VOWEL: Final = "(?:ng|'t|'y)?"
_FILIPINO_N: Final = "(?:g|'t|'y)?"
#: The articles and demonstratives that de, em, a and por are written together with.
_PORTUGUESE_BEFORE: Final = {
    "o": "(?:o|do|no|ao|pelo)", "a": "(?:a|da|na|à|pela)", "os": "(?:os|dos|nos|aos|pelos)",
    "as": "(?:as|das|nas|às|pelas)", "um": "(?:um|num|dum)", "uma": "(?:uma|numa|duma)",
}
_PORTUGUESE_POINTING: Final = re.compile("(?:est|ess|aquel)(?:e|a|es|as)|isto|isso|aquilo|el[ea]s?")
#: The creaky tone makes a Burmese word a possessive: ဆရာ, ဆရာ့.
_CREAKY: Final = "\u1037?"
_LEADING: Final = "เแโใไເແໂໃໄ"
_TRAILING: Final = "ะาำຽະາຳ"

Builder = Callable[[str], str]


@lru_cache(maxsize=8192)
def pattern(form: str, tag: str, *, inflects: bool) -> re.Pattern[str]:
    """Return what finds a rendering in text folded by :func:`localize.glossary.written.written`.

    Args:
        form: As a term base has it.
        tag: Target tag.
        inflects: Whether its words may bend.
    """
    folded = " ".join(written(form, tag).text.split())
    if not folded:
        return re.compile("(?!)")
    if not language(tag).spaces:
        return re.compile(_unspaced(folded, tag, inflects=inflects))
    if tag == "ar":
        return re.compile(rf"(?<!\w){_arabic(form, inflects=inflects)}(?!\w)")
    if tag == "en" and inflects:
        options = "|".join(sorted({_spaced(item) for item in bent(folded)}, key=len, reverse=True))
        return re.compile(rf"(?<!\w)(?:{options})(?:'s|')?(?!\w)")
    build: Builder = _WORDS.get(tag, re.escape) if inflects else re.escape
    if tag in {"id", "ms"} and inflects:  # the particles lean on the last word alone
        return re.compile(rf"(?<!\w){_spaced(folded)}{_MALAY}(?!\w)")
    words = r"\s+".join(build(word) for word in folded.split(" "))
    return re.compile(rf"(?<!\w){words}(?!\w)")


def _unspaced(form: str, tag: str, *, inflects: bool) -> str:
    # Names in Latin script stand in these languages too, and have bounds there.
    before = _BEFORE + ("(?<![a-z0-9])" if form[0].isascii() else "")
    after = _AFTER + ("(?![a-z0-9])" if form[-1].isascii() else "")
    return before + r"\s*".join(re.escape(word) for word in form.split()) + (_CREAKY if tag == "my" and inflects else "") + after


def _spaced(form: str) -> str:
    return r"\s+".join(re.escape(word) for word in form.split())


def _arabic(form: str, *, inflects: bool) -> str:
    words = composed(form).split()
    return r"\s+".join(_ARABIC_BEFORE + _arabic_stem(word, inflects=inflects) for word in words)


def _arabic_stem(word: str, *, inflects: bool) -> str:
    # A word whose own alef has a hamza (ألماس, diamonds) has no article to lose.
    stem = written(word.removeprefix("ال") if len(word) > _ARABIC_SHORT else word, "ar").text
    if not inflects or len(stem) < _ARABIC_SHORT:
        return re.escape(stem)
    if stem.endswith("ه") and composed(word).endswith("ة"):
        return re.escape(stem[:-1]) + f"(?:ه|ت{_ARABIC_AFTER}|ات)"
    return re.escape(stem) + _ARABIC_AFTER


def _filipino(word: str) -> str:
    last = word[-1]
    return re.escape(word) + (_FILIPINO_N if last == "n" else _FILIPINO_VOWEL if last in "aeiou" else "")


def _portuguese(word: str) -> str:
    before = _PORTUGUESE_BEFORE.get(word)
    if before:
        return before
    if _PORTUGUESE_POINTING.fullmatch(word):
        return f"[dn]?{re.escape(word)}" + (f"|à{re.escape(word[1:])}" if word.startswith("aquel") else "")
    return "(?:" + "|".join(sorted({re.escape(item) for item in _portuguese_forms(word)}, key=len, reverse=True)) + ")"


def _portuguese_forms(word: str) -> Iterator[str]:
    """Yield a noun or adjective in both genders and numbers; forms that the word does not have do no harm."""
    yield word
    for ending, others in _PORTUGUESE_ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            stem = word.removesuffix(ending)
            for other in others:
                yield stem + other
                yield _unstressed(stem) + other  # mês, meses; português, portuguesa; sênior, seniores
            return


def _unstressed(stem: str) -> str:
    """Return a stem without the circumflex and acute that a longer ending makes needless; the til stays."""
    parts = unicodedata.normalize("NFD", stem)
    return composed("".join(mark for mark in parts if mark not in "\u0301\u0302"))


_PORTUGUESE_ENDINGS: Final = (
    ("ão", ("ãos", "ões", "ães", "ã", "ãs", "ona", "onas", "oa", "oas")), ("ã", ("ãs", "ão", "ãos")),
    ("ões", ("ão",)), ("ães", ("ão",)),
    ("ês", ("eses", "esa", "esas")), ("or", ("ores", "ora", "oras")), ("ora", ("oras", "or", "ores")),
    ("al", ("ais",)), ("el", ("éis", "eis")), ("ol", ("óis",)), ("il", ("is", "eis")), ("ul", ("uis",)),
    ("m", ("ns",)), ("os", ("o", "a", "as")), ("as", ("a", "o", "os")), ("o", ("os", "a", "as")), ("a", ("as", "o", "os")),
    ("es", ("e", "")), ("e", ("es",)), ("r", ("res", "ra", "ras")), ("z", ("zes",)), ("s", ("ses", "")), ("", ("s",)),
)
_WORDS: Final[dict[str, Builder]] = {"pt-BR": _portuguese, "pt-PT": _portuguese, "fil": _filipino}


def _signs() -> str:
    """Return a class of the signs that continue a syllable in Thai, Lao, Burmese and Khmer."""
    blocks = (range(0xE00, 0xE80), range(0xE80, 0xF00), range(0x1000, 0x10A0), range(0x1780, 0x1800))
    marks = "".join(chr(code) for block in blocks for code in block if unicodedata.category(chr(code)) in {"Mn", "Mc"})
    return f"[{marks}{_TRAILING}]"


# Without spaces a substring is all there is; but it may not begin or end inside a syllable: ที is not in ที่.
_BEFORE: Final = f"(?<![{_LEADING}\u1039\u17d2])"
_AFTER: Final = f"(?!{_signs()})"
