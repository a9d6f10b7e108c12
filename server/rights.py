"""What a partner may have: the windows of a title, and the files of a package that they open.

A window is for one partner, one territory, and one language or all. A file is the partner's when **every** language in
it is open to the partner now: a subtitle file or a dub has one language, a container has those of all its tracks, and
a picture or a stem without speech has none. The film's own language is open with any window: its sound is part of the
picture. What is not the partner's is left out of all that it sees.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from langcodes import Language
from sqlalchemy.orm import Session

from localize.delivery import MANIFEST
from localize.errors import InvalidInput, NotAllowed
from localize.model import FileRole, Package, PackageFile
from server import tables

WORLD: Final = "001"
"""UN M49 for the world: a window for it opens every territory."""
_TERRITORY: Final = re.compile(r"[A-Z]{2}|001")
_WORDLESS: Final = frozenset({FileRole.STEM, FileRole.STREAM})
"""Roles of files that hold no words where they name no language; a contact sheet shows lines of every language."""
_TAG: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Licence:
    """Windows of one title that are open to one partner.

    Attributes:
        windows: They.
        source: Tag of the language spoken in the film.
    """

    windows: tuple[tables.RightsWindow, ...]
    source: str = ""

    def opens(self, package: Package, language: str) -> bool:
        """Return whether a language of a package is open; a trial package needs a window for trials."""
        return any((window.language in {"", language} or language == self.source) and (package.deliverable or window.trial)
                   for window in self.windows)

    def files(self, package: Package) -> tuple[PackageFile, ...]:
        """Return the files of a package that are open, in its order; none if no language in it is."""
        if not any(self.opens(package, tag) for tag in _all(package) - {self.source}):
            return ()
        found = tuple(file for file in package.files if file.path != MANIFEST and
                      all(self.opens(package, tag) for tag in languages_in(file, package)))
        # The manifest speaks of every file: it comes with all of them, or not as a file.
        return package.files if len(found) >= sum(file.path != MANIFEST for file in package.files) else found


def languages_in(file: PackageFile, package: Package) -> frozenset[str]:
    """Return the languages that somebody who has the file has.

    A file that names none is taken to hold every language of the package, unless its role has no words in it; one that
    is about another file holds what that one does.
    """
    if file.language:
        return frozenset({file.language})
    details = dict(file.details)
    if "languages" in details:
        return frozenset(_TAG.findall(details["languages"])) & set(package.languages)
    about = next((item for item in package.files if item.path == details.get("of", "") != file.path), None)
    if about is not None:
        return languages_in(about, package)
    return frozenset() if file.role in _WORDLESS else frozenset(package.languages)


def windows(session: Session, partner: str, owner: str, title: str) -> Sequence[tables.RightsWindow]:
    """Return every window that an organization ever opened to a partner for a title."""
    return session.scalars(sa.select(tables.RightsWindow).where(
        tables.RightsWindow.organization == owner, tables.RightsWindow.title == title,
        tables.RightsWindow.partner == partner).order_by(tables.RightsWindow.id)).all()


def is_open(window: tables.RightsWindow, at: datetime, place: str = "") -> bool:
    """Return whether a window is open at a moment, in a territory if one is given: from its begin, before its end."""
    begun = window.begin_time is None or window.begin_time <= at
    ended = window.end_time is not None and window.end_time <= at
    return begun and not ended and (not place or window.territory in {place, WORLD})


def licence(found: Iterable[tables.RightsWindow], source: str, at: datetime, place: str = "") -> Licence:
    """Return what is open of the windows of a title at a moment, in a territory if one is given."""
    return Licence(tuple(window for window in found if is_open(window, at, place)), source)


def refusal(found: Sequence[tables.RightsWindow], package: Package, at: datetime, place: str = "") -> NotAllowed:
    """Return why none of the windows of a title opens a package, in words a partner can act on."""
    here = [window for window in found if not place or window.territory in {place, WORLD}]
    if not here:
        return NotAllowed(f"no right to this title for {place}", field="territory",
                          hint=f"yours are for {', '.join(sorted({window.territory for window in found}))}")
    if any(is_open(window, at) for window in here):
        if not package.deliverable and not any(window.trial and is_open(window, at) for window in here):
            return NotAllowed("this package is for trying out, and your right is for deliverable ones", field="name",
                              hint="ask the distributor for a window with `trial`, or wait for the next package")
        return NotAllowed(f"your right does not cover {', '.join(package.languages)}", field="name",
                          hint="ListWindows says what it covers")
    coming = [window.begin_time for window in here if window.begin_time is not None and window.begin_time > at]
    if coming:
        return NotAllowed(f"your right to this title begins at {min(coming):%Y-%m-%dT%H:%M:%SZ}", field="name",
                          hint="try again then; WatchPackages tells when it has begun")
    ended = max(window.end_time for window in here if window.end_time is not None)
    return NotAllowed(f"your right to this title ended at {ended:%Y-%m-%dT%H:%M:%SZ}", field="name",
                      hint="ask the distributor for a new window")


def fingerprint(files: Iterable[PackageFile]) -> str:
    """Return what files a partner was told of, digested."""
    return hashlib.sha256("\n".join(f"{file.path} {file.sha256}" for file in files).encode()).hexdigest()


def territory(code: str, field: str) -> str:
    """Return a territory as we write it; empty for empty.

    Raises:
        InvalidInput: If it is no ISO 3166-1 alpha-2 code and not ``001``.
    """
    upper = code.strip().upper()
    if upper and (_TERRITORY.fullmatch(upper) is None or not Language.make(territory=upper).is_valid()):
        raise InvalidInput(f"{code!r} is no territory", field=field,
                           hint="two letters of ISO 3166-1, such as TH, or 001 for the world")
    return upper


def _all(package: Package) -> set[str]:
    return {*package.languages, *(file.language for file in package.files if file.language)}
