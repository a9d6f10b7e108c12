"""Published translation models behind the Translator Protocol: M2M100, NLLB, Marian and MADLAD-400 by CTranslate2.

A folder is what ``localize models pull`` leaves: CTranslate2's files, the model's own sentencepiece files, and
``localize.json`` with the family. Each family says in its own way what language is wanted; the shared vocabulary is
checked for those tokens when the model loads, because a converter that loses them leaves a model that answers in any
language it likes (reference, "Machine translation").
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import ctranslate2
import sentencepiece

from localize.device import choose, halving
from localize.engine import Hint, Hypothesis, Identity, TranslationRequest
from localize.errors import EngineError, EngineUnavailable, UnknownLanguage

_END: Final = "</s>"
_BEAM: Final = 5
_LONGEST: Final = 256
#: A placeholder a model may copy: letters and digits that no vocabulary holds as one word.
_PLACEHOLDER: Final = "XQ{}Z"

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
           lambda pieces, source, _: [f"__{source}__", *pieces, _END], lambda code: [f"__{code}__"], "__{}__".format),
    Family("nllb", _NLLB, "sentencepiece.bpe.model", "sentencepiece.bpe.model",
           lambda pieces, source, _: [source, *pieces, _END], lambda code: [code], "{}".format),
    Family("marian", {}, "source.spm", "target.spm",
           lambda pieces, _, target: [*([target] if target else []), *pieces, _END], lambda _: [], "{}".format),
    Family("madlad", _MADLAD, "spiece.model", "spiece.model",
           lambda pieces, _, target: [f"<2{target}>", *pieces, _END], lambda _: [], "<2{}>".format),
)}


class Seq2Seq:
    """A converted translation model.

    Args:
        folder: Holds the model, its sentencepiece files and ``localize.json``.
        identity: Of the model.
        device: ``auto``, ``cpu`` or ``cuda``.
        batch: Tokens in a batch on a GPU; halved when its memory runs out.

    Weights load at first use. Safe to share between threads.
    """

    def __init__(self, folder: Path, identity: Identity, *, device: str = "auto", batch: int = 8192) -> None:
        self._folder, self._given, self._device, self._batch = folder, identity, device, batch
        self._lock = threading.Lock()
        self._model: Any = None
        self._follows: bool | None = None
        try:
            told = json.loads((folder / "localize.json").read_text("utf-8"))
            self._family = FAMILIES[told["family"]]
        except (OSError, ValueError, KeyError) as error:
            raise EngineUnavailable(f"{folder.name} is no converted translation model: {error}", field="models",
                                    hint="localize models pull NAME makes one") from error
        self._codes: Mapping[str, str] = told.get("codes") or self._family.codes

    @property
    def identity(self) -> Identity:
        """Engine and weights."""
        return self._given

    @property
    def follows_hints(self) -> bool:
        """Whether the model was found to copy a placeholder into another language; tried once, at first use."""
        if self._follows is None:
            self._follows = self._probe()
        return self._follows

    def translate(self, requests: Sequence[TranslationRequest]) -> tuple[tuple[Hypothesis, ...], ...]:
        """Return for each request its renderings, best first; one call decodes all.

        Raises:
            UnknownLanguage: If the model does not know a language.
            EngineError: If decoding fails.
        """
        if not requests:
            return ()
        codes = [(self._code(request.source, "source"), self._code(request.target, "target")) for request in requests]
        self._load()
        sources = [self._family.source(self._pieces(self._marked(request)), *pair)
                   for request, pair in zip(requests, codes, strict=True)]
        prefixes = [self._family.prefix(target) for _, target in codes]
        wanted = max(request.hypotheses for request in requests)
        results = self._decode(sources, prefixes if any(prefixes) else None, wanted)
        return tuple(self._hypotheses(request, result, len(prefix))
                     for request, result, prefix in zip(requests, results, prefixes, strict=True))

    def _code(self, tag: str, field: str) -> str:
        if tag not in self._codes:
            raise UnknownLanguage(f"{self._given.name} does not know {tag!r}", field=field,
                                  hint="it knows " + ", ".join(sorted(self._codes)))
        return self._codes[tag]

    def _load(self) -> None:
        with self._lock:
            if self._model is not None:
                return
            chosen = choose(self._device)
            try:
                self._source = sentencepiece.SentencePieceProcessor(model_file=str(self._folder / self._family.source_piece))
                self._target = sentencepiece.SentencePieceProcessor(model_file=str(self._folder / self._family.target_piece))
                model = ctranslate2.Translator(str(self._folder), device=chosen.device, compute_type=chosen.compute_type,
                                               inter_threads=chosen.workers, intra_threads=chosen.threads)
            except (OSError, RuntimeError, ValueError) as error:
                raise EngineUnavailable(f"{self._given.name} cannot be loaded: {error}", field="models",
                                        hint="localize models verify says whether its files are whole") from error
            self._check_vocabulary()
            self._model = model

    def _check_vocabulary(self) -> None:
        names = ("shared_vocabulary.json", "source_vocabulary.json", "shared_vocabulary.txt")
        path = next((self._folder / name for name in names if (self._folder / name).is_file()), None)
        if path is None:
            raise EngineUnavailable(f"{self._given.name} has no vocabulary", field="models")
        text = path.read_text("utf-8")
        known = set(json.loads(text) if path.suffix == ".json" else text.splitlines())
        missing = sorted({self._family.needed(code) for code in self._codes.values() if code} - known)
        if missing:
            raise EngineUnavailable(f"{self._given.name} lost its language tokens in conversion ({', '.join(missing[:4])})",
                                    field="models", hint="pull and convert it again")

    def _pieces(self, text: str) -> list[str]:
        return list(self._source.encode(text, out_type=str))

    def _marked(self, request: TranslationRequest) -> str:
        """Return the text with each hinted span as a placeholder, for models found to copy them."""
        if not request.hints or self._follows is False:
            return request.text
        text, at, out = request.text, 0, []
        for number, hint in enumerate(request.hints):
            out += [text[at:hint.begin], _PLACEHOLDER.format(number)]
            at = hint.end
        return "".join([*out, text[at:]])

    def _decode(self, sources: list[list[str]], prefixes: list[list[str]] | None, hypotheses: int) -> list[Any]:
        def once(batch: int) -> list[Any]:
            return list(self._model.translate_batch(
                sources, target_prefix=prefixes, beam_size=max(_BEAM, hypotheses), num_hypotheses=hypotheses,
                max_batch_size=batch, batch_type="tokens", max_decoding_length=_LONGEST, return_scores=True,
                disable_unk=True))

        try:
            return halving(once, self._batch)
        except (RuntimeError, ValueError) as error:
            raise EngineError(f"{self._given.name} failed: {error}") from error

    def _hypotheses(self, request: TranslationRequest, result: Any, skip: int) -> tuple[Hypothesis, ...]:
        found: dict[str, float] = {}
        for tokens, score in zip(result.hypotheses, result.scores, strict=True):
            text = self._target.decode([token for token in tokens[skip:] if token != _END])
            found.setdefault(_filled(text, request.hints), float(score))
        return tuple(Hypothesis(text, score) for text, score in found.items())[:request.hypotheses]

    def _probe(self) -> bool:
        """Try two sentences with a placeholder in two languages: all four must hold it once, unchanged."""
        source = next((tag for tag in ("zh", "en", "yue") if tag in self._codes), "")
        targets = [tag for tag in ("en", "id", "vi", "pt-BR") if tag in self._codes and tag != source][:2]
        if not source or not targets:
            return False
        token = _PLACEHOLDER.format(0)
        texts = (f"{token}来了。", f"我在等{token}。") if source != "en" else (f"{token} is here.", f"I am waiting for {token}.")
        self._follows = False
        answers = self.translate([TranslationRequest(text, source, tag) for tag in targets for text in texts])
        return all(answer and answer[0].text.count(token) == 1 for answer in answers)


def is_seq2seq(folder: Path) -> bool:
    """Return whether a folder's ``localize.json`` names one of these families; decoder-only models do not."""
    try:
        return bool(json.loads((folder / "localize.json").read_text("utf-8")).get("family") != "qwen3")
    except (OSError, ValueError):
        return True  # Seq2Seq itself says what is wrong


def _filled(text: str, hints: Sequence[Hint]) -> str:
    for number, hint in enumerate(hints):
        text = text.replace(_PLACEHOLDER.format(number), hint.rendering)
    return text

