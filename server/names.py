"""Resource names: ``titles/{title}/masters/{master}`` and its like, taken apart and put together."""

from __future__ import annotations

import re
import secrets
from typing import Final
from urllib.parse import unquote

from localize.errors import InvalidInput, UnsafePath

TITLE: Final = "titles/{title}"
MASTER: Final = TITLE + "/masters/{master}"
LOCALIZATION: Final = MASTER + "/localizations/{language}"
CUE: Final = LOCALIZATION + "/cues/{cue}"
PACKAGE: Final = MASTER + "/packages/{package}"
GLOSSARY: Final = "glossaries/{glossary}"
TERM: Final = GLOSSARY + "/terms/{term}"
REVISION: Final = GLOSSARY + "/revisions/{revision}"
PROPOSAL: Final = GLOSSARY + "/proposals/{proposal}"
MEMORY_UNIT: Final = "memoryUnits/{unit}"
UPLOAD: Final = "uploads/{upload}"
OPERATION: Final = "operations/{operation}"
VOICE: Final = "voices/{voice}"
WINDOW: Final = TITLE + "/windows/{window}"
FINDING: Final = LOCALIZATION + "/findings/{finding}"
OWNED: Final = "organizations/{organization}/"
"""Stands before the name of another organization's resource, as a partner sees it."""

ANY: Final = "-"
"""Stands for every resource of a collection, where a list allows it (AIP-159)."""

_CHOSEN: Final = re.compile(r"[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")
_GIVEN: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._~-]{0,126}[A-Za-z0-9])?")
_VARIABLE: Final = re.compile(r"\{[a-z]+\}")


def parse(name: str, pattern: str, *, field: str = "name", wildcard: bool = False) -> tuple[str, ...]:
    """Return the variable parts of ``name``, in order.

    Args:
        name: A resource name.
        pattern: One of the patterns above.
        field: The request's field, for the error.
        wildcard: Whether ``-`` may stand for a part.

    Raises:
        InvalidInput: If the name does not fit the pattern.
    """
    wanted, found = pattern.split("/"), name.split("/")
    parts: list[str] = []
    for want, have in zip(wanted, found, strict=False):
        if _VARIABLE.fullmatch(want):
            if not (_GIVEN.fullmatch(have) or (wildcard and have == ANY)):
                break
            parts.append(have)
        elif want != have:
            break
    if len(wanted) != len(found) or len(parts) != len(_VARIABLE.findall(pattern)):
        raise InvalidInput(f"{name!r} is no resource name", field=field, hint=f"it looks like {pattern}")
    return tuple(parts)


def owned(name: str, pattern: str, *, field: str = "name", wildcard: bool = False) -> tuple[str, tuple[str, ...]]:
    """Return whose resource ``name`` is, empty for the caller's own, and the variable parts behind that.

    Raises:
        InvalidInput: If the name does not fit the pattern, with or without ``organizations/{organization}/``.
    """
    if not name.startswith("organizations/"):
        return "", parse(name, pattern, field=field, wildcard=wildcard)
    owner, *parts = parse(name, OWNED + pattern, field=field, wildcard=wildcard)
    return owner, tuple(parts)


def join(pattern: str, *parts: str) -> str:
    """Return the name of a resource from its variable parts."""
    values = iter(parts)
    return _VARIABLE.sub(lambda _: next(values), pattern)


def chosen_id(wanted: str, kind: str) -> str:
    """Return the last part of a new resource's name: the caller's wish, or one made up.

    Raises:
        InvalidInput: If the wish is not 1–63 of ``a-z 0-9 -``, beginning with a letter.
    """
    if not wanted:
        return f"{kind[0]}{secrets.token_hex(8)}"
    if _CHOSEN.fullmatch(wanted) is None:
        raise InvalidInput(f"{wanted!r} cannot be an id", field=f"{kind}_id",
                           hint="1 to 63 of a-z, 0-9 and -, beginning with a letter, not ending with -")
    return wanted


def package_path(path: str, field: str = "path") -> str:
    """Return the path of a package's file, if it is one that a package can have.

    Raises:
        UnsafePath: If it is empty or absolute, steps out of its folder, or holds backslashes, control characters or
            percent signs that hide one of these.
    """
    form = path
    for _ in range(3):  # as it is, decoded, and decoded twice: some proxy on the way may do it
        if (not form or form.startswith("/") or set(form) & set("\\:") or any(ord(char) < 32 or char == "\x7f" for char in form)
                or any(part in {"", ".", ".."} for part in form.split("/"))):
            raise UnsafePath(f"{path!r} is no path of a file in a package", field=field,
                             hint="relative, with forward slashes, as GetPackage lists it")
        form = unquote(form)
    return path


def safe_filename(name: str, field: str = "filename") -> str:
    """Return a file name that is a name only.

    Raises:
        UnsafePath: If it is empty, too long, holds a path or control characters, or is hidden.
    """
    if not name.strip() or len(name.encode()) > 255:
        raise UnsafePath("a file needs a name of 1 to 255 bytes", field=field)
    if set(name) & set("/\\:") or name.startswith(".") or not name.isprintable():
        raise UnsafePath(f"{name!r} is not a plain file name", field=field,
                         hint="give the name without folders, drive, leading dot or control characters")
    return name
