"""How often each term strategy brings a term about, and what it does to the rest of the line: the WMT23 measure.

``python -m benchmarks terms [--languages en,id,vi,th,pt-BR,ar] [--lines 60] [--json FILE]``

The lines are dialogue held out of training by hash of their key (``training/translation``), their terms the words that
the aligner of the training recipe finds in them with their string in the reference. Two sets: *reference*, where the
glossary wants what the reference has; and *new*, where it wants another word of the same language (the rendering of
another term, drawn by a fixed seed) and forbids what the reference has, as when a house changes its mind.

Success is the share of terms whose rendering stands in the output as the language bends it; strict, letter by letter;
chrF2 is measured outside the spans of the terms, on output and reference alike, so that a strategy is not paid twice.
Each strategy runs alone after the plain pass; the cascade runs them all, and once without hints, as for a model that copies
none. Baseline: plain, the model without a glossary.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path

import sacrebleu

from localize.composition import engines_for
from localize.engines.ctranslate import starter
from localize.glossary import Glossary, Matcher, Rendering, Term, read_table
from localize.glossary.verify import places
from localize.glossary.written import composed
from localize.model import Held, Strategy, Utterance
from localize.terminology import STEPS, Cascade, Draft, Lexicon, LineReader, SourceLine, decoding_of, normalised
from localize.terminology.verdict import enforced
from localize.time import Span
from training.translation import corpus, hints

GLOSSARIES = Path(__file__).parents[1] / "glossaries"
RUNS: Mapping[str, tuple[Strategy, ...]] = {
    "plain": (), "replaced": (Strategy.REPLACED,), "n-best": (Strategy.N_BEST,), "hint": (Strategy.HINT,),
    "position": (Strategy.POSITION,), "splice": (Strategy.SPLICE,),
    "cascade without hints": tuple(step for step in STEPS if step is not Strategy.HINT), "cascade": STEPS,
}


@dataclass(frozen=True, slots=True)
class Case:
    """A held-out line with its terms, and its reference with the strings that stand for them there."""

    line: SourceLine
    reference: str
    old: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """What a strategy reached: percentages of terms, chrF2 outside the terms, lines flagged, seconds of CPU a line."""

    terms: int
    success: float
    strict: float
    chrf: float
    flagged: int
    seconds: float
    strategies: dict[str, int]


def main(argv: list[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--languages", default="en,id,vi,th,pt-BR,ar", help="target tags with commas, or 'all'")
    parser.add_argument("--lines", type=int, default=60, help="held-out lines with terms, at most, for each language")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args(argv)
    tags = corpus.TARGETS if arguments.languages == "all" else tuple(arguments.languages.split(","))
    data = corpus.load(None, synthetic=False)
    lexicon = hints.learn([*data.dialogue, *(row for row in data.train if row.origin == "dialogue")])
    told: dict[str, dict[str, object]] = {}
    for kind in ("reference", "new"):
        cases = {tag: cases_of(data.dialogue, lexicon, tag, arguments.lines, new=kind == "new") for tag in tags}
        print(f"{kind}: {sum(map(len, cases.values()))} lines in {', '.join(tags)}")
        print(f"{'':<24}{'terms':>6}{'success':>9}{'strict':>8}{'chrF':>7}{'flagged':>9}{'ms/line':>9}  by")
        for name, steps in RUNS.items():
            figures = measured(cases, steps)
            told.setdefault(kind, {})[name] = asdict(figures)
            by = ", ".join(f"{how} {count}" for how, count in sorted(figures.strategies.items(), key=lambda item: -item[1]))
            print(f"{name:<24}{figures.terms:>6}{figures.success:>8.1f}%{figures.strict:>7.1f}%{figures.chrf:>7.1f}"
                  f"{figures.flagged:>9}{1000 * figures.seconds:>9.1f}  {by}")
            sys.stdout.flush()
    print(keys_told(data.dialogue))
    if arguments.json:
        arguments.json.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def keys_told(rows: Sequence[corpus.Row]) -> str:
    """Return how long the keys of 500 lines in every language take, as a preview of a glossary change computes them."""
    terms = tuple(term for path in sorted(GLOSSARIES.glob("*.csv")) for term in read_table(path.read_bytes()).terms)
    known = {form: term for term in terms for form in term.sources}
    glossary = Glossary("all", tuple({term.id: term for term in known.values()}.values()))
    utterances = [Utterance(f"u{at}", Span(Fraction(at), Fraction(at + 1)), rows[at % len(rows)].text["zh"])
                  for at in range(500)]
    engines = engines_for()
    reader = LineReader(Lexicon(glossary, engines.memory, engines.names), "zh", decoding_of(engines.translator))
    begin = time.process_time()
    keys = [reader.key(line, tag) for line in reader.read(utterances) for tag in corpus.TARGETS]
    return f"{len(keys)} keys of lines (500 lines, {len(corpus.TARGETS)} languages): {time.process_time() - begin:.2f} cpu-s"


def cases_of(rows: Iterable[corpus.Row], lexicon: hints.Lexicon, tag: str, most: int, *, new: bool) -> list[Case]:
    """Return the test set of a language: held-out lines in the order of the corpus that have one or two terms."""
    draw = random.Random(23)
    others = sorted({forms[tag] for forms in lexicon.concepts.values() if tag in forms})
    cases: list[Case] = []
    for row in rows:
        if "zh" not in row.text or tag not in row.text or len(cases) >= most:
            continue
        found = _terms(row, lexicon, tag, draw)
        terms = [_term(source, form, _other(form, row.text[tag], others, draw) if new else "", tag)
                 for source, form in found]
        text = normalised(row.text["zh"])
        line = SourceLine(text, "zh", Matcher(terms).find(text))
        if line.matches:
            cases.append(Case(line, row.text[tag], tuple(form for _, form in found)))
    return cases


def measured(cases: Mapping[str, Sequence[Case]], steps: tuple[Strategy, ...]) -> Figures:
    """Return what the steps reach over all languages, the chrF being the mean over languages."""
    model, hits, chrf, flagged = starter(), [], [], 0
    begin = time.process_time()
    drafts = {tag: Cascade(model, tag, steps).run([case.line for case in listed]) for tag, listed in cases.items()}
    seconds = (time.process_time() - begin) / max(1, sum(map(len, cases.values())))
    for tag, made in drafts.items():
        outputs = [outside(draft.text, case.line, tag) for draft, case in zip(made, cases[tag], strict=True)]
        references = [_without(case.reference, case.old, tag) for case in cases[tag]]
        chrf.append(sacrebleu.corpus_chrf(outputs, [references]).score)
        hits += [hit for draft in made for hit in draft.hits]
        flagged += sum(_flagged(draft) for draft in made)
    return Figures(len(hits), 100 * sum(hit.met for hit in hits) / len(hits),
                   100 * sum(hit.held is Held.STRICT for hit in hits) / len(hits), sum(chrf) / len(chrf), flagged,
                   seconds, dict(Counter(hit.strategy.value for hit in hits)))


def outside(text: str, line: SourceLine, tag: str) -> str:
    """Return an output without the spans of its terms, met or said in the old way."""
    forms = [form for _, rendering in enforced(line, tag) for form in (rendering.preferred, *rendering.forbidden)]
    return _without(text, forms, tag)


def _without(text: str, forms: Iterable[str], tag: str) -> str:
    for form in forms:
        found = sorted(places(text, Rendering(form), tag), key=lambda place: -place.begin)
        kept = composed(text)
        for place in found:
            kept = kept[:place.begin] + kept[place.end:]
        text = kept
    return " ".join(text.split())


def _flagged(draft: Draft) -> bool:
    return any(hit.strategy is Strategy.SPLICE for hit in draft.hits)


def _terms(row: corpus.Row, lexicon: hints.Lexicon, tag: str, draw: random.Random) -> list[tuple[str, str]]:
    """Return source forms with the string that stands for each in the reference."""
    text = {"zh": row.text["zh"], tag: row.text[tag]}
    found = []
    for symbol, concept in lexicon.mark(text, "zh", ["<t2>", "<t1>"], draw):
        form = lexicon.concepts[concept][tag]
        at = row.text[tag].lower().find(form)
        if symbol in text[tag] and at >= 0:
            found.append((concept, row.text[tag][at:at + len(form)]))
    return found


def _term(source: str, old: str, wanted: str, tag: str) -> Term:
    rendering = Rendering(wanted, (), (old,)) if wanted else Rendering(old)
    return Term(f"term-{source}", (source,), {tag: rendering})


def _other(form: str, reference: str, others: Sequence[str], draw: random.Random) -> str:
    """Return the rendering of another term that does not stand in the reference."""
    allowed = [item for item in others if item != form.lower() and item not in reference.lower()]
    return draw.choice(allowed)


if __name__ == "__main__":
    main(sys.argv[1:])
