"""The families of translation models, and how each is spoken to.

Each says in its own way what language is wanted; the vocabulary is checked for those tokens when a model loads, because a
converter that loses them leaves a model that answers in any language it likes (reference, "Machine translation").
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

END: Final = "</s>"
"""The token that ends a line, on both sides."""

_M2M: Final = {"zh": "zh", "en": "en", "id": "id", "ms": "ms", "vi": "vi", "th": "th", "fil": "tl", "my": "my", "km": "km",
               "lo": "lo", "pt-BR": "pt", "pt-PT": "pt", "ar": "ar"}
_NLLB: Final = {"zh": "zho_Hans", "yue": "yue_Hant", "en": "eng_Latn", "id": "ind_Latn", "ms": "zsm_Latn", "vi": "vie_Latn",
                "th": "tha_Thai", "fil": "tgl_Latn", "my": "mya_Mymr", "km": "khm_Khmr", "lo": "lao_Laoo",
                "pt-BR": "por_Latn", "pt-PT": "por_Latn", "ar": "arb_Arab"}
_MADLAD: Final = {"zh": "zh", "yue": "yue", "en": "en", "id": "id", "ms": "ms", "vi": "vi", "th": "th", "fil": "fil",
                  "my": "my", "km": "km", "lo": "lo", "pt-BR": "pt", "pt-PT": "pt", "ar": "ar"}


@dataclass(frozen=True, slots=True)
class Family:
    """How a family of models is spoken to.

    Attributes:
        name: ``m2m100 nllb marian madlad``.
        codes: Our tags to the family's; Marian models have a pair each, written in ``localize.json``.
        source_piece: Name of the sentencepiece model for sources.
        target_piece: Name of the one for targets.
        source: Pieces and the two codes to source tokens.
        prefix: The target's code to the tokens decoding begins with.
        needed: A code to the token that the vocabulary must hold for it.
    """

    name: str
    codes: Mapping[str, str]
    source_piece: str
    target_piece: str
    source: Callable[[list[str], str, str], list[str]]
    prefix: Callable[[str], list[str]]
    needed: Callable[[str], str]


FAMILIES: Final[Mapping[str, Family]] = {family.name: family for family in (
    Family("m2m100", _M2M, "sentencepiece.bpe.model", "sentencepiece.bpe.model",
           lambda pieces, source, _: [f"__{source}__", *pieces, END], lambda code: [f"__{code}__"], "__{}__".format),
    Family("nllb", _NLLB, "sentencepiece.bpe.model", "sentencepiece.bpe.model",
           lambda pieces, source, _: [source, *pieces, END], lambda code: [code], "{}".format),
    Family("marian", {}, "source.spm", "target.spm",
           lambda pieces, _, target: [*([target] if target else []), *pieces, END], lambda _: [], "{}".format),
    Family("madlad", _MADLAD, "spiece.model", "spiece.model",
           lambda pieces, _, target: [f"<2{target}>", *pieces, END], lambda _: [], "<2{}>".format),
)}
