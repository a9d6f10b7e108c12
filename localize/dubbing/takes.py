"""Takes: lines said by an engine, each kept under its own key, so that no line is ever said twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from localize.dubbing.clip import decode_clip, encode_clip, trim
from localize.engine import Speech, SpeechRequest, Synthesizer
from localize.errors import NotSpeakable
from localize.store import Key, Store, key_of

VERSION: Final = 1
"""Raised when the same request would be kept otherwise."""


def take_key(request: SpeechRequest, synthesizer: Synthesizer) -> Key:
    """Return the key of a request's take: text, language, voice, rate, engine and weights."""
    who = synthesizer.identity
    return key_of("take", VERSION, who.name, who.revision, request.text, request.language, request.voice,
                  f"{request.rate:.3f}")


def takes(requests: Sequence[SpeechRequest], synthesizer: Synthesizer,
          store: Store) -> tuple[tuple[Speech | NotSpeakable, ...], int]:
    """Return the trimmed take of each request, said in one call, and how many were said now.

    A line the engine cannot say gives its error instead of sound; the others are not touched by it.

    Raises:
        EngineError: If the engine fails.
    """
    keys = [take_key(request, synthesizer) for request in requests]
    missing = {key: request for key, request in zip(keys, requests, strict=True) if not store.has(key)}
    refused: dict[Key, NotSpeakable] = {}
    for key, said in zip(missing, _say(list(missing.values()), synthesizer) if missing else (), strict=True):
        if isinstance(said, NotSpeakable):
            refused[key] = said
        else:
            store.put(key, encode_clip(trim(said)))
    found = tuple(refused[key] if key in refused else decode_clip(store.path(key).read_bytes()) for key in keys)
    return found, len(missing) - len(refused)


def _say(requests: Sequence[SpeechRequest], synthesizer: Synthesizer) -> list[Speech | NotSpeakable]:
    try:
        return list(synthesizer.synthesize(requests))
    except NotSpeakable as error:
        if len(requests) == 1:
            return [error]
    # One line of the batch is at fault: halve until it stands alone.
    half = len(requests) // 2
    return _say(requests[:half], synthesizer) + _say(requests[half:], synthesizer)
