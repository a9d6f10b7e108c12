"""Read every training row, normalise it, and keep the held-out lines out.

A row is a mapping from language tag to text; dialogue and template rows hold fifteen languages,
public pairs fewer. Held out for test (a) are the dialogue lines whose key hashes to 0 modulo 10;
no row of any origin whose normalised Chinese or English equals a held-out one is trained on.
"""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import itertools
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from localize.starter.pieces import simplify

SOURCES: Final = ("zh", "yue", "en")
TARGETS: Final = (
    "en",
    "id",
    "ms",
    "vi",
    "th",
    "fil",
    "my",
    "km",
    "lo",
    "pt-BR",
    "pt-PT",
    "ar",
)
CORPUS: Final = Path(__file__).resolve().parent.parent / "corpus"
BUILD: Final = CORPUS.parent / "build"
HAN: Final = re.compile(r"[\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_NAMES: Final = {"tl": "fil"}
_QUOTES: Final[dict[int, str | int | None]] = {
    0x201C: '"',
    0x201D: '"',
    0x2018: "'",
    0x2019: "'",
    0x2026: "...",
}


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One sentence in some of the fifteen languages.

    Attributes:
        key: Stable name, unique within its origin.
        origin: ``dialogue``, ``more``, ``templates``, ``tatoeba`` or ``tico``.
        text: Normalised text by language tag; Chinese and Cantonese in simplified script.
    """

    key: str
    origin: str
    text: Mapping[str, str]


def normalise(language: str, text: str) -> str:
    """Return a text as the model shall see it in this language.

    Khmer spells two frequent words in two ways; one is kept. Zero-width marks go, because
    public data has them at random.
    """
    if language in ("zh", "yue"):
        return re.sub(r"\s+", " ", simplify(text))
    text = unicodedata.normalize("NFC", text)
    text = re.sub("[\u200b\u200c\u200d\u200e\u200f\ufeff\u00ad]", "", text)
    text = text.translate(_QUOTES)
    if language == "km":
        text = text.replace("ឲ្យ", "ឱ្យ").replace("ម្តាយ", "ម្ដាយ")
    if language == "ar":  # the dialogue has no diacritics; public data has some
        text = re.sub("[\u064b-\u0652\u0640]", "", text)
    return re.sub(r"\s+", " ", text).strip()


def comparable(text: str) -> str:
    """Return letters and digits only, lowercased: what two equal lines share."""
    return "".join(c for c in text.lower() if c.isalnum() or c in "{}")


def held_out(key: str) -> bool:
    """Say whether a dialogue line belongs to test (a), by hash of its key."""
    return int(hashlib.sha256(key.encode()).hexdigest()[:8], 16) % 10 == 0


def _row(key: str, origin: str, fields: Mapping[str, str | None]) -> Row | None:
    text = {}
    for language, value in fields.items():
        tag = _NAMES.get(language, language)
        if tag not in SOURCES and tag not in TARGETS:
            continue
        clean = normalise(tag, value or "")
        if clean and len(clean) <= 220 and (tag in ("zh", "yue") or not HAN.search(clean)):
            text[tag] = clean
    slots = sorted(re.findall(r"\{\w+\}", next(iter(text.values()), "")))
    text = {t: v for t, v in text.items() if sorted(re.findall(r"\{\w+\}", v)) == slots}
    if not any(s in text for s in SOURCES) or len(text) < 2:
        return None
    return Row(key, origin, text)


def dialogue(folder: Path = CORPUS / "dialogue", origin: str = "dialogue") -> list[Row]:
    """Read the JSON lines of one folder, sorted by file name."""
    rows: list[Row] = []
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            if line.strip():
                fields = json.loads(line)
                row = _row(str(fields.get("key", len(rows))), origin, fields)
                rows += [row] if row else []
    return rows


def more(folder: Path = CORPUS / "more") -> list[Row]:
    """Read the tab-separated dialogue; a row that another hand is writing just now is skipped."""
    rows: list[Row] = []
    for path in sorted(folder.glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as handle:
            reader = csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE)
            for fields in reader:
                if None in fields or None in fields.values():
                    continue
                row = _row(fields.get("key") or str(len(rows)), "more", fields)
                rows += [row] if row else []
    return rows


_ENDS: Final = {
    "zh": r"(?<=[.!?])(?![.!?])\s*",
    "yue": r"(?<=[.!?])(?![.!?])\s*",
    "my": r"(?<=[။!?])\s*",
    "ar": r"(?<=[.!؟])\s+",
}


def split(row: Row) -> list[Row]:
    """Return the sentences of a line as rows of their own, in the languages where the counts agree."""
    if "zh" not in row.text:
        return []
    parts = {
        language: [p for p in re.split(_ENDS.get(language, r"(?<=[.!?])\s+"), text) if p]
        for language, text in row.text.items()
        if language not in ("th", "lo", "km")  # no mark ends their sentences
    }
    count = len(parts["zh"])
    if count < 2:
        return []
    agreeing = {language: found for language, found in parts.items() if len(found) == count}
    made = (
        _row(f"{row.key}.{i}", row.origin, {language: found[i] for language, found in agreeing.items()})
        for i in range(count)
    )
    return [part for part in made if part and len(part.text) > 5]


def _pairs(path: Path) -> Iterator[tuple[str, str]]:
    for line in path.read_text("utf-8").splitlines():
        cells = line.split("\t")
        if len(cells) >= 2:
            yield cells[0], cells[1]


def _portuguese(text: str) -> tuple[str, ...]:
    """Say which of the two standards a Tatoeba sentence fits: it does not say itself."""
    if re.search(r"\b(você|vocês)\b", text, re.IGNORECASE):
        return ("pt-BR",)
    if re.search(r"\b(tu|teu|tua|contigo|estás|és|tens|vais)\b", text, re.IGNORECASE):
        return ("pt-PT",)
    return ("pt-BR", "pt-PT")


def tatoeba(folder: Path) -> list[Row]:
    """Join the Tatoeba pairs through English: zh–en with en–x also gives zh–x."""
    joined: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for path in sorted(folder.glob("*.en-*.tsv")):
        language = path.stem.rsplit("en-", 1)[1]
        for raw, other in _pairs(path):
            english = normalise("en", raw)
            tags = _portuguese(other) if language == "pt" else (language,)
            for tag in tags:
                if other not in joined[english][tag]:
                    joined[english][tag].append(other)
    rows: list[Row] = []
    for number, (english, others) in enumerate(joined.items()):
        depth = max(len(v) for v in others.values())
        for variant in range(min(depth, 3)):
            fields = {t: v[variant % len(v)] for t, v in others.items()}
            row = _row(f"T{number}.{variant}", "tatoeba", {"en": english, **fields})
            rows += [row] if row else []
    return rows


def tico(folder: Path) -> list[Row]:
    """Join the TICO-19 development part on its English side."""
    joined: dict[str, dict[str, str]] = defaultdict(dict)
    for path in sorted(folder.glob("en-*.dev971.tsv")):
        language = path.stem.removeprefix("en-").removesuffix(".dev971")
        for english, other in _pairs(path):
            joined[english][language] = other
    rows = (_row(f"C{n}", "tico", {"en": e, **o}) for n, (e, o) in enumerate(joined.items()))
    return [row for row in rows if row]


@dataclasses.dataclass(frozen=True, slots=True)
class Data:
    """Rows to train on, and the three test parts' rows."""

    train: tuple[Row, ...]
    dialogue: tuple[Row, ...]
    tatoeba: tuple[Row, ...]


def _english_slice(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Return the Tatoeba rows of the English sentences held out, by hash of the sentence."""
    return tuple(
        row for row in rows if int(hashlib.sha256(comparable(row.text["en"]).encode()).hexdigest()[:8], 16) % 40 == 0
    )


def load(parallel: Path | None, *, synthetic: bool = True) -> Data:
    """Read all rows there are now.

    Args:
        parallel: Folder of the public pairs, or None to do without them.
        synthetic: Whether the template rows are wanted too; tests and measurements do without.
    """
    own = dialogue()
    test = tuple(row for row in own if held_out(row.key))
    rows = [row for row in own if not held_out(row.key)]
    rows += more()
    rows += [part for row in rows for part in split(row)]
    rows += dialogue(BUILD / "templates", "templates") if synthetic else []
    public = tatoeba(parallel) if parallel else []
    slice_ = _english_slice(public)
    if parallel:
        rows += itertools.chain(public, tico(parallel))
    closed = {comparable(r.text[s]) for r in test for s in ("zh", "en")}
    closed |= {comparable(r.text[s]) for r in slice_ for s in ("zh", "en") if s in r.text}
    train = tuple(
        row for row in rows if not any(comparable(row.text[s]) in closed for s in ("zh", "en") if s in row.text)
    )
    return Data(train, test, slice_)
