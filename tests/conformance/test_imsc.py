"""IMSC: every document reads without error, and its picture changes when the ``.isd.txt`` beside it says."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from localize import formats
from tests.conformance.shared_cases import cases

#: Name of a case to the reason it fails.
KNOWN_FAILURES = {
    "imsc1/animation/Animation012.ttml":
        "the reference counts a <set> from its paragraph's parent; TTML1 10.4 counts it from the paragraph (16 s, not 6 s)",
}
DOCUMENTS = cases("imsc", "*.ttml", KNOWN_FAILURES)


def expected(path) -> list:
    rows = [line.split() for line in path.with_suffix("").with_suffix(".isd.txt").read_text(encoding="utf-8").splitlines()]
    return [(float(row[0]), row[1] == "+") for row in rows if row]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_picture(name, shared, conformance_case):
    path = shared / "conformance" / "imsc" / name
    data = json.loads(formats.write(formats.read(path.read_bytes(), path.name), "json"))
    conformance_case("IMSC documents read")
    assert [(float(Fraction(time)), sign == "+") for time, sign in data["picture"]] == expected(path)
    conformance_case("IMSC picture times")


def test_known_failures_stay_rare(shared):
    assert len(KNOWN_FAILURES) <= 0.02 * len(DOCUMENTS)


@pytest.mark.parametrize("name", [item if isinstance(item, str) else item.values[0] for item in DOCUMENTS])
def test_cues_survive_every_profile(name, shared):
    """What one profile says, the others say too: text, times to the millisecond."""
    path = shared / "conformance" / "imsc" / name
    track = formats.read(path.read_bytes(), path.name)
    for other in ("ttml", "imsc", "ebu-tt-d"):
        again = formats.read(formats.write(track, other), format=other)
        assert [cue.text for cue in again.cues] == [cue.text for cue in track.cues]
        for mine, found in zip(track.cues, again.cues, strict=True):
            assert abs(mine.span.begin - found.span.begin) <= Fraction(1, 2000)
