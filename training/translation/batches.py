"""Draw training batches: choose a source, fill the slots, hint terms, join lines, add noise."""

from __future__ import annotations

import collections
import dataclasses
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from training.translation import names, symbols
from training.translation.corpus import SOURCES, TARGETS, Row
from training.translation.hints import Lexicon
from training.translation.vocabulary import END, UNKNOWN, Vocabulary, token

SLOT: Final = re.compile(r"\{(\w+)\}")
_NUMBER: Final = re.compile(r"(?<![A-Za-z\d.,:<])\d[\d.,:]*\d(?![A-Za-z\d%>])")
ROMAN: Final = ("en", "id", "ms", "vi", "fil", "pt-BR", "pt-PT")
SHARES: Final = {"dialogue": 0.40, "more": 0.36, "templates": 0.22, "tatoeba": 0.26, "tico": 0.02}
SOURCE_WEIGHTS: Final = {"zh": 0.55, "yue": 0.17, "en": 0.28}
TARGET_WEIGHTS: Final = {"en": 2.0}


@dataclasses.dataclass(frozen=True, slots=True)
class Batch:
    """Token ids, not yet padded.

    Attributes:
        sources: Source lines.
        rows: For each target, the index of its source line.
        targets: Target lines: language token, pieces, end.
    """

    sources: tuple[list[int], ...]
    rows: tuple[int, ...]
    targets: tuple[list[int], ...]


def _marked(symbol: str, words: str) -> str:
    return f"{symbol}{words}{symbols.CLOSE}"


def _mark_number(text: dict[str, str], source: str, terms: Iterator[str]) -> None:
    """Mark a number that every language holds once in figures: numbers are copied, not translated."""
    for match in _NUMBER.finditer(text[source]):
        number = match[0]
        if all(t.count(number) == 1 for t in text.values()) and (symbol := next(terms, "")):
            for language, sentence in list(text.items()):
                new = _marked(symbol, number) if language == source else symbol
                text[language] = sentence.replace(number, new)
            return


class Sampler:
    """Draws examples from rows, by origin and language."""

    def __init__(self, rows: Sequence[Row], vocabulary: Vocabulary, lexicon: Lexicon, seed: int) -> None:
        """Group the rows by origin."""
        self.draw = random.Random(seed)
        self._vocabulary, self._lexicon = vocabulary, lexicon
        groups: dict[str, list[Row]] = collections.defaultdict(list)
        for row in rows:
            groups[row.origin].append(row)
        self._groups = dict(groups)
        self._shares = self._weights()

    def _weights(self) -> Mapping[str, float]:
        """Return the share of each origin; a small origin gets less, not to be learnt by heart."""
        return {origin: SHARES[origin] * min(1.0, len(rows) / 2500) for origin, rows in self._groups.items()}

    def _source(self, row: Row) -> str:
        there = [s for s in SOURCES if s in row.text]
        return self.draw.choices(there, [SOURCE_WEIGHTS[s] for s in there])[0]

    def _targets(self, text: Mapping[str, str], source: str, count: int) -> list[str]:
        there = [t for t in TARGETS if t in text and t != source]
        keyed = {t: self.draw.random() ** (1 / TARGET_WEIGHTS.get(t, 1.0)) for t in there}
        return sorted(there, key=keyed.__getitem__, reverse=True)[:count]

    def _joined(self, row: Row, source: str) -> Mapping[str, str]:
        """Return the row's text, at times with another line of its origin behind."""
        if self.draw.random() > 0.12 or len(row.text[source]) > (60 if source == "en" else 20):
            return row.text
        other = self.draw.choice(self._groups[row.origin]).text
        if source not in other:
            return row.text
        both = {}
        for language in row.text.keys() & other.keys():
            second = SLOT.sub(r"{\1_}", other[language])
            gap = "" if language in ("zh", "yue") else " "
            first = row.text[language]
            if source in ("zh", "yue") and language == source and first[-1] not in ",.!?。":
                gap = self.draw.choice((" ", ","))
            both[language] = first + gap + second
        return both

    def _filled(self, text: Mapping[str, str], source: str, targets: Sequence[str]) -> dict[str, str]:
        """Replace slots by copy symbols, marked names, or (Latin targets) plain names."""
        filled = {t: text[t] for t in (source, *targets)}
        persons = iter(self.draw.sample(symbols.PERSONS, len(symbols.PERSONS)))
        places = iter(self.draw.sample(symbols.PLACES, len(symbols.PLACES)))
        terms = iter(self.draw.sample(symbols.TERMS, len(symbols.TERMS)))
        for slot in dict.fromkeys(SLOT.findall(text[source])):
            is_place = slot.startswith("PLACE")
            native, roman = names.place(self.draw) if is_place else names.person(self.draw)
            if self.draw.random() < 0.1:
                native = names.anything(self.draw)
            chance = self.draw.random()
            reading = native if source != "en" else roman
            if chance < 0.07 and native[-1] != "帮" and all(t in ROMAN for t in targets):
                written, wanted = reading, roman
            elif chance < 0.5:
                wanted = next(terms, "")
                written = _marked(wanted, reading)
            else:
                wanted = written = next(places if is_place else persons, "")
            if not wanted:
                return {}
            for language, sentence in list(filled.items()):
                new = written if language == source else wanted
                filled[language] = sentence.replace("{" + slot + "}", new)
        if self.draw.random() < 0.6:
            _mark_number(filled, source, terms)
        if self.draw.random() < 0.3:
            self._lexicon.mark(filled, source, list(terms), self.draw)
        return filled

    def _noised(self, text: str, source: str) -> list[int]:
        if self.draw.random() < 0.15:
            text = text.rstrip(".,!?。 ")
        if source in ("zh", "yue") and self.draw.random() < 0.1:
            text = text.replace(",", " ")
        ids = self._vocabulary.read(text, sample=source == "en" and self.draw.random() < 0.3)
        if self.draw.random() < 0.15:
            unknown = self._vocabulary.source_ids[UNKNOWN]
            special = len(symbols.ALL) + 3
            ids = [unknown if i >= special and self.draw.random() < 0.08 else i for i in ids]
        return ids

    def example(self, count: int) -> tuple[list[int], list[list[int]]]:
        """Return a source line and its renderings in up to ``count`` languages."""
        vocabulary = self._vocabulary
        while True:
            origin = self.draw.choices(list(self._shares), list(self._shares.values()))[0]
            row = self.draw.choice(self._groups[origin])
            source = self._source(row)
            text = self._joined(row, source)
            targets = self._targets(text, source, count)
            filled = self._filled(text, source, targets) if targets else {}
            if not filled:
                continue
            ids = self._noised(filled[source], source)
            unknown, end = vocabulary.target_ids[UNKNOWN], vocabulary.target_ids[END]
            made = [
                [vocabulary.target_ids[token(t)], *vocabulary.write(t, filled[t]), end] for t in targets if t in filled
            ]
            made = [m for m in made if unknown not in m and len(m) < 90]
            if ids and made and len(ids) < 110:
                return ids, made

    def batches(self, budget: int, per_source: int, pool: int = 600) -> Iterator[Batch]:
        """Yield batches of about ``budget`` padded target tokens, lines of like length together."""
        while True:
            drawn = [self.example(per_source) for _ in range(pool)]
            drawn.sort(key=lambda e: (max(map(len, e[1])), len(e[0])))
            chunks: list[Batch] = []
            sources: list[list[int]] = []
            rows: list[int] = []
            targets: list[list[int]] = []
            for ids, made in drawn:
                longest = max(map(len, made))
                if targets and (len(targets) + len(made)) * longest > budget:
                    chunks.append(Batch(tuple(sources), tuple(rows), tuple(targets)))
                    sources, rows, targets = [], [], []
                rows += [len(sources)] * len(made)
                sources.append(ids)
                targets += made
            self.draw.shuffle(chunks)
            yield from chunks
