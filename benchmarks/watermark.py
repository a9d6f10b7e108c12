"""Watermark: how surely the mark is found in dubs after encoding, and in the same dubs without it.

``python -m benchmarks watermark DUB.m4a [...]``; needs the extra ``watermark``.
"""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from localize.dubbing.marking import marked
from localize.engine import Samples
from localize.engines.media import find_ffmpeg
from localize.engines.watermark import Perth

_CODECS = {"AAC 192k": ("m4a", "-c:a", "aac", "-b:a", "192k"), "AAC 96k": ("m4a", "-c:a", "aac", "-b:a", "96k"),
           "MP3 64k": ("mp3", "-b:a", "64k"), "Opus 32k": ("ogg", "-c:a", "libopus", "-b:a", "32k"),
           "-10 dB, AAC 96k": ("m4a", "-af", "volume=-10dB", "-c:a", "aac", "-b:a", "96k")}
_RAW = ("-f", "f32le", "-ar", "48000", "-ac", "2")


def main(argv: Sequence[str]) -> int:
    """Print a row for each file: detection from 0 to 1, marked and unmarked."""
    engine = Perth()
    print(f"{'file':<16}{'seconds':>8}{'took':>6}{'change':>9}  " + "".join(f"{name:>18}" for name in ("as is", *_CODECS)))
    for name in argv:
        plain = _read(Path(name))
        begin = time.process_time()
        made = np.concatenate(list(marked(np.array_split(plain, max(1, len(plain) // 48_000)), engine)))
        took = time.process_time() - begin
        change = 10 * np.log10(np.mean((made - plain) ** 2) / np.mean(plain**2))
        found = [f"{engine.found(made):.2f} / {engine.found(plain):.2f}"]
        found += [f"{engine.found(_through(made, *how)):.2f} / {engine.found(_through(plain, *how)):.2f}" for how in _CODECS.values()]
        print(f"{Path(name).name:<16}{len(plain) / 48_000:>8.0f}{took:>6.1f}{change:>6.1f} dB  "
              + "".join(f"{text:>18}" for text in found), flush=True)
    return 0


def _read(path: Path) -> Samples:
    data = subprocess.run([find_ffmpeg(), "-v", "error", "-i", path, *_RAW, "-"], check=True, capture_output=True).stdout
    return np.frombuffer(data, np.float32).reshape(-1, 2)


def _through(sound: Samples, ending: str, *options: str) -> Samples:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, f"sound.{ending}")
        subprocess.run([find_ffmpeg(), "-v", "error", *_RAW, "-i", "-", *options, out], check=True, input=sound.tobytes())
        return _read(out)
