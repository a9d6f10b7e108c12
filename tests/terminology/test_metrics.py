from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from localize.errors import InvalidPackage
from localize.glossary import Glossary, Rendering, Term
from localize.memory import TranslationMemory
from localize.model import EntryUse, LineOrigin, Strategy, TermReport, TranslatedLine, Unmet, Utterance
from localize.terminology import Decoding, Lexicon, LineReader, SourceLine
from localize.terminology.metrics import Unasked, combined, measure, unlike
from localize.terminology.telling import as_data, details, from_data, sentence
from localize.terminology.verdict import judge
from localize.time import Span

SIFU = Term("sifu", ("师父",), {"en": Rendering("Sifu", ("Shifu",))}, revision=3)
GRAND = Term("grand", ("祖师父",), {"en": Rendering("Grand Sifu")})
CITY = Term("city", ("羊城",), {"en": Rendering("Goat City")})
OX = Term("ox", ("牛",), {"en": Rendering("ox")}, guards=("牛",))


def sources(*texts: str, terms: tuple[Term, ...] = (SIFU, GRAND, CITY)) -> tuple[SourceLine, ...]:
    reader = LineReader(Lexicon(Glossary("g", terms), TranslationMemory([])), "zh", Decoding("m", "1"))
    return reader.read([Utterance(f"u{at}", Span(Fraction(at), Fraction(at + 1)), text) for at, text in enumerate(texts)])


def report(*pairs: tuple[str, str], plain: bool | None = False) -> TermReport:
    read = sources(*(source for source, _ in pairs))
    lines = []
    for (_, text), source in zip(pairs, read, strict=True):
        hits = tuple(replace(hit, plain=plain, reason=None if hit.met else Unmet.NOT_FOLLOWED)
                     for hit in judge(text, source, "en", Strategy.HINT))
        lines.append(TranslatedLine("u", source.text, text, LineOrigin.MACHINE, "k", terms=hits))
    return measure(lines, read, Glossary("g", (SIFU, GRAND, CITY)), "en")


def test_accuracy_is_told_strictly_normalised_and_by_variant():
    made = report(("师父来了", "Sifu is here"), ("师父们", "the SIFUS"), ("师父", "Shifu"), ("师父走", "He left"))
    assert (made.hits, made.strict, made.normalised, made.met) == (4, 1, 2, 3)
    assert (made.strict_accuracy, made.normalised_accuracy, made.accuracy) == (0.25, 0.5, 0.75)
    assert made.unmet == ((Unmet.NOT_FOLLOWED.value, 1),)
    assert made.strategies == (("hint", 3),)


def test_what_the_model_alone_gives_stands_beside():
    assert report(("师父", "Sifu"), plain=False).plain_accuracy == 0
    assert report(("师父", "Sifu"), plain=True).plain_accuracy == 1
    asked = report(("师父", "Sifu"), plain=None)
    assert (asked.asked, asked.hits) == (0, 1)


def test_consistency_counts_what_is_rendered_alike():
    made = report(("师父", "Sifu"), ("师父", "Shifu"), ("师父", "Shifu"), ("师父", "nothing"), ("羊城", "Goat City"))
    sifu, city = (next(use for use in made.entries if use.entry == name) for name in ("sifu", "city"))
    assert (sifu.consistency, sifu.forms) == (0.5, (("Shifu", 2), ("Sifu", 1)))
    assert city.consistency == 1
    assert made.consistency == pytest.approx(3 / 5)


def test_renderings_that_nothing_asks_for_are_counted():
    made = report(("他来了", "Sifu is here"), ("你好", "Goat City and Goat City"), ("师父", "Sifu"))
    assert made.over == 2
    assert {use.entry: use.over for use in made.entries} == {"sifu": 1, "city": 1}


@pytest.mark.parametrize(("source", "text"), [
    ("祖师父来了", "Grand Sifu is here"),  # it stands inside another term's rendering
    ("师父来了", "Sifu"),  # the source has it
    ("他来了", "Sifuland"),  # another word
    ("他来了", ""),
])
def test_what_is_asked_for_is_not_too_much(source: str, text: str):
    (line,) = sources(source)
    assert Unasked((SIFU, GRAND), "en").find(text, line) == ()


def test_short_renderings_are_not_looked_for():
    (line,) = sources("他来了", terms=(OX,))
    assert Unasked((OX,), "en").find("an ox", line) == ()


def test_a_term_twice_in_the_line_that_wins_over_another_asks_for_it():
    (line,) = sources("祖师父来了")
    assert line.matches[0].overlaps == ("sifu",)
    assert Unasked((SIFU, GRAND), "en").find("Sifu is here", line) == ()


def test_episodes_add_up_and_say_where_they_differ():
    one, two = report(("师父", "Sifu"), ("羊城", "Goat City")), report(("师父", "Shifu"), ("师父", "he"), plain=True)
    both = combined([one, two])
    assert (both.hits, both.met, both.plain_met) == (4, 3, 2)
    assert both.entries[1] == EntryUse("sifu", "师父", "Sifu", 3, 2, (("Shifu", 1), ("Sifu", 1)))
    assert unlike({"1": one, "2": two}) == (("师父", (("1", "Sifu"), ("2", "Shifu, —"))),)
    assert unlike({"1": one, "3": one}) == ()
    assert combined([]) == TermReport()


def test_another_revision_is_the_same_entry():
    assert [use.entry for use in report(("师父", "Sifu")).entries] == ["sifu"]


def test_reports_go_through_a_manifest_unchanged():
    made = report(("师父", "Sifu"), ("师父", "he"), ("他", "Goat City"))
    assert from_data(as_data(made)) == made
    for broken in ({}, {**as_data(made), "hits": "many"}, {**as_data(made), "entries": 3}):
        with pytest.raises(InvalidPackage):
            from_data(broken)


def test_it_is_said_in_words_and_pairs():
    made = report(("师父", "Sifu"), ("师父", "he"))
    assert sentence(made).startswith("1 of 2 terms met (50%; 50% letter by letter); the model alone 0% of 2; by hint 1; unmet:")
    assert sentence(TermReport()) == ""
    told = details(made)
    assert (told["terms_met"], told["terms_unmet"], told["terms_without_glossary"]) == (1, 1, 0)
    assert details(TermReport()) == {"terms_met": 0, "terms_unmet": 0}
