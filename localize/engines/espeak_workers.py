"""The other end of the pipe to :mod:`localize.engines.espeak_worker`."""

from __future__ import annotations

import contextlib
import json
import os
import select
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, TypeVar

from localize.errors import EngineError, EngineUnavailable

#: A line of 2,000 characters takes a third of a second; a program that needs this long hangs.
_PATIENCE_SECONDS: Final = 60.0
T = TypeVar("T")
_PROGRAM: Final = Path(__file__).with_name("espeak_worker.py")


class ProgramEnded(EngineError):
    """The program died in the middle of a line."""


class Worker:
    """One running program that holds libespeak-ng; one caller at a time.

    Raises:
        EngineUnavailable: If it does not start.
    """

    def __init__(self, library: str, data: str) -> None:
        try:
            self._process = subprocess.Popen([sys.executable, "-I", str(_PROGRAM), library, data], stdin=subprocess.PIPE,
                                             stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        except OSError as error:
            raise EngineUnavailable(f"cannot start a program for espeak-ng: {error}", field="synthesizer") from error
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._in, self._out = self._process.stdin, self._process.stdout
        try:
            hello = json.loads(patiently(self._process, self._out.readline))
        except ValueError as error:
            self.close()
            raise EngineUnavailable("libespeak-ng could not be loaded", field="synthesizer",
                                    hint=f"is {library} whole, and its espeak-ng-data beside it?") from error
        self.version: str = hello["version"]
        self.sample_rate: int = hello["rate"]

    @property
    def process_id(self) -> int:
        """Of the program."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it can be asked again."""
        return self._process.poll() is None

    def say(self, order: Mapping[str, object]) -> bytes:
        """Return 16-bit mono PCM, or phonemes as JSON, of an order (see :mod:`localize.engines.espeak_worker`).

        Raises:
            EngineError: If the library refuses, or the program died or hangs.
        """
        return self._ask(json.dumps(order).encode())

    def end(self) -> None:
        """End the program at once, whatever it is doing."""
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """End the program and wait for it."""
        with contextlib.suppress(OSError):
            self._in.close()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._out.close()

    def _ask(self, order: bytes) -> bytes:
        try:
            self._in.write(order + b"\n")
            self._in.flush()
            status, length = struct.unpack("<II", self._read(8))
            payload = self._read(length)
        except (OSError, struct.error) as error:
            raise ProgramEnded("the espeak-ng program ended in the middle of a line", field="synthesizer") from error
        if status:
            raise EngineError(payload.decode(), field="synthesizer")
        if len(payload) != length:
            raise ProgramEnded("the espeak-ng program ended in the middle of a line", field="synthesizer")
        return payload

    def _read(self, count: int) -> bytes:
        """Return so many bytes, fewer where the program ends; a program that says nothing for too long is ended.

        Waited for without a thread to watch: a timer for each line costs as much as a tenth of saying it.
        """
        parts, left, waiting = [], count, select.poll()
        waiting.register(self._out, select.POLLIN)
        while left:
            if not waiting.poll(_PATIENCE_SECONDS * 1000):
                self.end()
            part = os.read(self._out.fileno(), min(left, 1 << 20))
            if not part:
                break
            parts.append(part)
            left -= len(part)
        return b"".join(parts)


def patiently(process: subprocess.Popen[bytes], ask: Callable[[], T]) -> T:
    """Run ``ask``, which talks to a program; end the program if it takes too long, which makes ``ask`` fail."""
    timer = threading.Timer(_PATIENCE_SECONDS, process.kill)
    timer.daemon = True
    timer.start()
    try:
        return ask()
    finally:
        timer.cancel()
