"""The term bases under glossaries/ load as they are shipped."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from localize.glossary import read_table

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
