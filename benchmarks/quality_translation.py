"""How well the starter translator does: the figures of training/translation/DATACARD.md, measured again.

``python -m benchmarks quality_translation [--shared ../shared] [--quick] [--json FILE]``

Dialogue lines held out by hash of their key, machine only, against one reference each; the same with term hints (share
met); Tatoeba rows that training left out; and zh→en→x against zh→x. chrF2 and BLEU by sacreBLEU, through the engine as
shipped. Without the shared folder the Tatoeba part is left out.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from localize.engines.ctranslate import STARTER, StarterTranslator
from training.translation import corpus
from training.translation.evaluate import measure, row


def main(argv: list[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--shared", type=Path, default=Path(__file__).parents[2] / "shared")
    parser.add_argument("--model", type=Path, default=STARTER, help="a model folder; the one that ships by default")
    parser.add_argument("--quick", action="store_true", help="zh dialogue and hints alone")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args(argv)
    parallel = arguments.shared / "data" / "parallel"
    data = corpus.load(parallel if parallel.is_dir() else None, synthetic=False)
    figures = measure(StarterTranslator(arguments.model), data, quick=arguments.quick)
    for part, scores in figures.items():
        print(row(part, scores))
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
