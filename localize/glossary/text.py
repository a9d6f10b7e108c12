"""What a cell of a term base may hold: the right script, no controls, no formulas."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from localize.errors import InvalidGlossary
from localize.language import language

_SCRIPT_NAMES: Final = {"Latn": "LATIN", "Thai": "THAI", "Mymr": "MYANMAR", "Khmr": "KHMER", "Laoo": "LAO",
                        "Arab": "ARABIC"}
# Bidi overrides and isolates in a term could turn a whole subtitle around (UAX #9, section 2).
_BIDI: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
# A byte order mark or a replacement character inside a cell is damage that an earlier program did.
_DAMAGE: Final = frozenset("\ufeff\ufffd\ufffe\uffff")
# OWASP, "CSV Injection": what spreadsheets take for the beginning of a formula, full-width forms too.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_ESCAPED: Final = re.compile(r"\\([\\|])")
# Characters that were found good before: a term base has hundreds of thousands of cells, and few different letters.
_PLAIN: Final[set[str]] = set()
_OWN_LETTERS: Final[dict[str, set[str]]] = {}
_PART: Final = re.compile(r"(?:[^|\\]|\\.|\\)+")


def check_text(text: str, column: str, row: int = 0, *, lines: bool = False) -> None:
    """Check that a text can stand in a term base at all.

    Args:
        text: The cell, or one of its forms.
        column: What errors name.
        row: What errors name.
        lines: Whether line breaks and tabs are fine, as in notes.

    Raises:
        InvalidGlossary: If it holds control or bidi-override characters, lone surrogates or damage.
    """
    if _PLAIN.issuperset(text):
        return
    for character in text:
        if character in "\n\t" and lines:
            continue
        if unicodedata.category(character) in {"Cc", "Cs"} or character in _BIDI or character in _DAMAGE:
            raise InvalidGlossary(f"control character U+{ord(character):04X}", row=row, field=column, value=text,
                                  hint="type the text again without it")
        _PLAIN.add(character)


def check_target(form: str, tag: str, row: int = 0) -> None:
    """Check that a rendering can stand in a subtitle of a language.

    Raises:
        InvalidGlossary: If it holds control or bidi-override characters, or letters of a foreign script.
    """
    check_text(form, tag, row)
    script = language(tag).script
    own = _OWN_LETTERS.setdefault(script, set())
    if own.issuperset(form):
        return
    # Latin names and abbreviations stand in every language; anything else must be the language's own script.
    for character in form:
        if (unicodedata.category(character).startswith("L")
                and not unicodedata.name(character, "").startswith((_SCRIPT_NAMES[script], "LATIN", "MODIFIER"))):
            raise InvalidGlossary(f"{form!r} is not in the script of {tag} ({character!r})", row=row, field=tag, value=form,
                                  hint="is the text in another language's column?")
        own.add(character)


def neutralise(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe goes in front of ``= + - @`` and the like."""
    return "'" + cell if cell.startswith((*_FORMULA, "'")) else cell


def restore(cell: str) -> str:
    """Return a cell as it was before :func:`neutralise`."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith((*_FORMULA, "'")) else cell


def join_forms(forms: Iterable[str]) -> str:
    """Return forms as one cell, ``|`` between them; a bar inside a form is written with a backslash in front."""
    return "|".join(form.replace("\\", "\\\\").replace("|", "\\|") for form in forms)


def split_forms(cell: str) -> tuple[str, ...]:
    """Return the forms of a cell, spaces around them gone, empty ones left out."""
    if "\\" not in cell:
        return tuple(filter(None, map(str.strip, cell.split("|"))))
    return tuple(filter(None, (_ESCAPED.sub(r"\1", part).strip() for part in _PART.findall(cell))))
