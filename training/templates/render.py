"""Write one frame in one language with its slots filled."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from training.templates import arabic, english, filipino, portuguese
from training.templates.lexicon import Entry, Frame

_SLOT = re.compile(r"\[([A-Z])(?:\.(\w+))?(?:@([^\]]*))?\]")
_PRONOUN = re.compile(r"<(?:([A-Z]):)?([^>]+)>")
_AGREE = re.compile(r"\(([^()/]*)/([^()/:]*):([A-Z])\)")
# Words that stand twice where a phrase begins or ends as its frame does: "jom pergi pergi".
_DOUBLED = {
    "zh": re.compile(r"([的了])\1"),
    "yue": re.compile(r"([㗎喇咗])\1"),
    "id": re.compile(r"\b(pergi|tolong) \1\b"),
    "ms": re.compile(r"\b(pergi|tolong) \1\b"),
    "vi": re.compile(r"\b(đi|ra|lại) \1\b"),
}
_LATIN = {"en", "id", "ms", "vi", "fil", "pt-BR", "pt-PT"}

Filling = Mapping[str, Entry]


@dataclass(frozen=True, slots=True)
class _Ask:
    """What a slot asks of its verb: a form, words put after it, and whether its pronoun left."""

    form: str
    between: str
    climbed: bool


def render(frame: Frame, language: str, filling: Filling) -> str:
    """Return the sentence; Latin scripts come back without a capital (see ``capitalise``).

    Raises:
        KeyError: The frame asks for a slot or a form that is not there.
    """
    text = frame.cells[language]
    climbed: set[str] = set()
    if language == "fil":

        def pronoun(match: re.Match[str]) -> str:
            slot = match[1] or "V"
            gone = slot in climbed
            climbed.add(slot)
            phrase = filipino.parse(filling[slot].cells["fil"])
            if match[2] == ".":
                return phrase.clitic
            if match[2].split()[-1] == "si":
                actor = filling["P"].cells["fil"]
                return phrase.actor(match[2].split()[:-1], actor, climbed=gone)
            return phrase.pronouns(match[2])

        text = _PRONOUN.sub(pronoun, text)

    def agree(match: re.Match[str]) -> str:
        return match[2] if _feminine(filling[match[3]], language) else match[1]

    text = _AGREE.sub(agree, text)

    def slot(match: re.Match[str]) -> str:
        entry = filling[match[1]]
        ask = _Ask(match[2] or "", match[3] or "", match[1] in climbed)
        if entry.kind in {"V", "K", "M"}:
            return _verb(entry.cells[language], language, ask, filling)
        if entry.kind in {"A", "B", "J"}:
            return _predicate(entry.cells[language], language, ask.form, filling)
        return _noun(entry, language, ask.form)

    text = _SLOT.sub(slot, text)
    if language.startswith("pt"):
        text = portuguese.tidy(text)
    if language in _DOUBLED:
        text = _DOUBLED[language].sub(r"\1", text)
    return re.sub(r" +", " ", text).strip()


def _feminine(entry: Entry, language: str) -> bool:
    """Whether the entry is feminine: ``f`` in its Portuguese article or Arabic tag."""
    if language == "ar":
        return "F" in entry.tags
    words = entry.cells[language].split()
    return words[0] in {"a", "minha", "sua", "tua"}


def _verb(cell: str, language: str, ask: _Ask, filling: Filling) -> str:
    name = ask.form
    match language:
        case "yue":
            base, _, past = cell.partition("/")
            return past if name == "p" and past else base
        case "en":
            return english.form(cell, name)
        case "id":
            head, space, rest = cell.partition(" ")
            active, _, imperative = head.partition("/")
            return (imperative if name == "i" and imperative else active) + space + rest
        case "my":
            if "_" not in cell:
                return ("မ" if name == "n" else "") + cell
            return cell.replace("_", "မ" if name == "n" else "")
        case "fil":
            return filipino.parse(cell).form(name, ask.between, keep_clitic=not ask.climbed)
        case "pt-BR" | "pt-PT":
            verb, clitic, rest = cell.split(";")
            phrase = portuguese.Phrase(verb, clitic, rest)
            return phrase.form(name, european=language == "pt-PT")
        case "ar":
            if name.endswith("P"):
                name = name[:-1] + ("f" if _feminine(filling["P"], "ar") else "")
            return arabic.parse(cell).form(name)
        case _:
            return cell


def _predicate(cell: str, language: str, name: str, filling: Filling) -> str:
    """Write an adjective or a role: ``f`` feminine, ``P`` as the person, ``n`` negated."""
    if language == "my":
        return cell.replace("_", "မ" if name == "n" else "")
    if language.startswith("pt") or language == "ar":
        masculine, _, feminine = cell.partition("/")
        female = name == "f" or (name.endswith("P") and _feminine(filling["P"], language))
        word = feminine if female and feminine else masculine
        return arabic.accusative(word) if name.startswith("acc") else word
    return cell


def _noun(entry: Entry, language: str, name: str) -> str:
    cell = entry.cells[language]
    if language in {"zh", "yue"}:
        noun, _, classifier = cell.partition("/")
        return classifier if name == "c" else noun
    if not name:
        return cell.partition(" ")[2] if language.startswith("pt") and entry.kind == "T" else cell
    if language == "en" and name == "at":
        return f"{'in' if 'i' in entry.tags else 'at'} the {cell}"
    if language == "en":
        return english.indefinite(cell)
    if language == "fil":
        return filipino.linked(cell) if name == "l" else filipino.marked(cell, name)
    if language.startswith("pt"):
        if name == "m":
            return cell
        return portuguese.contract(name, cell)
    if language == "ar":
        return _arabic_noun(cell, name)
    raise KeyError(f"{language}: no form {name} of {cell}")


def _arabic_noun(cell: str, name: str) -> str:
    if name == "acc":
        return arabic.accusative(cell)
    if name == "d":
        return arabic.definite(cell)
    if name in {"l", "b"}:
        return arabic.attach({"l": "ل", "b": "ب"}[name], cell)
    return arabic.owned(cell, {"my": "ي", "your": "ك", "his": "ه", "her": "ها"}[name])


def capitalise(text: str, language: str) -> str:
    """Put a capital on the first letter, and after a full stop, in Latin scripts."""
    if language not in _LATIN:
        return text
    return re.sub(r"(^|[.!?] )([^\W\d_])", lambda match: match[1] + match[2].upper(), text)
