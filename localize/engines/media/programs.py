"""Finds and runs the programs that media work needs: ffmpeg, mkvmerge, espeak-ng."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

from localize.errors import EngineError, EngineUnavailable, StorageFull

#: What ffmpeg, mkvmerge and the C library say when a disk is full.
_FULL: Final = ("No space left on device", "Disk quota exceeded")
_HINT: Final = "install ffmpeg, or the Python package imageio-ffmpeg, whose wheel carries it"


def find_program(name: str) -> Path | None:
    """Return the program of that name on the search path, or None."""
    found = shutil.which(name)
    return Path(found) if found else None


@cache
def find_ffmpeg() -> Path:
    """Return the system's ffmpeg, else the one in the imageio-ffmpeg wheel.

    Raises:
        EngineUnavailable: If there is neither.
    """
    found = find_program("ffmpeg")
    if found is not None:
        return found
    try:
        import imageio_ffmpeg

        return Path(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError, OSError) as error:
        raise EngineUnavailable("ffmpeg is not installed", field="ffmpeg", hint=_HINT) from error


@cache
def ffmpeg_version() -> str:
    """Return the version ffmpeg reports (``5.1.9-0+deb12u1``)."""
    lines = run([find_ffmpeg(), "-hide_banner", "-version"], "ask ffmpeg for its version").decode().split()
    return lines[2] if len(lines) > 2 else "unknown"


def run(command: Sequence[str | Path], what: str, *, cwd: Path | None = None,
        accept: Sequence[int] = (0,)) -> bytes:
    """Run a program without a shell and return its standard output.

    Args:
        command: Program and arguments.
        what: What it is for, as the object of "cannot …".
        cwd: Where it runs.
        accept: Exit codes that mean success (mkvmerge returns 1 for warnings).

    Raises:
        StorageFull: If the disk is full.
        EngineUnavailable: If the program cannot be started.
        EngineError: If it fails for another reason.
    """
    argv = [str(part) for part in command]
    try:
        done = subprocess.run(argv, cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    except OSError as error:
        raise EngineUnavailable(f"cannot start {Path(argv[0]).name}: {error.strerror}", field=argv[0]) from error
    said = (done.stderr or done.stdout[-4096:]).decode("utf-8", "replace").strip()
    # First of all: ffmpeg may end with 0 when the last of what it wrote did not fit.
    if (done.stderr or done.returncode not in accept) and any(mark in said for mark in _FULL):
        raise StorageFull(f"no space left to {what}", hint="free some space and run it again")
    if done.returncode in accept:
        return done.stdout
    last = " / ".join(said.splitlines()[-3:]) or f"exit code {done.returncode}"
    raise EngineError(f"cannot {what}: {last}", field=Path(argv[0]).name)
