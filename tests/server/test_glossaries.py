"""Glossaries: read from files, changed term by term, never half."""

from __future__ import annotations

import grpc
import pytest
from google.protobuf import field_mask_pb2

from server._gen.localization.v1 import glossary_pb2, glossary_service_pb2
from server.client import CallFailed, Client

FILE = "source,en,th,forbidden:en\n粤剧,Cantonese opera|Yueju,งิ้วกวางตุ้ง,Peking opera\n码头,pier,,\n".encode()


@pytest.fixture
def glossary(client: Client) -> str:
    return client.create_glossary("Harbour", FILE, source="zh", glossary_id="harbour").name


def take(client: Client, parent: str, csv: bytes, **options: bool | str) -> glossary_service_pb2.ImportTermsResponse:
    answer: glossary_service_pb2.ImportTermsResponse = client.call(
        client.glossaries.ImportTerms, glossary_service_pb2.ImportTermsRequest(parent=parent, csv=csv, **options))
    return answer


def terms(client: Client, parent: str, **options: bool) -> list[glossary_pb2.Term]:
    return list(client.call(client.glossaries.ListTerms,
                            glossary_service_pb2.ListTermsRequest(parent=parent, **options)).terms)


def test_a_file_becomes_terms(client: Client, glossary: str) -> None:
    first, second = terms(client, glossary)
    assert list(first.sources) == ["粤剧"]
    assert first.renderings["en"].preferred == "Cantonese opera"
    assert list(first.renderings["en"].allowed) == ["Yueju"]
    assert list(first.renderings["en"].forbidden) == ["Peking opera"]
    assert second.renderings["en"].preferred == "pier"
    again = take(client, glossary, FILE)
    assert (again.unchanged_count, again.created_count, again.glossary.term_count) == (2, 0, 2)
    less = take(client, glossary, "source,en\n码头,wharf\n".encode(), replace=True)
    assert (less.updated_count, less.retired_count, less.glossary.term_count) == (1, 1, 1)
    assert len(terms(client, glossary)) == 1
    assert len(terms(client, glossary, show_retired=True)) == 2


@pytest.mark.parametrize(("csv", "field"), [
    ('source,en\n粤剧,"Cantonese\n'.encode(), "file"), ("source,en\n粤剧,opera".encode("gb18030"), "file"),
    (b"source,tlh\nx,y\n", "tlh"), (b"term,en\nx,y\n", "term"), (b"", "file"),
    ("source,en\n粤剧,Cantonese opera,extra\n".encode(), "row"), ("source,en,priority\n粤剧,opera,high\n".encode(), "priority"),
])
def test_a_broken_file_changes_nothing(client: Client, glossary: str, csv: bytes, field: str) -> None:
    before = terms(client, glossary)
    with pytest.raises(CallFailed) as caught:
        take(client, glossary, csv)
    assert (caught.value.status, caught.value.field) == (grpc.StatusCode.INVALID_ARGUMENT, field)
    assert terms(client, glossary) == before


def test_every_refused_row_is_told_and_none_is_taken_unless_asked(client: Client, glossary: str) -> None:
    file = "source,en,th\n戏台,stage,\n他,he,\n灯,lamp,师父\n,x,\n走廊,corridor,\n".encode()
    with pytest.raises(CallFailed) as caught:
        take(client, glossary, file)
    assert [field.split(".")[0] for field, _ in caught.value.violations] == ["row 3", "row 4", "row 5"]
    assert "2 more rows are refused" in str(caught.value)
    assert len(terms(client, glossary)) == 2
    told = take(client, glossary, file, validate_only=True)
    assert [(item.row, item.column) for item in told.refused_rows] == [(3, "source"), (4, "th"), (5, "source")]
    assert (told.row_count, told.created_count, len(terms(client, glossary))) == (5, 2, 2)
    assert take(client, glossary, file, leave_out_refused_rows=True).created_count == 2
    assert len(terms(client, glossary)) == 4


def test_what_goes_out_as_a_file_comes_back_the_same(client: Client, glossary: str) -> None:
    for form in ("csv", "tsv", "tbx"):
        pieces = client.stream(client.glossaries.ExportTerms, glossary_service_pb2.ExportTermsRequest(
            parent=glossary, format=form))
        answer = take(client, glossary, b"".join(piece.data for piece in pieces), filename=f"terms.{form}")
        assert (answer.unchanged_count, answer.created_count, answer.updated_count) == (2, 0, 0), form
    with pytest.raises(CallFailed) as caught:
        list(client.stream(client.glossaries.ExportTerms, glossary_service_pb2.ExportTermsRequest(parent=glossary, format="doc")))
    assert caught.value.status is grpc.StatusCode.INVALID_ARGUMENT


def test_a_term_says_scope_inflection_and_author(client: Client, glossary: str) -> None:
    wanted = glossary_pb2.Term(sources=["您"], inflects=False, author="Mei", guard="师|!学", renderings={
        "en": glossary_pb2.Rendering(preferred="you, Sifu")}, scope=glossary_pb2.TermScope(
            title="Moonlit Harbour", episodes="1-10,12", speaker="林晚", addressee="老周"))
    made = client.call(client.glossaries.CreateTerm, glossary_service_pb2.CreateTermRequest(parent=glossary, term=wanted))
    found = client.call(client.glossaries.GetTerm, glossary_service_pb2.GetTermRequest(name=made.name))
    assert (found.inflects, found.author, found.guard, found.scope) == (False, "Mei", "师|!学", wanted.scope)
    assert terms(client, glossary)[0].inflects


def test_validate_only_counts_and_changes_nothing(client: Client, glossary: str) -> None:
    assert take(client, glossary, "source,en\n戏台,stage\n".encode(), validate_only=True).created_count == 1
    assert len(terms(client, glossary)) == 2


def test_a_term_is_added_changed_and_retired(client: Client, glossary: str) -> None:
    term = client.call(client.glossaries.CreateTerm, glossary_service_pb2.CreateTermRequest(
        parent=glossary, term=glossary_pb2.Term(sources=["戏台"], renderings={
            "en": glossary_pb2.Rendering(preferred="stage")})))
    changed = client.call(client.glossaries.UpdateTerm, glossary_service_pb2.UpdateTermRequest(
        term=glossary_pb2.Term(name=term.name, etag=term.etag, priority=5, renderings={
            "en": glossary_pb2.Rendering(preferred="opera stage")}),
        update_mask=field_mask_pb2.FieldMask(paths=["renderings"])))
    assert (changed.renderings["en"].preferred, changed.priority, changed.revision) == ("opera stage", 0, 2)
    with pytest.raises(CallFailed) as caught:
        client.call(client.glossaries.RetireTerm,
                    glossary_service_pb2.RetireTermRequest(name=term.name, etag=term.etag))
    assert caught.value.field == "etag"
    gone = client.call(client.glossaries.RetireTerm, glossary_service_pb2.RetireTermRequest(name=term.name))
    assert gone.status == glossary_pb2.TERM_STATUS_RETIRED
    assert client.call(client.glossaries.GetTerm, glossary_service_pb2.GetTermRequest(name=term.name)) == gone


@pytest.mark.parametrize(("term", "field"), [
    (glossary_pb2.Term(sources=["他"]), "source"), (glossary_pb2.Term(), "source"),
    (glossary_pb2.Term(sources=["戏台"], renderings={"xx": glossary_pb2.Rendering(preferred="a")}), "term.renderings"),
    (glossary_pb2.Term(sources=["大粤剧", "粤剧"]), "source"),
])
def test_a_term_that_cannot_hold_is_refused(client: Client, glossary: str, term: glossary_pb2.Term, field: str) -> None:
    with pytest.raises(CallFailed) as caught:
        client.call(client.glossaries.CreateTerm, glossary_service_pb2.CreateTermRequest(parent=glossary, term=term))
    assert caught.value.field == field
    assert len(terms(client, glossary)) == 2
