"""Asking a model for renderings: hints that keep apart, and lines longer than models read.

A model cuts off what is longer than it reads, without a word. Such a line is cut here, at sentences where it can be, its
parts translated side by side and put together again; no part of it is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from localize.engine import Hint, Hypothesis, TranslationRequest, Translator
from localize.language import language

WIDEST: Final = 60
"""Characters of Chinese at a time: the starter model reads 100 tokens, a character or a mark each, hints included."""
WIDEST_SPACED: Final = 160
"""Characters at a time of a language written with spaces: two and a half a token and more."""
_CUTS: Final = (re.compile(r"[。！？!?…]+[”’」』\"']*|\.[”\"']*(?=\s)"), re.compile(r"[，、；：,;:]+(?!\d)|——+"), re.compile(r"\s+"))


def widest(tag: str) -> int:
    """Return how many characters of a source language are asked for at a time."""
    return WIDEST_SPACED if language(tag).spaces else WIDEST


def is_long(request: TranslationRequest) -> bool:
    """Return whether a line is cut before it is translated; such lines are not steered token by token."""
    return len(request.text) > widest(request.source)


def ask(translator: Translator, requests: Sequence[TranslationRequest]) -> tuple[tuple[Hypothesis, ...], ...]:
    """Return the renderings of each request, best first; an empty tuple where the model gave none.

    Raises:
        UnknownLanguage: If the translator does not know the pair.
        EngineError: If decoding fails.
    """
    parts = [_parts(replace(request, hints=apart(request.hints))) for request in requests]
    answers = iter(translator.translate([part for line in parts for part, _ in line]))
    return tuple(_joined([(next(answers), glue) for _, glue in line]) for line in parts)


def apart(hints: Sequence[Hint]) -> tuple[Hint, ...]:
    """Return hints in order that do not overlap: of two that do, the earlier and then the longer stays; empty ones go."""
    kept: list[Hint] = []
    for hint in sorted(hints, key=lambda item: (item.begin, -item.end)):
        if hint.begin < hint.end and hint.rendering and (not kept or kept[-1].end <= hint.begin):
            kept.append(hint)
    return tuple(kept)


def _parts(request: TranslationRequest) -> list[tuple[TranslationRequest, str]]:
    """Return the parts of a request, each with the space that stood after it."""
    made = []
    for begin, end in _stretches(request):
        text = request.text[begin:end]
        inner = text.rstrip()
        hints = tuple(Hint(hint.begin - begin, hint.end - begin, hint.rendering)
                      for hint in request.hints if begin <= hint.begin and hint.end <= end)
        made.append((replace(request, text=inner, hints=hints), text[len(inner):]))
    return made


def _stretches(request: TranslationRequest) -> Iterator[tuple[int, int]]:
    text, most, begin = request.text, widest(request.source), 0
    while len(text) - begin > most:
        end = _cut(request, begin, begin + most)
        yield begin, end
        begin = end
    yield begin, len(text)


def _cut(request: TranslationRequest, begin: int, limit: int) -> int:
    """Return where to cut between ``begin`` and ``limit``: after a sentence, a clause, a word; never inside a hint."""
    def free(at: int) -> bool:
        return at > begin and not any(hint.begin < at < hint.end for hint in request.hints)

    for kind in _CUTS:
        ends = [found.end() for found in kind.finditer(request.text, begin, limit) if free(found.end())]
        # A first word or two alone tell a model little; half a part at least, where there is a choice.
        good = [at for at in ends if at - begin >= (limit - begin) // 4]
        if good:
            return good[-1]
    at = limit
    while at > begin and not free(at):
        at -= 1
    return at if at > begin else limit  # a hint longer than all: it is cut, and will not be met


def _joined(parts: Sequence[tuple[tuple[Hypothesis, ...], str]]) -> tuple[Hypothesis, ...]:
    if len(parts) == 1:
        return parts[0][0]
    if not all(answers for answers, _ in parts):
        return ()
    made: dict[str, float] = {}
    for rank in range(max(len(answers) for answers, _ in parts)):
        chosen = [answers[min(rank, len(answers) - 1)] for answers, _ in parts]
        text = " ".join(item.text for item in chosen if item.text)
        made.setdefault(text, sum(item.score for item in chosen) / len(chosen))
    return tuple(Hypothesis(text, score) for text, score in made.items())
