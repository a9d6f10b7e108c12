"""Where a bed comes from: the original, a stem, or what a separation leaves; read in blocks, measured once for all languages."""

from __future__ import annotations

import io
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

import numpy as np

from localize.dubbing.bed import RATE, Survey, Surveyor
from localize.dubbing.layouts import CHANNELS, canonical, conform, matrix
from localize.dubbing.residual import Match, Matcher
from localize.engine import Media, Report, Samples, Separator, SoundFiles
from localize.errors import EngineError, InvalidMedia
from localize.model import AudioStream, Master
from localize.record import from_json, to_data, to_json
from localize.store import Key, Store, digest_file, key_of

VERSION: Final = 3
"""Raised when the same sound would be measured otherwise."""
#: How much shorter or longer than the picture a stem may be before it is said, in seconds; separators pad their blocks.
SLACK: Final = 0.1


@dataclass(frozen=True, slots=True)
class Source:
    """A way to read sound from the start, in one of our layouts, as long as the picture.

    Attributes:
        key: What it is, digested.
        layout: ``mono``, ``stereo`` or ``5.1``.
        blocks: Yields it, a second a block.
        missing: Seconds by which the file is shorter than the picture; negative where it is longer.
    """

    key: Key
    layout: str
    blocks: Callable[[], Iterator[Samples]]
    missing: float = 0.0


def original(master: Master, path: Path, media: Media, stream: int | None, duration: Fraction) -> Source:
    """Return the master's own sound.

    Raises:
        InvalidMedia: If there is no such track, or its layout is not one we mix.
    """
    track = track_of(master, stream)
    by = matrix(track.layout, track.channels)

    def blocks() -> Iterator[Samples]:
        read = media.decode(path, master, stream=track.index, rate=RATE, layout="native")
        return exactly((conform(block, by) for block in read), round(duration * RATE), by.shape[1])

    return Source(key_of("original", master.digest, track.index, str(duration)), canonical(track.layout, track.channels), blocks)


def track_of(master: Master, stream: int | None) -> AudioStream:
    """Return the sound track that is dubbed over: the one asked for, else the first.

    Raises:
        InvalidMedia: If it is not there.
    """
    for track in master.audio:
        if stream is None or track.index == stream:
            return track
    raise InvalidMedia("has no sound to dub over" if stream is None else f"has no sound track {stream}", field="audio")


def from_file(path: Path, sound: SoundFiles, duration: Fraction) -> Source:
    """Return the sound of a file: a music-and-effects stem.

    Raises:
        InvalidMedia: If it is no sound we read, or holds none.
    """
    layout = sound.layout(path)
    samples, channels = 0, 0
    for block in sound.read(path):
        samples, channels = samples + len(block), block.shape[1]
    if not samples:
        raise InvalidMedia("the music-and-effects stem holds no sound", field="m_and_e")
    by = matrix(layout, channels)

    def blocks() -> Iterator[Samples]:
        return exactly((conform(block, by) for block in sound.read(path)), round(duration * RATE), by.shape[1])

    return Source(key_of("stem", digest_file(path), str(duration)), canonical(layout, channels), blocks,
                  float(duration) - samples / RATE)


def separated(source: Source, separator: Separator, sound: SoundFiles, store: Store, duration: Fraction,
              report: Report) -> Source:
    """Return what is left of a source without its voices; separated once, whatever the language.

    Raises:
        EngineError: If separating fails, or gives another layout or length.
    """
    key = key_of("separated", VERSION, to_data(separator.identity), source.key)
    with _turn(key):
        if not store.has(key):
            with tempfile.TemporaryDirectory(prefix="localize-separate-") as folder:
                before, after, kept = (Path(folder) / name for name in ("original.wav", "bed.wav", "bed.flac"))
                sound.write(before, source.layout, source.blocks())
                separator.separate(before, after, report)
                before.unlink()
                if canonical(sound.layout(after), CHANNELS[source.layout]) != source.layout:
                    raise EngineError("the separated bed has another layout than the original", field="separator")
                sound.write(kept, source.layout, sound.read(after))
                store.put(key, kept)
    found = from_file(store.path(key), sound, duration)
    if abs(found.missing) > SLACK:
        raise EngineError(f"the separated bed is {found.missing:+.2f} s shorter than the picture", field="separator",
                          hint="a separator must give back as many samples as it got")
    return found


def exactly(blocks: Iterable[Samples], samples: int, channels: int) -> Iterator[Samples]:
    """Yield a stream in blocks of a second, cut or filled with silence to so many samples."""
    held: Samples = np.zeros((0, channels), np.float32)
    left = samples
    for block in blocks:
        held = np.concatenate([held, block])
        while len(held) >= RATE and left:
            piece = held[:min(RATE, left)]
            held, left = held[len(piece):], left - len(piece)
            yield piece
        if not left:
            return
    while left:
        piece = held[:min(RATE, left)]
        held = held[len(piece):]
        piece = np.concatenate([piece, np.zeros((min(RATE, left) - len(piece), channels), np.float32)])
        left -= len(piece)
        yield piece


def surveyed(source: Source, store: Store, report: Report) -> Survey:
    """Return a source's measures, from the store where they are."""
    key = key_of("survey", VERSION, source.key)
    with _turn(key):
        if not store.has(key):
            surveyor = Surveyor(CHANNELS[source.layout])
            for number, block in enumerate(source.blocks()):
                surveyor.take(block)
                report(number / (number + 60))
            survey = surveyor.survey()
            file = io.BytesIO()
            np.savez(file, cells=survey.cells.astype(np.float32), leak=survey.leak, peaks=survey.peaks)
            store.put(key, file.getvalue())
    with np.load(store.path(key)) as kept:
        return Survey(kept["cells"].astype(np.float64), kept["leak"], kept["peaks"])


def matched(source: Source, under: Source, store: Store, speaking: tuple[tuple[int, int], ...]) -> Match:
    """Return how much of the original's voices is left in a bed that came from elsewhere.

    Args:
        source: The original.
        under: The stem, or the separated bed.
        store: Keeps the answer.
        speaking: Where the original speaks, in samples.
    """
    key = key_of("match", VERSION, source.key, under.key, speaking)
    with _turn(key):
        if not store.has(key):
            matcher = Matcher(speaking)
            for whole, bed in zip(source.blocks(), under.blocks(), strict=True):
                matcher.take(whole, bed)
            store.put(key, to_json(matcher.match()))
    return from_json(store.path(key).read_bytes(), Match)


_turns: dict[Key, threading.Lock] = {}
_guard: Final = threading.Lock()


def _turn(key: Key) -> threading.Lock:
    """Return the lock under which a thing is made: languages run side by side, and it is made once for all."""
    with _guard:
        if len(_turns) > 256:
            _turns.clear()
        return _turns.setdefault(key, threading.Lock())
