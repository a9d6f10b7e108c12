from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from localize.engine import Hypothesis, Identity, TranslationRequest
from localize.glossary import Glossary, Kind, Mode, Rendering, Term
from localize.memory import TranslationMemory, Unit
from localize.model import LineOrigin, Severity, Transcript, Translation, Unmet, Utterance
from localize.record import from_json, to_json
from localize.stages.translate import Lexicon, translate
from localize.store import LocalStore
from localize.time import Span
from tests.terminology.models import Attentive

MEMORY = TranslationMemory([Unit("1", {"zh": "{NAME}，你别走！", "en": "{NAME}, don't go!"}),
                            Unit("2", {"zh": "师父来了。", "en": "Teacher is here."})])


class WordByWord:
    """Renders each character as ``<x>``, hinted spans as their rendering: small enough to foresee."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    identity = Identity("translate", "word-by-word", "1")
    follows_hints = True

    def translate(self, requests: Sequence[TranslationRequest]) -> tuple[tuple[Hypothesis, ...], ...]:
        self.asked += [request.text for request in requests]
        return tuple((Hypothesis(self._render(request), -0.5),) for request in requests)

    @staticmethod
    def _render(request: TranslationRequest) -> str:
        at, out = 0, []
        for hint in request.hints:
            out += [f"<{character}>" for character in request.text[at:hint.begin]] + [f" {hint.rendering} "]
            at = hint.end
        return "".join(out + [f"<{character}>" for character in request.text[at:]])


def transcript(*texts: str) -> Transcript:
    return Transcript("zh", tuple(Utterance(f"u{number}", Span(Fraction(number), Fraction(number + 1)), text)
                                  for number, text in enumerate(texts)))


def glossary(**entries: str) -> Glossary:
    return Glossary("g", tuple(Term(id=form, sources=(form,), renderings=MappingProxyType({"en": Rendering(text)}),
                                    kind=Kind.CHARACTER if form == "林晚" else Kind.TERM) for form, text in entries.items()))


def run(texts: Sequence[str], lexicon: Lexicon, engine: WordByWord, folder: Path):
    return translate(transcript(*texts), "en", lexicon, engine, LocalStore(folder), lambda _: None)


def test_memory_first_then_machine(tmp_path: Path):
    engine = WordByWord()
    made = run(["林晚，你别走！", "天黑"], Lexicon(glossary(林晚="Lin Wan"), MEMORY), engine, tmp_path)
    assert [line.origin for line in made.lines] == [LineOrigin.MEMORY, LineOrigin.MACHINE]
    assert made.lines[0].text == "Lin Wan, don't go!"
    assert engine.asked == ["天黑"]


def test_a_memory_line_that_misses_a_term_goes_to_the_machine(tmp_path: Path):
    made = run(["师父来了。"], Lexicon(glossary(师父="Sifu"), MEMORY), WordByWord(), tmp_path)
    (hit,) = made.lines[0].terms
    assert made.lines[0].origin is LineOrigin.MACHINE
    assert (hit.met, hit.strategy, hit.found) == (True, "hint", "Sifu")


def test_a_forbidden_old_rendering_is_replaced(tmp_path: Path):
    term = Term(id="t", sources=("师父",), renderings={"en": Rendering("Sifu", (), ("Teacher",))})
    made = run(["师父来了。"], Lexicon(Glossary("g", (term,)), MEMORY), WordByWord(), tmp_path)
    assert made.lines[0].text == "Sifu is here."
    assert made.lines[0].terms[0].strategy == "replaced"


def test_unmet_terms_are_said(tmp_path: Path):
    engine = WordByWord()
    engine.follows_hints = False
    made = run(["找师父"], Lexicon(glossary(师父="Sifu"), MEMORY), engine, tmp_path)
    assert made.findings[0].rule == "term.unmet"
    assert made.lines[0].terms[0].strategy == "unmet"


def test_running_again_asks_nothing(tmp_path: Path):
    first, second = WordByWord(), WordByWord()
    lexicon = Lexicon(glossary(师父="Sifu"), MEMORY)
    made = run(["找师父", "天黑"], lexicon, first, tmp_path)
    assert run(["找师父", "天黑"], lexicon, second, tmp_path) == made
    assert second.asked == []


def test_people_are_never_overwritten(tmp_path: Path):
    engine = WordByWord()
    made = run(["天黑"], Lexicon(glossary(), MEMORY, edits={"u0": "Night falls."}), engine, tmp_path)
    assert (made.lines[0].text, made.lines[0].origin, engine.asked) == ("Night falls.", LineOrigin.PERSON, [])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(lines=st.lists(st.text("甲乙丙丁", min_size=1, max_size=5), min_size=1, max_size=12, unique=True),
       form=st.text("甲乙丙丁", min_size=2, max_size=2), text=st.sampled_from(["Alpha", "Beta"]))
def test_a_glossary_edit_touches_exactly_the_lines_it_stands_in(lines, form, text, tmp_path_factory):
    folder = tmp_path_factory.mktemp("store")
    before, after = glossary(甲乙="Old"), glossary(**{"甲乙": "Old"} | {form: text})
    old = run(lines, Lexicon(before, MEMORY), WordByWord(), folder)
    engine = WordByWord()
    new = run(lines, Lexicon(after, MEMORY), engine, folder)
    brute = run(lines, Lexicon(after, MEMORY), WordByWord(), tmp_path_factory.mktemp("fresh"))
    assert new == brute
    changed = {a.source for a, b in zip(old.lines, new.lines, strict=True) if a.key != b.key}
    assert set(engine.asked) == changed
    assert all(form in line for line in changed)


def test_lines_that_say_the_same_are_made_once_and_alike(tmp_path: Path):
    engine = WordByWord()
    made = run(["天黑", " 天黑 ", "天黑"], Lexicon(glossary(), MEMORY), engine, tmp_path)
    assert engine.asked == ["天黑"]
    assert [line.utterance for line in made.lines] == ["u0", "u1", "u2"]
    assert len({line.text for line in made.lines}) == len({line.key for line in made.lines}) == 1


def test_people_are_told_of_terms_and_not_corrected(tmp_path: Path):
    made = run(["找师父"], Lexicon(glossary(师父="Sifu"), MEMORY, edits={"u0": "Find him."}), WordByWord(), tmp_path)
    (hit,) = made.lines[0].terms
    assert (made.lines[0].text, hit.met, hit.reason, hit.plain) == ("Find him.", False, Unmet.PERSON, None)
    assert [(finding.rule, finding.severity) for finding in made.findings] == [("term.unmet", Severity.NOTE)]


def test_spliced_lines_are_flagged(tmp_path: Path):
    made = translate(transcript("找师父"), "en", Lexicon(glossary(师父="Sifu"), MEMORY), Attentive(), LocalStore(tmp_path),
                     lambda _: None)
    assert made.lines[0].text == "seek Sifu"
    assert [(finding.rule, finding.severity) for finding in made.findings] == [("term.spliced", Severity.WARNING)]


def test_a_preferred_term_that_is_not_met_is_a_note(tmp_path: Path):
    term = Term(id="t", sources=("师父",), renderings={"en": Rendering("Sifu")}, mode=Mode.PREFER)
    engine = WordByWord()
    engine.follows_hints = False
    made = run(["找师父"], Lexicon(Glossary("g", (term,)), MEMORY), engine, tmp_path)
    assert made.findings[0].severity is Severity.NOTE


def test_terms_are_measured_with_the_translation(tmp_path: Path):
    lexicon = Lexicon(glossary(师父="Sifu"), MEMORY)
    made = run(["找师父", "师父来了。"], lexicon, WordByWord(), tmp_path)
    assert made.terms is not None
    assert (made.terms.hits, made.terms.met, made.terms.plain_met) == (2, 2, 0)
    assert run(["找师父", "师父来了。"], lexicon, WordByWord(), tmp_path).terms == made.terms
    assert from_json(to_json(made), Translation) == made


def test_an_empty_transcript_is_an_empty_translation(tmp_path: Path):
    assert run([], Lexicon(glossary(), MEMORY), WordByWord(), tmp_path).lines == ()


def test_unknown_model_errors_reach_the_caller(tmp_path: Path):
    class Broken(WordByWord):
        def translate(self, requests):
            raise ValueError(len(requests))

    with pytest.raises(ValueError, match="1"):
        run(["天黑"], Lexicon(glossary(), MEMORY), Broken(), tmp_path)
