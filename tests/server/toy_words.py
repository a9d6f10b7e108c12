"""A translator for tests of the service: real stage, foreseeable words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from localize.engine import Hypothesis, Identity, TranslationRequest
from localize.language import target
from localize.memory import NameList, TranslationMemory


class ToyTranslator:
    """Renders a line as ``<language>: <line>``, hinted spans as their rendering."""

    identity = Identity("translate", "toy", "1")
    follows_hints = True

    def translate(self, requests: Sequence[TranslationRequest]) -> tuple[tuple[Hypothesis, ...], ...]:
        """Render lines."""
        return tuple((Hypothesis(f"{target(request.target).name}: {_hinted(request)}", -0.5),) for request in requests)


def _hinted(request: TranslationRequest) -> str:
    at, out = 0, ""
    for hint in request.hints:
        out, at = out + request.text[at:hint.begin] + f" {hint.rendering} ", hint.end
    return out + request.text[at:]


@dataclass(frozen=True)
class ToyLinguist:
    """What translation is made with here."""

    translator: ToyTranslator
    memory: TranslationMemory
    names: NameList | None = None


LINGUIST = ToyLinguist(ToyTranslator(), TranslationMemory(()))
