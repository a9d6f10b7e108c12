"""``localize-server rights`` and ``audit``: what ``RightsService`` does, for whoever may open the database."""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

from localize.errors import InvalidInput
from localize.store import LocalStore
from server._gen.localization.v1 import rights_pb2, rights_service_pb2
from server.auth import Caller, Role, organization_name
from server.backend import Backend
from server.database import Database
from server.gate import Call
from server.services.rights import RightsService
from server.settings import Settings
from server.watch import Events

_COLUMNS = ("begin_time", "organization", "role", "token", "package", "path", "offset", "sent_bytes", "channel", "address",
            "outcome", "reason")


def add(commands: Any, command: Callable[..., Any]) -> None:
    """Add the commands to the parser."""
    rights = commands.add_parser("rights", help="open, list and close the windows of partners")
    kinds = rights.add_subparsers(dest="command", required=True)
    opened = command(kinds, "add", open_window, "open a window: what a partner may have of a title, where, and when")
    opened.add_argument("--title", required=True, help="id of the title")
    opened.add_argument("--partner", required=True, help="organization that gets it")
    opened.add_argument("--territory", required=True, help="two letters of ISO 3166-1, or 001 for the world")
    opened.add_argument("--language", default="", help="BCP 47 tag; every language if not given")
    opened.add_argument("--begin", default="", help="2026-12-01 or 2026-12-01T08:00+08:00; at once if not given")
    opened.add_argument("--end", default="", help="likewise, exclusive; without end if not given")
    opened.add_argument("--trial", action="store_true", help="also packages that are not deliverable")
    opened.add_argument("--note", default="", help="the contract it comes from")
    listed = command(kinds, "list", list_windows, "list windows")
    listed.add_argument("--title", default="-", help="id of the title (default all)")
    closed = command(kinds, "remove", remove_window, "take a window back; links made by it stop working")
    closed.add_argument("name", help="as `list` shows it")
    audit = command(commands, "audit", list_downloads, "list downloads as CSV: who took what, when, and how it ended")
    audit.add_argument("--title", default="-", help="id of the title (default all)")
    audit.add_argument("--partner", default="", help="organization that downloads (default all)")
    audit.add_argument("--since", default="", help="2026-12-01 or 2026-12-01T08:00+08:00")
    audit.add_argument("--refused", action="store_true", help="only what was refused")
    for parser in (opened, listed, closed, audit):
        parser.add_argument("--organization", required=True, help="whose titles they are")


def open_window(settings: Settings, organization: str, title: str, partner: str, territory: str, language: str, begin: str,
                end: str, trial: bool, note: str) -> int:
    """Open a window and print its name."""
    window = rights_pb2.RightsWindow(organization=partner, territory=territory, language=language, trial=trial, note=note)
    for field, text in (("begin_time", begin), ("end_time", end)):
        if text:
            getattr(window, field).FromDatetime(_moment(text, field.partition("_")[0]))
    with _service(settings, organization) as (service, call):
        made = service.CreateWindow(rights_service_pb2.CreateWindowRequest(parent=f"titles/{title}", window=window), call)
    sys.stdout.write(f"{made.name}\n")
    return 0


def list_windows(settings: Settings, organization: str, title: str) -> int:
    """Print windows, a line each."""
    request = rights_service_pb2.ListWindowsRequest(parent=f"titles/{title}", page_size=500)
    with _service(settings, organization) as (service, call):
        while True:
            answer = service.ListWindows(request, call)
            for window in answer.windows:
                state = "open" if window.open else "closed"
                until = f"{window.end_time.ToDatetime():%Y-%m-%d}" if window.HasField("end_time") else "…"
                begin = f"{window.begin_time.ToDatetime():%Y-%m-%d}" if window.HasField("begin_time") else "…"
                sys.stdout.write(f"{window.name}  {window.organization}  {window.territory}  {window.language or 'all'}  "
                                 f"{begin} – {until}  {state}{'  trial' if window.trial else ''}  {window.note}\n")
            if not answer.next_page_token:
                return 0
            request.page_token = answer.next_page_token


def remove_window(settings: Settings, organization: str, name: str) -> int:
    """Take a window back."""
    with _service(settings, organization) as (service, call):
        service.DeleteWindow(rights_service_pb2.DeleteWindowRequest(name=name), call)
    return 0


def list_downloads(settings: Settings, organization: str, title: str, partner: str, since: str, refused: bool) -> int:
    """Print the log of downloads as CSV."""
    request = rights_service_pb2.ListAuditEntriesRequest(parent=f"titles/{title}", organization=partner, page_size=500)
    if refused:
        request.outcome = rights_pb2.AUDIT_OUTCOME_REFUSED
    if since:
        request.begin_time.FromDatetime(_moment(since, "since"))
    out = csv.writer(sys.stdout)
    out.writerow(_COLUMNS)
    with _service(settings, organization) as (service, call):
        while True:
            answer = service.ListAuditEntries(request, call)
            for entry in answer.entries:
                out.writerow([_cell(entry, column) for column in _COLUMNS])
            if not answer.next_page_token:
                return 0
            request.page_token = answer.next_page_token


def _cell(entry: rights_pb2.AuditEntry, column: str) -> str:
    if column == "begin_time":
        return entry.begin_time.ToJsonString()
    if column == "outcome":
        return rights_pb2.AuditOutcome.Name(entry.outcome).removeprefix("AUDIT_OUTCOME_").lower()
    return str(getattr(entry, column))


def _moment(text: str, field: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput(f"{text!r} is no time", field=field, hint="such as 2026-12-01, or 2026-12-01T08:00+08:00") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


@contextmanager
def _service(settings: Settings, organization: str) -> Iterator[tuple[RightsService, Call]]:
    database = Database(settings.metadata_url)
    try:
        database.migrate()
        backend = Backend(settings, database, Events(database, 1), LocalStore(settings.data / "store"))
        caller = Caller(organization_name(organization), Role.ADMIN)
        yield RightsService(backend), Call(caller, cast("Any", SimpleNamespace()))
    finally:
        database.close()
