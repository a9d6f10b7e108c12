from __future__ import annotations

from fractions import Fraction

import pytest

from localize.engine import Aligner, HintReader, Hypothesis, PrefixDecoder, Translator
from localize.glossary import Glossary, Kind, Mode, Rendering, Term
from localize.memory import TranslationMemory
from localize.model import Held, Strategy, Unmet, Utterance
from localize.terminology import MARGIN, STEPS, Cascade, Draft, Lexicon, LineReader, SourceLine, decoding_of
from localize.time import Span
from tests.terminology.models import Attentive, Hinted, Plain, Steered

SIFU = Term("sifu", ("师父",), {"en": Rendering("Sifu", ("Shifu",), ("Teacher",))})
NOVICE = Term("novice", ("弟子",), {"en": Rendering("novice")})
WISHED = Term("wish", ("师父",), {"en": Rendering("Sifu")}, mode=Mode.PREFER)


def source(text: str, *terms: Term) -> SourceLine:
    reader = LineReader(Lexicon(Glossary("g", terms), TranslationMemory([])), "zh", decoding_of(Plain()))
    (line,) = reader.read([Utterance("u", Span(Fraction(0), Fraction(1)), text)])
    return line


def made(model: Translator, text: str, *terms: Term, steps: tuple[Strategy, ...] = STEPS) -> Draft:
    (draft,) = Cascade(model, "en", steps).run([source(text, *terms)])
    return draft


def test_the_fakes_can_what_they_say():
    assert isinstance(Hinted(), HintReader)
    assert isinstance(Attentive(), Aligner)
    assert isinstance(Steered(), PrefixDecoder)
    assert not isinstance(Plain(), HintReader | Aligner | PrefixDecoder)


def test_what_the_model_writes_unasked_is_plain():
    (hit,) = made(Plain({"师父": "Sifu", "来": "comes"}), "师父来", SIFU).hits
    assert (hit.strategy, hit.plain, hit.held, hit.reason) == (Strategy.PLAIN, True, Held.STRICT, None)


def test_a_line_whose_terms_are_met_is_asked_for_once():
    model = Plain({"师父": "Sifu"})
    made(model, "师父", SIFU)
    assert len(model.asked) == 1


def test_a_known_old_rendering_is_replaced():
    draft = made(Plain({"找": "I seek a", "师父": "Teacher"}), "找师父", SIFU)
    assert draft.text == "I seek a Sifu"
    assert (draft.hits[0].strategy, draft.hits[0].plain) == (Strategy.REPLACED, False)


@pytest.mark.parametrize("text", ["Teacher and Teacher", "Two Teachers"])
def test_what_is_not_safe_is_not_replaced(text: str):
    draft = made(Plain({"师父": text}), "师父", SIFU)
    assert draft.text == text
    assert draft.hits[0].strategy is Strategy.UNMET


def test_the_article_follows_the_new_word():
    term = Term("t", ("弟子",), {"en": Rendering("apprentice", (), ("pupil",))})
    assert made(Plain({"弟子": "He is a pupil"}), "弟子", term).text == "He is an apprentice"


def test_the_n_best_list_is_taken_within_a_margin():
    near = made(Plain(hypotheses=[("The Sifu comes", -0.5 - MARGIN)]), "师父来", SIFU)
    assert (near.text, near.hits[0].strategy) == ("The Sifu comes", Strategy.N_BEST)
    far = made(Plain(hypotheses=[("The Sifu comes", -0.51 - MARGIN)]), "师父来", SIFU)
    assert far.hits[0].strategy is Strategy.UNMET


@pytest.mark.parametrize("way", ["hint", "placeholder", "substitution", "prompt"])
def test_hints_are_said_to_be_what_they_are(way: str):
    model = Hinted()
    model.way = way
    draft = made(model, "找师父和弟子", SIFU, NOVICE)
    assert draft.text == "seek Sifu and novice"
    assert {hit.strategy for hit in draft.hits} == {Strategy(way)}


def test_a_term_is_forced_where_the_rest_is_likeliest():
    draft = made(Steered(), "找师父来", SIFU)
    assert draft.text == "seek Sifu comes"
    assert draft.hits[0].strategy is Strategy.POSITION


def test_a_forced_term_never_stands_beside_the_old_word():
    draft = made(Steered(), "师父来了", SIFU, steps=(Strategy.POSITION,))
    assert "Sifu" in draft.text
    assert "master" not in draft.text


def test_two_terms_are_forced_one_after_the_other():
    draft = made(Steered(), "师父和弟子走", SIFU, NOVICE, steps=(Strategy.POSITION,))
    assert draft.text == "Sifu and novice go"


def test_a_splice_takes_the_place_of_the_words_it_stands_for():
    draft = made(Attentive(), "找师父来", SIFU)
    assert (draft.text, draft.hits[0].strategy) == ("seek Sifu comes", Strategy.SPLICE)


@pytest.mark.parametrize(("model", "term", "why"), [
    (Plain(), SIFU, Unmet.NO_MEANS),
    (Attentive(), WISHED, Unmet.PREFERRED),
    (Steered(), Term("q", ("师父",), {"en": Rendering("Qq")}), None),
])
def test_what_is_not_met_says_why(model: Translator, term: Term, why: Unmet | None):
    (hit,) = made(model, "找师父", term).hits
    assert hit.reason is why
    assert hit.met is (why is None)


def test_a_hint_that_is_not_followed_is_said():
    model = Hinted({"师父": "master"})
    model.words = lambda request: [("master", 0, 2)]  # type: ignore[method-assign]
    assert made(model, "师父", SIFU).hits[0].reason is Unmet.NOT_FOLLOWED


def test_a_term_the_vocabulary_cannot_write_is_not_forced():
    term = Term("q", ("师父",), {"en": Rendering("Qq")})
    assert made(Steered(), "找师父", term, steps=(Strategy.POSITION,)).hits[0].reason is Unmet.UNSPELLABLE


def test_attention_that_tells_nothing_splices_nothing():
    model = Attentive()
    model.blurred = True
    draft = made(model, "找师父来", SIFU)
    assert (draft.text, draft.hits[0].reason) == ("seek master comes", Unmet.NO_ALIGNMENT)


def test_no_hypothesis_at_all_is_no_failure():
    class Silent(Plain):
        def translate(self, requests):
            return tuple(() for _ in requests)

    draft = made(Silent(), "师父", SIFU)
    assert (draft.text, draft.hits[0].reason) == ("", Unmet.NO_TEXT)


def test_preferred_terms_are_hinted_but_not_forced():
    assert made(Hinted(), "找师父", WISHED).hits[0].met
    assert made(Steered(), "找师父", WISHED).hits[0].reason is Unmet.PREFERRED


def test_a_term_that_must_stand_outweighs_those_that_are_preferred():
    wishes = tuple(Term(form, (form,), {"en": Rendering(form * 2)}, mode=Mode.PREFER) for form in "xy")
    model = Plain({"师父": "master"}, hypotheses=[("xx yy", -0.5), ("Sifu", -0.6)])
    assert made(model, "x y 师父", SIFU, *wishes).text == "Sifu"


def test_a_line_of_two_thousand_characters_loses_nothing():
    words = {"师父": "master", "来": "comes", "，": ","}
    text = "师父来，" * 500
    model = Hinted(words)
    draft = made(model, text, SIFU)
    assert draft.text.split().count("Sifu") == draft.text.split().count("comes") == 500
    assert max(len(request.text) for request in model.asked) <= 60
    assert made(Steered(words), text, SIFU).hits[0].reason is Unmet.TOO_LONG


def test_renderings_inside_others_belong_to_those():
    grand = Term("grand", ("祖师父",), {"en": Rendering("Grand Sifu")})
    draft = made(Plain({"祖师父": "Grand Sifu", "师父": "you"}), "祖师父找师父", grand, SIFU)
    assert [hit.met for hit in draft.hits] == [True, False]


def test_overlapping_matches_are_one_hit():
    long, short = Term("l", ("师父来",), {"en": Rendering("the coming")}), SIFU
    assert [hit.entry for hit in made(Hinted(), "师父来", long, short).hits] == ["l@1"]


def test_names_without_a_rendering_are_written_and_not_enforced():
    name = Term("n", ("林晚",), {}, kind=Kind.CHARACTER)
    draft = made(Hinted(), "林晚来", name)
    assert draft.text == "Lin Wan comes"
    assert draft.hits == ()


def test_only_renderings_that_keep_the_terms_stand_in_for_a_line():
    model = Plain({"师父": "Sifu"}, hypotheses=[("Shifu", -0.6), ("master", -0.7)])
    assert made(model, "师父", SIFU).others == ("Shifu",)


def test_hypotheses_are_scored_as_they_came():
    assert made(Plain({"师父": "Sifu"}), "师父", SIFU).score == Hypothesis("", -0.5).score
