"""One contract for all that speaks: espeak-ng, Piper, Kokoro, an endpoint."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from localize.engine import Speech, SpeechRequest, Synthesizer
from localize.engines.espeak import Espeak
from localize.engines.kokoro import Kokoro
from localize.engines.piper import Piper
from localize.engines.speech_endpoint import EndpointSettings, EndpointVoice, SpeechEndpoint
from localize.errors import NotFound, NotSpeakable
from tests.engines.endpoint_server import serving
from tests.engines.graphs import kokoro_folder, piper_voice


@dataclass(frozen=True)
class Subject:
    """An engine under test: all of them speak English."""

    name: str
    engine: Synthesizer

    def say(self, text: str, rate: float = 1.0, voice: str = "") -> Speech:
        return self.engine.synthesize([SpeechRequest(text, "en", voice or self.engine.voices("en")[0].id, rate)])[0]


@pytest.fixture(scope="module")
def espeak() -> Iterator[Espeak]:
    with Espeak(workers=1) as engine:
        yield engine


@pytest.fixture(scope="module", params=["espeak", "piper", "piper-speakers", "kokoro", "kokoro-together", "endpoint"])
def subject(request: pytest.FixtureRequest, espeak: Espeak, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Subject]:
    folder: Path = tmp_path_factory.mktemp(request.param)
    if request.param == "endpoint":
        with serving() as endpoint:
            engine = SpeechEndpoint(EndpointSettings(endpoint.url, "hum-1", (
                EndpointVoice("alto", ("en", "pt-BR")), EndpointVoice("tenor", ("en",)))))
            yield Subject(request.param, engine)
            engine.close()
        return
    make = {
        "espeak": lambda: espeak,
        "piper": lambda: Piper(piper_voice(folder), espeak),
        "piper-speakers": lambda: Piper(piper_voice(folder, speakers=("ann", "bob")).parent, espeak),
        "kokoro": lambda: Kokoro(kokoro_folder(folder), espeak),
        "kokoro-together": lambda: Kokoro(kokoro_folder(folder, together=True, tokens="tokens"), espeak),
    }
    yield Subject(request.param, make[request.param]())


def test_it_is_a_synthesizer_with_a_name(subject: Subject):
    assert isinstance(subject.engine, Synthesizer)
    identity = subject.engine.identity
    assert identity.job == "synthesize"
    assert identity.name
    assert identity.revision


def test_it_speaks_in_samples(subject: Subject):
    speech = subject.say("I have been waiting for you all night.")
    assert speech.samples.dtype == np.float32
    assert speech.samples.ndim == 1
    assert 8000 <= speech.sample_rate <= 48000
    assert 0.5 < float(speech.duration) < 8
    assert 0.02 < np.abs(speech.samples).max() <= 1
    assert np.isfinite(speech.samples).all()


def test_length_follows_the_rate(subject: Subject):
    text = "You should never have come back to this house."
    slow, natural, fast = (float(subject.say(text, rate).duration) for rate in (0.8, 1.0, 1.3))
    assert fast < 0.9 * natural < 0.9 * slow
    assert slow > 1.08 * natural


def test_voices_are_its_own_and_of_the_language(subject: Subject):
    voices = subject.engine.voices("en")
    assert voices
    assert len({voice.id for voice in voices}) == len(voices)
    assert all(voice.language == "en" and voice.engine for voice in voices)
    assert subject.engine.voices("tlh") == ()
    if len(voices) > 1:
        first, second = (subject.say("Hello there, my friend.", voice=voice.id).samples for voice in voices[:2])
        assert first.tobytes() != second.tobytes()


@pytest.mark.parametrize("voice", ["nobody/here", "espeak-ng/vi+f2", "../../etc/passwd", "alto; rm", "x" * 2000])
def test_an_unknown_voice_is_said(subject: Subject, voice: str):
    with pytest.raises(NotFound) as caught:
        subject.engine.synthesize([SpeechRequest("Hello", "en", voice)])
    assert caught.value.field == "voice"


@pytest.mark.parametrize("text", ["", "   ", "…!?—", "😀🎉", "♪ ♪", "<break time='5s'/>", "\u200b\u200d", "{\\an8}", "()[]"])
def test_nothing_to_say_is_no_sound(subject: Subject, text: str):
    assert len(subject.say(text).samples) == 0


@pytest.mark.parametrize("text", ["25", "3.14", "1,000,000", "0"])
def test_only_a_number(subject: Subject, text: str):
    assert 0.04 < float(subject.say(text).duration) < 6


def test_a_line_of_two_thousand_characters(subject: Subject):
    text = ("We are going to lose the house, my dear. " * 50)[:2000]
    assert float(subject.say(text).duration) > 20 * float(subject.say(text[:40]).duration)


def test_emoji_in_a_line_are_not_said(subject: Subject):
    plain, with_emoji = subject.say("Come here now"), subject.say("Come 😀 here 🎉 now 👨‍👩‍👧")
    assert abs(len(plain.samples) - len(with_emoji.samples)) < 0.35 * len(plain.samples)


def test_markup_is_neither_said_nor_obeyed(subject: Subject):
    plain = len(subject.say("Come here now").samples)
    for text in ("<speak>Come <i>here</i> now</speak>", "Come here <break time='9s'/> now", "\x01Come here\x00 now",
                 '<prosody rate="0.1">Come here now</prosody>', "<![CDATA[Come here now]]>"):
        assert abs(len(subject.say(text).samples) - plain) < 0.4 * plain, text


@pytest.mark.parametrize("text", ["Hello 你好", "ខ្ញុំស្រលាញ់អ្នក", "Привет", "Come αβγ"])
def test_a_foreign_script_is_refused_before_anything_is_said(subject: Subject, text: str):
    with pytest.raises(NotSpeakable, match="script"):
        subject.engine.synthesize([SpeechRequest("Hello", "en", subject.engine.voices("en")[0].id),
                                   SpeechRequest(text, "en", subject.engine.voices("en")[0].id)])


def test_many_lines_come_back_in_their_order(subject: Subject):
    texts = ["Hi.", "This is a much longer line than the others here.", "", "No.", "Where were you yesterday?"] * 3
    voice = subject.engine.voices("en")[0].id
    said = subject.engine.synthesize([SpeechRequest(text, "en", voice) for text in texts])
    assert len(said) == len(texts)
    for group in (said[0:15:5], said[1:15:5], said[4:15:5]):
        assert max(len(item.samples) for item in group) < 1.05 * min(len(item.samples) for item in group)
    assert len(said[2].samples) == 0
    assert len(said[1].samples) > len(said[0].samples)
    assert subject.engine.synthesize([]) == ()
