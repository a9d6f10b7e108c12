"""Any OpenAI-compatible speech endpoint: ``POST {url}/audio/speech``, with patience.

Busy servers answer 429 or 503 and say when to come back; connections break. Such calls are made again, later and later,
as often as :data:`ATTEMPTS` says; a rate limit is kept from our side, so that a film of a thousand lines does not begin
with a thousand refusals.
"""

from __future__ import annotations

import os
import random
import re
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from io import BytesIO
from typing import Final

import av
import httpx
import numpy as np

from localize.dubbing.wording import check_script, wording
from localize.engine import Identity, Speech, SpeechRequest
from localize.errors import EngineError, EngineUnavailable, InvalidInput, NotFound
from localize.model import Gender, Voice, VoiceKind

ATTEMPTS: Final = 6
"""Calls for one line, the first among them."""
_AGAIN: Final = frozenset({408, 409, 425, 429, 500, 502, 503, 504})
#: Seconds before the second call; doubled each time, with chance in it so that workers do not come back together.
_FIRST_WAIT: Final = 0.5
#: Longer than this nobody is kept waiting, whatever the server asks for.
_LONGEST_WAIT: Final = 60.0
#: What the interface takes for ``speed``.
_SLOWEST, _FASTEST = 0.25, 4.0
#: Sound of one answer: 15 minutes of 48 kHz, 16 bit.
_LARGEST: Final = 96 << 20
_URL: Final = re.compile(r"https?://[^\s/]+(/[^\s?#]*)?")


@dataclass(frozen=True, slots=True)
class EndpointVoice:
    """A voice of an endpoint.

    Attributes:
        name: As the endpoint calls it.
        languages: Tags it speaks.
        gender: Of the voice.
        pitch: Median fundamental frequency in hertz, or 0 if unknown.
        kind: Preset, designed or cloned.
    """

    name: str
    languages: tuple[str, ...]
    gender: Gender = Gender.UNKNOWN
    pitch: float = 0.0
    kind: VoiceKind = VoiceKind.PRESET


@dataclass(frozen=True, slots=True)
class EndpointSettings:
    """Where an endpoint is and how it is called.

    Attributes:
        url: Up to and with ``/v1``.
        model: Its model.
        voices: Its voices.
        key: Name of the environment variable that holds the credential; empty for none.
        licence: Of the model.
        commercial: Whether commercial use is allowed.
        revision: Of the model, where its maker tells one: a new one makes all lines again.
        per_minute: Calls a minute at most; 0 for no limit.
        at_once: Calls at the same time.
        timeout: Seconds for one line.

    Raises:
        InvalidInput: If the address is none, or there is no voice.
    """

    url: str
    model: str
    voices: tuple[EndpointVoice, ...]
    key: str = ""
    licence: str = ""
    commercial: bool = True
    revision: str = ""
    per_minute: int = 0
    at_once: int = 4
    timeout: float = 120.0

    def __post_init__(self) -> None:
        if not _URL.fullmatch(self.url):
            raise InvalidInput(f"{self.url!r} is no address of an endpoint", field="synthesize.url",
                               hint="http://host:port/v1")
        for name, value, least in (("per_minute", self.per_minute, 0), ("at_once", self.at_once, 1), ("timeout", self.timeout, 1)):
            if not isinstance(value, int | float) or value < least:
                raise InvalidInput(f"{value!r} is no number of {least} or more", field=f"synthesize.{name}")
        if not self.voices:
            raise InvalidInput("the endpoint has no voices", field="synthesize.voices",
                               hint='[[synthesize.voices]] with name = "alloy" and languages = ["en", "pt-BR"]')


class SpeechEndpoint:
    """An endpoint's voices.

    Args:
        settings: Where it is.
        transport: How it is reached; the network by default.
        wait: Waits a number of seconds.
        clock: Tells seconds.
    """

    def __init__(self, settings: EndpointSettings, *, transport: httpx.BaseTransport | None = None,
                 wait: Callable[[float], None] = time.sleep, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings, self._wait = settings, wait
        self._turns = _Turns(settings.per_minute, wait, clock)
        limits = httpx.Limits(max_connections=settings.at_once)
        self._client = httpx.Client(timeout=httpx.Timeout(settings.timeout, connect=10.0), limits=limits,
                                    transport=transport, follow_redirects=False)

    @property
    def identity(self) -> Identity:
        """The endpoint's model."""
        own = self._settings
        return Identity("synthesize", f"endpoint/{own.model}", own.revision or own.model, own.licence, own.commercial)

    def voices(self, language: str) -> tuple[Voice, ...]:
        """Return the voices for a tag."""
        return tuple(Voice(f"endpoint/{item.name}", "endpoint", language, item.gender, item.pitch, item.kind.value,
                           self._settings.licence) for item in self._settings.voices if language in item.languages)

    def synthesize(self, requests: Sequence[SpeechRequest]) -> tuple[Speech, ...]:
        """Return the speech of each request; no samples, and no call, where there is nothing to say.

        Raises:
            NotFound: If a voice is not the endpoint's.
            NotSpeakable: If a line's script is not the voice's; raised before anything is said.
            EngineUnavailable: If the endpoint cannot be reached, or does not let us in.
            EngineError: If it fails, or answers with no sound.
        """
        orders = [(self._named(request), wording(request.text), request) for request in requests]
        for _, text, request in orders:
            check_script(text, request.language)
        with ThreadPoolExecutor(max(1, self._settings.at_once), "speech") as pool:
            return tuple(pool.map(lambda order: self._one(*order), orders))

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _named(self, request: SpeechRequest) -> str:
        known = [voice.id for voice in self.voices(request.language)]
        wanted = request.voice or (known[0] if known else "")
        if wanted not in known:
            raise NotFound(f"{request.voice!r} is no voice of {self._settings.model} for {request.language}", field="voice",
                           hint=f"one of {', '.join(known[:4])}" if known else "name it under synthesize.voices")
        return wanted.removeprefix("endpoint/")

    def _one(self, voice: str, text: str, request: SpeechRequest) -> Speech:
        if not text:
            return Speech(np.zeros(0, np.float32), 24_000)
        # Plain text, without the markup that wording() took out: an endpoint that reads SSML finds none.
        body = {"model": self._settings.model, "voice": voice, "input": text, "response_format": "wav",
                "speed": min(max(round(request.rate, 3), _SLOWEST), _FASTEST)}
        return _decoded(self._asked(body))

    def _asked(self, body: dict[str, object]) -> bytes:
        said = ""
        for attempt in range(ATTEMPTS):
            self._turns.take()
            try:
                answer = self._client.post(f"{self._settings.url.rstrip('/')}/audio/speech", json=body,
                                           headers=self._headers())
            except httpx.TransportError as error:
                said, wait = f"cannot be reached: {error}", None
            else:
                if answer.is_success:
                    return answer.content
                said, wait = f"answered {answer.status_code}: {_reason(answer)}", _retry_after(answer)
                self._refuse(answer, said)
            if attempt + 1 < ATTEMPTS:
                chance = random.uniform(0.5, 1.0)  # noqa: S311 - spreads callers, guards nothing
                self._wait(min(wait if wait is not None else _FIRST_WAIT * 2**attempt * chance, _LONGEST_WAIT))
        raise EngineUnavailable(f"the speech endpoint {said}", field="synthesizer",
                                hint=f"it was asked {ATTEMPTS} times; what was said is kept: run the job again later")

    def _headers(self) -> dict[str, str]:
        if not self._settings.key:
            return {}
        secret = os.environ.get(self._settings.key, "")
        if not secret:
            raise EngineUnavailable(f"the credential of the speech endpoint is not set: ${self._settings.key}",
                                    field="synthesizer", hint=f"export {self._settings.key}=…")
        return {"Authorization": f"Bearer {secret}"}

    def _refuse(self, answer: httpx.Response, said: str) -> None:
        """Raise where asking again cannot help."""
        if answer.status_code in {401, 403}:
            raise EngineUnavailable(f"the speech endpoint {said}", field="synthesizer",
                                    hint=f"is ${self._settings.key} right?" if self._settings.key else "name its key")
        if answer.status_code not in _AGAIN:
            raise EngineError(f"the speech endpoint {said}", field="synthesizer",
                              hint="is the model's name right, and the voice's?")


class _Turns:
    """Lets calls through at an even pace."""

    def __init__(self, per_minute: int, wait: Callable[[float], None], clock: Callable[[], float]) -> None:
        self._step = 60.0 / per_minute if per_minute > 0 else 0.0
        self._wait, self._clock = wait, clock
        self._next = 0.0
        self._lock = threading.Lock()

    def take(self) -> None:
        if not self._step:
            return
        with self._lock:
            now = self._clock()
            mine = max(self._next, now)
            self._next = mine + self._step
        if mine > now:
            self._wait(mine - now)


def _retry_after(answer: httpx.Response) -> float | None:
    """Return the seconds after which the server wants to be asked again: RFC 9110, 10.2.3, a number or a date."""
    text = answer.headers.get("retry-after", "").strip()
    if text.isdigit():
        return float(text)
    try:
        then = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    then = then if then.tzinfo else then.replace(tzinfo=UTC)
    return max(0.0, (then - datetime.now(UTC)).total_seconds())


def _reason(answer: httpx.Response) -> str:
    """Return what an error's body says, shortened; bodies that are no error of the interface are not shown."""
    try:
        told = answer.json()["error"]
        return str(told["message"] if isinstance(told, dict) else told)[:200]
    except (ValueError, KeyError, TypeError):
        return answer.reason_phrase


def _decoded(data: bytes) -> Speech:
    """Return the sound of an answer in whatever form it came."""
    if len(data) > _LARGEST:
        raise EngineError("the speech endpoint answered with more sound than a line can have", field="synthesizer")
    try:
        with av.open(BytesIO(data), "r") as container:
            stream = container.streams.audio[0]
            rate = int(stream.rate)
            mono = av.AudioResampler("flt", "mono", rate)
            blocks = [block.to_ndarray().reshape(-1) for frame in (*container.decode(stream), None)
                      for block in mono.resample(frame)]
    except (av.FFmpegError, IndexError, ValueError) as error:
        raise EngineError("the speech endpoint answered with something that is no sound", field="synthesizer",
                          hint="it must give wav, or any form that FFmpeg reads") from error
    if not blocks:
        raise EngineError("the speech endpoint answered with no sound", field="synthesizer")
    return Speech(np.concatenate(blocks).astype(np.float32), rate)
