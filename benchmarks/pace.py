"""How well the dub foretells durations: lines of the phrase memory, foretold from each voice's pace, then said.

``python -m benchmarks pace [--lines 150] [--languages all]``. The error is of the natural take against the forecast, in
parts of the take; a slot is missed unheard up to 8 %.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from statistics import median, quantiles

from benchmarks.dub import everyday
from localize.dubbing.clip import trim
from localize.dubbing.pace import paces
from localize.engine import SpeechRequest
from localize.engines.espeak import Espeak
from localize.language import TARGETS
from localize.store import LocalStore


def main(argv: list[str]) -> None:
    """Print a table, one language a row."""
    parser = argparse.ArgumentParser(prog="benchmarks pace", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--lines", type=int, default=150)
    parser.add_argument("--languages", default="all", help="tags with commas, or all")
    options = parser.parse_args(argv)
    tags = [item.tag for item in TARGETS] if options.languages == "all" else options.languages.split(",")
    print("lang     median    90 %   (parts of the duration)")
    with tempfile.TemporaryDirectory(prefix="localize-bench-") as name, Espeak() as espeak:
        store = LocalStore(Path(name))
        for tag in tags:
            voices = espeak.voices(tag)[:2]
            pace, _ = paces(voices, tag, espeak, store)
            off = []
            for voice in voices:
                texts = everyday(tag, options.lines)
                said = espeak.synthesize([SpeechRequest(text, tag, voice.id) for text in texts])
                takes = [(text, float(trim(speech).duration)) for text, speech in zip(texts, said, strict=True)]
                off += [abs(pace[voice.id].seconds(text, tag) - seconds) / seconds for text, seconds in takes if seconds]
            print(f"{tag:<8} {median(off):6.3f}  {quantiles(off, n=10)[-1]:6.3f}", flush=True)
