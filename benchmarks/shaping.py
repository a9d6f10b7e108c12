"""Shaping and checking a two-hour feature in twelve languages, and that cost grows in step with length.

Data: the dialogue corpus, its lines in turn, 1,500 of them over two hours, and a shot change every 3.7 seconds. Floor to beat: 10 cpu-seconds on one core.
Baseline in the same run: greedy wrapping of the same lines by ``textwrap``.
"""

from __future__ import annotations

import json
import textwrap
import time
from fractions import Fraction
from pathlib import Path

from localize.language import TARGETS
from localize.model import LineOrigin, Transcript, TranslatedLine, Translation, Utterance
from localize.rules import rules
from localize.shaping.compose import compose
from localize.stages.check import check
from localize.stages.subtitle import subtitle
from localize.time import Span

CORPUS = Path(__file__).parents[1] / "training" / "corpus" / "dialogue"
CUES = 1500
SECONDS = 7200
CUTS = tuple(Fraction(37 * number, 10) for number in range(1, SECONDS * 10 // 37))


def main(_: list[str]) -> None:
    """Print cpu-seconds per language and in all, the ratio to the baseline, and the growth from 500 to 4,000 words."""
    rows = [json.loads(line) for path in sorted(CORPUS.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]
    utterances = tuple(Utterance(f"u{number}", Span(Fraction(SECONDS * number, CUES), Fraction(SECONDS * number, CUES) + 3),
                                 rows[number % len(rows)]["zh"]) for number in range(CUES))
    transcript = Transcript("zh", utterances)
    total = greedy = 0.0
    for language in TARGETS:
        tag = language.tag
        lines = tuple(TranslatedLine(item.id, item.text, rows[number % len(rows)][tag] + " " + rows[(number * 7 + 1) % len(rows)][tag],
                                     LineOrigin.MEMORY, "") for number, item in enumerate(utterances))
        begin = time.process_time()
        track = subtitle(transcript, Translation(tag, lines), rules(tag), Fraction(25), Fraction(SECONDS), CUTS)
        check(track, rules(tag), cuts=CUTS)
        spent = time.process_time() - begin
        begin = time.process_time()
        for line in lines:
            textwrap.wrap(line.text, 42)
        greedy += time.process_time() - begin
        total += spent
        print(f"{tag:<6} {len(track.cues):>5} cues  {spent:6.2f} cpu-s")
    print(f"all    {total:.2f} cpu-s for twelve languages (floor 10); {total / greedy:.1f}x greedy wrapping")
    _growth()


def _growth() -> None:
    costs = []
    for words in (500, 1000, 2000, 4000):
        text = " ".join(f"word{number % 97}" for number in range(words))
        begin = time.process_time()
        compose(text, rules("en"))
        costs.append((words, time.process_time() - begin))
    first = costs[0][1] / costs[0][0]
    print("segmentation per word against 500 words: "
          + ", ".join(f"{words} words {spent / words / first:.2f}x" for words, spent in costs))


if __name__ == "__main__":
    main([])
