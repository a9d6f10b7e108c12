"""Whatever is changed in a glossary, the lines that are made again are those whose key changed, and no others."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from localize.errors import InvalidGlossary
from localize.glossary import Glossary, Kind, Mode, Rendering, Scope, Situation, Status, Term
from localize.memory import TranslationMemory, Unit
from localize.model import Transcript, Translation, Utterance
from localize.record import to_data
from localize.stages.translate import Lexicon, translate
from localize.store import LocalStore
from localize.terminology import LineReader, decoding_of
from localize.time import Span
from tests.terminology.models import Attentive, Hinted, Plain, Steered

MEMORY = TranslationMemory([Unit("1", {"zh": "甲乙", "en": "old"}), Unit("2", {"zh": "{NAME}丁", "en": "{NAME} goes"})])
LETTERS = "甲乙丙丁"
PLACE = Situation("Harbour", 3)


class WithContext(Hinted):
    """Reads the line before a line."""

    context_lines = 1


MODELS = (Plain, Hinted, Attentive, Steered, WithContext)

forms = st.text(LETTERS, min_size=2, max_size=3)
renderings = st.builds(Rendering, st.sampled_from(["Alpha", "Beta", "old"]), st.just(()) | st.just(("Gamma",)),
                       st.just(()) | st.just(("old",)))
scopes = st.sampled_from([Scope(), Scope(episodes=((3, 3),)), Scope(episodes=((4, 9),)), Scope(speaker="甲"),
                          Scope(speaker="甲", addressee="乙"), Scope(title="Other")])


@st.composite
def terms(draw: st.DrawFn, name: str) -> Term:
    form = draw(forms)
    return Term(name, (form,), {"en": draw(renderings)}, kind=draw(st.sampled_from([Kind.TERM, Kind.CHARACTER])),
                mode=draw(st.sampled_from([Mode.MUST, Mode.PREFER])), scope=draw(scopes),
                status=draw(st.sampled_from([Status.APPROVED, Status.APPROVED, Status.PROPOSED])))


@st.composite
def edits(draw: st.DrawFn) -> tuple[Glossary, Glossary]:
    """Draw a glossary and what one edit makes of it: an entry more, less, retired, or otherwise."""
    before = [draw(terms(name)) for name in ("a", "b", "c")[:draw(st.integers(0, 3))]]
    after = list(before)
    at = draw(st.integers(0, len(before)))
    if at == len(before):
        after.append(draw(terms("new")))
    else:
        after[at:at + 1] = draw(st.sampled_from([
            [], [replace(before[at], status=Status.RETIRED, revision=2)], [replace(draw(terms(before[at].id)), revision=2)],
            [replace(before[at], sources=(*before[at].sources, draw(forms)), revision=2)],
            [replace(before[at], inflects=False, revision=2)]]))
    try:
        return Glossary("g", tuple(before)), Glossary("g", tuple(after))
    except InvalidGlossary:
        return Glossary("g", tuple(before[:1])), Glossary("g", tuple(before[:1]))


def title(lines: Sequence[tuple[str, str]]) -> Transcript:
    return Transcript("zh", tuple(Utterance(f"u{at}", Span(Fraction(at), Fraction(at + 1)), text, speaker=speaker)
                                  for at, (text, speaker) in enumerate(lines)))


def made(transcript: Transcript, glossary: Glossary, model: Plain, folder: Path) -> Translation:
    return translate(transcript, "en", Lexicon(glossary, MEMORY, place=PLACE), model, LocalStore(folder), lambda _: None)


def keys(transcript: Transcript, glossary: Glossary, model: Plain) -> list[str]:
    """Return the keys of all lines, nothing translated."""
    reader = LineReader(Lexicon(glossary, MEMORY, place=PLACE), "zh", decoding_of(model))
    return [reader.key(line, "en") for line in reader.read(transcript.utterances)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=60, deadline=None)
@given(lines=st.lists(st.tuples(st.text(LETTERS, min_size=1, max_size=6), st.sampled_from(["甲", "乙", ""])), min_size=1,
                      max_size=10), edit=edits(), kind=st.sampled_from(MODELS))
def test_an_edit_touches_exactly_the_lines_a_run_from_nothing_would_change(lines, edit, kind, tmp_path_factory):
    transcript, (before, after) = title(lines), edit
    folder = tmp_path_factory.mktemp("store")
    old = made(transcript, before, kind(), folder)
    foreseen = keys(transcript, after, kind())
    model = kind()
    new = made(transcript, after, model, folder)
    fresh = made(transcript, after, kind(), tmp_path_factory.mktemp("fresh"))
    assert to_data(new) == to_data(fresh)
    assert [line.key for line in new.lines] == foreseen
    changed = {line.utterance for line, key in zip(old.lines, foreseen, strict=True) if line.key != key}
    for was, now in zip(old.lines, new.lines, strict=True):
        if now.utterance not in changed:
            assert json.dumps(to_data(was)) == json.dumps(to_data(now))  # not one byte
    untouched = {line.source for line in old.lines if line.utterance not in changed}
    touched = {line.source for line in old.lines if line.utterance in changed}
    assert {request.text for request in model.asked} <= touched
    assert not {request.text for request in model.asked} & (untouched - touched)
