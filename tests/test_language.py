from __future__ import annotations

import pytest

from localize.errors import UnknownLanguage
from localize.language import BASES, SOURCES, TARGETS, language, source, target


def test_the_twelve_targets_stand_in_their_bases():
    by_base = {base: [item.tag for item in TARGETS if item.base == base] for base in BASES}
    assert by_base == {"huangpu": ["en", "id", "ms", "vi", "th", "fil", "my", "km", "lo"],
                       "nansha": ["pt-BR", "pt-PT", "ar"]}
    assert [item.tag for item in SOURCES] == ["zh", "yue", "en"]


@pytest.mark.parametrize(("text", "tag"), [("zh-CN", "zh"), ("zh-HK", "yue"), ("cmn", "zh"), ("tl", "fil"), ("PT-br", "pt-BR"),
                                           ("pt_PT", "pt-PT"), ("pt", "pt-BR"), ("ar-EG", "ar"), ("zsm", "ms")])
def test_synonyms(text: str, tag: str):
    assert language(text).tag == tag


@pytest.mark.parametrize("text", ["", "de", "klingon-language", "x", "../en"])
def test_unknown_tags_say_what_is_known(text: str):
    with pytest.raises(UnknownLanguage) as caught:
        language(text)
    assert "pt-BR" in caught.value.hint


def test_directions_are_kept_apart():
    with pytest.raises(UnknownLanguage):
        source("th")
    with pytest.raises(UnknownLanguage):
        target("yue")
