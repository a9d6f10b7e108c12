"""Scores of a subtitle track against a reference: SubER, chrF, and how far the times are apart."""

from __future__ import annotations

import string
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Final

from localize.breaking import word_breaks
from localize.checking.edit_rate import CUE, LINE, Token, edits
from localize.language import language
from localize.model import Cue, SubtitleTrack
from localize.time import Seconds

#: Cues of both files in a part that is long, and the overlap in seconds at which it is parted all the same.
_LONG: Final = 24
_SLACK: Final = Fraction(1, 2)
_PUNCTUATION = str.maketrans("", "", string.punctuation + "…")


@dataclass(frozen=True, slots=True)
class Score:
    """How near a track is to a reference.

    Attributes:
        suber: Edits per hundred words and breaks of the reference; 0 is equal.
        chrf: chrF2 from 0 to 100, words brought to the reference's cues by time.
        matched: Cues of the reference with a counterpart.
        cues: Cues of the reference.
        in_median: Milliseconds between in-times, the median over matched cues.
        in_95: The 95th percentile of the same.
        out_median: Milliseconds between out-times, the median.
        out_95: The 95th percentile of the same.
    """

    suber: float
    chrf: float
    matched: int
    cues: int
    in_median: float
    in_95: float
    out_median: float
    out_95: float


def score(track: SubtitleTrack, reference: SubtitleTrack) -> Score:
    """Return the scores of a track against a reference in the same language.

    Words are lower-cased and without ASCII punctuation, as SubER's authors define it; Thai, Lao, Khmer and Burmese
    words are found by ICU's dictionaries, where the published tool splits at spaces alone.
    """
    pairs = _pairs(track.cues, reference.cues)
    ins = sorted(abs(float(mine.span.begin - wanted.span.begin)) * 1000 for mine, wanted in pairs)
    outs = sorted(abs(float(mine.span.end - wanted.span.end)) * 1000 for mine, wanted in pairs)
    return Score(_suber(track, reference), _chrf(track, reference), len(pairs), len(reference.cues),
                 _percentile(ins, 0.5), _percentile(ins, 0.95), _percentile(outs, 0.5), _percentile(outs, 0.95))


def _percentile(values: Sequence[float], share: float) -> float:
    """Return a percentile by linear interpolation; 0 for no values."""
    if not values:
        return 0.0
    at = share * (len(values) - 1)
    low = int(at)
    high = min(low + 1, len(values) - 1)
    return round(values[low] + (values[high] - values[low]) * (at - low), 1)


def _pairs(mine: Sequence[Cue], wanted: Sequence[Cue]) -> list[tuple[Cue, Cue]]:
    """Return the cues that overlap each other more than any other."""
    left = [_partner(cue, wanted) for cue in mine]
    right = [_partner(cue, mine) for cue in wanted]
    return [(mine[number], wanted[partner]) for number, partner in enumerate(left)
            if partner is not None and right[partner] == number]


def _partner(cue: Cue, others: Sequence[Cue]) -> int | None:
    low = max(0, bisect_right(others, cue.span.begin, key=lambda item: item.span.begin) - 8)
    best, found = Fraction(0), None
    for number in range(low, len(others)):
        if others[number].span.begin >= cue.span.end:
            break
        shared = cue.span.overlap(others[number].span)
        if shared > best:
            best, found = shared, number
    return found


def _words(line: str, tag: str) -> list[str]:
    if tag == "und" or language(tag).spaces:
        return line.split()
    cuts = (0, *word_breaks(line, tag), len(line))
    return [piece for begin, end in pairwise(cuts) if (piece := line[begin:end].strip())]


def _tokens(cue: Cue, tag: str) -> Iterator[Token]:
    lines = [line for line in cue.text.split("\n") if line.strip()]
    for number, line in enumerate(lines):
        for word in _words(line, tag):
            yield Token(word.lower().translate(_PUNCTUATION) or word.lower(), cue.span)
        yield Token(CUE if number + 1 == len(lines) else LINE, cue.span)


def _suber(track: SubtitleTrack, reference: SubtitleTrack) -> float:
    tag, made, total = reference.language, 0, 0
    for mine, wanted in _parts(track.cues, reference.cues):
        left = [token for cue in mine for token in _tokens(cue, tag)]
        right = [token for cue in wanted for token in _tokens(cue, tag)]
        made += edits(left, right)
        total += len(right)
    if not total:
        return 100.0 if made else 0.0
    return round(100 * made / total, 3)


def _parts(mine: Sequence[Cue], wanted: Sequence[Cue]) -> Iterator[tuple[list[Cue], list[Cue]]]:
    """Yield the cues between moments at which neither file shows anything: words on either side cannot align.

    Where files run on for a dozen cues without such a moment, one at which cues overlap by less than half a second does:
    the search for shifts grows with the cube of a part's length.
    """
    marked = sorted([(cue.span.begin, 0, cue) for cue in mine] + [(cue.span.begin, 1, cue) for cue in wanted],
                    key=lambda item: (item[0], item[1]))
    sides: tuple[list[Cue], list[Cue]] = ([], [])
    latest: Seconds | None = None
    for begin, side, cue in marked:
        slack = _SLACK if len(sides[0]) + len(sides[1]) >= _LONG else 0
        if latest is not None and begin >= latest - slack:
            yield sides
            sides = ([], [])
        sides[side].append(cue)
        latest = cue.span.end if latest is None else max(latest, cue.span.end)
    if sides[0] or sides[1]:
        yield sides


def _chrf(track: SubtitleTrack, reference: SubtitleTrack) -> float:
    from sacrebleu.metrics import CHRF

    if not reference.cues:
        return 0.0
    tag, begins = reference.language, [cue.span.begin for cue in reference.cues]
    brought: list[list[str]] = [[] for _ in reference.cues]
    for cue in track.cues:
        words = _words(cue.text.replace("\n", " "), tag)
        for number, word in enumerate(words):
            # A word is said at its share of the cue's time.
            at = cue.span.begin + cue.span.duration * Fraction(2 * number + 1, 2 * len(words))
            brought[max(0, bisect_right(begins, at) - 1)].append(word)
    glue = " " if tag == "und" or language(tag).spaces else ""
    found = CHRF().corpus_score([glue.join(words) for words in brought],
                                [[glue.join(_words(cue.text.replace("\n", " "), tag)) for cue in reference.cues]])
    return round(float(found.score), 2)
