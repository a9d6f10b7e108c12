"""How bad a break is at each place: grammar by language.

Netflix General Requirements (215758617): break after punctuation, before conjunctions and prepositions; never part
article and noun, adjective and noun, first and last name, pronoun and verb, auxiliary and verb. The penalties are
ours; only their order matters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

from localize.breaking import line_breaks
from localize.language import language

SENTENCE: Final = 0.0
CLAUSE: Final = 2.0
BEFORE_LINKER: Final = 4.0
PLAIN: Final = 8.0
NAME: Final = 24.0
GROUP: Final = 27.0
BOUND: Final = 30.0

# Words that hold fast to what follows: articles, possessives, subject pronouns, auxiliaries, negations, classifiers.
_HOLDS_NEXT: Final[dict[str, frozenset[str]]] = {tag: frozenset(words.split()) for tag, words in {
    "en": "a an the my your his her its our their this that these those i you he she we they it is are was were am be "
          "been have has had do does did will would can could shall should may might must not don't didn't won't can't "
          "to of in on at by for with from mr mrs ms dr very so too",
    "id": "yang di ke dari untuk dengan oleh pada akan sedang sudah telah belum tidak tak jangan bukan seorang sebuah aku "
          "kau kamu dia kami kita mereka saya para sang si ini",
    "ms": "yang di ke dari untuk dengan oleh pada akan sedang sudah telah belum tidak tak jangan bukan seorang sebuah aku "
          "kau awak dia kami kita mereka saya para sang si",
    "vi": "của là và thì mà không chưa đã đang sẽ bị được các những một cái con người ở với cho từ đến rất quá tôi anh em "
          "cô hắn nó chúng đừng hãy",
    "fil": "ang ng sa si ni kay mga nang na ay hindi huwag ako ikaw siya kami tayo sila isang",
    "pt-BR": "o a os as um uma uns umas de do da dos das em no na nos nas por para com ao à meu minha seu sua eu você ele "
             "ela nós eles elas não é são está estão foi ser ter tem vai que se me te lhe",
    "ar": "في من إلى على عن مع هل لا لم لن ما قد سوف أن إن هذا هذه ذلك تلك يا كل غير",
}.items()}
_HOLDS_NEXT["pt-PT"] = _HOLDS_NEXT["pt-BR"] | {"tu", "teu", "tua"}

# Conjunctions and prepositions: a good line starts with them.
_LINKERS: Final[dict[str, frozenset[str]]] = {tag: frozenset(words.split()) for tag, words in {
    "en": "and but or because so if when while that who which where before after until unless although than as to for "
          "with from in on at by of about",
    "id": "dan tapi tetapi atau karena jika kalau ketika saat agar supaya sebelum sesudah setelah yang untuk dengan dari di ke",
    "ms": "dan tapi tetapi atau kerana jika kalau apabila ketika supaya sebelum selepas yang untuk dengan dari di ke",
    "vi": "và nhưng hoặc vì nếu khi để rằng mà trước sau với cho từ ở",
    "fil": "at pero ngunit o dahil kung kapag para bago pagkatapos na nang sa",
    "pt-BR": "e mas ou porque se quando enquanto para que antes depois com de em por como",
    "ar": "و أو لكن لأن إذا عندما حتى قبل بعد ثم في من إلى على مع",
}.items()}
_LINKERS["pt-PT"] = _LINKERS["pt-BR"]

_WINDOW: Final = 48
_SENTENCE_END: Final = ".!?…。！？။؟។៕"
_CLAUSE_END: Final = ",;:，；：、،؛၊–—"
_WORD_TRIM: Final = "\"'“”‘’«»()[]-.,!?…:;،؟"


@dataclass(frozen=True, slots=True)
class Opportunity:
    """A place to break: offset in the text, and how bad it is there."""

    at: int
    penalty: float


@lru_cache(maxsize=16)
def _groups(tag: str) -> frozenset[tuple[str, str]]:
    """Return the pairs of syllables that make a word in a language that writes spaces between syllables."""
    file = files("localize.shaping") / "groups" / f"{tag}.txt"
    if not file.is_file():
        return frozenset()
    pairs = (line.split() for line in file.read_text("utf-8").splitlines())
    return frozenset((first, second) for first, second in pairs)


@lru_cache(maxsize=4096)
def opportunities(text: str, tag: str, whole: tuple[str, ...] = ()) -> tuple[Opportunity, ...]:
    """Return the places where a line of a language may break, each with its penalty, in order.

    Args:
        text: What is to be broken.
        tag: Its language.
        whole: Names and terms that a break should not part: dictionaries know no Chinese names in Thai script.
    """
    if whole:
        inside = {at for name in whole for found in re.finditer(re.escape(name), text)
                  for at in range(found.start() + 1, found.end())}
        return tuple(Opportunity(item.at, max(item.penalty, BOUND)) if item.at in inside else item
                     for item in opportunities(text, tag))
    return tuple(Opportunity(at, penalty(text, at, tag)) for at in line_breaks(text, tag) if 0 < at < len(text))


def penalty(text: str, at: int, tag: str) -> float:
    """Return how bad it is to break ``text`` before offset ``at``."""
    # A word or two on either side decide: windows keep the cost of a long text in step with its length.
    before, after = text[max(0, at - _WINDOW):at].rstrip(), text[at:at + _WINDOW].lstrip()
    if not before or not after:
        return BOUND
    if before[-1] in "-\u2010" and before[-2:-1].isalpha() and text[at - 1] in "-\u2010" and after[:1].isalpha():
        # Inside a compound: mother-in-law, buru-buru, magsu-shoot.
        return NAME
    if before[-1] in _SENTENCE_END or (before[-1] in '”»"' and before[-2:-1] in _SENTENCE_END):
        return SENTENCE
    if before[-1] in _CLAUSE_END:
        return CLAUSE
    if not language(tag).spaces:
        # In Thai, Lao and Khmer a written space parts phrases; elsewhere the dictionary parts words.
        return CLAUSE + 1 if text[at - 1].isspace() else PLAIN
    last, first = before.split()[-1].strip(_WORD_TRIM), after.split()[0].strip(_WORD_TRIM)
    if last.lower() in _HOLDS_NEXT.get(tag, ()):
        return BOUND
    if before[-1].isalpha() and (last.lower(), first.lower()) in _groups(tag):
        return GROUP
    if last[:1].isupper() and first[:1].isupper() and len(before.split()) > 1:
        return NAME
    if first.lower() in _LINKERS.get(tag, ()):
        return BEFORE_LINKER
    return PLAIN
