"""How the starter translation model reads and writes text.

Reading: Chinese and Cantonese become simplified characters, one token each; everything else is
lowercased and cut by a SentencePiece model of English. Writing: the target side has no model at
run time, its pieces are joined and ``▁`` is a space. Copy symbols are single tokens on both
sides (see :mod:`training.translation.symbols` for what they mean).
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Collection, Sequence
from typing import Final

import opencc
import sentencepiece

SPACE: Final = "▁"
UNKNOWN: Final = "<unk>"
SYMBOL: Final = re.compile(r"<[npt][1-4]>|</>")
CASED: Final = frozenset(("en", "id", "ms", "vi", "fil", "pt-BR", "pt-PT"))
_MARKS: Final = str.maketrans({"。": ".", "、": ",", "「": '"', "」": '"', "『": '"', "』": '"'})
_START: Final = re.compile(r"""((?:^|[.!?]["']? +)["'(]*)(?!I\b)([^\W\d_])""")
_HAN: Final = re.compile(r"([\u2e80-\u2fdf\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])")


@functools.cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@functools.lru_cache(maxsize=1 << 14)
def simplify(text: str) -> str:
    """Return text composed (NFKC), trimmed, and in simplified script."""
    composed = unicodedata.normalize("NFKC", text).strip().translate(_MARKS)
    return str(_converter().convert(composed))


def lower_starts(language: str, text: str) -> str:
    """Return text whose sentences begin in lower case, so that a word has one form to learn."""
    if language not in CASED:
        return text
    return _START.sub(lambda m: m[1] + m[2].lower(), text)


def raise_starts(language: str, text: str) -> str:
    """Return text whose sentences begin with a capital: what :func:`lower_starts` took away."""
    if language not in CASED:
        return text
    return _START.sub(lambda m: m[1] + m[2].upper(), text)


class SourceText:
    """Cuts a source line into the tokens of the model's source vocabulary."""

    def __init__(self, pieces: bytes, vocabulary: Collection[str]) -> None:
        """Keep the vocabulary.

        Args:
            pieces: Serialised SentencePiece model for what is not Chinese.
            vocabulary: Every source token that the model knows.
        """
        self._pieces = sentencepiece.SentencePieceProcessor(model_proto=pieces)
        self._known = frozenset(vocabulary)

    def tokens(self, text: str, *, sample: bool = False) -> list[str]:
        """Return the tokens of a normalised line; what the model never saw is ``<unk>``.

        Args:
            text: A line, copy symbols in place, simplified where Chinese.
            sample: Draw among segmentations (training only).
        """
        found: list[str] = []
        end = 0
        for match in SYMBOL.finditer(text):
            found += self._plain(text[end : match.start()], sample=sample)
            found.append(match.group())
            end = match.end()
        found += self._plain(text[end:], sample=sample)
        return [token if token in self._known else UNKNOWN for token in found]

    def _plain(self, text: str, *, sample: bool) -> list[str]:
        found: list[str] = []
        for part in _HAN.split(text.lower()):
            if not part or part.isspace():
                continue
            if _HAN.fullmatch(part):
                found.append(part)
            elif sample:
                found += self._pieces.encode(part.strip(), out_type=str, enable_sampling=True, alpha=0.1)
            else:
                found += self._pieces.encode(part.strip(), out_type=str)
        return found


class TargetText:
    """Spells target text with the tokens there are: the fewest, and of equally few those with the longest first.

    The segmentation the model was trained with is not shipped, so a word may be spelled otherwise than it was learned.
    """

    def __init__(self, vocabulary: Collection[str]) -> None:
        """Keep the vocabulary, every target token that the model knows; symbols and marks spell nothing."""
        self._known = frozenset(token for token in vocabulary if not (token.startswith("<") and token.endswith(">")))
        self._longest = max(map(len, self._known), default=0)

    def tokens(self, text: str) -> tuple[str, ...]:
        """Return the tokens of a text in NFC, or none if some character has no token."""
        spelled = unicodedata.normalize("NFC", text).replace(" ", SPACE)
        best: list[tuple[str, ...] | None] = [*[None] * len(spelled), ()]
        for begin in range(len(spelled) - 1, -1, -1):
            for end in range(min(len(spelled), begin + self._longest), begin, -1):
                rest, piece = best[end], spelled[begin:end]
                here = best[begin]
                if rest is not None and piece in self._known and (here is None or len(rest) + 1 < len(here)):
                    best[begin] = (piece, *rest)
        return best[0] or ()


def join(tokens: Sequence[str]) -> str:
    """Return the text that target tokens spell."""
    return "".join(tokens).replace(SPACE, " ").strip()
