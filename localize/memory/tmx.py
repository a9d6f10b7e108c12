"""TMX 1.4b: translation memories in and out."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Final

from lxml import etree

from localize.errors import InvalidInput

_XML_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_MAX_BYTES: Final = 256 << 20


@dataclass(frozen=True, slots=True)
class Unit:
    """One entry of a memory.

    Attributes:
        id: Stable name.
        texts: By language tag, slots as ``{NAME}``.
        note: Licence, author or what else was said of it.
    """

    id: str
    texts: Mapping[str, str]
    note: str = ""


def read_tmx(data: bytes) -> tuple[Unit, ...]:
    """Return the units of a TMX file (plain or gzipped), in order.

    Raises:
        InvalidInput: If it is no TMX, declares entities, or is larger than 256 MiB unpacked.
    """
    if data[:2] == b"\x1f\x8b":
        try:
            with gzip.GzipFile(fileobj=io.BytesIO(data)) as packed:
                data = packed.read(_MAX_BYTES + 1)
        except (OSError, EOFError) as error:
            raise InvalidInput(f"the packed memory cannot be read: {error}", field="tmx") from error
    if len(data) > _MAX_BYTES:
        raise InvalidInput("the memory is larger than 256 MiB", field="tmx", hint="split it")
    if b"<!ENTITY" in data[:65536]:
        raise InvalidInput("the memory declares XML entities", field="tmx", hint="export it again without")
    try:
        return tuple(_units(io.BytesIO(data)))
    except etree.XMLSyntaxError as error:
        raise InvalidInput(f"not well-formed XML: {error}", field="tmx") from error


def _units(file: IO[bytes]) -> Iterator[Unit]:
    number = 0
    seen_root = False
    for event, element in etree.iterparse(file, events=("start", "end"), resolve_entities=False, no_network=True,
                                          load_dtd=False, huge_tree=False):
        name = etree.QName(element).localname
        if event == "start":
            if not seen_root and name != "tmx":
                raise InvalidInput(f"the root element is {name!r}, not tmx", field="tmx")
            seen_root = True
        elif name == "tu":
            number += 1
            texts = {}
            for variant in element.iter("tuv"):
                segment = variant.find("seg")
                tag = variant.get(_XML_LANG) or variant.get("lang") or ""
                if segment is not None and tag:
                    texts[tag] = "".join(str(piece) for piece in segment.itertext())
            yield Unit(element.get("tuid") or f"tu{number}", texts, element.findtext("note") or "")
            element.clear()


def write_tmx(units: Iterable[Unit], *, source: str = "zh", note: str = "", tool: str = "localize") -> bytes:
    """Return a TMX 1.4b file in UTF-8: equal units, equal bytes."""
    root = etree.Element("tmx", version="1.4")
    header = etree.SubElement(root, "header", creationtool=tool, creationtoolversion="1", segtype="sentence",
                              adminlang="en", srclang=source, datatype="plaintext")
    header.set("o-tmf", "jsonl")
    if note:
        etree.SubElement(header, "note").text = note
    body = etree.SubElement(root, "body")
    for unit in units:
        element = etree.SubElement(body, "tu", tuid=unit.id)
        if unit.note:
            etree.SubElement(element, "note").text = unit.note
        for tag, text in unit.texts.items():
            variant = etree.SubElement(element, "tuv")
            variant.set(_XML_LANG, tag)
            etree.SubElement(variant, "seg").text = text
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
