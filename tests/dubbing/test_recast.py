"""A character's new voice makes that character's lines again, and no others."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pytest

from localize.engine import SpeechRequest
from localize.engines.espeak import Espeak
from localize.model import CastEntry, Character, Gender, LineOrigin, Transcript, TranslatedLine, Translation, Utterance
from localize.pipeline import JobSpec
from localize.pipeline.voicing import casting
from localize.stages.dub import dub
from localize.store import LocalStore
from localize.time import Span

LINES = (("林娜", "Aku menunggumu di sini."), ("陈总", "Kamu terlambat sekali."), ("林娜", "Maaf, aku tidak tahu."),
         ("陈总", "Sudahlah, ayo pulang."), ("林娜", "Baiklah kalau begitu."))
SPEC = JobSpec("t", "a" * 64, "m.mp4", "zh", ("id",), characters=(Character("林娜", gender=Gender.FEMALE),
                                                                  Character("陈总", gender=Gender.MALE)))


class Asked:
    """Remembers which lines an engine was asked for."""

    def __init__(self, engine: Espeak) -> None:
        self._engine, self.lines = engine, set[str]()
        self.identity, self.voices = engine.identity, engine.voices

    def synthesize(self, requests: Sequence[SpeechRequest]):
        self.lines |= {request.text for request in requests}
        return self._engine.synthesize(requests)


@pytest.fixture(scope="module")
def espeak():
    with Espeak(workers=1) as engine:
        yield engine


def test_only_the_lines_of_the_recast_character_are_said_again(espeak: Espeak, tmp_path):
    transcript = Transcript("zh", tuple(Utterance(f"u{number}", Span(Fraction(3 * number), Fraction(3 * number + 2)), "话", speaker=who)
                                        for number, (who, _) in enumerate(LINES)))
    translation = Translation("id", tuple(TranslatedLine(f"u{number}", "话", text, LineOrigin.MACHINE, f"{number}")
                                          for number, (_, text) in enumerate(LINES)))
    store = LocalStore(tmp_path)

    def made(*entries: CastEntry):
        asked = Asked(espeak)
        spec = JobSpec(SPEC.title, SPEC.master, SPEC.master_name, SPEC.source, SPEC.targets, characters=SPEC.characters,
                       casting=entries)
        synthesizer, cast = casting(spec, "id", transcript, asked)
        return asked, dub(transcript, translation, SPEC.characters, synthesizer, store, duration=Fraction(20), casting=cast)

    asked, first = made()
    assert {text for _, text in LINES} <= asked.lines
    voices = dict(first.voices)
    assert len(set(voices.values())) == 2
    asked, again = made()
    assert not asked.lines & {text for _, text in LINES}
    asked, recast = made(CastEntry("林娜", "id", "espeak-ng/id+f3@65", chosen=True))
    own = {text for who, text in LINES if who == "林娜"}
    assert asked.lines & {text for _, text in LINES} == own
    assert dict(recast.voices) == {**voices, "林娜": "espeak-ng/id+f3@65"}
    assert {item.cue: item.speech for item in recast.segments if item.cue in {"u1", "u3"}} == {
        item.cue: item.speech for item in again.segments if item.cue in {"u1", "u3"}}
