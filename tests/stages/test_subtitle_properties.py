"""Whatever is said and seen, at once or in turn: cues stay in order and apart, and no word is lost."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from localize.model import LineOrigin, Transcript, TranslatedLine, Translation, Utterance
from localize.rules import rules
from localize.stages.subtitle import subtitle
from localize.time import Span, to_frames

RATE = Fraction(24000, 1001)
SPOKEN = st.tuples(st.integers(0, 40_000), st.integers(40, 8000), st.lists(st.sampled_from(["we", "walked,", "home.", "never"]),
                                                                       min_size=1, max_size=24),
                   st.sampled_from(["", "林晚", "周凯", "旁白"]), st.booleans())


@given(st.lists(SPOKEN, min_size=1, max_size=14), st.lists(st.integers(0, 50_000), max_size=20),
       st.sampled_from(["en", "th", "ar"]))
def test_cues_are_ordered_apart_and_whole(rows: list[tuple[int, int, list[str], str, bool]], cuts: list[int], tag: str):
    utterances = tuple(Utterance(f"u{number}", Span(Fraction(begin, 1000), Fraction(begin + length, 1000)), "话",
                                 speaker=speaker, forced=forced)
                       for number, (begin, length, _, speaker, forced) in enumerate(sorted(rows, key=lambda row: row[0])))
    texts = [" ".join(words) for _, _, words, _, _ in sorted(rows, key=lambda row: row[0])]
    lines = tuple(TranslatedLine(item.id, "话", text, LineOrigin.PERSON, "")
                  for item, text in zip(utterances, texts, strict=True))
    found = rules(tag)
    track = subtitle(Transcript("zh", utterances), Translation(tag, lines), found, RATE, Fraction(60),
                     [Fraction(cut, 1000) for cut in cuts])
    assert [cue.span.begin for cue in track.cues] == sorted(cue.span.begin for cue in track.cues)
    low = [cue for cue in track.cues if not cue.settings]
    for left, right in pairwise(low):
        assert to_frames(right.span.begin, RATE) - to_frames(left.span.end, RATE) >= found.gap_frames
    assert all(0 < cue.span.duration <= 7 for cue in track.cues)
    by_line: dict[str, list[str]] = {}
    for cue in track.cues:
        if "+" not in cue.id:
            by_line.setdefault(cue.id.partition(".")[0], []).extend(cue.text.lower().strip("()").split())
    for line in lines:
        if line.utterance in by_line:
            assert by_line[line.utterance] == line.text.lower().split()
        else:
            assert any(line.utterance in cue.id.split("+") for cue in track.cues)
