"""Make the phrase memory that ships: ``python -m training.memory``.

Takes the dialogue corpus and the further lines written for this project, and writes them as TMX, gzipped without a
time stamp so that equal corpora give equal bytes. The name list goes beside it.
"""

from __future__ import annotations

import csv
import gzip
import json
import shutil
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from localize.language import SOURCES, TARGETS
from localize.memory import Unit, write_tmx

CORPUS = Path(__file__).parent / "corpus"
STARTER = Path(__file__).parents[1] / "localize" / "starter"
LICENCE = ("Original lines written for this project, Apache-2.0 with the rest of it. Not checked by native speakers; "
           "least sure: Lao, Burmese, Khmer, then Filipino.")
TAGS = [language.tag for language in (*SOURCES, *TARGETS)]


def units() -> Iterator[Unit]:
    """Yield every line once: the dialogue corpus first, then further lines with a source text not seen before."""
    seen: set[str] = set()
    for row in rows():
        source = row["zh"]
        if source in seen:
            continue
        seen.add(source)
        texts = {tag: unicodedata.normalize("NFC", row[tag].strip()) for tag in TAGS if row.get(tag, "").strip()}
        yield Unit(row["key"], dict(sorted(texts.items(), key=lambda pair: TAGS.index(pair[0]))))


def rows() -> Iterator[dict[str, str]]:
    """Yield the rows of the dialogue corpus and of the further lines."""
    for path in sorted((CORPUS / "dialogue").glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            yield json.loads(line)
    for path in sorted((CORPUS / "more").glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                yield {name: text or "" for name, text in row.items() if name}


def main() -> None:
    """Write ``localize/starter/memory.tmx.gz`` and ``names.tsv``, and say how many lines they hold."""
    made = list(units())
    out = STARTER / "memory.tmx.gz"
    with out.open("wb") as file, gzip.GzipFile(fileobj=file, mode="wb", mtime=0, filename="") as packed:
        packed.write(write_tmx(made, note=LICENCE))
    print(f"{out.name}: {len(made)} lines, {out.stat().st_size / 1e6:.2f} MB")
    names = CORPUS / "names.tsv"
    if names.is_file():
        shutil.copyfile(names, STARTER / "names.tsv")


if __name__ == "__main__":
    main()
