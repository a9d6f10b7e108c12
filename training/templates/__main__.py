"""Write template rows as JSON lines to standard output."""

from __future__ import annotations

import argparse
import json
import sys

from training.templates.generate import Templates
from training.templates.lexicon import load_entries, load_frames


def main() -> None:
    """Read the command line and write the rows."""
    parser = argparse.ArgumentParser(prog="python -m training.templates", description=__doc__)
    parser.add_argument("--count", type=int, default=30000, help="how many rows at most")
    parser.add_argument("--seed", type=int, default=1, help="seed of the draw")
    options = parser.parse_args()
    templates = Templates(load_frames(), load_entries())
    for row in templates.rows(options.count, options.seed):
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")


main()
