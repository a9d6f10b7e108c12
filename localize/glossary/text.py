"""What a cell of a term base may hold: the right script, no controls, no formulas."""

from __future__ import annotations

import unicodedata
from typing import Final

from localize.errors import InvalidGlossary
from localize.language import language

_SCRIPT_NAMES: Final = {"Latn": "LATIN", "Thai": "THAI", "Mymr": "MYANMAR", "Khmr": "KHMER", "Laoo": "LAO",
                        "Arab": "ARABIC"}
# Bidi overrides and isolates in a term could turn a whole subtitle around (UAX #9, section 2).
_BIDI: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def check_target(form: str, tag: str, row: int) -> None:
    """Check that a rendering can stand in a subtitle of a language.

    Raises:
        InvalidGlossary: If it holds control or bidi-override characters, or letters of a foreign script only.
    """
    for character in form:
        if unicodedata.category(character) == "Cc" or character in _BIDI:
            raise InvalidGlossary(f"control character U+{ord(character):04X}", row=row, field=tag,
                                  hint="type the text again without it")
    letters = [character for character in form if unicodedata.category(character).startswith("L")]
    wanted = _SCRIPT_NAMES[language(tag).script]
    # Latin names and abbreviations stand in every language; anything else must be the language's own script.
    foreign = [character for character in letters
               if not unicodedata.name(character, "").startswith((wanted, "LATIN", "MODIFIER"))]
    if foreign:
        raise InvalidGlossary(f"{form!r} is not in the script of {tag} ({foreign[0]!r})", row=row, field=tag)


def neutralise(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe goes in front of ``= + - @``."""
    return "'" + cell if cell.startswith((*_FORMULA, "'")) else cell


def restore(cell: str) -> str:
    """Return a cell as it was before :func:`neutralise`."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith((*_FORMULA, "'")) else cell
