"""TMX 1.4b: translation memories in and out."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterable, Iterator
from typing import Final

from lxml import etree

from localize.errors import InvalidInput
from localize.markup import LANG, LARGEST, children, entries, local
from localize.memory.unit import Unit, damage, gathered, own_tag

#: Native codes of the tool that made the file; what they hold is markup, not text.
_CODES: Final = frozenset({"bpt", "ept", "it", "ph", "ut"})


def read_tmx(data: bytes) -> tuple[Unit, ...]:
    """Return the units of a TMX file (plain or gzipped), in order.

    Raises:
        InvalidInput: If it is no TMX, declares entities, is larger than 256 MiB unpacked, or an entry is refused.
    """
    return gathered(tmx_units(data)).whole()


def tmx_units(data: bytes) -> Iterator[Unit]:
    """Yield the units of a TMX file as they stand, unchecked.

    Raises:
        InvalidInput: If the file as a whole cannot be read.
    """
    for number, element in enumerate(entries(unpacked(data), ("tmx",), ("tu",), "tmx"), start=1):
        texts: dict[str, str] = {}
        for variant in children(element, "tuv"):
            tag = variant.get(LANG) or variant.get("lang") or ""
            for segment in children(variant, "seg")[:1] if tag else ():
                texts.setdefault(own_tag(tag), _plain(segment))
        note = "\n".join("".join(map(str, item.itertext())) for item in children(element, "note"))
        yield Unit(element.get("tuid") or f"tu{number}", texts, note)


def unpacked(data: bytes) -> bytes:
    """Return a file's bytes, unpacked where it is gzipped.

    Raises:
        InvalidInput: If it is broken, or larger than 256 MiB unpacked.
    """
    if data[:2] != b"\x1f\x8b":
        return data
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as packed:
            return packed.read(LARGEST + 1)
    except (OSError, EOFError) as error:
        raise InvalidInput(f"the packed memory cannot be read: {error}", field="tmx") from error


def _plain(segment: etree._Element) -> str:
    """Return a segment's text without the native codes in it."""
    pieces = [str(segment.text or "")]
    for child in segment:
        if local(child) not in _CODES and isinstance(child.tag, str):
            pieces.append(_plain(child))
        pieces.append(str(child.tail or ""))
    return "".join(pieces)


def write_tmx(units: Iterable[Unit], *, source: str = "zh", note: str = "", tool: str = "localize") -> bytes:
    """Return a TMX 1.4b file in UTF-8: equal units, equal bytes.

    Raises:
        InvalidInput: If a text holds a character that no line may hold.
    """
    root = etree.Element("tmx", version="1.4")
    header = etree.SubElement(root, "header", creationtool=tool, creationtoolversion="1", segtype="sentence",
                              adminlang="en", srclang=source, datatype="plaintext")
    header.set("o-tmf", "jsonl")
    if note:
        etree.SubElement(header, "note").text = note
    body = etree.SubElement(root, "body")
    for unit in units:
        check_writable(unit)
        element = etree.SubElement(body, "tu", tuid=unit.id)
        if unit.note:
            etree.SubElement(element, "note").text = unit.note
        for tag, text in unit.texts.items():
            variant = etree.SubElement(element, "tuv")
            variant.set(LANG, tag)
            etree.SubElement(variant, "seg").text = text
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def check_writable(unit: Unit) -> None:
    """Check that XML can carry a unit, and that reading it again will not refuse it.

    Raises:
        InvalidInput: If it cannot.
    """
    for field, text in (("id", unit.id), ("note", unit.note), *unit.texts.items()):
        if character := damage(text) or next((item for item in text if item in "\ufffe\uffff"), ""):
            raise InvalidInput(f"entry {unit.id!r} holds the control character U+{ord(character):04X}", field=field,
                               hint="correct the line, then export again")
