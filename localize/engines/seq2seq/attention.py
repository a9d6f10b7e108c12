"""Attention between tokens, told as attention of pieces of text on characters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from localize.engine import Alignment
from localize.engines.seq2seq.marking import Segment

_BYTE: Final = re.compile(r"<0x([0-9A-F]{2})>")


#: Lines with something that every translation copies, and it: where that is written, the model should look at it.
LANDMARKS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "zh": (("我在2047年等你。", "2047"), ("他们昨天去了房间318。", "318")),
    "yue": (("我喺2047年等你。", "2047"), ("佢哋尋日去咗房間318。", "318")),
    "en": (("I will wait for you in 2047.", "2047"), ("They went to room 318 yesterday.", "318")),
}
_LOOKED: Final = 0.25
"""Attention on a landmark that shows the model looked at it: what a splice asks for (``localize.terminology.splice``)."""


def looks_right(alignment: Alignment, text: str, landmark: str) -> bool:
    """Return whether the pieces that write a landmark look at it in the source, and no other piece looks there more."""
    begin = text.index(landmark)
    shares = [sum(row[begin:begin + len(landmark)]) for row in alignment.weights]
    own = [share for piece, share in zip(alignment.pieces, shares, strict=True)
           if (letters := piece.strip(" .。")) and letters in landmark]
    return "".join(alignment.pieces).count(landmark) == 1 and max(own, default=0.0) >= max(_LOOKED, *shares)


def blank(alignment: Alignment) -> Alignment:
    """Return the alignment of a model that cannot say where it looked: no attention anywhere."""
    return Alignment(alignment.pieces, tuple((0.0,) * len(row) for row in alignment.weights), alignment.fixed)


def aligned(line: Sequence[Segment], pieces: Any, tokens: Sequence[str], rows: Sequence[Sequence[float]], length: int
            ) -> Alignment:
    """Return the alignment of a rendering.

    Args:
        line: The source as it was marked.
        pieces: Its sentencepiece processor.
        tokens: The rendering's, without language and end tokens.
        rows: For each of them the attention on each source piece, from the first piece of the line on.
        length: Characters of the request's text.
    """
    spans = list(_source_spans(line, pieces))
    weights = [_on_characters(row, spans, length) for row in rows]
    made: list[tuple[str, tuple[float, ...], bool]] = []
    for begin, end, text, fixed in _stretches(_spelled(tokens), line):
        shares = [weights[at] for at in range(begin, end)]
        made.append((text, tuple(sum(column) / len(shares) for column in zip(*shares, strict=True)), fixed))
    return Alignment(tuple(text for text, _, _ in made), tuple(share for _, share, _ in made),
                     tuple(fixed for _, _, fixed in made))


def _source_spans(line: Sequence[Segment], pieces: Any) -> Iterator[tuple[int, int]]:
    """Yield for each source piece the characters of the request's text that it stands for."""
    whole = "".join(segment.text for segment in line)
    origin: list[tuple[int, int]] = []
    for segment in line:
        for at in range(len(segment.text)):
            stands = (segment.begin, segment.end) if segment.rendering else (segment.begin + at, segment.begin + at + 1)
            origin.append(stands)
    at = 0
    for piece in pieces.encode(whole, out_type=str):
        spelled = piece.replace("▁", "")
        here = whole.find(spelled, at) if spelled else -1
        begin = here if here >= 0 else at  # normalised away: it stands for what comes next
        end = min(len(whole), begin + len(spelled))
        yield (origin[begin][0], origin[end - 1][1]) if begin < end else (0, 0)
        at = end


def _on_characters(row: Sequence[float], spans: Sequence[tuple[int, int]], length: int) -> list[float]:
    on = [0.0] * length
    for (begin, end), share in zip(spans, row, strict=False):
        for at in range(begin, end):
            on[at] += share / (end - begin)
    return on


def _spelled(tokens: Sequence[str]) -> list[str]:
    """Return what each token spells; of letters written as bytes, the last byte spells them all."""
    spelled: list[str] = []
    waiting = b""
    for at, token in enumerate(tokens):
        if found := _BYTE.fullmatch(token):
            waiting += bytes.fromhex(found[1])
            ends = at + 1 == len(tokens) or not _BYTE.fullmatch(tokens[at + 1])
            spelled.append(waiting.decode(errors="replace") if ends else "")
            waiting = b"" if ends else waiting
        else:
            spelled.append(token.replace("▁", " "))
    if spelled:
        spelled[0] = spelled[0].lstrip()
    return spelled


def _stretches(spelled: Sequence[str], line: Sequence[Segment]) -> Iterator[tuple[int, int, str, bool]]:
    """Yield stretches of tokens with their text: one for each token, but for a mark one for all its tokens, filled in."""
    text = "".join(spelled).casefold()
    marks = {}
    for segment in line:
        at = text.find(segment.text.casefold()) if segment.rendering else -1
        if at >= 0:
            marks[at] = (at + len(segment.text), segment)
    at, place = 0, 0
    while at < len(spelled):
        mark = next((item for start, item in marks.items() if place <= start < place + len(spelled[at])), None)
        end = at + 1
        if mark is None:
            yield at, end, spelled[at], False
        else:
            while place + sum(map(len, spelled[at:end])) < mark[0]:
                end += 1
            held = "".join(spelled[at:end])
            found = re.search(re.escape(mark[1].text), held, re.IGNORECASE)
            whole = held[:found.start()] + mark[1].rendering + held[found.end():] if found else held
            yield at, end, whole, True
        place += sum(map(len, spelled[at:end]))
        at = end
