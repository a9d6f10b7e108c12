from __future__ import annotations

from fractions import Fraction

from localize.model import (
    Character,
    CueKind,
    Element,
    LineOrigin,
    Severity,
    Transcript,
    TranslatedLine,
    Translation,
    Utterance,
)
from localize.rules import Audience, rules
from localize.stages.check import check
from localize.stages.subtitle import Hearing, subtitle
from localize.time import Span


def shaped(text: str, seconds: int, *alternatives: str, tag: str = "en"):
    utterance = Utterance("u1", Span(Fraction(1), Fraction(1 + seconds)), "原文")
    line = TranslatedLine("u1", "原文", text, LineOrigin.MACHINE, "", alternatives=alternatives)
    return subtitle(Transcript("zh", (utterance,)), Translation(tag, (line,)), rules(tag), Fraction(25), Fraction(60))


def test_a_line_that_can_be_read_stays_as_it_is():
    track = shaped("You came back.", 2, "Back?")
    assert [cue.text for cue in track.cues] == ["You came back."]
    assert track.metadata == ()


def test_a_line_too_fast_to_read_is_condensed():
    long = "I never in my whole life wanted to sell this old house to anybody at all, you see"
    track = shaped(long, 1, "I never wanted to sell at all, you see", "I won't sell")
    assert track.cues[0].text == "I won't sell"
    assert track.metadata == (("condensed", "u1"),)


def test_what_cannot_be_condensed_is_a_finding_with_the_numbers():
    track = shaped("I never in my whole life wanted to sell this old house to anybody", 1)
    (finding,) = [item for item in check(track, rules("en")) if item.rule == "characters-per-second"]
    assert finding.allowed == "20 characters/s"
    assert "Netflix" in finding.source


def test_long_lines_take_several_cues_with_ids_of_their_own():
    text = "We walked along the river for hours. Nobody said a word. Then he told me everything he had done that year."
    track = shaped(text, 9)
    assert [cue.id for cue in track.cues] == ["u1.1", "u1.2"]
    assert check(track, rules("en")) == ()


def test_empty_lines_give_no_cue():
    assert shaped(" ", 2).cues == ()


def several(*rows: tuple[float, float, str, dict], tag: str = "en", profile: str = "netflix", **options):
    utterances = tuple(Utterance(f"u{number}", Span(F(begin), F(end)), fields.pop("source", "原文"), **fields)
                       for number, (begin, end, _, fields) in enumerate([(*row[:3], dict(row[3])) for row in rows], 1))
    lines = tuple(TranslatedLine(item.id, item.text, row[2], LineOrigin.MACHINE, "")
                  for item, row in zip(utterances, rows, strict=True))
    return subtitle(Transcript("zh", utterances), Translation(tag, lines), rules(tag, profile), Fraction(25), Fraction(60),
                    **options)


def F(number: float) -> Fraction:
    return Fraction(number).limit_denominator(1000)


def texts(track) -> list[tuple[str, str]]:
    return [(cue.id, cue.text) for cue in track.cues]


def test_two_who_speak_at_once_share_a_cue_with_the_languages_dash():
    rows = ((1, 3, "Come back!", {"speaker": "林晚"}), (1.4, 3, "Leave her.", {"speaker": "周凯"}))
    assert texts(several(*rows)) == [("u1+u2", "-Come back!\n-Leave her.")]
    assert texts(several(*rows, tag="vi")) == [("u1+u2", "- Come back!\n- Leave her.")]
    assert check(several(*rows), rules("en")) == ()


def test_one_speaker_or_no_overlap_stays_apart():
    assert len(several((1, 3, "Come back!", {"speaker": "林晚"}), (1.4, 4, "Please.", {"speaker": "林晚"})).cues) == 2
    assert len(several((1, 3, "Come back!", {"speaker": "林晚"}), (2.9, 5, "Never.", {"speaker": "周凯"})).cues) == 2


def test_on_screen_text_is_a_cue_of_its_own_in_free_time():
    track = several((1, 3, "Come back!", {}), (2, 7, "Kapok Teahouse", {"forced": True}))
    assert texts(track) == [("u1", "Come back!"), ("u2", "KAPOK TEAHOUSE")]
    assert [cue.kind for cue in track.cues] == [CueKind.DIALOGUE, CueKind.FORCED]
    assert check(track, rules("en")) == ()
    assert several((2, 4, "โรงน้ำชา", {"forced": True}), tag="th").cues[0].text == "(โรงน้ำชา)"


def test_on_screen_text_goes_up_where_somebody_speaks_all_the_while():
    track = several((1, 3, "Come back!", {}), (1.2, 2.8, "Kapok Teahouse", {"forced": True}))
    raised = track.cues[1]
    assert raised.settings == (("line", "0"),)
    assert track.metadata == (("raised", "u2"),)
    assert not [item for item in check(track, rules("en")) if item.severity is Severity.ERROR]


def test_on_screen_texts_do_not_cover_each_other():
    track = several((1, 6, "Kapok Teahouse", {"forced": True}), (2, 7, "Est. 1936", {"forced": True}))
    assert not [item for item in check(track, rules("en")) if item.severity is Severity.ERROR]


def test_on_screen_text_at_the_very_end_is_not_shown_after_it():
    (cue,) = several((59.9, 60, "The End", {"forced": True})).cues
    assert cue.span.end <= 60
    assert cue.span.duration >= Fraction(5, 6)


def test_narration_is_slanted_where_italics_are_used():
    row = (1, 3, "That year I was nine.", {"speaker": "旁白"})
    cue = several(row).cues[0]
    assert cue.kind is CueKind.NARRATION
    assert isinstance(cue.content[0], Element)
    assert cue.content[0].name == "i"
    assert several(row, profile="youtube").cues[0].content == several((1, 3, "That year I was nine.", {})).cues[0].content
    assert not isinstance(several(row, tag="ar").cues[0].content[0], Element)


def test_the_variant_for_the_deaf_names_speakers_and_tells_sounds():
    people = Hearing((Character("林晚", aliases=("小晚",), renderings=(("en", "Lin Wan"),)),))
    rows = ((1, 3, "Come back!", {"speaker": "林晚"}), (4, 6, "Please.", {"speaker": "小晚"}),
            (7, 9, "(door slams.)", {"source": "（关门声）"}), (10, 12, "Hello?", {"speaker": "路人"}))
    heard = several(*rows, hearing=people)
    assert texts(heard) == [("u1", "[Lin Wan] Come back!"), ("u2", "Please."), ("u3", "[door slams]"), ("u4", "Hello?")]
    assert heard.cues[2].kind is CueKind.SOUND
    plain = several(*rows)
    assert [name for name, _ in texts(plain)] == ["u1", "u2", "u4"]
    assert plain.metadata == (("sounds-left-out", "u3"),)
    assert rules("ar", audience=Audience.SDH).characters_per_second == 23


def test_what_a_person_wrote_stays_and_the_rest_gets_the_languages_marks():
    assert several((1, 3, "Wait...", {})).cues[0].text == "Wait…"
    line = TranslatedLine("u1", "原文", "Wait...", LineOrigin.PERSON, "")
    utterance = Utterance("u1", Span(Fraction(1), Fraction(3)), "原文")
    track = subtitle(Transcript("zh", (utterance,)), Translation("en", (line,)), rules("en"), Fraction(25), Fraction(60))
    assert track.cues[0].text == "Wait..."
    assert [item.rule for item in check(track, rules("en"))] == ["ellipsis"]
