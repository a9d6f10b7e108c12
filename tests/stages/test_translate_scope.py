from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from localize.glossary import Glossary, Rendering, Scope, Situation, Term, merged
from localize.model import Address, Character, Transcript, Translation, Utterance
from localize.stages.translate import Lexicon, translate
from localize.store import LocalStore
from localize.time import Span
from tests.stages.test_translate import MEMORY, WordByWord, glossary, run


def test_who_speaks_to_whom_decides_between_forms_of_address(tmp_path: Path):
    people = (Character("小武", addresses=(Address("陈师傅", ("师父",), (("en", "Sifu"),)),)), Character("陈师傅"))
    everywhere = merged(glossary(师父="Master"), people)
    spoken = (("小武", "师父！"), ("陈师傅", "走"), ("阿珍", "师父！"))
    utterances = tuple(Utterance(f"u{number}", Span(Fraction(number * 20), Fraction(number * 20 + 1)), text, speaker=speaker,
                                 addressee="陈师傅" if speaker != "陈师傅" else "")
                       for number, (speaker, text) in enumerate(spoken))
    made = translate(Transcript("zh", utterances), "en", Lexicon(everywhere, MEMORY), WordByWord(), LocalStore(tmp_path),
                     lambda _: None)
    assert [hit.wanted for line in made.lines for hit in line.terms] == ["Sifu", "Master"]
    assert made.lines[0].key != made.lines[2].key


def test_a_term_of_another_episode_is_left_alone(tmp_path: Path):
    term = Term(id="t", sources=("师父",), renderings={"en": Rendering("Sifu")}, scope=Scope("龙门", ((1, 2),)))
    found = [run(["师父"], Lexicon(Glossary("g", (term,)), MEMORY, place=Situation("龙门", episode)), WordByWord(),
                 tmp_path / str(episode)).lines[0].terms for episode in (2, 3)]
    assert list(map(len, found)) == [1, 0]


PEOPLE = ("甲", "乙", "丙", "")
_SCOPES = st.builds(Scope, st.sampled_from(["", "龙门", "别的"]), st.sampled_from([(), ((1, 2),), ((3, 9),)]), st.sampled_from(PEOPLE),
                    st.sampled_from(PEOPLE))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(lines=st.lists(st.tuples(st.sampled_from(PEOPLE), st.text("师父你", min_size=1, max_size=4)), min_size=1, max_size=8),
       scope=_SCOPES, later=_SCOPES)
def test_a_change_of_scope_touches_exactly_the_lines_it_bears_on(lines, scope, later, tmp_path_factory):
    utterances = tuple(Utterance(f"u{number}", Span(Fraction(number), Fraction(number + 1)), text, speaker=speaker)
                       for number, (speaker, text) in enumerate(lines))
    folder, engine = tmp_path_factory.mktemp("store"), WordByWord()

    def made(held: Scope, store: Path, engine: WordByWord) -> Translation:
        term = Term(id="t", sources=("师父",), renderings={"en": Rendering("Sifu")}, scope=held)
        return translate(Transcript("zh", utterances), "en", Lexicon(Glossary("g", (term,)), MEMORY, place=Situation("龙门", 2)), engine,
                         LocalStore(store), lambda _: None)

    old, new = made(scope, folder, WordByWord()), made(later, folder, engine)
    assert new == made(later, tmp_path_factory.mktemp("fresh"), WordByWord())
    changed = {after.source for before, after in zip(old.lines, new.lines, strict=True) if before.key != after.key}
    assert set(engine.asked) <= changed
    assert all("师父" in line for line in changed)
