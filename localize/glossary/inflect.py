"""English words as they bend: what a line may hold where a term base gives the dictionary form.

A source form is a noun unless it is written as an infinitive (``to pay respects``), as dictionaries do; so ``master``
matches *masters* but not *mastered*, and ``to master`` matches *masters, mastered, mastering*. Possessives need no form of
their own: an apostrophe ends a word.
"""

from __future__ import annotations

from typing import Final

# Nouns of dialogue and drama whose plural no rule gives; compounds end alike (godchild, policewoman).
_PLURALS: Final = {
    "man": "men", "woman": "women", "child": "children", "person": "people", "foot": "feet", "tooth": "teeth",
    "goose": "geese", "mouse": "mice", "ox": "oxen", "wife": "wives", "knife": "knives", "life": "lives", "leaf": "leaves",
    "thief": "thieves", "wolf": "wolves", "half": "halves", "self": "selves", "shelf": "shelves", "loaf": "loaves",
    "scarf": "scarves", "elf": "elves", "calf": "calves", "hero": "heroes", "echo": "echoes", "potato": "potatoes",
    "tomato": "tomatoes", "crisis": "crises", "oasis": "oases", "basis": "bases",
}
_REGULAR: Final = ("human", "roman", "german", "norman", "shaman", "talisman", "ottoman", "mongoose")
# Past tense and participle of the verbs that dialogue uses most.
_VERBS: Final = {
    "be": "am is are was were been being", "have": "has had having", "do": "does did done doing", "go": "goes went gone going",
    "say": "said", "make": "made", "get": "got gotten", "take": "took taken", "come": "came", "see": "saw seen",
    "know": "knew known", "give": "gave given", "find": "found", "tell": "told", "leave": "left", "feel": "felt",
    "bring": "brought", "begin": "began begun", "keep": "kept", "hold": "held", "write": "wrote written", "stand": "stood",
    "hear": "heard", "mean": "meant", "meet": "met", "run": "ran", "pay": "paid", "sit": "sat", "speak": "spoke spoken",
    "lie": "lay lain lied lying", "lead": "led", "grow": "grew grown", "lose": "lost", "fall": "fell fallen", "send": "sent",
    "build": "built", "understand": "understood", "draw": "drew drawn", "break": "broke broken", "spend": "spent",
    "rise": "rose risen", "drive": "drove driven", "buy": "bought", "wear": "wore worn", "choose": "chose chosen",
    "eat": "ate eaten", "drink": "drank drunk", "fight": "fought", "throw": "threw thrown", "catch": "caught",
    "teach": "taught", "win": "won", "forget": "forgot forgotten", "sing": "sang sung", "fly": "flew flown",
    "ride": "rode ridden", "steal": "stole stolen", "swear": "swore sworn", "strike": "struck", "kneel": "knelt",
    "die": "died dying", "tie": "tied tying", "sell": "sold", "sleep": "slept", "think": "thought", "seek": "sought",
    "burn": "burnt", "shoot": "shot", "swing": "swung", "hide": "hid hidden", "bite": "bit bitten", "weep": "wept",
}
_UNCHANGED: Final = frozenset({"put", "let", "cut", "set", "hit", "cost", "hurt", "shut", "cast", "bet", "quit", "spread"})
_SIBILANT: Final = ("s", "x", "z", "ch", "sh")
_VOWELS: Final = frozenset("aeiou")


def bent(form: str) -> tuple[str, ...]:
    """Return a source form and the ways it bends, itself first; a form that is not English words comes back alone."""
    words = form.split(" ")
    if not _is_word(words[-1]):
        return (form,)
    if words[0].lower() == "to" and len(words) > 1 and _is_word(words[1]):
        rest = words[2:]
        return tuple(" ".join((verb, *rest)) for verb in (words[1], *_verb_forms(words[1])))
    head = _head(words)
    made = [form, " ".join((*words[:head], _plural(words[head]), *words[head + 1:]))]
    if words[-1].lower().endswith("-in-law"):
        first, _, law = words[-1].partition("-")
        made.append(" ".join((*words[:-1], f"{_plural(first)}-{law}")))
    return tuple(dict.fromkeys(made))


def _is_word(word: str) -> bool:
    return word.isascii() and word[-1:].isalpha()


def _head(words: list[str]) -> int:
    """Return the index of the noun that takes the plural: before *of*, else the last."""
    lowered = [word.lower() for word in words]
    at = lowered.index("of") if "of" in lowered else 0
    return at - 1 if at > 0 and _is_word(words[at - 1]) else len(words) - 1


def _plural(word: str) -> str:
    low = word.lower()
    if not low.endswith(_REGULAR):
        for single, plural in _PLURALS.items():
            if low.endswith(single) and (len(low) == len(single) or len(single) > 2):
                return word[:len(word) - len(single)] + plural
    return _with_s(word)


def _with_s(word: str) -> str:
    low = word.lower()
    if low.endswith("y") and low[-2:-1] not in _VOWELS and len(low) > 1:
        return word[:-1] + "ies"
    return word + ("es" if low.endswith(_SIBILANT) else "s")


def _verb_forms(word: str) -> tuple[str, ...]:
    low = word.lower()
    stem = word[:-1] if low.endswith("e") and not low.endswith(("ee", "oe", "ye")) else _doubled(word)
    past = word + "d" if low.endswith("e") else word[:-1] + "ied" if low.endswith("y") and low[-2:-1] not in _VOWELS else stem + "ed"
    irregular = _VERBS.get(low, "").split()
    regular = [_with_s(word), stem + "ing"]
    return tuple(dict.fromkeys([*irregular, *regular, *([] if irregular or low in _UNCHANGED else [past])]))


def _doubled(word: str) -> str:
    """Return the stem that takes -ed and -ing: the last consonant twice after a single vowel in a word of one syllable."""
    low = word.lower()
    short = sum(letter in _VOWELS for letter in low) == 1
    return word + word[-1] if short and len(low) > 2 and low[-2] in _VOWELS and low[-1] not in "aeiouwxy" else word
