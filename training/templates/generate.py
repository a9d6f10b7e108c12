"""Draw frames and fillings, and write rows of the dialogue corpus's shape."""

from __future__ import annotations

import hashlib
import math
import random
from collections.abc import Iterator, Sequence

from training.templates.lexicon import LANGUAGES, Entry, Frame
from training.templates.render import capitalise, render

# A tenth of the lines get an address or interjection in front, as in spoken scripts.
OPENED = 0.12
PAIRED = 0.06
_MARKS = ("{NAME}", "{NAME2}", "{PLACE}")


def _named(mark: str) -> Entry:
    return Entry("P", "", dict.fromkeys(LANGUAGES, mark) | {"fil": f"si {mark}"})


_NAME, _NAME2 = _named("{NAME}"), _named("{NAME2}")


def candidates(entries: Sequence[Entry], slot: str, needs: str, frame: Frame) -> list[Entry]:
    """List the entries that may stand in a slot of a frame."""
    kind = {"W": "V", "Q": "P", "U": "T"}.get(slot, slot)
    persons = {sign for sign in needs if sign.isdigit()}
    wanted = {sign for sign in needs if sign.isalpha()}
    found = [
        entry
        for entry in entries
        if entry.kind == kind and not persons & set(entry.tags) and (not wanted or wanted & set(entry.tags))
    ]
    # Names are a third of the persons where a sentence holds for any name.
    if slot in "PQ" and "N" in frame.flags and "{NAME}" not in frame.cells["zh"]:
        found += [_NAME if slot == "P" else _NAME2] * (len(found) // 2)
    return found


class Templates:
    """Frames with their possible fillings, drawn so that no frame dominates."""

    def __init__(self, frames: Sequence[Frame], entries: Sequence[Entry]) -> None:
        """Prepare the draw; a frame weighs as the root of how much it can say, capped."""
        self._openers = [entry for entry in entries if entry.kind == "O"]
        self._frames = list(frames)
        self._choices = [
            {slot: candidates(entries, slot, needs, frame) for slot, needs in frame.needs.items()} for frame in frames
        ]
        sizes = [math.prod(map(len, choices.values())) for choices in self._choices]
        self._weights = [min(20.0, math.sqrt(size)) for size in sizes]

    def _fill(self, draw: random.Random, index: int) -> dict[str, Entry]:
        """Fill a frame so that no name stands for two people and no phrase comes twice."""
        while True:
            filling = {slot: draw.choice(found) for slot, found in self._choices[index].items()}
            if filling.get("Q") is _NAME2 and filling.get("P") is not _NAME:
                filling["Q"] = _NAME
            texts = [self._frames[index].cells["zh"], *(e.cells["zh"] for e in filling.values())]
            once = len(set(texts)) == len(texts)
            if once and all(sum(mark in text for text in texts) <= 1 for mark in _MARKS):
                return filling

    def _sentence(self, draw: random.Random) -> tuple[Frame, dict[str, str]]:
        index = draw.choices(range(len(self._frames)), self._weights)[0]
        frame = self._frames[index]
        filling = self._fill(draw, index)
        return frame, {language: render(frame, language, filling) for language in LANGUAGES}

    def row(self, draw: random.Random) -> dict[str, str]:
        """Draw one row: a sentence, at times opened by an address or followed by another."""
        frame, cells = self._sentence(draw)
        chance = draw.random()
        if chance < OPENED and "x" not in frame.flags and self._openers:
            opener = draw.choice(self._openers)
            if "{NAME}" not in opener.cells["zh"] or "{NAME}" not in cells["zh"]:
                cells = {tongue: _opened(opener, tongue, cells[tongue]) for tongue in LANGUAGES}
        elif chance > 1 - PAIRED:
            _, second = self._sentence(draw)
            cells = {tongue: _paired(tongue, cells[tongue], second[tongue]) for tongue in LANGUAGES}
        cells = {language: capitalise(text, language) for language, text in cells.items()}
        digest = hashlib.sha256(cells["zh"].encode()).hexdigest()[:10]
        return {"key": f"TPL{frame.name}-{digest}", **cells}

    def rows(self, count: int, seed: int) -> Iterator[dict[str, str]]:
        """Yield up to ``count`` rows, no Chinese text twice; the same seed gives the same rows."""
        draw = random.Random(seed)
        seen: set[str] = set()
        misses = 0
        while len(seen) < count and misses < 1000:
            row = self.row(draw)
            if row["zh"] in seen:
                misses += 1
                continue
            misses = 0
            seen.add(row["zh"])
            yield row


def _opened(opener: Entry, language: str, text: str) -> str:
    gap = "" if language in {"zh", "yue"} else " "
    return opener.cells[language] + gap + text


def _paired(language: str, first: str, second: str) -> str:
    gap = "" if language in {"zh", "yue"} else " "
    return first + gap + second
