"""Who says each line: espeak-ng's own voices told apart, and what happens where there is little to go by."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import scipy.signal

from localize.dubbing.clusters import clusters
from localize.dubbing.speakers import by_turns, gender_of, with_speakers
from localize.dubbing.turns import read_turns
from localize.dubbing.voiceprints import RATE, pitch, voiceprint
from localize.engine import Identity, SpeakerEmbedder, SpeechRequest
from localize.engines.espeak import Espeak
from localize.errors import InvalidInput
from localize.model import Gender, TextOrigin, Transcript, Utterance
from localize.time import Span

TEXTS = ("I have been waiting for you all night.", "You should not have come back here.", "Where did you put the letter?",
         "Nobody told me anything about that.", "We are going to lose the house.", "Give me one more day, please.")
VOICES = ("espeak-ng/en+m3", "espeak-ng/en+f2", "espeak-ng/en+m7@65")


def tone(hertz: float, seconds: float = 1.0) -> np.ndarray:
    time = np.arange(int(seconds * RATE)) / RATE
    return np.asarray(sum(np.sin(2 * np.pi * hertz * part * time) / part for part in range(1, 12)), np.float32) / 4


@pytest.fixture(scope="module")
def scene():
    """Eighteen lines of three voices in turn, one of them short, and the sound."""
    with Espeak(workers=1) as espeak:
        orders = [SpeechRequest(text, "en", VOICES[(number + part) % 3]) for part in range(3)
                  for number, text in enumerate(TEXTS)]
        orders[6] = SpeechRequest("No!", "en", orders[6].voice)
        said = espeak.synthesize(orders)
    parts, spans, at = [], [], 0
    for speech in said:
        samples = scipy.signal.resample_poly(speech.samples, RATE, speech.sample_rate).astype(np.float32)
        loud = np.flatnonzero(np.abs(samples) > 0.005)
        samples = samples[loud[0]:loud[-1]]
        spans.append(Span(Fraction(at, RATE), Fraction(at + len(samples), RATE)))
        parts += [samples, np.zeros(RATE // 5, np.float32)]
        at += len(samples) + RATE // 5
    utterances = tuple(Utterance(f"u{number}", span, "x") for number, span in enumerate(spans))
    return Transcript("en", utterances), np.concatenate(parts), [order.voice for order in orders]


@pytest.mark.parametrize("hertz", [80.0, 130.0, 220.0, 390.0])
def test_pitch_of_a_known_tone(hertz):
    assert pitch(tone(hertz)) == pytest.approx(hertz, rel=0.02)


def test_silence_and_scraps_have_no_voice():
    assert voiceprint(np.zeros(RATE, np.float32)) is None
    assert voiceprint(np.ones(10, np.float32)) is None
    noise = np.random.default_rng(1).standard_normal(RATE).astype(np.float32)
    assert pitch(noise) == 0.0


def test_voices_are_told_apart_at_a_known_number_and_at_an_unknown_one(scene):
    transcript, samples, true = scene
    for count in (3, 0):
        made = with_speakers(transcript, samples, count=count)
        pairs = set(zip(true, (item.speaker for item in made.utterances), strict=True))
        assert len(pairs) == 3, pairs
        assert [item.name for item in made.speakers] == ["Speaker 1", "Speaker 2", "Speaker 3"]
        assert [item.gender for item in made.speakers] == [Gender.MALE, Gender.FEMALE, Gender.MALE]
        assert all(item.guessed for item in made.speakers)
        assert any(item.rule == "transcript.speakers-estimated" for item in made.findings) == (count == 0)


def test_names_go_to_speakers_as_they_first_speak(scene):
    transcript, samples, true = scene
    made = with_speakers(transcript, samples, names=("何伯", "林小满", "周启明"))
    assert {voice: item.speaker for voice, item in zip(true, made.utterances, strict=True)} == dict(
        zip(VOICES, ("何伯", "林小满", "周启明"), strict=True))
    assert not any(item.guessed for item in made.speakers)


def test_names_that_came_with_the_lines_stay(scene):
    transcript, samples, _ = scene
    told = Transcript("en", tuple(Utterance(item.id, item.span, item.text, speaker="林小满" if number % 2 else "")
                                  for number, item in enumerate(transcript.utterances)))
    made = with_speakers(told, samples, count=5)
    assert [item.speaker for item in made.utterances] == [item.speaker for item in told.utterances]
    assert [item.name for item in made.speakers] == ["林小满"]


def test_one_voice_stays_one(scene):
    transcript, samples, true = scene
    own = tuple(item for item, voice in zip(transcript.utterances, true, strict=True) if voice == VOICES[0])
    made = with_speakers(Transcript("en", own), samples)
    assert {item.speaker for item in made.utterances} == {"Speaker 1"}


def test_signs_have_no_speaker_and_silence_has_none(scene):
    transcript, samples, _ = scene
    sign = Utterance("sign", Span(Fraction(0), Fraction(1)), "三年前", forced=True, origin=TextOrigin.BURNED_IN)
    made = with_speakers(Transcript("zh", (sign, *transcript.utterances)), samples, count=3)
    assert made.utterances[0].speaker == ""
    silent = with_speakers(transcript, np.zeros(0, np.float32), count=3)
    assert {item.speaker for item in silent.utterances} == {""}
    assert silent.findings[0].rule == "transcript.speakers-few"
    assert {item.speaker for item in with_speakers(transcript, np.zeros(0, np.float32), names=("甲",)).utterances} == {"甲"}


def test_lines_past_the_end_and_of_no_length_inherit(scene):
    transcript, samples, _ = scene
    last = transcript.utterances[-1].span.end
    odd = (Utterance("empty", Span(last, last), "x"), Utterance("past", Span(last + 100, last + 105), "x"))
    made = with_speakers(Transcript("en", (*transcript.utterances, *odd)), samples, count=3)
    assert made.utterances[-1].speaker == made.utterances[-2].speaker == made.utterances[-3].speaker != ""


def test_more_speakers_than_lines_is_said(scene):
    transcript, samples, _ = scene
    made = with_speakers(Transcript("en", transcript.utterances[:2]), samples, count=4)
    assert [(item.rule, item.measured) for item in made.findings] == [("transcript.speakers-few", "2 speakers")]


def test_an_embedding_model_is_used_where_there_is_one(scene):
    transcript, samples, _ = scene

    class ByPitch:
        """A model that knows high voices from low ones."""

        identity = Identity("embed", "by-pitch", "1")

        def embed(self, samples):
            return np.array([1.0, 0.0] if pitch(samples) > 150 else [0.0, 1.0])

    assert isinstance(ByPitch(), SpeakerEmbedder)
    made = with_speakers(transcript, samples, embedder=ByPitch())
    assert {item.gender for item in made.speakers} == {Gender.MALE, Gender.FEMALE}
    assert len(made.speakers) == 2


def test_gender_by_pitch():
    assert [gender_of(hertz) for hertz in (0, 110, 160, 210)] == [Gender.UNKNOWN, Gender.MALE, Gender.UNKNOWN, Gender.FEMALE]


def test_clusters_are_numbered_as_they_appear():
    rows = np.array([[50.0, 0], [0, 0], [50, 1], [0, 1], [50, 2], [0, 2]])
    assert clusters(rows, 2) == clusters(rows) == (0, 1, 0, 1, 0, 1)
    assert clusters(rows[:0]) == ()


def test_turns_of_a_person(scene):
    transcript, _, _ = scene
    end = float(transcript.utterances[0].span.end)
    turns = read_turns(f"SPEAKER ep 1 0.0 {end:.3f} <NA> <NA> 何伯 <NA> <NA>\n;; comment\n\n"
                       f"SPEAKER ep 1 {end + 0.1:.3f} 1000 <NA> <NA> 林小满 <NA> <NA>\n".encode())
    made = by_turns(transcript, turns)
    assert [item.speaker for item in made.utterances] == ["何伯"] + ["林小满"] * 17


@pytest.mark.parametrize(("text", "line"), [("nonsense", 1), ("SPEAKER e 1 x 2 <NA> <NA> n <NA> <NA>", 1),
                                            ("SPEAKER e 1 0 -2 <NA> <NA> n <NA> <NA>", 1), ("\xff", 0)])
def test_broken_turns_are_named(text, line):
    with pytest.raises(InvalidInput) as caught:
        read_turns(text.encode("latin-1"))
    assert str(line) in caught.value.message or not line


def test_no_turns():
    with pytest.raises(InvalidInput):
        read_turns(b"")
