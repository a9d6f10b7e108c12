"""Choice: of the renderings a translator offers for a line, the one that fits its slot.

The first is what the subtitle shows. Another takes its place only where the first would have to be said outside
0.92-1.08 of its natural rate, and only one that holds every term the first holds: a term is never broken for time.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

from localize.dubbing.fit import EASY, SLOWEST, demand
from localize.dubbing.slots import Slot
from localize.dubbing.wording import check_script, wording
from localize.errors import NotSpeakable
from localize.model import LineOrigin, TermHit, TranslatedLine

#: A rendering that does not fit either must be so much nearer (in the logarithm of its rate) to be worth the change.
_WORTH: Final = 0.05


def renderings(line: TranslatedLine, tag: str) -> tuple[str, ...]:
    """Return what may be said for a line, best first: the line itself, then alternatives that keep its terms.

    A person's line, and one approved in the memory, is said as it stands.
    """
    if line.origin is not LineOrigin.MACHINE:
        return (line.text,)
    others = [text for text in line.alternatives if keeps_terms(text, line.terms) and _sayable(text, tag)]
    return tuple(dict.fromkeys((line.text, *others)))


def keeps_terms(text: str, terms: Sequence[TermHit]) -> bool:
    """Return whether a rendering holds every term the line holds, in the same form and as often."""
    wanted = Counter((hit.found or hit.wanted).casefold() for hit in terms if hit.met)
    folded = text.casefold()
    return all(folded.count(form) >= count for form, count in wanted.items())


def _sayable(text: str, tag: str) -> bool:
    said = wording(text)
    try:
        check_script(said, tag)
    except NotSpeakable:
        return False
    return bool(said)


def choose(texts: Sequence[str], seconds: Callable[[str], float], slot: Slot) -> int:
    """Return which rendering to say: the first that fits; where none does, the one that has to be hurried least.

    A line that is merely short is left alone where nothing fits: silence after it hurts less than a worse rendering.

    Args:
        texts: Best first.
        seconds: How long each takes at its natural rate, foretold or measured.
        slot: Its room.
    """
    demands = [demand(seconds(text), slot) for text in texts]
    fitting = next((number for number, rate in enumerate(demands) if SLOWEST <= rate <= EASY), None)
    if fitting is not None:
        return fitting
    if demands[0] < 1:
        return 0
    away = [abs(math.log(max(rate, 1e-3))) for rate in demands]
    nearest = min(range(len(texts)), key=away.__getitem__)
    return nearest if away[nearest] < away[0] - _WORTH else 0
