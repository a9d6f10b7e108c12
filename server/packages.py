"""Packages as the store keeps them, and as each caller sees them: all of it, or what is licensed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from localize.delivery import MANIFEST
from localize.errors import NotAllowed, NotFound
from localize.model import FileRole, Package, PackageFile
from localize.packaging.changes import changes, digests
from localize.record import from_json
from localize.store import Store
from server import convert, names, rights, tables
from server._gen.localization.v1 import package_pb2, package_service_pb2
from server.auth import Caller, Role
from server.backend import Backend

_ADDED: Final = package_service_pb2.FILE_CHANGE_KIND_ADDED
_CHANGED: Final = package_service_pb2.FILE_CHANGE_KIND_CHANGED
_REMOVED: Final = package_service_pb2.FILE_CHANGE_KIND_REMOVED


@dataclass(frozen=True, slots=True)
class View:
    """A package as one caller sees it.

    Attributes:
        row: Its row.
        record: All of it.
        files: What the caller may have; the manifest is among them for those who may have everything.
        licence: What opens it to a partner; None for its own organization's people.
        shared: Whether its name begins with its organization, because it is not the caller's.
    """

    row: tables.Package
    record: Package
    files: tuple[PackageFile, ...]
    licence: rights.Licence | None
    shared: bool

    @property
    def name(self) -> str:
        """Its resource name, as the caller writes it."""
        return package_name(self.row, shared=self.shared)

    @property
    def complete(self) -> bool:
        """Whether nothing is left out."""
        return len(self.files) == len(self.record.files)

    def partial(self, path: str) -> PackageFile | None:
        """Return a playlist over tracks of which the caller may have some: it is served without the others."""
        found = next((item for item in self.record.files if item.path == path), None)
        mixed = found is not None and found not in self.files and found.role is FileRole.PLAYLIST and not found.language
        return found if mixed else None

    def may_have(self, language: str) -> bool:
        """Return whether the caller may have a language of it."""
        return self.licence is None or not language or self.licence.opens(self.record, language)

    def file(self, path: str) -> PackageFile:
        """Return the file of a path.

        Raises:
            UnsafePath: If no file can have that path.
            NotAllowed: If the caller may not have it.
            NotFound: If there is none.
        """
        # A name is looked up, never opened: no path leads out of the package.
        found = next((item for item in self.record.files if item.path == names.package_path(path)), None)
        if found is None:
            raise NotFound(f"the package has no file {path!r}", field="path", hint="GetPackage lists them")
        if found not in self.files:
            wanted = sorted(tag for tag in rights.languages_in(found, self.record) if not self.may_have(tag))
            raise NotAllowed(f"{path!r} holds {', '.join(wanted) or 'more'}, which is not licensed to you", field="path",
                             hint="GetPackage lists what is; GetManifest gives the manifest without the rest")
        return found


def view(session: Session, backend: Backend, caller: Caller, name: str, *, place: str = "", field: str = "name") -> View:
    """Return a package as a caller sees it.

    Args:
        session: The transaction.
        backend: What services share.
        caller: Who asks.
        name: Of the package, with or without its organization.
        place: A territory, if only a right for that one counts.
        field: The request's field, for errors.

    Raises:
        InvalidInput: If the name is no package's.
        NotFound: If there is none that the caller could know of.
        NotAllowed: If a partner's right has ended, has not begun, or does not cover it.
    """
    owner, parts = names.owned(name, names.PACKAGE, field=field)
    row = session.get(tables.Package, (owner or caller.organization, *parts))
    missing = NotFound(f"there is no {name}", field=field)
    if row is None:
        raise missing
    if caller.role is not Role.PARTNER:
        if row.organization != caller.organization:
            raise missing
        record = package_record(row, backend.store)
        return View(row, record, record.files, None, shared=False)
    windows = rights.windows(session, caller.organization, row.organization, row.title)
    if not windows:
        raise missing
    record, at = package_record(row, backend.store), backend.clock()
    found = licensed(session, row, record, windows, at, place)
    if found is None:
        raise rights.refusal(windows, record, at, place)
    return found


def licensed(session: Session, row: tables.Package, record: Package, windows: Sequence[tables.RightsWindow], at: datetime,
             place: str = "") -> View | None:
    """Return a package as a partner sees it by these windows; None if it sees nothing of it.

    A partner's names always begin with the organization: two of them may have titles of one name.
    """
    title = session.get_one(tables.Title, (row.organization, row.title))
    licence = rights.licence(windows, title.source_language, at, place)
    files = licence.files(record)
    return View(row, record, files, licence, shared=True) if files else None


def package_record(row: tables.Package, store: Store) -> Package:
    """Return the engine's record of a package.

    Raises:
        NotFound: If the store has lost it.
    """
    return _parsed(store.path(row.record))


@lru_cache(maxsize=256)
def _parsed(path: Path) -> Package:
    # The path is made of a digest: what lies there never changes.
    return from_json(path.read_bytes(), Package)


def package_name(row: tables.Package, *, shared: bool) -> str:
    """Return a package's name, with its organization if it is shared."""
    name = names.join(names.PACKAGE, row.title, row.master, row.id)
    return names.join(names.OWNED, row.organization) + name if shared else name


def neighbours(session: Session, backend: Backend, found: View) -> tuple[str, str]:
    """Return the names of the package that a view's package supersedes and of the newest of its kind; empty for none.

    A partner is told of those it sees: what is newer but not licensed takes nothing's place for it.
    """
    row, table = found.row, tables.Package
    rows = session.scalars(sa.select(table).where(
        table.organization == row.organization, table.title == row.title, table.master == row.master,
        table.profile == row.profile).order_by(table.create_time, table.id)).all()
    place = next(number for number, item in enumerate(rows) if item.id == row.id)
    older = next((item for item in reversed(rows[:place]) if _seen(backend, found, item)), None)
    newest = next((item for item in reversed(rows[place + 1:]) if _seen(backend, found, item)), None)
    return (package_name(older, shared=found.shared) if older else "",
            package_name(newest, shared=found.shared) if newest else "")


def _seen(backend: Backend, found: View, row: tables.Package) -> bool:
    return found.licence is None or bool(found.licence.files(package_record(row, backend.store)))


def package_message(session: Session, backend: Backend, found: View) -> package_pb2.Package:
    """Return a package's message, as the view's caller sees it.

    Raises:
        NotFound: If the store has lost its record.
    """
    row, record = found.row, found.record
    older, newest = neighbours(session, backend, found)
    master = session.get_one(tables.Master, (row.organization, row.title, row.master))
    return package_pb2.Package(
        name=found.name, languages=[tag for tag in record.languages if found.may_have(tag)],
        files=[package_pb2.PackageFile(path=file.path, role=file.role.value, media_type=file.media_type, size=file.size,
                                       sha256=file.sha256, language=file.language) for file in found.files],
        deliverable=record.deliverable, reasons=record.reasons,
        models=[package_pb2.ModelUse(job=model.job, model=model.name, revision=model.revision, licence=model.licence,
                                     starter=model.starter) for model in record.models],
        finding_counts=Counter(finding.severity.value for finding in record.findings if found.may_have(finding.language)),
        operation="" if found.licence else names.join(names.OPERATION, row.job),
        create_time=convert.stamp(row.create_time), title=record.title, episode=master.display_name,
        profile=row.profile, supersedes=older, superseded_by=newest,
        withheld_file_count=0 if found.complete else len(record.files) - len(found.files))


def manifest(found: View, store: Store) -> package_service_pb2.GetManifestResponse:
    """Return a package's manifest: its very bytes, or for a partner with less than all of it, what concerns the partner.

    Raises:
        NotFound: If the package has none.
    """
    file = next((item for item in found.record.files if item.path == MANIFEST), None)
    if file is None:
        raise NotFound("the package has no manifest", field="name")
    data = store.path(file.sha256).read_bytes()
    if not found.complete:
        hidden = {tag for tag in found.record.languages if not found.may_have(tag)}
        paths = {item.path for item in found.record.files} - {item.path for item in found.files}
        data = json.dumps(_without(json.loads(data), hidden, paths), ensure_ascii=False, indent=1).encode()
    return package_service_pb2.GetManifestResponse(manifest=data, sha256=file.sha256, complete=found.complete)


def _without(value: Any, hidden: set[str], paths: set[str]) -> Any:
    """Return JSON data without what belongs to the hidden languages: entries named so, elements that say so, files."""
    if isinstance(value, dict):
        return {key: _without(item, hidden, paths) for key, item in value.items() if key not in hidden}
    if isinstance(value, list):
        return [_without(item, hidden, paths) for item in value if not (
            item in hidden if isinstance(item, str) else isinstance(item, dict) and (
                item.get("language") in hidden or item.get("path") in paths))]
    return value


def file_changes(old: Sequence[PackageFile], new: Sequence[PackageFile]) -> list[package_service_pb2.FileChange]:
    """Return the files that are not the same in two packages, in order of their paths."""
    before, after = {file.path: file for file in old}, {file.path: file for file in new}
    found = changes(digests(tuple(old)), digests(tuple(new)))
    kinds = {**dict.fromkeys(found.added, _ADDED), **dict.fromkeys(found.changed, _CHANGED),
             **dict.fromkeys(found.removed, _REMOVED)}
    return [package_service_pb2.FileChange(
        path=path, kind=kinds[path], language=(after.get(path) or before[path]).language,
        old_sha256=before[path].sha256 if path in before else "", new_sha256=after[path].sha256 if path in after else "",
        new_size=after[path].size if path in after else 0) for path in sorted(kinds)]
