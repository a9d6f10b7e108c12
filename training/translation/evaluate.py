"""Measure the starter model through the engine that ships (``python -m benchmarks quality_translation``).

Three parts: (a) dialogue held out by hash of the key, machine only; (b) the same lines with term hints, and the share
of hints met; (c) Tatoeba pairs held out. chrF is chrF2; BLEU is sacreBLEU's: 13a for spaced languages, characters for
Thai, Burmese, Khmer and Lao.
"""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Iterable, Sequence
from typing import Any

import sacrebleu

from localize.engine import Hint, TranslationRequest
from localize.engines.ctranslate import StarterTranslator
from training.translation import corpus, hints

UNSPACED = ("th", "my", "km", "lo")


@dataclasses.dataclass(frozen=True, slots=True)
class Score:
    """chrF2 and BLEU of one direction over a number of lines."""

    chrf: float
    bleu: float
    lines: int


def score(outputs: Sequence[str], references: Sequence[str], target: str) -> Score:
    """Return the corpus scores of outputs against one reference each."""
    tokenizer = "char" if target in UNSPACED else "13a"
    chrf = sacrebleu.corpus_chrf(outputs, [references]).score
    bleu = sacrebleu.corpus_bleu(outputs, [references], tokenize=tokenizer).score
    return Score(round(chrf, 1), round(bleu, 1), len(outputs))


def translated(model: StarterTranslator, texts: Iterable[str], source: str, target: str) -> list[str]:
    """Return the best rendering of each text."""
    asked = [TranslationRequest(text, source, target) for text in texts]
    return [answer[0].text for answer in model.translate(asked)]


def direct(
    model: StarterTranslator, rows: Sequence[corpus.Row], source: str, targets: Iterable[str]
) -> dict[str, Score]:
    """Return the scores from one source language, by target."""
    scores = {}
    for target in targets:
        there = [row for row in rows if source in row.text and target in row.text]
        if target == source or not there:
            continue
        outputs = translated(model, (row.text[source] for row in there), source, target)
        scores[target] = score(outputs, [row.text[target] for row in there], target)
    return scores


def through_english(model: StarterTranslator, rows: Sequence[corpus.Row]) -> dict[str, Score]:
    """Return the scores of zh→en→x, to hold against zh→x."""
    english = translated(model, (row.text["zh"] for row in rows), "zh", "en")
    return {
        target: score(translated(model, english, "en", target), [row.text[target] for row in rows], target)
        for target in corpus.TARGETS
        if target != "en"
    }


def hinted(
    model: StarterTranslator, rows: Sequence[corpus.Row], lexicon: hints.Lexicon, source: str = "zh"
) -> dict[str, dict[str, float]]:
    """Return for each target how many hints were given, the share met, met as often as in the reference, and chrF.

    A hint's rendering is the string that the reference holds for the word; slots are hints too,
    each filled with a name, since that is what a glossary does with them.
    """
    results = {}
    for target in corpus.TARGETS:
        if target == source:
            continue
        draw = random.Random(5)
        requests, references, wanted = [], [], []
        for row in rows:
            request, reference, renderings = _hint(row, lexicon, source, target, draw)
            if renderings:
                requests.append(request)
                references.append(reference)
                wanted.append(renderings)
        outputs = [answer[0].text for answer in model.translate(requests)]
        met, once = [], []
        for out, ref, given in zip(outputs, references, wanted, strict=True):
            for rendering in given:
                count = out.lower().count(rendering.lower())
                met.append(count > 0)
                once.append(count == ref.lower().count(rendering.lower()))
        results[target] = {
            "hints": len(met),
            "met": round(100 * sum(met) / len(met), 1),
            "once": round(100 * sum(once) / len(once), 1),
            "chrf": score(outputs, references, target).chrf,
        }
    return results


def _hint(
    row: corpus.Row, lexicon: hints.Lexicon, source: str, target: str, draw: random.Random
) -> tuple[TranslationRequest, str, list[str]]:
    text = {source: row.text[source], target: row.text[target]}
    names = {"{NAME}": ("沈墨言", "Shen Moyan"), "{NAME2}": ("顾清秋", "Gu Qingqiu"), "{PLACE}": ("临江城", "Linjiang")}
    renderings: dict[str, str] = {}
    for (slot, (chinese, roman)), symbol in zip(names.items(), ("<t4>", "<t3>", "<t2>"), strict=True):
        if slot in text[source]:
            text[source] = text[source].replace(slot, f"{symbol}{chinese if source != 'en' else roman}</>")
            text[target] = text[target].replace(slot, roman)
            renderings[symbol] = roman
    before = dict(text)
    marked = lexicon.mark(text, source, ["<t1>"], draw)
    for symbol, _ in marked:
        begin = text[target].index(symbol)
        renderings[symbol] = before[target][begin : len(before[target]) - len(text[target]) + begin + len(symbol)]
    plain, found = _unmarked(text[source], renderings)
    return TranslationRequest(plain, source, target, found), before[target], list(renderings.values())


def _unmarked(text: str, renderings: dict[str, str]) -> tuple[str, tuple[Hint, ...]]:
    """Return the line without marks, and its hints by position."""
    plain, found = "", []
    while "<t" in text:
        before, _, rest = text.partition("<t")
        words, _, text = rest[2:].partition("</>")
        plain += before
        found.append(Hint(len(plain), len(plain) + len(words), renderings[f"<t{rest[0]}>"]))
        plain += words
    return plain + text, tuple(found)


def measure(model: StarterTranslator, data: corpus.Data, *, quick: bool = False) -> dict[str, Any]:
    """Return all figures, ready for JSON."""
    lexicon = hints.learn([*data.dialogue, *(row for row in data.train if row.origin == "dialogue")])
    figures: dict[str, Any] = {
        f"a_{source}": _plain(direct(model, data.dialogue, source, corpus.TARGETS))
        for source in (("zh",) if quick else corpus.SOURCES)
    }
    figures["b_zh"] = hinted(model, data.dialogue, lexicon)
    if not quick:
        figures["a_zh_through_en"] = _plain(through_english(model, data.dialogue))
    if not quick and data.tatoeba:
        figures["c_zh"] = _plain(direct(model, data.tatoeba, "zh", corpus.TARGETS))
        figures["c_en"] = _plain(direct(model, data.tatoeba, "en", corpus.TARGETS))
    return figures


def _plain(scores: dict[str, Score]) -> dict[str, dict[str, float]]:
    return {target: dataclasses.asdict(item) for target, item in scores.items()}


def row(part: str, scores: dict[str, dict[str, float]]) -> str:
    """Return one line of figures: chrF and BLEU, or chrF and the share of hints met."""
    cells = (f"{tag} {item['chrf']}/{item.get('bleu', item.get('met'))}" for tag, item in scores.items())
    return f"{part:16} {'  '.join(cells)}"
