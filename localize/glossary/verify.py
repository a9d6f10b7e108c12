"""Whether a translated line holds a term's rendering, by the ways each language bends words."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from localize.glossary.term import Rendering
from localize.language import language

# Alef forms, final ya and ta marbuta are written either way in practice; marks and tatweel carry no letters.
_ARABIC_LETTERS: Final = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ـ": None})
_ARABIC_MARKS: Final = re.compile("[\u0610-\u061a\u064b-\u065f\u0670]")
#: Proclitics: wa-, fa-, bi-, ka-, li-, al- and what they merge to (li + al = lil).
_ARABIC_BEFORE: Final = "(?:[وف]?(?:بال|كال|لل|ال|ب|ك|ل)?)"
_SUFFIX: Final = {
    "id": "(?:-?nya|-?lah|-?kah|-?pun|-?ku|-?mu)?", "ms": "(?:-?nya|-?lah|-?kah|-?pun|-?ku|-?mu)?",
    "fil": "(?:ng|g)?", "en": "(?:'s|’s|es|s|'|’)?", "pt-BR": "(?:es|s)?", "pt-PT": "(?:es|s)?", "vi": "",
}


def found(line: str, rendering: Rendering, tag: str) -> str:
    """Return the allowed rendering that stands in ``line``, or an empty string.

    A forbidden rendering never counts: where it covers the place of an allowed one, the allowed one is not met.
    """
    held = _normal(line, tag)
    barred = [match.span() for form in rendering.forbidden for match in _pattern(_normal(form, tag), tag).finditer(held)]
    for form in (rendering.preferred, *rendering.allowed):
        if not form:
            continue
        for match in _pattern(_normal(form, tag), tag).finditer(held):
            if not any(begin <= match.start() and match.end() <= end for begin, end in barred):
                return form
    return ""


def forbidden(line: str, rendering: Rendering, tag: str) -> str:
    """Return the first forbidden rendering that stands in ``line``, or an empty string."""
    held = _normal(line, tag)
    for form in rendering.forbidden:
        if _pattern(_normal(form, tag), tag).search(held):
            return form
    return ""


def _normal(text: str, tag: str) -> str:
    if tag == "ar":
        return _ARABIC_MARKS.sub("", unicodedata.normalize("NFKC", text)).translate(_ARABIC_LETTERS)
    text = unicodedata.normalize("NFC", text)
    if tag == "km":
        text = text.replace("ឲ្យ", "ឱ្យ").replace("ម្តា", "ម្ដា")
    return text.casefold().replace("\u200b", "").replace("’", "'")


@lru_cache(maxsize=8192)
def _pattern(form: str, tag: str) -> re.Pattern[str]:
    if tag == "ar":
        bare = form.removeprefix("ال")
        return re.compile(rf"(?<!\w){_ARABIC_BEFORE}{re.escape(bare)}(?!\w)")
    if not language(tag).spaces:
        return re.compile(re.escape(form))  # no spaces between words: substring after NFC is all there is
    words = [re.escape(word) + _inflected(tag) for word in form.split()]
    return re.compile(r"(?<!\w)" + r"\s+".join(words) + r"(?!\w)")


def _inflected(tag: str) -> str:
    return _SUFFIX.get(tag, "")
