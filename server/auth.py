"""Who calls: tokens, roles, and what each role may do.

A token is ``loc_<id>_<secret>``. Only the sha256 of the secret is kept: it has 256 random bits, so that a slow hash
would add nothing. The organization and the role come from the token, never from the request.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Final

import sqlalchemy as sa

from localize.errors import InvalidInput, NotAllowed, NotFound
from server import tables
from server.database import Database, now
from server.refusals import Unauthenticated

_ORGANIZATION: Final = re.compile(r"[a-z][a-z0-9-]{0,62}")
_TOKEN: Final = re.compile(r"loc_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")


class Role(StrEnum):
    """What a caller is."""

    DISTRIBUTOR = "distributor"
    PARTNER = "partner"
    TRANSLATOR = "translator"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: the organization whose rows they see, their role in it, and the id of their token."""

    organization: str
    role: Role
    token: str = field(default="", compare=False)


LOCAL: Final = Caller("local", Role.ADMIN)
"""Who calls without a token on a server that was started with ``--insecure-loopback``."""

_EVERYONE: Final = frozenset(Role)
_STAFF: Final = frozenset({Role.DISTRIBUTOR, Role.TRANSLATOR, Role.ADMIN})
_OWNERS: Final = frozenset({Role.DISTRIBUTOR, Role.ADMIN})
_OURS: Final = "localization.v1."

PERMISSIONS: Final = {
    **dict.fromkeys(("PackageService/GetPackage", "PackageService/ListPackages", "PackageService/DownloadFile",
                     "PackageService/WatchPackages", "PackageService/GetManifest", "PackageService/ListFileChanges",
                     "PackageService/CreateLink", "PartnerService/ListFindings", "StatusService/GetStatus"), _EVERYONE),
    **dict.fromkeys(("VoiceService/GetVoice", "VoiceService/ListVoices", "VoiceService/ListVoicePackages",
                     "VoiceService/ListCasting", "VoiceService/SetCasting"), _STAFF),
    **dict.fromkeys(("VoiceService/CreateVoice", "VoiceService/UpdateVoice", "VoiceService/RevokeVoice"), _OWNERS),
    **dict.fromkeys(("RightsService/GetWindow", "RightsService/ListWindows", "PartnerService/ListAcknowledgements",
                     "PartnerService/ReportProblem"), _OWNERS | {Role.PARTNER}),
    "PartnerService/AcknowledgePackage": frozenset({Role.PARTNER}),
    **dict.fromkeys(("TitleService/GetTitle", "TitleService/ListTitles", "TitleService/WatchTitle",
                     "MasterService/GetMaster", "MasterService/ListMasters", "MasterService/WatchMaster",
                     "LocalizationService/GetLocalization", "LocalizationService/ListLocalizations",
                     "LocalizationService/GetCue", "LocalizationService/ListCues", "LocalizationService/UpdateCue",
                     "GlossaryService/GetGlossary", "GlossaryService/ListGlossaries", "GlossaryService/ImportTerms", "GlossaryService/ExportTerms",
                     "GlossaryService/CreateTerm", "GlossaryService/GetTerm", "GlossaryService/ListTerms",
                     "GlossaryService/UpdateTerm", "GlossaryService/RetireTerm",
                     "CorrectionService/PreviewGlossaryChange", "CorrectionService/ListGlossaryRevisions",
                     "CorrectionService/ListTermProposals", "CorrectionService/AcceptTermProposal",
                     "CorrectionService/DismissTermProposal", "MemoryService/ApproveCues",
                     "MemoryService/SuggestTranslations", "MemoryService/ListMemoryUnits",
                     "MemoryService/RemoveMemoryUnit", "MemoryService/ImportMemory", "MemoryService/ExportMemory", "PartnerService/ResolveFinding"),
                    _STAFF),
    **dict.fromkeys(("TitleService/CreateTitle", "TitleService/UpdateTitle", "MasterService/CreateMaster",
                     "MasterService/UpdateMaster", "MasterService/StartUpload", "MasterService/QueryUpload",
                     "MasterService/Upload", "LocalizationService/Localize", "CorrectionService/ApplyGlossaryChange",
                     "GlossaryService/CreateGlossary",
                     "GlossaryService/UpdateGlossary", "RightsService/CreateWindow", "RightsService/UpdateWindow",
                     "RightsService/DeleteWindow", "RightsService/ListAuditEntries", "SeriesService/LocalizeTitle",
                     "SeriesService/RetryFailed"), _OWNERS),
}
"""Roles by method of our own services; a method that is not named is refused."""

_OTHERS: Final = {
    **{f"google.longrunning.Operations/{name}": _STAFF for name in ("GetOperation", "ListOperations", "WaitOperation")},
    "google.longrunning.Operations/CancelOperation": _OWNERS,
    "google.longrunning.Operations/DeleteOperation": _OWNERS,
    "grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo": _EVERYONE,
}

OPEN: Final = frozenset({"grpc.health.v1.Health/Check", "grpc.health.v1.Health/Watch", "grpc.health.v1.Health/List"})
"""Methods that need no credential: load balancers have none."""


def permit(caller: Caller, method: str) -> None:
    """Refuse a method that the caller's role may not use.

    Args:
        caller: Who calls.
        method: ``package.Service/Method``.

    Raises:
        NotAllowed: If the role may not use it.
    """
    allowed = _OTHERS.get(method) or PERMISSIONS.get(method.removeprefix(_OURS), frozenset())
    if caller.role not in allowed:
        raise NotAllowed(f"the role {caller.role} may not call {method.rpartition('.')[2]}", field="authorization",
                         hint=f"roles that may: {', '.join(sorted(allowed)) or 'none'}")


class Credentials:
    """The tokens of a server.

    Args:
        database: Where they are kept.
        insecure_loopback: Whether calls without a token are admitted as :data:`LOCAL`.
    """

    def __init__(self, database: Database, *, insecure_loopback: bool = False) -> None:
        self._database = database
        self._insecure_loopback = insecure_loopback

    def admit(self, authorization: str) -> Caller:
        """Return who calls, from the value of the ``authorization`` header.

        Raises:
            Unauthenticated: If there is no token, or none that is known, in date and not revoked.
        """
        if not authorization:
            if self._insecure_loopback:
                return LOCAL
            raise Unauthenticated("the call carries no token", field="authorization",
                                  hint="send the header `authorization: Bearer <token>`")
        scheme, _, text = authorization.partition(" ")
        match = _TOKEN.fullmatch(text.strip())
        if scheme.lower() != "bearer" or match is None:
            raise Unauthenticated("the authorization header holds no token", field="authorization",
                                  hint="it reads `Bearer loc_…`")
        with self._database.read() as session:
            row = session.get(tables.Token, match[1])
        good = hmac.compare_digest(_digest(match[2]), row.digest if row else "")
        if row is None or not good or row.revoke_time or (row.expire_time and row.expire_time <= now()):
            raise Unauthenticated("the token is unknown, expired or revoked", field="authorization",
                                  hint="ask an administrator of your organization for a new one")
        return Caller(row.organization, Role(row.role), row.id)

    def recheck(self, caller: Caller) -> None:
        """Refuse a caller whose token was revoked or has expired since it was admitted.

        Raises:
            Unauthenticated: If so, or if it had none and callers without one are no longer admitted.
        """
        with self._database.read() as session:
            row = session.get(tables.Token, caller.token) if caller.token else None
        if row is None and self._insecure_loopback and not caller.token:
            return
        if row is None or row.revoke_time or (row.expire_time and row.expire_time <= now()):
            raise Unauthenticated("the token that this link was made with is expired or revoked", field="link",
                                  hint="make a new link with a good token")

    def create(self, organization: str, role: Role, *, label: str = "", days: int = 0) -> str:
        """Make a token and return it: the only time that it is seen.

        Args:
            organization: Whose rows it opens; made if it is new.
            role: What its bearer may do.
            label: For people.
            days: After which it expires; 0 for never.

        Raises:
            InvalidInput: If the organization's name will not do.
        """
        organization_name(organization)
        identifier, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
        with self._database.write() as session:
            if session.get(tables.Organization, organization) is None:
                session.add(tables.Organization(organization=organization))
                session.flush()
            session.add(tables.Token(id=identifier, organization=organization, role=role.value, label=label,
                                     digest=_digest(secret),
                                     expire_time=now() + timedelta(days=days) if days else None))
        return f"loc_{identifier}_{secret}"

    def revoke(self, identifier: str) -> None:
        """Make a token useless.

        Raises:
            NotFound: If there is none of that id.
        """
        with self._database.write() as session:
            row = session.get(tables.Token, identifier)
            if row is None:
                raise NotFound(f"no token {identifier!r}", field="id", hint="`localize-server token list` shows them")
            row.revoke_time = row.revoke_time or now()

    def list(self) -> list[tables.Token]:
        """Return every token, oldest first, without its secret."""
        with self._database.read() as session:
            return list(session.scalars(sa.select(tables.Token).order_by(tables.Token.create_time)))


def organization_name(name: str, field: str = "organization") -> str:
    """Return an organization's name.

    Raises:
        InvalidInput: If it will not do.
    """
    if _ORGANIZATION.fullmatch(name) is None:
        raise InvalidInput(f"{name!r} cannot be an organization", field=field,
                           hint="1 to 63 of a-z, 0-9 and -, beginning with a letter")
    return name


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
