"""Who speaks with which voice in a job: what is kept, what is refused, and what a change makes again."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from localize.engine import Identity
from localize.errors import InvalidInput, NotAllowed, NotFound
from localize.model import (
    CastEntry,
    Character,
    Consent,
    Dub,
    Gender,
    RegisteredVoice,
    RightsWindow,
    Speaker,
    Transcript,
    Utterance,
    Voice,
    VoiceKind,
    VoiceScope,
)
from localize.pipeline import JobSpec, cast_entries, refuse_casting
from localize.pipeline.voicing import casting, listens, named_voices, told_apart, voice_use
from localize.time import Span

SPEC = JobSpec("月港", "a" * 64, "m.mp4", "zh", ("en", "id"), title_name="titles/harbour",
               characters=(Character("甲", gender=Gender.FEMALE), Character("乙", gender=Gender.MALE)))
CLONE = RegisteredVoice("lin-wan", "e/id+clone", VoiceKind.CLONED, owner="Studio", licence="by contract",
                        consent=Consent("Wan Lin", "a" * 64))


class Voices:
    """Four voices for every language; says nothing."""

    identity = Identity("synthesize", "e", "7")

    def voices(self, language):
        return tuple(Voice(f"e/{language}+{name}", "e", language, gender, licence="free") for name, gender in (
            ("clone", Gender.FEMALE), ("m1", Gender.MALE), ("f1", Gender.FEMALE), ("m2", Gender.MALE)))

    def synthesize(self, requests):
        raise AssertionError(requests)


def heard(*names: str) -> Transcript:
    return Transcript("zh", tuple(Utterance(f"u{number}", Span(Fraction(number), Fraction(number + 1)), "话", speaker=name)
                                  for number, name in enumerate(names)))


def given(spec: JobSpec, *names: str, tag: str = "id") -> dict[str, str]:
    _, made = casting(spec, tag, heard(*names), Voices())
    assert made is not None
    return {name: voice.id for name, voice in made.voices}


def test_only_who_is_heard_is_told():
    assert set(given(SPEC, "甲", "甲")) == {"甲"}
    # So another character's new voice does not change this master's key.
    assert given(replace(SPEC, casting=(CastEntry("乙", "id", "e/id+m2", chosen=True),)), "甲") == given(SPEC, "甲")


def test_a_registered_clone_is_given_to_nobody_and_may_be_chosen():
    spec = replace(SPEC, voices=(CLONE,))
    assert CLONE.speaks not in given(spec, "甲", "乙").values()
    assert given(replace(spec, casting=(CastEntry("甲", "id", "lin-wan", chosen=True),)), "甲") == {"甲": CLONE.speaks}
    assert given(replace(spec, characters=(Character("甲", voice="voices/lin-wan"),)), "甲") == {"甲": CLONE.speaks}


@pytest.mark.parametrize(("change", "word"), [
    ({"revoked": "contract ended"}, "contract ended"), ({"consent": Consent()}, "consent"),
    ({"scope": VoiceScope(titles=("Another",))}, "title"), ({"scope": VoiceScope(territories=("TH",))}, "territor|world|MY"),
])
def test_a_voice_that_may_not_is_refused_when_asked_for_and_when_cast(change, word):
    spec = replace(SPEC, voices=(replace(CLONE, **change),), casting=(CastEntry("甲", "id", "lin-wan", chosen=True),))
    with pytest.raises(NotAllowed, match=word) as caught:
        refuse_casting(spec)
    assert caught.value.field == "casting"
    assert "甲" in caught.value.message
    with pytest.raises(NotAllowed, match=word):
        given(spec, "甲")
    given(spec, "乙")  # who has another voice is not concerned
    refuse_casting(replace(spec, dub=False))


def test_a_revoked_preset_is_not_given_but_refused_to_who_has_it():
    revoked = replace(CLONE, kind=VoiceKind.PRESET, speaks="e/id+f1", revoked="sold")
    spec = replace(SPEC, voices=(revoked,))
    assert given(spec, "甲") == {"甲": "e/id+clone"}
    with pytest.raises(NotAllowed, match="sold"):
        given(replace(spec, casting=(CastEntry("甲", "id", "e/id+f1"),)), "甲")


def test_a_choice_that_does_not_exist_is_said():
    with pytest.raises(NotFound):
        given(replace(SPEC, casting=(CastEntry("甲", "id", "e/id+nobody", chosen=True),)), "甲")


def test_rights_windows_say_where_a_voice_is_heard():
    windows = (RightsWindow("ID"), RightsWindow("MY", "id"), RightsWindow("GB", "en"))
    assert voice_use(replace(SPEC, rights=windows), "id").territories == ("ID", "MY")
    assert voice_use(replace(SPEC, rights=(*windows, RightsWindow("001"))), "id").territories == ()
    assert voice_use(SPEC, "id").titles == ("月港", "titles/harbour")


def test_the_manifest_names_every_voice():
    spec = replace(SPEC, voices=(CLONE,))
    rows = named_voices([Dub("id", (), "", "stereo", Fraction(1), voices=(("甲", CLONE.speaks), ("乙", "e/id+m1")))], spec,
                        lambda tag: Voices())
    assert rows["id"]["甲"] == {"voice": CLONE.speaks, "engine": "e", "weights": "7", "kind": "cloned", "guide": False,
                               "licence": "by contract", "registered": "lin-wan", "owner": "Studio", "person": "Wan Lin",
                               "consent": "a" * 64}
    assert rows["id"]["乙"]["kind"] == "preset"
    assert "consent" not in rows["id"]["乙"]


def test_a_casting_keeps_names_and_no_guesses():
    transcript = replace(heard("甲", "Speaker 2"), speakers=(Speaker("甲"), Speaker("Speaker 2", guessed=True)))
    made = Dub("id", (), "", "stereo", Fraction(1), voices=(("甲", "x"), ("Speaker 2", "y"), ("", "z")))
    assert cast_entries(made, transcript) == (CastEntry("甲", "id", "x"),)


def test_nobody_listens_where_no_dub_is_wanted():
    assert listens(SPEC)
    quiet = replace(SPEC, dub=False)
    assert not listens(quiet)
    transcript = heard("")
    assert told_apart(quiet, transcript, lambda: pytest.fail("it listened"), None, None, print) is transcript  # type: ignore[arg-type]
    assert listens(replace(quiet, speaker_count=2))


def test_one_given_name_is_everybody():
    class NoEngines:
        """Knows no voices."""

        embedder = None

    spec = replace(SPEC, speaker_names=("旁白",))
    made = told_apart(spec, heard("", ""), lambda: np.zeros(0, np.float32), NoEngines(), None, lambda _: None)  # type: ignore[arg-type]
    assert [item.speaker for item in made.utterances] == ["旁白", "旁白"]


@pytest.mark.parametrize("change", [{"speaker_count": -1}, {"speaker_count": 41}, {"speaker_names": ("a", "a")},
                                    {"speaker_names": ("a", " ")}])
def test_speakers_that_cannot_be_are_refused(change):
    with pytest.raises(InvalidInput):
        replace(SPEC, **change)
