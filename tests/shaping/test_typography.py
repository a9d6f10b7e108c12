from __future__ import annotations

import pytest

from localize.rules import rules
from localize.shaping import tidy


@pytest.mark.parametrize(("tag", "text", "wanted"), [
    ("en", "Wait... what?", "Wait… what?"),
    ("en", 'He said 「go」 and "stay".', "He said “go” and “stay”."),
    ("en", 'A 6" nail', 'A 6" nail'),
    ("zh", "他说「走」", "他说「走」"),
    ("ar", "نعم, هل أنت هنا? 3,000", "نعم، هل أنت هنا؟ 3,000"),
    ("pt-BR", "São 6 km, 1ª vez", "São 6km, 1ª vez"),
    ("pt-PT", "São 6km, 1ª vez", "São 6 km, 1.ª vez"),
    ("fil", "Taga-U.S.A. siya", "Taga-USA siya"),
    ("th", "ฉันไม่รู้.", "ฉันไม่รู้"),
    ("th", "ฉันไม่รู้...", "ฉันไม่รู้…"),
])
def test_marks_of_the_language(tag: str, text: str, wanted: str):
    assert tidy(text, rules(tag)) == wanted
    assert tidy(wanted, rules(tag)) == wanted
