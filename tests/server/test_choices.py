"""Words and numbers: every word is understood as it is sent, every number of the protos is known."""

from __future__ import annotations

import pytest

from localize.errors import InvalidInput
from server import choices
from server._gen.localization.v1 import localization_service_pb2, title_pb2

TABLES = [(choices.MODES, localization_service_pb2.TranscribeMode), (choices.AUDIENCES, localization_service_pb2.Audience),
          (choices.NOTICES, localization_service_pb2.Notice), (choices.FORMALITIES, title_pb2.Formality),
          (choices.GENDERS, title_pb2.Gender)]


@pytest.mark.parametrize(("table", "enum"), TABLES)
def test_every_number_is_known_and_every_word_comes_back(table: dict, enum: object) -> None:
    assert set(table) == set(enum.values())
    for word in table.values():
        assert choices.meant(table, choices.number_of(table, word, "it"), "it") == word


def test_what_nobody_knows_is_named() -> None:
    with pytest.raises(InvalidInput, match="99"):
        choices.meant(choices.MODES, 99, "transcribe")
    with pytest.raises(InvalidInput) as caught:
        choices.number_of(choices.AUDIENCES, "dogs", "audience")
    assert "sdh-child" in caught.value.hint
