"""The registry of voices: what is refused, and why; and that the guard cannot be passed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from localize.engine import SpeechRequest, Synthesizer
from localize.engines.espeak import Espeak
from localize.errors import InvalidInput, NotAllowed
from localize.model import Consent, RegisteredVoice, Voice, VoiceKind, VoiceScope
from localize.voices import GuardedSynthesizer, VoiceRegistry, VoiceUse, check, read_registry, refusal, write_registry

DAY = date(2026, 6, 1)
USE = VoiceUse(("月港", "titles/harbour"), "id", ("ID", "MY"), DAY)
CLONE = RegisteredVoice("lin-wan", "espeak-ng/id+f2", VoiceKind.CLONED, "Lin Wan", "Studio",
                        consent=Consent("Wan Lin", "a" * 64, date(2026, 1, 1)))


def test_a_clone_needs_evidence_of_consent():
    check(CLONE, USE)
    for consent in (Consent(), Consent("Wan Lin"), Consent("", "a" * 64), Consent("  ", "a" * 64)):
        with pytest.raises(NotAllowed, match="consent"):
            check(replace(CLONE, consent=consent), USE)
    for kind in (VoiceKind.PRESET, VoiceKind.DESIGNED):
        check(replace(CLONE, kind=kind, consent=Consent()), USE)


@pytest.mark.parametrize(("scope", "word"), [
    (VoiceScope(titles=("Another",)), "title"), (VoiceScope(languages=("en", "th")), "language"),
    (VoiceScope(territories=("ID",)), "MY"), (VoiceScope(begins=date(2026, 6, 2)), "begins"),
    (VoiceScope(ends=date(2026, 5, 31)), "ended"),
])
def test_outside_its_scope_a_voice_is_refused_with_the_reason(scope, word):
    with pytest.raises(NotAllowed, match=word) as caught:
        check(replace(CLONE, scope=scope), USE)
    assert caught.value.field == "voice"


@pytest.mark.parametrize("scope", [
    VoiceScope(titles=("titles/harbour",)), VoiceScope(titles=("月港",)), VoiceScope(languages=("id",)),
    VoiceScope(territories=("ID", "MY", "SG")), VoiceScope(begins=DAY, ends=DAY),
])
def test_inside_its_scope_it_is_not(scope):
    assert refusal(replace(CLONE, scope=scope), USE) == ""


def test_a_voice_for_some_territories_is_not_for_the_world():
    assert "whole world" in refusal(replace(CLONE, scope=VoiceScope(territories=("ID",))), replace(USE, territories=()))


def test_a_revoked_voice_is_refused_whatever_its_kind():
    revoked = replace(CLONE, kind=VoiceKind.PRESET, revoked="contract ended", revoked_on=date(2026, 3, 1))
    assert refusal(revoked, USE) == "it was revoked on 2026-03-01: contract ended"


def test_the_registry_survives_being_written():
    registry = VoiceRegistry((CLONE, replace(CLONE, id="b", speaks="x/y", scope=VoiceScope(("a",), ("th",), ("TH",), DAY))))
    assert read_registry(write_registry(registry)).voices == registry.voices


@pytest.mark.parametrize(("data", "word"), [
    (b"", "registry"), (b"[]", "registry"), (b'{"voices": [1]}', "read"),
    (b'{"voices": [{"id": "a", "speaks": "x", "consent": {"document": "zz"}}]}', "sha256"),
    (b'{"voices": [{"id": "A b", "speaks": "x"}]}', "id"),
])
def test_a_broken_registry_says_what_is_wrong(data, word):
    with pytest.raises(InvalidInput, match=word):
        read_registry(data)


@pytest.mark.parametrize("make", [
    lambda: Consent(document="1234"), lambda: VoiceScope(begins=date(2026, 2, 1), ends=date(2026, 1, 1)),
    lambda: VoiceScope(territories=("Thailand",)), lambda: RegisteredVoice("-x", "a"), lambda: RegisteredVoice("x", " "),
    lambda: VoiceRegistry((CLONE, CLONE)), lambda: VoiceRegistry((CLONE, replace(CLONE, id="other"))),
])
def test_what_cannot_be_is_refused_where_it_is_made(make):
    with pytest.raises(InvalidInput):
        make()


def test_the_guard_refuses_at_synthesis_and_says_nothing():
    with Espeak(workers=1) as espeak:
        guard = GuardedSynthesizer(espeak, VoiceRegistry((replace(CLONE, revoked="he asked"),)), USE)
        assert isinstance(guard, Synthesizer)
        free = espeak.voices("id")[0].id
        assert len(guard.synthesize([SpeechRequest("Halo", "id", free)])[0].samples) > 0
        with pytest.raises(NotAllowed, match="he asked"):
            guard.synthesize([SpeechRequest("Halo", "id", free), SpeechRequest("Halo", "id", CLONE.speaks)])


def test_a_clone_that_nobody_registered_is_refused():
    class Cloner:
        """An engine with a cloned voice of its own."""

        identity = None

        def voices(self, language):
            return (Voice("cloner/actor", "cloner", language, kind="cloned"),)

        def synthesize(self, requests):
            raise AssertionError("it spoke")

    guard = GuardedSynthesizer(Cloner(), VoiceRegistry(), USE)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed, match="registry does not know"):
        guard.synthesize([SpeechRequest("Halo", "id", "cloner/actor")])


def test_the_registry_says_what_a_voice_is():
    with Espeak(workers=1) as espeak:
        found = {voice.id: voice for voice in GuardedSynthesizer(espeak, VoiceRegistry((CLONE,)), USE).voices("id")}
    assert found[CLONE.speaks].kind == "cloned"
    registry = VoiceRegistry((CLONE,))
    assert registry.spoken("voices/lin-wan") == registry.spoken("lin-wan") == CLONE.speaks
    assert registry.spoken("espeak-ng/id+m3") == "espeak-ng/id+m3"
