from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.glossary import Rendering, forbidden, found
from localize.glossary.verify import barred, places
from localize.glossary.written import composed, written
from localize.language import TARGETS

STANDS = [
    # en: plurals and possessives
    ("en", "Master", "The masters of Foshan."), ("en", "disciple", "His disciple's sword."),
    ("en", "Lady", "Two ladies came."), ("en", "father-in-law", "Both fathers-in-law agreed."),
    ("en", "lion dance", "Lion  dances all night."), ("en", "Wong Fei-hung", "Wong Fei‑hung’s school"),
    # id, ms: -nya, -lah and their kin
    ("id", "Guru", "Gurunya sudah pergi."), ("id", "Guru", "Gurulah yang tahu."), ("id", "barongsai", "barongsai-nya besar"),
    ("ms", "tarian singa", "Tarian singanya meriah."), ("ms", "Guru", "Gurukulah yang menang."), ("ms", "Guru", "guru-guru itu"),
    # vi: composed or not, tone on either vowel
    ("vi", "sư phụ", unicodedata.normalize("NFD", "Sư phụ đâu rồi?")), ("vi", "hoà thượng", "Hòa thượng đến."),
    ("vi", "Thúy", "Thuý ơi!"),
    # th, lo, my, km: substrings after NFC
    ("th", "อาจารย์", "ท่านอาจารย์มาแล้ว"), ("th", "น้ำ", "ขอน\u0e49\u0e4d\u0e32หน่อย"), ("th", "Lin Wan", "คุณ Lin Wan มา"),
    ("lo", "ອາຈານ", "ອາຈານມາແລ້ວ"), ("lo", "ນ້ຳ", "ຂໍນ\u0ec9\u0ecd\u0eb2"),
    ("my", "ဆရာ", "ဆရာရောက်ပြီ။"), ("my", "ဆရာ", "ဆရာ့ဓား"), ("km", "លោកគ្រូ", "លោកគ្រូមកហើយ"), ("km", "ម្តាយ", "ម្ដាយខ្ញុំ"),
    ("km", "ឲ្យ", "ឱ្យខ្ញុំ"),
    # fil: the linker, and what leans on a word
    ("fil", "guro", "ang gurong matanda"), ("fil", "kapitan", "kapitang matapang"), ("fil", "guro", "guro't estudyante"),
    ("fil", "Ginoo", "Ginoong Li"),
    # pt: number, gender, contractions
    ("pt-BR", "mestre", "os mestres"), ("pt-PT", "discípulo", "as discípulas dela"), ("pt-BR", "irmão", "Minha irmã!"),
    ("pt-BR", "leão", "dois leões"), ("pt-PT", "general", "os generais"), ("pt-BR", "imperador", "a imperadora"),
    ("pt-PT", "chinês", "chinesas"), ("pt-BR", "homem", "os homens"), ("pt-PT", "Irmão Sénior", "Irmã Sénior"),
    ("pt-BR", "papel", "papéis"), ("pt-BR", "rapaz", "rapazes"), ("pt-BR", "o Palácio de Verão", "Fomos ao palácio de verão."),
    ("pt-PT", "a Cidade Velha", "Venho da Cidade Velha."), ("pt-PT", "aquele mestre", "Falei àquele mestre."),
    ("pt-BR", "sênior", "seniores"), ("pt-BR", "direção", "Direção de Wong"),
    # ar: alef, ya, ta marbuta, proclitics, marks
    ("ar", "مدينة", "في مدينه كبيرة"), ("ar", "أستاذ", "وقال للاستاذ كل شيء"), ("ar", "الأستاذ", "يا أستاذ"),
    ("ar", "موسى", "جاء موسي"), ("ar", "معلم", "بالمُعَلِّمِ"), ("ar", "معلم", "فالمعلم هنا"), ("ar", "رقصة الأسد", "لرقصة الاسد"),
    ("ar", "مدينة", "مدينتنا"), ("ar", "معلم", "معلمي!"), ("ar", "الأخ الأكبر", "أخ أكبر"), ("ar", "قوانغتشو", "بقوانغتشو"),
]
STANDS_NOT = [
    ("en", "Master", "a masterful remaster"), ("en", "cook", "cooking"), ("en", "Lin", "Linda"),
    ("id", "Guru", "Gurun pasir"), ("ms", "Guru", "perguruan"), ("vi", "sư", "sưu tầm"), ("vi", "ma", "má"),
    ("th", "ที", "ที่นี่"), ("th", "กา", "ไม่เกา"), ("th", "ก", "เก"), ("th", "Lin", "คุณ Linda มา"), ("lo", "ທີ", "ທີ່ນີ້"),
    ("my", "က", "ကျ"), ("km", "ក", "ស្ក"), ("fil", "guro", "gurog"), ("fil", "bata", "batas"),
    ("pt-BR", "mestre", "mestrado"), ("pt-PT", "rei", "reino"), ("ar", "ألماس", "ماس كهربائي"), ("ar", "معلم", "معلومات"),
    ("ar", "يد", "يدا"),
]


@pytest.mark.parametrize(("tag", "form", "line"), STANDS)
def test_a_rendering_stands_as_its_language_writes_it(tag: str, form: str, line: str):
    assert found(line, Rendering(form), tag) == form


@pytest.mark.parametrize(("tag", "form", "line"), STANDS_NOT)
def test_other_words_are_not_taken_for_it(tag: str, form: str, line: str):
    assert found(line, Rendering(form), tag) == ""


@pytest.mark.parametrize(("tag", "form", "line", "plain"), [
    ("en", "Master", "the masters", "the master"), ("id", "Guru", "gurunya", "guru"), ("pt-BR", "mestre", "mestres", "o mestre"),
    ("fil", "guro", "gurong", "ang guro"), ("ar", "معلم", "معلمون", "والمعلم"), ("my", "ဆရာ", "ဆရာ့", "ဆရာ"),
    ("ms", "Guru", "gurulah", "Guru!"), ("pt-PT", "o Rei", "do Rei", "o Rei"),
])
def test_what_does_not_bend_stands_as_it_is_alone(tag: str, form: str, line: str, plain: str):
    assert found(line, Rendering(form), tag, inflects=True)
    assert not found(line, Rendering(form), tag, inflects=False)
    assert found(plain, Rendering(form), tag, inflects=False)


def test_forbidden_never_counts_as_met():
    rendering = Rendering("Canton", (), ("Canton City",))
    assert found("We leave Canton City", rendering, "en") == ""
    assert forbidden("We leave Canton City", rendering, "en") == "Canton City"
    assert found("Canton, not Canton City", rendering, "en") == "Canton"
    both = Rendering("mestre", (), ("mestres",))
    assert found("os mestres", both, "pt-BR") == ""


def test_a_forbidden_word_inside_an_allowed_one_is_no_fault():
    rendering = Rendering("Canton City", (), ("Canton",))
    assert not barred("We leave Canton City", rendering, "en")
    assert found("We leave Canton City", rendering, "en") == "Canton City"


@pytest.mark.parametrize(("tag", "form", "line", "text"), [
    ("en", "Master", "Our Masters’ way", "Masters’"), ("ar", "الأستاذ", "قال للأُستاذ نعم", "للأُستاذ"),
    ("th", "น้ำ", "ขอน\u0e49\u0e4d\u0e32หน่อย", "น\u0e49\u0e4d\u0e32"), ("vi", "hoà", "thái hòa", "hòa"),
])
def test_places_are_told_where_they_stand(tag: str, form: str, line: str, text: str):
    (place,) = places(line, Rendering(form), tag)
    assert composed(line)[place.begin:place.end] == place.text == text


def test_an_empty_rendering_stands_nowhere():
    assert found("anything", Rendering(""), "en") == ""
    assert found("", Rendering("Master"), "en") == ""
    assert found("……", Rendering("\u0640"), "ar") == ""  # nothing but tatweel: no letters to look for


@given(st.sampled_from([item.tag for item in TARGETS]), st.text(max_size=40))
def test_folding_keeps_its_way_back(tag: str, text: str):
    folded = written(text, tag)
    assert len(folded.origin) == len(folded.text) + 1
    assert list(folded.origin) == sorted(folded.origin)
    assert all(0 <= at <= len(composed(text)) for at in folded.origin)


@given(st.sampled_from([item.tag for item in TARGETS]), st.text("aeiomnrs ", min_size=1, max_size=12).filter(str.strip))
def test_every_rendering_is_found_in_itself(tag: str, form: str):
    assert found(form, Rendering(form), tag) == form
    assert found(f"({form.strip()})", Rendering(form), tag, inflects=False) == form


@given(st.sampled_from([item.tag for item in TARGETS]), st.text("aŁßİñ\u0e4d\u0e32กาهةى\u0640\u064b\ufefb\u200bòa ", max_size=12))
def test_what_is_folded_whole_is_what_is_folded_letter_by_letter(tag: str, text: str):
    plain = written(text, tag)
    slow = written(text + "\u200b", tag)  # a mark that is dropped makes it go letter by letter
    assert slow.text == plain.text
    assert slow.origin[:-1] == plain.origin[:-1]
