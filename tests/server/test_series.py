"""A whole title at once: progress by episode and language, failures alone and again, and a fair share for others."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import grpc
import pytest
import sqlalchemy as sa
from google.longrunning import operations_pb2

from localize.store import Store
from server import tables
from server._gen.localization.v1 import (
    dub_pb2,
    localization_pb2,
    localization_service_pb2,
    package_service_pb2,
    series_service_pb2,
)
from server.auth import Role
from server.client import CallFailed, Client
from server.host import Host
from server.ledger import Ledger
from server.series_client import SeriesClient
from tests.server.conftest import send

SUCCEEDED, FAILED = localization_pb2.LOCALIZATION_STATE_SUCCEEDED, localization_pb2.LOCALIZATION_STATE_FAILED
_FILMS = itertools.count()


@pytest.fixture
def distributor(host: Host, organization: str):
    with SeriesClient(host.address, token=host.credentials.create(organization, Role.DISTRIBUTOR)) as client:
        yield client


def episodes(host: Host, organization: str, *orders: str) -> list[str]:
    """Make a title with an episode for each of the orders to the toy pipeline, all of them with their media."""
    store: Store = host.backend.store
    with host.database.write() as session:
        session.add(tables.Title(organization=organization, id="drama", display_name="Drama", source_language="zh",
                                 characters=[]))
        session.flush()
        for number, order in enumerate(orders, start=1):
            data = f"{order}\n今晚唱粤剧。\n第{next(_FILMS)}集。\n".encode()
            session.add(tables.Master(organization=organization, title="drama", id=f"e{number:03d}",
                                      display_name=f"Episode {number}",
                                      media={"filename": "ep.txt", "size": len(data), "sha256": store.put_bytes(data)}))
    return [f"titles/drama/masters/e{number:03d}" for number in range(1, len(orders) + 1)]


def metadata(operation: operations_pb2.Operation) -> series_service_pb2.LocalizeTitleMetadata:
    found = series_service_pb2.LocalizeTitleMetadata()
    operation.metadata.Unpack(found)
    return found


def test_every_episode_arrives_and_what_fails_fails_alone(host: Host, distributor: SeriesClient, organization: str,
                                                          folder: Path) -> None:
    masters = episodes(host, organization, "", "fail:translate/th", "", "fail:transcript")
    distributor.create_master("titles/drama", "Not yet here", master_id="e005")  # has no media: it is left out
    told: list[series_service_pb2.LocalizeTitleMetadata] = []
    operation = distributor.localize_title("titles/drama", ["th", "en"])
    response = distributor.wait_for_title(operation.name, told=told.append, step=0.2)
    last = told[-1]
    assert [episode.master for episode in last.episodes] == masters
    assert last.counts == series_service_pb2.EpisodeCounts(succeeded=2, partial=1, failed=1)
    assert (last.progress, response.failed_episode_count, len(response.packages)) == (1.0, 2, 3)
    second = {language.language: language for language in last.episodes[1].languages}
    assert (second["en"].state, second["th"].state, second["th"].stage) == (SUCCEEDED, FAILED, "translate")
    assert second["th"].error.message == "translate/th was told to fail"
    assert [language.state for language in last.episodes[3].languages] == [FAILED, FAILED]
    assert last.episodes[3].error.message == "transcript was told to fail"
    assert told[0].progress <= last.progress
    for event in distributor.watch("titles/drama"):  # a title's watchers are told
        if event.resource == operation.name and event.operation.done:
            break
    # Each episode is an operation of its own, too.
    found = distributor.call(distributor.operations.GetOperation, operations_pb2.GetOperationRequest(name=last.episodes[0].operation))
    assert found.done


def test_every_episode_is_made_as_was_wished(host: Host, distributor: SeriesClient, organization: str) -> None:
    episodes(host, organization, "", "")
    distributor.call(distributor.series.LocalizeTitle, series_service_pb2.LocalizeTitleRequest(
        title="titles/drama", languages=["th"], audience=localization_service_pb2.AUDIENCE_SDH,
        notice=localization_service_pb2.NOTICE_VISIBLE, dub=dub_pb2.DubSettings(stems=True), profile="youtube"))
    with host.database.read() as session:
        jobs = session.scalars(sa.select(tables.Job).where(tables.Job.organization == organization)).all()
        specs = [Ledger(host.backend).work(job.id)[0] for job in jobs]
    assert [(spec.audience, spec.notice, spec.dub_options.stems, spec.profile) for spec in specs] == [
        ("sdh", "visible", True, "youtube")] * 2


def test_only_what_failed_is_run_again(host: Host, distributor: SeriesClient, organization: str, folder: Path) -> None:
    masters = episodes(host, organization, "", "fail:translate/th")
    operation = distributor.localize_title("titles/drama", ["th", "en"], profile="netflix")
    first = distributor.wait_for_title(operation.name)
    made = (folder / "made.log").read_text().splitlines()
    # The fault is gone: a person has put the right file there.
    with host.database.write() as session:
        row = session.get_one(tables.Master, (organization, "drama", "e002"))
        data = host.backend.store.path(row.media["sha256"]).read_bytes().replace(b"fail:translate/th", b"")
        row.media = row.media | {"sha256": host.backend.store.put_bytes(data)}
    again = distributor.retry_failed(operation.name)
    told: list[series_service_pb2.LocalizeTitleMetadata] = []
    response = distributor.wait_for_title(again.name, told=told.append)
    assert [episode.master for episode in told[-1].episodes] == masters[1:]
    assert (told[-1].retry_of, response.failed_episode_count) == (operation.name, 0)
    package = distributor.call(distributor.packages.GetPackage, package_service_pb2.GetPackageRequest(name=response.packages[0]))
    assert (sorted(package.languages), package.profile, package.supersedes) == (["en", "th"], "netflix", first.packages[1])
    assert len((folder / "made.log").read_text().splitlines()) > len(made)
    with pytest.raises(CallFailed, match="nothing failed"):
        distributor.retry_failed(again.name)


def test_a_repeated_call_is_one_operation_and_validating_begins_nothing(host: Host, distributor: SeriesClient, organization: str,
                                                                        ) -> None:
    episodes(host, organization, "", "")
    request = series_service_pb2.LocalizeTitleRequest(title="titles/drama", languages=["th"], validate_only=True)
    assert distributor.call(distributor.series.LocalizeTitle, request).name == ""
    listed = operations_pb2.ListOperationsRequest(name="operations")
    assert not distributor.call(distributor.operations.ListOperations, listed).operations
    first, second = (distributor.localize_title("titles/drama", ["th"], request_id="same") for _ in range(2))
    assert first.name == second.name
    distributor.wait_for_title(first.name)
    jobs = distributor.call(distributor.operations.ListOperations, listed).operations
    distributor.call(distributor.operations.DeleteOperation, operations_pb2.DeleteOperationRequest(name=jobs[0].name))
    assert distributor.localize_title("titles/drama", ["th"], request_id="same").name == first.name
    distributor.call(distributor.operations.DeleteOperation, operations_pb2.DeleteOperationRequest(name=first.name))
    with pytest.raises(CallFailed) as caught:
        distributor.call(distributor.operations.GetOperation, operations_pb2.GetOperationRequest(name=first.name))
    assert caught.value.status is grpc.StatusCode.NOT_FOUND
    assert len(distributor.call(distributor.operations.ListOperations, listed).operations) == 1  # the episodes' own stay


@pytest.mark.parametrize(("fields", "field"), [
    ({"languages": ["tlh"]}, "languages[0]"), ({"languages": []}, "languages"), ({"profile": "none"}, "profile"),
    ({"masters": ["titles/drama/masters/none"]}, "masters[0]"), ({"masters": ["titles/harbour/masters/e1"]}, "masters[0]"),
    ({"masters": ["titles/drama/masters/e001"] * 2}, "masters"), ({"title": "titles/none"}, "title"),
    ({"priority": 101}, "priority"), ({"glossary": "glossaries/none"}, "glossary"),
])
def test_what_cannot_be_localized_is_named(host: Host, distributor: SeriesClient, master: str, organization: str, fields: dict,
                                           field: str) -> None:
    episodes(host, organization, "")
    with pytest.raises(CallFailed) as caught:
        distributor.call(distributor.series.LocalizeTitle, series_service_pb2.LocalizeTitleRequest(
            **({"title": "titles/drama", "languages": ["th"]} | fields)))
    assert caught.value.field == field


def test_an_episode_without_media_or_one_that_runs_is_named(host: Host, distributor: SeriesClient, organization: str) -> None:
    distributor.create_title("Empty", source="zh", title_id="empty")
    with pytest.raises(CallFailed, match="0 episodes have their media"):
        distributor.localize_title("titles/empty", ["th"])
    waiting = distributor.create_master("titles/empty", "One", master_id="e1").name
    with pytest.raises(CallFailed, match="titles/empty/masters/e1: the master's media has not arrived") as caught:
        distributor.localize_title("titles/empty", ["th"], masters=[waiting])
    assert (caught.value.field, caught.value.status) == ("masters[0]", grpc.StatusCode.FAILED_PRECONDITION)


def test_a_hundred_episodes_leave_room_for_another_s_one(host: Host, distributor: SeriesClient, organization: str, client: Client,
                                                         connect: Callable[..., Client], tmp_path: Path) -> None:
    """One organization asks for a hundred episodes; another's single one, asked for later, is not behind them all."""
    episodes(host, organization, *([""] * 100))
    everything = distributor.localize_title("titles/drama", ["th"])
    other = connect(of=f"small-{organization}")
    other.create_title("Small", source="zh", title_id="small")
    single = other.create_master("titles/small", "One", master_id="e1").name
    send(other, single, tmp_path, f"single-{organization}")
    other.wait(other.localize(single, ["th"]).name)
    found = metadata(distributor.call(distributor.operations.GetOperation, operations_pb2.GetOperationRequest(name=everything.name)))
    left = found.counts.queued + found.counts.running
    assert len(found.episodes) == 100
    assert left > 50, "the single episode waited for more than half of the hundred"
    distributor.call(distributor.operations.CancelOperation, operations_pb2.CancelOperationRequest(name=everything.name))
    ended = distributor.call(distributor.operations.GetOperation, operations_pb2.GetOperationRequest(name=everything.name))
    assert ended.done
    assert metadata(ended).counts.cancelled == left or metadata(ended).counts.cancelled > 40


def test_priority_counts_among_one_s_own(host: Host, distributor: SeriesClient, organization: str) -> None:
    episodes(host, organization, *([""] * 12))
    slow = distributor.localize_title("titles/drama", ["th"], masters=[f"titles/drama/masters/e{n:03d}" for n in range(1, 12)],
                                      priority=90)
    fast = distributor.localize_title("titles/drama", ["th"], masters=["titles/drama/masters/e012"], priority=1)
    distributor.wait_for_title(fast.name)
    found = metadata(distributor.call(distributor.operations.GetOperation, operations_pb2.GetOperationRequest(name=slow.name)))
    assert found.counts.queued >= 1
    distributor.call(distributor.operations.CancelOperation, operations_pb2.CancelOperationRequest(name=slow.name))
