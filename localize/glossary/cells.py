"""One entry as named cells, whatever file it stands in: the only place where a term is read, checked and written.

Cells hold the forms of a column in order. ``source`` has the source forms, the main one first; a language tag has the
preferred rendering, then the allowed ones; ``forbidden:<tag>`` the forbidden ones; every other column is named in
:data:`COLUMNS`. A file's own module turns rows or elements into cells and back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, TypeVar

from localize.errors import InvalidGlossary
from localize.glossary.scope import Scope, read_episodes, write_episodes
from localize.glossary.term import Kind, Mode, Rendering, Status, Term, term_id
from localize.glossary.text import check_target, check_text
from localize.model import Gender

Cells = Mapping[str, tuple[str, ...]]

COLUMNS: Final = ("entry", "kind", "mode", "case", "inflects", "title", "episodes", "speaker", "addressee", "guard", "priority",
                  "status", "note", "author", "gender", "revision", "created", "updated", "alias-of")
"""Columns beside ``source``, the languages and ``forbidden:<tag>``; ``entry`` is the entry's id (``id`` is Indonesian)."""
MANY: Final = frozenset({"source", "guard"})
"""Columns, beside those of languages, that hold several forms."""

_YES: Final = frozenset({"sensitive", "yes", "true", "1"})
_NO: Final = frozenset({"insensitive", "no", "false", "0"})

T = TypeVar("T")


def term_of(cells: Cells) -> Term:
    """Return the entry of some cells.

    Raises:
        InvalidGlossary: With the column and its value: no source form, an unknown word, a number that is none, a
            rendering in the wrong script, control characters.
    """
    sources = cells.get("source", ())
    if not sources:
        raise InvalidGlossary("no source form", field="source", hint="the first cell says what is looked for")
    for column in ("source", "guard", "title", "speaker", "addressee", "author", "entry"):
        for form in cells.get(column, ()):
            check_text(form, column)
    check_text(_one(cells, "note"), "note", lines=True)
    scope = Scope(_one(cells, "title"), read_episodes(_one(cells, "episodes")), _one(cells, "speaker"), _one(cells, "addressee"))
    guards = cells.get("guard", ())
    try:
        return Term(
            id=_one(cells, "entry") or _own_id(sources[0], scope, guards), sources=tuple(dict.fromkeys(sources)),
            renderings=MappingProxyType(_renderings(cells)), kind=_choice(Kind, cells, "kind", Kind.TERM),
            mode=_choice(Mode, cells, "mode", Mode.MUST), case_sensitive=_truth(cells, "case", default=False),
            inflects=_truth(cells, "inflects", default=True), scope=scope, guards=guards,
            priority=_number(cells, "priority", 0), status=_choice(Status, cells, "status", Status.APPROVED),
            note=_one(cells, "note"), author=_one(cells, "author"), gender=_choice(Gender, cells, "gender", Gender.UNKNOWN),
            revision=_number(cells, "revision", 1), created=_one(cells, "created"), updated=_one(cells, "updated"))
    except InvalidGlossary as error:
        if not error.value:
            error.value = "|".join(cells.get(error.field, ()))
        raise


def cells_of(term: Term) -> dict[str, tuple[str, ...]]:
    """Return an entry's cells, those left out whose content goes without saying; :func:`term_of` gives it back."""
    found: dict[str, tuple[str, ...]] = {"source": term.sources}
    for tag, rendering in term.renderings.items():
        found[tag] = tuple(filter(None, (rendering.preferred, *rendering.allowed)))
        if rendering.forbidden:
            found[f"forbidden:{tag}"] = rendering.forbidden
    said = {
        "entry": term.id, "kind": _unless(term.kind, Kind.TERM), "mode": _unless(term.mode, Mode.MUST),
        "case": "sensitive" if term.case_sensitive else "", "inflects": "" if term.inflects else "no",
        "title": term.scope.title, "episodes": write_episodes(term.scope.episodes), "speaker": term.scope.speaker,
        "addressee": term.scope.addressee, "priority": str(term.priority or ""), "status": _unless(term.status, Status.APPROVED),
        "note": term.note, "author": term.author, "gender": _unless(term.gender, Gender.UNKNOWN),
        "revision": "" if term.revision == 1 else str(term.revision), "created": term.created, "updated": term.updated}
    found |= {column: (text,) for column, text in said.items() if text}
    return found | ({"guard": term.guards} if term.guards else {})


def _unless(value: str, default: str) -> str:
    return "" if value == default else str(value)


def _own_id(source: str, scope: Scope, guards: tuple[str, ...]) -> str:
    """Return an id for an entry that came without: the same source form elsewhere is another entry."""
    narrowed = (scope.shown(), *guards) if scope != Scope() or guards else ()
    return term_id("\t".join((source, *narrowed)))


def _renderings(cells: Cells) -> dict[str, Rendering]:
    made: dict[str, Rendering] = {}
    for column, forms in cells.items():
        tag = column.removeprefix("forbidden:")
        if tag in made or column == "source" or column in COLUMNS:
            continue
        wanted, barred = cells.get(tag, ()), cells.get(f"forbidden:{tag}", ())
        for form in (*wanted, *barred):
            check_target(form, tag)
        if both := set(wanted) & set(barred):
            raise InvalidGlossary(f"{min(both)!r} is both allowed and forbidden", field=f"forbidden:{tag}", value=min(both))
        if forms:
            made[tag] = Rendering(wanted[0] if wanted else "", tuple(dict.fromkeys(wanted[1:])), tuple(dict.fromkeys(barred)))
    return made


def _one(cells: Cells, column: str) -> str:
    return cells.get(column, ("",))[0] if cells.get(column) else ""


def _choice(kind: Callable[[str], T], cells: Cells, column: str, default: T) -> T:
    text = _one(cells, column).strip().lower()
    if not text:
        return default
    try:
        return kind({"keep as is": "keep"}.get(text, text))
    except ValueError as error:
        raise InvalidGlossary(f"{text!r} is no {column}", field=column, value=text,
                              hint="one of " + ", ".join(kind)) from error  # type: ignore[arg-type]


def _truth(cells: Cells, column: str, *, default: bool) -> bool:
    text = _one(cells, column).strip().lower()
    if text and text not in _YES | _NO:
        raise InvalidGlossary(f"{text!r} is neither yes nor no", field=column, value=text)
    return text in _YES if text else default


def _number(cells: Cells, column: str, default: int) -> int:
    text = _one(cells, column).strip()
    try:
        number = int(text) if text else default
    except ValueError as error:
        raise InvalidGlossary(f"{text[:40]!r} is no whole number", field=column, value=text[:40]) from error
    if abs(number) > 1_000_000:
        raise InvalidGlossary(f"{number} is out of range", field=column, value=text, hint="from -1000000 to 1000000")
    return number
