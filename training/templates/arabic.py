"""Arabic verb phrases, undiacritised: prefixes, object suffixes, attached prepositions."""

from __future__ import annotations

import functools
from dataclasses import dataclass

_PREFIX = {"1": "أ", "2": "ت", "3": "ي", "3f": "ت", "4": "ن", "5": "ت", "6": "ي"}


def _plural(verb: str, rest: str) -> tuple[str, str]:
    """Put the plural ending of the subjunctive on: تنسى = تنسوا, and with a suffix تنسوه."""
    stem = verb[:-1] if verb[-1] in "يىو" else verb
    return stem + ("و" if rest.startswith("~") else "وا"), rest


def _join(verb: str, rest: str) -> str:
    if rest.startswith("~"):
        suffix, _, tail = rest[1:].partition(" ")
        stem = verb[:-1] + "ا" if verb.endswith("ى") else verb
        return f"{stem}{suffix} {tail}".strip()
    return f"{verb} {rest}".strip()


@dataclass(frozen=True, slots=True)
class Phrase:
    """Imperfect stem, past 3sg, imperative, jussive stem, past 1sg, and what follows."""

    stem: str
    past: str
    imperative: str
    jussive: str
    first: str
    rest: str

    def form(self, name: str) -> str:
        """Inflect: ``1 2 3 3f 4 5 6`` imperfect (5, 6: you, they, subjunctive), ``j1``... jussive, ``p1 p2 p3 p3f`` past, ``i``."""
        if name == "i":
            return _join(self.imperative, self.rest)
        if name in {"p1", "p2"}:
            return _join(self.first, self.rest)
        if name == "p3":
            return _join(self.past, self.rest)
        if name == "p3f":
            feminine = self.past.removesuffix("ى")
            return _join(feminine + "ت", self.rest)
        stem = self.jussive if name.startswith("j") else self.stem
        prefix = _PREFIX[name.removeprefix("j")]
        word = "آ" + stem[1:] if prefix == "أ" and stem.startswith("أ") else prefix + stem
        if name in {"5", "6"}:
            return _join(*_plural(word, self.rest))
        return _join(word, self.rest)


@functools.cache
def parse(cell: str) -> Phrase:
    """Read ``stem,past,imperative[,jussive[,past1]];rest``; omitted parts are regular."""
    head, _, rest = cell.partition(";")
    parts = head.split(",")
    stem, past, imperative = parts[:3]
    jussive = parts[3] if len(parts) > 3 and parts[3] else stem
    first = parts[4] if len(parts) > 4 else past + "ت"
    return Phrase(stem, past, imperative, jussive, first, rest)


def attach(letter: str, noun: str) -> str:
    """Attach ``ل``, ``ب`` or the like: ل + المدير = للمدير."""
    if letter == "ل" and noun.startswith("ال"):
        return "لل" + noun[2:]
    return letter + (" " if noun.startswith("{") else "") + noun


def definite(noun: str) -> str:
    """Put the article on a one-word noun; a noun already definite stays."""
    return noun if noun.startswith("ال") else "ال" + noun


def owned(noun: str, suffix: str) -> str:
    """Attach a possessive suffix to a one-word noun: سيارة + ي = سيارتي."""
    stem = noun[:-1] + "ت" if noun.endswith("ة") else noun
    return stem + suffix


# Words whose last letter comes back before the accusative ending.
_DEFECTIVE = {"قاس": "قاسيا", "راض": "راضيا", "محام": "محاميا", "بريء": "بريئا"}


def accusative(phrase: str) -> str:
    """Write an indefinite phrase as an object or after ``ليس``: شخص طيب = شخصا طيبا."""

    def word(noun: str) -> str:
        if noun in _DEFECTIVE:
            return _DEFECTIVE[noun]
        return noun if noun.endswith(("ة", "ى", "ا", "ء", "ات")) or noun == "بأمان" else noun + "ا"

    return phrase if " ال" in phrase else " ".join(map(word, phrase.split()))
