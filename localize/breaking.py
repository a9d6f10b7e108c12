"""Where text may break, and how wide it is: graphemes, words and lines, by ICU's rules and dictionaries."""

from __future__ import annotations

from functools import lru_cache

from icu4py.breakers import CharacterBreaker, LineBreaker, WordBreaker


@lru_cache(maxsize=8192)
def graphemes(text: str) -> tuple[str, ...]:
    """Return the grapheme clusters of ``text`` (UAX #29): what a reader counts as characters."""
    return tuple(CharacterBreaker(text, "en"))


def width(text: str) -> int:
    """Return the length of a line in grapheme clusters, as subtitle rules count it.

    Thai, Lao, Khmer and Burmese marks take no column; zero-width characters and bidi controls neither.
    """
    if text.isascii():
        return len(text)
    return _wide(text)


@lru_cache(maxsize=65536)
def _wide(text: str) -> int:
    return len(graphemes(text.translate(_INVISIBLE)))


def line_breaks(text: str, language: str) -> tuple[int, ...]:
    """Return the offsets at which a line may break (UAX #14; dictionaries for th, lo, my, km), the end left out."""
    return _offsets(tuple(LineBreaker(text, language)))[:-1]


def word_breaks(text: str, language: str) -> tuple[int, ...]:
    """Return the offsets between words (UAX #29; dictionaries for th, lo, my, km), the end left out."""
    return _offsets(tuple(WordBreaker(text, language)))[:-1]


def _offsets(pieces: tuple[str, ...]) -> tuple[int, ...]:
    offsets = []
    at = 0
    for piece in pieces:
        at += len(piece)
        offsets.append(at)
    return tuple(offsets)


_INVISIBLE = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0x2066, 0x2067, 0x2068, 0x2069, 0x202A,
                            0x202B, 0x202C, 0x202D, 0x202E, 0xFEFF))
