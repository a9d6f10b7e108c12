"""XLIFF 2 as a translation memory: one document for a pair of languages, in and out (2.0, 2.1 and 2.2 are read)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from lxml import etree

from localize.errors import InvalidInput
from localize.markup import children, entries, local
from localize.memory.tmx import check_writable
from localize.memory.unit import Unit, own_tag

_NAMESPACE: Final = "urn:oasis:names:tc:xliff:document:2.0"
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"


def xliff_units(data: bytes) -> Iterator[Unit]:
    """Yield the units of an XLIFF 2 file as they stand, unchecked; one without a translation has its source alone.

    Raises:
        InvalidInput: If the file as a whole cannot be read, or is XLIFF 1.
    """
    seen = 0
    for number, element in enumerate(entries(data, ("xliff",), ("unit", "trans-unit"), "xliff"), start=1):
        root = element.getroottree().getroot()
        if not str(root.get("version", "")).startswith("2."):
            raise InvalidInput(f"this is XLIFF {root.get('version', 'of no version')}", field="xliff",
                               hint="export it as XLIFF 2, or as TMX")
        source, target = own_tag(str(root.get("srcLang", ""))), own_tag(str(root.get("trgLang", "")))
        if not source:
            raise InvalidInput("the file does not say its source language", field="xliff", hint="srcLang on the root")
        yield _unit(element, number, source, target)
        seen = number
    if not seen:
        raise InvalidInput("the file holds no unit", field="xliff")


def _unit(element: etree._Element, number: int, source: str, target: str) -> Unit:
    pairs = [(child, "source", "target") for child in children(element, "segment", "ignorable")]
    said = "".join(_part(child, name) for child, name, _ in pairs)
    made = "".join(_part(child, name) for child, _, name in pairs)
    texts = {source: said} | ({target: made} if target and made else {})
    notes = [note for group in children(element, "notes") for note in children(group, "note")]
    return Unit(element.get("name") or element.get("id") or f"u{number}", texts, "\n".join(map(_text, notes)))


def _part(segment: etree._Element, name: str) -> str:
    return "".join(_text(child) for child in children(segment, name))


def _text(element: etree._Element) -> str:
    """Return the text of an element: codes left out, what they span kept, ``cp`` as the character it stands for."""
    pieces = [str(element.text or "")]
    for child in element:
        if local(child) in {"pc", "mrk"}:
            pieces.append(_text(child))
        elif local(child) == "cp":
            pieces.append(_character(str(child.get("hex", ""))))
        pieces.append(str(child.tail or ""))
    return "".join(pieces)


def _character(digits: str) -> str:
    try:
        return chr(int(digits, 16))
    except (ValueError, OverflowError) as error:
        raise InvalidInput(f"{digits!r} is no code point", field="xliff") from error


def write_xliff(units: Iterable[Unit], source: str, target: str) -> bytes:
    """Return an XLIFF 2.1 file of one pair of languages in UTF-8; units without the source language are left out.

    Raises:
        InvalidInput: If a text holds a character that no line may hold.
    """
    root = etree.Element(f"{{{_NAMESPACE}}}xliff", version="2.1", srcLang=source, trgLang=target, nsmap={None: _NAMESPACE})
    file = etree.SubElement(root, f"{{{_NAMESPACE}}}file", id="f1")
    for number, unit in enumerate((unit for unit in units if source in unit.texts), start=1):
        check_writable(unit)
        # A unit's id must be a name token (XLIFF 2.1, 4.3.1.22): ours, which need not be, is its name.
        element = etree.SubElement(file, f"{{{_NAMESPACE}}}unit", id=f"u{number}", name=unit.id)
        if unit.note:
            notes = etree.SubElement(element, f"{{{_NAMESPACE}}}notes")
            etree.SubElement(notes, f"{{{_NAMESPACE}}}note").text = unit.note
        done = target in unit.texts
        segment = etree.SubElement(element, f"{{{_NAMESPACE}}}segment", state="final" if done else "initial")
        for name, tag in (("source", source), ("target", target)):
            if tag in unit.texts:
                part = etree.SubElement(segment, f"{{{_NAMESPACE}}}{name}")
                part.set(_SPACE, "preserve")
                part.text = unit.texts[tag]
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
