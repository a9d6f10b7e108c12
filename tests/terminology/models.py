"""Translators small enough to foresee: each renders a line word by word, and does besides what its class says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from localize.engine import Alignment, Begun, Completion, Hypothesis, Identity, TranslationRequest

LEXICON: Mapping[str, str] = {"师父": "master", "弟子": "disciple", "来": "comes", "了": "now", "找": "seek", "走": "go",
                              "和": "and", "。": "."}


class Plain:
    """Knows the words of a lexicon and nothing of hints."""

    identity = Identity("translate", "plain", "1")
    follows_hints = False

    def __init__(self, lexicon: Mapping[str, str] = LEXICON, hypotheses: Sequence[tuple[str, float]] = ()) -> None:
        self.lexicon, self.others = lexicon, hypotheses
        self.asked: list[TranslationRequest] = []

    def words(self, request: TranslationRequest) -> list[tuple[str, int, int]]:
        """Return the words of a rendering with the characters they stand for."""
        found, at = [], 0
        hints = {hint.begin: hint for hint in request.hints} if self.follows_hints else {}
        while at < len(request.text):
            if at in hints:
                found.append((hints[at].rendering, at, hints[at].end))
            else:
                form = next((form for form in self.lexicon if request.text.startswith(form, at)), request.text[at])
                found.append((self.lexicon.get(form, ""), at, at + len(form)))
            at = found[-1][2]
        return [item for item in found if item[0]]

    def translate(self, requests: Sequence[TranslationRequest]) -> tuple[tuple[Hypothesis, ...], ...]:
        """Return the words with spaces, then the further hypotheses it was given."""
        self.asked += requests
        return tuple((Hypothesis(" ".join(word for word, _, _ in self.words(request)), -0.5),
                      *(Hypothesis(text, score) for text, score in self.others)) for request in requests)


class Hinted(Plain):
    """Copies what is hinted, in the way it is told to say."""

    follows_hints = True
    way = "placeholder"

    def hinting(self, source: str, target: str) -> str:
        """Return the way."""
        return self.way if source and target else ""


class Attentive(Plain):
    """Says which characters each word stands for; ``blurred`` says it of all alike."""

    blurred = False

    def align(self, requests: Sequence[TranslationRequest]) -> tuple[Alignment, ...]:
        """Return the words with all attention on their characters."""
        return tuple(self._aligned(request) for request in requests)

    def _aligned(self, request: TranslationRequest) -> Alignment:
        words, length = self.words(request), len(request.text)
        weights = tuple(tuple((0.1 if self.blurred else 1 / (end - begin)) if self.blurred or begin <= at < end else 0.0
                              for at in range(length)) for _, begin, end in words)
        pieces = tuple(word if number == 0 else f" {word}" for number, (word, _, _) in enumerate(words))
        return Alignment(pieces, weights, tuple(False for _ in words))


class Steered(Attentive):
    """Goes on from any words by those that are left, and finds what it did not write itself unlikely.

    Its vocabulary has no letter ``q``.
    """

    def spell(self, text: str, target: str, *, begins: bool = True) -> tuple[str, ...]:
        """Return a token a word."""
        mark = "▁" if begins and target else ""
        return () if "q" in text.lower() else tuple(f"{mark}{word}" for word in text.split())

    def complete(self, begun: Sequence[Begun]) -> tuple[Completion, ...]:
        """Return the given words and then those that would stand after as many."""
        made = []
        for item in begun:
            own = [f"▁{word}" for word, _, _ in self.words(item.request)]
            tokens = (*item.tokens, *own[len(item.tokens):])
            made.append(Completion(tokens, "".join(tokens).replace("▁", " ").strip(), -0.5))
        return tuple(made)

    def weigh(self, begun: Sequence[Begun]) -> tuple[tuple[float, ...], ...]:
        """Return 0 for its own words where they would stand, less for others; the end costs nothing."""
        made = []
        for item in begun:
            own = [f"▁{word}" for word, _, _ in self.words(item.request)]
            made.append((*(0.0 if at < len(own) and own[at] == token else -3.0 for at, token in enumerate(item.tokens)), 0.0))
        return tuple(made)
