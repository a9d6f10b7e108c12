"""The log of downloads: a row before the first byte leaves, closed with how it ended. Refusals have rows too."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, cast

from localize.errors import LocalizeError, StorageError
from server import convert, names, tables
from server._gen.localization.v1 import rights_pb2
from server.auth import Caller
from server.backend import Backend

BEGUN: Final = rights_pb2.AUDIT_OUTCOME_BEGUN
COMPLETE: Final = rights_pb2.AUDIT_OUTCOME_COMPLETE
BROKEN: Final = rights_pb2.AUDIT_OUTCOME_BROKEN
REFUSED: Final = rights_pb2.AUDIT_OUTCOME_REFUSED
FAILED: Final = rights_pb2.AUDIT_OUTCOME_FAILED
_LONGEST_PATH: Final = 1000


@dataclass(slots=True)
class Download:
    """A download that runs.

    Attributes:
        wanted: Bytes that were asked for.
        sent: Bytes handed over to the network so far.
    """

    wanted: int = 0
    sent: int = 0


class Audit:
    """Writes the log.

    Args:
        backend: What services share.
        channel: ``grpc``, ``http`` or ``link``.
    """

    def __init__(self, backend: Backend, channel: str) -> None:
        self._backend = backend
        self._channel = channel

    @contextmanager
    def download(self, caller: Caller, package: str, path: str, *, offset: int = 0, address: str = "",
                 ) -> Iterator[Download]:
        """Log what happens in the block: how many bytes went, and whether it ended, broke off or was refused.

        Args:
            caller: Who downloads.
            package: Name of the package as it was asked for; if no package can have it, nothing is logged.
            path: Of the file, as it was asked for.
            offset: Where the first byte lies.
            address: The other side's.
        """
        sequence = self.begin(caller, package, path, offset=offset, address=address)
        download, reason = Download(), ""
        outcome: int = BROKEN
        try:
            yield download
            outcome = COMPLETE if download.sent >= download.wanted else BROKEN
        except LocalizeError as error:
            outcome, reason = ending(error), error.message
            raise
        finally:
            self.end(sequence, download.sent, outcome, reason)

    def begin(self, caller: Caller, package: str, path: str, *, offset: int = 0, address: str = "") -> int:
        """Log that a download begins, and return the number of its entry; 0 if no package can be meant."""
        try:
            owner, (title, master, identifier) = names.owned(package, names.PACKAGE)
        except LocalizeError:
            return 0
        with self._backend.database.write() as session:
            owner = owner or caller.organization
            if session.get(tables.Package, (owner, title, master, identifier)) is None:
                return 0  # another's log is no place for made-up names
            row = tables.AuditEntry(
                organization=owner, partner=caller.organization, role=caller.role.value, token=caller.token, title=title,
                master=master, package=identifier, path=path[:_LONGEST_PATH].replace("\0", "\\0"), offset=max(offset, 0),
                channel=self._channel, address=address, outcome=int(BEGUN), begin_time=self._backend.clock())
            session.add(row)
            session.flush()
            return row.sequence

    def end(self, sequence: int, sent: int, outcome: int, reason: str = "") -> None:
        """Log how a download ended, after how many bytes."""
        if not sequence:
            return
        with self._backend.database.write() as session:
            row = session.get_one(tables.AuditEntry, sequence)
            row.sent_bytes, row.outcome, row.reason, row.end_time = sent, outcome, reason, self._backend.clock()


def ending(error: LocalizeError) -> int:
    """Return the outcome that an error stands for: the store's own are failures, others refusals."""
    return FAILED if isinstance(error, StorageError) else REFUSED


def entry(row: tables.AuditEntry) -> rights_pb2.AuditEntry:
    """Return an entry's message."""
    return rights_pb2.AuditEntry(
        sequence=row.sequence, begin_time=convert.stamp(row.begin_time), end_time=convert.stamp(row.end_time),
        organization=row.partner, role=row.role, token=row.token,
        package=names.join(names.PACKAGE, row.title, row.master, row.package), path=row.path, offset=row.offset,
        sent_bytes=row.sent_bytes, channel=row.channel, address=row.address,
        outcome=cast("rights_pb2.AuditOutcome", row.outcome), reason=row.reason)


def peer(text: str) -> str:
    """Return the address in gRPC's name of a peer: ``ipv4:127.0.0.1:5000`` is ``127.0.0.1``."""
    kind, _, rest = text.partition(":")
    return rest.rpartition(":")[0].strip("[]").replace("%5B", "").replace("%5D", "") if kind in {"ipv4", "ipv6"} else text
