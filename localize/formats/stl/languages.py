"""EBU STL's language codes (EBU Tech 3264, appendix 3) as BCP 47 tags."""

from __future__ import annotations

from typing import Final

_EUROPEAN: Final = (
    "und", "sq", "br", "ca", "hr", "cy", "cs", "da", "de", "en", "es", "eo", "et", "eu", "fo", "fr", "fy", "ga", "gd", "gl",
    "is", "it", "se", "la", "lv", "lb", "lt", "hu", "mt", "nl", "no", "oc", "pl", "pt", "ro", "rm", "sr", "sk", "sl", "fi",
    "sv", "tr", "nl-BE", "wa")
#: From 7F downwards; code 55 (Ruthenian) has no tag.
_OTHERS: Final = (
    "am", "ar", "hy", "as", "az", "bm", "be", "bn", "bg", "my", "zh", "cv", "prs", "ff", "ka", "el", "gu", "gn", "ha", "he",
    "hi", "id", "ja", "kn", "kk", "km", "ko", "lo", "mk", "mg", "ms", "mo", "mr", "nd", "ne", "or", "pap", "fa", "pa", "ps",
    "qu", "ru", "", "sh", "sn", "si", "so", "srn", "sw", "tg", "ta", "tt", "te", "th", "uk", "ur", "uz", "vi", "zu")

LANGUAGES: Final = {f"{number:02X}": tag for number, tag in enumerate(_EUROPEAN)} | {
    f"{0x7F - number:02X}": tag for number, tag in enumerate(_OTHERS) if tag}
"""Code in hexadecimal to language tag."""

_CODES: Final = {tag: code for code, tag in reversed(LANGUAGES.items())}


def code_of(tag: str) -> str:
    """Return the code of a language tag, ``00`` (unknown) where there is none."""
    return _CODES.get(tag) or _CODES.get(tag.split("-", maxsplit=1)[0], "00")
