"""An OpenAI-compatible speech endpoint: a real server on a port of this machine, in all its moods."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from localize.engine import SpeechRequest
from localize.engines import speech_endpoint
from localize.engines.speech_endpoint import ATTEMPTS, EndpointSettings, EndpointVoice, SpeechEndpoint
from localize.errors import EngineError, EngineUnavailable, InvalidInput
from localize.model import Gender, VoiceKind
from tests.engines.endpoint_server import Endpoint, serving

VOICES = (EndpointVoice("alto", ("en", "th"), Gender.FEMALE), EndpointVoice("lin", ("en",), kind=VoiceKind.CLONED))


@pytest.fixture
def endpoint():
    with serving() as found:
        yield found


def engine(endpoint: Endpoint, waited: list[float] | None = None, **settings: object) -> SpeechEndpoint:
    return SpeechEndpoint(EndpointSettings(endpoint.url, "hum-1", VOICES, **settings),  # type: ignore[arg-type]
                          wait=(waited if waited is not None else []).append)


def say(subject: SpeechEndpoint, text: str = "Hello", rate: float = 1.0):
    try:
        return subject.synthesize([SpeechRequest(text, "en", "endpoint/alto", rate)])[0]
    finally:
        subject.close()


def test_what_is_asked(endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OUR_SPEECH_KEY", "s3cret")
    assert say(engine(endpoint, key="OUR_SPEECH_KEY"), "<i>Hello</i> & bye", 9.0).sample_rate == 24_000
    assert endpoint.asked == [{"path": "/v1/audio/speech", "model": "hum-1", "voice": "alto", "input": "Hello & bye",
                               "response_format": "wav", "speed": 4.0}]
    assert endpoint.headers[0]["authorization"] == "Bearer s3cret"


def test_no_credential_is_said_before_anything_is_asked(endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("OUR_SPEECH_KEY", raising=False)
    with pytest.raises(EngineUnavailable, match="OUR_SPEECH_KEY"):
        say(engine(endpoint, key="OUR_SPEECH_KEY"))
    assert endpoint.asked == []


def test_a_busy_server_is_asked_again_when_it_says_so(endpoint: Endpoint):
    waited: list[float] = []
    then = format_datetime(datetime.now(UTC) + timedelta(seconds=20), usegmt=True)
    endpoint.script = [(429, {"retry-after": "7"}, b""), (503, {"retry-after": then}, b""), (503, {"retry-after": "soon"}, b"")]
    assert len(say(engine(endpoint, waited)).samples) > 0
    assert waited[0] == 7
    assert 15 < waited[1] <= 20
    assert 0 < waited[2] <= 2  # no sense in it: our own pace, doubled twice


def test_waiting_grows_and_ends(endpoint: Endpoint):
    waited: list[float] = []
    endpoint.script = [(500, {}, b"")] * ATTEMPTS
    with pytest.raises(EngineUnavailable, match="answered 500"):
        say(engine(endpoint, waited))
    assert len(endpoint.asked) == ATTEMPTS
    assert len(waited) == ATTEMPTS - 1
    assert waited[-1] > 4 * waited[0]
    endpoint.script = [(429, {"retry-after": "86400"}, b"")]
    waited.clear()
    say(engine(endpoint, waited))
    assert waited == [60.0]


def test_a_broken_connection_is_tried_again(endpoint: Endpoint):
    endpoint.script = [(0, {}, b""), (0, {}, b"")]
    assert len(say(engine(endpoint)).samples) > 0
    assert len(endpoint.asked) == 3


def test_nobody_there_is_said():
    with serving() as gone:
        url = gone.url
    subject = SpeechEndpoint(EndpointSettings(url, "m", VOICES), wait=lambda _: None)
    with pytest.raises(EngineUnavailable, match="cannot be reached"):
        say(subject)


@pytest.mark.parametrize(("status", "error", "asked"), [(401, EngineUnavailable, 1), (403, EngineUnavailable, 1),
                                                        (400, EngineError, 1), (404, EngineError, 1), (302, EngineError, 1)])
def test_what_asking_again_cannot_help(endpoint: Endpoint, status: int, error: type[Exception], asked: int):
    endpoint.script = [(status, {}, json.dumps({"error": {"message": "no such model"}}).encode())]
    with pytest.raises(error, match="no such model"):
        say(engine(endpoint))
    assert len(endpoint.asked) == asked


@pytest.mark.parametrize("body", [b"", b"{}", b"<html>ok</html>", b"RIFF\x00\x00\x00\x00WAVE"])
def test_an_answer_that_is_no_sound_is_said(endpoint: Endpoint, body: bytes):
    endpoint.script = [(200, {}, body)]
    with pytest.raises(EngineError, match="sound"):
        say(engine(endpoint))


def test_a_rate_limit_is_kept_from_our_side(endpoint: Endpoint):
    now, waited = [100.0], []

    def wait(seconds: float) -> None:
        waited.append(round(seconds, 6))
        now[0] += seconds

    subject = SpeechEndpoint(EndpointSettings(endpoint.url, "hum-1", VOICES, per_minute=30, at_once=1), wait=wait,
                             clock=lambda: now[0])
    subject.synthesize([SpeechRequest(f"Line {number}", "en", "endpoint/alto") for number in range(4)])
    subject.close()
    assert waited == [2.0, 2.0, 2.0]


def test_no_more_at_once_than_allowed(endpoint: Endpoint):
    subject = engine(endpoint, at_once=2)
    subject.synthesize([SpeechRequest(f"Line {number}", "en", "endpoint/alto") for number in range(12)])
    subject.close()
    assert endpoint.most_at_once <= 2
    assert len(endpoint.asked) == 12


def test_voices_say_what_they_are(endpoint: Endpoint):
    subject = engine(endpoint, licence="by contract")
    assert [(voice.id, voice.kind, voice.licence) for voice in subject.voices("en")] == [
        ("endpoint/alto", "preset", "by contract"), ("endpoint/lin", "cloned", "by contract")]
    assert [voice.id for voice in subject.voices("th")] == ["endpoint/alto"]
    assert subject.identity.revision == "hum-1"
    subject.close()


def test_a_sound_larger_than_any_line_is_refused(endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(speech_endpoint, "_LARGEST", 1000)
    with pytest.raises(EngineError, match="more sound"):
        say(engine(endpoint))


@pytest.mark.parametrize("settings", [{"url": "ftp://x/v1"}, {"url": "localhost:8080"}, {"url": "http://a/v1?x=1"}, {"voices": ()}])
def test_settings_that_cannot_be(settings: dict):
    with pytest.raises(InvalidInput):
        EndpointSettings(**{"url": "http://localhost/v1", "model": "m", "voices": VOICES, **settings})
