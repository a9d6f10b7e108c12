"""Arabic with its vowels: espeak-ng and Piper read what is written, and Arabic is written without them.

The model is libtashkeel's, as the piper-tts wheel carries it: 4.8 MB, 2 ms of cpu a line. It runs in a program of
its own (:mod:`localize.engines.tashkeel_worker`), because the wheel is GPL.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import importlib.util
import json
import re
import subprocess
import sys
import threading
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from localize.engines.espeak_workers import patiently
from localize.errors import EngineError, EngineUnavailable

_PROGRAM: Final = Path(__file__).with_name("tashkeel_worker.py")
_MARKS: Final = re.compile("[\u064b-\u0652\u0670]")
_LETTERS: Final = re.compile("[\u0621-\u064a]")
#: A line whose letters carry marks this often was written with them: a person's marks are left as they are.
_WRITTEN: Final = 0.3
#: Lines kept; a film has a tenth of them.
_REMEMBERED: Final = 20_000


class Diacritizer:
    """Adds diacritics; one program, started at first use, that ends with this process.

    Safe to share between threads, which take turns.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        # A line is said at more than one rate before it fits.
        self._known: dict[str, str] = {}
        self._running: list[subprocess.Popen[bytes]] = []
        self._end = weakref.finalize(self, _close, self._running)

    @property
    def revision(self) -> str:
        """Version of the wheel that carries the model; empty where it is not installed."""
        return importlib.metadata.version("piper-tts") if model_folder() else ""

    def marked(self, texts: Sequence[str]) -> tuple[str, ...]:
        """Return the texts with diacritics; unchanged where they have them, or where the model is not installed.

        Raises:
            EngineError: If the program fails.
        """
        places = [place for place, text in enumerate(texts) if _bare(text)]
        if not places or not model_folder():
            return tuple(texts)
        new = [text for text in dict.fromkeys(texts[place] for place in places) if text not in self._known]
        if len(self._known) > _REMEMBERED:
            self._known.clear()
        if new:
            self._known.update(zip(new, self._ask(new), strict=True))
        found = {place: self._known[texts[place]] for place in places if texts[place] in self._known}
        return tuple(found.get(place, text) for place, text in enumerate(texts))

    def close(self) -> None:
        """End the program."""
        with self._lock:
            _close(self._running)

    def _ask(self, texts: list[str]) -> list[str]:
        with self._lock:
            if not self._running:
                self._running.append(_start())
            process = self._running[0]
            assert process.stdin is not None
            assert process.stdout is not None
            answer = b""
            with contextlib.suppress(OSError):
                process.stdin.write(json.dumps(texts).encode() + b"\n")
                process.stdin.flush()
                answer = patiently(process, process.stdout.readline)
            if not answer.endswith(b"\n"):
                _close(self._running)
                raise EngineError("the program that adds Arabic diacritics ended in the middle of a line",
                                  field="synthesizer", hint="is the piper-tts wheel whole?")
            return list(json.loads(answer))


def model_folder() -> str:
    """Return the folder of piper's model; empty where the wheel is not installed. Nothing of it is imported."""
    wheel = importlib.util.find_spec("piper")
    folder = Path(wheel.origin).parent / "tashkeel" if wheel is not None and wheel.origin else None
    return str(folder) if folder is not None and (folder / "model.onnx").is_file() else ""


def _bare(text: str) -> bool:
    letters = len(_LETTERS.findall(text))
    return letters > 0 and len(_MARKS.findall(text)) < _WRITTEN * letters


def _start() -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen([sys.executable, "-I", str(_PROGRAM), model_folder()], stdin=subprocess.PIPE,
                                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    except OSError as error:
        raise EngineUnavailable(f"cannot start a program for Arabic diacritics: {error}", field="synthesizer") from error


def _close(running: list[subprocess.Popen[bytes]]) -> None:
    while running:
        process = running.pop()
        with contextlib.suppress(OSError):
            if process.stdin is not None:
                process.stdin.close()
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()
