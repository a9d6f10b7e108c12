"""Measure which attention of the starter model tells best what a word stands for, and how much of it is enough.

``python -m training.translation.alignment [--languages en,id,...]``. CTranslate2 gives the mean of the first heads of one
decoder layer, chosen when the model is saved (``export.py``). Held-out dialogue is translated with every choice; where a
word of the aligner's lexicon stands once in line and output, the piece with the most attention on the source word should
lie in the rendering. The last table is for the choice that ships: the share of right windows, and of terms that get one,
by the least attention asked for (``localize.terminology.splice.SHARE``).
"""

from __future__ import annotations

import argparse
import shutil
import struct
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from localize.engine import Alignment, TranslationRequest
from localize.engines.ctranslate import STARTER, StarterTranslator
from localize.glossary import Match, Rendering, Term
from localize.glossary.verify import places
from localize.terminology import splice
from training.translation import corpus, hints

LAYERS, HEADS = 2, 4


@dataclass(frozen=True, slots=True)
class Case:
    """A line with a word whose rendering is known."""

    request: TranslationRequest
    match: Match
    form: str


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--languages", default=",".join(corpus.TARGETS))
    tags = parser.parse_args().languages.split(",")
    data = corpus.load(None, synthetic=False)
    lexicon = hints.learn([*data.dialogue, *(row for row in data.train if row.origin == "dialogue")])
    cases = list(_cases(data.dialogue, lexicon, tags))
    print("layer heads  right")
    for layer in range(LAYERS):
        for heads in range(1, HEADS + 1):
            with tempfile.TemporaryDirectory() as folder:
                model = StarterTranslator(_patched(Path(folder) / "model", layer, heads))
                found = list(_told(model, cases, 0.0))
                print(f"{layer:>5} {heads:>5} {_percent(right for right, _ in found)}  of {len(found)}")
    print("least share  windows  right")
    for share in (0.0, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5):
        found = list(_told(StarterTranslator(), cases, share))
        print(f"{share:>11.2f} {_percent(given for _, given in found)} {_percent(right for right, given in found if given)}")


def _cases(rows: Sequence[corpus.Row], lexicon: hints.Lexicon, tags: Sequence[str]) -> Iterator[Case]:
    for tag in tags:
        for row in rows:
            line = row.text.get("zh", "")
            for word, forms in lexicon.concepts.items():
                if tag in forms and line.count(word) == 1:
                    at = line.index(word)
                    term = Term(f"term-{word}", (word,), {tag: Rendering(forms[tag])})
                    yield Case(TranslationRequest(line, "zh", tag), Match(term, at, at + len(word), word), forms[tag])


def _told(model: StarterTranslator, cases: Sequence[Case], share: float) -> Iterator[tuple[bool, bool]]:
    """Yield whether the window is right, and whether there is one, for each case whose rendering stands in the output."""
    splice.SHARE = share  # type: ignore[misc]  # the measurement is of this very constant
    for case, alignment in zip(cases, model.align([case.request for case in cases]), strict=True):
        spans = places("".join(alignment.pieces), Rendering(case.form), case.request.target)
        if len(spans) != 1:
            continue
        window = splice.window(alignment, case.match, case.request.target)
        yield window is not None and _meets(alignment, window, spans[0].begin, spans[0].end), window is not None


def _meets(alignment: Alignment, window: tuple[int, int], begin: int, end: int) -> bool:
    before = sum(map(len, alignment.pieces[:window[0]]))
    text = "".join(alignment.pieces[window[0]:window[1]])
    return before < end and begin < before + len(text)


def _percent(truths: Iterable[bool]) -> str:
    listed = list(truths)
    return f"{100 * sum(listed) / max(1, len(listed)):>5.1f} %"


def _patched(place: Path, layer: int, heads: int) -> Path:
    """Return a copy of the model with another choice of attention: two 16-bit numbers among its variables."""
    shutil.copytree(STARTER, place)
    for name, value in (("decoder/alignment_layer", layer), ("decoder/alignment_heads", heads)):
        for shard in place.glob("model-*.bin"):
            data = bytearray(shard.read_bytes())
            at = data.find(name.encode() + b"\0")
            if at >= 0:  # name, then rank (0), type, size in bytes, and the number
                struct.pack_into("<h", data, at + len(name) + 1 + 1 + 1 + 4, value)
                shard.write_bytes(data)
    return place


if __name__ == "__main__":
    main()
