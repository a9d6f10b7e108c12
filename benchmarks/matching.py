"""Matching a line against 50,000 terms and against 100: the cost of a line must not grow with the term base.

Data: the dialogue corpus, its Chinese lines; 100 terms that stand in them, and 49,900 made-up ones of two to six common
characters beside them, so that both term bases match the same places. Baseline in the same run: ``str.find`` of every form
in every line, as a glossary without an automaton does it.
"""

from __future__ import annotations

import json
import random
import statistics
import time
from pathlib import Path

from localize.glossary import Glossary, Matcher, Rendering, Term

CORPUS = Path(__file__).parents[1] / "training" / "corpus" / "dialogue"
LINES = 2000
ROUNDS = 7


def main(_: list[str]) -> None:
    """Print microseconds per line for 100, 1,000, 10,000 and 50,000 terms, the ratio, and the time to build."""
    lines = [json.loads(line)["zh"] for path in sorted(CORPUS.glob("*.jsonl"))
             for line in path.read_text("utf-8").splitlines()][:LINES]
    forms = _forms(lines)
    cost: dict[int, float] = {}
    for count in (100, 1_000, 10_000, 50_000):
        begin = time.process_time()
        matcher = Matcher(Glossary("g", tuple(_term(form) for form in forms[:count])).approved())
        built = time.process_time() - begin
        cost[count] = statistics.median(_per_line(matcher, lines) for _ in range(ROUNDS))
        print(f"{count:>6} terms  {cost[count]:6.1f} µs a line, median of {ROUNDS}   built in {built:.2f} cpu-s"
              f"   {sum(len(matcher.find(line)) for line in lines)} matches")
    print(f"50,000 terms cost {cost[50_000] / cost[100]:.2f} times what 100 cost")
    begin = time.process_time()
    for line in lines[:20]:
        for form in forms:
            line.find(form)
    print(f"str.find of 50,000 forms: {(time.process_time() - begin) / 20 * 1e6:,.0f} µs a line")


def _forms(lines: list[str]) -> list[str]:
    """Return 100 forms out of the lines, then made-up ones that stand in none of them."""
    dice = random.Random(5)
    said = "\n".join(lines)
    common = sorted({character for character in said if "\u4e00" <= character <= "\u9fff"}, key=said.count)[-600:]
    forms = dict.fromkeys(line[at:at + 2] for line in lines[:400] if len(line) > 6 and line[2:4].isalpha() for at in (2,))
    kept = list(forms)[:100]
    seen = set(kept)
    while len(kept) < 50_000:
        form = "".join(dice.choices(common, k=dice.randint(3, 6)))
        if form not in seen and form not in said:
            seen.add(form)
            kept.append(form)
    return kept


def _term(form: str) -> Term:
    return Term(id=form, sources=(form,), renderings={"en": Rendering("x")})


def _per_line(matcher: Matcher, lines: list[str]) -> float:
    begin = time.process_time()
    for line in lines:
        matcher.find(line)
    return (time.process_time() - begin) / len(lines) * 1e6


if __name__ == "__main__":
    main([])
