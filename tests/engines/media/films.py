"""Small films for the media tests, made by ffmpeg's own sources; the command stands where the film is used."""

from __future__ import annotations

from pathlib import Path

from localize.engines.media import find_ffmpeg, run

PICTURE = ["-f", "lavfi", "-i", "testsrc2=size=320x240:rate=25:duration=2"]
SOUND = ["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000:duration=2"]
CODECS = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac"]


def make(out: Path, *arguments: str) -> Path:
    """Run ffmpeg with the arguments, writing ``out``."""
    run([find_ffmpeg(), "-v", "error", "-y", *arguments, out], "make a test film")
    return out


def film(out: Path, *extra: str) -> Path:
    """Return two seconds of picture and sound in the container of the suffix."""
    return make(out, *PICTURE, *SOUND, *CODECS, *extra)
