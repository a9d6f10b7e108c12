from __future__ import annotations

from types import MappingProxyType

import pytest

from localize.glossary import Kind, Rendering, Term
from localize.memory import NameList, Names, TranslationMemory, Unit, placeables, romanise, slot


def person(name: str, **renderings: str) -> Term:
    return Term(id=name, sources=(name,), kind=Kind.CHARACTER,
                renderings=MappingProxyType({tag: Rendering(text) for tag, text in renderings.items()}))


NAMES = placeables([person("林晚", en="Lin Wan", th="หลินหว่าน"), person("顾言", en="Gu Yan", th="กู้เหยียน"),
                    Term(id="p", sources=("广州",), kind=Kind.PLACE, renderings={"en": Rendering("Guangzhou")})])
MEMORY = TranslationMemory([
    Unit("1", {"zh": "{NAME}，你别走！", "yue": "{NAME}，你唔好走！", "en": "{NAME}, don't go!", "th": "{NAME} อย่าไป"}),
    Unit("2", {"zh": "{NAME2}不是{NAME}的人。", "en": "{NAME2} isn't {NAME}'s."}),
    Unit("3", {"zh": "你知道吗？", "en": "Do you know?"}),
    Unit("4", {"zh": "你疯了？", "en": "Are you crazy?"}),
])


def test_names_are_placeables():
    hit = MEMORY.look_up("顾言，你别走！", "zh", "en", NAMES)
    assert hit is not None
    assert (hit.text, hit.exact) == ("Gu Yan, don't go!", True)


def test_slots_keep_their_roles_whatever_their_order():
    hit = MEMORY.look_up("林晚不是顾言的人。", "zh", "en", NAMES)
    assert hit is not None
    assert hit.text == "Lin Wan isn't Gu Yan's."


@pytest.mark.parametrize("line", ["林晚你别走吧！", "林晚，你別走！", "林晚 你别走"])
def test_near_matches_say_so(line: str):
    hit = MEMORY.look_up(line, "zh", "th", NAMES)
    assert hit is not None
    assert not hit.exact
    assert hit.text == "หลินหว่าน อย่าไป"
    assert hit.difference


def test_a_question_is_no_near_match_of_a_statement():
    assert MEMORY.look_up("你疯了。", "zh", "en", NAMES) is None


def test_sentences_are_put_together():
    hit = MEMORY.look_up("你疯了？你知道吗？", "zh", "en", NAMES)
    assert hit is not None
    assert (hit.text, hit.exact) == ("Are you crazy? Do you know?", False)


def test_unknown_name_without_rendering_is_no_match_in_foreign_scripts():
    names = placeables([person("苏青")])
    assert MEMORY.look_up("苏青，你别走！", "zh", "th", names) is None
    hit = MEMORY.look_up("苏青，你别走！", "zh", "en", names)
    assert hit is not None
    assert hit.text == "Su Qing, don't go!"


def test_romanise_keeps_double_surnames():
    assert (romanise("欧阳娜娜"), romanise("林晚"), romanise("Tom")) == ("Ouyang Nana", "Lin Wan", "Tom")


def test_more_names_than_slots_stay_in_the_line():
    names = placeables([person("林晚"), person("顾言"), person("苏青")])
    assert slot("林晚、顾言和苏青", names).text == "{NAME}、{NAME2}和苏青"


LIST = NameList([{"kind": "surname", "chinese": "苏", "roman": "Su"}, {"kind": "given", "chinese": "青", "roman": "qing"},
                 {"kind": "prefix", "chinese": "小", "roman": "Xiao"}, {"kind": "place", "chinese": "北京", "roman": "Beijing"}])


def test_a_name_list_finds_names_nobody_listed_whole():
    assert [(match.form, match.term.renderings["en"].preferred) for match in LIST.find("苏青和小苏去北京")] == [
        ("苏青", "Su Qing"), ("小苏", "Xiao Su"), ("北京", "Beijing")]
    hit = MEMORY.look_up("苏青，你别走！", "zh", "en", Names(NAMES, LIST))
    assert hit is not None
    assert hit.text == "Su Qing, don't go!"


def test_the_titles_own_names_stand_before_the_list():
    own = placeables([person("苏青青", en="Qingqing")])
    assert [match.form for match in Names(own, LIST).find("苏青青来了")] == ["苏青青"]


def test_lines_with_slots_of_their_own_keep_them():
    hit = MEMORY.look_up("{NAME2}，你别走！", "zh", "en", NAMES)
    assert hit is not None
    assert hit.text == "{NAME2}, don't go!"
