"""STL and SCC files of public suites: each is read, and says what ttconv finds in it."""

from __future__ import annotations

import io
import re
from fractions import Fraction

import pytest
import ttconv.model
import ttconv.stl.reader

from localize import formats
from tests.conformance.shared_cases import cases

KNOWN_FAILURES: dict[str, str] = {}
STL = cases("stl_scc/stl", "*.stl", KNOWN_FAILURES)
SCC = cases("stl_scc/scc", "*.scc", KNOWN_FAILURES)


def text_of(element) -> str:
    if isinstance(element, ttconv.model.Text):
        return element.get_text()
    return "\n" if isinstance(element, ttconv.model.Br) else "".join(text_of(child) for child in element)


def letters(text: str) -> str:
    """Return text without white space: ttconv drops cells of controls beside spaces."""
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("name", STL)
def test_stl(name, shared, conformance_case):
    data = (shared / "conformance/stl_scc/stl" / name).read_bytes()
    track = formats.read(data, name)
    reference = ttconv.stl.reader.to_model(io.BytesIO(data))
    expected = [(Fraction(item.get_begin() or 0), Fraction(item.get_end()), letters(text_of(item)))
                for div in reference.get_body() for item in div]
    assert [(cue.span.begin, cue.span.end, letters(cue.text)) for cue in track.cues] == expected
    assert "\ufffd" not in "".join(cue.text for cue in track.cues)
    conformance_case("STL files")


@pytest.mark.parametrize("name", SCC)
def test_scc(name, shared, conformance_case):
    track = formats.read((shared / "conformance/stl_scc/scc" / name).read_bytes(), name)
    assert track.cues
    assert all(cue.text.strip() and cue.span.duration > 0 for cue in track.cues)
    assert formats.read(formats.write(track, "json"), format="json") == track
    conformance_case("SCC files")
