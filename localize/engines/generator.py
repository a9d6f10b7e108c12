"""Decoder-only language models as translators and condensers: Qwen3 and its like by CTranslate2's Generator.

The line, its neighbours and the wanted renderings stand in the prompt; the answer is its first line. Such models give no
attention, so a term is wanted in words and verified by the caller like any other.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import ctranslate2
import tokenizers

from localize.device import choose, halving
from localize.engine import Hypothesis, Identity, Shortening, TranslationRequest
from localize.errors import EngineError, EngineUnavailable
from localize.language import language

_LONGEST: Final = 160
_CONTEXT: Final = 4
"""Lines before a line that the prompt tells: who is meant by *he* stands there."""
_REWRITINGS: Final = 4
#: Qwen3 thinks aloud between these unless the prompt shows an empty thought (its model card, "enable_thinking").
_THOUGHT: Final = re.compile(r"<think>.*?(</think>|$)", re.DOTALL)
_END: Final = ("<|im_end|>", "<|endoftext|>")


class Generator:
    """A converted decoder-only model that follows instructions (ChatML prompts, as Qwen3 has them).

    Args:
        folder: Holds CTranslate2's files and ``tokenizer.json``.
        identity: Of the model.
        device: ``auto``, ``cpu`` or ``cuda``.
        batch: Lines at a time; halved when memory runs out.

    Weights load at first use. Safe to share between threads.
    """

    def __init__(self, folder: Path, identity: Identity, *, device: str = "auto", batch: int = 16) -> None:
        self._folder, self._given, self._device, self._batch = folder, identity, device, batch
        self._lock = threading.Lock()
        self._model: Any = None

    @property
    def identity(self) -> Identity:
        """Engine and weights."""
        return self._given

    @property
    def follows_hints(self) -> bool:
        """True: the wanted renderings stand in the prompt."""
        return True

    def hinting(self, source: str, target: str) -> str:  # noqa: ARG002 - the same for every pair
        """Return ``prompt``: that is where the wanted renderings stand."""
        return "prompt"

    @property
    def context_lines(self) -> int:
        """How many lines before a line the prompt tells."""
        return _CONTEXT

    def translate(self, requests: Sequence[TranslationRequest]) -> tuple[tuple[Hypothesis, ...], ...]:
        """Return for each request its renderings, best first.

        Raises:
            UnknownLanguage: If a tag is unknown.
            EngineError: If decoding fails.
        """
        if not requests:
            return ()
        found = self._answers([prompt(request) for request in requests], max(request.hypotheses for request in requests))
        return tuple(tuple(Hypothesis(text, score) for text, score in answers.items())[:request.hypotheses]
                     for request, answers in zip(requests, found, strict=True))

    def shorten(self, requests: Sequence[Shortening]) -> tuple[tuple[str, ...], ...]:
        """Return rewritings of each line in fewer words, best first.

        Raises:
            UnknownLanguage: If a tag is unknown.
            EngineError: If decoding fails.
        """
        if not requests:
            return ()
        return tuple(tuple(answers) for answers in self._answers([shorter(request) for request in requests], _REWRITINGS))

    def _answers(self, texts: Sequence[str], wanted: int) -> list[dict[str, float]]:
        """Return for each prompt its different answers with their scores, best first."""
        self._load()
        prompts = [self._tokens(text) for text in texts]

        def once(batch: int) -> list[Any]:
            return list(self._model.generate_batch(
                prompts, max_length=_LONGEST, beam_size=max(1, wanted), num_hypotheses=wanted, max_batch_size=batch,
                include_prompt_in_result=False, return_scores=True, end_token=self._ends))

        try:
            results = halving(once, self._batch)
        except (RuntimeError, ValueError) as error:
            raise EngineError(f"{self._given.name} failed: {error}") from error
        return [self._distinct(result) for result in results]

    def _load(self) -> None:
        with self._lock:
            if self._model is not None:
                return
            chosen = choose(self._device)
            try:
                self._tokenizer = tokenizers.Tokenizer.from_file(str(self._folder / "tokenizer.json"))
                model = ctranslate2.Generator(str(self._folder), device=chosen.device, compute_type=chosen.compute_type,
                                              inter_threads=chosen.workers, intra_threads=chosen.threads)
            except Exception as error:  # tokenizers raises bare Exception for a file that is not there
                raise EngineUnavailable(f"{self._given.name} cannot be loaded: {error}", field="models",
                                        hint="localize models pull NAME makes one") from error
            self._ends = [token for token in _END if self._tokenizer.token_to_id(token) is not None]
            if not self._ends:
                raise EngineUnavailable(f"{self._given.name} has none of the tokens {', '.join(_END)}", field="models",
                                        hint="only models with ChatML prompts are spoken to")
            self._model = model

    def _tokens(self, text: str) -> list[str]:
        return list(self._tokenizer.encode(text, add_special_tokens=False).tokens)

    def _distinct(self, result: Any) -> dict[str, float]:
        found: dict[str, float] = {}
        for ids, score in zip(result.sequences_ids, result.scores, strict=True):
            found.setdefault(answer(self._tokenizer.decode(ids)), float(score))
        return found


def prompt(request: TranslationRequest) -> str:
    """Return the ChatML prompt of a line: what is wanted, its terms, what was said before, the line."""
    target = language(request.target)
    terms = "".join(f"\n- {request.text[hint.begin:hint.end]} = {' '.join(hint.rendering.split())}" for hint in request.hints)
    wanted = f"\nUse exactly these renderings:{terms}" if terms else ""
    before = "\nSaid before:\n" + "\n".join(request.context[-_CONTEXT:]) if request.context else ""
    task = (f"Translate the subtitle line from {language(request.source).name} into {target.name}. "
            f"Answer with the translation alone, on one line.{wanted}{before}")
    return _chat("You translate film dialogue.", task, request.text)


def shorter(request: Shortening) -> str:
    """Return the ChatML prompt that asks for a line in fewer words."""
    keep = "\nKeep these words as they are: " + "; ".join(request.keep) if request.keep else ""
    task = (f"Shorten the {language(request.language).name} subtitle line to at most {request.limit} characters. Keep its "
            f"meaning, person and tone. Answer with the line alone, in {language(request.language).name}.{keep}")
    return _chat("You edit subtitles.", task, request.text)


def _chat(role: str, task: str, line: str) -> str:
    return (f"<|im_start|>system\n{role}<|im_end|>\n<|im_start|>user\n{task}\n\n{line}"
            "<|im_end|>\n<|im_start|>assistant\n<think>\n\n</think>\n\n")


def answer(text: str) -> str:
    """Return the translation in a model's answer: its first line, thoughts and quotation marks around it left out."""
    said = _THOUGHT.sub("", text).strip()
    line = said.split("\n", 1)[0].strip()
    if len(line) > 1 and line[0] + line[-1] in {'""', "“”", "«»", "「」"}:
        line = line[1:-1].strip()
    return line
