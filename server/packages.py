"""Packages as the store keeps them, and as callers see them."""

from __future__ import annotations

from collections import Counter

from localize.model import Package
from localize.record import from_json
from localize.store import LocalStore
from server import convert, names, tables
from server._gen.localization.v1 import package_pb2


def package_record(row: tables.Package, store: LocalStore) -> Package:
    """Return the engine's record of a package.

    Raises:
        NotFound: If the store has lost it.
    """
    return from_json(store.path(row.record).read_bytes(), Package)


def package_message(row: tables.Package, store: LocalStore) -> package_pb2.Package:
    """Return a package's message.

    Raises:
        NotFound: If the store has lost it.
    """
    record = package_record(row, store)
    return package_pb2.Package(
        name=names.join(names.PACKAGE, row.title, row.master, row.id), languages=record.languages,
        files=[package_pb2.PackageFile(path=file.path, role=file.role.value, media_type=file.media_type, size=file.size,
                                       sha256=file.sha256, language=file.language) for file in record.files],
        deliverable=record.deliverable, reasons=record.reasons,
        models=[package_pb2.ModelUse(job=model.job, model=model.name, revision=model.revision, licence=model.licence,
                                     starter=model.starter) for model in record.models],
        finding_counts=Counter(finding.severity.value for finding in record.findings),
        operation=names.join(names.OPERATION, row.job), create_time=convert.stamp(row.create_time))
