from __future__ import annotations

import time
from fractions import Fraction
from types import MappingProxyType

from hypothesis import given
from hypothesis import strategies as st

from localize.glossary import Glossary, Kind, Mode, Rendering, Scope, Situation, Term
from localize.language import TARGETS
from localize.memory import NameList, TranslationMemory, Unit
from localize.model import Utterance
from localize.terminology import Decoding, Lexicon, LineReader, line_key, normalised
from localize.time import Span

MEMORY = TranslationMemory([Unit("1", {"zh": "师父来了。", "en": "Teacher is here."})])
MODEL = Decoding("model", "1")


def term(*sources: str, **renderings: str) -> Term:
    return Term(id=sources[0], sources=sources,
                renderings=MappingProxyType({tag: Rendering(text) for tag, text in renderings.items()}))


def said(*texts: str, speaker: str = "", addressee: str = "") -> list[Utterance]:
    return [Utterance(f"u{number}", Span(Fraction(number), Fraction(number + 1)), text, speaker=speaker, addressee=addressee)
            for number, text in enumerate(texts)]


def key(text: str, *terms: Term, tag: str = "en", model: Decoding = MODEL, place: Situation | None = None, **who: str) -> str:
    reader = LineReader(Lexicon(Glossary("g", terms), MEMORY, place=place or Situation()), "zh", model)
    (line,) = reader.read(said(text, **who))
    return reader.key(line, tag)


def test_equal_lines_have_equal_keys_however_they_are_spaced():
    assert key("走 吧\u3000") == key(" 走  吧")
    assert key("走吧") != key("走吧。")
    assert normalised("Cafe\u0301 \n noir ") == "Caf\u00e9 noir"


def test_language_model_and_options_are_covered():
    plain = key("走吧")
    assert key("走吧", tag="th") != plain
    assert key("走吧", model=Decoding("model", "2")) != plain
    assert key("走吧", model=Decoding("model", "1", hypotheses=8)) != plain


def test_a_term_changes_the_key_of_the_lines_it_stands_in_alone():
    sifu = term("师父", en="Sifu")
    assert key("天黑了", sifu) == key("天黑了")
    assert key("找师父", sifu) != key("找师父")


def test_each_part_of_an_entry_is_covered():
    base = term("师父", en="Sifu")
    changed = (
        Term("师父", ("师父",), {"en": Rendering("Master")}),
        Term("师父", ("师父",), {"en": Rendering("Sifu", ("Master",))}),
        Term("师父", ("师父",), {"en": Rendering("Sifu", (), ("Teacher",))}),
        Term("师父", ("师父",), base.renderings, mode=Mode.PREFER),
        Term("师父", ("师父",), base.renderings, kind=Kind.CHARACTER),
        Term("师父", ("师父",), base.renderings, inflects=False),
    )
    keys = {key("找师父", base), *(key("找师父", item) for item in changed)}
    assert len(keys) == 1 + len(changed)


def test_a_revision_that_changes_nothing_in_a_language_touches_nothing_there():
    before, note = term("师父", en="Sifu"), Term("师父", ("师父",), {"en": Rendering("Sifu")}, revision=2, note="as in episode 1")
    assert key("找师父", before) == key("找师父", note)
    thai = Term("师父", ("师父",), {"en": Rendering("Sifu"), "th": Rendering("ซือฝุ")}, revision=3)
    assert key("找师父", before) == key("找师父", thai)
    assert key("找师父", before, tag="th") != key("找师父", thai, tag="th")


def test_an_entry_without_a_rendering_in_a_language_leaves_its_lines_alone_only_there():
    before, after = term("师父", en="Sifu"), term("师父", en="Sifu", th="ซือฝุ")
    assert key("找师父", before) == key("找师父", after)
    assert key("找师父", before, tag="th") != key("找师父", after, tag="th")


def test_what_the_memory_has_is_covered():
    reader = LineReader(Lexicon(Glossary("g"), MEMORY), "zh", MODEL)
    (line,) = reader.read(said("师父来了。"))
    hit = reader.remembered(line, "en")
    assert hit is not None
    assert line_key(line, "en", MODEL, hit) != line_key(line, "en", MODEL, None)


def test_scope_decides_for_whom_a_term_holds():
    scoped = Term("师父", ("师父",), {"en": Rendering("Sifu")}, scope=Scope(speaker="林晚", addressee="老周"))
    assert key("找师父", scoped, speaker="林晚") == key("找师父")
    assert key("找师父", scoped, speaker="林晚", addressee="老周") != key("找师父")
    late = Term("师父", ("师父",), {"en": Rendering("Sifu")}, scope=Scope(episodes=((5, 9),)))
    assert key("找师父", late, place=Situation(episode=4)) == key("找师父")
    assert key("找师父", late, place=Situation(episode=5)) != key("找师父")


def test_context_counts_for_models_that_read_it():
    lexicon = Lexicon(Glossary("g"), MEMORY)
    for window, same in ((0, True), (1, False)):
        reader = LineReader(lexicon, "zh", Decoding("model", "1", context=window))
        one, other = (reader.read(said(before, "走吧"))[1] for before in ("天黑", "天亮"))
        assert (reader.key(one, "en") == reader.key(other, "en")) is same


def test_chosen_lines_read_as_they_do_among_all():
    lexicon = Lexicon(Glossary("g", (term("师父", en="Sifu"),)), MEMORY)
    reader = LineReader(lexicon, "zh", Decoding("model", "1", context=2))
    utterances = said("天黑", "找师父", "走吧", "师父来了。")
    every = reader.read(utterances)
    assert reader.read(utterances, [3, 1]) == (every[1], every[3])


def test_names_from_a_list_count_where_they_stand():
    names = NameList([{"kind": "surname", "chinese": "林", "roman": "Lin"}, {"kind": "given", "chinese": "晚", "roman": "Wan"}])
    lexicon = Lexicon(Glossary("g"), MEMORY, names)
    (line,) = LineReader(lexicon, "zh", MODEL).read(said("林晚走了"))
    assert [(item.form, item.begin) for item in line.matches] == [("林晚", 0)]
    assert LineReader(lexicon, "en", MODEL).read(said("林晚走了"))[0].matches == ()


@given(st.lists(st.text("甲乙丙", min_size=1, max_size=4), min_size=1, max_size=8), st.text("甲乙丙", min_size=2, max_size=2))
def test_an_edit_changes_the_keys_of_exactly_the_lines_that_hold_its_form(texts: list[str], form: str):
    before, after = (LineReader(Lexicon(Glossary("g", terms), MEMORY), "zh", MODEL)
                     for terms in ((), (term(form, en="Alpha"),)))
    for text, old, new in zip(texts, before.read(said(*texts)), after.read(said(*texts)), strict=True):
        assert (before.key(old, "en") != after.key(new, "en")) is (form in text)


def test_a_thousand_candidates_in_twelve_languages_take_little_time():
    reader = LineReader(Lexicon(Glossary("g", (term("师父", en="Sifu"),)), MEMORY), "zh", MODEL)
    utterances = said(*(f"师父说第{number}句" for number in range(5000)))
    begin = time.process_time()
    lines = reader.read(utterances, range(0, 5000, 10))
    keys = {reader.key(line, item.tag) for line in lines for item in TARGETS}
    assert len(keys) == 500 * len(TARGETS)
    assert time.process_time() - begin < 2  # 0.3 measured; a preview has a second for as many
