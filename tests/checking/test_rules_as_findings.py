from __future__ import annotations

from fractions import Fraction

import pytest

from localize.model import Cue, Element, Severity, SubtitleTrack, Text
from localize.rules import rules
from localize.stages.check import check
from localize.time import Span

F = Fraction


def found(tag: str, *texts: str, profile: str = "netflix", length: Fraction | None = None, cuts=()):
    cues = tuple(Cue.of(str(number), Span(F(5 * number), 5 * number + (length or 4)), text) for number, text in enumerate(texts))
    return check(SubtitleTrack(tag, cues), rules(tag, profile), cuts=cuts)


@pytest.mark.parametrize(("tag", "text", "rule"), [
    ("en", "- Who are you?\n- Nobody.", "two-speaker-dash"),
    ("th", "-ใคร\n-ไม่มีใคร", "two-speaker-dash"),
    ("vi", "Ai đó?\n- Không có ai.", "two-speaker-dash"),
    ("en", "There were 3 of them.", "spell-out-to"),
    ("en", "12 men came.", "spell-out-to"),
    ("en", "Wait...", "ellipsis"),
    ("en", "He said 「go」.", "quotes"),
    ("pt-BR", "São 6 km daqui.", "unit-space"),
    ("pt-PT", "São 6km daqui.", "unit-space"),
    ("pt-PT", "A 1ª vez.", "ordinal-point"),
    ("fil", "Taga-U.S.A. siya.", "acronym-periods"),
    ("th", "ฉันไม่รู้.", "final-period"),
    ("ar", "هل أنت هنا?", "punctuation"),
    ("ar", "نعم, أنا هنا", "punctuation"),
    ("ar", "\u202bنعم\u202c", "bidi-controls"),
    ("ar", "قال \u2066Li Na", "bidi-controls"),
    ("ar", "\ufee7\ufecc\ufee2", "presentation-forms"),
])
def test_a_broken_rule_is_a_finding_with_measure_and_allowance(tag: str, text: str, rule: str):
    findings = [item for item in found(tag, text) if item.rule == rule]
    assert findings
    assert findings[0].cue == "0"
    assert findings[0].measured
    assert findings[0].allowed


@pytest.mark.parametrize(("tag", "text"), [
    ("en", "-Who are you?\n-Nobody."), ("th", "- ใคร\n- ไม่มีใคร"), ("en", "It is 7:30 on the 3rd."),
    ("en", "Run 5 km, not 3.5."), ("pt-BR", "São 6km daqui."), ("pt-PT", "São 6 km, pela 1.ª vez."),
    ("ar", "هل أنت \u2066Li Na\u2069؟"), ("ar", "دفع 3,000 دولار"), ("th", "ฉันอยู่ที่ U.S.A."),
    ("en", "Well-known people –\nall of them."),
])
def test_a_rule_that_is_kept_is_silent(tag: str, text: str):
    assert found(tag, text) == ()


def test_italics_where_there_are_none():
    cue = Cue("1", Span(F(0), F(2)), (Element("i", (Text("ใคร"),)),))
    (finding,) = check(SubtitleTrack("th", (cue,)), rules("th"))
    assert (finding.rule, finding.severity) == ("italics", Severity.ERROR)
    assert "Thai" in finding.source
    assert check(SubtitleTrack("vi", (cue,)), rules("vi")) == ()


def test_quotation_marks_of_two_styles_are_told_where_they_differ():
    findings = found("en", "“Yes.”", "“No.”", '"Maybe."')
    assert [(item.rule, item.cue, item.measured) for item in findings] == [("quotes", "2", "straight")]


def test_an_ellipsis_that_runs_on_is_thai_alone_to_avoid():
    assert [item.rule for item in found("th", "ฉัน…", "…ไป")] == ["continuation-ellipsis"]
    assert found("vi", "Tôi…", "…đi") == ()


@pytest.mark.parametrize(("cut", "rule"), [(F(1, 5), "snap-in"), (F(39, 10), "snap-out"), (F(2), "shot-change")])
def test_text_over_a_shot_change(cut: Fraction, rule: str):
    assert [item.rule for item in found("en", "Stay here.", cuts=(cut,))] == [rule]


def test_a_cue_between_two_cuts_is_fine():
    assert found("en", "Stay here.", cuts=(F(0), F(102, 25))) == ()


def test_rounding_to_milliseconds_is_not_held_against_a_file():
    assert found("en", "Stay.", length=F(833, 1000)) == ()
    assert [item.rule for item in found("en", "Stay.", length=F(830, 1000))] == ["minimum-duration"]
