"""Watches: in order, without a gap after the last number seen, and not too many."""

from __future__ import annotations

import itertools

import grpc
import pytest

from server._gen.localization.v1 import package_service_pb2, status_service_pb2, title_pb2, title_service_pb2
from server.client import CallFailed, Client


def watch(client: Client, after: int = 0):
    return client.stream(client.titles.WatchTitle,
                         title_service_pb2.WatchTitleRequest(name="titles/harbour", after_sequence=after))


def rename(client: Client, name: str) -> None:
    client.call(client.titles.UpdateTitle, title_service_pb2.UpdateTitleRequest(
        title=title_pb2.Title(name="titles/harbour", display_name=name)))


def test_a_watch_goes_on_after_the_last_number(client: Client, master: str) -> None:
    client.create_title("Other", source="zh", title_id="harbour-2")
    first = list(itertools.islice(watch(client), 2))
    assert [event.resource for event in first] == ["titles/harbour", master]
    rename(client, "Two")
    again = watch(client, first[-1].sequence)
    assert next(again).title.display_name == "Two"
    rename(client, "Three")  # while the watch is open
    assert next(again).title.display_name == "Three"
    again.close()


def test_a_watch_tells_the_whole_job(client: Client, ready: str) -> None:
    operation = client.localize(ready, ["en", "ar"])
    seen, sequences = set(), []
    for event in client.watch(ready):
        seen.add(event.WhichOneof("change"))
        sequences.append(event.sequence)
        if event.HasField("operation") and event.operation.done:
            break
    assert seen == {"master", "localization", "package", "operation"}
    assert sequences == sorted(set(sequences))
    packages = client.stream(client.packages.WatchPackages, package_service_pb2.WatchPackagesRequest(parent="titles/-"))
    assert next(packages).package.operation == operation.name
    packages.close()
    status = client.call(client.status.GetStatus, status_service_pb2.GetStatusRequest())
    assert status.last_sequence >= sequences[-1]
    assert (status.active_operation_count, len(status.target_languages)) == (0, 12)


def test_what_cannot_be_watched_is_refused(client: Client, master: str) -> None:
    with pytest.raises(CallFailed) as caught:
        next(watch(client, -1))
    assert caught.value.field == "after_sequence"
    with pytest.raises(CallFailed) as caught:
        next(client.watch("titles/none"))
    assert caught.value.status is grpc.StatusCode.NOT_FOUND


def test_watches_leave_room_for_other_calls(client: Client, master: str) -> None:
    open_ = [watch(client) for _ in range(4)]
    for stream in open_:
        next(stream)
    with pytest.raises(CallFailed) as caught:
        next(watch(client))
    assert caught.value.status is grpc.StatusCode.RESOURCE_EXHAUSTED
    for stream in open_:
        stream.close()
