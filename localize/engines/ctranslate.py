"""The starter translation model: our own small transformer, run by CTranslate2.

What must come through unchanged travels as a copy symbol. A hinted span becomes ``<t1>words</>``,
so that the model still sees the words it stands for; a slot such as ``{NAME}`` becomes ``<n1>``,
``{PLACE}`` ``<p1>``. The model writes the symbol where it belongs, and the rendering goes in there.
Among the hypotheses, those that hold every symbol exactly once come first.
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import ctranslate2

from localize.engine import Hypothesis, Identity, TranslationRequest
from localize.errors import EngineError, EngineUnavailable, UnknownLanguage
from localize.starter.pieces import SYMBOL, SourceText, join, raise_starts, simplify

STARTER: Final = Path(__file__).resolve().parent.parent / "starter" / "translation"
_BEAM: Final = 4
_WIDE: Final = 12
_BATCH: Final = 48
_LONGEST: Final = 100
_CLOSE: Final = "</>"
_SLOT: Final = re.compile(r"\{\w+\}")
_NUMBER: Final = re.compile(r"(?<![A-Za-z\d.,:])\d[\d.,:]*\d(?![A-Za-z\d%])")


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A source line as the model reads it, and what its symbols stand for."""

    text: str
    wanted: Mapping[str, str]


class _Symbols:
    """Hands out copy symbols by kind; when a kind is used up, those of another serve."""

    def __init__(self) -> None:
        self._left = {"t": ["t1", "t2", "t3", "t4"], "n": ["n1", "n2", "n3", "n4"], "p": ["p1", "p2"]}

    def next(self, kind: str) -> str:
        """Return a fresh symbol, or an empty string when there is none left."""
        for name in (kind, "t", "n", "p"):
            if self._left[name]:
                return f"<{self._left[name].pop(0)}>"
        return ""


def _spans(request: TranslationRequest) -> Iterator[tuple[int, int, str, str]]:
    """Yield what is copied: begin, end, rendering and kind of symbol, in order, apart from each other."""
    taken = [(h.begin, h.end, h.rendering, "t") for h in request.hints if h.begin < h.end]
    for pattern in (_SLOT, _NUMBER):
        for match in pattern.finditer(request.text):
            if all(match.end() <= begin or end <= match.start() for begin, end, _, _ in taken):
                kind = "t" if pattern is _NUMBER else "p" if match[0].startswith("{PLACE") else "n"
                taken.append((match.start(), match.end(), unicodedata.normalize("NFKC", match[0]), kind))
    yield from sorted(taken)


def _prepare(request: TranslationRequest) -> _Prepared:
    parts: list[str] = []
    wanted: dict[str, str] = {}
    symbols, end = _Symbols(), 0
    for begin, after, rendering, kind in _spans(request):
        symbol = symbols.next(kind)
        if begin < end or not symbol:
            continue
        words = _plain(request.text[begin:after])
        parts += [_plain(request.text[end:begin]), symbol]
        parts += [words, _CLOSE] if kind == "t" and symbol.startswith("<t") else []
        wanted[symbol], end = rendering, after
    parts.append(_plain(request.text[end:]))
    return _Prepared("".join(parts), wanted)


def _plain(text: str) -> str:
    """Return a stretch of source text that cannot be mistaken for a symbol; outer spaces are kept."""
    inner = simplify(text.replace("<", " ").replace(">", " ").replace("\n", " "))
    return text[: len(text) - len(text.lstrip())] + inner + (text[len(text.rstrip()) :] if inner else "")


def _faults(text: str, wanted: Mapping[str, str]) -> int:
    """Count what is wrong with the symbols of a hypothesis: lost, doubled, unasked, or their rendering said again."""
    found = SYMBOL.findall(text)
    plain = SYMBOL.sub(" ", text).casefold()
    wrong = sum(found.count(symbol) != 1 for symbol in wanted) + sum(symbol not in wanted for symbol in found)
    return 2 * wrong + sum(plain.count(rendering.casefold()) for rendering in wanted.values() if rendering)


def _filled(text: str, wanted: Mapping[str, str], target: str) -> str:
    filled = SYMBOL.sub(lambda match: wanted.get(match[0], ""), text)
    return raise_starts(target, re.sub(r" {2,}", " ", filled).strip())


@dataclass(slots=True)
class _Job:
    """One request on its way through the decoder."""

    request: TranslationRequest
    line: _Prepared
    tokens: list[str] = field(default_factory=list)
    found: list[tuple[str, float]] = field(default_factory=list)

    def missed(self) -> bool:
        """Say whether every hypothesis has a fault: then a wider beam is worth its time."""
        return min(_faults(text, self.line.wanted) for text, _ in self.found) > 0

    def answer(self) -> tuple[Hypothesis, ...]:
        """Return the distinct renderings, those with all symbols first; a line without words is itself."""
        if not self.found:
            return (Hypothesis(self.line.text, 0.0),)
        ordered = sorted(self.found, key=lambda pair: _faults(pair[0], self.line.wanted))  # stable: then by score
        texts: dict[str, float] = {}
        for text, score in ordered:
            texts.setdefault(_filled(text, self.line.wanted, self.request.target), score)
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
        jobs = [_Job(request, _prepare(request)) for request in requests]
        for job in jobs:
            job.tokens = self._reader.tokens(job.line.text)
        waiting = [job for job in jobs if any(t[0].isalnum() or t[0] == "<" for t in job.tokens)]
        # The beam depends on the line alone: a line must not change with what it is decoded beside.
        for beam in sorted({max(_BEAM, job.request.hypotheses) for job in waiting}):
            self._decode([job for job in waiting if max(_BEAM, job.request.hypotheses) == beam], beam)
        self._decode([job for job in waiting if job.missed()], _WIDE)
        return tuple(job.answer() for job in jobs)

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
        try:
            results = self._translator.translate_batch(
                [job.tokens for job in jobs],
                [[f"<2{job.request.target}>"] for job in jobs],
                max_batch_size=_BATCH,
                beam_size=beam,
                num_hypotheses=beam,
                max_input_length=_LONGEST,
                max_decoding_length=_LONGEST,
                no_repeat_ngram_size=6,
                disable_unk=True,
                return_scores=True,
            )
        except (RuntimeError, ValueError) as error:
            raise EngineError(f"the starter translation model failed: {error}") from error
        for job, result in zip(jobs, results, strict=True):
            job.found = [(join(t), float(s)) for t, s in zip(result.hypotheses, result.scores, strict=True)]


@functools.cache
def starter() -> StarterTranslator:
    """Return the starter model, loaded once in a process."""
    return StarterTranslator()
