"""Write the data card: ``python -m training.translation.card --parallel DIR --figures FILE``.

Everything in it is read from somewhere: counts from the corpus, sizes and digests from the folder
that ships, figures from what ``evaluate --json`` wrote.
"""

from __future__ import annotations

import argparse
import collections
import json
import platform
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from localize.engines.ctranslate import STARTER
from training.translation import corpus

CARD = Path(__file__).resolve().parent / "DATACARD.md"
_ORIGINS = {
    "dialogue": ("drama dialogue written for this project, fifteen languages", "Apache-2.0, with the project"),
    "more": ("further drama dialogue written for this project", "Apache-2.0, with the project"),
    "templates": ("synthetic sentences from `training/templates`", "Apache-2.0, with the project"),
    "tatoeba": (
        (
            "Tatoeba pairs joined through English (OPUS-MT-testsets ac0f19c0 and manythings.org/anki 2021-07-14), "
            "less those that share a side with the LASER Tatoeba test"
        ),
        "CC BY 2.0 FR; attribution: tatoeba.org contributors, manythings.org/anki",
    ),
    "tico": ("TICO-19 development part (d97615f9), COVID-19 domain", "CC0 1.0"),
}
_PARTS = {
    "a_zh": "(a) held-out dialogue, zh source, machine only",
    "a_yue": "(a) held-out dialogue, yue source",
    "a_en": "(a) held-out dialogue, en source",
    "a_zh_through_en": "(a) zh→en→x instead of zh→x",
    "c_zh": "(c) Tatoeba not trained on, zh source",
    "c_en": "(c) Tatoeba not trained on, en source",
}


def _counts(data: corpus.Data) -> str:
    rows = collections.Counter(row.origin for row in data.train)
    cells = collections.Counter(row.origin for row in data.train for _ in row.text)
    lines = ["| origin | rows | texts | what | licence |", "|---|---|---|---|---|"]
    for origin, (what, licence) in _ORIGINS.items():
        lines.append(f"| {origin} | {rows[origin]} | {cells[origin]} | {what} | {licence} |")
    return "\n".join(lines)


def _languages(data: corpus.Data) -> str:
    own = collections.Counter(t for row in data.train if row.origin in ("dialogue", "more") for t in row.text)
    made = collections.Counter(t for row in data.train if row.origin == "templates" for t in row.text)
    rest = collections.Counter(t for row in data.train if row.origin in ("tatoeba", "tico") for t in row.text)
    lines = ["| language | dialogue | templates | public |", "|---|---|---|---|"]
    for tag in dict.fromkeys((*corpus.SOURCES, *corpus.TARGETS)):
        lines.append(f"| {tag} | {own[tag]} | {made[tag]} | {rest[tag]} |")
    return "\n".join(lines)


def _bigrams(text: str) -> set[str]:
    letters = corpus.comparable(text)
    return {letters[i : i + 2] for i in range(max(1, len(letters) - 1))}


def _nearness(data: corpus.Data) -> str:
    """Say how many held-out lines have a near copy among the rows written later."""
    found = []
    for origin in ("dialogue", "more", "templates"):
        others = [_bigrams(row.text["zh"]) for row in data.train if row.origin == origin and "zh" in row.text]
        best = [
            max((len(own & other) / len(own | other) for other in others), default=0.0)
            for own in (_bigrams(row.text["zh"]) for row in data.dialogue)
        ]
        found.append(f"{sum(b >= 0.8 for b in best)} in `{origin}`")
    return (
        "Held-out lines whose Chinese shares four fifths or more of its character bigrams (Jaccard) with a training row: "
        f"{', '.join(found)}."
    )


def _table(title: str, scores: Mapping[str, Mapping[str, float]], *columns: str) -> str:
    head = f"**{title}**\n\n| | {' | '.join(scores)} |\n|---|{'---|' * len(scores)}\n"
    body = (f"| {column} | {' | '.join(str(item.get(column, '')) for item in scores.values())} |" for column in columns)
    return head + "\n".join(body) + "\n"


def _quality(figures: Mapping[str, Any]) -> str:
    tables = [
        _table(title, figures[part], "chrf", "bleu", "lines") for part, title in _PARTS.items() if part in figures
    ]
    hinted = _table(
        "(b) held-out dialogue with term hints, zh source: % of hints met",
        figures["b_zh"],
        "met",
        "once",
        "hints",
        "chrf",
    )
    return "\n".join([tables[0], hinted, *tables[1:]])


def card(data: corpus.Data, facts: Mapping[str, Any], figures: Mapping[str, Any], notes: str) -> str:
    """Return the card's text."""
    shape, run = facts["shape"], facts["training"]
    files = "\n".join(f"| `{n}` | {f['bytes']} | `{f['sha256']}` |" for n, f in facts["files"].items())
    return f"""# Starter translation model

For trying out, not for delivery. zh, yue, en → {", ".join(facts["targets"])}. Written by `python -m training.translation.card`;
the recipe is in `training/README.md`.

## Data
{_counts(data)}

The public pairs are read from a path and are not in the repository. Rows by language:

{_languages(data)}

Held out: {len(data.dialogue)} dialogue lines (key hashes to 0 modulo 10) and {len(data.tatoeba)} Tatoeba rows (English hashes to 0
modulo 40); no row of any origin whose normalised Chinese or English equals a held-out one was trained on. {_nearness(data)} Nobody has had the dialogue checked by
native speakers; the references share its faults.

## Model
Pre-norm transformer, width {shape["width"]}, feed-forward {shape["inner"]}, {shape["heads"]} heads, {shape["encoder"]} encoder and {shape["decoder"]} decoder layers,
{shape["sources"]} source and {shape["targets"]} target tokens, output tied to the target embedding; first embeddings by latent semantic
analysis of the same rows (`meaning.py`). int8, CTranslate2. Greedy output equal to the network's on {100 * facts["same_greedy_as_torch"]["float32"]:.0f} % of
lines in float32, {100 * facts["same_greedy_as_torch"]["int8"]:.0f} % in int8.

## Training
{run["step"]} steps, {run["tokens"]} target tokens, {run["spent"] / 60:.0f} min of one thread on a shared two-core x86 CPU ({platform.machine()}, no GPU);
Adam, seed {run.get("seed", 20261122)}; weights are an exponential average. {notes}

## Measured quality
chrF2 and BLEU by sacreBLEU (13a; characters for th, my, km, lo), through the engine that ships (beam 4). Slots stand as
`{{NAME}}` on both sides in (a). In (b) every slot is filled with a name and hinted, and one word a line, where the aligner
(`hints.py`) finds one in the reference, is hinted with the reference's string; met means the output holds the
rendering, once that it holds it as often as the reference does.

{_quality(figures)}
## Files
| file | bytes | sha256 |
|---|---|---|
{files}
"""


def main() -> None:
    """Read the command line and write the card."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parallel", type=Path)
    parser.add_argument("--figures", type=Path, required=True)
    parser.add_argument("--notes", default="")
    given = parser.parse_args()
    facts = json.loads((STARTER / "model.json").read_text("utf-8"))
    figures = json.loads(given.figures.read_text("utf-8"))
    CARD.write_text(card(corpus.load(given.parallel), facts, figures, given.notes), "utf-8")


if __name__ == "__main__":
    main()
