"""A converted translation model.

A folder is what ``localize models pull`` leaves: CTranslate2's files, the model's own sentencepiece files, and
``localize.json`` with the family.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import ctranslate2
import sentencepiece

from localize.device import choose, halving
from localize.engine import Alignment, Begun, Completion, Hypothesis, Identity, TranslationRequest
from localize.engines.seq2seq.attention import LANDMARKS, aligned, blank, looks_right
from localize.engines.seq2seq.families import END, FAMILIES
from localize.engines.seq2seq.marking import PROBES, WAYS, Segment, Way, filled, marked, probes
from localize.errors import EngineError, EngineUnavailable, UnknownLanguage

_BEAM: Final = 5
_NARROW: Final = 2
"""Beam of what goes on from a forced beginning: many are decoded for a line, and weighed after."""
_LONGEST: Final = 256


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
        self._ways: dict[tuple[str, str], Way | None] = {}
        self._looks: dict[tuple[str, str], bool] = {}
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
        """Whether the model was found to copy a mark into one of two languages; tried once, at first use."""
        source = next((tag for tag in PROBES if tag in self._codes), "")
        targets = [tag for tag in ("en", "id", "vi", "pt-BR") if tag in self._codes and tag != source][:2]
        return any(self.hinting(source, target) for target in targets)

    def hinting(self, source: str, target: str) -> str:
        """Return ``placeholder`` or ``substitution``, as the model was found to copy for this pair; empty if neither."""
        way = self._way(source, target)
        return way.kind if way else ""

    def translate(self, requests: Sequence[TranslationRequest]) -> tuple[tuple[Hypothesis, ...], ...]:
        """Return for each request its renderings, best first; one call decodes all.

        Raises:
            UnknownLanguage: If the model does not know a language.
            EngineError: If decoding fails.
        """
        ways = [self._way(request.source, request.target) if request.hints else None for request in requests]
        return self._translated(requests, ways)

    def spell(self, text: str, target: str, *, begins: bool = True) -> tuple[str, ...]:
        """Return target tokens that write ``text``, at the beginning of a word or within one; none if it cannot."""
        self._code(target, "target")
        self._load()
        tokens = list(self._target.encode(text, out_type=str))
        if not begins and tokens and tokens[0].startswith("▁"):
            tokens = [tokens[0][1:], *tokens[1:]] if tokens[0] != "▁" else tokens[1:]
        unknown = self._target.unk_id()
        return () if any(self._target.piece_to_id(token) == unknown for token in tokens) else tuple(tokens)

    def complete(self, begun: Sequence[Begun]) -> tuple[Completion, ...]:
        """Return the best rendering that begins so, for each.

        Raises:
            UnknownLanguage: If the model does not know a language.
            EngineError: If decoding fails.
        """
        if not begun:
            return ()
        lines = [self._marked(item.request) for item in begun]
        prefixes = [(*self._prefix(item.request), *item.tokens) for item in begun]
        results = self._decode([self._tokens(item.request, line) for item, line in zip(begun, lines, strict=True)],
                               prefixes, beam_size=_NARROW)
        made = []
        for item, line, result in zip(begun, lines, results, strict=True):
            tokens = self._written(item.request, result.hypotheses[0])
            made.append(Completion(tokens, filled(self._target.decode(list(tokens)), line), float(result.scores[0])))
        return tuple(made)

    def weigh(self, begun: Sequence[Begun]) -> tuple[tuple[float, ...], ...]:
        """Return the log-probability of each token, the end of the line last, as if the model had written them.

        Raises:
            UnknownLanguage: If the model does not know a language.
            EngineError: If scoring fails.
        """
        if not begun:
            return ()
        sources = [self._tokens(item.request, self._marked(item.request)) for item in begun]
        prefixes = [self._prefix(item.request) for item in begun]
        targets = [[*prefix, *item.tokens] for prefix, item in zip(prefixes, begun, strict=True)]
        scored = self._run(lambda batch: list(self._model.score_batch(
            sources, targets, max_batch_size=batch, batch_type="tokens")))
        return tuple(tuple(map(float, result.log_probs[len(result.log_probs) - len(item.tokens) - 1:]))
                     for item, result in zip(begun, scored, strict=True))

    def align(self, requests: Sequence[TranslationRequest]) -> tuple[Alignment, ...]:
        """Return the best rendering of each request with its alignment: the attention the converted model was set to give.

        Whether that attention tells anything is found by trying, once for a pair; if not, nothing is said of any character.

        Raises:
            UnknownLanguage: If the model does not know a language.
            EngineError: If decoding fails.
        """
        found = self._aligned(requests)
        return tuple(item if self._attends(request.source, request.target) else blank(item)
                     for request, item in zip(requests, found, strict=True))

    def _attends(self, source: str, target: str) -> bool:
        """Return whether the model looks at what it copies, in every probe of a pair; tried once."""
        if (source, target) not in self._looks:
            tried = [(TranslationRequest(text, source, target), landmark) for text, landmark in LANDMARKS.get(source, ())]
            found = self._aligned([request for request, _ in tried])
            self._looks[source, target] = bool(tried) and all(
                looks_right(item, request.text, landmark) for item, (request, landmark) in zip(found, tried, strict=True))
        return self._looks[source, target]

    def _aligned(self, requests: Sequence[TranslationRequest]) -> tuple[Alignment, ...]:
        if not requests:
            return ()
        lines = [self._marked(request) for request in requests]
        sources = [self._tokens(request, line) for request, line in zip(requests, lines, strict=True)]
        results = self._decode(sources, [self._prefix(request) for request in requests], beam_size=_BEAM,
                               return_attention=True)
        made = []
        for request, line, source, result in zip(requests, lines, sources, results, strict=True):
            tokens = self._written(request, result.hypotheses[0])
            rows = result.attention[0][len(self._prefix(request)):][:len(tokens)]
            first = len(source) - 1 - len(self._pieces("".join(item.text for item in line)))
            made.append(aligned(line, self._source, tokens, [row[first:] for row in rows], len(request.text)))
        return tuple(made)

    def _translated(self, requests: Sequence[TranslationRequest], ways: Sequence[Way | None]
                    ) -> tuple[tuple[Hypothesis, ...], ...]:
        if not requests:
            return ()
        lines = [marked(request, way) for request, way in zip(requests, ways, strict=True)]
        sources = [self._tokens(request, line) for request, line in zip(requests, lines, strict=True)]
        wanted = max(request.hypotheses for request in requests)
        results = self._decode(sources, [self._prefix(request) for request in requests], beam_size=max(_BEAM, wanted),
                               num_hypotheses=wanted)
        return tuple(self._hypotheses(request, line, result)
                     for request, line, result in zip(requests, lines, results, strict=True))

    def _marked(self, request: TranslationRequest) -> tuple[Segment, ...]:
        return marked(request, self._way(request.source, request.target) if request.hints else None)

    def _tokens(self, request: TranslationRequest, line: Sequence[Segment]) -> list[str]:
        source, target = self._code(request.source, "source"), self._code(request.target, "target")
        self._load()
        return self._family.source(self._pieces("".join(segment.text for segment in line)), source, target)

    def _prefix(self, request: TranslationRequest) -> list[str]:
        return self._family.prefix(self._code(request.target, "target"))

    def _written(self, request: TranslationRequest, tokens: Sequence[str]) -> tuple[str, ...]:
        return tuple(token for token in tokens[len(self._prefix(request)):] if token != END)

    def _way(self, source: str, target: str) -> Way | None:
        """Return the first way of marking whose marks come through once in every probe; tried once for a pair."""
        if (source, target) not in self._ways:
            self._code(source, "source")
            self._code(target, "target")
            self._ways[source, target] = next((way for way in WAYS if self._copies(source, target, way)), None)
        return self._ways[source, target]

    def _copies(self, source: str, target: str, way: Way) -> bool:
        tried = probes(source, target, way)
        answers = self._translated([replace(request, hints=()) for request in _as_marked(tried, way)], [None] * len(tried))
        return bool(tried) and all(answer and answer[0].text.casefold().count(sign.casefold()) == 1
                                   for answer, (_, sign) in zip(answers, tried, strict=True))

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

    def _decode(self, sources: list[list[str]], prefixes: Sequence[Sequence[str]], **options: Any) -> list[Any]:
        begins = [list(prefix) for prefix in prefixes] if any(prefixes) else None
        return self._run(lambda batch: list(self._model.translate_batch(
            sources, target_prefix=begins, max_batch_size=batch, batch_type="tokens", max_decoding_length=_LONGEST,
            return_scores=True, disable_unk=True, **options)))

    def _run(self, once: Callable[[int], list[Any]]) -> list[Any]:
        try:
            return halving(once, self._batch)
        except (RuntimeError, ValueError) as error:
            raise EngineError(f"{self._given.name} failed: {error}") from error

    def _hypotheses(self, request: TranslationRequest, line: Sequence[Segment], result: Any) -> tuple[Hypothesis, ...]:
        found: dict[str, float] = {}
        for tokens, score in zip(result.hypotheses, result.scores, strict=True):
            text = self._target.decode(list(self._written(request, tokens)))
            found.setdefault(filled(text, line), float(score))
        return tuple(Hypothesis(text, score) for text, score in found.items())[:request.hypotheses]


def _as_marked(tried: Sequence[tuple[TranslationRequest, str]], way: Way) -> list[TranslationRequest]:
    """Return the probes with their marks as text: what comes back must still be seen, not filled in."""
    return [replace(request, text="".join(segment.text for segment in marked(request, way))) for request, _ in tried]


def is_seq2seq(folder: Path) -> bool:
    """Return whether a folder's ``localize.json`` names one of these families; decoder-only models do not."""
    try:
        return bool(json.loads((folder / "localize.json").read_text("utf-8")).get("family") != "qwen3")
    except (OSError, ValueError):
        return True  # Seq2Seq itself says what is wrong
