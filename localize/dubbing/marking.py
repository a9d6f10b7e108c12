"""Marking sound as a stream: pieces of it are marked, and laid over each other where they meet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from localize.engine import Samples, Watermarker

RATE = 48_000
_PIECE = 20 * RATE
"""Samples marked at once: the mark is found in any few seconds, and memory stays small."""
_SHARED = RATE
"""Samples that two pieces share, one fading into the other: a mark that changed at once would click."""


def marked(blocks: Iterable[Samples], watermarker: Watermarker) -> Iterator[Samples]:
    """Yield the stream with the mark in it, as long as it came.

    Args:
        blocks: Sound at 48 kHz in order, shape ``(n, channels)``.
        watermarker: Marks a piece.
    """
    fade = np.linspace(0, 1, _SHARED, dtype=np.float32)[:, None]
    held: list[Samples] = []
    tail: Samples | None = None
    for block in (*_none_last(blocks),):
        held += [] if block is None else [block]
        while (ready := sum(map(len, held))) >= _PIECE or (block is None and ready):
            whole = np.concatenate(held)
            piece = watermarker.mark(whole[:_PIECE])
            if tail is not None:
                count = min(len(tail), len(piece))
                piece[:count] = tail[:count] * (1 - fade[:count]) + piece[:count] * fade[:count]
            last = block is None and len(whole) <= _PIECE
            if last:
                yield piece
                return
            yield piece[:-_SHARED]
            tail, held = piece[-_SHARED:], [whole[_PIECE - _SHARED:]]


def _none_last(blocks: Iterable[Samples]) -> Iterator[Samples | None]:
    yield from blocks
    yield None
