"""The label's fields: ours where none is named, theirs where one is, and never a space or a letter beyond ASCII."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.provenance import label, problems

OURS = label("localize", "digest")
TEXT = st.text(max_size=20)


def test_a_file_without_a_label_gets_ours_as_producer_and_propagator():
    data = json.loads(OURS)

    assert data["Label"] == "1"
    assert data["ContentProducer"] == data["ContentPropagator"] == "localize"
    assert data["ProduceID"] == data["PropagateID"]
    assert len(data["ProduceID"]) == 32


def test_a_masters_producer_stays_and_we_pass_it_on():
    theirs = json.dumps({"Label": "1", "ContentProducer": "studio", "ProduceID": "77", "ReservedCode1": "sig",
                         "ContentPropagator": "", "PropagateID": "", "ReservedCode2": "", "Extra": "kept"})

    data = json.loads(label("localize", "digest", [theirs]))

    assert (data["ContentProducer"], data["ProduceID"], data["ReservedCode1"]) == ("studio", "77", "sig")
    assert data["ContentPropagator"] == "localize"
    assert data["PropagateID"] == json.loads(OURS)["ProduceID"]
    assert data["Extra"] == "kept"


def test_a_label_that_is_full_stays_as_it_is():
    theirs = json.dumps({"Label": "1", "ContentProducer": "studio", "ProduceID": "77", "ReservedCode1": "",
                         "ContentPropagator": "platform", "PropagateID": "9", "ReservedCode2": ""}, separators=(",", ":"))

    assert label("localize", "digest", [theirs]) == theirs


def test_our_number_never_stands_under_another_name():
    data = json.loads(label("localize", "digest", ['{"Label":"2","ContentProducer":"studio","ProduceID":""}']))

    assert data["ProduceID"] == ""


def test_what_a_platform_only_suspected_is_certain_now():
    data = json.loads(label("localize", "digest", ['{"Label":"3","ContentPropagator":"platform","PropagateID":"9"}']))

    assert (data["Label"], data["ContentProducer"], data["ContentPropagator"]) == ("1", "localize", "platform")


def test_a_label_that_cannot_be_read_is_carried_along():
    assert label("localize", "digest", ["AI made"]) == "AI made"


def test_passing_on_our_own_label_changes_nothing():
    assert label("localize", "digest", [OURS]) == OURS


@given(producer=TEXT, theirs=st.dictionaries(st.sampled_from(["Label", "ContentProducer", "ProduceID", "X"]), TEXT))
def test_any_producer_and_any_label_give_printable_ascii_and_lose_nothing(producer, theirs):
    value = label(producer, "digest", [json.dumps(theirs)] if theirs else [])
    data = json.loads(value)

    assert all("!" <= letter <= "~" for letter in value)
    assert all(data[name] == text for name, text in theirs.items() if text and name != "Label")
    assert problems(value) == ()


@pytest.mark.parametrize(("value", "said"), [
    ("nonsense", "no JSON object"), ('{"Label": "1"}', "spaces"), ('{"Label":"1"}', "lacks ContentProducer"),
    (OURS.replace('"Label":"1"', '"Label":"4"'), "says '4'"), (OURS.replace("localize", ""), "names neither"),
    (OURS.replace("localize", "出品"), "beyond printable ASCII"), ('{"Label":1}', "object of strings")])
def test_what_is_wrong_with_a_label_is_said(value, said):
    assert any(said in problem for problem in problems(value))
