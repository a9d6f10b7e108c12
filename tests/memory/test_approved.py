"""Approved lines: names become slots, the title's own memory comes first, and near ones are offered with what differs."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from localize.glossary import Kind, Rendering, Term
from localize.memory import FuzzyIndex, TranslationMemory, Unit, approved_unit, differences, placeables

WAN = Term("wan", ("林晚",), {"en": Rendering("Lin Wan"), "th": Rendering("หลินหว่าน")}, Kind.CHARACTER)
QIU = Term("qiu", ("苏秋",), {"en": Rendering("Su Qiu")}, Kind.CHARACTER)
NAMES = placeables([WAN, QIU])


def approved(source: str, text: str) -> Unit:
    return approved_unit(source, text, "zh", "en", NAMES)


def test_a_line_with_names_serves_where_others_are_named() -> None:
    unit = approved("林晚，你别走！", "Lin Wan, don't go!")
    assert dict(unit.texts) == {"zh": "{NAME}，你别走！", "en": "{NAME}, don't go!"}
    hit = TranslationMemory([unit]).look_up("苏秋，你别走！", "zh", "en", NAMES)
    assert hit is not None
    assert (hit.text, hit.exact) == ("Su Qiu, don't go!", True)


def test_a_name_that_the_rendering_does_not_hold_keeps_the_line_word_for_word() -> None:
    unit = approved("林晚来了", "She is here.")
    assert dict(unit.texts) == {"zh": "林晚来了", "en": "She is here."}
    memory = TranslationMemory([unit])
    hit = memory.look_up("林晚来了", "zh", "en", NAMES)
    assert hit is not None
    assert (hit.text, hit.exact) == ("She is here.", True)
    assert memory.look_up("苏秋来了", "zh", "en", NAMES) is None


def test_the_memory_above_wins_and_the_one_below_fills_in() -> None:
    below = TranslationMemory([Unit("1", {"zh": "走吧。", "en": "Let's go."}), Unit("2", {"zh": "天黑了", "en": "It's dark."})])
    memory = TranslationMemory([Unit("own", {"zh": "走吧", "en": "Off we go."})], below)
    assert (hit := memory.look_up("走吧。", "zh", "en", NAMES)) is not None
    assert hit.text == "Off we go."
    assert (hit := memory.look_up("天黑了！", "zh", "en", NAMES)) is not None
    assert hit.text == "It's dark."
    assert memory.revision != below.revision


def test_an_exact_line_below_beats_a_near_one_above() -> None:
    memory = TranslationMemory([Unit("own", {"zh": "走吧啊", "en": "near"})],
                               TranslationMemory([Unit("1", {"zh": "走吧", "en": "exact"})]))
    assert (hit := memory.look_up("走吧", "zh", "en", NAMES)) is not None
    assert hit.text == "exact"


def test_near_lines_are_offered_with_what_differs() -> None:
    index = FuzzyIndex([approved("林晚，你别走！", "Lin Wan, don't go!"), Unit("2", {"zh": "天黑了，快回家。", "en": "Go home."})])
    (made,) = index.suggest("苏秋，你不要走！", "zh", "en", NAMES, least=0.5)
    assert made.text == "Su Qiu, don't go!"
    assert 0.5 <= made.similarity < 1
    assert [(part.kind, part.unit, part.line) for part in made.differences if part.kind != "same"] == [
        ("replaced", "别", "不要")]
    assert index.suggest("苏秋，你不要走！", "zh", "th", NAMES) == ()
    assert index.suggest("完全无关", "zh", "en", NAMES) == ()


@given(st.text("甲乙丙{NAME}，", max_size=12), st.text("甲乙丙{NAME}，", max_size=12))
def test_differences_are_both_lines(unit: str, line: str) -> None:
    parts = differences(unit, line)
    assert "".join(part.unit for part in parts) == unit
    assert "".join(part.line for part in parts) == line
