"""Foresight against brute force: what is foretold is what a whole run with the other term base would change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from localize.engine import Hypothesis, Identity, TranslationRequest
from localize.glossary import Glossary, Kind, Mode, Rendering, Scope, Status, Term, write_table
from localize.memory import NameList, TranslationMemory, Unit
from localize.model import Address, Character, Transcript, Translation, Utterance
from localize.pipeline import Foresight, JobSpec, Question, lexicon_of
from localize.record import to_json
from localize.stages.translate import translate
from localize.store import LocalStore
from localize.time import Span

LANGUAGES = ("en", "th")
NAMES = "甲乙丙"


class Shown:
    """Renders every character as ``<x>`` and hinted spans as their rendering: what a key covers, a text shows."""

    identity = Identity("translate", "shown", "1")
    follows_hints = True

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def translate(self, requests: Sequence[TranslationRequest]) -> tuple[tuple[Hypothesis, ...], ...]:
        self.asked += [(request.target, request.text) for request in requests]
        return tuple((Hypothesis(f"{request.target} {self._render(request)}", -0.5),) for request in requests)

    @staticmethod
    def _render(request: TranslationRequest) -> str:
        at, out = 0, []
        for hint in request.hints:
            out += [f"<{character}>" for character in request.text[at:hint.begin]] + [f" {hint.rendering} "]
            at = hint.end
        return "".join(out + [f"<{character}>" for character in request.text[at:]])


MEMORY = TranslationMemory([Unit("1", {"zh": "{NAME}走", "en": "{NAME} goes", "th": "{NAME} ไป"}),
                            Unit("2", {"zh": "甲乙", "en": "Teacher", "th": "ครู"})])


@dataclass(frozen=True)
class Toy:
    translator: Shown
    memory: TranslationMemory = MEMORY
    names: NameList | None = None


forms = st.text("甲乙丙走", min_size=2, max_size=3)
words = st.sampled_from(["Alpha", "Beta", "Gamma"])
thai = st.sampled_from(["กา", "ขา", ""])


@st.composite
def terms(draw: st.DrawFn) -> Term:
    source = draw(forms)
    return Term(
        id=source, sources=(source, *draw(st.lists(forms, max_size=1))),
        renderings=MappingProxyType({tag: Rendering(text, (), draw(st.sampled_from([(), ("Teacher",)])) if tag == "en" else ())
                                     for tag, text in (("en", draw(words)), ("th", draw(thai))) if text}),
        kind=draw(st.sampled_from([Kind.TERM, Kind.CHARACTER, Kind.PLACE])), mode=draw(st.sampled_from(list(Mode))),
        scope=Scope(episodes=draw(st.sampled_from([(), ((1, 1),)])),
                    speaker=draw(st.sampled_from(["", "甲"])), addressee=draw(st.sampled_from(["", "乙"]))),
        guards=draw(st.sampled_from([(), ("走",), ("!丙",)])), priority=draw(st.integers(0, 1)),
        status=draw(st.sampled_from([Status.APPROVED, Status.APPROVED, Status.RETIRED])), revision=draw(st.integers(1, 3)))


def glossary(entries: Sequence[Term]) -> Glossary:
    """Keep the entries that stand together."""
    kept: list[Term] = []
    for entry in entries:
        try:
            Glossary("g", (*kept, entry))
        except Exception:  # noqa: BLE001 - a conflict: this entry cannot be in
            continue
        kept.append(entry)
    return Glossary("g", tuple(kept))


lines = st.lists(st.tuples(st.text("甲乙丙走", min_size=1, max_size=6), st.sampled_from(["", *NAMES])), min_size=1, max_size=6)
people = st.sampled_from([(), (Character("甲乙", ("丙丙",), renderings=(("en", "Jia"),)),),
                          (Character("甲", ("乙",), renderings=(("en", "Jia"),),
                                     addresses=(Address("乙", ("走走",), (("en", "Sir"),)),)),)])


def transcript(rows: Sequence[tuple[str, str]]) -> Transcript:
    return Transcript("zh", tuple(Utterance(f"u{number}", Span(Fraction(number), Fraction(number + 1)), text, speaker=speaker)
                                  for number, (text, speaker) in enumerate(rows)))


def run(spec: JobSpec, said: Transcript, tag: str, store: LocalStore, engine: Shown) -> Translation:
    toy = Toy(engine)
    return translate(said, tag, lexicon_of(spec, toy, store, tag), engine, store, lambda _: None)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(episodes=st.lists(lines, min_size=1, max_size=3), before=st.lists(terms(), max_size=5), edit=st.data(), cast=people,
       recast=people)
def test_a_random_edit_touches_exactly_what_brute_force_would_change(
        tmp_path_factory, episodes, before, edit: st.DataObject, cast, recast) -> None:
    kept = [entry for entry in before if edit.draw(st.booleans())]
    old, new = glossary(before), glossary([*kept, *edit.draw(st.lists(terms(), max_size=2))])
    folder = tmp_path_factory.mktemp("store")
    store = LocalStore(folder)
    keys = [store.put_bytes(write_table(item)) for item in (old, new)]
    questions, said = [], []
    for number, rows in enumerate(episodes, start=1):
        spec = JobSpec("T", "0" * 64, "e.mp4", "zh", LANGUAGES, episode=f"第{number}集", glossary=keys[0], characters=cast)
        said.append(transcript(rows))
        questions.append(Question(spec, replace(spec, glossary=keys[1], characters=recast),
                                  store.put_bytes(to_json(said[-1])), LANGUAGES))
    touched = Foresight(Toy(Shown()), store).touched(questions)
    warm, fresh = LocalStore(folder / "warm"), LocalStore(folder / "fresh")
    for kept_store in (warm, fresh):
        for data in (write_table(old), write_table(new)):
            kept_store.put_bytes(data)
    for question, script, told in zip(questions, said, touched, strict=True):
        for tag in LANGUAGES:
            first = run(question.before, script, tag, warm, Shown())
            again = Shown()
            second = run(question.after, script, tag, warm, again)
            brute = run(question.after, script, tag, fresh, Shown())
            assert second == brute
            changed = tuple(a.utterance for a, b in zip(first.lines, brute.lines, strict=True) if a.key != b.key)
            assert told.get(tag, ()) == changed
            # No text changes that was not foretold, and the engine is asked for nothing else.
            assert {a.utterance for a, b in zip(first.lines, brute.lines, strict=True)
                    if (a.text, a.origin) != (b.text, b.origin)} <= set(changed)
            asked = {text for _, text in again.asked}
            assert asked <= {line.source for line in brute.lines if line.utterance in changed}


def test_a_sample_is_rendered_as_the_run_will_and_kept_for_it(tmp_path: Path) -> None:
    store, engine = LocalStore(tmp_path), Shown()
    said = transcript([("甲乙来", "甲"), ("走走走", "乙"), ("甲乙走", "甲")])
    table = Glossary("g", (Term("甲乙", ("甲乙",), MappingProxyType({"en": Rendering("Sifu")})),))
    spec = JobSpec("T", "0" * 64, "e.mp4", "zh", ("en",), glossary=store.put_bytes(write_table(table)))
    key = store.put_bytes(to_json(said))
    (line,) = Foresight(Toy(engine), store).render(spec, key, "en", ["u0"])
    assert "Sifu" in line.text
    assert {text for _, text in engine.asked} == {"甲乙来"}
    whole = run(spec, said, "en", store, engine)
    assert whole.lines[0] == line
    assert [text for _, text in engine.asked].count("甲乙来") <= 2


def test_what_other_engines_made_is_compared_line_by_line(tmp_path: Path) -> None:
    store, said = LocalStore(tmp_path), transcript([("甲乙来", ""), ("走", "")])
    spec = JobSpec("T", "0" * 64, "e.mp4", "zh", ("en",))
    other = Shown()
    other.identity = Identity("translate", "shown", "2")
    sight, old = Foresight(Toy(Shown()), store), Foresight(Toy(other), store)
    made = store.put_bytes(to_json(run(spec, said, "en", store, other)))
    question = Question(spec, spec, store.put_bytes(to_json(said)), ("en",), {"en": made}, old.basis)
    assert old.touched([question]) == ({},)
    assert sight.touched([question]) == ({"en": ("u0", "u1")},)
