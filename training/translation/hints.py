"""Find words and their renderings by co-occurrence, to train and test term hints with.

A concept is a Chinese word with the string that stands for it in the other languages of the
dialogue. Strings are found by the Dice coefficient of the sets of lines that hold them; only
close matches are kept, because a wrong span teaches the model to drop words.
"""

from __future__ import annotations

import collections
import dataclasses
import random
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final

from training.translation.corpus import HAN, TARGETS, Row
from training.translation.symbols import CLOSE

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ENTITY: Final = re.compile(r"\{\w+\}|<[^>]+>")


@dataclasses.dataclass(frozen=True, slots=True)
class Lexicon:
    """Concepts: Chinese word to renderings by language tag."""

    concepts: Mapping[str, Mapping[str, str]]

    def mark(self, text: dict[str, str], source: str, terms: list[str], draw: random.Random) -> list[tuple[str, str]]:
        """Mark up to two known words in place; languages without the rendering are dropped.

        Returns:
            The symbols set and the concepts they stand for.
        """
        found = self._concepts_in(text[source], source)
        draw.shuffle(found)
        marked = []
        for concept in found[: draw.choice((1, 1, 2))]:
            forms = self.concepts[concept]
            spans = {t: _span(text[t], forms.get(t, ""), t) for t in text}
            kept = [t for t in text if spans[t] is not None]
            if source not in kept or len(kept) < 2 or not terms:
                continue
            symbol = terms.pop()
            for language in list(text):
                span = spans[language]
                if span is None:
                    del text[language]
                    continue
                begin, end = span
                words = text[language][begin:end]
                new = f"{symbol}{words}{CLOSE}" if language == source else symbol
                text[language] = text[language][:begin] + new + text[language][end:]
            marked.append((symbol, concept))
        return marked

    def _concepts_in(self, text: str, source: str) -> list[str]:
        if source == "zh":
            return [
                text[i:j]
                for i in range(len(text))
                for j in range(i + 2, min(i + 5, len(text) + 1))
                if text[i:j] in self.concepts
            ]
        lowered = text.lower()
        return [c for c, forms in self.concepts.items() if forms.get(source, "\0") in lowered]


def _span(text: str, form: str, language: str) -> tuple[int, int] | None:
    """Return where a form stands, if it stands there once, as a whole word where words have bounds."""
    if not form:
        return None
    lowered = text.lower()
    begin = lowered.find(form)
    if begin < 0 or lowered.find(form, begin + 1) >= 0 or len(lowered) != len(text):
        return None
    end = begin + len(form)
    if any(m.start() < end and begin < m.end() for m in _ENTITY.finditer(text)):
        return None
    if language not in ("zh", "yue", "th", "my", "km", "lo"):
        outside = lowered[begin - 1 : begin] + lowered[end : end + 1]
        if any(c.isalnum() for c in outside):
            return None
    inside = text.rfind("<t", 0, begin)
    if inside >= 0 and CLOSE in text[begin:] and CLOSE not in text[inside:begin]:
        return None
    return begin, end


def _grams(text: str, language: str) -> set[str]:
    text = _ENTITY.sub("\n", text.lower())
    if language in ("zh", "yue"):
        runs = re.findall(f"{HAN.pattern}+", text)
        return {r[i:j] for r in runs for i in range(len(r)) for j in range(i + 2, min(i + 5, len(r) + 1))}
    if language in ("th", "my", "km", "lo"):
        runs = re.findall(r"[^\s.,!?။၊\"':-]+", text)
        pieces = [_clusters(r) for r in runs]
        return {"".join(p[i:j]) for p in pieces for i in range(len(p)) for j in range(i + 1, min(i + 9, len(p) + 1))}
    words = _WORD.findall(text)
    grams = {" ".join(words[i : i + n]) for n in (1, 2) for i in range(len(words) - n + 1)}
    return {g for g in grams if g in text}


def _clusters(run: str) -> list[str]:
    """Cut where a new consonant or leading vowel may begin: never before a dependent sign."""
    found: list[str] = []
    for mark in run:
        leading = found and found[-1] in "เแโใไເແໂໃໄ"
        joined = found and found[-1].endswith(("\u17d2", "\u1039"))
        category = unicodedata.category(mark)
        dependent = category in ("Mn", "Mc") or mark in "ะาำຽະາຳ"
        if found and (dependent or leading or joined):
            found[-1] += mark
        else:
            found.append(mark)
    return found


def learn(rows: Sequence[Row], least: int = 3, dice: float = 0.62) -> Lexicon:
    """Find concepts in rows that hold all languages.

    Args:
        rows: Dialogue rows.
        least: In how many lines a word must stand.
        dice: Lowest coefficient of a pair.
    """
    full = [row for row in rows if "zh" in row.text and len(row.text) >= 14]
    where: dict[str, dict[str, set[int]]] = {}
    for language in ("zh", "yue", *TARGETS):
        index: dict[str, set[int]] = collections.defaultdict(set)
        for number, row in enumerate(full):
            for gram in _grams(row.text[language], language):
                index[gram].add(number)
        where[language] = {g: s for g, s in index.items() if len(s) >= least}
    at = {language: _by_line(index) for language, index in where.items()}
    concepts = {}
    for word, lines in where["zh"].items():
        if len(lines) > len(full) / 12:
            continue
        forms = {"zh": word}
        for language in ("yue", *TARGETS):
            best = _closest(lines, where[language], at[language])
            if best and best[0] >= dice:
                forms[language] = best[1]
        if len(forms) >= 8:
            concepts[word] = forms
    return Lexicon(_longest(concepts, where["zh"]))


def _by_line(index: Mapping[str, set[int]]) -> Mapping[int, list[str]]:
    lines: dict[int, list[str]] = collections.defaultdict(list)
    for gram, numbers in index.items():
        for number in numbers:
            lines[number].append(gram)
    return lines


def _closest(lines: set[int], index: Mapping[str, set[int]], at: Mapping[int, list[str]]) -> tuple[float, str] | None:
    shared = collections.Counter(g for number in lines for g in at.get(number, ()))
    scored = ((2 * n / (len(lines) + len(index[g])), len(g), g) for g, n in shared.items() if n >= 2)
    best = max(scored, default=None)
    return (best[0], best[2]) if best else None


def _longest(concepts: Mapping[str, Mapping[str, str]], index: Mapping[str, set[int]]) -> dict[str, Mapping[str, str]]:
    """Drop a word that only ever stands inside a longer concept: it is a piece of one."""
    kept = {}
    for word, forms in concepts.items():
        longer = [o for o in concepts if word != o and word in o]
        if not any(len(index[o]) >= 0.9 * len(index[word]) for o in longer):
            kept[word] = forms
    return kept
