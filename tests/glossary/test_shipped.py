"""The term bases under glossaries/ load as they are shipped."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from localize.glossary import Matcher, combined, read_table

_FOLDER: Final = Path(__file__).resolve().parents[2] / "glossaries"
_FILES: Final = sorted(_FOLDER.glob("*.csv"))
_TAGS: Final = frozenset({"en", "id", "ms", "vi", "th", "fil", "my", "km", "lo", "pt-BR", "pt-PT", "ar"})


def test_there_are_term_bases() -> None:
    assert _FILES


@pytest.mark.parametrize("path", _FILES, ids=lambda path: path.stem)
def test_every_term_has_all_twelve_languages(path: Path) -> None:
    # Reading refuses wrong scripts, bare one-character sources and conflicting entries.
    glossary = read_table(path.read_bytes(), path.stem)
    assert len(glossary.terms) >= 60
    for term in glossary.terms:
        filled = {tag for tag, rendering in term.renderings.items() if rendering.preferred}
        assert filled == _TAGS, term.sources[0]


def test_they_stand_together() -> None:
    both = combined([read_table(path.read_bytes(), path.stem) for path in _FILES])
    assert len(both.terms) >= 180


@pytest.mark.parametrize(("line", "form"), [
    ("大人，有何吩咐", "大人"), ("大人和小孩都来了", ""), ("他功夫很好", "功夫"), ("我没功夫理你", ""), ("公公，皇上有旨", "公公"),
])
def test_guards_keep_everyday_readings_out(line: str, form: str) -> None:
    both = combined([read_table(path.read_bytes(), path.stem) for path in _FILES])
    found = [match.form for match in Matcher(both.approved()).find(line)]
    assert (form in found) if form else not {"大人", "功夫"} & set(found)


def test_every_file_has_notes_and_the_readme_says_licence_and_source() -> None:
    for path in _FILES:
        assert sum(bool(term.note) for term in read_table(path.read_bytes()).terms) >= 15
    readme = (_FOLDER / "README.md").read_text("utf-8")
    assert all(f"`{path.name}`" in readme for path in _FILES)
    assert "Apache License 2.0" in readme
    assert "original work" in readme
