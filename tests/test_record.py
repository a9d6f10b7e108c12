from __future__ import annotations

from fractions import Fraction

import pytest

from localize.errors import StorageError
from localize.model import Break, Cue, Element, Finding, Moment, Severity, SubtitleTrack, Text, Transcript, Utterance
from localize.record import from_json, to_json
from localize.time import Span


def test_records_round_trip_with_exact_times_and_trees():
    tree = (Element("i", (Text("a"), Break(), Element("v", (Moment(Fraction(1, 3)),), ("loud",), "Bob"))), Text("b"))
    track = SubtitleTrack("en", (Cue("1", Span(Fraction(1, 3), Fraction(2)), tree, settings=(("line", "0"),)),))
    assert from_json(to_json(track), SubtitleTrack) == track
    transcript = Transcript("zh", (Utterance("u", Span(Fraction(0), Fraction(1)), "你好"),),
                            (Finding("rule", Severity.NOTE, "said"),))
    assert from_json(to_json(transcript), Transcript) == transcript
    assert to_json(transcript) == to_json(from_json(to_json(transcript), Transcript))


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"language": "en"}', b'{"language":"en","cues":[{"id":"1"}]}'])
def test_rubbish_is_a_typed_error(data: bytes):
    with pytest.raises(StorageError):
        from_json(data, SubtitleTrack)
