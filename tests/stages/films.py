"""Films made by code for tests of the mix: music, an original that speaks, grey pictures."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from localize.engines.espeak import Espeak
from localize.engines.media.ffmpeg import FFmpeg
from localize.model import (
    Character,
    DubMode,
    DubPlan,
    Gender,
    LineOrigin,
    Transcript,
    TranslatedLine,
    Translation,
    Utterance,
)
from localize.stages.dub import dub
from localize.store import LocalStore
from localize.time import Span

RATE = 48_000
FRAMES = 301
SECONDS = Fraction(FRAMES, 25)
"""12.04 s, no multiple of an AAC frame."""
CAST = (Character("林娜", gender=Gender.FEMALE), Character("陈总", gender=Gender.MALE))
LINES = ((1.0, 3.0, "林娜", "Kamu dari mana saja semalam?"), (3.4, 6.4, "陈总", "Aku menunggumu sepanjang malam di rumah."),
         (10.0, 11.5, "林娜", "Ayo kita pulang."))


def plan_of(espeak: Espeak, store: LocalStore, lines=LINES, mode: DubMode = DubMode.LIP, duration: Fraction = SECONDS) -> DubPlan:
    """Voice lines of ``(begin, end, who, text)`` in Indonesian."""
    said = tuple(Utterance(f"u{n}", Span(Fraction(str(begin)), Fraction(str(end))), "话", speaker=who)
                 for n, (begin, end, who, _) in enumerate(lines))
    made = tuple(TranslatedLine(f"u{n}", "话", text, LineOrigin.MACHINE, str(n)) for n, (*_, text) in enumerate(lines))
    return dub(Transcript("zh", said), Translation("id", made), CAST, espeak, store, duration=duration, mode=mode)


def music(level: float = 0.05, seed: int = 1) -> np.ndarray:
    """Pink-ish noise and a chord, one channel."""
    count = round(SECONDS * RATE)
    noise = np.cumsum(np.random.default_rng(seed).standard_normal(count))
    noise -= np.convolve(noise, np.ones(480) / 480, "same")
    time = np.arange(count) / RATE
    return (level * (noise / np.abs(noise).max() + 0.5 * np.sin(2 * np.pi * (200 + 30 * seed) * time))).astype(np.float32)


def talk(level: float = 0.25) -> np.ndarray:
    """The original's dialogue: a buzz at 150 Hz where it speaks."""
    time = np.arange(round(SECONDS * RATE)) / RATE
    buzz = np.sign(np.sin(2 * np.pi * 150 * time)) * (0.6 + 0.4 * np.sin(2 * np.pi * 4 * time)) * level
    for begin, end, *_ in LINES:
        buzz[round(begin * RATE):round(end * RATE)] *= -1
    inside = np.zeros(len(time), bool)
    for begin, end, *_ in LINES:
        inside[round(begin * RATE):round(end * RATE)] = True
    return np.where(inside, buzz, 0).astype(np.float32)


def film(path: Path, sound: np.ndarray, layout: str, codec: str = "pcm_s16le", frames: int = FRAMES) -> Path:
    """Write a film of grey frames, 25 fps, with a sound track."""
    with av.open(str(path), "w") as out:
        picture = out.add_stream("mpeg4", rate=25, width=64, height=64, pix_fmt="yuv420p")
        track = out.add_stream(codec, rate=RATE, layout=layout)
        for number in range(frames):
            frame = av.VideoFrame.from_ndarray(np.full((96, 64), number % 200 + 20, np.uint8), format="yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, 25)
            out.mux(picture.encode(frame))
        out.mux(picture.encode(None))
        for at in range(0, len(sound), RATE):
            part = np.rint(np.clip(sound[at:at + RATE], -1, 1) * 32767).astype(np.int16)
            piece = av.AudioFrame.from_ndarray(np.ascontiguousarray(part.reshape(1, -1)), format="s16", layout=layout)
            piece.sample_rate, piece.pts, piece.time_base = RATE, at, Fraction(1, RATE)
            out.mux(track.encode(piece))
        out.mux(track.encode(None))
    return path


def master_of(path: Path):
    """Probe a film."""
    return FFmpeg().probe(path, path.name, "mov" if path.suffix == ".mov" else "matroska")


def surround_sound() -> np.ndarray:
    """5.1 with its dialogue in the centre."""
    return np.stack([music(seed=1), music(seed=2), talk() + music(0.002, 3), music(0.01, 4), music(0.03, 5), music(0.03, 6)], 1)


def level(sound: np.ndarray, begin: float, end: float) -> float:
    """Return dB of a stretch in seconds."""
    part = sound[round(begin * RATE):round(end * RATE)]
    return 10 * float(np.log10(np.mean(np.square(part)) + 1e-12))
