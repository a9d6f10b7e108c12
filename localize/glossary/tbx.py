"""Term bases as TBX (ISO 30042): v3 Basic in the DCA style in and out; the v2 ``martif`` form in.

Preferred, allowed and forbidden renderings are the administrative statuses of TBX-Basic (``preferredTerm-admn-sts``,
``admittedTerm-admn-sts``, ``deprecatedTerm-admn-sts``; superseded terms count as forbidden), a title is the
``projectSubset``, author and dates are transactions, gender is ``grammaticalGender``. What TBX-Basic has no category for
(mode, guards, episodes, who speaks to whom, the time of day …) travels in a concept's note that begins with ``localize:``,
as JSON, so that the file stays valid and no tool drops it. The schema asks for ids that are XML names and for plain dates.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final

from lxml import etree

from localize.errors import InvalidGlossary, InvalidInput, UnknownLanguage
from localize.glossary.base import Glossary
from localize.glossary.cells import COLUMNS, cells_of
from localize.glossary.gather import Draft, Refusal, refusal
from localize.glossary.table import MAX_ROWS
from localize.glossary.term import Rendering, Term
from localize.language import language
from localize.markup import LANG, children, entries, local

_NAMESPACE: Final = "urn:iso:std:iso:30042:ed-2"
_OWN: Final = "localize:"
_PREFERRED, _ADMITTED, _DEPRECATED = (f"{word}Term-admn-sts" for word in ("preferred", "admitted", "deprecated"))
# v2 files write the status without the suffix, too.
_FORBIDDEN: Final = ("deprecatedTerm", "supersededTerm")
_GENDERS: Final = {"female": "feminine", "male": "masculine"}
_IN_TBX: Final = frozenset({"title", "author", "gender", "note"})
"""Columns with a place of their own in TBX, as they are; the others stand in our note where that place cannot hold them."""
_NAME: Final = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)


def tbx_rows(data: bytes) -> Iterator[Draft | Refusal]:
    """Yield the concepts of a TBX file; their numbers count from 1.

    The source language is Chinese (Mandarin, then Cantonese) where a concept has it, else English. Languages that we do
    not deliver are left out.

    Raises:
        InvalidGlossary: If the file as a whole cannot be read: no TBX, entities, too many concepts.
    """
    for number, concept in enumerate(_concepts(data), start=1):
        if number > MAX_ROWS:
            raise InvalidGlossary(f"more than {MAX_ROWS} concepts", field="file", hint="split it by title")
        yield _concept(concept, number)


def _concepts(data: bytes) -> Iterator[etree._Element]:
    try:
        yield from entries(data, ("tbx", "martif", "TBX"), ("conceptEntry", "termEntry"), "file")
    except InvalidInput as error:
        raise InvalidGlossary(error.message, field=error.field, hint=error.hint) from error


def _concept(concept: etree._Element, number: int) -> Draft | Refusal:
    try:
        # Our note has the last word: what TBX could not hold as it is stands there in full.
        cells = _told(concept) | _own_note(concept)
        sources, targets = _languages(concept)
        return Draft(number, cells | sources | targets)
    except InvalidGlossary as error:
        return refusal(error, number)


def _own_note(concept: etree._Element) -> dict[str, tuple[str, ...]]:
    """Return the cells of our note, and people's notes as one."""
    cells: dict[str, tuple[str, ...]] = {}
    notes = []
    for note in children(concept, "note"):
        text = "".join(map(str, note.itertext()))
        if not text.startswith(_OWN):
            notes.append(text)
            continue
        try:
            said = json.loads(text.removeprefix(_OWN))
            cells |= {column: tuple(map(str, forms)) for column, forms in said.items() if column in COLUMNS}
        except (ValueError, AttributeError, TypeError) as error:
            raise InvalidGlossary(f"our note cannot be read: {error}", field="note", value=text[:80]) from error
    if not notes:
        notes = [_text(item) for item in concept.iter() if _category(item) == "definition"][:1]
    return cells | ({"note": ("\n".join(notes),)} if notes else {})


def _told(concept: etree._Element) -> dict[str, tuple[str, ...]]:
    """Return id, title, author and dates."""
    cells: dict[str, str] = {"entry": concept.get("id") or concept.get("{http://www.w3.org/XML/1998/namespace}id") or ""}
    for item in (child for group in (concept, *children(concept, "descripGrp")) for child in group):
        if _category(item) == "projectSubset":
            cells["title"] = _text(item)
    for group in children(concept, "transacGrp"):
        made = any(_category(item) == "transactionType" and _text(item) == "origination" for item in group)
        for item in group:
            if local(item) == "date":
                cells["created" if made else "updated"] = _text(item)
            elif made and _category(item) == "responsibility":
                cells["author"] = _text(item)
    return {column: (text,) for column, text in cells.items() if text}


def _languages(concept: etree._Element) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Return the cells of the source side and those of the targets."""
    sections: dict[str, list[etree._Element]] = {}
    for section in children(concept, "langSec", "langSet"):
        tag = section.get(LANG) or section.get("lang") or ""
        try:
            sections.setdefault(language(tag).tag, []).extend(
                item for item in section.iter() if local(item) in {"termSec", "tig", "ntig"})
        except UnknownLanguage:
            continue
    chinese: list[str] = [tag for tag in ("zh", "yue") if tag in sections]
    spoken = chinese or sorted(sections.keys() & {"en"})
    terms = [item for tag in spoken for item in sections.pop(tag)]
    source: dict[str, tuple[str, ...]] = {"source": tuple(filter(None, map(_term, terms)))}
    if genders := [_text(item) for term in terms for item in term.iter() if _category(item) == "grammaticalGender"]:
        source["gender"] = ({word: name for name, word in _GENDERS.items()}.get(genders[0], "unknown"),)
    targets: dict[str, tuple[str, ...]] = {}
    for tag, items in sections.items():
        if tag not in {"zh", "yue"}:
            targets |= _renderings(tag, items)
    return source, targets


def _renderings(tag: str, terms: list[etree._Element]) -> dict[str, tuple[str, ...]]:
    ranked: dict[int, list[str]] = {0: [], 1: [], 2: []}
    for term in terms:
        status = next((_text(item) for item in term.iter() if _category(item) in {"administrativeStatus", "normativeAuthorization"}), "")
        rank = 2 if status.startswith(_FORBIDDEN) else 0 if status.startswith("preferredTerm") else 1
        ranked[rank].append(_term(term))
    return {tag: tuple(filter(None, ranked[0] + ranked[1])), f"forbidden:{tag}": tuple(filter(None, ranked[2]))}


def _term(section: etree._Element) -> str:
    return next((_text(item) for item in section.iter() if local(item) == "term"), "")


def _text(element: etree._Element) -> str:
    return "".join(map(str, element.itertext())).strip()


def _category(element: etree._Element) -> str:
    """Return the data category: the ``type`` of the DCA style, or the element's own name in the DCT style."""
    return element.get("type") or local(element)


def write_tbx(glossary: Glossary) -> bytes:
    """Return the term base as TBX v3 Basic, DCA style, in UTF-8; :func:`tbx_rows` gives the same entries back.

    Raises:
        InvalidGlossary: If an entry holds a character that XML cannot carry.
    """
    root = etree.Element(f"{{{_NAMESPACE}}}tbx", {"type": "TBX-Basic", "style": "dca", LANG: "en"}, nsmap={None: _NAMESPACE})
    described = _sub(_sub(root, "tbxHeader"), "fileDesc")
    _sub(_sub(described, "titleStmt"), "title", glossary.name)
    _sub(_sub(described, "sourceDesc"), "p", "localize term base")
    body = _sub(_sub(root, "text"), "body")
    taken = {term.id for term in glossary.terms}
    for number, term in enumerate(glossary.terms, start=1):
        try:
            _write(body, term, term.id if _NAME.fullmatch(term.id) else _free(number, taken))
        except ValueError as error:
            raise InvalidGlossary(f"{term.sources[0]!r} holds a character that XML cannot carry", field=term.id) from error
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _free(number: int, taken: set[str]) -> str:
    name = f"concept-{number}"
    return name if name not in taken else _free(number + len(taken), taken)


def _write(body: etree._Element, term: Term, name: str) -> None:
    cells = cells_of(term)
    concept = _sub(body, "conceptEntry", id=name)
    held = {"entry": name, "created": term.created[:10], "updated": term.updated[:10]}
    if term.scope.title:
        _sub(concept, "admin", term.scope.title, type="projectSubset")
    _transaction(concept, "origination", term.created, term.author)
    _transaction(concept, "modification", term.updated, "")
    own = {column: list(forms) for column, forms in cells.items() if column in COLUMNS and column not in _IN_TBX
           and held.get(column) != forms[0]}
    if own:
        _sub(concept, "note", _OWN + json.dumps(own, ensure_ascii=False, sort_keys=True))
    if term.note:
        _sub(concept, "note", term.note)
    spoken = "en" if "en" not in term.renderings and all(form.isascii() for form in term.sources) else "zh"
    section = _sub(concept, "langSec", **{LANG: spoken})
    for number, form in enumerate(term.sources):
        written = _form(section, form, _PREFERRED if number == 0 else _ADMITTED)
        if number == 0 and term.gender in _GENDERS:
            _sub(written, "termNote", _GENDERS[term.gender], type="grammaticalGender")
    for tag, rendering in term.renderings.items():
        if rendering == Rendering(""):
            continue
        section = _sub(concept, "langSec", **{LANG: tag})
        for form, status in ((rendering.preferred, _PREFERRED), *((form, _ADMITTED) for form in rendering.allowed),
                             *((form, _DEPRECATED) for form in rendering.forbidden)):
            if form:
                _form(section, form, status)


def _transaction(concept: etree._Element, kind: str, date: str, author: str) -> None:
    if not date and not author:
        return
    group = _sub(concept, "transacGrp")
    _sub(group, "transac", kind, type="transactionType")
    if author:
        _sub(group, "transacNote", author, type="responsibility")
    if date:
        _sub(group, "date", date[:10])


def _form(section: etree._Element, form: str, status: str) -> etree._Element:
    written = _sub(section, "termSec")
    _sub(written, "term", form)
    _sub(written, "termNote", status, type="administrativeStatus")
    return written


def _sub(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{_NAMESPACE}}}{name}", dict(attributes))
    element.text = text or None
    return element
