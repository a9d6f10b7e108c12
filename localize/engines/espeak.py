"""espeak-ng behind the Synthesizer Protocol: a pool of separate programs, one for each core.

The library is GPL and keeps its state in globals. So it runs in programs of its own
(:mod:`localize.engines.espeak_worker`), spoken to over pipes and kept for many lines: three to four times the
speed of one process for each line.
"""

from __future__ import annotations

import contextlib
import ctypes.util
import importlib.util
import json
import os
import re
import threading
import weakref
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Final, Self, cast

import numpy as np

from localize.dubbing.wording import check_script, wording
from localize.engine import Identity, Speech, SpeechRequest
from localize.engines.espeak_text import VERSION, pieces
from localize.engines.espeak_voices import parse, voices
from localize.engines.espeak_workers import ProgramEnded, Worker
from localize.engines.tashkeel import Diacritizer
from localize.errors import EngineUnavailable, NotSpeakable
from localize.language import language
from localize.model import Voice

#: espeak-ng's own default, in words per minute.
_NATURAL: Final = 175
#: The rate clamps at 80 and is not monotonic above about 400 words per minute: reference, "Text to speech".
_SLOWEST, _FASTEST = 80, 390
#: Where a clause ends, Burmese ones among them.
_CLAUSE = re.compile(r"(?<=[၊။.,!?;:،؟])\s*")


class Espeak:
    """espeak-ng's formant voices on any machine; Khmer and Lao are written for a neighbour's voice, as guides.

    Args:
        workers: How many programs speak at once; as many as cores by default.
        library: Path of libespeak-ng; the system's by default, else the espeakng-loader wheel's.
        data: Folder that holds ``espeak-ng-data``; the library's own by default.

    Safe to share between threads. Close it, or use it as a context, to end its programs; they end by themselves
    when this process does.
    """

    def __init__(self, workers: int = 0, library: str = "", data: str = "") -> None:
        self._place = (library, data) if library else find_library()
        self._size = workers or os.cpu_count() or 1
        self._idle: SimpleQueue[Worker] = SimpleQueue()
        self._all: list[Worker] = []
        self._lock = threading.Lock()
        self._diacritics = Diacritizer()
        self._end = weakref.finalize(self, _close_all, self._all)

    @cached_property
    def identity(self) -> Identity:
        """The library's version and our own wording's.

        Raises:
            EngineUnavailable: If the library cannot be started.
        """
        worker = self._take()
        self._idle.put(worker)
        vowels = f"+tashkeel-{self._diacritics.revision}" if self._diacritics.revision else ""
        return Identity("synthesize", "espeak-ng", f"{worker.version}+text{VERSION}{vowels}",
                        licence="GPL-3.0-or-later, run as a separate program; its sound is free to use")

    def voices(self, language: str) -> tuple[Voice, ...]:
        """Return the voices for a tag, the most different first."""
        return voices(language)

    def synthesize(self, requests: Sequence[SpeechRequest]) -> tuple[Speech, ...]:
        """Return the speech of each request; no samples where there is nothing to say (punctuation, emoji).

        Raises:
            NotSpeakable: If a line's script is not the voice's; raised before anything is said.
            EngineError: If the library fails.
        """
        orders = [_order(request) for request in self._vocalised(requests)]
        if not orders:
            return ()
        share = -(-len(orders) // self._size)
        shares = [orders[at:at + share] for at in range(0, len(orders), share)]
        if len(shares) == 1:
            return tuple(self._say(shares[0]))
        with ThreadPoolExecutor(len(shares), "espeak") as pool:
            return tuple(speech for said in pool.map(self._say, shares) for speech in said)

    def phonemes(self, clauses: Sequence[str], voice: str) -> tuple[str, ...]:
        """Return clauses in IPA, as an espeak-ng voice says them: what neural voices were trained on.

        Args:
            clauses: Without punctuation between them, which the library would swallow.
            voice: Of espeak-ng, such as ``pt-br``.

        Raises:
            EngineError: If the library has no such voice, or fails.
        """
        worker = self._take()
        try:
            return tuple(json.loads(worker.say({"clauses": list(clauses), "voice": voice})))
        finally:
            if worker.alive:
                self._idle.put(worker)
            else:
                self._bury(worker)

    def programs(self) -> tuple[int, ...]:
        """Return the process ids of the running programs, for whoever measures them."""
        with self._lock:
            return tuple(worker.process_id for worker in self._all)

    def close(self) -> None:
        """End the programs."""
        self._diacritics.close()
        with self._lock:
            _close_all(self._all)
            self._idle = SimpleQueue()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """End the programs."""
        self.close()

    def _vocalised(self, requests: Sequence[SpeechRequest]) -> Sequence[SpeechRequest]:
        """Return the requests with the vowels that Arabic leaves out."""
        places = [place for place, request in enumerate(requests) if request.language == "ar"]
        if not places:
            return requests
        texts = [wording(requests[place].text) for place in places]
        for text in texts:
            check_script(text, "ar")
        made = dict(zip(places, self._diacritics.marked(texts), strict=True))
        return [replace(request, text=made[place]) if place in made else request for place, request in enumerate(requests)]

    def _say(self, orders: list[dict[str, object]]) -> list[Speech]:
        return [self._one(order) for order in orders]

    def _one(self, order: dict[str, object]) -> Speech:
        """Say one line; where that ends the program, say it clause by clause in a fresh one, else refuse it.

        libespeak-ng 1.51 crashes on some long Burmese lines: such a line must not take its language down with it.
        """
        for attempt in (order, _by_clause(order)):
            with contextlib.suppress(ProgramEnded):
                return self._once(attempt)
        raise NotSpeakable("espeak-ng crashes on this line", field="text",
                           hint="word it otherwise, or choose another engine")

    def _once(self, order: dict[str, object]) -> Speech:
        worker = self._take()
        try:
            if not order["pieces"]:
                return Speech(np.zeros(0, np.float32), worker.sample_rate)
            return _speech(worker.say(order), worker.sample_rate)
        except ProgramEnded:
            worker.end()  # it may not have been reaped yet: it must not be taken again
            raise
        finally:
            if worker.alive:
                self._idle.put(worker)
            else:
                self._bury(worker)

    def _bury(self, worker: Worker) -> None:
        worker.close()
        with self._lock:
            if worker in self._all:
                self._all.remove(worker)

    def _take(self) -> Worker:
        try:
            return self._idle.get_nowait()
        except Empty:
            worker = Worker(*self._place)
            with self._lock:
                self._all.append(worker)
            return worker


def _close_all(workers: list[Worker]) -> None:
    while workers:
        workers.pop().close()


def find_library() -> tuple[str, str]:
    """Return the paths of libespeak-ng and of its data folder's parent (empty for its own).

    Raises:
        EngineUnavailable: If neither the system nor the espeakng-loader wheel has it.
    """
    system = ctypes.util.find_library("espeak-ng")
    if system:
        return system, ""
    # Not imported: the wheel's module loads the GPL library into our process.
    wheel = importlib.util.find_spec("espeakng_loader")
    if wheel is not None and wheel.origin:
        folder = Path(wheel.origin).parent
        for name in ("libespeak-ng.so.1", "libespeak-ng.so", "libespeak-ng.dylib", "espeak-ng.dll"):
            if (folder / name).is_file():
                return str(folder / name), str(folder)
    raise EngineUnavailable("libespeak-ng is not installed", field="synthesizer",
                            hint="install the system's espeak-ng, or the espeakng-loader wheel")


def _order(request: SpeechRequest) -> dict[str, object]:
    spoken = language(request.language)
    variant, pitch = parse(request.voice, spoken)
    speed = min(max(round(_NATURAL * request.rate), _SLOWEST), _FASTEST)
    return {"pieces": pieces(request.text, spoken.tag, spoken.voice, variant), "speed": speed, "pitch": pitch}


def _by_clause(order: dict[str, object]) -> dict[str, object]:
    """Return an order whose pieces end where a clause does."""
    pieces = cast("list[tuple[str, str]]", order["pieces"])
    return {**order, "pieces": [(voice, clause) for voice, text in pieces
                                for clause in _CLAUSE.split(text) if clause.strip()]}


def _speech(pcm: bytes, rate: int) -> Speech:
    return Speech(np.frombuffer(pcm, "<i2").astype(np.float32) / np.float32(32768), rate)
