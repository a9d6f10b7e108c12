"""The starter translation model: our own small transformer, run by CTranslate2.

What must come through unchanged travels as a copy symbol (:mod:`localize.starter.copying`). Among the hypotheses, those
that hold every symbol exactly once come first. Besides translating, it goes on from any beginning, weighs what it is given,
and says where it looked: all that the cascade of term strategies can use.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import ctranslate2

from localize.engine import Alignment, Begun, Completion, Hypothesis, Identity, TranslationRequest
from localize.errors import EngineError, EngineUnavailable, UnknownLanguage
from localize.language import language
from localize.starter.copying import Prepared, faults, filled, pieces, prepare
from localize.starter.pieces import SYMBOL, SourceText, TargetText, join

STARTER: Final = Path(__file__).resolve().parent.parent / "starter" / "translation"
_BEAM: Final = 4
_NARROW: Final = 2
"""Beam of what goes on from a forced beginning: many of them are decoded for a line, and weighed after."""
_WIDE: Final = 12
_BATCH: Final = 48
_READS: Final = 100
"""Tokens of a line that it reads; longer lines are cut before they come here."""
_WRITES: Final = 150
"""Tokens that it writes at most; it has 160 positions."""


@dataclass(slots=True)
class _Job:
    """One request on its way through the decoder."""

    request: TranslationRequest
    line: Prepared
    tokens: list[str] = field(default_factory=list)
    found: list[tuple[str, float]] = field(default_factory=list)

    def missed(self) -> bool:
        """Say whether every hypothesis has a fault: then a wider beam is worth its time."""
        return min(faults(text, self.line.wanted) for text, _ in self.found) > 0

    def answer(self) -> tuple[Hypothesis, ...]:
        """Return the distinct renderings, those with all symbols first; a line without words is itself."""
        if not self.found:
            return (Hypothesis(self.line.text, 0.0),)
        ordered = sorted(self.found, key=lambda pair: faults(pair[0], self.line.wanted))  # stable: then by score
        texts: dict[str, float] = {}
        for text, score in ordered:
            texts.setdefault(filled(text, self.line.wanted, self.request.target), score)
        return tuple(Hypothesis(text, score) for text, score in texts.items())[: self.request.hypotheses]


class StarterTranslator:
    """Translates zh, yue and en into the twelve target languages: for trying out, not for delivery."""

    def __init__(self, folder: Path = STARTER, *, inter_threads: int = 1) -> None:
        """Load the model that ships.

        Args:
            folder: Where ``model.json`` and the shards are.
            inter_threads: Batches decoded at a time, one thread each.

        Raises:
            EngineUnavailable: If the folder is not a starter model.
        """
        try:
            described = (folder / "model.json").read_bytes()
            self._facts: Mapping[str, Any] = json.loads(described)
            shards = sorted(folder.glob("model-*.bin"))
            files = {"model.bin": b"".join(shard.read_bytes() for shard in shards)}
            for name in ("config.json", "source_vocabulary.json", "target_vocabulary.json"):
                files[name] = (folder / name).read_bytes()
            self._reader = SourceText(
                (folder / "english.model").read_bytes(), json.loads(files["source_vocabulary.json"])
            )
            self._writer = TargetText(json.loads(files["target_vocabulary.json"]))
            self._translator = ctranslate2.Translator(
                str(folder), compute_type="int8", inter_threads=inter_threads, intra_threads=1, files=files
            )
        except (OSError, ValueError, RuntimeError) as error:
            raise EngineUnavailable(
                f"the starter translation model in {folder.name!r} cannot be loaded: {error}",
                hint="install the package again, or train the model with training/translation",
            ) from error
        self._revision = hashlib.sha256(described).hexdigest()[:16]

    @property
    def identity(self) -> Identity:
        """Engine and weights."""
        return Identity(
            job="translate",
            name="ctranslate2/starter",
            revision=self._revision,
            licence=str(self._facts["licence"]),
            commercial=True,
            starter=True,
        )

    @property
    def follows_hints(self) -> bool:
        """True: it was trained to copy hinted terms; the data card says how often it does."""
        return True

    def translate(self, requests: Sequence[TranslationRequest]) -> tuple[tuple[Hypothesis, ...], ...]:
        """Return for each request its renderings, best first; one call decodes all.

        Raises:
            UnknownLanguage: If the model does not know a language pair.
            EngineError: If decoding fails.
        """
        for request in requests:
            self._check(request)
        jobs = [_Job(request, prepare(request)) for request in requests]
        for job in jobs:
            job.tokens, _ = job.line.tokens(self._reader)
        waiting = [job for job in jobs if any(t[0].isalnum() or t[0] == "<" for t in job.tokens)]
        # The beam depends on the line alone: a line must not change with what it is decoded beside.
        for beam in sorted({max(_BEAM, job.request.hypotheses) for job in waiting}):
            self._decode([job for job in waiting if max(_BEAM, job.request.hypotheses) == beam], beam)
        self._decode([job for job in waiting if job.missed()], _WIDE)
        return tuple(job.answer() for job in jobs)

    def hinting(self, source: str, target: str) -> str:
        """Return ``hint``: it was trained to copy what is marked, in every pair it knows."""
        self._check(TranslationRequest("", source, target))
        return "hint"

    def spell(self, text: str, target: str, *, begins: bool = True) -> tuple[str, ...]:
        """Return target tokens that write ``text``, at the beginning of a word or within one; none if it cannot."""
        # Languages without spaces were learned without a mark at the beginning of a word.
        return self._writer.tokens((" " if begins and language(target).spaces else "") + text)

    def complete(self, begun: Sequence[Begun]) -> tuple[Completion, ...]:
        """Return the best rendering that begins so, for each.

        Raises:
            UnknownLanguage: If the model does not know a language pair.
            EngineError: If decoding fails.
        """
        lines = self._read(begun)
        results = self._run([tokens for _, tokens, _ in lines], [(_start(item.request), *item.tokens) for item in begun],
                            beam_size=_NARROW, num_hypotheses=_NARROW)
        made = []
        for item, (line, _, _), result in zip(begun, lines, results, strict=True):
            best = _soundest(result, line)
            tokens = tuple(result.hypotheses[best])
            text = filled(join(tokens), line.wanted, item.request.target)
            made.append(Completion(tokens, text, float(result.scores[best])))
        return tuple(made)

    def weigh(self, begun: Sequence[Begun]) -> tuple[tuple[float, ...], ...]:
        """Return the log-probability of each token, the end of the line last, as if the model had written them.

        Raises:
            UnknownLanguage: If the model does not know a language pair.
            EngineError: If scoring fails.
        """
        lines = self._read(begun)
        targets = [[_start(item.request), *item.tokens] for item in begun]
        try:
            scored = self._translator.score_batch([tokens for _, tokens, _ in lines], targets, max_batch_size=_BATCH)
        except (RuntimeError, ValueError) as error:
            raise EngineError(f"the starter translation model failed: {error}") from error
        return tuple(tuple(map(float, result.log_probs)) for result in scored)

    def align(self, requests: Sequence[TranslationRequest]) -> tuple[Alignment, ...]:
        """Return the best rendering of each request with its alignment: the last layer's cross-attention, all heads.

        That choice is measured: ``python -m training.translation.alignment``.

        Raises:
            UnknownLanguage: If the model does not know a language pair.
            EngineError: If decoding fails.
        """
        lines = self._read([Begun(request) for request in requests])
        results = self._run([tokens for _, tokens, _ in lines], [(_start(request),) for request in requests],
                            beam_size=_BEAM, num_hypotheses=_BEAM, return_attention=True)
        made = []
        for request, (line, _, spans), result in zip(requests, lines, results, strict=True):
            best = _soundest(result, line)
            made.append(_aligned(request, line, spans, result.hypotheses[best], result.attention[best]))
        return tuple(made)

    def _read(self, begun: Sequence[Begun]) -> list[tuple[Prepared, list[str], list[tuple[int, int]]]]:
        made = []
        for item in begun:
            self._check(item.request)
            line = prepare(item.request)
            made.append((line, *line.tokens(self._reader)))
        return made

    def _check(self, request: TranslationRequest) -> None:
        for tag, known, argument in (
            (request.source, self._facts["sources"], "source"),
            (request.target, self._facts["targets"], "target"),
        ):
            if tag not in known:
                raise UnknownLanguage(f"the starter model does not know {tag!r}", field=argument)

    def _decode(self, jobs: Sequence[_Job], beam: int) -> None:
        if not jobs:
            return
        results = self._run(
            [job.tokens for job in jobs], [[_start(job.request)] for job in jobs], beam_size=beam, num_hypotheses=beam
        )
        for job, result in zip(jobs, results, strict=True):
            job.found = [(join(t), float(s)) for t, s in zip(result.hypotheses, result.scores, strict=True)]

    def _run(self, sources: Sequence[Sequence[str]], prefixes: Sequence[Sequence[str]], **options: Any) -> list[Any]:
        try:
            return list(
                self._translator.translate_batch(
                    list(sources),
                    list(prefixes),
                    max_batch_size=_BATCH,
                    max_input_length=_READS,
                    max_decoding_length=_WRITES,
                    no_repeat_ngram_size=6,
                    disable_unk=True,
                    return_scores=True,
                    **options,
                )
            )
        except (RuntimeError, ValueError) as error:
            raise EngineError(f"the starter translation model failed: {error}") from error


def _start(request: TranslationRequest) -> str:
    """Return the token that decoding starts from: the target language's."""
    return f"<2{request.target}>"


def _soundest(result: Any, line: Prepared) -> int:
    """Return the place of the likeliest hypothesis among those with the fewest faults in their symbols."""
    return min(range(len(result.hypotheses)), key=lambda at: faults(join(result.hypotheses[at]), line.wanted))


def _aligned(request: TranslationRequest, line: Prepared, spans: Sequence[tuple[int, int]], tokens: Sequence[str],
             attention: Sequence[Sequence[float]]) -> Alignment:
    """Return the attention spread from source tokens to the characters they stand for."""
    weights = []
    for row in attention:
        on = [0.0] * len(request.text)
        for (begin, end), share in zip(spans, row, strict=False):
            for at in range(begin, end):
                on[at] += share / (end - begin)
        weights.append(tuple(on))
    return Alignment(pieces(tokens, line.wanted, request.target), tuple(weights), tuple(bool(SYMBOL.fullmatch(token)) for token in tokens))


@functools.cache
def starter() -> StarterTranslator:
    """Return the starter model, loaded once in a process."""
    return StarterTranslator()
