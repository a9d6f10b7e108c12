"""Hypothesis strategies for tracks: what the round-trip tests of all formats draw from."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from localize.model import Break, Cue, Element, Region, SubtitleTrack, Text
from localize.time import Span

SCRIPTS = ["Where are you?", "你在哪裡", "ที่ไหน", "ဘယ်မှာလဲ", "នៅឯណា", "ຢູ່ໃສ", "أين أنت", "Ở đâu?", "Não & <sim>", "a --> b", "{x}",
           "1", "-", "…", "e\u0301", "👩‍👩‍👧", "\u200f(١٢)\u200f", "C:\\Now"]
ALPHABET = "aZ09é&<>;:,.-{}()\\/'\"!?%#@=_~ñ…—你在吗ก็ာုាំລອمرحبا١e\u0301\u200d\u200f\u2066👩😀"
WORDS = st.one_of(st.sampled_from(SCRIPTS), st.text(ALPHABET, min_size=1, max_size=12))


def joined(parts: list, brk: bool) -> tuple:
    """Return nodes with no two texts side by side, single breaks between them, none at the ends."""
    nodes: list = []
    for part in parts:
        if nodes and (brk or (isinstance(part, Text) and isinstance(nodes[-1], Text))):
            nodes.append(Break())
        nodes.append(part)
    return tuple(nodes)


def contents(names: tuple[str, ...] = (), *, depth: int = 2, colours: tuple[str, ...] = ()):
    text = st.builds(Text, WORDS)
    if depth == 0 or not (names or colours):
        return st.lists(text, min_size=1, max_size=3).map(lambda parts: joined(parts, brk=False))
    inner = contents(names, depth=depth - 1)
    kinds = [st.builds(Element, st.sampled_from(names), inner)] if names else []
    if colours:
        kinds.append(st.builds(lambda colour, children: Element("span", children, style=(("color", colour),)),
                               st.sampled_from(colours), inner))
    return st.lists(st.one_of(text, *kinds), min_size=1, max_size=3).map(lambda parts: joined(parts, brk=False))


@st.composite
def tracks(draw, content=None, *, rate: Fraction = Fraction(1000), last: int = 3 * 3600, settings=None, gaps: bool = False):
    """Return a track with counted ids whose times are whole frames of ``rate``; ``gaps``: no two cues overlap."""
    count = draw(st.integers(0, 5))
    times = sorted(draw(st.lists(st.integers(0, int(last * rate)), min_size=2 * count, max_size=2 * count, unique=True)))
    pairs = list(zip(times[0::2], times[1::2], strict=True)) if gaps else sorted(
        zip(times[:count], times[count:], strict=True))
    content = content if content is not None else contents()
    cues = tuple(
        Cue(str(number), Span(begin / rate, end / rate), draw(content),
            settings=draw(settings) if settings is not None else ())
        for number, (begin, end) in enumerate(pairs, 1))
    return SubtitleTrack("und", cues)


def region(name: str = "r") -> Region:
    return Region(name, (("width", "40%"), ("lines", "3"), ("regionanchor", "0%,100%"), ("viewportanchor", "10%,90%")))
