"""The languages we serve: BCP 47 tag, script, direction, codes in containers, and who voices them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import langcodes

from localize.errors import UnknownLanguage


class Voicing(StrEnum):
    """How well the embedded voice (espeak-ng) can dub a language."""

    DUB = "dub"
    """Intelligible: a dub track."""
    GUIDE = "guide"
    """A guide track for voice actors, never deliverable (lost tones or vowels, borrowed voice)."""
    NONE = "none"
    """No voice: subtitles only, with a finding."""


@dataclass(frozen=True, slots=True)
class Language:
    """One language of the service.

    Attributes:
        tag: BCP 47 tag, as written everywhere inside.
        name: English name.
        native: Name in itself.
        script: ISO 15924 code.
        rtl: Whether it runs from right to left.
        iso639_2: The ISO 639-2/T code that MP4 carries.
        voice: espeak-ng voice, or empty.
        voicing: What that voice is good for.
        spaces: Whether words are separated by spaces.
        base: The translation base it belongs to, or empty for a source language only.
    """

    tag: str
    name: str
    native: str
    script: str
    iso639_2: str
    voice: str
    voicing: Voicing
    base: str
    rtl: bool = False
    spaces: bool = True

    def __str__(self) -> str:
        """Return the tag."""
        return self.tag


# Voices and their limits: reference/media-and-models.md, "Text to speech" (espeak-ng 1.51/1.52 has none for
# fil, km, lo; Thai loses tones and Burmese vowels). fil borrows the Malay voice after respelling; km and lo are written
# for an Indonesian and a Thai one, guides only (engines/espeak_guide.py). Mandarin is
# cmn-latn-pinyin: under plain cmn, 1.51 (Debian 12) reads each character's pinyin as English letters and a number.
_ALL: Final = (
    Language("zh", "Chinese (Mandarin)", "中文", "Hans", "zho", "cmn-latn-pinyin", Voicing.DUB, "", spaces=False),
    Language("yue", "Cantonese", "粵語", "Hant", "yue", "yue", Voicing.DUB, "", spaces=False),
    Language("en", "English", "English", "Latn", "eng", "en-us", Voicing.DUB, "huangpu"),
    Language("id", "Indonesian", "Bahasa Indonesia", "Latn", "ind", "id", Voicing.DUB, "huangpu"),
    Language("ms", "Malay", "Bahasa Melayu", "Latn", "msa", "ms", Voicing.DUB, "huangpu"),
    Language("vi", "Vietnamese", "Tiếng Việt", "Latn", "vie", "vi", Voicing.DUB, "huangpu"),
    Language("th", "Thai", "ไทย", "Thai", "tha", "th", Voicing.GUIDE, "huangpu", spaces=False),
    Language("fil", "Filipino", "Filipino", "Latn", "fil", "ms", Voicing.DUB, "huangpu"),
    Language("my", "Burmese", "မြန်မာ", "Mymr", "mya", "my", Voicing.GUIDE, "huangpu", spaces=False),
    Language("km", "Khmer", "ខ្មែរ", "Khmr", "khm", "id", Voicing.GUIDE, "huangpu", spaces=False),
    Language("lo", "Lao", "ລາວ", "Laoo", "lao", "th", Voicing.GUIDE, "huangpu", spaces=False),
    Language("pt-BR", "Portuguese (Brazil)", "Português (Brasil)", "Latn", "por", "pt-br", Voicing.DUB, "nansha"),
    Language("pt-PT", "Portuguese (Portugal)", "Português (Portugal)", "Latn", "por", "pt", Voicing.DUB, "nansha"),
    Language("ar", "Arabic", "العربية", "Arab", "ara", "ar", Voicing.DUB, "nansha", rtl=True),
)
_BY_TAG: Final = {language.tag.lower(): language for language in _ALL}

SOURCES: Final[tuple[Language, ...]] = tuple(_BY_TAG[tag] for tag in ("zh", "yue", "en"))
"""Languages of masters."""

TARGETS: Final[tuple[Language, ...]] = tuple(language for language in _ALL if language.base)
"""Languages we deliver, in the order of the bases."""

BASES: Final[tuple[str, ...]] = ("huangpu", "nansha")
"""The translation bases: a table from language to worker queue, nothing more."""


def language(tag: str) -> Language:
    """Return the language of a tag, in any case and with the usual synonyms (``zh-CN``, ``tl``, ``pt-br``).

    Raises:
        UnknownLanguage: If the tag is not BCP 47, or names a language we do not serve.
    """
    found = _BY_TAG.get(tag.strip().replace("_", "-").lower())
    if found is not None:
        return found
    try:
        parsed = langcodes.Language.get(tag.strip())
    except (ValueError, LookupError) as error:
        raise UnknownLanguage(f"{tag!r} is no language tag", field="language", hint=_known()) from error
    primary = {"tl": "fil", "cmn": "zh", "zsm": "ms", "pt": "pt-BR"}.get(parsed.language or "", parsed.language or "")
    if primary == "zh" and parsed.territory in {"HK", "MO"}:
        primary = "yue"
    if primary in _BY_TAG:
        return _BY_TAG[primary]
    if primary.lower() in _BY_TAG:
        return _BY_TAG[primary.lower()]
    raise UnknownLanguage(f"{tag!r} is not a language we serve", field="language", hint=_known())


def target(tag: str) -> Language:
    """Return the target language of a tag.

    Raises:
        UnknownLanguage: If it is unknown, or only a source language.
    """
    found = language(tag)
    if found not in TARGETS:
        raise UnknownLanguage(f"{tag!r} is not a target language", field="language", hint=_known())
    return found


def source(tag: str) -> Language:
    """Return the source language of a tag.

    Raises:
        UnknownLanguage: If it is unknown, or only a target language.
    """
    found = language(tag)
    if found not in SOURCES:
        raise UnknownLanguage(f"{tag!r} is not a source language", field="language", hint="one of zh, yue, en")
    return found


def _known() -> str:
    return "sources: zh, yue, en; targets: " + ", ".join(item.tag for item in _ALL if item.base)
